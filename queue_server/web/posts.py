"""Who has a post at which window, and what a change at one would mean, asked before it is made."""

import msgspec
from aiohttp import web

from queue_server.contract.actors import Role
from queue_server.contract.commands import Id
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import ProfilePreview, WindowBrief
from queue_server.domain.views.labels import window_brief
from queue_server.domain.views.preview import preview
from queue_server.web.access import Door
from queue_server.web.answers import answer, asked_for
from queue_server.web.reception import RECEPTION


async def preview_profile(request: web.Request) -> web.Response:
    """Another work profile for a window: who waits, and which windows are open for them, before and after."""
    profile_id = asked_for(request, "profile", Id)
    if profile_id is None:
        raise CommandRefused(RefusalCode.MALFORMED, where="profile", why="is missing")
    window_id = request.match_info["window_id"]
    dispatcher = request.app[RECEPTION].dispatcher
    return answer(await dispatcher.look(lambda state, now_ms: preview(state, window_id, profile_id, now_ms)))


class PostHolder(msgspec.Struct, frozen=True):
    """`post`: "primary" or "backup"."""

    clerk_id: str
    name: str
    post: str


class WindowPosts(msgspec.Struct, frozen=True):
    """A window with all who have a post there, the primary ones first."""

    window: WindowBrief
    holders: tuple[PostHolder, ...]


async def posts(request: web.Request) -> web.Response:
    """The windows of the plan by number, each with those who have a post there."""
    hall = request.app[RECEPTION].hall
    return answer(
        [
            WindowPosts(
                window_brief(hall, window_id),
                tuple(
                    PostHolder(clerk.id, clerk.name, "primary" if window_id in clerk.primary else "backup")
                    for clerk in hall.holders[window_id]
                ),
            )
            for window_id in hall.windows_by_number
        ]
    )


DOORS = (
    Door(
        "GET",
        "/api/v1/windows",
        posts,
        frozenset({Role.GUIDE, Role.SUPERVISOR, Role.AUDITOR}),
        gives={200: tuple[WindowPosts, ...]},
    ),
    Door(
        "GET",
        "/api/v1/windows/{window_id}/preview",
        preview_profile,
        frozenset({Role.GUIDE, Role.SUPERVISOR, Role.AUDITOR}),
        gives={200: ProfilePreview},
        refuses=frozenset({RefusalCode.MALFORMED, RefusalCode.WINDOW_UNKNOWN, RefusalCode.PROFILE_UNKNOWN}),
        query={"profile": Id},
        needs=frozenset({"profile"}),
    ),
)
