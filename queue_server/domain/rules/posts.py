"""Posts: taken over in one step, withdrawn and set up by request and approval, given other work.

Nothing here loses anybody: a window goes, or takes up other work, only while every queue keeps a window.
"""

from queue_server.contract.commands import (
    ApproveWindow,
    AssignProfile,
    RejectWindow,
    RequestWindow,
    TakeOver,
    WindowChange,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import WindowState
from queue_server.domain import posts
from queue_server.domain.business_day import begun_business_day
from queue_server.domain.events import (
    ProfileAssigned,
    WindowApproved,
    WindowClosed,
    WindowOpened,
    WindowRejected,
    WindowRequested,
    WindowTakenOver,
)
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.windows import clerk_who_asks, demand_free, demand_in_service, post_at
from queue_server.domain.state import HallState, WindowRequest

ELSEWHERE = "elsewhere"
WITHDRAWN = "withdrawn"


def take_over(command: TakeOver, moment: Moment) -> Events:
    """Their own window they leave as if they closed it: not with a ticket there, nor people whom nobody serves then."""
    state, window_id = moment.state, command.window_id
    begun_business_day(state)
    window = state.window(window_id)
    clerk = clerk_who_asks(moment)
    post = post_at(state, window_id, clerk.id)
    demand_in_service(state, window_id)
    if window.clerk_id == clerk.id:
        raise CommandRefused(RefusalCode.WRONG_STATE, state=window.state.value, allowed="another's, closed")
    left = _leave_own(moment, clerk.id, window_id)
    if window.clerk_id is None:
        return *left, WindowOpened(window_id, clerk.id, post)
    return *left, WindowTakenOver(window_id, clerk.id, post, window.clerk_id)


def _leave_own(moment: Moment, clerk_id: str, coming_to: str) -> Events:
    state = moment.state
    seat = state.seats.get(clerk_id)
    if seat is None:
        return ()
    demand_free(moment, state.windows[seat])
    for queue_id in posts.queues_alone(state, seat, but=coming_to):
        raise CommandRefused(RefusalCode.POST_UNCOVERED, queue_id=queue_id)
    return (WindowClosed(seat, ELSEWHERE),)


def request(command: RequestWindow, moment: Moment) -> Events:
    """One thing at a time for a window."""
    state, window_id = moment.state, command.window_id
    window = state.window(window_id)
    if window.withdrawn is (command.change is WindowChange.WITHDRAW):
        raise CommandRefused(RefusalCode.WRONG_STATE, state=WITHDRAWN if window.withdrawn else "in_service")
    if (pending := state.requests.get(window_id)) is not None:
        raise CommandRefused(RefusalCode.REQUEST_PENDING, request_id=pending.request_id)
    request_id = f"{window_id}.{command.change.value}.{state.requests_made + 1}"
    return (WindowRequested(request_id, window_id, command.change, command.reason, moment.by.id),)


def approve(command: ApproveWindow, moment: Moment) -> Events:
    """At once. A window to be withdrawn is closed; not with a ticket there, nor the last one that keeps a queue."""
    state = moment.state
    asked = _pending(state, command.request_id)
    if asked.by == moment.by.id:
        raise CommandRefused(RefusalCode.REQUEST_OWN, request_id=asked.request_id)
    approved = WindowApproved(asked.request_id, asked.window_id, asked.change, moment.by.id)
    if asked.change is WindowChange.OPEN:
        return (approved,)
    window = state.windows[asked.window_id]
    demand_free(moment, window)
    _demand_kept(_left_without(state, asked.window_id))
    closed: Events = () if window.state is WindowState.CLOSED else (WindowClosed(asked.window_id, WITHDRAWN),)
    return *closed, approved


def _left_without(state: HallState, window_id: str) -> set[str]:
    """The queues that this window alone keeps: with the work of today, or with that of the plan once the day closes."""
    gone = posts.withdrawn(state)
    plans = (state.hall, state.planned or state.hall)
    left = (posts.queues_left(plan, gone | {window_id}) - posts.queues_left(plan, gone) for plan in plans)
    return set().union(*left)


def reject(command: RejectWindow, moment: Moment) -> Events:
    asked = _pending(moment.state, command.request_id)
    return (WindowRejected(asked.request_id, asked.window_id, command.reason, moment.by.id),)


def _pending(state: HallState, request_id: str) -> WindowRequest:
    asked = next((asked for asked in state.requests.values() if asked.request_id == request_id), None)
    if asked is None:
        raise CommandRefused(RefusalCode.REQUEST_UNKNOWN, request_id=request_id)
    return asked


def assign(command: AssignProfile, moment: Moment) -> Events:
    """A ticket at the window is served to its end there, whatever its queue; the same profile again changes nothing."""
    state, window_id, profile_id = moment.state, command.window_id, command.profile_id
    state.window(window_id)
    if profile_id not in state.hall.profiles:
        raise CommandRefused(RefusalCode.PROFILE_UNKNOWN, profile_id=profile_id)
    before = state.hall.windows[window_id].profile_id
    if before == profile_id:
        return ()
    gone = posts.withdrawn(state)
    after = state.hall.with_profiles({window_id: profile_id})
    _demand_kept(posts.queues_left(after, gone) - posts.queues_left(state.hall, gone))
    return (ProfileAssigned(window_id, profile_id, before, command.reason),)


def _demand_kept(left: set[str]) -> None:
    if left:
        raise CommandRefused(RefusalCode.QUEUE_LEFT, queue_id=", ".join(sorted(left)))
