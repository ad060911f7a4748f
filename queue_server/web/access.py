"""Who may come in by which door. Every route is a `Door`; what is not declared open refuses whoever is nobody here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.web_urldispatcher import AbstractRoute

from queue_server.contract.actors import Role
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.settings import Settings
from queue_server.web.caller import Caller
from queue_server.web.middleware import Handler
from queue_server.web.reception import CALLER, RECEPTION

ANYBODY: frozenset[Role] = frozenset(Role)

_CHANGES_NOTHING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Door:
    """One route. `roles` may use it; `is_open`: without showing anything, or by a secret its handler checks itself.

    `is_page`: somebody who has not signed in is led to the sign-in page instead of being refused.

    The rest is what the API's document (`openapi`) says about it beyond the handler's docstring. `takes`: the type of
    the JSON body, or media types of any other. `gives`: the answer by status: a type of JSON, a media type, or nothing.
    `refuses`: the codes of its own, beside those of the guard and of bodies. `is_keyed`: Idempotency-Key is asked for.
    `query`: the parameters after the path and their types; `needs`: those of them that must be given. `told`: names of
    answer headers.
    """

    method: str
    path: str
    handler: Handler
    roles: frozenset[Role]
    is_open: bool = False
    is_page: bool = False
    takes: Any = None
    gives: Mapping[int, Any] = field(default_factory=dict)
    refuses: frozenset[RefusalCode] = frozenset()
    is_keyed: bool = False
    query: Mapping[str, Any] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    told: Mapping[str, str] = field(default_factory=dict)


def open_door(method: str, path: str, handler: Handler, **document: Any) -> Door:
    return Door(method, path, handler, ANYBODY, is_open=True, **document)


DOORS = web.AppKey("doors", dict[AbstractRoute, Door])


def build(app: web.Application, doors: Iterable[Door]) -> None:
    """Adds the routes, and the guard before them (`guarded` must be among the middlewares)."""
    app[DOORS] = {app.router.add_route(door.method, door.path, door.handler): door for door in doors}


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    door = request.app[DOORS].get(request.match_info.route)
    if door is None or door.is_open:  # None: aiohttp's own answer, nothing here or not by that method
        return await handler(request)
    try:
        caller = await who(request)
    except CommandRefused as refused:
        if door.is_page and refused.code is RefusalCode.NOT_SIGNED_IN:
            raise web.HTTPSeeOther("/") from None
        raise
    if not caller.actor.may_act_as(*door.roles):
        if door.is_page:
            raise web.HTTPSeeOther("/")
        raise CommandRefused(RefusalCode.FORBIDDEN)
    request[CALLER] = caller
    return await handler(request)


async def who(request: web.Request) -> Caller:
    """Who is asking. Refuses NOT_SIGNED_IN, WRONG_CREDENTIALS, FORBIDDEN (a request from a foreign page)."""
    reception = request.app[RECEPTION]
    authorization = request.headers.get("Authorization")
    if authorization is not None:
        return await reception.gate.station(authorization)
    token = request.cookies.get(cookie_name(reception.settings))
    if token is None:
        raise CommandRefused(RefusalCode.NOT_SIGNED_IN)
    asks_for_socket = "Upgrade" in request.headers
    if request.method not in _CHANGES_NOTHING or asks_for_socket:
        refuse_foreign_page(request)
    return await reception.gate.clerk(token)


def refuse_foreign_page(request: web.Request) -> None:
    """A browser tells which page a request comes from; with a session's cookie only our own pages may ask.

    Refuses FORBIDDEN, also where nothing is told: browsers always tell for what changes something and for sockets.
    """
    own = {request.host, urlsplit(request.app[RECEPTION].settings.public_url or "").netloc} - {""}
    if urlsplit(request.headers.get("Origin", "")).netloc not in own:
        raise CommandRefused(RefusalCode.FORBIDDEN, why="origin")


def cookie_name(settings: Settings) -> str:
    """With the prefix that makes browsers insist on TLS, where there is TLS (RFC 6265bis section 4.1.3.2)."""
    return "__Host-hall" if settings.behind_tls else "hall"
