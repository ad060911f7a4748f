"""The page behind a slip's QR code, for whoever holds the slip: where am I in the queue, where am I called, cancel.

Its address is the only key, and an address not made here is as unknown as any other. Views of a ticket are shown as
they were when the day ended; on later days the address leads to a page that says so.
"""

from aiohttp import web

from queue_server.contract.commands import REFUSED, REFUSED_TO_ANY, CancelTicket
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Accepted, TicketView
from queue_server.web.access import open_door
from queue_server.web.answers import answer
from queue_server.web.api import NO_SOCKET, idempotency_key
from queue_server.web.caller import Caller
from queue_server.web.pages import Language, render
from queue_server.web.reception import RECEPTION
from queue_server.web.ticket_address import PATTERN

_UNSEEN = frozenset({RefusalCode.NOT_FOUND, RefusalCode.UNAVAILABLE})
_PATH = "/t/{address:" + PATTERN + "}"
_NOT_FOR_SEARCH_ENGINES = {"X-Robots-Tag": "noindex, nofollow"}


async def page(request: web.Request) -> web.Response:
    """The ticket's page."""
    caller = _holder(request)
    ticket = await _ticket(request, caller)
    language = request.query.get("language") or ticket.language
    response = render(request, "ticket_page.html", ("common", "refusals", "ticket_page"), language, ticket=ticket)
    response.headers.update(_NOT_FOR_SEARCH_ENGINES)
    return response


async def view(request: web.Request) -> web.Response:
    """The ticket as it is now."""
    return answer(await _ticket(request, _holder(request)), headers=_NOT_FOR_SEARCH_ENGINES)


async def cancel(request: web.Request) -> web.Response:
    """The visitor gives the number back. Header Idempotency-Key as for every command."""
    caller = _holder(request)
    command = CancelTicket(ticket_id=caller.actor.id)
    return answer(await request.app[RECEPTION].intake.submit(command, idempotency_key(request), caller))


async def live(request: web.Request) -> web.StreamResponse:
    """The ticket's own topic over a WebSocket that speaks the messages of docs/wire.md."""
    return await request.app[RECEPTION].connections.serve(request, _holder(request))


def _holder(request: web.Request) -> Caller:
    ticket_id = request.app[RECEPTION].addresses.ticket_id(request.match_info["address"])
    if ticket_id is None:
        raise CommandRefused(RefusalCode.NOT_FOUND)
    return Caller.of_ticket(ticket_id)


async def _ticket(request: web.Request, caller: Caller) -> TicketView:
    shown = await request.app[RECEPTION].dispatcher.view(f"ticket:{caller.actor.id}")
    if not isinstance(shown, TicketView):
        raise CommandRefused(RefusalCode.NOT_FOUND)
    return shown


DOORS = (
    open_door("GET", _PATH, page, gives={200: "text/html"}, refuses=_UNSEEN, query={"language": Language}),
    open_door("GET", _PATH + "/view", view, gives={200: TicketView}, refuses=_UNSEEN),
    open_door(
        "POST",
        _PATH + "/cancel",
        cancel,
        gives={200: Accepted},
        refuses=REFUSED_TO_ANY | REFUSED[CancelTicket],
        is_keyed=True,
    ),
    open_door("GET", _PATH + "/live", live, gives={101: None}, refuses=NO_SOCKET | {RefusalCode.NOT_FOUND}),
)
