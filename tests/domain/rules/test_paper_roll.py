"""Numbers from a paper roll, entered afterwards."""

import pytest

from queue_server.contract.commands import CallNext, EnterPaperTicket
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import SlipState, TicketState
from queue_server.domain.events import TicketIssued
from tests.domain.small_hall import ANN, GUS, KIOSK, SmallHall, configuration, tables


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
