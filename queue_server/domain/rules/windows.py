"""Windows: a clerk sits down, pauses, leaves. One clerk at a window, one window for a clerk, one ticket at a time.

Nobody leaves people waiting whom no other window takes, unless another holder of a post there can stand in, or the
clerk says why (邵阳市 measures art. 16: 不得空岗).
"""

from typing import Final

from config.hall import Clerk
from config.policy import Lunch
from queue_server.contract.actors import Role
from queue_server.contract.commands import CloseWindow, OpenWindow, PauseWindow
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState, WindowState
from queue_server.domain import lifecycle, posts, routing
from queue_server.domain.business_day import begun_business_day, clock
from queue_server.domain.events import Event, WindowClosed, WindowOpened, WindowPaused
from queue_server.domain.moment import Events, Moment
from queue_server.domain.state import HallState, LiveWindow, Ticket

LUNCH: Final = "lunch"


def open_window(command: OpenWindow, moment: Moment) -> Events:
    """Sitting down needs the primary or the backup post of that window, whoever one is."""
    state = moment.state
    begun_business_day(state)
    window = state.window(command.window_id)
    clerk = clerk_who_asks(moment)
    if window.state is not WindowState.CLOSED and window.clerk_id != clerk.id:
        raise CommandRefused(RefusalCode.WINDOW_OPEN, window_id=command.window_id)
    if window.state is WindowState.OPEN:
        raise CommandRefused(RefusalCode.WRONG_STATE, state=window.state.value, allowed="closed, paused")
    seat = state.seats.get(clerk.id)
    if seat is not None and seat != command.window_id:
        raise CommandRefused(RefusalCode.CLERK_ELSEWHERE, window_id=seat)
    post = post_at(state, command.window_id, clerk.id)
    demand_in_service(state, command.window_id)
    trainee_id = _trainee(state, command)
    return (WindowOpened(command.window_id, clerk.id, post, trainee_id),)


def clerk_who_asks(moment: Moment) -> Clerk:
    """Refuses CLERK_UNKNOWN."""
    clerk = moment.state.hall.clerks.get(moment.by.id)
    if clerk is None:
        raise CommandRefused(RefusalCode.CLERK_UNKNOWN)
    return clerk


def post_at(state: HallState, window_id: str, clerk_id: str) -> str:
    """The clerk's post at that window. Refuses POST_NOT_HELD."""
    post = posts.post_of(state.hall, window_id, clerk_id)
    if post is None:
        raise CommandRefused(RefusalCode.POST_NOT_HELD, window_id=window_id)
    return post


def demand_in_service(state: HallState, window_id: str) -> None:
    """Refuses WINDOW_WITHDRAWN."""
    if state.windows[window_id].withdrawn:
        raise CommandRefused(RefusalCode.WINDOW_WITHDRAWN, window_id=window_id)


def _trainee(state: HallState, command: OpenWindow) -> str | None:
    """Who comes back from a pause still has the same."""
    if command.trainee_id is None:
        return state.windows[command.window_id].trainee_id
    trainee = state.hall.clerks.get(command.trainee_id)
    if trainee is None or not trainee.trainee:
        raise CommandRefused(RefusalCode.TRAINEE_UNKNOWN)
    for window_id, window in state.windows.items():
        if window.trainee_id == trainee.id and window_id != command.window_id:
            raise CommandRefused(RefusalCode.TRAINEE_UNKNOWN, window_id=window_id)
    return trainee.id


def pause(command: PauseWindow, moment: Moment) -> Events:
    free_window(moment, command.window_id)
    policy = moment.state.hall.policy
    reasons = dict.fromkeys((*policy.pause_reasons, *policy.leave_reasons))
    if command.reason not in reasons:
        raise CommandRefused(RefusalCode.REASON_UNKNOWN, allowed=", ".join(reasons))
    if command.reason == LUNCH and policy.hours.lunch is not None:
        _demand_lunch(moment, command.window_id, policy.hours.lunch)
    if command.reason not in policy.leave_reasons:
        _demand_covered(moment, command.window_id)
    return (WindowPaused(command.window_id, command.reason),)


def _demand_lunch(moment: Moment, window_id: str, lunch: Lunch) -> None:
    """In its hours, and while enough other windows of each queue are open."""
    state = moment.state
    times = {"begins_at": lunch.begins_at, "ends_at": lunch.ends_at}
    if not lunch.begins_at <= clock(moment.now_ms, state.hall.plan.time_zone) < lunch.ends_at:
        raise CommandRefused(RefusalCode.LUNCH_ROTA, **times)
    for queue_id in routing.queues_of(state, window_id):
        if len([other for other in routing.open_windows(state, queue_id) if other != window_id]) < lunch.windows_min:
            raise CommandRefused(RefusalCode.LUNCH_ROTA, **times, queue_id=queue_id)


def must_say_why(state: HallState, window_id: str) -> str | None:
    """A queue of the window in which people wait whom nobody else serves, or could by standing in; None without one."""
    if posts.stand_in(state, window_id) is not None:
        return None
    return next(posts.queues_alone(state, window_id), None)


def _demand_covered(moment: Moment, window_id: str) -> None:
    queue_id = must_say_why(moment.state, window_id)
    if queue_id is not None:
        allowed = ", ".join(moment.state.hall.policy.leave_reasons)
        raise CommandRefused(RefusalCode.POST_UNCOVERED, queue_id=queue_id, allowed=allowed)


def close(command: CloseWindow, moment: Moment) -> Events:
    """By the clerk who sits there, or a supervisor."""
    window = moment.state.window(command.window_id)
    if window.state is WindowState.CLOSED:
        raise CommandRefused(RefusalCode.WINDOW_NOT_OPEN, window_id=command.window_id)
    mine = window.clerk_id == moment.by.id
    if not mine and not moment.by.may_act_as(Role.SUPERVISOR):
        raise CommandRefused(RefusalCode.WINDOW_NOT_YOURS, window_id=command.window_id)
    demand_free(moment, window)
    reasons = moment.state.hall.policy.leave_reasons
    if command.reason is None:
        _demand_covered(moment, command.window_id)
    elif command.reason not in reasons:
        raise CommandRefused(RefusalCode.REASON_UNKNOWN, allowed=", ".join(reasons))
    return (WindowClosed(command.window_id, "clerk" if mine else "supervisor", command.reason),)


def free_window(moment: Moment, window_id: str) -> LiveWindow:
    """The window, if it is open, the asking clerk's, and has no ticket called or in service."""
    window = own_window(moment, window_id)
    demand_free(moment, window)
    return window


def ticket_at_window(moment: Moment, window_id: str, ticket_id: str, event: type[Event], *only: TicketState) -> Ticket:
    """The ticket, if it is at the asking clerk's window in a state where `event` can befall it (`lifecycle.demand`)."""
    own_window(moment, window_id)
    ticket = moment.state.ticket(ticket_id)
    lifecycle.demand(ticket.state, event, *only)
    if ticket.window_id != window_id:
        raise CommandRefused(RefusalCode.WINDOW_NOT_YOURS, window_id=ticket.window_id or "")
    return ticket


def own_window(moment: Moment, window_id: str) -> LiveWindow:
    """The window, if it is open and the asking clerk's."""
    window = moment.state.window(window_id)
    if window.state is WindowState.CLOSED:
        raise CommandRefused(RefusalCode.WINDOW_NOT_OPEN, window_id=window_id)
    if window.clerk_id != moment.by.id:
        raise CommandRefused(RefusalCode.WINDOW_NOT_YOURS, window_id=window_id)
    if window.state is not WindowState.OPEN:
        raise CommandRefused(RefusalCode.WINDOW_NOT_OPEN, window_id=window_id)
    return window


def demand_free(moment: Moment, window: LiveWindow) -> None:
    """Refuses WINDOW_BUSY."""
    if window.ticket_id is not None:
        raise CommandRefused(RefusalCode.WINDOW_BUSY, number=moment.state.tickets[window.ticket_id].number)
