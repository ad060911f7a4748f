"""Vibrating tags: one tag for one ticket, called once for every call and recall."""

import pytest

from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import (
    BeginTagCall,
    CallNext,
    CancelTicket,
    CloseDay,
    FinishServing,
    GiveTag,
    MarkNoShow,
    RecallTicket,
    ReportTagCall,
    ReturnTag,
    StartServing,
    TagOutcome,
    Tick,
    UndoLast,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import BridgeView, ClerkView, TagCallLine
from queue_server.domain.deadlines import next_deadline_ms
from queue_server.domain.events import AlarmRaised, TagCallReported, TagGiven, TagReturned
from queue_server.domain.rules.alarms import TAG_SILENT, subject
from queue_server.domain.views import view
from tests.domain.small_hall import ANN, BRIDGE, GUS, KIOSK, SmallHall, configuration, publication, tables


@pytest.fixture
def hall() -> SmallHall:
    """Ann sits at window 1, and somebody waits who has tag 2."""
    hall = SmallHall()
    hall.sit("w1", ANN)
    hall.give(GiveTag(hall.issue(), "2"), GUS)
    return hall


FIRST = "2026-11-23.A001"


def to_call(hall: SmallHall) -> tuple[TagCallLine, ...]:
    shown = view(hall.state, "bridge:bridge", hall.now_ms)
    assert isinstance(shown, BridgeView)
    return shown.tag_calls


def called(hall: SmallHall) -> str:
    hall.give(CallNext("w1"), ANN)
    (line,) = to_call(hall)
    return line.call_id


def test_a_call_is_one_for_the_base_of_the_tag(hall: SmallHall) -> None:
    assert to_call(hall) == ()
    call_id = called(hall)
    assert to_call(hall) == (TagCallLine(FIRST, call_id, 2, "tags"),)
    hall.give(BeginTagCall(FIRST, call_id), BRIDGE)
    assert to_call(hall) == ()
    hall.give(ReportTagCall(FIRST, call_id, TagOutcome.CALLED), BRIDGE)
    assert hall.state.tag_calls == {}


def test_a_call_is_begun_once_whoever_asks_again(hall: SmallHall) -> None:
    call_id = called(hall)
    hall.give(BeginTagCall(FIRST, call_id), BRIDGE)
    assert hall.refusal(BeginTagCall(FIRST, call_id), BRIDGE) is RefusalCode.TAG_CALL_UNKNOWN


def test_a_recall_calls_the_tag_again_in_place_of_the_call(hall: SmallHall) -> None:
    before = called(hall)
    hall.now_ms += 10_000
    hall.give(RecallTicket("w1", FIRST), ANN)
    (line,) = to_call(hall)
    assert line.call_id != before
    assert hall.refusal(BeginTagCall(FIRST, before), BRIDGE) is RefusalCode.TAG_CALL_UNKNOWN
    assert hall.give(BeginTagCall(FIRST, line.call_id), BRIDGE)


def test_nobody_is_called_who_has_come_meanwhile(hall: SmallHall) -> None:
    call_id = called(hall)
    hall.give(StartServing("w1", FIRST), ANN)
    assert to_call(hall) == ()
    assert hall.refusal(BeginTagCall(FIRST, call_id), BRIDGE) is RefusalCode.TAG_CALL_UNKNOWN


def test_an_old_call_is_begun_by_no_bridge_and_told_to_staff(hall: SmallHall) -> None:
    call_id = called(hall)
    due_ms = next_deadline_ms(hall.state)
    assert due_ms == hall.now_ms + 10_000
    hall.now_ms = due_ms
    assert hall.refusal(BeginTagCall(FIRST, call_id), BRIDGE) is RefusalCode.TAG_CALL_UNKNOWN
    told, raised = hall.give(Tick(), SYSTEM)
    assert told == TagCallReported(FIRST, call_id, 2, TagOutcome.UNANSWERED)
    assert isinstance(raised, AlarmRaised)
    assert raised.kind == TAG_SILENT
    assert to_call(hall) == ()


@pytest.mark.parametrize("outcome", [TagOutcome.AWAY, TagOutcome.UNANSWERED, TagOutcome.OFFLINE])
def test_a_tag_that_was_not_called_is_told_to_staff_until_the_person_has_come(
    hall: SmallHall, outcome: TagOutcome
) -> None:
    call_id = called(hall)
    hall.give(BeginTagCall(FIRST, call_id), BRIDGE)
    hall.give(ReportTagCall(FIRST, call_id, outcome), BRIDGE)
    assert subject(TAG_SILENT, FIRST) in hall.state.alarms
    page = view(hall.state, "clerk:w1", hall.now_ms)
    assert isinstance(page, ClerkView)
    assert (page.tag, page.tag_silent) == (2, True)
    hall.give(StartServing("w1", FIRST), ANN)
    assert subject(TAG_SILENT, FIRST) not in hall.state.alarms


def test_a_tag_that_answers_at_the_next_call_ends_the_alarm(hall: SmallHall) -> None:
    call_id = called(hall)
    hall.give(BeginTagCall(FIRST, call_id), BRIDGE)
    hall.give(ReportTagCall(FIRST, call_id, TagOutcome.AWAY), BRIDGE)
    hall.now_ms += 10_000
    hall.give(RecallTicket("w1", FIRST), ANN)
    (line,) = to_call(hall)
    hall.give(BeginTagCall(FIRST, line.call_id), BRIDGE)
    hall.give(ReportTagCall(FIRST, line.call_id, TagOutcome.CALLED), BRIDGE)
    assert subject(TAG_SILENT, FIRST) not in hall.state.alarms


def test_one_tag_is_for_one_ticket(hall: SmallHall) -> None:
    other = hall.issue()
    assert hall.refusal(GiveTag(other, "2"), GUS) is RefusalCode.TAG_TAKEN
    assert hall.give(GiveTag(FIRST, "2"), GUS) == ()
    assert hall.give(GiveTag(FIRST, "3"), GUS) == (TagReturned(FIRST, 2), TagGiven(FIRST, 3))
    assert hall.give(GiveTag(other, "2"), ANN) == (TagGiven(other, 2),)


def test_a_tag_given_back_is_not_called(hall: SmallHall) -> None:
    called(hall)
    assert hall.give(ReturnTag(FIRST), GUS) == (TagReturned(FIRST, 2),)
    assert to_call(hall) == ()
    assert hall.refusal(ReturnTag(FIRST), GUS) is RefusalCode.TAG_UNKNOWN


def test_the_end_of_a_ticket_frees_its_tag_and_undoing_the_end_gives_it_back(hall: SmallHall) -> None:
    called(hall)
    hall.give(StartServing("w1", FIRST), ANN)
    hall.give(FinishServing("w1", FIRST), ANN)
    assert (hall.state.tags, hall.ticket(FIRST).tag) == ({}, None)
    hall.give(UndoLast("w1"), ANN)
    assert (hall.state.tags, hall.ticket(FIRST).tag) == ({2: FIRST}, 2)


def test_undoing_the_end_leaves_a_tag_with_whoever_has_it_now(hall: SmallHall) -> None:
    called(hall)
    hall.give(StartServing("w1", FIRST), ANN)
    hall.give(FinishServing("w1", FIRST), ANN)
    other = hall.issue()
    hall.give(GiveTag(other, "2"), GUS)
    hall.give(UndoLast("w1"), ANN)
    assert hall.state.tags == {2: other}


def test_who_was_missed_still_has_the_tag_until_the_day_ends(hall: SmallHall) -> None:
    called(hall)
    hall.give(MarkNoShow("w1", FIRST), ANN)
    assert hall.state.tags == {2: FIRST}
    hall.give(CloseDay(), SYSTEM)
    assert (hall.state.tags, hall.ticket(FIRST).tag) == ({}, None)


def test_a_tag_is_of_the_plan_and_goes_to_somebody_who_is_still_here(hall: SmallHall) -> None:
    assert hall.refusal(GiveTag(FIRST, "9"), GUS) is RefusalCode.TAG_UNKNOWN
    hall.give(CancelTicket(FIRST, "staff"), GUS)
    assert hall.refusal(GiveTag(FIRST, "1"), GUS) is RefusalCode.WRONG_STATE
    assert hall.refusal(GiveTag("nothing", "1"), GUS) is RefusalCode.TICKET_UNKNOWN
    assert hall.refusal(GiveTag(FIRST, "1"), KIOSK) is RefusalCode.FORBIDDEN


def test_no_plan_is_published_without_a_tag_that_somebody_has(hall: SmallHall) -> None:
    fewer = tables()
    bridge = fewer["plan"]["stations"][-1]
    bridge["devices"] = [device for device in bridge["devices"] if device["id"] != "tags"]
    assert hall.refusal(publication(configuration(fewer)), SYSTEM) is RefusalCode.MALFORMED
    hall.give(ReturnTag(FIRST), GUS)
    hall.give(publication(configuration(fewer)), SYSTEM)
    assert hall.state.hall.tag_bases == {}
