"""Work orders at random: rated, worked on by everybody at any time, over weekends and changes of policy.

The hall stays sound, its journal gives the same hall again, and what a page offers is what the rules take.
"""

from random import Random
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from config.configuration import HallConfiguration
from queue_server.contract import commands as c
from queue_server.contract.actors import SYSTEM, Actor, Role
from queue_server.contract.refusals import CommandRefused
from queue_server.domain import deadlines, invariants
from queue_server.domain.decide import decide
from queue_server.domain.events import AnyEvent, Recorded, WorkOrderMoved
from queue_server.domain.evolve import evolve
from queue_server.domain.rules import work_orders as rules
from queue_server.domain.state import HallState
from queue_server.domain.views.work_orders import candidates, open_work_order
from queue_server.domain.work_orders import CLOSED, TRANSITIONS, WorkOrder, WorkOrderStep
from tests.domain.small_hall import (
    ANN,
    BO,
    CAI,
    DAY,
    DEE,
    GUS,
    KIOSK,
    NINE_MS,
    WARDEN,
    actor,
    configuration,
    fingerprint,
    publication,
    tables,
    visitor,
)

BOTH = actor("ann", Role.CLERK, Role.SUPERVISOR)  # whom most of them concern, and somebody who might decide
EVERYBODY = (DEE, DEE, WARDEN, WARDEN, DEE, WARDEN, BO, ANN, BOTH, CAI, GUS)
HOUR_MS = 3_600_000


def plans() -> tuple[HallConfiguration, ...]:
    """Three policies: as shipped; quick, with people responsible; and one of holidays, with hardly any patience."""
    told = [tables() for _ in range(3)]
    told[1]["policy"]["work_orders"] = {
        "responsible": [{"window_ids": ["w1"], "clerk_id": "bo"}, {"role": "complaints"}],
        "escalation": ["complaints", "supervisor"],
        "warn_hours": 24,
        "attempts": 1,
    }
    told[2]["policy"]["hours"]["closed_days"] = ["2026-11-25", "2026-11-26"]
    told[2]["policy"]["work_orders"] = {"rectify_days": 1, "rectify_by_days": 2, "warn_hours": 0, "appeal_days": 2}
    return tuple(configuration(each) for each in told)


PLANS = plans()


class WorkOrderMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.state = HallState()
        self.journal: list[Recorded] = []
        self.now_ms = NINE_MS
        self.rated = 0
        self.poor = 0

    def give(self, command: c.AnyCommand, by: Actor = SYSTEM) -> CommandRefused | tuple[AnyEvent, ...]:
        before = fingerprint(self.state)
        try:
            events = decide(command, self.state, by, self.now_ms, f"key-{len(self.journal):05}-{self.rated}")
        except CommandRefused as refused:
            assert fingerprint(self.state) == before
            return refused
        for event in events:
            if isinstance(event, WorkOrderMoved):
                self.check(event, self.state.work_orders.by_id[event.order_id], by)
            self.journal.append(Recorded(self.state.seq + 1, self.now_ms, self.state.business_day, by, event))
            evolve(self.state, self.journal[-1])
        return events

    def check(self, event: WorkOrderMoved, order: WorkOrder, by: Actor) -> None:
        """Said once more from the outside: what the table, the numbers and the people allow."""
        assert event.state in TRANSITIONS[order.state, event.step]
        assert event.number == order.steps + 1
        if event.step is WorkOrderStep.UPHELD:
            assert event.state is order.before_appeal
        if order.concerns(by.id):
            assert event.step in (WorkOrderStep.STAFF_HEARD, WorkOrderStep.APPEALED)
        if event.state is CLOSED:
            told = [each.event for each in self.journal if isinstance(each.event, WorkOrderMoved)]
            steps = {each.step for each in told if each.order_id == order.order_id}
            assert steps >= ({WorkOrderStep.EXCLUDED} if order.excluded else {WorkOrderStep.FED_BACK})
            if order.named:
                assert steps & {WorkOrderStep.CONTACTED, WorkOrderStep.CONTACT_GIVEN_UP}
                assert WorkOrderStep.FED_BACK in steps
                called = steps & {WorkOrderStep.CALLED_BACK, WorkOrderStep.CALL_BACK_GIVEN_UP}
                assert called or order.excluded
            if order.clerk_id is not None:
                assert steps & {WorkOrderStep.STAFF_HEARD, WorkOrderStep.APPEALED}

    @initialize(plan=st.sampled_from(PLANS))
    def begin(self, plan: HallConfiguration) -> None:
        self.start(plan)

    def start(self, plan: HallConfiguration) -> None:
        self.give(publication(plan))
        self.give(c.OpenDay(DAY))
        self.give(c.OpenWindow("w1"), ANN)
        for _ in range(3):
            self.give(c.IssueTicket(queue_id="general"), KIOSK)
            self.now_ms += 60_000
            self.give(c.CallNext("w1"), ANN)
            (ticket_id,) = [id_ for id_, ticket in self.state.tickets.items() if ticket.window_id == "w1"]
            self.give(c.StartServing("w1", ticket_id), ANN)
            self.give(c.FinishServing("w1", ticket_id), ANN)
        self.rate("service", 0, c.RatingLevel.VERY_DISSATISFIED, named=True)

    @rule(
        how=st.sampled_from(("service", "again", "errand", "window")),
        which=st.integers(0, 2),
        level=st.sampled_from(c.RatingLevel),
        named=st.booleans(),
    )
    def somebody_rates(self, how: str, which: int, level: c.RatingLevel, named: bool) -> None:
        self.rate(how, which, level, named)

    def rate(self, how: str, which: int, level: c.RatingLevel, named: bool) -> None:
        """A poor rating opens one work order in the same decision, and no other does."""
        self.rated += 1
        contact: Any = "…" if named else None
        services = {**self.state.past_services, **self.state.services}
        service_id = list(services)[which % len(services)] if services else "nothing"
        ticket_id = service_id.rpartition(".")[0]
        before = self.state.work_orders.opened
        match how:
            case "service":
                given = self.give(c.RateService(service_id, level, contact=contact), visitor(ticket_id))
            case "again":
                given = self.give(c.RateAgain(service_id, level), visitor(ticket_id))
            case "errand":
                given = self.give(c.RateErrand(f"print-{self.rated}", c.ErrandKind.GUIDE, level), KIOSK)
            case _:
                told = c.EnterRating(c.ToldChannel.LETTER, DAY, level, window_id="w1", contact=contact)
                given = self.give(told, WARDEN)
        opens = not isinstance(given, CommandRefused) and level.poor
        assert self.state.work_orders.opened - before == opens

    @precondition(lambda self: self.state.work_orders.by_id)
    @rule(which=st.integers(0, 9), what=st.integers(0, 99), who=st.sampled_from(EVERYBODY), how=st.integers(0, 3))
    def somebody_works_on_one(self, which: int, what: int, who: Actor, how: int) -> None:
        self.work(which, what, who, how)

    def work(self, which: int, what: int, who: Actor, how: int) -> None:
        """What its page offers is accepted, and nothing else is; mostly what leads on."""
        order = list(self.state.work_orders.by_id.values())[which % len(self.state.work_orders.by_id)]
        page = open_work_order(self.state, order.order_id, who, self.now_ms)
        assert page is not None
        offers = list(zip(candidates(order, self.state, who), page.actions, strict=True))
        allowed = [offer for offer in offers if offer[1].allowed]
        if how:
            offers = (allowed[-1:] if how > 1 else allowed) or offers
        command, action = offers[what % len(offers)]
        given = self.give(command, who)
        if action.allowed:
            assert not isinstance(given, CommandRefused)
        else:
            assert isinstance(given, CommandRefused)
            assert given.code == action.why

    @precondition(lambda self: self.state.work_orders.by_id)
    @rule(
        which=st.integers(0, 9),
        who=st.sampled_from(EVERYBODY),
        what=st.integers(0, 8),
        yes=st.booleans(),
        text=st.sampled_from((None, "…")),
    )
    def somebody_says_it_otherwise(self, which: int, who: Actor, what: int, yes: bool, text: str | None) -> None:
        self.say_otherwise(which, who, what, yes, text)

    def say_otherwise(self, which: int, who: Actor, what: int, yes: bool, text: str | None) -> None:
        """With the outcomes that no page offers first."""
        order = list(self.state.work_orders.by_id.values())[which % len(self.state.work_orders.by_id)]
        latest = rules.latest_day(order, self.state, self.now_ms).isoformat()
        self.give(
            (
                c.AssignWorkOrder(order.order_id, "bo" if yes else "dee", text),
                c.RecordContact(order.order_id, yes, text),
                c.RecordStatement(order.order_id, c.StatementSide.APPLICANT if yes else c.StatementSide.STAFF, "…"),
                c.ChooseCourse(order.order_id, c.WorkOrderCourse.AT_ONCE),
                c.ChooseCourse(order.order_id, c.WorkOrderCourse.BY_DATE, latest),
                c.DecideAppeal(order.order_id, yes, "…"),
                c.DecideExtension(order.order_id, yes),
                c.CallBack(order.order_id, reached=False),
                c.CallBack(order.order_id, reached=True, satisfied=yes),
            )[what],
            who,
        )

    @rule(hours=st.sampled_from((1, 4, 20, 24, 72)))
    def time_passes(self, hours: int) -> None:
        self.wait(hours)

    def wait(self, hours: int) -> None:
        """What is due meanwhile is said, each at its time, and something is said each time."""
        until_ms = self.now_ms + hours * HOUR_MS
        while (due_ms := deadlines.next_deadline_ms(self.state)) is not None and due_ms <= until_ms:
            self.now_ms = max(self.now_ms, due_ms)
            assert self.give(c.Tick())
        self.now_ms = until_ms

    @rule(plan=st.sampled_from(PLANS))
    def the_policy_changes(self, plan: HallConfiguration) -> None:
        """What runs keeps its time."""
        before = {id_: order.deadlines for id_, order in self.state.work_orders.by_id.items()}
        self.give(publication(plan))
        assert {id_: order.deadlines for id_, order in self.state.work_orders.by_id.items()} == before

    @rule()
    def a_day_ends(self) -> None:
        before = list(self.state.work_orders.by_id)
        if self.state.business_day is not None:
            self.give(c.CloseDay())
        assert list(self.state.work_orders.by_id) == before

    @invariant()
    def it_is_sound_and_every_late_one_is_told(self) -> None:
        self.look()

    def look(self) -> None:
        assert invariants.check(self.state) == []
        for order_id, order in self.state.work_orders.by_id.items():
            late = {due for due, each in order.deadlines.items() if each.due_ms <= self.now_ms}
            assert late <= order.overdue
            told = f"work_order_late.{order_id}" in self.state.alarms
            assert told == bool(order.overdue)  # nobody has cleared one by hand here

    def teardown(self) -> None:
        again = HallState()
        for recorded in self.journal:
            evolve(again, recorded)
        assert again == self.state


WorkOrderMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=50, deadline=None, derandomize=True)
TestWorkOrders = WorkOrderMachine.TestCase


def test_every_step_and_every_state_is_come_to_at_random() -> None:
    """So that what holds at random holds everywhere in the table."""
    steps, states = set(), set()
    for seed in range(36):
        chance, machine = Random(seed), WorkOrderMachine()
        machine.start(PLANS[seed % len(PLANS)])
        for turn in range(160):
            which, who = chance.randrange(10), chance.choice(EVERYBODY)
            if not machine.state.work_orders.by_id or turn % 40 == 39:
                how, named = chance.choice(("errand", "window", "again")), chance.random() < 0.5
                machine.rate(how, which % 3, c.RatingLevel.DISSATISFIED, named)
            elif chance.random() < 0.6:
                machine.work(which, chance.randrange(100), who, chance.randrange(4))
            elif chance.random() < 0.8:
                machine.say_otherwise(
                    which, who, chance.randrange(9), chance.random() < 0.5, chance.choice((None, "…"))
                )
            else:
                machine.wait(chance.choice((1, 4, 20)))
            machine.look()
        machine.teardown()
        moved = [each.event for each in machine.journal if isinstance(each.event, WorkOrderMoved)]
        steps |= {event.step for event in moved}
        states |= {event.state for event in moved}
    assert steps == set(WorkOrderStep) - {WorkOrderStep.OPENED}  # which has an event of its own
    assert states == set(c.WorkOrderState) - {c.WorkOrderState.RECEIVED}  # in which it is between two events
