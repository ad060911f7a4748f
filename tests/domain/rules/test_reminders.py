import pytest

from queue_server.contract.commands import (
    CancelTicket,
    ClearAlarm,
    CloseDay,
    FinishServing,
    IssueTicket,
    MarkNoShow,
    NextStage,
    ParkTicket,
    RequeueTicket,
    ResumeTicket,
    StartServing,
    Tick,
    UndoLast,
)
from queue_server.contract.views import ClerkView
from queue_server.domain.deadlines import next_deadline_ms
from queue_server.domain.events import AlarmCleared, AlarmRaised, AnyEvent
from queue_server.domain.views import view
from tests.domain.small_hall import BO, CAI, GUS, KIOSK, SmallHall, configuration, guided_tables, visitor


@pytest.fixture
def working() -> SmallHall:
    """Bo sits at window 2 (general and instant), Cai at window 4 (cashier)."""
    hall = SmallHall(hall=configuration(guided_tables()))
    hall.sit("w2", BO)
    hall.sit("w4", CAI)
    return hall


def raised(events: tuple[AnyEvent, ...]) -> list[tuple[str, str]]:
    return [(event.kind, event.about) for event in events if isinstance(event, AlarmRaised)]


def cleared(events: tuple[AnyEvent, ...]) -> list[str]:
    return [event.alarm_id.rpartition(".")[0] for event in events if isinstance(event, AlarmCleared)]


def parked(hall: SmallHall) -> str:
    hall.issue(by=GUS)
    ticket_id = hall.call("w2", BO)
    hall.give(ParkTicket("w2", ticket_id), BO)
    return ticket_id


def test_several_are_parked_at_one_window_and_taken_up_in_any_order(working: SmallHall) -> None:
    first, second, third = parked(working), parked(working), parked(working)
    for ticket_id in (second, third, first):
        working.give(ResumeTicket("w2", ticket_id), BO)
        working.give(StartServing("w2", ticket_id), BO)
        working.give(FinishServing("w2", ticket_id), BO)


def test_of_everybody_parked_too_long_staff_are_reminded_once(working: SmallHall) -> None:
    first = parked(working)
    working.wait(100)
    second = parked(working)
    working.wait(500)
    assert next_deadline_ms(working.state) == working.now_ms
    assert raised(working.give(Tick())) == [("parked_long", first)]
    working.wait(100)
    events = working.give(Tick())
    assert raised(events) == [("parked_long", second)]
    working.give(ClearAlarm(f"parked_long.{first}.{working.state.alarms_raised - 1}"), GUS)
    working.wait(3_000)
    assert raised(working.give(Tick())) == []


def test_the_page_says_when_somebody_is_to_be_thought_of_and_where_they_were(working: SmallHall) -> None:
    parked(working)
    page = view(working.state, "clerk:w2", working.now_ms)
    assert isinstance(page, ClerkView)
    (line,) = page.parked
    assert (line.remind_at_ms, line.window) == (working.now_ms + 600_000, 2)


def test_taking_somebody_up_again_or_their_going_ends_the_reminder(working: SmallHall) -> None:
    resumed, gone = parked(working), parked(working)
    working.wait(600)
    working.give(Tick())
    assert cleared(working.give(ResumeTicket("w2", resumed), BO)) == [f"parked_long.{resumed}"]
    assert cleared(working.give(CancelTicket(gone), visitor(gone))) == [f"parked_long.{gone}"]
    working.give(ParkTicket("w2", resumed), BO)
    working.wait(600)
    assert raised(working.give(Tick())) == [("parked_long", resumed)]


def test_whoever_is_parked_again_because_taking_them_up_was_taken_back_is_reminded_of_again(working: SmallHall) -> None:
    ticket_id = parked(working)
    working.wait(600)
    assert raised(working.give(Tick())) == [("parked_long", ticket_id)]
    working.give(ResumeTicket("w2", ticket_id), BO)
    working.give(UndoLast("w2"), BO)
    assert next_deadline_ms(working.state) == working.now_ms
    assert raised(working.give(Tick())) == [("parked_long", ticket_id)]


def test_what_is_promised_for_today_and_not_done_an_hour_before_closing_raises_an_alarm(working: SmallHall) -> None:
    (done,) = working.give(IssueTicket(bundle_id="opening"), KIOSK)
    (open_still,) = working.give(IssueTicket(bundle_id="opening"), GUS)
    done_id, open_id = done.ticket_id, open_still.ticket_id  # type: ignore[union-attr]
    working.serve("w2", BO)
    working.give(NextStage("w2", done_id), BO)
    working.serve("w2", BO)
    working.give(NextStage("w2", done_id), BO)
    working.serve_whole("w4", CAI)
    working.give(Tick())
    working.wait(7 * 3_600)
    assert ("bundle_due", open_id) in raised(working.give(Tick()))
    assert raised(working.give(Tick())) == []
    assert f"bundle_due.{open_id}" in working.state.alarms
    assert f"bundle_due.{done_id}" not in working.state.alarms
    working.serve("w2", BO)
    assert f"bundle_due.{open_id}" in cleared(working.give(FinishServing("w2", open_id), BO))


def test_who_missed_the_call_is_not_due_until_they_are_back(working: SmallHall) -> None:
    (event,) = working.give(IssueTicket(bundle_id="opening"), GUS)
    ticket_id = working.call("w2", BO)
    assert ticket_id == event.ticket_id  # type: ignore[union-attr]
    working.give(MarkNoShow("w2", ticket_id), BO)
    assert working.state.one_day == {}
    working.give(RequeueTicket(ticket_id), GUS)
    working.wait(7 * 3_600)
    assert ("bundle_due", ticket_id) in raised(working.give(Tick()))
    assert f"bundle_due.{ticket_id}" in cleared(working.give(CloseDay()))
