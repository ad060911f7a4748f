"""Work orders as the journal tells them: one for each poor rating, and of each step what whoever took it was told."""

from collections import Counter
from collections.abc import Mapping, Sequence

from queue_server.contract.commands import WorkOrderState
from queue_server.domain import events
from queue_server.domain.events import Recorded
from queue_server.domain.work_orders import RatedHow
from simulation.day.judgement import Judgement
from simulation.day.ledger import Given, OrderStep, StaffLedger, Told

POOR = ("dissatisfied", "very_dissatisfied")
_KEY_OF = {
    **dict.fromkeys(("contacted", "not_reached", "contact_given_up"), "RecordContact"),
    **dict.fromkeys(("applicant_heard", "staff_heard"), "RecordStatement"),
    **dict.fromkeys(("to_rectify_at_once", "to_rectify_by", "to_explain"), "ChooseCourse"),
    **dict.fromkeys(("excluded", "upheld"), "DecideAppeal"),
    **dict.fromkeys(("extended", "not_extended"), "DecideExtension"),
    **dict.fromkeys(("called_back", "call_not_answered", "call_back_given_up"), "CallBack"),
    "assigned": "AssignWorkOrder",
    "appealed": "AppealRating",
    "extension_asked": "AskExtension",
    "rectified": "ReportRectified",
    "fed_back": "FeedBack",
    "closed": "CloseWorkOrder",
}
"""The key of the page by which each step comes about."""

_HOW: dict[type[events.Event], RatedHow] = {
    events.ServiceRated: RatedHow.SERVICE,
    events.ServiceRatedAgain: RatedHow.AGAIN,
    events.ErrandRated: RatedHow.ERRAND,
    events.WindowRated: RatedHow.ENTERED,
}


class WorkOrders:
    def __init__(self, found: Judgement) -> None:
        self._found = found
        self._due: dict[tuple[str, str], int] = {}  # how and what was rated poorly → when
        self._opened: dict[str, tuple[tuple[str, str], events.WorkOrderOpened]] = {}
        self._state: dict[str, WorkOrderState] = {}
        self._steps: Counter[tuple[str, str, bool]] = Counter()  # order, key, whether something was written
        self._appeals = 0

    @property
    def counts(self) -> dict[str, int]:
        """How many were opened and closed, and how often somebody appealed."""
        closed = sum(state is WorkOrderState.CLOSED for state in self._state.values())
        return {"orders": len(self._opened), "orders_closed": closed, "appeals": self._appeals}

    def read(self, recorded: Recorded) -> None:
        """The next event of the journal."""
        event = recorded.event
        match event:
            case events.ServiceRated() | events.ServiceRatedAgain() if event.level.value in POOR:
                self._due[_HOW[type(event)].value, event.service_id] = recorded.at_ms
            case events.ErrandRated() | events.WindowRated() if event.level.value in POOR:
                self._due[_HOW[type(event)].value, event.rating_id] = recorded.at_ms
            case events.WorkOrderOpened():
                self._open(event, recorded.at_ms)
            case events.WorkOrderMoved():
                self._state[event.order_id] = event.state
                self._appeals += event.step == "appealed"
                if event.by is not None:
                    self._steps[event.order_id, _KEY_OF[event.step], event.has_text] += 1

    def _open(self, event: events.WorkOrderOpened, at_ms: int) -> None:
        """In the same decision as its rating, and once."""
        about = (event.rated_how.value, event.rating_id)
        if self._due.get(about) != at_ms:
            self._found.contradicted.append(
                f"{event.order_id} was opened for {about}, and nobody rated that poorly then"
            )
        if any(about == other for other, _ in self._opened.values()):
            self._found.doubled.append(f"{event.order_id} is the second for {about}")
        self._opened[event.order_id] = (about, event)

    # --- the ledgers of those who had to do with them -----------------------------------------------------------------

    def hear_staff(self, ledgers: Sequence[StaffLedger], given: Mapping[tuple[str, bool], Given]) -> None:
        """`given`: what whoever rated a service noted, and whether further on."""
        for about in self._due.keys() - {about for about, _ in self._opened.values()}:
            self._found.lost.append(f"{about} was rated poorly, and there is no work order for it")
        steps = [step for ledger in ledgers for step in ledger.steps]
        told = Counter(_as_kept(step) for step in steps if step.told is Told.TAKEN)
        open_ended = Counter(_as_kept(step) for step in steps if step.told is Told.NOTHING)
        self._found.compare(told, self._steps - ((self._steps - told) & open_ended), "a step of a work order")
        written = {order_id: text for ledger in ledgers if ledger.read for order_id, text in ledger.told_of.items()}
        for ledger in ledgers:
            self._found.contradicted += ledger.refused_though_offered
            self._hear_reader(ledger, given)
            for order_id, text in ledger.told_of.items():
                if text != written.get(order_id):
                    self._found.contradicted.append(f"whom {order_id} concerns read something else than was written")

    def _hear_reader(self, ledger: StaffLedger, given: Mapping[tuple[str, bool], Given]) -> None:
        """The page says what whoever rated has touched and written."""
        for read in ledger.read.values():
            (how, rating_id), _ = self._opened[read.order_id]
            noted = given.get((rating_id, how == RatedHow.AGAIN))
            first = given.get((rating_id, False))
            if noted is None:
                continue  # by key
            contact = noted.contact or (first.contact if first is not None else "")
            wrote = (noted.level, noted.words, contact)
            if (read.level, read.words, read.contact) != wrote:
                self._found.contradicted.append(f"the page of {read.order_id} does not say what was rated and written")


def _as_kept(step: OrderStep) -> tuple[str, str, bool]:
    return step.order_id, step.what, bool(step.text)
