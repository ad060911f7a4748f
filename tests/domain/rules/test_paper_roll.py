"""Numbers from a paper roll, entered afterwards."""

import pytest

from queue_server.contract.commands import CallNext, EnterPaperTicket, MarkNoShow, ServedByHand
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import SlipState, TicketState
from queue_server.domain.events import TicketIssued, TicketServedByHand
from queue_server.domain.waiting_range import Pace
from tests.domain.small_hall import ANN, BO, GUS, KIOSK, NINE_MS, SmallHall, configuration, tables


@pytest.fixture
def hall() -> SmallHall:
    """A hall with a paper roll of the series P."""
    with_roll = tables()
    with_roll["policy"]["paper_series"] = "P"
    return SmallHall(hall=configuration(with_roll))


def entered(hall: SmallHall, paper_number: int, queue_id: str = "general") -> str:
    (issued,) = hall.give(EnterPaperTicket(str(paper_number), queue_id=queue_id), GUS)
    assert isinstance(issued, TicketIssued)
    return issued.number


def test_a_number_of_the_roll_waits_under_its_own_series_and_needs_no_slip(hall: SmallHall) -> None:
    (issued,) = hall.give(EnterPaperTicket("007", item_id="licence"), GUS)
    assert isinstance(issued, TicketIssued)
    ticket = hall.ticket(issued.ticket_id)
    assert (ticket.number, ticket.queue_id, ticket.item_id) == ("P007", "general", "licence")
    assert (ticket.state, ticket.slip) == (TicketState.WAITING, SlipState.ON_SCREEN)
    assert hall.ticket(hall.issue()).number == "A001"


def test_they_are_called_by_the_roll_in_whatever_order_they_are_entered(hall: SmallHall) -> None:
    for paper_number in (3, 1, 2):
        entered(hall, paper_number)
    hall.sit("w1", ANN)
    hall.give(CallNext("w1"), ANN)
    (called,) = (hall.state.tickets[id_].number for id_ in hall.state.by_state[TicketState.CALLED])
    assert called == "P001"
    waiting = [hall.state.tickets[id_].number for *_, id_ in hall.state.waiting["general"]]
    assert waiting == ["P002", "P003"]


def test_who_came_before_the_roll_stays_before_it(hall: SmallHall) -> None:
    first = hall.ticket(hall.issue()).number
    entered(hall, 2)
    entered(hall, 1)
    waiting = [hall.state.tickets[id_].number for *_, id_ in hall.state.waiting["general"]]
    assert waiting == [first, "P001", "P002"]


def test_a_number_is_entered_once_a_day(hall: SmallHall) -> None:
    entered(hall, 5)
    assert hall.refusal(EnterPaperTicket("05", queue_id="instant"), GUS) is RefusalCode.PAPER_NUMBER_USED


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (EnterPaperTicket("1"), RefusalCode.MALFORMED),
        (EnterPaperTicket("1", item_id="licence", queue_id="general"), RefusalCode.MALFORMED),
        (EnterPaperTicket("1", queue_id="nothing"), RefusalCode.QUEUE_UNKNOWN),
        (EnterPaperTicket("1", item_id="gone"), RefusalCode.ITEM_CLOSED),
        (EnterPaperTicket("1", item_id="nothing"), RefusalCode.ITEM_UNKNOWN),
    ],
)
def test_what_it_is_for_must_be_said_once_and_be_there(
    hall: SmallHall, command: EnterPaperTicket, why: RefusalCode
) -> None:
    assert hall.refusal(command, GUS) is why


def test_only_the_staff_of_the_floor_enter_one(hall: SmallHall) -> None:
    assert hall.refusal(EnterPaperTicket("1", queue_id="general"), KIOSK) is RefusalCode.FORBIDDEN


def test_a_hall_without_a_roll_takes_none() -> None:
    hall = SmallHall(hall=configuration(tables()))
    assert hall.refusal(EnterPaperTicket("1", queue_id="general"), GUS) is RefusalCode.PAPER_ROLL_UNKNOWN


MINUTE_MS = 60_000


def waiting(hall: SmallHall, queue_id: str = "general") -> list[str]:
    return [hall.state.tickets[id_].number for *_, id_ in hall.state.waiting[queue_id]]


def one_every_ten_minutes(hall: SmallHall, many: int) -> None:
    """At nine, ten past nine and so on."""
    for _ in range(many):
        hall.issue()
        hall.now_ms += 10 * MINUTE_MS


def test_who_tore_it_off_earlier_stands_before_those_who_came_later_and_behind_the_others(hall: SmallHall) -> None:
    one_every_ten_minutes(hall, 3)
    hall.give(EnterPaperTicket("1", queue_id="general", taken_at="09:15"), GUS)
    assert waiting(hall) == ["A001", "A002", "P001", "A003"]
    hall.give(EnterPaperTicket("2", queue_id="general", taken_at="09:20"), GUS)
    assert waiting(hall) == ["A001", "A002", "P001", "A003", "P002"]  # who came in the same minute was there


def test_its_waiting_counts_from_the_number_it_stands_behind_and_its_wait_from_when_it_was_torn_off(
    hall: SmallHall,
) -> None:
    one_every_ten_minutes(hall, 3)
    (issued,) = hall.give(EnterPaperTicket("1", queue_id="general", taken_at="09:15"), GUS)
    assert isinstance(issued, TicketIssued)
    ticket = hall.ticket(issued.ticket_id)
    assert ticket.issued_at_ms == issued.taken_at_ms == NINE_MS + 15 * MINUTE_MS
    assert ticket.waits_from_ms == NINE_MS + 10 * MINUTE_MS


def test_across_queues_it_stands_by_its_time_too(hall: SmallHall) -> None:
    one_every_ten_minutes(hall, 2)
    hall.give(EnterPaperTicket("1", queue_id="instant", taken_at="09:05"), GUS)
    hall.sit("w2", BO)  # takes both queues
    called = []
    for _ in range(3):
        called.append(hall.ticket(hall.call("w2", BO)).number)
        hall.give(MarkNoShow("w2", hall.state.windows["w2"].ticket_id or ""), BO)
    assert called == ["A001", "P001", "A002"]


def test_the_order_of_the_roll_stands_whatever_times_are_said(hall: SmallHall) -> None:
    one_every_ten_minutes(hall, 3)
    hall.give(EnterPaperTicket("2", queue_id="general", taken_at="09:15"), GUS)
    hall.give(EnterPaperTicket("3", queue_id="general", taken_at="09:05"), GUS)  # after 2, so not before it
    hall.give(EnterPaperTicket("1", queue_id="general", taken_at="09:25"), GUS)  # before 2, so not behind it
    assert waiting(hall) == ["A001", "P001", "A002", "P002", "P003", "A003"]


@pytest.mark.parametrize("taken_at", ["08:59", "09:31", "23:59", "00:00"])
def test_a_time_before_the_day_began_or_to_come_is_refused(hall: SmallHall, taken_at: str) -> None:
    hall.now_ms += 30 * MINUTE_MS
    command = EnterPaperTicket("1", queue_id="general", taken_at=taken_at)
    assert hall.refusal(command, GUS) is RefusalCode.PAPER_TIME_UNFIT
    hall.give(EnterPaperTicket("1", queue_id="general", taken_at="09:00"), GUS)


def test_one_that_was_dealt_with_by_hand_is_entered_as_served(hall: SmallHall) -> None:
    first = hall.issue()
    issued, served = hall.give(
        EnterPaperTicket("1", queue_id="general", taken_at="09:00", served=ServedByHand("w1", "ann")), GUS
    )
    assert isinstance(issued, TicketIssued)
    assert served == TicketServedByHand(issued.ticket_id, "w1", "ann", f"{issued.ticket_id}.s1")
    ticket = hall.ticket(issued.ticket_id)
    assert (ticket.state, ticket.window_id, ticket.first_asked_by) == (TicketState.SERVED, None, "ann")
    assert hall.state.services[f"{issued.ticket_id}.s1"].clerk_id == "ann"
    assert waiting(hall) == [hall.ticket(first).number]
    assert hall.state.paces["general"] == Pace()  # the queue has not moved for it


@pytest.mark.parametrize(
    ("window_id", "clerk_id", "why"),
    [
        ("w9", "ann", RefusalCode.WINDOW_UNKNOWN),
        ("w1", "nobody", RefusalCode.CLERK_UNKNOWN),
        ("w1", "cai", RefusalCode.POST_NOT_HELD),
    ],
)
def test_who_served_it_has_a_post_at_that_window(
    hall: SmallHall, window_id: str, clerk_id: str, why: RefusalCode
) -> None:
    command = EnterPaperTicket("1", queue_id="general", served=ServedByHand(window_id, clerk_id))
    assert hall.refusal(command, GUS) is why
    assert waiting(hall) == []


def test_the_language_of_whoever_holds_it_is_said(hall: SmallHall) -> None:
    (issued,) = hall.give(EnterPaperTicket("1", queue_id="general", language="en"), GUS)
    assert isinstance(issued, TicketIssued)
    assert hall.ticket(issued.ticket_id).language == "en"
