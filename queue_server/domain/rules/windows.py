"""Windows: a clerk sits down, pauses, leaves. One clerk at a window, one window for a clerk, one ticket at a time."""

from queue_server.contract.actors import Role
from queue_server.contract.commands import CloseWindow, OpenWindow, PauseWindow
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState, WindowState
from queue_server.domain import lifecycle
from queue_server.domain.events import Event, WindowClosed, WindowOpened, WindowPaused
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.day import begun_business_day
from queue_server.domain.state import LiveWindow, Ticket


def open_window(command: OpenWindow, moment: Moment) -> Events:
    """Sitting down needs the primary or the backup post of that window, whoever one is."""
    state = moment.state
    begun_business_day(state)
    window = state.window(command.window_id)
    clerk = state.hall.clerks.get(moment.by.id)
    if clerk is None:
        raise CommandRefused(RefusalCode.CLERK_UNKNOWN)
    if window.state is not WindowState.CLOSED and window.clerk_id != clerk.id:
        raise CommandRefused(RefusalCode.WINDOW_OPEN, window_id=command.window_id)
    if window.state is WindowState.OPEN:
        raise CommandRefused(RefusalCode.WRONG_STATE, state=window.state.value, allowed="closed, paused")
    seat = state.seats.get(clerk.id)
    if seat is not None and seat != command.window_id:
        raise CommandRefused(RefusalCode.CLERK_ELSEWHERE, window_id=seat)
    if command.window_id in clerk.primary:
        post = "primary"
    elif command.window_id in clerk.backup:
        post = "backup"
    else:
        raise CommandRefused(RefusalCode.POST_NOT_HELD, window_id=command.window_id)
    return (WindowOpened(command.window_id, clerk.id, post),)


def pause(command: PauseWindow, moment: Moment) -> Events:
    free_window(moment, command.window_id)
    reasons = moment.state.hall.policy.pause_reasons
    if command.reason not in reasons:
        raise CommandRefused(RefusalCode.REASON_UNKNOWN, allowed=", ".join(reasons))
    return (WindowPaused(command.window_id, command.reason),)


def close(command: CloseWindow, moment: Moment) -> Events:
    """By the clerk who sits there, or a supervisor."""
    window = moment.state.window(command.window_id)
    if window.state is WindowState.CLOSED:
        raise CommandRefused(RefusalCode.WINDOW_NOT_OPEN, window_id=command.window_id)
    mine = window.clerk_id == moment.by.id
    if not mine and not moment.by.may_act_as(Role.SUPERVISOR):
        raise CommandRefused(RefusalCode.WINDOW_NOT_YOURS, window_id=command.window_id)
    _demand_free(moment, window)
    return (WindowClosed(command.window_id, "clerk" if mine else "supervisor"),)


def free_window(moment: Moment, window_id: str) -> LiveWindow:
    """The window, if it is open, the asking clerk's, and has no ticket called or in service."""
    window = _own_window(moment, window_id)
    _demand_free(moment, window)
    return window


def ticket_at_window(moment: Moment, window_id: str, ticket_id: str, event: type[Event], *only: TicketState) -> Ticket:
    """The ticket, if it is at the asking clerk's window in a state where `event` can befall it (`lifecycle.demand`)."""
    _own_window(moment, window_id)
    ticket = moment.state.ticket(ticket_id)
    lifecycle.demand(ticket.state, event, *only)
    if ticket.window_id != window_id:
        raise CommandRefused(RefusalCode.WINDOW_NOT_YOURS, window_id=ticket.window_id or "")
    return ticket


def _own_window(moment: Moment, window_id: str) -> LiveWindow:
    window = moment.state.window(window_id)
    if window.state is WindowState.CLOSED:
        raise CommandRefused(RefusalCode.WINDOW_NOT_OPEN, window_id=window_id)
    if window.clerk_id != moment.by.id:
        raise CommandRefused(RefusalCode.WINDOW_NOT_YOURS, window_id=window_id)
    if window.state is not WindowState.OPEN:
        raise CommandRefused(RefusalCode.WINDOW_NOT_OPEN, window_id=window_id)
    return window


def _demand_free(moment: Moment, window: LiveWindow) -> None:
    if window.ticket_id is not None:
        raise CommandRefused(RefusalCode.WINDOW_BUSY, number=moment.state.tickets[window.ticket_id].number)
