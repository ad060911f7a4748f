"""The business day: opened, closed with an honest end for every ticket, and what time itself brings about."""

from collections.abc import Iterator
from datetime import date

from queue_server.contract.commands import CloseDay, OpenDay, OpenDoors, Tick
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState, WindowState
from queue_server.domain.business_day import begun_business_day, business_day, coming_day
from queue_server.domain.events import (
    AlarmRaised,
    AnyEvent,
    DayBegan,
    DayClosed,
    DayOpened,
    DoorsOpened,
    ServingFinished,
    TicketCancelled,
    TicketExpired,
    TicketMissed,
    WindowClosed,
)
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules import (
    attendance,
    coverage,
    emergencies,
    lockers,
    notices,
    ratings,
    reminders,
    reprints,
    slips,
    tags,
    work_orders,
)
from queue_server.domain.state import HallState

HALL_CLOSED = "hall_closed"
DAY_CLOSED = "day_closed"


def open_day(command: OpenDay, moment: Moment) -> Events:
    """A day that was opened early begins with it."""
    state = moment.state
    if state.early and command.business_day == state.business_day:
        return DayBegan(state.business_day), *coverage.calendar(state, state.business_day)
    if state.business_day is not None:
        raise CommandRefused(RefusalCode.DAY_OPEN, business_day=state.business_day)
    _demand_day(command.business_day)
    if state.last_day is not None and command.business_day <= state.last_day:
        raise CommandRefused(RefusalCode.DAY_PAST, last_day=state.last_day)
    opened = DayOpened(command.business_day, state.configuration_hash)
    return opened, *coverage.calendar(state, command.business_day)


def open_doors(command: OpenDoors, moment: Moment) -> Events:
    """In the morning of the day itself, once."""
    state = moment.state
    if state.begun_day is not None:
        raise CommandRefused(RefusalCode.DAY_OPEN, business_day=state.begun_day)
    coming = coming_day(state, moment.now_ms)
    if coming != business_day(moment.now_ms, state.hall.plan.time_zone) or command.business_day != coming:
        raise CommandRefused(RefusalCode.DAY_CHANGED, next_day=coming or "")
    if state.doors_open:
        return ()
    opened: Events = () if state.early else (DayOpened(coming, state.configuration_hash, early=True),)
    return *opened, DoorsOpened(coming)


def _demand_day(business_day: str) -> None:
    try:
        date.fromisoformat(business_day)
    except ValueError:
        raise CommandRefused(RefusalCode.MALFORMED, where="business_day", why="no such day") from None


def close_day(command: CloseDay, moment: Moment) -> Events:
    """Nobody is forgotten: every ticket that is still on its way comes to the end that is true for it.

    A day that has not begun is not closed: it could not be opened again, and its numbers would be lost.
    """
    business_day = begun_business_day(moment.state)
    return (
        *_ends_of_tickets(moment.state),
        *attendance.ends_with(moment.state, business_day, moment.now_ms),
        *ratings.left_by_all(moment),
        *(
            WindowClosed(window_id, DAY_CLOSED)
            for window_id, window in moment.state.windows.items()
            if window.state is not WindowState.CLOSED
        ),
        DayClosed(business_day),
    )


def _ends_of_tickets(state: HallState) -> Iterator[AnyEvent]:
    for ticket_id in state.by_state[TicketState.WAITING]:
        if state.tickets[ticket_id].services:  # begun at a window, and not finished at another
            yield TicketCancelled(ticket_id, HALL_CLOSED)
        else:
            yield TicketExpired(ticket_id)
    for ticket_id in state.by_state[TicketState.CALLED]:
        yield TicketMissed(ticket_id, None, HALL_CLOSED)
    for ticket_id in state.by_state[TicketState.PARKED]:
        yield TicketCancelled(ticket_id, HALL_CLOSED)
    for ticket_id in state.by_state[TicketState.SERVING]:
        ticket = state.tickets[ticket_id]
        yield ServingFinished(ticket_id, ticket.window_id or "", ticket.service_id or "", closed_by_hall=True)


def tick(command: Tick, moment: Moment) -> Events:
    state, now_ms = moment.state, moment.now_ms
    events = ratings.lapsed(state, now_ms) + slips.missing(state, now_ms) + attendance.missed(state, now_ms)
    events += reminders.reminders(state, now_ms) + lockers.lapsed(state, now_ms)
    raised = sum(isinstance(event, AlarmRaised) for event in events)
    for lapse in (reprints.lapsed, tags.lapsed, work_orders.lapsed):
        lapsed = lapse(state, now_ms, raised)
        raised += sum(isinstance(event, AlarmRaised) for event in lapsed)
        events += lapsed
    events += notices.changes(state, now_ms) + emergencies.lapsed(state, now_ms) + ratings.defaults(state, now_ms)
    return events + coverage.changes(state, now_ms, raised)
