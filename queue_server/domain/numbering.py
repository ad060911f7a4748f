"""Numbers and places.

A number is a series letter and an ordinal: `A012`. Ordinals count per series and business day and are never used twice.

A place is a whole number by which tickets stand in their queue, smallest first. A new ticket's place is how many the
hall has issued that day, itself included: places compare across queues, by who came first. Between tickets of the same
place the one that came to stand there earlier goes first, so that there is always room behind any ticket:

- a missed ticket that comes back takes the place of the last one it lets pass;
- a transferred ticket keeps its own place, or takes the place the next new ticket will get.
"""

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


def place_after(state: HallState, queue_id: str, places: int) -> int:
    """The place that lets the first `places` tickets of that queue pass, or all of them if there are fewer."""
    passed = [place for place, *_ in islice(state.waiting[queue_id], max(places, 1))]
    if not passed:
        return next_place(state)
    return passed[-1] if places else passed[0] - 1


def place_on_transfer(state: HallState, ticket: Ticket, position: Position) -> int:
    return ticket.place if position is Position.KEEP else next_place(state)
