"""What ARCHITECTURE.md promises of every call, in halls at random; and each promise is shown to notice its breach.

The promises are looked at from outside, by `by_hand`, which knows nothing of lanes.
"""

from collections.abc import Mapping, Sequence
from copy import copy, deepcopy
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from config.configuration import HallConfiguration, Step, Whom
from queue_server.contract import commands as c
from queue_server.contract.actors import Actor
from queue_server.contract.refusals import CommandRefused
from queue_server.contract.views import TicketState
from queue_server.domain import priority, routing
from queue_server.domain.decide import decide
from queue_server.domain.events import Recorded, TicketCalled
from queue_server.domain.evolve import evolve
from queue_server.domain.lanes import Lane, Lanes
from queue_server.domain.routing import Choice
from queue_server.domain.state import HallState
from tests.domain.by_hand import RETURNED, ByHand
from tests.domain.small_hall import ANN, BO, CAI, DEE, GUS, NINE_MS, PRIORITY, SmallHall, configuration, ruled_tables

ORDER, LIMIT, SOMEBODY, ABLE, BACK = "order", "limit", "somebody", "able", "back"

Act = tuple[int, int, int]
acts = st.lists(st.tuples(st.integers(0, 13), st.integers(0, 11), st.integers(0, 6)), min_size=10, max_size=80)

SEATS = (("w1", ANN), ("w2", BO), ("w4", CAI))


def ruled(overtakes: int = 2, minutes: int | None = None) -> HallConfiguration:
    changed = ruled_tables()
    changed["policy"]["waiting_limit"] = 100
    changed["policy"]["priority"] = {**PRIORITY, "overtakes_at_most": overtakes, "minutes_at_most": minutes}
    return configuration(changed)


PLANS = (ruled(), ruled(overtakes=1), ruled(overtakes=100, minutes=5))


@cache
def opened(plan: int) -> HallState:
    """The clerks sit down. Made once: to publish a plan takes longer than all that happens then."""
    small = SmallHall(hall=PLANS[plan])
    for window_id, by in SEATS:
        small.sit(window_id, by)
    small.state.configuration = PLANS[plan]
    return small.state


def breaches(plan: int, acts: Sequence[Act]) -> set[str]:
    """Which promises were broken in that course of things."""
    hall, small = PLANS[plan], SmallHall.__new__(SmallHall)
    small.state, small.journal, small.now_ms = deepcopy(opened(plan), {id(hall): hall}), [], NINE_MS
    return set().union(*(_act(small.state, small, *act) for act in acts))


def _act(state: HallState, small: SmallHall, kind: int, which: int, what: int) -> set[str]:
    window_id, by = SEATS[which % len(SEATS)]
    at_window = state.windows[window_id].ticket_id or ""
    waiting = list(state.by_state[TicketState.WAITING])
    somebody = waiting[which % len(waiting)] if waiting else "nobody"
    commands: dict[int, tuple[c.AnyCommand, Actor]] = {
        4: (c.CallTicket(window_id, somebody, "test"), by),
        5: (c.TransferTicket(window_id, at_window, ("general", "instant", "cashier")[what % 3]), by),
        6: (c.MarkNoShow(window_id, at_window), by),
        7: (c.GrantPriority(somebody, ("urgent", "project")[what % 2], "test"), DEE),
        8: (c.WithdrawPriority(somebody, "test"), DEE),
        10: (
            c.TransferTicket(
                window_id, at_window, to_window_id=SEATS[what % len(SEATS)][0], position=tuple(c.Position)[which % 3]
            ),
            by,
        ),
        11: (c.SendAway(window_id, at_window, ("general", "instant", "cashier")[what % 3]), by),
        12: (c.CloseWindow(window_id, "unwell"), by),
        13: (c.UndoLast(window_id), by),
    }
    if kind < 3:
        item_id = (None, "licence", "stamp")[what % 3]
        queue_id = ("general", "instant")[which % 2] if item_id is None else None
        claim = "urgent" if which % 3 == 0 else None
        language = "en" if what > 4 else "zh"
        _give(small, c.IssueTicket(item_id, queue_id, language, priority=claim), GUS)
    elif kind == 3 or kind == 9:
        small.now_ms += (what + 1) * 45_000
    else:
        if kind == 11:
            _give(small, c.StartServing(window_id, at_window), by)
        _give(small, *commands[kind])
        _give(small, c.OpenWindow(window_id), by)
        missed = next(iter(state.by_state[TicketState.NO_SHOW]), None)
        if missed is not None:
            _give(small, c.RequeueTicket(missed), GUS)
    if kind > 2:
        return _call_next(state, small, window_id, by)
    return set()


def _give(small: SmallHall, command: c.AnyCommand, by: Actor) -> TicketCalled | None:
    """Like `SmallHall.give`, but a breach may have made the hall unsound."""
    try:
        events = decide(command, small.state, by, small.now_ms, f"key-{len(small.journal):06}")
    except CommandRefused:
        return None
    for event in events:
        recorded = Recorded(small.state.seq + 1, small.now_ms, small.state.business_day, by, event)
        small.journal.append(recorded)
        evolve(small.state, recorded)
    return events[0] if events and isinstance(events[0], TicketCalled) else None


def _call_next(state: HallState, small: SmallHall, window_id: str, by: Actor) -> set[str]:
    """Finishes what is at the window, and looks at whom it calls next."""
    at_window = state.windows[window_id].ticket_id
    if at_window is not None:
        _give(small, c.StartServing(window_id, at_window), by)
        _give(small, c.FinishServing(window_id, at_window), by)
    before = ByHand(state, small.now_ms)
    before.waiting = [copy(ticket) for ticket in before.waiting]
    profile = state.hall.profiles[state.hall.windows[window_id].profile_id]
    called = _give(small, c.CallNext(window_id), by)
    broken = set()
    if called is None:
        here = [
            ticket
            for ticket in before.waiting
            if ticket.queue_id in profile.queue_ids and ticket.for_window_id in (None, window_id)
        ]
        if (here and not profile.strict) or any(before.may_be_called(window_id, ticket) for ticket in here):
            broken.add(SOMEBODY)
        return broken
    (ticket,) = (ticket for ticket in before.waiting if ticket.ticket_id == called.ticket_id)
    taking = [step for step in before.steps(window_id) if before.takes(step, window_id, ticket)]
    if ticket.queue_id not in profile.queue_ids or not taking:
        return {ABLE}
    for other in before.waiting:
        if before.takes(RETURNED, window_id, other) and not ticket.returned:
            broken.add(BACK)
        if other.queue_id == ticket.queue_id and other.standing < ticket.standing:
            if not ticket.returned and before.is_overdue(other) and before.may_be_called(window_id, other):
                broken.add(LIMIT)
            if priority.counted(state.hall, other) == priority.counted(state.hall, ticket) and before.takes(
                taking[0], window_id, other
            ):
                broken.add(ORDER)
    return broken


QUICK = settings(max_examples=250, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
FIRST = settings(QUICK, max_examples=4_000, phases=[Phase.generate])  # the first that is found will do


@pytest.mark.parametrize("plan", range(len(PLANS)), ids=("two overtakes", "one overtake", "five minutes"))
def test_every_call_keeps_what_was_promised(plan: int) -> None:
    @QUICK
    @given(acts)
    def kept(acts: list[Act]) -> None:
        assert breaches(plan, acts) == set()

    kept()


Waiting = Mapping[str, Lanes]
Steps = Sequence[Step]
_choose, _takes = routing.choose, routing.takes


def _last_first(state: HallState, waiting: Waiting, steps: Steps, now_ms: int, at: str) -> Choice | None:
    choice = _choose(state, waiting, steps, now_ms, at)
    if choice is None:
        return None
    standing = waiting[choice.queue_id].orders[choice.lane][-1]
    return choice._replace(ticket_id=standing[2], standing=standing)


def _first_step_only(state: HallState, waiting: Waiting, steps: Steps, now_ms: int, at: str) -> Choice | None:
    return _choose(state, waiting, steps[1:2], now_ms, at)


def _any_queue(state: HallState, waiting: Waiting, steps: Steps, now_ms: int, at: str) -> Choice | None:
    return _choose(state, waiting, [Step(None, tuple(waiting))], now_ms, at)


def _no_way_back(state: HallState, waiting: Waiting, steps: Steps, now_ms: int, at: str) -> Choice | None:
    return _choose(state, waiting, [step for step in steps if step.whom is not Whom.RETURNED], now_ms, at)


def _kept_for_anybody(step: Step, lane: Lane, at: str | None) -> bool:
    return _takes(step, lane, None)


def _kept_for_nobody(step: Step, lane: Lane, at: str | None) -> bool:
    return lane.only_at is None and _takes(step, lane, at)


def _never_overdue(*_: Any) -> bool:
    return False


PLANTED: tuple[tuple[str, Any, str, Any], ...] = (
    (ORDER, routing, "choose", _last_first),
    (LIMIT, priority, "is_overdue", _never_overdue),
    (SOMEBODY, routing, "choose", _first_step_only),
    (SOMEBODY, routing, "takes", _kept_for_nobody),
    (ABLE, routing, "choose", _any_queue),
    (ABLE, routing, "takes", _kept_for_anybody),
    (BACK, routing, "choose", _no_way_back),
)


@pytest.mark.parametrize(("promise", "where", "name", "wrong"), PLANTED)
def test_a_breach_of_each_promise_is_noticed(
    promise: str, where: Any, name: str, wrong: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(where, name, wrong)
    try:
        find(acts, lambda acts: promise in breaches(0, acts), settings=FIRST)
    except NoSuchExample:
        pytest.fail(f"nothing broke the promise {promise!r}")
