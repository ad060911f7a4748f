"""Tracing: what is noted of a call before it is made. See `trace` for what it is made of."""

from itertools import islice
from typing import Final

from config.configuration import Step, Whom
from queue_server.contract.views import Label
from queue_server.domain import priority, routing
from queue_server.domain.lanes import Lane, Lanes
from queue_server.domain.routing import Choice
from queue_server.domain.state import HallState, Ticket
from queue_server.domain.trace import Head, Overtaken, Trace

CHOSEN: Final = "chosen"
NOT_HERE: Final = "not_here"  # no step of the window takes it now
TOLD: Final = 10  # of those who were overtaken, the first


def of_next(state: HallState, window_id: str, choice: Choice, now_ms: int) -> Trace:
    rule = choice.step.rule
    return _trace(
        state,
        window_id,
        state.tickets[choice.ticket_id],
        now_ms,
        rule=rule.id if rule is not None else None,
        rule_name=Label(rule.name.zh, rule.name.en) if rule is not None else None,
        step=choice.step,
    )


def of_chosen(state: HallState, window_id: str, ticket: Ticket, now_ms: int) -> Trace:
    """Of a ticket that waits and is called out of order."""
    return _trace(state, window_id, ticket, now_ms)


def of_resumed(state: HallState, window_id: str, ticket: Ticket, now_ms: int) -> Trace:
    """It had been called before, and overtakes nobody."""
    waited_s = max(0, now_ms - ticket.since_ms) // 1000
    counted = priority.counted(state.hall, ticket)
    return Trace(None, None, counted, waited_s, _heads(state, window_id, now_ms))


def _trace(
    state: HallState,
    window_id: str,
    ticket: Ticket,
    now_ms: int,
    rule: str | None = None,
    rule_name: Label | None = None,
    step: Step | None = None,
) -> Trace:
    lanes = state.waiting[ticket.queue_id]
    overtaken = lanes.before(ticket.standing)
    return Trace(
        rule=rule,
        rule_name=rule_name,
        priority=ticket.lane.priority,
        waited_s=priority.waited_ms(state, ticket, now_ms) // 1000,
        heads=_heads(state, window_id, now_ms),
        overtaken=overtaken,
        overtaken_first=_overtaken(state, window_id, ticket, lanes, step, now_ms) if overtaken else (),
    )


def _heads(state: HallState, window_id: str, now_ms: int) -> tuple[Head, ...]:
    found = []
    for queue_id in routing.queues_of(state, window_id):
        first: dict[str | None, tuple[int, int, str]] = {}
        for lane, order in state.waiting[queue_id].orders.items():
            if lane.priority not in first or order[0] < first[lane.priority]:
                first[lane.priority] = order[0]
        for of, standing in first.items():
            ticket = state.tickets[standing[2]]
            waited_s = priority.waited_ms(state, ticket, now_ms) // 1000
            score_s = priority.score_ms(state, ticket, of, now_ms) // 1000
            found.append(Head(queue_id, of, ticket.ticket_id, waited_s, score_s))
    return tuple(found)


def _overtaken(
    state: HallState, window_id: str, ticket: Ticket, lanes: Lanes, step: Step | None, now_ms: int
) -> tuple[Overtaken, ...]:
    standing = ticket.standing
    fronts = {lane: [other for other in order[:TOLD] if other < standing] for lane, order in lanes.orders.items()}
    before = {lane: front for lane, front in fronts.items() if front}
    steps = [
        one
        for one in state.hall.steps[window_id]
        if ticket.queue_id in one.queue_ids
        and (one.rule is None or routing.holds(state, state.waiting, one.rule, now_ms))
    ]
    rights = {lane: CHOSEN if step is None else _right(lane, step, steps, window_id) for lane in before}
    told = islice(Lanes(before), TOLD)
    return tuple(Overtaken(standing[2], rights[state.tickets[standing[2]].lane]) for standing in told)


def _right(lane: Lane, step: Step, steps: list[Step], window_id: str) -> str:
    """By which the ticket called by `step` goes before those of that lane."""
    theirs = next((one for one in steps if routing.takes(one, lane, window_id)), None)
    if theirs is None:
        return NOT_HERE
    if step.whom is Whom.RETURNED and theirs is not step:
        return routing.RETURNED
    return routing.PRIORITY if theirs is step else routing.PROFILE
