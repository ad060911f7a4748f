"""Commands and views over HTTP, and what a station asks about itself."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from aiohttp import web
from pydantic import BaseModel

from config.catalogue import Catalogue
from config.hall import HallPlan, Station
from config.policy import Policy
from queue_server.contract.actors import PLACED_STATIONS, STATION_ROLES, Role
from queue_server.contract.commands import ALLOWED, REFUSED, REFUSED_TO_ANY, Command, Key
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Accepted, AnyView, TicketView
from queue_server.web.access import Door
from queue_server.web.answers import answer, read_json, read_message
from queue_server.web.caller import STAFF
from queue_server.web.middleware import Handler
from queue_server.web.reception import CALLER, RECEPTION

NO_SOCKET = frozenset({RefusalCode.MALFORMED, RefusalCode.UNAVAILABLE})  # no upgrade was asked for; no room


def _key(shown: bytes | str) -> str:
    return msgspec.convert(shown, Key)


def path_of(command: type[Command]) -> str:
    """IssueTicket → /api/v1/commands/issue-ticket."""
    return "/api/v1/commands/" + re.sub(r"(?<!^)(?=[A-Z])", "-", command.__name__).lower()


def _commands() -> Iterator[Door]:
    """One door for every command that somebody outside the server may give."""
    for command, roles in ALLOWED.items():
        if from_outside := roles - {Role.SYSTEM}:
            yield Door(
                "POST",
                path_of(command),
                _giving(command),
                from_outside,
                takes=command,
                gives={200: Accepted},
                refuses=REFUSED_TO_ANY | REFUSED[command],
                is_keyed=True,
            )


def _giving(command: type[Command]) -> Handler:
    async def give(request: web.Request) -> web.Response:
        key = idempotency_key(request)
        asked: Any = await read_json(request, command)
        return answer(await request.app[RECEPTION].intake.submit(asked, key, request[CALLER]))

    give.__doc__ = command.__doc__
    return give


def idempotency_key(request: web.Request) -> str:
    """Refuses MALFORMED if there is none."""
    try:
        return read_message(_key, request.headers.get("Idempotency-Key", ""))
    except CommandRefused as refused:
        raise CommandRefused(RefusalCode.MALFORMED, **{**refused.details, "where": "Idempotency-Key"}) from None


async def see(request: web.Request) -> web.Response:
    """The view of a topic as it is now."""
    reception, caller = request.app[RECEPTION], request[CALLER]
    topic = request.match_info["topic"]
    if not caller.may_see(topic):
        raise CommandRefused(RefusalCode.FORBIDDEN, topic=topic)
    view = await reception.dispatcher.view(topic)
    if isinstance(view, TicketView):
        view = reception.intake.with_address(view, caller)
    return answer(view)


class StationAndHall(BaseModel):
    """A station of the plan, and the configuration in force. `public_url`: for the codes on its slips."""

    station: Station
    plan: HallPlan
    catalogue: Catalogue
    policy: Policy
    configuration_hash: str
    public_url: str


async def station_me(request: web.Request) -> web.Response:
    """Who the station is and what its hall runs on. The staff in the plan are nothing a station needs, nor who is told
    of ratings."""
    reception, station = request.app[RECEPTION], request[CALLER].station
    hall = reception.hall
    told = StationAndHall.model_construct(
        station=station,
        plan=hall.plan.model_copy(update={"clerks": ()}),
        catalogue=hall.catalogue,
        policy=hall.policy.model_copy(update={"exports": ()}),
        configuration_hash=reception.dispatcher.state.configuration_hash,
        public_url=reception.settings.public_url or str(request.url.origin()),
    )
    return answer(told.model_dump(mode="json"))


async def converse(request: web.Request) -> web.StreamResponse:
    """The socket: a WebSocket that speaks the messages of docs/wire.md."""
    return await request.app[RECEPTION].connections.serve(request, request[CALLER])


DOORS = (
    *_commands(),
    Door(
        "GET",
        "/api/v1/views/{topic}",
        see,
        STAFF | PLACED_STATIONS,
        gives={200: AnyView},
        refuses=frozenset({RefusalCode.NOT_FOUND}),
    ),
    Door("GET", "/api/v1/stations/me", station_me, STATION_ROLES, gives={200: StationAndHall}),
    Door("GET", "/api/v1/socket", converse, STAFF | PLACED_STATIONS, gives={101: None}, refuses=NO_SOCKET),
)
