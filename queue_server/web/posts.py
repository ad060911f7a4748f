"""What a change at a window would mean, asked before it is made."""

from aiohttp import web

from queue_server.contract.actors import Role
from queue_server.contract.commands import Id
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import ProfilePreview
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


DOORS = (
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
