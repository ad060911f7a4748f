"""Posts: nobody leaves people behind unseen, backups take over, windows go and come by approval, profiles change."""

from typing import Any

import pytest

from queue_server.contract.actors import Role
from queue_server.contract.commands import (
    ApproveWindow,
    AssignProfile,
    CallNext,
    CancelTicket,
    ClearAlarm,
    CloseDay,
    CloseWindow,
    FinishServing,
    IssueTicket,
    OpenDay,
    OpenWindow,
    PauseWindow,
    RateService,
    RatingLevel,
    RejectWindow,
    RequestWindow,
    StartServing,
    TakeOver,
    Tick,
    TransferTicket,
    WindowChange,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import TicketState, WindowState
from queue_server.domain.deadlines import next_deadline_ms
from queue_server.domain.events import (
    AlarmCleared,
    AlarmRaised,
    ProfileAssigned,
    ServiceRated,
    ServingStarted,
    WindowApproved,
    WindowClosed,
    WindowOpened,
    WindowTakenOver,
)
from tests.domain.small_hall import (
    ANN,
    BO,
    CAI,
    DEE,
    GUS,
    TERMINAL,
    SmallHall,
    actor,
    configuration,
    publication,
    tables,
)

OTHER_SUPERVISOR = actor("una", Role.SUPERVISOR)
WITHDRAW, OPEN = WindowChange.WITHDRAW, WindowChange.OPEN


def asked(hall: SmallHall, window_id: str, change: WindowChange = WITHDRAW) -> str:
    """The id of a request of Dee's."""
    hall.give(RequestWindow(window_id, change, "test"), DEE)
    return hall.state.requests[window_id].request_id


# --- leaving ------------------------------------------------------------------------------------------------------


def test_nobody_leaves_people_waiting_whom_no_other_window_takes(hall: SmallHall) -> None:
    hall.sit("w4", CAI)
    hall.issue("cashier", GUS)
    assert hall.refusal(CloseWindow("w4"), CAI) is RefusalCode.POST_UNCOVERED
    assert hall.refusal(PauseWindow("w4", "rest"), CAI) is RefusalCode.POST_UNCOVERED
    assert hall.refusal(CloseWindow("w4"), DEE) is RefusalCode.POST_UNCOVERED


def test_a_reason_is_kept_of_whoever_leaves_people_waiting(hall: SmallHall) -> None:
    hall.sit("w4", CAI)
    hall.issue("cashier", GUS)
    assert hall.refusal(CloseWindow("w4", "bored"), CAI) is RefusalCode.REASON_UNKNOWN
    assert hall.give(CloseWindow("w4", "unwell"), CAI) == (WindowClosed("w4", "clerk", "unwell"),)


def test_a_pause_with_a_grave_reason_may_leave_people_waiting(hall: SmallHall) -> None:
    hall.sit("w4", CAI)
    hall.issue("cashier", GUS)
    hall.give(PauseWindow("w4", "emergency"), CAI)
    assert hall.state.windows["w4"].paused_because == "emergency"


def test_another_open_window_is_enough_to_leave(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w3", CAI)  # takes the general queue too
    hall.issue("general")
    hall.give(CloseWindow("w1"), ANN)


def test_somebody_of_the_post_at_work_elsewhere_is_enough_to_leave() -> None:
    changed = tables()
    changed["plan"]["clerks"][0]["backup"] = ["w2", "w4"]
    hall = SmallHall(hall=configuration(changed))
    hall.sit("w4", CAI)
    hall.issue("cashier", GUS)
    assert hall.refusal(CloseWindow("w4"), CAI) is RefusalCode.POST_UNCOVERED
    hall.sit("w1", ANN)
    hall.give(CloseWindow("w4"), CAI)


# --- taking over --------------------------------------------------------------------------------------------------


def test_the_backup_takes_over_in_one_step_with_the_ticket_in_service(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    hall.sit("w1", ANN)
    hall.serve("w1", ANN)
    assert hall.give(TakeOver("w1"), BO) == (WindowTakenOver("w1", "bo", "backup", "ann"),)
    assert hall.refusal(FinishServing("w1", ticket_id), ANN) is RefusalCode.WINDOW_NOT_YOURS
    hall.give(FinishServing("w1", ticket_id), BO)
    (rated,) = hall.give(RateService(f"{ticket_id}.s1", RatingLevel.FAIR), TERMINAL)
    assert isinstance(rated, ServiceRated)
    assert rated.clerk_id == "bo"
    hall.sit("w2", ANN)  # who was relieved is free to sit elsewhere
    assert hall.replayed() == hall.state


def test_who_takes_over_leaves_the_own_window_with_it(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    assert hall.give(TakeOver("w1"), BO) == (
        WindowClosed("w2", "elsewhere"),
        WindowTakenOver("w1", "bo", "backup", "ann"),
    )


def test_a_closed_window_is_taken_over_too(hall: SmallHall) -> None:
    hall.sit("w2", BO)
    assert hall.give(TakeOver("w1"), BO) == (WindowClosed("w2", "elsewhere"), WindowOpened("w1", "bo", "backup"))


def test_a_paused_window_is_open_once_it_is_taken_over(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.give(PauseWindow("w1", "rest"), ANN)
    hall.give(TakeOver("w1"), BO)
    assert hall.state.windows["w1"].state is WindowState.OPEN
    assert hall.state.windows["w1"].paused_because is None


def test_taking_over_needs_a_post_and_a_free_window_of_ones_own(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue("instant")
    hall.sit("w2", BO)
    assert hall.refusal(TakeOver("w1"), CAI) is RefusalCode.POST_NOT_HELD
    assert hall.refusal(TakeOver("w1"), ANN) is RefusalCode.WRONG_STATE
    assert hall.refusal(TakeOver("w1"), BO) is RefusalCode.POST_UNCOVERED  # somebody waits at the own window
    hall.call("w2", BO)
    assert hall.refusal(TakeOver("w1"), BO) is RefusalCode.WINDOW_BUSY


# --- trainees -----------------------------------------------------------------------------------------------------


def test_a_trainee_is_on_the_record_with_the_mentor_who_holds_the_post(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    assert hall.give(OpenWindow("w1", "eva"), ANN) == (WindowOpened("w1", "ann", "primary", "eva"),)
    hall.give(PauseWindow("w1", "unwell"), ANN)
    hall.give(OpenWindow("w1"), ANN)  # comes back with the trainee
    hall.give(CallNext("w1"), ANN)
    (started,) = hall.give(StartServing("w1", ticket_id), ANN)
    assert isinstance(started, ServingStarted)
    assert (started.clerk_id, started.trainee_id) == ("ann", "eva")
    hall.give(FinishServing("w1", ticket_id), ANN)
    (rated,) = hall.give(RateService(f"{ticket_id}.s1", RatingLevel.FAIR), TERMINAL)
    assert isinstance(rated, ServiceRated)
    assert (rated.clerk_id, rated.trainee_id) == ("ann", "eva")
    hall.give(CloseWindow("w1"), ANN)
    assert hall.state.windows["w1"].trainee_id is None
    assert hall.replayed() == hall.state


def test_a_trainee_is_one_of_the_plan_and_at_one_window(hall: SmallHall) -> None:
    assert hall.refusal(OpenWindow("w1", "bo"), ANN) is RefusalCode.TRAINEE_UNKNOWN
    hall.give(OpenWindow("w1", "eva"), ANN)
    assert hall.refusal(OpenWindow("w2", "eva"), BO) is RefusalCode.TRAINEE_UNKNOWN
    assert hall.refusal(OpenWindow("w3"), actor("eva", Role.CLERK)) is RefusalCode.POST_NOT_HELD


# --- windows by request -------------------------------------------------------------------------------------------


def test_a_window_is_withdrawn_by_request_and_approval_at_once(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    request_id = asked(hall, "w1")
    assert hall.give(ApproveWindow(request_id), OTHER_SUPERVISOR) == (
        WindowClosed("w1", "withdrawn"),
        WindowApproved(request_id, "w1", WITHDRAW, "una"),
    )
    assert hall.refusal(OpenWindow("w1"), ANN) is RefusalCode.WINDOW_WITHDRAWN
    assert hall.refusal(TakeOver("w1"), BO) is RefusalCode.WINDOW_WITHDRAWN
    hall.give(ApproveWindow(asked(hall, "w1", OPEN)), OTHER_SUPERVISOR)
    hall.sit("w1", ANN)
    assert hall.replayed() == hall.state


def test_who_asks_does_not_approve(hall: SmallHall) -> None:
    assert hall.refusal(ApproveWindow(asked(hall, "w1")), DEE) is RefusalCode.REQUEST_OWN


def test_a_rejected_request_changes_nothing_and_is_over(hall: SmallHall) -> None:
    request_id = asked(hall, "w1")
    hall.give(RejectWindow(request_id, "too busy"), DEE)
    assert not hall.state.windows["w1"].withdrawn
    assert hall.refusal(ApproveWindow(request_id), OTHER_SUPERVISOR) is RefusalCode.REQUEST_UNKNOWN


def test_one_thing_is_asked_for_a_window_at_a_time_and_only_what_changes_it(hall: SmallHall) -> None:
    assert hall.refusal(RequestWindow("w1", OPEN, "test"), GUS) is RefusalCode.WRONG_STATE
    asked(hall, "w1")
    assert hall.refusal(RequestWindow("w1", WITHDRAW, "test"), GUS) is RefusalCode.REQUEST_PENDING


def test_the_last_window_of_a_queue_is_not_withdrawn(hall: SmallHall) -> None:
    hall.issue("cashier", GUS)
    assert hall.refusal(ApproveWindow(asked(hall, "w4")), OTHER_SUPERVISOR) is RefusalCode.QUEUE_LEFT


def test_a_window_is_not_withdrawn_that_a_queue_needs_again_once_the_day_has_closed(hall: SmallHall) -> None:
    hall.give(AssignProfile("w1", "cashier", "test"), DEE)
    request_id = asked(hall, "w4")
    assert hall.refusal(ApproveWindow(request_id), OTHER_SUPERVISOR) is RefusalCode.QUEUE_LEFT
    hall.give(CloseDay())
    assert hall.refusal(ApproveWindow(request_id), OTHER_SUPERVISOR) is RefusalCode.QUEUE_LEFT


def test_a_window_with_a_ticket_is_not_withdrawn_under_it(hall: SmallHall) -> None:
    hall.issue()
    hall.sit("w1", ANN)
    hall.call("w1", ANN)
    assert hall.refusal(ApproveWindow(asked(hall, "w1")), OTHER_SUPERVISOR) is RefusalCode.WINDOW_BUSY


def test_a_plan_that_leaves_a_queue_to_withdrawn_windows_is_not_put_in_force(hall: SmallHall) -> None:
    hall.give(ApproveWindow(asked(hall, "w1")), OTHER_SUPERVISOR)
    changed = tables()
    for window in changed["plan"]["windows"][1:3]:
        window["profile_id"] = "instant"
    changed["plan"]["profiles"].append({"id": "instant", "name": {"zh": "i", "en": "i"}, "queue_ids": ["instant"]})
    assert hall.refusal(publication(configuration(changed))) is RefusalCode.MALFORMED


def test_a_plan_that_would_leave_a_queue_to_withdrawn_windows_when_the_day_closes_is_not_put_in_force(
    hall: SmallHall,
) -> None:
    hall.give(ApproveWindow(asked(hall, "w2")), OTHER_SUPERVISOR)
    hall.give(AssignProfile("w1", "mixed", "test"), DEE)
    changed = tables()
    changed["plan"]["windows"][2]["profile_id"] = "general"  # the instant queue has window 2, and window 1 for today
    assert hall.refusal(publication(configuration(changed))) is RefusalCode.MALFORMED


# --- other work ---------------------------------------------------------------------------------------------------


def test_a_window_takes_up_other_work_at_once_and_until_the_day_closes(hall: SmallHall) -> None:
    ticket_id = hall.issue("instant")
    hall.sit("w1", ANN)
    assert hall.refusal(CallNext("w1"), ANN) is RefusalCode.NOBODY_WAITING
    assert hall.give(AssignProfile("w1", "mixed", "long queue"), DEE) == (
        ProfileAssigned("w1", "mixed", "general", "long queue"),
    )
    assert hall.call("w1", ANN) == ticket_id
    assert hall.give(AssignProfile("w1", "mixed", "again"), DEE) == ()
    assert hall.replayed() == hall.state
    hall.give(CloseDay())
    assert hall.state.hall.windows["w1"].profile_id == "general"


def test_a_ticket_at_a_window_that_takes_up_other_work_is_served_to_its_end_there(hall: SmallHall) -> None:
    ticket_id = hall.issue("general")
    hall.sit("w1", ANN)
    hall.serve("w1", ANN)
    hall.give(AssignProfile("w1", "cashier", "test"), DEE)
    hall.give(FinishServing("w1", ticket_id), ANN)
    assert hall.ticket(ticket_id).state is TicketState.SERVED


def test_a_queue_keeps_a_window_whatever_work_windows_take_up(hall: SmallHall) -> None:
    assert hall.refusal(AssignProfile("w4", "mixed", "test"), DEE) is RefusalCode.QUEUE_LEFT
    assert hall.refusal(AssignProfile("w1", "nothing", "test"), DEE) is RefusalCode.PROFILE_UNKNOWN
    assert hall.refusal(AssignProfile("w1", "cashier", "test"), ANN) is RefusalCode.FORBIDDEN
    hall.give(AssignProfile("w1", "cashier", "test"), DEE)
    hall.give(AssignProfile("w4", "mixed", "test"), DEE)  # the other one has it now
    assert hall.refusal(ApproveWindow(asked(hall, "w1")), OTHER_SUPERVISOR) is RefusalCode.QUEUE_LEFT


def test_todays_work_outlasts_a_plan_that_is_published_meanwhile(hall: SmallHall) -> None:
    hall.give(AssignProfile("w1", "mixed", "test"), DEE)
    changed = tables()
    changed["policy"]["waiting_limit"] = 11
    hall.give(publication(configuration(changed)))
    assert hall.state.hall.windows["w1"].profile_id == "mixed"
    assert hall.state.configuration_hash == configuration(changed).content_hash


# --- alarms -------------------------------------------------------------------------------------------------------


def test_a_post_nobody_covers_raises_an_alarm_that_ends_when_it_is_covered(hall: SmallHall) -> None:
    hall.issue("general", GUS)
    hall.wait(299)
    assert hall.give(Tick()) == ()
    hall.wait(1)
    assert next_deadline_ms(hall.state) == hall.now_ms
    (raised,) = hall.give(Tick())
    assert isinstance(raised, AlarmRaised)
    assert (raised.kind, raised.about) == ("post_uncovered", "general")
    hall.sit("w1", ANN)
    (cleared,) = hall.give(Tick())
    assert cleared == AlarmCleared(raised.alarm_id, "cause_gone")
    assert next_deadline_ms(hall.state) is None


def test_a_post_is_uncovered_since_its_last_window_closed(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue("general", GUS)
    hall.wait(600)
    assert next_deadline_ms(hall.state) is None
    hall.give(CloseWindow("w1", "emergency"), ANN)
    assert next_deadline_ms(hall.state) == hall.now_ms + 300_000


def test_closing_a_window_that_was_paused_gives_an_uncovered_post_no_more_time(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue("general", GUS)
    hall.give(PauseWindow("w1", "emergency"), ANN)
    due_ms = hall.now_ms + 300_000
    hall.wait(200)
    hall.give(CloseWindow("w1", "emergency"), ANN)
    assert next_deadline_ms(hall.state) == due_ms


def test_a_post_is_uncovered_since_its_last_open_window_took_up_other_work(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue("general", GUS)
    hall.wait(600)
    hall.give(AssignProfile("w1", "cashier", "test"), DEE)
    assert next_deadline_ms(hall.state) == hall.now_ms + 300_000
    hall.wait(200)
    hall.give(AssignProfile("w2", "cashier", "test"), DEE)  # nobody sits there
    assert next_deadline_ms(hall.state) == hall.now_ms + 100_000


def test_an_alarm_that_staff_cleared_comes_again_if_nobody_came(hall: SmallHall) -> None:
    hall.issue("general", GUS)
    hall.wait(300)
    hall.give(Tick())
    (alarm,) = hall.state.alarms.values()
    hall.give(ClearAlarm(alarm.alarm_id), DEE)
    assert hall.give(Tick()) == ()
    assert next_deadline_ms(hall.state) == hall.now_ms + 300_000


@pytest.mark.parametrize("ending", ["nobody waits", "closed"])
def test_the_alarm_ends_with_those_who_waited(hall: SmallHall, ending: str) -> None:
    ticket_id = hall.issue("general", GUS)
    hall.wait(300)
    hall.give(Tick())
    hall.give(CancelTicket(ticket_id, "staff") if ending == "nobody waits" else CloseDay(), DEE)
    hall.give(Tick())
    assert hall.state.alarms == {}


def calendar(*years: int) -> dict[str, Any]:
    changed = tables()
    changed["policy"]["hours"]["years"] = [{"year": year, "source": "通知"} for year in years]
    return changed


def test_a_year_without_holidays_alarms_from_sixty_days_before_until_its_table_is_published() -> None:
    hall = SmallHall(hall=configuration(calendar(2026)), open_day=False)
    assert len(hall.give(OpenDay("2026-11-01"))) == 1  # sixty days later it is 2026 still
    hall.give(CloseDay())
    _, raised = hall.give(OpenDay("2026-11-23"))
    assert isinstance(raised, AlarmRaised)
    assert (raised.kind, raised.about) == ("calendar_missing", "2027")
    hall.give(CloseDay())
    assert len(hall.give(OpenDay("2026-11-24"))) == 1  # said already
    hall.give(publication(configuration(calendar(2026, 2027))))
    assert hall.state.alarms == {}


def test_a_hall_that_is_always_open_needs_no_calendar() -> None:
    changed = calendar()
    changed["policy"]["hours"]["always"] = True
    assert SmallHall(hall=configuration(changed)).state.alarms == {}


# --- lunch --------------------------------------------------------------------------------------------------------


def at_lunch(**lunch: Any) -> SmallHall:
    """A hall whose lunch begins now."""
    changed = tables()
    changed["policy"]["hours"]["lunch"] = {"begins_at": "09:00", "ends_at": "10:00", **lunch}
    return SmallHall(hall=configuration(changed))


def test_lunch_is_for_those_whose_queues_keep_an_open_window() -> None:
    hall = at_lunch()
    hall.sit("w1", ANN)
    assert hall.refusal(PauseWindow("w1", "lunch"), ANN) is RefusalCode.LUNCH_ROTA
    hall.sit("w2", BO)
    hall.give(PauseWindow("w1", "lunch"), ANN)
    assert hall.refusal(PauseWindow("w2", "lunch"), BO) is RefusalCode.LUNCH_ROTA


def test_lunch_has_its_hours() -> None:
    hall = at_lunch(begins_at="09:30")
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    assert hall.refusal(PauseWindow("w1", "lunch"), ANN) is RefusalCode.LUNCH_ROTA
    hall.wait(1_800)
    hall.give(PauseWindow("w1", "lunch"), ANN)


# --- numbers after the last one -----------------------------------------------------------------------------------


def test_staff_give_a_number_after_the_last_one_with_a_reason() -> None:
    changed = tables()
    changed["policy"]["hours"].update(closes_at="09:20", last_ticket_min=15)
    hall = SmallHall(hall=configuration(changed))
    hall.issue()
    hall.wait(300)
    assert hall.refusal(IssueTicket(queue_id="general"), GUS) is RefusalCode.NUMBERS_OVER
    assert hall.refusal(IssueTicket(queue_id="general", late_reason="came far"), actor("k1", Role.KIOSK)) is (
        RefusalCode.FORBIDDEN
    )
    (issued,) = hall.give(IssueTicket(queue_id="general", late_reason="came far"), GUS)
    assert issued.late_reason == "came far"  # type: ignore[union-attr]


# --- those who wait for one window alone --------------------------------------------------------------------------


def handed_to_w2(hall: SmallHall, **to: str) -> str:
    """A ticket of the general queue that waits for window 2 alone, or for Bo who sits there."""
    ticket_id = hall.issue("general")
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    hall.call("w1", ANN)
    hall.give(TransferTicket("w1", ticket_id, **to), ANN)
    return ticket_id


def test_who_waits_for_a_window_waits_for_all_once_it_has_other_work(hall: SmallHall) -> None:
    ticket_id = handed_to_w2(hall, to_window_id="w2")
    assert hall.ticket(ticket_id).for_window_id == "w2"
    hall.give(AssignProfile("w2", "cashier", "test"), DEE)
    assert hall.ticket(ticket_id).for_window_id is None
    assert hall.call("w1", ANN) == ticket_id
    assert hall.replayed() == hall.state


def test_who_waits_for_a_clerk_waits_for_all_once_another_has_taken_over(hall: SmallHall) -> None:
    ticket_id = handed_to_w2(hall, to_clerk_id="bo")
    hall.give(CloseWindow("w1"), ANN)
    hall.give(TakeOver("w2"), ANN)
    assert hall.ticket(ticket_id).for_window_id is None
    assert hall.call("w2", ANN) == ticket_id
    assert hall.replayed() == hall.state
