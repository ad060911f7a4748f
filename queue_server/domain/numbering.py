"""Numbers and places.

A number is a series letter and an ordinal: `A012`. Ordinals count per series and business day and are never used twice.

A place is a whole number by which tickets stand in their queue, smallest first. A new ticket's place is how many the
hall has issued that day, itself included: places compare across queues, by who came first. Between tickets of the same
place the one that came to stand there earlier goes first, so that there is always room behind any ticket:

- a missed ticket that comes back takes the place of the last one it lets pass;
- a number of the paper roll takes the place of the last one given before it was torn off, if that is known;
- who checks in for an appointment takes the place before the one they go before;
- a transferred ticket keeps its own place, takes the place the next new ticket will get, or one before all who stand
  there.
"""

from bisect import bisect_right
from itertools import islice

from queue_server.contract.commands import Position
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.state import HallState, Ticket


def next_ordinal(state: HallState, series: str) -> int:
    """Refuses NUMBERS_EXHAUSTED after the last number the policy's digits can write."""
    ordinal = state.ordinals.get(series, 0) + 1
    if ordinal >= 10**state.hall.policy.digits:
        raise CommandRefused(RefusalCode.NUMBERS_EXHAUSTED, series=series)
    return ordinal


def number(state: HallState, series: str, ordinal: int) -> str:
    return f"{series}{ordinal:0{state.hall.policy.digits}d}"


def next_place(state: HallState) -> int:
    return state.issued + 1


def place_when(state: HallState, came_ms: int) -> int:
    """The place of whoever came then: behind all whose number was given by that time, before those given later."""
    return bisect_right(state.came_at_ms, came_ms)


def place_after(state: HallState, queue_id: str, places: int) -> int:
    """The place that lets the first `places` tickets of that queue pass, or all of them if there are fewer."""
    passed = [place for place, *_ in islice(state.waiting[queue_id], max(places, 1))]
    if not passed:
        return next_place(state)
    return passed[-1] if places else passed[0] - 1


def place_of_appointment(state: HallState, queue_id: str, came_ms: int) -> int:
    """The place of somebody who is to stand as if they had come then, as far as that is fair: see `rules.appointments`.

    Behind whoever waits since before; and in the order of the queue at least `walk_ins_between` without an appointment
    stand between two who have one, those called since the last one included.
    """
    between = state.hall.policy.appointments.walk_ins_between
    passed, before = _walk_ins_called(state, queue_id, between), 0
    for place, _, ticket_id in state.waiting[queue_id]:
        ticket = state.tickets[ticket_id]
        if ticket.appointment_id is not None:
            passed = 0
        elif passed >= between and ticket.waits_from_ms >= came_ms and place - 1 >= before:
            return place - 1
        else:
            passed += 1
        before = place
    return next_place(state)


def _walk_ins_called(state: HallState, queue_id: str, at_most: int) -> int:
    """How many without an appointment were called out of the queue since somebody who had one, if ever anybody had."""
    newest_first = islice(reversed(state.called_out.get(queue_id, [])), at_most)
    held = (state.tickets[ticket_id].appointment_id is not None for ticket_id in newest_first)
    return next((many for many, has_one in enumerate(held) if has_one), at_most)


def place_on_transfer(state: HallState, ticket: Ticket, queue_id: str, position: Position) -> int:
    if position is Position.LAST:
        return next_place(state)
    first = state.waiting[queue_id].first
    if position is Position.FIRST and first is not None:
        return min(ticket.place, first[0] - 1)
    return ticket.place
