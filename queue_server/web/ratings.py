"""What may be rated: found by the code of a slip at a kiosk, or by its ticket by those who type in what was told; and
where a phone may rate what a terminal asks about."""

import re
from typing import Annotated

import msgspec
from aiohttp import web

from queue_server.contract.actors import Role
from queue_server.contract.commands import Id
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import RateableView
from queue_server.domain.views.ratings import rateable_view
from queue_server.web.access import Door
from queue_server.web.answers import answer, asked_for, read_json
from queue_server.web.reception import CALLER, RECEPTION
from queue_server.web.ticket_address import PATTERN, TicketAddresses

_ADDRESS = re.compile(rf"(?:.*/)?({PATTERN})")


class Scanned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the code on a slip said: the address of the ticket's page. A number alone is not enough: anybody saw it."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]


class RatingPage(msgspec.Struct, frozen=True):
    """The path of the page on which a phone rates the service."""

    page_path: str


async def page_of_service(request: web.Request) -> web.Response:
    """The page for the code on the screen of a rating terminal: of services at its own window, and of no others.

    It is told to the terminal alone. In the view of the terminal, which staff may see, it would let them rate.
    """
    reception, station = request.app[RECEPTION], request[CALLER].station
    service_id = asked_for(request, "service", Id) or ""
    service = await reception.dispatcher.look(lambda state, _now_ms: state.service(service_id))
    if service is None or station is None or service.window_id != station.window_id:
        raise CommandRefused(RefusalCode.NOT_FOUND, service_id=service_id)
    return answer(RatingPage(f"{reception.addresses.path(service.ticket_id)}/rate"))


async def find(request: web.Request) -> web.Response:
    """What of the ticket of a slip may be rated, also some days later."""
    asked = await read_json(request, Scanned)
    return answer(await _rateable(request, scanned_ticket(asked.code, request.app[RECEPTION].addresses)))


def scanned_ticket(code: str, addresses: TicketAddresses) -> str:
    """Whose slip it is that was scanned. Refuses TICKET_UNKNOWN."""
    found = _ADDRESS.fullmatch(code.strip())
    ticket_id = addresses.ticket_id(found[1]) if found else None
    if ticket_id is None:
        raise CommandRefused(RefusalCode.TICKET_UNKNOWN)
    return ticket_id


async def show(request: web.Request) -> web.Response:
    """What of a ticket may be rated, also some days later; for those who type in what was told of it. Refuses FORBIDDEN
    of one's own service: it would tell whether somebody rated it."""
    found = await _rateable(request, request.match_info["ticket_id"])
    by, service_id = request[CALLER].actor.id, found.service_id or ""
    service = await request.app[RECEPTION].dispatcher.look(lambda state, _now_ms: state.service(service_id))
    if service is not None and by in (service.clerk_id, service.trainee_id):
        raise CommandRefused(RefusalCode.FORBIDDEN, ticket_id=found.ticket_id)
    return answer(found)


async def _rateable(request: web.Request, ticket_id: str) -> RateableView:
    return await request.app[RECEPTION].dispatcher.look(lambda state, now_ms: rateable_view(state, ticket_id, now_ms))


DOORS = (
    Door(
        "GET",
        "/api/v1/stations/me/rating-page",
        page_of_service,
        frozenset({Role.RATING}),
        gives={200: RatingPage},
        refuses=frozenset({RefusalCode.MALFORMED, RefusalCode.NOT_FOUND}),
        query={"service": Id},
        needs=frozenset({"service"}),
    ),
    Door(
        "POST",
        "/api/v1/ratings/find",
        find,
        frozenset({Role.KIOSK}),
        takes=Scanned,
        gives={200: RateableView},
        refuses=frozenset({RefusalCode.TICKET_UNKNOWN, RefusalCode.NOT_FOUND}),
    ),
    Door(
        "GET",
        "/api/v1/tickets/{ticket_id}/rating",
        show,
        frozenset({Role.COMPLAINTS, Role.SUPERVISOR}),
        gives={200: RateableView},
        refuses=frozenset({RefusalCode.NOT_FOUND}),
    ),
)
