"""Routing: a window takes the longest waiting ticket among the queues of its work profile.

Every queue is kept sorted, so the next ticket is the smallest of a few heads: O(queues of the profile), however many
wait.
"""

import heapq
from bisect import bisect_left
from collections.abc import Iterator

from queue_server.contract.views import WindowState
from queue_server.domain.state import HallState, Standing, Ticket


def queues_of(state: HallState, window_id: str) -> tuple[str, ...]:
    """The queues the window's work profile takes."""
    hall = state.hall
    return hall.profiles[hall.windows[window_id].profile_id].queue_ids


def open_windows(state: HallState, queue_id: str) -> list[str]:
    """The open windows that take the queue, by number."""
    return [
        window.id
        for window in state.hall.windows_of_queue[queue_id]
        if state.windows[window.id].state is WindowState.OPEN
    ]


def next_ticket(state: HallState, window_id: str) -> str | None:
    """What "call next" takes at that window; None if nobody waits for it."""
    heads = [order[0] for queue_id in queues_of(state, window_id) if (order := state.waiting[queue_id])]
    return min(heads)[2] if heads else None


def in_order(state: HallState, window_id: str) -> Iterator[str]:
    """All tickets waiting for that window, in the order "call next" would take them if it were the only one."""
    return (standing[2] for standing in heapq.merge(*(state.waiting[queue] for queue in queues_of(state, window_id))))


def ahead(state: HallState, ticket: Ticket) -> int:
    """How many are called before this waiting ticket if nobody else came and the open windows took turns by number.

    Counted are tickets with an earlier place, in its own queue and in those that share an open window with it. A window
    that takes neither may well call somebody sooner, but nobody there stands before this one: so the number never grows
    because somebody new came. Without an open window for its queue, those before it in the queue are counted.

    Where all open windows of its queue take the same queues, this is a binary search in each. Otherwise the turns are
    played through once for all waiting tickets, O(waiting × queues of a profile), and remembered until the next event.
    """
    standing = ticket.standing
    own = state.waiting[ticket.queue_id]
    mine = bisect_left(own, standing)
    windows = open_windows(state, ticket.queue_id)
    if not windows:
        return mine
    profiles = {frozenset(queues_of(state, window_id)) for window_id in windows}
    rivals = frozenset().union(*profiles) - {ticket.queue_id}
    if len(profiles) == 1:
        return mine + sum(bisect_left(state.waiting[queue_id], standing) for queue_id in rivals)
    if state.foreseen is None:
        state.foreseen = _foresee(state)
    foreseen = state.foreseen
    turn = foreseen[ticket.queue_id][mine]
    # both are beginnings of the rival queue: those who came earlier, and those called earlier
    return mine + sum(
        min(bisect_left(state.waiting[queue_id], standing), bisect_left(foreseen[queue_id], turn))
        for queue_id in rivals
    )


def _foresee(state: HallState) -> dict[str, list[int]]:
    """For every queue with an open window, the turn at which each of its tickets is called, first to last."""
    profiles = [
        queues_of(state, window.id)
        for window in sorted(state.hall.plan.windows, key=lambda window: window.number)
        if state.windows[window.id].state is WindowState.OPEN
    ]
    turns: dict[str, list[int]] = {queue_id: [] for profile in profiles for queue_id in profile}
    orders = {queue_id: state.waiting[queue_id] for queue_id in turns}
    left = sum(len(order) for order in orders.values())
    turn = 0
    while left:
        for profile in profiles:
            first: tuple[Standing, str] | None = None
            for queue_id in profile:
                order, called = orders[queue_id], len(turns[queue_id])
                if called < len(order) and (first is None or order[called] < first[0]):
                    first = order[called], queue_id
            if first is not None:
                turns[first[1]].append(turn)
                turn += 1
                left -= 1
    return turns
