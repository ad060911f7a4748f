"""Who is called, said once more and in the simplest way: every waiting ticket is looked at, nothing is remembered."""

from bisect import bisect_right

from config.hall import Rule
from queue_server.contract.views import TicketState, WindowState
from queue_server.domain.state import HallState, Ticket

RETURNED, KEPT = "returned", "kept"


class ByHand:
    """Those who wait, at one moment; to be called one after the other."""

    def __init__(self, state: HallState, now_ms: int) -> None:
        self.state, self.now_ms = state, now_ms
        self.waiting = [state.tickets[ticket_id] for ticket_id in state.by_state[TicketState.WAITING]]
        self.called = {queue_id: list(lanes.called) for queue_id, lanes in state.waiting.items()}

    def copy(self) -> "ByHand":
        return ByHand(self.state, self.now_ms)

    def waited_ms(self, ticket: Ticket) -> int:
        return max(0, self.now_ms - max(ticket.waits_from_ms, self.state.begun_at_ms))

    def rank(self, ticket: Ticket) -> tuple[int, int, int, str]:
        """Smallest first."""
        priority = self.state.hall.policy.priority
        score_ms = self.waited_ms(ticket)
        for one in priority.classes:
            if one.id == ticket.priority and (ticket.priority_verified or priority.unverified_counts):
                score_ms = score_ms * one.weight + one.head_start_min * 60_000
        return -score_ms, *ticket.standing

    def is_overdue(self, ticket: Ticket) -> bool:
        limits, called = self.state.hall.policy.priority, self.called[ticket.queue_id]
        later = len(called) - bisect_right(called, (ticket.place, ticket.arrival))
        minutes = limits.minutes_at_most
        return later >= limits.overtakes_at_most or (minutes is not None and self.waited_ms(ticket) >= minutes * 60_000)

    def steps(self, window_id: str) -> list[Rule | str | None]:
        """First whoever is back from where they were sent; with a strict profile at last whoever is kept for it."""
        hall = self.state.hall
        profile = hall.profiles[hall.windows[window_id].profile_id]
        rules = [rule for rule in profile.rules if self.holds(rule, window_id)]
        return [RETURNED, *rules, KEPT if profile.strict else None]

    def holds(self, rule: Rule, window_id: str) -> bool:
        watched = rule.watched_queue_ids or rule.queue_ids
        there = [ticket for ticket in self.waiting if ticket.queue_id in watched]
        first = {ticket.queue_id: ticket for ticket in sorted(there, key=lambda t: t.standing, reverse=True)}
        longest_ms = max(map(self.waited_ms, first.values()), default=0)
        day = str(self.state.business_day)
        return (
            (not rule.window_kinds or self.state.hall.windows[window_id].kind in rule.window_kinds)
            and (rule.valid_from is None or str(rule.valid_from) <= day)
            and (rule.valid_to is None or day <= str(rule.valid_to))
            and (rule.waiting_over is None or len(there) > rule.waiting_over)
            and (rule.wait_over_min is None or longest_ms > rule.wait_over_min * 60_000)
        )

    def takes(self, step: Rule | str | None, window_id: str, ticket: Ticket) -> bool:
        hall = self.state.hall
        if ticket.for_window_id not in (None, window_id):
            return False
        if step is None or isinstance(step, str):
            asked_for = step is None or (ticket.returned if step == RETURNED else ticket.for_window_id is not None)
            return asked_for and ticket.queue_id in hall.profiles[hall.windows[window_id].profile_id].queue_ids
        item = hall.items.get(ticket.item_id or "")
        asked = (
            (step.item_ids, [ticket.item_id]),
            (step.department_ids, [item.department_id] if item else []),
            (step.theme_ids, item.theme_ids if item else []),
            (step.applicants, [ticket.applicant]),
            (step.verdicts, [ticket.verdict]),
            (step.languages, [ticket.language]),
            (step.stages, ["later" if ticket.services else "first"]),
        )
        return ticket.queue_id in step.queue_ids and all(not of or set(of) & set(has) for of, has in asked)

    def may_be_called(self, window_id: str, ticket: Ticket) -> bool:
        return any(self.takes(step, window_id, ticket) for step in self.steps(window_id))

    def next(self, window_id: str, among: list[Ticket] | None = None) -> Ticket | None:
        among = self.waiting if among is None else among
        steps = self.steps(window_id)
        for step in steps:
            taken = [ticket for ticket in among if self.takes(step, window_id, ticket)]
            if taken:
                best = min(taken, key=self.rank)
                if step == RETURNED:
                    return best
                overdue = [
                    ticket
                    for ticket in among
                    if ticket.queue_id == best.queue_id
                    and ticket.standing < best.standing
                    and self.is_overdue(ticket)
                    and any(self.takes(step, window_id, ticket) for step in steps)
                ]
                return min(overdue, key=lambda ticket: ticket.standing, default=best)
        return None

    def call(self, ticket: Ticket) -> None:
        self.waiting.remove(ticket)
        self.called[ticket.queue_id] = sorted([*self.called[ticket.queue_id], ticket.standing[:2]])


def ahead_by_playing(state: HallState, ticket: Ticket, now_ms: int) -> int:
    """`foresight.ahead` as its description says it, played through turn by turn."""
    now_ms -= now_ms % 1_000
    hall = ByHand(state, now_ms)
    windows = [
        window.id
        for window in sorted(state.hall.plan.windows, key=lambda window: window.number)
        if state.windows[window.id].state is WindowState.OPEN
    ]
    mine = [window_id for window_id in windows if hall.may_be_called(window_id, ticket)]
    if not mine:
        others = [other for other in hall.waiting if other.queue_id == ticket.queue_id and other is not ticket]
        return sum(_goes_first_in_queue(hall, other, ticket) for other in others)
    sooner = [
        other
        for other in hall.waiting
        if other is not ticket and any(hall.next(window_id, [other, ticket]) is other for window_id in mine)
    ]
    played = hall.copy()
    before = 0
    while True:
        called = 0
        for window_id in windows:
            next_one = played.next(window_id)
            if next_one is None:
                continue
            if next_one is ticket:
                return before
            played.call(next_one)
            before += next_one in sooner
            called += 1
        if not called:
            return before


def _goes_first_in_queue(hall: ByHand, other: Ticket, ticket: Ticket) -> bool:
    first = min(other, ticket, key=lambda t: t.standing)
    if hall.is_overdue(first):
        return first is other
    return hall.rank(other) < hall.rank(ticket)
