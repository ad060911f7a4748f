"""Posts: which windows can serve a queue, and whether anybody waits whom nobody serves now (空岗).

A queue is *kept* while a window in service always takes everybody of it, open or not: then nobody in it can be lost. It
is *covered* while a window that takes it is open.
"""

from collections.abc import Iterator

from config.configuration import HallConfiguration, Step, Whom
from queue_server.contract.views import WindowState
from queue_server.domain.state import HallState

PRIMARY, BACKUP = "primary", "backup"


def post_of(hall: HallConfiguration, window_id: str, clerk_id: str) -> str | None:
    """The post the clerk has at that window: "primary", "backup", or none."""
    clerk = hall.clerks[clerk_id]
    if window_id in clerk.primary:
        return PRIMARY
    return BACKUP if window_id in clerk.backup else None


def queues_left(hall: HallConfiguration, withdrawn: set[str]) -> set[str]:
    """The queues that are not kept when these windows are out of service."""
    kept = {
        queue_id
        for window_id, steps in hall.steps.items()
        if window_id not in withdrawn
        for step in steps
        if _takes_everybody(step)
        for queue_id in step.queue_ids
    }
    return hall.queues.keys() - kept


def _takes_everybody(step: Step) -> bool:
    """At every hour and in every season."""
    return step.whom is Whom.ANYBODY and step.terms is None and (step.rule is None or step.rule.is_regular)


def withdrawn(state: HallState) -> set[str]:
    """The windows out of service."""
    return {window_id for window_id, window in state.windows.items() if window.withdrawn}


def queues_alone(state: HallState, window_id: str, but: str = "") -> Iterator[str]:
    """The window's queues in which people wait and which no other window is open for; `but` counts as open."""
    hall = state.hall
    for queue_id in hall.profiles[hall.windows[window_id].profile_id].queue_ids:
        others = (other.id for other in hall.windows_of_queue[queue_id] if other.id != window_id)
        if state.waiting[queue_id].orders and not any(other == but or _is_open(state, other) for other in others):
            yield queue_id


def stand_in(state: HallState, window_id: str) -> str | None:
    """Who has a post at the window and works at another now, so that they can take it over; None if nobody does."""
    for clerk in state.hall.holders[window_id]:
        seat = state.seats.get(clerk.id)
        if seat is not None and seat != window_id and state.windows[seat].state is WindowState.OPEN:
            return clerk.id
    return None


def uncovered(state: HallState) -> Iterator[tuple[str, int]]:
    """The queues in which people wait while no window is open for them, each with since when."""
    if state.begun_day is None:
        return
    for queue_id, lanes in state.waiting.items():
        if lanes.orders and not any(_is_open(state, window.id) for window in state.hall.windows_of_queue[queue_id]):
            yield queue_id, _uncovered_since_ms(state, queue_id)


def _uncovered_since_ms(state: HallState, queue_id: str) -> int:
    """Since the first of a lane waits, the last window was left, the day began, or staff saw to it: the latest."""
    came_ms = min(state.tickets[order[0][2]].since_ms for order in state.waiting[queue_id].orders.values())
    left_ms = max(state.windows[window.id].left_ms or 0 for window in state.hall.windows_of_queue[queue_id])
    return max(came_ms, left_ms, state.begun_at_ms, state.cover_seen_ms.get(queue_id, 0))


def _is_open(state: HallState, window_id: str) -> bool:
    return state.windows[window_id].state is WindowState.OPEN
