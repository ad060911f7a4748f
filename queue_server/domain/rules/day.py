"""The business day: opened, closed with an honest end for every ticket, and what time itself brings about."""

from collections.abc import Iterator
from datetime import date

from queue_server.contract.commands import CloseDay, OpenDay, Tick
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState, WindowState
from queue_server.domain.events import (
    AnyEvent,
    DayBegan,
    DayClosed,
    DayOpened,
    ServingFinished,
    TicketCancelled,
    TicketExpired,
    TicketMissed,
    WindowClosed,
)
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules import ratings, slips
from queue_server.domain.state import HallState

HALL_CLOSED = "hall_closed"
DAY_CLOSED = "day_closed"


def begun_business_day(state: HallState) -> str:
    """The day that is open and has begun. Refuses DAY_CLOSED."""
    if state.begun_day is None:
        raise CommandRefused(RefusalCode.DAY_CLOSED)
    return state.begun_day


def open_day(command: OpenDay, moment: Moment) -> Events:
    """A day that was opened early begins with it."""
    state = moment.state
    if state.early and command.business_day == state.business_day:
        return (DayBegan(state.business_day),)
    if state.business_day is not None:
        raise CommandRefused(RefusalCode.DAY_OPEN, business_day=state.business_day)
    try:
        date.fromisoformat(command.business_day)
    except ValueError:
        raise CommandRefused(RefusalCode.MALFORMED, where="business_day", why="no such day") from None
    if state.last_day is not None and command.business_day <= state.last_day:
        raise CommandRefused(RefusalCode.DAY_PAST, last_day=state.last_day)
    return (DayOpened(command.business_day, state.configuration_hash),)


def close_day(command: CloseDay, moment: Moment) -> Events:
    """Nobody is forgotten: every ticket that is still on its way comes to the end that is true for it.

    A day that has not begun is not closed: it could not be opened again, and its numbers would be lost.
    """
    business_day = begun_business_day(moment.state)
    return (
        *_ends_of_tickets(moment.state),
        *ratings.withdrawn(moment.state),
        *(
            WindowClosed(window_id, DAY_CLOSED)
            for window_id, window in moment.state.windows.items()
            if window.state is not WindowState.CLOSED
        ),
        DayClosed(business_day),
    )


def _ends_of_tickets(state: HallState) -> Iterator[AnyEvent]:
    for ticket_id in state.by_state[TicketState.WAITING]:
        yield TicketExpired(ticket_id)
    for ticket_id in state.by_state[TicketState.CALLED]:
        yield TicketMissed(ticket_id, None, HALL_CLOSED)
    for ticket_id in state.by_state[TicketState.PARKED]:
        yield TicketCancelled(ticket_id, HALL_CLOSED)
    for ticket_id in state.by_state[TicketState.SERVING]:
        ticket = state.tickets[ticket_id]
        yield ServingFinished(ticket_id, ticket.window_id or "", ticket.service_id or "", closed_by_hall=True)


def tick(command: Tick, moment: Moment) -> Events:
    return ratings.lapsed(moment.state, moment.now_ms) + slips.missing(moment.state, moment.now_ms)
