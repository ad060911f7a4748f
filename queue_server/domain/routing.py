"""Routing: whom a window calls next.

Whoever was sent away from a window and is back goes before all: their turn was before. Then the steps of the window's
work profile are gone through in order, each with a choice among the first tickets of the lanes it takes: whose waiting
counts most, by priority and time, and of equals whoever has the smaller place. The first step that finds somebody
decides, but never past somebody of the same queue who is overdue. Whoever is kept for another window is not looked at.

Only first tickets of lanes are looked at: the cost grows with the window's own lanes, however many wait.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from config.catalogue import ServiceItem
from config.configuration import HallConfiguration, Step, Whom
from config.hall import Rule, Terms
from queue_server.contract.views import WindowState
from queue_server.domain import priority
from queue_server.domain.lanes import Lane, Lanes, Standing
from queue_server.domain.state import HallState, Ticket

LONGEST_WAITING, PROFILE, PRIORITY, OVERDUE = "longest_waiting", "profile", "priority", "overdue"
RETURNED = "returned"


class Choice(NamedTuple):
    """The next ticket, and why it. `by`: it has waited longest of all that are taken; the rule of `step` prefers its
    lane; its priority class goes before others; it was overtaken as often as may be; it is back."""

    ticket_id: str
    queue_id: str
    lane: Lane
    standing: Standing
    step: Step
    by: str


class Taken(NamedTuple):
    """By one step of a window: the lanes, each with its queue and with those who stand there."""

    step: Step
    lanes: list[tuple[str, Lane, list[Standing]]]


def lane_of(hall: HallConfiguration, ticket: Ticket) -> Lane:
    """Where it stands while it waits."""
    item = hall.items.get(ticket.item_id) if ticket.item_id is not None else None
    meets = tuple(number for terms, number in hall.terms.items() if _meets(ticket, item, terms))
    return Lane(priority.counted(hall, ticket), meets, ticket.for_window_id, ticket.returned)


def _meets(ticket: Ticket, item: ServiceItem | None, terms: Terms) -> bool:
    return (
        (not terms.item_ids or (item is not None and item.id in terms.item_ids))
        and (not terms.department_ids or (item is not None and item.department_id in terms.department_ids))
        and (not terms.theme_ids or (item is not None and not set(terms.theme_ids).isdisjoint(item.theme_ids)))
        and (not terms.applicants or ticket.applicant in terms.applicants)
        and (not terms.verdicts or ticket.verdict in terms.verdicts)
        and (not terms.languages or ticket.language in terms.languages)
        and (not terms.stages or ticket.stage in terms.stages)
    )


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


def regular_open_windows(state: HallState, queue_id: str) -> list[str]:
    """Of those the ones that take it at every hour."""
    regular = state.hall.regular_windows[queue_id]
    return [window.id for window in regular if state.windows[window.id].state is WindowState.OPEN]


def next_ticket(state: HallState, window_id: str, now_ms: int) -> Choice | None:
    """Whom "call next" takes at that window; None if there is nobody for it."""
    return choose(state, state.waiting, state.hall.steps[window_id], now_ms, window_id)


def possible_from_ms(state: HallState, window_id: str) -> int | None:
    """When a rule will find somebody merely because those who wait have waited longer; None if none will."""
    waiting, found = state.waiting, []
    for step in state.hall.steps[window_id]:
        rule = step.rule
        if rule is None or rule.wait_over_min is None:
            continue
        if not any(takes(step, lane, window_id) for queue_id in step.queue_ids for lane in waiting[queue_id].orders):
            continue
        watched = rule.watched_queue_ids or rule.queue_ids
        firsts = [first for queue_id in watched if (first := waiting[queue_id].first)]
        if firsts:
            at_ms = min(_came_ms(state, first) for first in firsts) + rule.wait_over_min * priority.MINUTE_MS + 1
            if holds(state, waiting, rule, at_ms):
                found.append(at_ms)
    return min(found, default=None)


def in_order(state: HallState, window_id: str, now_ms: int, most: int | None = None) -> Iterator[Choice]:
    """Who waits for that window, in the order "call next" would take them if it were the only one; at most so many."""
    waiting = {queue_id: state.waiting[queue_id].front(most) for queue_id in _looked_at(state, window_id)}
    steps = state.hall.steps[window_id]
    while most is None or most > 0:
        choice = choose(state, waiting, steps, now_ms, window_id)
        if choice is None:
            return
        take(waiting, choice)
        yield choice
        most = None if most is None else most - 1


def _looked_at(state: HallState, window_id: str) -> set[str]:
    rules = (step.rule for step in state.hall.steps[window_id] if step.rule is not None)
    return set(queues_of(state, window_id)).union(*(rule.watched_queue_ids for rule in rules))


def take(waiting: Mapping[str, Lanes], choice: Choice) -> None:
    """The ticket is called: out of its lane, and remembered by its place."""
    lanes = waiting[choice.queue_id]
    lanes.leave(choice.lane, choice.standing)
    lanes.call(choice.standing)


def choose(
    state: HallState, waiting: Mapping[str, Lanes], steps: Sequence[Step], now_ms: int, at: str
) -> Choice | None:
    """The next of those who stand in `waiting`, for the window `at` that goes through these steps."""
    return first_of(state, waiting, taken(waiting, applying(state, waiting, steps, now_ms), at), now_ms, {})


def taken(waiting: Mapping[str, Lanes], steps: Sequence[Step], at: str) -> list[Taken]:
    """What the window `at` takes by each of these steps."""
    return [
        Taken(
            step,
            [
                (queue_id, lane, order)
                for queue_id in step.queue_ids
                for lane, order in waiting[queue_id].orders.items()
                if takes(step, lane, at)
            ],
        )
        for step in steps
    ]


def first_of(
    state: HallState,
    waiting: Mapping[str, Lanes],
    all_taken: Sequence[Taken],
    now_ms: int,
    scores_ms: dict[str, int],
) -> Choice | None:
    """Whom a window calls that takes these lanes. `scores_ms`: of tickets, remembered for another choice at that time.

    Lanes may have emptied since they were looked up, as long as nobody came.
    """
    for step, lanes in all_taken:
        best: Standing | None = None
        best_ms = 0
        earliest: Standing | None = None
        for queue_id, lane, order in lanes:
            if not order:
                continue
            head = order[0]
            score_ms = scores_ms.get(head[2])
            if score_ms is None:
                score_ms = priority.score_ms(state, state.tickets[head[2]], lane.priority, now_ms)
                scores_ms[head[2]] = score_ms
            if best is None or score_ms > best_ms or (score_ms == best_ms and head < best):
                best, best_ms, of, within = head, score_ms, queue_id, lane
            if earliest is None or head < earliest:
                earliest = head
        if best is not None and step.whom is Whom.RETURNED:
            return Choice(best[2], of, within, best, step, RETURNED)
        if best is not None:
            overdue = _overdue_before(state, waiting[of], of, all_taken, best, now_ms)
            return overdue or Choice(best[2], of, within, best, step, _by(step, within, best, earliest))
    return None


def applying(state: HallState, waiting: Mapping[str, Lanes], steps: Sequence[Step], now_ms: int) -> list[Step]:
    """The steps that can find anybody now."""
    return [
        step
        for step in steps
        if (step.whom is Whom.ANYBODY or state.kept) and (step.rule is None or holds(state, waiting, step.rule, now_ms))
    ]


def _by(step: Step, lane: Lane, best: Standing, earliest: Standing | None) -> str:
    if lane.priority is not None and best != earliest:
        return PRIORITY
    return PROFILE if step.rule is not None else LONGEST_WAITING


def _overdue_before(
    state: HallState, lanes: Lanes, queue_id: str, all_taken: Sequence[Taken], best: Standing, now_ms: int
) -> Choice | None:
    """The first of those in the queue who stand before the best one, may be called here too, and are overdue."""
    found: Choice | None = None
    for lane, order in lanes.orders.items():
        head = order[0]
        if head < best and priority.is_overdue(state, lanes, head, now_ms):
            place = (queue_id, lane, order)
            step = next((step for step, places in all_taken if place in places), None)
            if step is not None:
                best, found = head, Choice(head[2], queue_id, lane, head, step, OVERDUE)
    return found


def takes(step: Step, lane: Lane, at: str | None) -> bool:
    """Whether it calls from that lane of its queues at the window `at`; None: at whichever the lane is kept for."""
    if lane.only_at is not None and at is not None and lane.only_at != at:
        return False
    if step.whom is Whom.RETURNED:
        return lane.returned
    if step.whom is Whom.KEPT:
        return lane.only_at is not None
    return step.terms is None or step.terms in lane.meets


def holds(state: HallState, waiting: Mapping[str, Lanes], rule: Rule, now_ms: int) -> bool:
    """Whether the rule applies now, whoever waits: by its season, and by how long or how many wait."""
    day = state.business_day or ""
    if rule.valid_from is not None and day < rule.valid_from.isoformat():
        return False
    if rule.valid_to is not None and day > rule.valid_to.isoformat():
        return False
    if not rule.is_conditional:
        return True
    watched = rule.watched_queue_ids or rule.queue_ids
    if rule.waiting_over is not None and sum(len(waiting[queue_id]) for queue_id in watched) <= rule.waiting_over:
        return False
    if rule.wait_over_min is None:
        return True
    since_ms = now_ms - rule.wait_over_min * priority.MINUTE_MS
    return any(_came_ms(state, first) < since_ms for queue_id in watched if (first := waiting[queue_id].first))


def _came_ms(state: HallState, standing: Standing) -> int:
    return max(state.tickets[standing[2]].waits_from_ms, state.begun_at_ms)
