"""Persons by opaque keys: one number for one matter, and who gives up number after number is shown to staff."""

import pytest

from queue_server.contract.commands import (
    CancelAppointment,
    CancelTicket,
    CheckIn,
    FinishServing,
    IssueTicket,
    MarkNoShow,
    OpenWindow,
    RequeueTicket,
    StartServing,
    Tick,
    UndoLast,
    VoidTicket,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.events import AlarmRaised, TicketIssued
from queue_server.domain.rules.persons import HOARDING_SUSPECTED
from queue_server.domain.topics import touched
from queue_server.domain.views import view
from queue_server.domain.views.floor import floor_view
from tests.domain.rules.test_appointments import ANNE, BILL, at, book, check_in, hall
from tests.domain.small_hall import ANN, BO, GUS, KIOSK, SmallHall, visitor


def take(small: SmallHall, item: str = "licence", person: str | None = ANNE) -> str:
    (issued,) = small.give(IssueTicket(item_id=item, person_key=person), KIOSK)
    assert isinstance(issued, TicketIssued)
    return issued.ticket_id


def give_back(small: SmallHall, ticket_id: str) -> list[AlarmRaised]:
    events = small.give(CancelTicket(ticket_id), visitor(ticket_id))
    return [event for event in events if isinstance(event, AlarmRaised)]


def test_a_person_has_one_number_for_one_matter_on_its_way() -> None:
    small = hall()
    first = take(small)
    with pytest.raises(CommandRefused) as caught:
        take(small)
    assert caught.value.code is RefusalCode.DUPLICATE_TICKET
    assert caught.value.details["number"] == small.ticket(first).number
    take(small, "stamp")
    take(small, person=BILL)
    take(small, person=None)
    take(small, person=None)
    give_back(small, first)
    take(small)


def test_who_asks_for_a_window_has_one_number_for_that_window() -> None:
    small = hall()
    small.give(IssueTicket(queue_id="general", person_key=ANNE), KIOSK)
    assert small.refusal(IssueTicket(queue_id="general", person_key=ANNE), KIOSK) is RefusalCode.DUPLICATE_TICKET
    small.give(IssueTicket(queue_id="instant", person_key=ANNE), KIOSK)
    take(small)


def test_who_has_a_number_already_does_not_check_in_for_another() -> None:
    small = hall()
    appointment = book(small, "09:30", person_keys=(BILL, ANNE))
    number = take(small)
    assert small.refusal(CheckIn(appointment), KIOSK) is RefusalCode.DUPLICATE_TICKET
    give_back(small, number)
    check_in(small, appointment)
    assert small.refusal(IssueTicket(item_id="licence", person_key=BILL), KIOSK) is RefusalCode.DUPLICATE_TICKET


def test_who_was_missed_may_take_another_number_but_not_have_both() -> None:
    small = hall()
    missed = take(small)
    small.give(OpenWindow("w1"), ANN)
    small.call("w1", ANN)
    small.give(MarkNoShow("w1", missed), ANN)
    other = take(small)
    assert small.refusal(RequeueTicket(missed), GUS) is RefusalCode.DUPLICATE_TICKET
    give_back(small, other)
    small.give(RequeueTicket(missed), GUS)


@pytest.mark.parametrize("end", [MarkNoShow, FinishServing])
def test_an_end_is_not_taken_back_for_who_has_another_number_by_now(
    end: type[MarkNoShow] | type[FinishServing],
) -> None:
    small = hall()
    first = take(small)
    small.give(OpenWindow("w1"), ANN)
    small.call("w1", ANN)
    if end is FinishServing:
        small.give(StartServing("w1", first), ANN)
    small.give(end("w1", first), ANN)
    other = take(small)
    with pytest.raises(CommandRefused) as caught:
        small.give(UndoLast("w1"), ANN)
    assert caught.value.code is RefusalCode.DUPLICATE_TICKET
    assert caught.value.details["number"] == small.ticket(other).number
    give_back(small, other)
    small.give(UndoLast("w1"), ANN)


def test_every_clerk_learns_when_who_was_missed_may_come_back_since_their_other_number_is_done() -> None:
    small = hall()
    missed = take(small)
    small.give(OpenWindow("w1"), ANN)
    small.give(OpenWindow("w2"), BO)
    small.call("w1", ANN)
    small.give(MarkNoShow("w1", missed), ANN)
    take(small)
    small.serve("w2", BO)
    before = view(small.state, "clerk:w1", small.now_ms)
    (finished, *_) = small.give(FinishServing("w2", small.state.windows["w2"].ticket_id or ""), BO)
    assert view(small.state, "clerk:w1", small.now_ms) != before
    assert "clerk:w1" in touched(finished, small.state).soon


def test_who_gives_up_again_and_again_is_shown_to_staff_once_and_refused_nothing() -> None:
    small = hall(hoarding_signs=3)
    assert give_back(small, take(small)) == []
    small.give(CancelAppointment(book(small, person_keys=(ANNE,))), KIOSK)
    third = take(small)
    (alarm,) = give_back(small, third)
    assert (alarm.kind, alarm.about) == (HOARDING_SUSPECTED, third)
    assert give_back(small, take(small)) == []
    take(small)
    (line,) = floor_view(small.state, small.now_ms).alarms
    assert (line.kind, line.name.zh) == (HOARDING_SUSPECTED, small.ticket(third).number)
    assert ANNE not in str(line)
    assert small.replayed() == small.state


def test_what_was_not_their_doing_is_no_sign() -> None:
    small = hall(hoarding_signs=2)
    for _ in range(3):
        small.give(CancelTicket(take(small), "staff"), GUS)
        assert give_back(small, take(small, person=None)) == []
    small.give(VoidTicket(take(small), "misprint"), GUS)
    assert small.state.given_up == {ANNE: 1}


def test_staying_away_and_not_coming_back_are_signs() -> None:
    small = hall(hoarding_signs=2)
    book(small, "09:30", person_keys=(ANNE,))
    missed = take(small)
    small.give(OpenWindow("w1"), ANN)
    small.call("w1", ANN)
    small.give(MarkNoShow("w1", missed), ANN)
    assert small.state.given_up == {ANNE: 1}
    small.give(RequeueTicket(missed), GUS)
    at(small, "10:30")
    events = small.give(Tick())
    assert any(isinstance(event, AlarmRaised) and event.kind == HOARDING_SUSPECTED for event in events)
