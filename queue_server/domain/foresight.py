"""Foresight: how many go before a waiting ticket if nobody else came.

Time stands still, at the whole second, and the open windows take turns in the order of their numbers, each calling whom
its rules would call. Counted is who is called at an earlier turn and whom some open window would take sooner, had it
the choice of both. A window that never has that choice may well call somebody earlier, but nobody there stands before
this ticket; so an ordinary newcomer behind it never makes the number grow.

Playing the turns costs as much as all who wait. They are not played where all windows for a ticket agree on who goes
before it; otherwise as far as that ticket and no further, for all queues that share windows, and remembered until the
next event or second.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from config.configuration import Step, Whom
from queue_server.contract.views import WindowState
from queue_server.domain import priority, routing
from queue_server.domain.lanes import Lane, Lanes, Standing
from queue_server.domain.state import HallState, Ticket

SECOND_MS = 1_000

Place: TypeAlias = tuple[str, Lane]  # a lane of a queue
Steps: TypeAlias = Sequence[Step]


class Doing(NamedTuple):
    """What one open window, or several alike, do now. `at` is the window for which somebody waits alone, "" without
    any; None: no matter where."""

    steps: Steps
    at: str | None


class Foreseen:
    """For every lane the turns at which its tickets are called, first to last, as far as a window calls them and as
    far as it has been played."""

    def __init__(self, now_ms: int, calls: Iterator[Place]) -> None:
        self.now_ms = now_ms
        self.turns: dict[Place, list[int]] = {}
        self._calls = enumerate(calls)

    def play_until(self, place: Place, position: int) -> list[int]:
        """The turns of that lane, after so many of it were called and one more, or nobody is called any more."""
        turns = self.turns
        mine = turns.setdefault(place, [])
        while len(mine) <= position:
            turn, called = next(self._calls, (0, None))
            if called is None:
                break
            turns.setdefault(called, []).append(turn)
        return mine


def ahead(state: HallState, ticket: Ticket, now_ms: int) -> int:
    """How many go before this waiting ticket."""
    return sum(going_before(state, ticket, now_ms).values())


def going_before(state: HallState, ticket: Ticket, now_ms: int) -> dict[Place, int]:
    """How many of each lane go before this waiting ticket; where no open window takes it, those of its own queue."""
    now_ms -= now_ms % SECOND_MS
    profiles = [
        doing
        for doing in _profiles_open(state, ticket.queue_id, now_ms)
        if _rank(doing, ticket.queue_id, ticket.lane) is not None
    ]
    if not profiles:
        queue_alone = Doing((Step(None, (ticket.queue_id,)),), None)
        return _preferred(state, ticket, queue_alone, now_ms)
    opinions = [_preferred(state, ticket, doing, now_ms) for doing in profiles]
    if all(opinion == opinions[0] for opinion in opinions) and not any(
        _may_change(state, doing.steps) for doing in profiles
    ):
        return opinions[0]
    foreseen = _foreseen(state, ticket.queue_id, now_ms)
    turns = foreseen.turns
    position = bisect_left(state.waiting[ticket.queue_id].orders[ticket.lane], ticket.standing)
    mine = foreseen.play_until((ticket.queue_id, ticket.lane), position)
    before = {}
    for place in set().union(*opinions):
        most = max(opinion.get(place, 0) for opinion in opinions)
        called = turns.get(place, [])
        before[place] = min(most, bisect_left(called, mine[position]) if position < len(mine) else len(called))
    return before


def _may_change(state: HallState, steps: Steps) -> bool:
    """Whether whom a window prefers can be another after some have been called."""
    if any(map(_is_conditional, steps)):
        return True
    return any(len(state.waiting[queue_id].orders) > 1 for step in steps for queue_id in step.queue_ids)


def _profiles_open(state: HallState, queue_id: str, now_ms: int) -> list[Doing]:
    """What the open windows for a queue do now, each once; windows of one profile share their steps."""
    windows = routing.open_windows(state, queue_id)
    kept_for = {state.tickets[ticket_id].for_window_id for ticket_id in state.kept}
    distinct = {
        (id(steps := state.hall.steps[window_id]), at := window_id if window_id in kept_for else ""): Doing(steps, at)
        for window_id in windows
    }
    return [Doing(routing.applying(state, state.waiting, doing.steps, now_ms), doing.at) for doing in distinct.values()]


def _open(state: HallState) -> Iterator[str]:
    windows = state.windows
    return (id_ for id_ in state.hall.windows_by_number if windows[id_].state is WindowState.OPEN)


def _rank(doing: Doing, queue_id: str, lane: Lane) -> int | None:
    """Which step takes that lane first."""
    for rank, step in enumerate(doing.steps):
        if queue_id in step.queue_ids and routing.takes(step, lane, doing.at):
            return rank
    return None


def _preferred(state: HallState, ticket: Ticket, doing: Doing, now_ms: int) -> dict[Place, int]:
    """Of every lane how many of its first a window that does this would take sooner than the ticket."""
    steps = doing.steps
    mine = _rank(doing, ticket.queue_id, ticket.lane)
    own = state.waiting[ticket.queue_id]
    contested = len(own.orders) > 1  # in a single lane the place decides, and nobody is ever overtaken
    overdue = contested and priority.is_overdue(state, own, ticket.standing, now_ms)
    found: dict[Place, int] = {}
    for queue_id in dict.fromkeys(queue_id for step in steps for queue_id in step.queue_ids):
        for lane, order in state.waiting[queue_id].orders.items():
            rank = _rank(doing, queue_id, lane)
            if rank is None or mine is None:
                continue
            many = 0
            if rank < mine:
                many = len(order)
            elif rank == mine:
                many = _counting_more(state, order, lane, ticket, now_ms)
            returned = Whom.RETURNED in (steps[rank].whom, steps[mine].whom)  # whom nobody overdue stops
            if contested and queue_id == ticket.queue_id and not returned:
                many = _but_for_the_overdue(state, own, order, many, ticket.standing, overdue, now_ms)
            if many:
                found[queue_id, lane] = many
    return found


def _counting_more(state: HallState, order: list[Standing], lane: Lane, ticket: Ticket, now_ms: int) -> int:
    """Of how many in a lane the waiting counts more. It falls from place to place, and in one class with the place."""
    if lane.priority == ticket.lane.priority:
        return bisect_left(order, ticket.standing)

    def falling(other: Standing) -> tuple[int, Standing]:
        return -priority.score_ms(state, state.tickets[other[2]], lane.priority, now_ms), other

    score_ms = priority.score_ms(state, ticket, ticket.lane.priority, now_ms)
    return bisect_left(order, (-score_ms, ticket.standing), key=falling)


def _but_for_the_overdue(
    state: HallState, lanes: Lanes, order: list[Standing], many: int, standing: Standing, overdue: bool, now_ms: int
) -> int:
    """In one queue nobody goes before somebody overdue who has the smaller place."""
    before = bisect_left(order, standing)
    if overdue:
        many = min(many, before)
    if many >= before:
        return many
    due = bisect_left(order, True, key=lambda other: not priority.is_overdue(state, lanes, other, now_ms))
    return max(many, min(before, due))


def _foreseen(state: HallState, queue_id: str, now_ms: int) -> Foreseen:
    """Of the queue and those with which it shares windows, over however many others."""
    queue_ids = state.hall.queues_together[queue_id]
    remembered = state.foreseen.get(queue_ids)
    if isinstance(remembered, Foreseen) and remembered.now_ms == now_ms:
        return remembered
    windows = [id_ for id_ in _open(state) if routing.queues_of(state, id_)[0] in queue_ids]
    play = _play_by_place if _is_plain(state, queue_ids, windows) else _play
    state.foreseen[queue_ids] = foreseen = Foreseen(now_ms, play(state, queue_ids, windows, now_ms))
    return foreseen


def _is_plain(state: HallState, queue_ids: Iterable[str], windows: Iterable[str]) -> bool:
    """Whether nothing but the place decides: no rules, nobody with priority, nobody kept for a window or back."""
    return (
        not state.kept
        and all(step.rule is None for id_ in windows for step in state.hall.steps[id_])
        and all(lane.priority is None for queue_id in queue_ids for lane in state.waiting[queue_id].orders)
    )


def _play(state: HallState, queue_ids: Iterable[str], windows: Iterable[str], now_ms: int) -> Iterator[Place]:
    """Who is called, turn by turn. A window that finds nobody never will: with every call fewer wait, and the longest
    wait gets no longer."""
    waiting = {queue_id: state.waiting[queue_id].front() for queue_id in queue_ids}
    of_all = {window_id: _ever_taken(state, waiting, window_id, now_ms) for window_id in windows}
    changing = {window_id for window_id in windows if any(map(_is_conditional, state.hall.steps[window_id]))}
    scores_ms: dict[str, int] = {}
    calling = list(of_all)
    while calling:
        busy = []
        for window_id in calling:
            taken = of_all[window_id]
            if window_id in changing:
                taken = [each for each in taken if _holds(state, waiting, each.step, now_ms)]
            choice = routing.first_of(state, waiting, taken, now_ms, scores_ms)
            if choice is not None:
                routing.take(waiting, choice)
                busy.append(window_id)
                yield choice.queue_id, choice.lane
        calling = busy


def _ever_taken(state: HallState, waiting: Mapping[str, Lanes], window_id: str, now_ms: int) -> list[routing.Taken]:
    """What the window takes by the steps that apply now, or may when fewer wait."""
    steps = state.hall.steps[window_id]
    applying = routing.applying(state, state.waiting, steps, now_ms)
    return routing.taken(waiting, [each for each in steps if each in applying or _is_conditional(each)], window_id)


def _is_conditional(step: Step) -> bool:
    return step.rule is not None and step.rule.is_conditional


def _holds(state: HallState, waiting: Mapping[str, Lanes], step: Step, now_ms: int) -> bool:
    return step.rule is None or not step.rule.is_conditional or routing.holds(state, waiting, step.rule, now_ms)


def _play_by_place(state: HallState, queue_ids: Iterable[str], windows: Iterable[str], now_ms: int) -> Iterator[Place]:
    """The same where nothing but the place decides, and much sooner."""
    orders = {queue_id: list(state.waiting[queue_id]) for queue_id in queue_ids}
    ends = {queue_id: len(order) for queue_id, order in orders.items()}
    called = dict.fromkeys(queue_ids, 0)
    profiles = [routing.queues_of(state, window_id) for window_id in windows]
    while profiles:
        busy = []
        for profile in profiles:
            first: Standing | None = None
            of = ""
            for queue_id in profile:
                position = called[queue_id]
                if position < ends[queue_id] and (first is None or orders[queue_id][position] < first):
                    first, of = orders[queue_id][position], queue_id
            if first is not None:
                called[of] += 1
                busy.append(profile)
                yield of, state.tickets[first[2]].lane
        profiles = busy
