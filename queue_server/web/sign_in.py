"""Signing in and out, and who is signed in. The session is a cookie no script can read and no other site can send."""

from http import HTTPStatus
from typing import Annotated

import msgspec
import structlog
from aiohttp import web

from queue_server.contract.actors import Role
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Label
from queue_server.storage.accounts import LONGEST_S
from queue_server.web.access import Door, cookie_name, open_door, refuse_foreign_page
from queue_server.web.answers import answer, read_json
from queue_server.web.caller import STAFF, WHOLE_HALL, Caller
from queue_server.web.reception import CALLER, RECEPTION, Reception

AT_ONCE = 16  # passwords being checked or waiting for it, each for a fifth of a second of a core; more are put off

log = structlog.get_logger(__name__)


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`account`: clerk id or staff number."""

    account: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    password: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Post(msgspec.Struct, frozen=True):
    """A window this person works at. `post`: "primary" or "backup"."""

    window_id: str
    number: int
    name: Label
    post: str


class Person(msgspec.Struct, frozen=True):
    """Who is signed in. `home`: the page their work is on."""

    id: str
    name: str
    staff_number: str
    roles: list[str]
    posts: list[Post]
    home: str


async def sign_in(request: web.Request) -> web.Response:
    """Signs somebody of the staff in: who it is, and the session's cookie."""
    reception = request.app[RECEPTION]
    if "Origin" in request.headers:
        refuse_foreign_page(request)
    asked: SignIn = await read_json(request, SignIn)
    token, caller = await _check(reception, asked)
    response = answer(person(reception, caller))
    response.set_cookie(
        cookie_name(reception.settings),
        token,
        max_age=LONGEST_S,
        path="/",
        httponly=True,
        samesite="Strict",
        secure=reception.settings.behind_tls,
    )
    log.info("signed_in", clerk=caller.actor.id)
    return response


async def _check(reception: Reception, asked: SignIn) -> tuple[str, Caller]:
    reception.attempts.check(asked.account, reception.now_ms())
    if reception.attempts.checking >= AT_ONCE:
        raise CommandRefused(RefusalCode.UNAVAILABLE)
    with reception.attempts.one():
        try:
            found = await reception.gate.enter(asked.account, asked.password)
        except CommandRefused as refused:
            if refused.code is RefusalCode.WRONG_CREDENTIALS:
                reception.attempts.failed(asked.account, reception.now_ms())
                log.warning("sign_in_refused")
            raise
    reception.attempts.succeeded(asked.account)
    return found


async def who_am_i(request: web.Request) -> web.Response:
    """Who is signed in."""
    return answer(person(request.app[RECEPTION], request[CALLER]))


async def sign_out(request: web.Request) -> web.Response:
    """Ends the session and every page that was open with it."""
    reception, caller = request.app[RECEPTION], request[CALLER]
    if caller.session is not None:
        await reception.gate.leave(caller.session)
        await reception.connections.end(caller, RefusalCode.NOT_SIGNED_IN)
        log.info("signed_out", clerk=caller.actor.id)
    response = web.Response(status=HTTPStatus.NO_CONTENT)
    response.del_cookie(cookie_name(reception.settings), path="/", secure=reception.settings.behind_tls)
    return response


def person(reception: Reception, caller: Caller) -> Person:
    clerk = caller.clerk
    if clerk is None:
        raise CommandRefused(RefusalCode.NOT_FOUND)
    windows = reception.hall.windows
    posts = [
        Post(window_id, windows[window_id].number, Label(windows[window_id].name.zh, windows[window_id].name.en), post)
        for post, window_ids in (("primary", clerk.primary), ("backup", clerk.backup))
        for window_id in window_ids
    ]
    roles = sorted(role.value for role in clerk.roles)
    return Person(clerk.id, clerk.name, clerk.staff_number, roles, posts, home(caller))


def home(caller: Caller) -> str:
    """Clerks work at their window, whoever looks after ratings on their work orders, everybody else on the floor."""
    if caller.actor.may_act_as(Role.CLERK) and not caller.actor.may_act_as(Role.SUPERVISOR):
        return "/clerk"
    return "/console" if caller.actor.may_act_as(*WHOLE_HALL) else "/console/work-orders"


DOORS = (
    open_door(
        "POST",
        "/api/v1/session",
        sign_in,
        takes=SignIn,
        gives={200: Person},
        refuses=frozenset(
            {
                RefusalCode.WRONG_CREDENTIALS,
                RefusalCode.TOO_MANY_ATTEMPTS,
                RefusalCode.FORBIDDEN,
                RefusalCode.UNAVAILABLE,
            }
        ),
        told={"Set-Cookie": "the session"},
    ),
    Door("GET", "/api/v1/session", who_am_i, STAFF, gives={200: Person}),
    Door("DELETE", "/api/v1/session", sign_out, STAFF, gives={204: None}),
)
