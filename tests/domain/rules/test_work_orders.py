"""Work orders with time moved: who may take which step when, what is due in working days, and who is told."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.loading import SAMPLE, load
from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import (
    AnyCommand,
    AppealRating,
    AskExtension,
    AssignWorkOrder,
    CallBack,
    ChooseCourse,
    ClearAlarm,
    CloseDay,
    CloseWorkOrder,
    DecideAppeal,
    DecideExtension,
    EnterRating,
    ErrandKind,
    FeedBack,
    OpenDay,
    OpenWindow,
    RateAgain,
    RateErrand,
    RateService,
    RatingLevel,
    RecordContact,
    RecordStatement,
    ReportRectified,
    StatementSide,
    Tick,
    ToldChannel,
    WorkOrderCourse,
    WorkOrderState,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.domain.deadlines import next_deadline_ms
from queue_server.domain.events import AlarmCleared, AlarmRaised, WorkOrderMoved, WorkOrderOpened
from queue_server.domain.work_orders import RatedHow, WorkOrder, WorkOrderDue, WorkOrderStep
from tests.domain.small_hall import ANN, BO, DEE, GUS, KIOSK, TERMINAL, SmallHall, actor, configuration, tables, visitor

GOOD, FAIR, BAD, WORST = (
    *(RatingLevel.SATISFIED, RatingLevel.FAIR),
    *(RatingLevel.DISSATISFIED, RatingLevel.VERY_DISSATISFIED),
)
COM = actor("com", Role.COMPLAINTS)
EVA = actor("eva", Role.CLERK)  # a trainee
SHANGHAI = ZoneInfo("Asia/Shanghai")
AT_ONCE = ChooseCourse("WO1", WorkOrderCourse.AT_ONCE)
EXPLAIN = ChooseCourse("WO1", WorkOrderCourse.EXPLAIN)


def at(text: str) -> int:
    """UTC milliseconds of a local time like "2026-11-24 17:00"."""
    return round(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp() * 1_000)


def hall_with(**policy: Any) -> SmallHall:
    """The small hall, with somebody for complaints and a policy of work orders."""
    told = tables()
    told["plan"]["clerks"].append({"id": "com", "name": "Com", "staff_number": "no-com", "roles": ["complaints"]})
    told["policy"]["work_orders"] = policy
    return SmallHall(hall=configuration(told))


def serve(hall: SmallHall, **sitting: Any) -> str:
    """Ann serves somebody at window 1; the service."""
    if hall.state.windows["w1"].clerk_id is None:
        hall.give(OpenWindow("w1", **sitting), ANN)
    hall.issue()
    return f"{hall.serve_whole('w1', ANN)}.s1"


def rated(hall: SmallHall, *, named: bool = False, level: RatingLevel = BAD, **sitting: Any) -> WorkOrder:
    """A poor rating of it; the work order."""
    hall.give(RateService(serve(hall, **sitting), level, contact="…" if named else None), TERMINAL)
    return order(hall, f"WO{hall.state.work_orders.opened}")


def order(hall: SmallHall, order_id: str = "WO1") -> WorkOrder:
    return hall.state.work_orders.by_id[order_id]


def due(hall: SmallHall) -> dict[str, str]:
    """What runs, and until when, as people write it."""
    return {
        which.value: f"{datetime.fromtimestamp(each.due_ms / 1000, SHANGHAI):%Y-%m-%d %H:%M}"
        for which, each in order(hall).deadlines.items()
    }


def hear_both(hall: SmallHall) -> None:
    hall.give(RecordStatement("WO1", StatementSide.STAFF, "…"), COM)
    if order(hall).reached:
        hall.give(RecordStatement("WO1", StatementSide.APPLICANT, "…"), COM)


def step_of(events: tuple[Any, ...]) -> WorkOrderMoved:
    (moved,) = [event for event in events if isinstance(event, WorkOrderMoved)]
    return moved


@pytest.fixture
def hall() -> SmallHall:
    return hall_with()


# --- which ratings open one -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", RatingLevel)
def test_the_two_lowest_levels_open_one_in_the_same_decision_and_no_other(hall: SmallHall, level: RatingLevel) -> None:
    events = hall.give(RateService(serve(hall), level), TERMINAL)
    opened = [event for event in events if isinstance(event, WorkOrderOpened)]
    assert [event.level for event in opened] == ([level] if level in (BAD, WORST) else [])
    assert list(hall.state.work_orders.by_id) == (["WO1"] if opened else [])


def test_it_says_whom_it_concerns_and_goes_to_the_supervisor_by_default(hall: SmallHall) -> None:
    found = rated(hall, trainee_id="eva")
    assert (found.rated_how, found.window_id, found.clerk_id, found.trainee_id) == (
        *(RatedHow.SERVICE, "w1", "ann", "eva"),
    )
    assert (found.state, found.role, found.assignee_id) == (WorkOrderState.ASSIGNED, Role.SUPERVISOR, None)


def test_a_poor_one_given_later_opens_one_of_its_own_and_the_contact_of_the_first_counts(hall: SmallHall) -> None:
    service_id = serve(hall)
    hall.give(RateService(service_id, GOOD, contact="…"), TERMINAL)
    assert hall.state.work_orders.opened == 0
    hall.give(RateAgain(service_id, WORST), visitor(service_id.removesuffix(".s1")))
    assert (order(hall).rated_how, order(hall).named, order(hall).clerk_id) == (RatedHow.AGAIN, True, "ann")


def test_a_poor_one_of_an_errand_or_told_of_a_window_opens_one_that_concerns_nobody(hall: SmallHall) -> None:
    hall.give(RateErrand("slip-1", ErrandKind.GUIDE, WORST), KIOSK)
    told = EnterRating(ToldChannel.TELEPHONE, "2026-11-23", BAD, window_id="w1", contact="…")
    hall.give(told, COM)
    errand, entered = order(hall, "WO1"), order(hall, "WO2")
    assert (errand.rated_how, errand.window_id, errand.named, errand.clerk_id) == (RatedHow.ERRAND, None, False, None)
    assert (entered.rated_how, entered.window_id, entered.named, entered.clerk_id) == (
        *(RatedHow.ENTERED, "w1", True, None),
    )


def test_an_id_tells_nothing_of_when_it_was_opened(hall: SmallHall) -> None:
    """A clerk is told the journal's number with every answer: an id made of it would tell the minute."""
    for number in (1, 2, 3):
        assert rated(hall).order_id == f"WO{number}"


# --- who is responsible ---------------------------------------------------------------------------------------------

RESPONSIBLE = (
    {"window_ids": ["w1"], "clerk_id": "bo"},
    {"window_ids": ["w2"], "role": "complaints"},
    {"department_ids": ["centre"], "clerk_id": "gus"},
)


def test_the_first_rule_that_fits_says_who_is_responsible() -> None:
    assert rated(hall_with(responsible=RESPONSIBLE)).assignee_id == "bo"
    assert rated(hall_with(responsible=RESPONSIBLE[1:])).role is Role.SUPERVISOR  # its service had no item
    assert rated(hall_with(responsible=[{"role": "complaints"}])).role is Role.COMPLAINTS


def test_nobody_is_responsible_for_what_concerns_themselves() -> None:
    assert rated(hall_with(responsible=[{"clerk_id": "ann"}, {"clerk_id": "cai"}])).assignee_id == "cai"
    assert rated(hall_with(responsible=[{"clerk_id": "eva"}]), trainee_id="eva").role is Role.SUPERVISOR
    assert rated(hall_with(responsible=[{"clerk_id": "gone"}])).role is Role.SUPERVISOR


def test_it_can_be_given_to_somebody_else_but_never_to_whom_it_concerns(hall: SmallHall) -> None:
    rated(hall, trainee_id="eva")
    for concerned in ("ann", "eva"):
        assert hall.refusal(AssignWorkOrder("WO1", concerned), COM) is RefusalCode.WORK_ORDER_CONCERNED
    assert hall.refusal(AssignWorkOrder("WO1", "nobody"), COM) is RefusalCode.CLERK_UNKNOWN
    hall.give(AssignWorkOrder("WO1", "bo"), COM)
    assert (order(hall).assignee_id, order(hall).role) == ("bo", None)
    assert hall.give(AssignWorkOrder("WO1", "bo"), COM) == ()


def test_whoever_is_responsible_does_their_part_and_others_do_not_even_know_of_it(hall: SmallHall) -> None:
    rated(hall)
    assert hall.refusal(AT_ONCE, BO) is RefusalCode.WORK_ORDER_UNKNOWN
    hall.give(AssignWorkOrder("WO1", "bo"), COM)
    hall.give(AT_ONCE, BO)
    assert hall.refusal(AT_ONCE, GUS) is RefusalCode.WORK_ORDER_UNKNOWN
    applicant = RecordStatement("WO1", StatementSide.APPLICANT, "…")
    assert hall.refusal(applicant, BO) is RefusalCode.FORBIDDEN  # who rated is not for them to know
    assert hall.refusal(FeedBack("WO1", "…"), BO) is RefusalCode.FORBIDDEN


CONDUCTED: tuple[AnyCommand, ...] = (
    AssignWorkOrder("WO1", "bo"),
    RecordContact("WO1", reached=True),
    RecordStatement("WO1", StatementSide.APPLICANT, "…"),
    AT_ONCE,
    AskExtension("WO1", "…"),
    DecideExtension("WO1", granted=True),
    DecideAppeal("WO1", excluded=True, text="…"),
    ReportRectified("WO1", "…"),
    FeedBack("WO1", "…"),
    CallBack("WO1", reached=False),
    CloseWorkOrder("WO1"),
)


@pytest.mark.parametrize("command", CONDUCTED, ids=lambda command: type(command).__name__)
def test_whom_it_concerns_takes_no_step_but_their_statement_and_an_appeal(hall: SmallHall, command: AnyCommand) -> None:
    rated(hall, named=True)
    ann = actor("ann", Role.CLERK, Role.SUPERVISOR, Role.COMPLAINTS)  # even if she is all of these too
    assert hall.refusal(command, ann) is RefusalCode.WORK_ORDER_UNKNOWN
    hall.give(AssignWorkOrder("WO1", "dee", "…"), COM)
    assert hall.refusal(command, ann) is RefusalCode.WORK_ORDER_CONCERNED


def test_whom_it_concerns_learns_of_it_only_by_what_was_written_for_them(hall: SmallHall) -> None:
    rated(hall)
    statement = RecordStatement("WO1", StatementSide.STAFF, "…")
    assert hall.refusal(statement, ANN) is RefusalCode.WORK_ORDER_UNKNOWN
    hall.give(AssignWorkOrder("WO1", "dee"), COM)
    assert hall.refusal(statement, ANN) is RefusalCode.WORK_ORDER_UNKNOWN
    hall.give(AssignWorkOrder("WO1", "dee", "…"), COM)
    hall.give(statement, ANN)
    hall.give(AppealRating("WO1", "…"), ANN)


# --- the whole way --------------------------------------------------------------------------------------------------


def test_an_anonymous_one_has_no_contact_and_no_call_back(hall: SmallHall) -> None:
    rated(hall)
    assert due(hall) == {"rectify": "2026-11-30 17:00"}
    assert hall.refusal(RecordContact("WO1", reached=True), COM) is RefusalCode.WRONG_STATE
    hall.give(AT_ONCE, DEE)
    hall.give(ReportRectified("WO1", "…"), DEE)
    assert due(hall) == {"feed_back": "2026-11-24 17:00"}
    hear_both(hall)
    hall.give(FeedBack("WO1", "…"), COM)
    assert due(hall) == {"close": "2026-11-30 17:00"}
    assert hall.refusal(CallBack("WO1", reached=False), COM) is RefusalCode.WRONG_STATE
    hall.give(CloseWorkOrder("WO1"), COM)
    assert hall.state.work_orders.by_id == {}
    assert hall.refusal(CloseWorkOrder("WO1"), COM) is RefusalCode.WORK_ORDER_UNKNOWN


def test_a_named_one_is_contacted_first_and_called_back_before_it_is_closed(hall: SmallHall) -> None:
    rated(hall, named=True)
    assert due(hall) == {"contact": "2026-11-24 17:00", "rectify": "2026-11-30 17:00"}
    assert hall.refusal(AT_ONCE, DEE) is RefusalCode.WRONG_STATE
    hall.give(RecordContact("WO1", reached=True, text="…"), COM)
    assert due(hall) == {"rectify": "2026-11-30 17:00"}
    hall.give(EXPLAIN, DEE)
    assert hall.refusal(ReportRectified("WO1", "…"), DEE) is RefusalCode.WRONG_STATE  # there is nothing to put right
    assert hall.refusal(FeedBack("WO1", "…"), COM) is RefusalCode.STATEMENT_MISSING
    hear_both(hall)
    hall.give(FeedBack("WO1", "…"), COM)
    assert due(hall) == {"call_back": "2026-11-30 17:00"}
    assert hall.refusal(CloseWorkOrder("WO1"), COM) is RefusalCode.WRONG_STATE
    assert step_of(hall.give(CallBack("WO1", reached=True, satisfied=True), COM)).satisfied is True
    hall.give(CloseWorkOrder("WO1"), COM)
    assert hall.replayed() == hall.state


@pytest.mark.parametrize("missing", StatementSide)
def test_both_sides_are_heard_before_anybody_is_told_what_came_of_it(hall: SmallHall, missing: StatementSide) -> None:
    rated(hall, named=True)
    hall.give(RecordContact("WO1", reached=True), COM)
    hall.give(EXPLAIN, DEE)
    for side in StatementSide:
        if side is not missing:
            hall.give(RecordStatement("WO1", side, "…"), COM)
    assert hall.refusal(FeedBack("WO1", "…"), COM) is RefusalCode.STATEMENT_MISSING
    hall.give(RecordStatement("WO1", missing, "…"), COM)
    hall.give(FeedBack("WO1", "…"), COM)


def test_whoever_cannot_be_reached_as_often_as_the_policy_asks_is_given_up() -> None:
    hall = hall_with(attempts=2)
    rated(hall, named=True)
    hall.give(RecordContact("WO1", reached=False), COM)
    assert order(hall).state is WorkOrderState.ASSIGNED
    hall.give(RecordContact("WO1", reached=False), COM)
    assert order(hall).state is WorkOrderState.CONTACTED
    hall.give(EXPLAIN, DEE)
    hear_both(hall)  # nobody to hear on the other side
    hall.give(FeedBack("WO1", "…"), COM)
    for state in (WorkOrderState.FED_BACK, WorkOrderState.CALLED_BACK):
        hall.give(CallBack("WO1", reached=False), COM)
        assert order(hall).state is state
    hall.give(CloseWorkOrder("WO1"), COM)


def test_where_it_is_not_so_at_the_call_back_it_begins_again(hall: SmallHall) -> None:
    rated(hall, named=True)
    hall.give(RecordContact("WO1", reached=True), COM)
    hall.give(AT_ONCE, DEE)
    hear_both(hall)
    hall.give(ReportRectified("WO1", "…"), DEE)
    hall.give(FeedBack("WO1", "…"), COM)
    hall.now_ms = at("2026-11-27 10:00")
    hall.give(CallBack("WO1", reached=True, satisfied=False), COM)
    hall.give(ChooseCourse("WO1", WorkOrderCourse.BY_DATE, "2026-12-18"), DEE)
    assert due(hall) == {"rectify": "2026-12-18 17:00"}
    hall.give(ReportRectified("WO1", "…"), DEE)
    assert hall.replayed() == hall.state


@pytest.mark.parametrize(
    ("until_day", "fits"),
    [
        ("2026-11-23", False),  # today
        ("2026-11-24", True),
        ("2026-12-14", True),  # the fifteenth working day
        ("2026-12-15", False),
        ("2026-11-31", False),
        (None, False),
    ],
)
def test_a_day_by_which_it_is_put_right_is_to_come_and_not_too_far(
    hall: SmallHall, until_day: str | None, fits: bool
) -> None:
    rated(hall)
    command = ChooseCourse("WO1", WorkOrderCourse.BY_DATE, until_day)
    if fits:
        assert step_of(hall.give(command, DEE)).until_day == until_day
        assert due(hall) == {"rectify": f"{until_day} 17:00"}
    else:
        assert hall.refusal(command, DEE) is RefusalCode.UNTIL_DAY_UNFIT


def test_a_day_goes_with_no_other_course(hall: SmallHall) -> None:
    rated(hall)
    command = ChooseCourse("WO1", WorkOrderCourse.AT_ONCE, "2026-11-25")
    assert hall.refusal(command, DEE) is RefusalCode.UNTIL_DAY_UNFIT


# --- appeals and extensions -----------------------------------------------------------------------------------------


def appealed(hall: SmallHall, by: Actor = ANN, **more: Any) -> None:
    rated(hall, **more)
    hall.give(AssignWorkOrder("WO1", "dee", "…"), COM)
    hall.give(AppealRating("WO1", "…"), by)


def test_while_an_appeal_is_reviewed_nothing_has_to_be_put_right(hall: SmallHall) -> None:
    appealed(hall)
    assert due(hall) == {"review": "2026-11-30 17:00"}
    assert hall.refusal(AT_ONCE, DEE) is RefusalCode.WRONG_STATE


def test_an_appeal_is_decided_by_neither_of_those_who_want_it(hall: SmallHall) -> None:
    appealed(hall, DEE)
    hall.give(RecordStatement("WO1", StatementSide.STAFF, "…"), ANN)
    decide = DecideAppeal("WO1", excluded=True, text="…")
    assert hall.refusal(decide, DEE) is RefusalCode.REQUEST_OWN
    assert hall.refusal(decide, actor("ann", Role.SUPERVISOR)) is RefusalCode.WORK_ORDER_CONCERNED
    hall.give(decide, COM)
    assert order(hall).state is WorkOrderState.EXCLUDED


def test_both_sides_are_heard_before_an_appeal_is_decided_and_the_appeal_is_the_clerks(hall: SmallHall) -> None:
    appealed(hall, DEE)
    decide = DecideAppeal("WO1", excluded=False, text="…")
    assert hall.refusal(decide, COM) is RefusalCode.STATEMENT_MISSING
    other = hall_with()
    appealed(other, ANN)
    other.give(decide, COM)


def test_an_excluded_one_is_closed_without_more_unless_somebody_waits_for_word(hall: SmallHall) -> None:
    appealed(hall)
    hall.give(DecideAppeal("WO1", excluded=True, text="…"), COM)
    assert due(hall) == {"close": "2026-11-30 17:00"}
    hall.give(CloseWorkOrder("WO1"), COM)
    named = hall_with()
    appealed(named, named=True)
    assert set(due(named)) == {"contact", "review"}  # an appeal puts no call off
    excluded = DecideAppeal("WO1", excluded=True, text="…")
    assert named.refusal(excluded, COM) is RefusalCode.WRONG_STATE
    named.give(RecordContact("WO1", reached=True), COM)
    hear_both(named)
    named.give(excluded, COM)
    assert named.refusal(CloseWorkOrder("WO1"), COM) is RefusalCode.WRONG_STATE
    named.give(FeedBack("WO1", "…"), COM)
    assert set(due(named)) == {"close"}
    assert named.refusal(CallBack("WO1", reached=False), COM) is RefusalCode.WRONG_STATE
    named.give(CloseWorkOrder("WO1"), COM)


@pytest.mark.parametrize(
    ("before", "state"),
    [
        ((), WorkOrderState.ASSIGNED),
        ((AT_ONCE,), WorkOrderState.RECTIFYING_AT_ONCE),
        ((EXPLAIN,), WorkOrderState.EXPLAINING),
    ],
)
def test_an_upheld_one_goes_back_to_where_it_was_with_its_time_begun_anew(
    hall: SmallHall, before: tuple[AnyCommand, ...], state: WorkOrderState
) -> None:
    rated(hall)
    for command in before:
        hall.give(command, DEE)
    hall.give(AssignWorkOrder("WO1", "dee", "…"), COM)
    hall.give(AppealRating("WO1", "…"), ANN)
    hall.now_ms = at("2026-11-26 10:00")
    hall.give(DecideAppeal("WO1", excluded=False, text="…"), COM)
    assert order(hall).state is state
    assert due(hall) == {"rectify": "2026-12-03 17:00"}
    assert hall.refusal(AppealRating("WO1", "…"), ANN) is RefusalCode.APPEAL_OVER  # once


def test_an_appeal_has_its_days(hall: SmallHall) -> None:
    rated(hall)
    hall.give(AssignWorkOrder("WO1", "dee", "…"), COM)
    hall.now_ms = at("2026-11-30 17:00") + 1
    assert hall.refusal(AppealRating("WO1", "…"), ANN) is RefusalCode.APPEAL_OVER
    hall.now_ms -= 1
    hall.give(AppealRating("WO1", "…"), ANN)


def test_more_days_are_asked_for_once_and_granted_by_another(hall: SmallHall) -> None:
    rated(hall)
    hall.give(AT_ONCE, DEE)
    grant = DecideExtension("WO1", granted=True)
    assert hall.refusal(grant, COM) is RefusalCode.EXTENSION_UNFIT
    hall.give(AskExtension("WO1", "…"), DEE)
    assert hall.refusal(grant, DEE) is RefusalCode.REQUEST_OWN
    hall.give(grant, COM)
    assert due(hall) == {"rectify": "2026-12-07 17:00"}
    assert hall.refusal(AskExtension("WO1", "…"), DEE) is RefusalCode.EXTENSION_UNFIT
    assert hall.refusal(grant, COM) is RefusalCode.EXTENSION_UNFIT


def test_more_days_that_are_granted_late_count_from_then(hall: SmallHall) -> None:
    rated(hall)
    hall.give(AskExtension("WO1", "…"), DEE)
    hall.now_ms = at("2026-12-16 10:00")
    hall.give(Tick())
    assert alarms(hall) == ["work_order_late"]
    hall.give(DecideExtension("WO1", granted=True), COM)
    assert due(hall) == {"rectify": "2026-12-23 17:00"}
    assert alarms(hall) == []


def test_a_request_for_more_days_is_gone_when_they_are_needed_no_more(hall: SmallHall) -> None:
    rated(hall)
    hall.give(AT_ONCE, DEE)
    hall.give(AskExtension("WO1", "…"), DEE)
    hall.give(ReportRectified("WO1", "…"), DEE)
    assert hall.refusal(DecideExtension("WO1", granted=True), COM) is RefusalCode.WRONG_STATE
    assert not order(hall).extension_open


def test_more_days_may_be_refused(hall: SmallHall) -> None:
    rated(hall)
    hall.give(AskExtension("WO1", "…"), DEE)
    hall.give(DecideExtension("WO1", granted=False), COM)
    assert due(hall) == {"rectify": "2026-11-30 17:00"}


# --- the clock ------------------------------------------------------------------------------------------------------


def alarms(hall: SmallHall) -> list[str]:
    return sorted(alarm.kind for alarm in hall.state.alarms.values() if alarm.about == "WO1")


def ticks(hall: SmallHall) -> Iterator[tuple[WorkOrderStep, WorkOrderDue | None, Role | None]]:
    """What the clock says of it, the hall having been asked when to look."""
    while (due_ms := hall.state.work_orders.next_ms) is not None:
        assert next_deadline_ms(hall.state) is not None
        hall.now_ms = due_ms
        for event in hall.give(Tick()):
            if isinstance(event, WorkOrderMoved):
                yield event.step, event.due, event.role


def test_staff_are_told_before_each_deadline_and_when_it_has_passed_and_the_next_role_at_each_miss() -> None:
    hall = hall_with(escalation=["complaints", "supervisor"])
    rated(hall, named=True)
    warned, overdue = WorkOrderStep.WARNED, WorkOrderStep.OVERDUE
    seen = []
    for said in ticks(hall):
        seen.append((*said, f"{datetime.fromtimestamp(hall.now_ms / 1000, SHANGHAI):%m-%d %H:%M}", alarms(hall)))
    assert seen == [
        (warned, WorkOrderDue.CONTACT, None, "11-24 13:00", ["work_order_due"]),
        (overdue, WorkOrderDue.CONTACT, Role.COMPLAINTS, "11-24 17:00", ["work_order_late"]),
        (warned, WorkOrderDue.RECTIFY, None, "11-30 13:00", ["work_order_due", "work_order_late"]),
        (overdue, WorkOrderDue.RECTIFY, Role.SUPERVISOR, "11-30 17:00", ["work_order_late"]),
    ]
    assert order(hall).missed == 2
    assert hall.replayed() == hall.state


def test_the_alarm_ends_with_its_cause_however_late(hall: SmallHall) -> None:
    rated(hall, named=True)
    hall.now_ms = at("2026-11-24 17:00")
    assert [event.kind for event in hall.give(Tick()) if isinstance(event, AlarmRaised)] == ["work_order_late"]
    hall.now_ms = at("2026-11-30 14:00")
    hall.give(Tick())
    assert alarms(hall) == ["work_order_due", "work_order_late"]
    hall.give(RecordContact("WO1", reached=True), COM)
    assert alarms(hall) == ["work_order_due"]  # of putting it right
    hall.give(AT_ONCE, DEE)
    events = hall.give(ReportRectified("WO1", "…"), DEE)
    assert len([event for event in events if isinstance(event, AlarmCleared)]) == 1
    assert alarms(hall) == []


def test_after_a_long_night_one_alarm_says_what_two_deadlines_would_have(hall: SmallHall) -> None:
    rated(hall, named=True)
    hall.now_ms = at("2026-12-24 17:00")
    events = hall.give(Tick())
    assert [event.step for event in events if isinstance(event, WorkOrderMoved)] == [WorkOrderStep.OVERDUE] * 2
    assert [event.kind for event in events if isinstance(event, AlarmRaised) and event.about == "WO1"] == [
        "work_order_late"
    ]


def test_an_alarm_that_somebody_cleared_is_not_raised_again_for_the_same_deadline(hall: SmallHall) -> None:
    rated(hall)
    hall.now_ms = at("2026-11-30 17:00")
    hall.give(Tick())
    (alarm,) = [alarm for alarm in hall.state.alarms.values() if alarm.about == "WO1"]
    hall.give(ClearAlarm(alarm.alarm_id), DEE)
    assert hall.state.work_orders.next_ms is None
    assert alarms(hall) == []


def test_it_outlives_the_day_and_its_alarm_does_too(hall: SmallHall) -> None:
    rated(hall, named=True)
    hall.give(CloseDay())
    hall.now_ms = at("2026-11-24 09:00")
    hall.give(OpenDay("2026-11-24"))
    hall.now_ms = at("2026-11-24 14:00")
    hall.give(Tick())
    hall.give(CloseDay())
    assert alarms(hall) == ["work_order_due"]
    hall.give(RecordContact("WO1", reached=True), COM)
    assert alarms(hall) == []
    assert hall.replayed() == hall.state


def test_nobody_is_warned_at_once_of_what_is_hardly_begun() -> None:
    hall = hall_with(warn_hours=72)
    rated(hall, named=True)
    assert order(hall).deadlines[WorkOrderDue.CONTACT].warn_ms is None
    assert order(hall).deadlines[WorkOrderDue.RECTIFY].warn_ms == at("2026-11-27 17:00")


# --- working days ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("always", [True, False])
@pytest.mark.parametrize(
    ("rated_at", "contact", "rectify"),
    [
        ("2026-02-12 10:00", "2026-02-13 17:00", "2026-02-26 17:00"),
        ("2026-02-14 16:00", "2026-02-24 17:00", "2026-02-28 17:00"),  # a Saturday worked, before nine days off
        ("2026-02-17 03:00", "2026-02-24 17:00", "2026-02-28 17:00"),  # at night, in the self-service zone
        ("2026-02-27 22:00", "2026-02-28 17:00", "2026-03-05 17:00"),
    ],
)
def test_deadlines_count_the_working_days_of_the_country_over_the_spring_festival(
    rated_at: str, contact: str, rectify: str, always: bool
) -> None:
    told = tables()
    hours = load(SAMPLE).policy.hours.model_dump(mode="json") | {"always": always, "lunch": None}
    told["policy"]["hours"] = hours
    hall = SmallHall(hall=configuration(told), open_day=False)
    hall.now_ms = at(rated_at)
    hall.give(EnterRating(ToldChannel.LETTER, rated_at[:10], BAD, window_id="w1", contact="…"), COM)
    assert due(hall) == {"contact": contact, "rectify": rectify}
    for due_ms in (order(hall).deadlines[which].due_ms for which in order(hall).deadlines):
        assert due_ms > hall.now_ms
