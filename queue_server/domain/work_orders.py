"""The life of a work order (差评工单), as data: which step leads where, which deadlines it begins and ends.

One is opened for every poor rating. The states and their order satisfy 国办发〔2019〕51号 (call back and verify; put
right at once, by a day, or explain; review of appeals) and what municipal rules ask of each step's time. What is not in
the table cannot happen. Nothing is ever taken back: a step once taken stays.
"""

from bisect import bisect_left, insort
from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import msgspec

from queue_server.contract.actors import Role
from queue_server.contract.commands import RatingLevel, StatementSide, WorkOrderState
from queue_server.contract.refusals import CommandRefused, RefusalCode

RECEIVED, ASSIGNED, CONTACTED = WorkOrderState.RECEIVED, WorkOrderState.ASSIGNED, WorkOrderState.CONTACTED
AT_ONCE, BY, EXPLAINING = (
    WorkOrderState.RECTIFYING_AT_ONCE,
    WorkOrderState.RECTIFYING_BY,
    WorkOrderState.EXPLAINING,
)
APPEALED, EXCLUDED, RECTIFIED = WorkOrderState.APPEALED, WorkOrderState.EXCLUDED, WorkOrderState.RECTIFIED
FED_BACK, CALLED_BACK, CLOSED = WorkOrderState.FED_BACK, WorkOrderState.CALLED_BACK, WorkOrderState.CLOSED


class RatedHow(StrEnum):
    """Which kind of rating was poor."""

    SERVICE = "service"
    AGAIN = "again"  # 追评, of a service
    ERRAND = "errand"  # at a kiosk, without staff
    ENTERED = "entered"  # told to the hall


class WorkOrderDue(StrEnum):
    """What there is a deadline for."""

    CONTACT = "contact"
    RECTIFY = "rectify"  # or explain
    FEED_BACK = "feed_back"
    REVIEW = "review"  # of an appeal
    CALL_BACK = "call_back"
    CLOSE = "close"


class WorkOrderStep(StrEnum):
    """What befalls a work order, outcome included."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    CONTACTED = "contacted"
    NOT_REACHED = "not_reached"
    CONTACT_GIVEN_UP = "contact_given_up"  # not reached as often as the policy asks
    APPLICANT_HEARD = "applicant_heard"
    STAFF_HEARD = "staff_heard"
    TO_RECTIFY_AT_ONCE = "to_rectify_at_once"
    TO_RECTIFY_BY = "to_rectify_by"
    TO_EXPLAIN = "to_explain"
    APPEALED = "appealed"
    EXCLUDED = "excluded"
    UPHELD = "upheld"
    EXTENSION_ASKED = "extension_asked"
    EXTENDED = "extended"
    NOT_EXTENDED = "not_extended"
    RECTIFIED = "rectified"
    FED_BACK = "fed_back"
    CALLED_BACK = "called_back"
    CALL_NOT_ANSWERED = "call_not_answered"
    CALL_BACK_GIVEN_UP = "call_back_given_up"
    CLOSED = "closed"
    WARNED = "warned"  # by the clock: a deadline is near
    OVERDUE = "overdue"  # by the clock: one has passed


Steps = WorkOrderStep

AT_WORK: Final = (ASSIGNED, CONTACTED, AT_ONCE, BY, EXPLAINING)  # nothing is settled yet
BEFORE_FEEDBACK: Final = (*AT_WORK, APPEALED, EXCLUDED, RECTIFIED)
OPEN: Final = tuple(state for state in WorkOrderState if state is not CLOSED)

_CHOSEN: Final = {Steps.TO_RECTIFY_AT_ONCE: AT_ONCE, Steps.TO_RECTIFY_BY: BY, Steps.TO_EXPLAIN: EXPLAINING}
_STAYING: Final = {  # steps that change no state, and in which they are taken
    Steps.APPLICANT_HEARD: BEFORE_FEEDBACK,
    Steps.STAFF_HEARD: BEFORE_FEEDBACK,
    Steps.EXTENSION_ASKED: AT_WORK,
    Steps.EXTENDED: AT_WORK,
    Steps.NOT_EXTENDED: AT_WORK,
    Steps.NOT_REACHED: (ASSIGNED, APPEALED),
    Steps.CALL_NOT_ANSWERED: (FED_BACK,),
    Steps.WARNED: OPEN,
    Steps.OVERDUE: OPEN,
}

TRANSITIONS: Final = MappingProxyType[tuple[WorkOrderState | None, WorkOrderStep], frozenset[WorkOrderState]](
    {
        (None, Steps.OPENED): frozenset({RECEIVED}),
        (RECEIVED, Steps.ASSIGNED): frozenset({ASSIGNED}),
        **{(state, Steps.ASSIGNED): frozenset({state}) for state in OPEN if state is not RECEIVED},  # to somebody else
        (ASSIGNED, Steps.CONTACTED): frozenset({CONTACTED}),
        (ASSIGNED, Steps.CONTACT_GIVEN_UP): frozenset({CONTACTED}),
        (APPEALED, Steps.CONTACTED): frozenset({APPEALED}),  # an appeal puts no call off
        (APPEALED, Steps.CONTACT_GIVEN_UP): frozenset({APPEALED}),
        **{
            (before, step): frozenset({after})
            for step, after in _CHOSEN.items()
            for before in (*AT_WORK, CALLED_BACK)  # again, where whoever rated says that it is not so
        },
        (AT_ONCE, Steps.RECTIFIED): frozenset({RECTIFIED}),
        (BY, Steps.RECTIFIED): frozenset({RECTIFIED}),
        **{(state, Steps.APPEALED): frozenset({APPEALED}) for state in AT_WORK},
        (APPEALED, Steps.EXCLUDED): frozenset({EXCLUDED}),
        (APPEALED, Steps.UPHELD): frozenset(AT_WORK),  # back to where it was
        **{(state, Steps.FED_BACK): frozenset({FED_BACK}) for state in (EXPLAINING, RECTIFIED, EXCLUDED)},
        (FED_BACK, Steps.CALLED_BACK): frozenset({CALLED_BACK}),
        (FED_BACK, Steps.CALL_BACK_GIVEN_UP): frozenset({CALLED_BACK}),
        **{(state, Steps.CLOSED): frozenset({CLOSED}) for state in (EXCLUDED, FED_BACK, CALLED_BACK)},
        **{(state, step): frozenset({state}) for step, states in _STAYING.items() for state in states},
    }
)
"""From a state by a step to the states it may lead to: one, or for an appeal that fails the one it was in before."""

ENDS: Final = MappingProxyType[WorkOrderStep, frozenset[WorkOrderDue]](
    {
        Steps.CONTACTED: frozenset({WorkOrderDue.CONTACT}),
        Steps.CONTACT_GIVEN_UP: frozenset({WorkOrderDue.CONTACT}),
        Steps.APPEALED: frozenset({WorkOrderDue.RECTIFY}),  # it rests until the appeal is decided
        Steps.EXCLUDED: frozenset({WorkOrderDue.REVIEW}),
        Steps.UPHELD: frozenset({WorkOrderDue.REVIEW}),
        Steps.RECTIFIED: frozenset({WorkOrderDue.RECTIFY}),
        Steps.FED_BACK: frozenset({WorkOrderDue.RECTIFY, WorkOrderDue.FEED_BACK, WorkOrderDue.CLOSE}),
        Steps.EXTENDED: frozenset({WorkOrderDue.RECTIFY}),  # it begins anew, later
        Steps.CALLED_BACK: frozenset({WorkOrderDue.CALL_BACK}),
        Steps.CALL_BACK_GIVEN_UP: frozenset({WorkOrderDue.CALL_BACK}),
        Steps.TO_RECTIFY_AT_ONCE: frozenset({WorkOrderDue.CLOSE}),
        Steps.TO_RECTIFY_BY: frozenset({WorkOrderDue.CLOSE, WorkOrderDue.RECTIFY}),
        Steps.TO_EXPLAIN: frozenset({WorkOrderDue.CLOSE}),
        Steps.CLOSED: frozenset(WorkOrderDue),
    }
)
"""Deadlines that a step ends."""


def begun_by(step: WorkOrderStep, *, reachable: bool, running: Collection[WorkOrderDue]) -> set[WorkOrderDue]:
    """Deadlines that a step begins. `reachable`: whoever rated is to be called, and called back. `running`: go on."""
    match step:
        case Steps.OPENED:
            return {WorkOrderDue.RECTIFY} | ({WorkOrderDue.CONTACT} if reachable else set())
        case Steps.TO_RECTIFY_AT_ONCE | Steps.TO_EXPLAIN | Steps.TO_RECTIFY_BY:
            return {WorkOrderDue.RECTIFY} - set(running)
        case Steps.APPEALED:
            return {WorkOrderDue.REVIEW}
        case Steps.UPHELD:
            return {WorkOrderDue.RECTIFY}
        case Steps.EXCLUDED:
            return {WorkOrderDue.FEED_BACK if reachable else WorkOrderDue.CLOSE}
        case Steps.RECTIFIED:
            return {WorkOrderDue.FEED_BACK}
        case Steps.FED_BACK:
            return {WorkOrderDue.CALL_BACK if reachable else WorkOrderDue.CLOSE}
        case Steps.CALLED_BACK | Steps.CALL_BACK_GIVEN_UP:
            return {WorkOrderDue.CLOSE}
    return set()


class Deadline(msgspec.Struct, frozen=True, gc=False):
    """`warn_ms`: staff are told before; None: they are not, or it was too late for that."""

    due: WorkOrderDue
    due_ms: int
    warn_ms: int | None = None


class WorkOrder(msgspec.Struct, gc=False):
    """One that is open. Words about it are kept elsewhere: see `storage.private_words`."""

    order_id: str
    rated_how: RatedHow
    rating_id: str  # of the service, the errand, or the rating entered
    opened_at_ms: int
    window_id: str | None
    clerk_id: str | None  # whom it concerns
    trainee_id: str | None  # likewise
    level: RatingLevel
    named: bool  # whoever rated left a contact
    state: WorkOrderState = RECEIVED
    steps: int = 1  # taken so far
    deadlines: dict[WorkOrderDue, Deadline] = msgspec.field(default_factory=dict)
    warned: set[WorkOrderDue] = msgspec.field(default_factory=set)  # of those deadlines
    overdue: set[WorkOrderDue] = msgspec.field(default_factory=set)  # likewise
    assignee_id: str | None = None
    role: Role | None = None  # instead of one person, whoever has it
    attempts: int = 0  # to reach whoever rated, in vain, since they were reached last
    reached: bool = False
    heard: set[StatementSide] = msgspec.field(default_factory=set)
    round_from_ms: int = 0  # since when it is to be put right, the last time
    before_appeal: WorkOrderState | None = None
    appealed_by: str | None = None
    excluded: bool = False
    extension_by: str | None = None  # who asked for it; it stays when it was decided
    extension_open: bool = False  # it was asked for, and nobody has decided
    missed: int = 0  # deadlines that have passed
    released: bool = False  # whom it concerns has been told of it

    @property
    def next_ms(self) -> int | None:
        """When the clock has something to say about it."""
        return min((at_ms for _, _, at_ms in self.turns()), default=None)

    def turns(self) -> list[tuple[WorkOrderStep, WorkOrderDue, int]]:
        """What the clock will say: a warning before a deadline, and that it has passed, once each."""
        told = []
        for due, deadline in self.deadlines.items():
            if due not in self.overdue:
                if deadline.warn_ms is not None and due not in self.warned:
                    told.append((Steps.WARNED, due, deadline.warn_ms))
                told.append((Steps.OVERDUE, due, deadline.due_ms))
        return told

    @property
    def is_called_back(self) -> bool:
        """Of an excluded rating whoever gave it is told, and no more."""
        return self.named and not self.excluded

    @property
    def to_hear(self) -> set[StatementSide]:
        """Whose statement is due and missing: of a clerk if there is one, of whoever rated if they could be reached."""
        due = {StatementSide.STAFF} if self.clerk_id is not None else set()
        if self.reached:
            due.add(StatementSide.APPLICANT)
        return due - self.heard

    def go_on(
        self,
        step: WorkOrderStep,
        state: WorkOrderState,
        at_ms: int,
        deadlines: dict[WorkOrderDue, Deadline],
        by: str | None,
    ) -> None:
        """A step of it, as far as the order itself must remember."""
        begun_anew = self.state is CALLED_BACK or step is Steps.UPHELD
        match step:
            case Steps.NOT_REACHED | Steps.CALL_NOT_ANSWERED:
                self.attempts += 1
            case Steps.CONTACTED | Steps.CONTACT_GIVEN_UP | Steps.CALLED_BACK | Steps.CALL_BACK_GIVEN_UP:
                self.attempts, self.reached = 0, self.reached or step is Steps.CONTACTED
                if self.before_appeal is ASSIGNED and self.state is APPEALED:
                    self.before_appeal = CONTACTED
            case Steps.APPLICANT_HEARD:
                self.heard.add(StatementSide.APPLICANT)
            case Steps.STAFF_HEARD:
                self.heard.add(StatementSide.STAFF)
            case Steps.APPEALED:
                self.before_appeal, self.appealed_by = self.state, by
                if by in (self.clerk_id, self.trainee_id):
                    self.heard.add(StatementSide.STAFF)
            case Steps.EXCLUDED:
                self.excluded = True
            case Steps.EXTENSION_ASKED:
                self.extension_by, self.extension_open = by, True
            case Steps.EXTENDED | Steps.NOT_EXTENDED:
                self.extension_open = False
            case Steps.TO_RECTIFY_AT_ONCE | Steps.TO_RECTIFY_BY | Steps.TO_EXPLAIN | Steps.UPHELD if begun_anew:
                self.round_from_ms = at_ms
        gone = {due for due, deadline in self.deadlines.items() if deadlines.get(due) != deadline}
        self.warned, self.overdue = self.warned - gone, self.overdue - gone
        self.state, self.deadlines = state, deadlines
        self.extension_open = self.extension_open and WorkOrderDue.RECTIFY in deadlines

    def tell(self, step: WorkOrderStep, due: WorkOrderDue) -> None:
        """Staff were told of a deadline: that it is near, or has passed."""
        if step is Steps.OVERDUE:
            self.overdue.add(due)
            self.missed += 1
        else:
            self.warned.add(due)

    def concerns(self, clerk_id: str) -> bool:
        """Whether it is about that person's own work."""
        return clerk_id in (self.clerk_id, self.trainee_id)


@dataclass(slots=True)
class WorkOrders:
    """All that are open. Closed ones are history, and leave."""

    by_id: dict[str, WorkOrder] = field(default_factory=dict)
    opened: int = 0  # how many there ever were
    expected: list[tuple[int, str]] = field(default_factory=list)  # when the clock speaks of which; sorted

    def enter(self, order: WorkOrder) -> None:
        self.by_id[order.order_id] = order
        self.opened += 1
        self._expect(order)

    def begin_change(self, order_id: str) -> WorkOrder:
        """The order, to be changed and handed back to `end_change`."""
        order = self.by_id[order_id]
        if order.next_ms is not None:
            del self.expected[bisect_left(self.expected, (order.next_ms, order_id))]
        return order

    def end_change(self, order: WorkOrder) -> None:
        if order.state is CLOSED:
            del self.by_id[order.order_id]
        else:
            self._expect(order)

    def _expect(self, order: WorkOrder) -> None:
        if order.next_ms is not None:
            insort(self.expected, (order.next_ms, order.order_id))

    @property
    def next_ms(self) -> int | None:
        """When the clock has something to say about any of them."""
        return self.expected[0][0] if self.expected else None


def demand(state: WorkOrderState, step: WorkOrderStep, *only: WorkOrderState) -> None:
    """Refuses WRONG_STATE (details: state, allowed) if the table has no such step there. `only` narrows it."""
    allowed = only or tuple(before for before, kind in TRANSITIONS if kind is step and before is not None)
    if state not in allowed:
        raise CommandRefused(RefusalCode.WRONG_STATE, state=state.value, allowed=", ".join(allowed))


def diagram() -> str:
    """The table as a Mermaid state diagram; steps that change nothing are left out."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for (before, step), afters in TRANSITIONS.items():
        for after in sorted(afters, key=OPEN.index) if len(afters) > 1 else afters:
            if before is not after:
                arrows.setdefault((before.value if before else "[*]", after.value), []).append(step.value)
    lines = [f"    {before} --> {after}: {', '.join(steps)}" for (before, after), steps in arrows.items()]
    return "\n".join(["stateDiagram-v2", *lines, f"    {CLOSED.value} --> [*]"])
