"""The page behind a slip's QR code, for whoever holds the slip: where am I in the queue, where am I called, cancel.

Its address is the only key, and an address not made here is as unknown as any other. Views of a ticket are shown as
they were when the day ended; on later days the address leads to the page that asks how it went, while it may be rated,
and then to one that says that the number is of an earlier day.
"""

from aiohttp import web

from queue_server.contract.commands import REFUSED, REFUSED_TO_ANY, CancelTicket
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Accepted, TicketView
from queue_server.domain.views.ratings import rateable_view
from queue_server.web.access import open_door
from queue_server.web.answers import answer
from queue_server.web.api import NO_SOCKET, idempotency_key
from queue_server.web.caller import Caller
from queue_server.web.pages import Language, render
from queue_server.web.reception import RECEPTION
from queue_server.web.ticket_address import PATTERN

UNSEEN = frozenset({RefusalCode.NOT_FOUND, RefusalCode.UNAVAILABLE})
PATH = "/t/{address:" + PATTERN + "}"
NOT_FOR_SEARCH_ENGINES = {"X-Robots-Tag": "noindex, nofollow"}


async def page(request: web.Request) -> web.Response:
    """The ticket's page; for a ticket of an earlier day that may still be rated, the page for that."""
    caller = holder(request)
    try:
        ticket = await _ticket(request, caller)
    except CommandRefused as refused:
        if refused.code is not RefusalCode.NOT_FOUND:
            raise
        await _demand_rateable(request, caller)
        raise web.HTTPSeeOther(request.path + "/rate") from None
    language = request.query.get("language") or ticket.language
    areas, address = ("common", "refusals", "ticket_page"), request.match_info["address"]
    response = render(request, "ticket_page.html", areas, language, ticket=ticket, address=address)
    response.headers.update(NOT_FOR_SEARCH_ENGINES)
    return response


async def _demand_rateable(request: web.Request, caller: Caller) -> None:
    """Refuses NOT_FOUND where nothing of the ticket may be rated any more."""
    await request.app[RECEPTION].dispatcher.look(lambda state, now_ms: rateable_view(state, caller.actor.id, now_ms))


async def view(request: web.Request) -> web.Response:
    """The ticket as it is now."""
    return answer(await _ticket(request, holder(request)), headers=NOT_FOR_SEARCH_ENGINES)


async def cancel(request: web.Request) -> web.Response:
    """The visitor gives the number back. Header Idempotency-Key as for every command."""
    caller = holder(request)
    command = CancelTicket(ticket_id=caller.actor.id)
    return answer(await request.app[RECEPTION].intake.submit(command, idempotency_key(request), caller))


async def live(request: web.Request) -> web.StreamResponse:
    """The ticket's own topic over a WebSocket that speaks the messages of docs/wire.md."""
    return await request.app[RECEPTION].connections.serve(request, holder(request))


def holder(request: web.Request) -> Caller:
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
    open_door("GET", PATH, page, gives={200: "text/html", 303: None}, refuses=UNSEEN, query={"language": Language}),
    open_door("GET", PATH + "/view", view, gives={200: TicketView}, refuses=UNSEEN),
    open_door(
        "POST",
        PATH + "/cancel",
        cancel,
        gives={200: Accepted},
        refuses=REFUSED_TO_ANY | REFUSED[CancelTicket],
        is_keyed=True,
    ),
    open_door("GET", PATH + "/live", live, gives={101: None}, refuses=NO_SOCKET | {RefusalCode.NOT_FOUND}),
)
