"""Poor ratings of the day are worked on as the hall's pages offer it, and each fault put into that is found."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.loading import SAMPLE, load
from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import (
    AnyCommand,
    AssignWorkOrder,
    RatingChannel,
    RatingLevel,
    RecordStatement,
    WorkOrderState,
)
from queue_server.contract.views import Accepted
from queue_server.domain.events import AnyEvent, Recorded, ServiceRated, WorkOrderMoved, WorkOrderOpened
from queue_server.domain.work_orders import RatedHow, WorkOrderStep
from queue_server.web.caller import Caller
from simulation.day.judgement import Judgement
from simulation.day.ledger import Given, OrderRead, OrderStep, StaffLedger, Told, VisitorLedger
from simulation.day.ratings import Ratings
from simulation.day.server import Edges
from simulation.day.work_orders import WorkOrders
from tests.simulation.conftest import RatedDay
from tests.simulation.sample_day import played

CLERKS = {clerk.id for clerk in load(SAMPLE).plan.clerks if clerk.primary}


def test_work_orders_are_worked_on_by_those_responsible_and_not_all_are_done_on_the_day(rated_day: RatedDay) -> None:
    moved = [each.event for each in rated_day.outcome.journal if isinstance(each.event, WorkOrderMoved)]
    steps = {event.step for event in moved}
    for step in (
        *(WorkOrderStep.CONTACTED, WorkOrderStep.APPLICANT_HEARD, WorkOrderStep.STAFF_HEARD, WorkOrderStep.APPEALED),
        *(WorkOrderStep.TO_RECTIFY_AT_ONCE, WorkOrderStep.TO_EXPLAIN, WorkOrderStep.RECTIFIED),
        *(WorkOrderStep.FED_BACK, WorkOrderStep.CALLED_BACK, WorkOrderStep.CLOSED),
    ):
        assert step in steps, step
    assert {event.by for event in moved if event.by not in CLERKS} <= {None, "gu-ping", "fang-qing"}
    assert any(event.by in CLERKS and event.step is WorkOrderStep.STAFF_HEARD for event in moved)
    last = {event.order_id: event.state for event in moved}
    assert 0 < sum(state is WorkOrderState.CLOSED for state in last.values()) < len(last)


class _WrongSteps(Edges):
    """The first step is answered and never written; a statement is written once more."""

    def __init__(self) -> None:
        self.is_lost = self.is_doubled = False

    def answer(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        if isinstance(command, AssignWorkOrder) and not self.is_lost:
            self.is_lost = True
            made_up: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()
            made_up.set_result(Accepted(self.server.dispatcher.seq, self.server.clock.now_ms()))
            return made_up
        if isinstance(command, RecordStatement) and not self.is_doubled:
            self.is_doubled = True
            again = self.server.dispatcher.submit(command, key="once-more-0001", by=caller.actor)
            self.again = asyncio.ensure_future(again)
        return answered()


def test_steps_that_are_lost_and_doubled_are_found(tmp_path: Path) -> None:
    outcome = played(tmp_path, "6", 40, _WrongSteps(), open_hours=1.3)
    found = outcome.judgement
    assert not outcome.sound
    assert any("a step of a work order was confirmed" in each for each in found.lost)
    assert any("a step of a work order stands" in each for each in found.doubled)


# --- what the judge finds by itself -----------------------------------------------------------------------------------

RATED = ServiceRated(
    "2026-11-23.A001.s1",
    "2026-11-23.A001",
    "w03",
    "wang-min",
    RatingLevel.DISSATISFIED,
    RatingChannel.TICKET_PAGE,
    has_words=True,
)
OPENED = WorkOrderOpened(
    order_id="WO1",
    rated_how=RatedHow.SERVICE,
    rating_id=RATED.service_id,
    level=RATED.level,
    named=False,
    business_day="2026-11-23",
    window_id="w03",
    clerk_id="wang-min",
    trainee_id=None,
    item_id=None,
    department_id=None,
    deadlines=(),
)
GIVEN = Given(0, "ticket_page", "w03", "dissatisfied", words="等得太久 1000", told=Told.TAKEN)


def judged(*journal: AnyEvent, ledgers: tuple[StaffLedger, ...] = (), **given: Any) -> Judgement:
    found = Judgement({}, 0)
    orders = WorkOrders(found)
    for event in journal:
        orders.read(Recorded(1, 0, "2026-11-23", SYSTEM, event))
    orders.hear_staff(ledgers, {(RATED.service_id, False): GIVEN, **given})
    return found


def test_a_poor_rating_with_its_one_work_order_is_sound() -> None:
    assert judged(RATED, OPENED).sound


def test_a_poor_rating_without_a_work_order_is_found() -> None:
    assert any("there is no work order" in each for each in judged(RATED).lost)


def test_a_second_work_order_for_a_rating_is_found() -> None:
    assert any("is the second" in each for each in judged(RATED, OPENED, OPENED).doubled)


def test_a_work_order_for_nothing_is_found() -> None:
    assert any("nobody rated that poorly" in each for each in judged(OPENED).contradicted)


def test_a_page_that_says_something_else_than_was_written_is_found() -> None:
    right, wrong = (StaffLedger(), StaffLedger())
    right.read["WO1"] = OrderRead("WO1", "dissatisfied", GIVEN.words, "")
    wrong.read["WO1"] = OrderRead("WO1", "dissatisfied", "都好 1001", "")
    assert judged(RATED, OPENED, ledgers=(right,)).sound
    assert any("does not say what" in each for each in judged(RATED, OPENED, ledgers=(wrong,)).contradicted)


def test_a_clerk_who_reads_something_else_than_was_written_for_them_is_found() -> None:
    overseer, clerk = StaffLedger(), StaffLedger()
    overseer.read["WO1"] = OrderRead("WO1", "dissatisfied", GIVEN.words, "")
    overseer.told_of["WO1"], clerk.told_of["WO1"] = "请说明情况", GIVEN.words
    found = judged(RATED, OPENED, ledgers=(overseer, clerk))
    assert any("read something else" in each for each in found.contradicted)


def test_a_step_nobody_knows_the_end_of_may_stand_or_not() -> None:
    ledger = StaffLedger(steps=[OrderStep("WO1", AssignWorkOrder.__name__, "请说明情况")])
    moved = WorkOrderMoved("WO1", 3, WorkOrderStep.ASSIGNED, WorkOrderState.ASSIGNED, "gu-ping", (), has_text=True)
    assert judged(RATED, OPENED, ledgers=(ledger,)).sound
    assert judged(RATED, OPENED, moved, ledgers=(ledger,)).sound
    assert judged(RATED, OPENED, moved).doubled


def test_words_in_the_journal_are_found() -> None:
    found = Judgement({}, 0)
    ledgers = [VisitorLedger(1, given=[GIVEN])]
    Ratings(found).hear_rows(['{"level":"dissatisfied"}'], ledgers)
    assert found.sound
    Ratings(found).hear_rows([f'{{"words":"{GIVEN.words}"}}'], ledgers)
    assert any("stands in the journal" in each for each in found.contradicted)


def test_words_that_were_not_kept_or_are_somebody_elses_are_found() -> None:
    for written, where in (({}, "lost"), ({(RATED.service_id, "words"): "都好 1001"}, "contradicted")):
        found = Judgement({}, 0)
        ratings = Ratings(found)
        ratings.read(Recorded(1, 0, "2026-11-23", SYSTEM, RATED))
        ratings.hear([VisitorLedger(1, ticket_id=RATED.ticket_id, given=[GIVEN])], written)
        assert getattr(found, where), where
