import pytest

from queue_server.contract.commands import (
    CancelTicket,
    CloseDay,
    FinishServing,
    IssueTicket,
    MarkNoShow,
    OpenDay,
    ParkTicket,
    ReportSlip,
    RequeueTicket,
    SlipOutcome,
    StartServing,
    VoidTicket,
    WithdrawRequest,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import SlipState, TicketState
from queue_server.domain.decide import decide
from queue_server.domain.events import RequestWithdrawn, TicketCancelled, TicketIssued, TicketVoided
from tests.domain.small_hall import ANN, BO, DAY, DEE, GUS, KIOSK, OTHER_KIOSK, SmallHall, visitor

# --- issue ---


def test_a_ticket_for_an_item_waits_in_the_items_queue(hall: SmallHall) -> None:
    (event,) = hall.give(IssueTicket(item_id="stamp", language="en"), KIOSK, "key-of-the-kiosk")
    assert isinstance(event, TicketIssued)
    assert (event.ticket_id, event.number, event.series, event.ordinal) == (f"{DAY}.A001", "A001", "A", 1)
    assert (event.queue_id, event.item_id, event.language) == ("instant", "stamp", "en")
    assert (event.request_key, event.by_station) == ("key-of-the-kiosk", "k1")
    assert event.configuration_hash == hall.state.configuration_hash
    assert hall.ticket(event.ticket_id).state is TicketState.WAITING


def test_a_closed_hall_issues_nothing() -> None:
    hall = SmallHall(open_day=False)
    assert hall.refusal(IssueTicket(queue_id="general"), KIOSK) is RefusalCode.DAY_CLOSED


def test_people_may_come_before_any_window_opens(hall: SmallHall) -> None:
    assert hall.ticket(hall.issue()).state is TicketState.WAITING


@pytest.mark.parametrize("command", [IssueTicket(), IssueTicket(item_id="stamp", queue_id="general")])
def test_exactly_one_of_item_and_queue_is_given(hall: SmallHall, command: IssueTicket) -> None:
    assert hall.refusal(command, KIOSK) is RefusalCode.MALFORMED


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (IssueTicket(item_id="nonsense"), RefusalCode.ITEM_UNKNOWN),
        (IssueTicket(item_id="gone"), RefusalCode.ITEM_CLOSED),
        (IssueTicket(item_id="coming"), RefusalCode.ITEM_CLOSED),
        (IssueTicket(item_id="past"), RefusalCode.ITEM_CLOSED),
        (IssueTicket(queue_id="nonsense"), RefusalCode.QUEUE_UNKNOWN),
        (IssueTicket(queue_id="cashier"), RefusalCode.FORBIDDEN),
    ],
)
def test_what_cannot_be_ticketed_at_a_kiosk_is_refused(
    hall: SmallHall, command: IssueTicket, code: RefusalCode
) -> None:
    assert hall.refusal(command, KIOSK) is code


@pytest.mark.parametrize(("item_id", "why"), [("gone", "closed"), ("coming", "not_yet"), ("past", "no_longer")])
def test_a_closed_item_says_why(hall: SmallHall, item_id: str, why: str) -> None:
    with pytest.raises(CommandRefused) as refused:
        decide(IssueTicket(item_id=item_id), hall.state, KIOSK, hall.now_ms, "key")
    assert refused.value.details["why"] == why


def test_an_item_is_accepted_on_its_first_and_last_day(hall: SmallHall) -> None:
    hall.give(IssueTicket(item_id="today-only"), KIOSK)


def test_the_business_day_decides_which_items_are_accepted(hall: SmallHall) -> None:
    hall.give(CloseDay())
    hall.give(OpenDay("2026-11-24"))
    hall.give(IssueTicket(item_id="coming"), KIOSK)
    assert hall.refusal(IssueTicket(item_id="today-only"), KIOSK) is RefusalCode.ITEM_CLOSED


def test_staff_issue_for_a_queue_that_kiosks_do_not_offer(hall: SmallHall) -> None:
    ticket = hall.ticket(hall.issue("cashier", GUS))
    assert ticket.by_station is None
    assert ticket.slip is SlipState.ON_SCREEN  # told by word of mouth, so no slip is missing


def test_a_full_queue_refuses_tickets_and_takes_them_again_when_somebody_goes(hall: SmallHall) -> None:
    tickets = [hall.issue() for _ in range(12)]
    assert hall.refusal(IssueTicket(queue_id="general"), KIOSK) is RefusalCode.QUEUE_FULL
    hall.issue("instant")
    hall.give(CancelTicket(tickets[4]), visitor(tickets[4]))
    hall.issue()


def test_a_clerk_issues_no_tickets(hall: SmallHall) -> None:
    assert hall.refusal(IssueTicket(queue_id="general"), ANN) is RefusalCode.FORBIDDEN


# --- withdraw ---


def test_a_withdrawn_request_is_refused_when_it_comes_late(hall: SmallHall) -> None:
    assert hall.give(WithdrawRequest("key-given-up"), KIOSK) == (RequestWithdrawn("key-given-up"),)
    assert hall.refusal(IssueTicket(queue_id="general"), KIOSK, "key-given-up") is RefusalCode.REQUEST_WITHDRAWN
    hall.issue(key="another-key")


def test_withdrawing_twice_says_nothing_new(hall: SmallHall) -> None:
    hall.give(WithdrawRequest("key-given-up"), KIOSK)
    assert hall.give(WithdrawRequest("key-given-up"), KIOSK) == ()


def test_the_ticket_of_a_withdrawn_request_is_void(hall: SmallHall) -> None:
    ticket_id = hall.issue(key="key-given-up")
    events = hall.give(WithdrawRequest("key-given-up"), KIOSK)
    assert events == (RequestWithdrawn("key-given-up"), TicketVoided(ticket_id, "withdrawn"))
    assert hall.ticket(ticket_id).state is TicketState.VOID
    assert hall.give(WithdrawRequest("key-given-up"), KIOSK) == ()


@pytest.mark.parametrize("outcome", [SlipOutcome.PRINTED, SlipOutcome.ON_SCREEN])
def test_a_request_is_not_withdrawn_once_somebody_has_the_number(hall: SmallHall, outcome: SlipOutcome) -> None:
    ticket_id = hall.issue(key="key-answered")
    hall.give(ReportSlip(ticket_id, outcome), KIOSK)
    assert hall.give(WithdrawRequest("key-answered"), KIOSK) == ()
    assert hall.ticket(ticket_id).state is TicketState.WAITING


def test_a_request_is_not_withdrawn_once_its_ticket_was_called(hall: SmallHall) -> None:
    ticket_id = hall.issue(key="key-answered")
    hall.sit("w1", ANN)
    hall.call("w1", ANN)
    assert hall.give(WithdrawRequest("key-answered"), KIOSK) == ()
    assert hall.ticket(ticket_id).state is TicketState.CALLED


def test_a_kiosk_withdraws_only_its_own_requests(hall: SmallHall) -> None:
    hall.issue(key="key-answered")
    assert hall.refusal(WithdrawRequest("key-answered"), OTHER_KIOSK) is RefusalCode.FORBIDDEN


# --- void ---


def test_a_kiosk_voids_a_number_that_nobody_confirmed(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    hall.give(ReportSlip(ticket_id, SlipOutcome.FAILED), KIOSK)
    assert hall.give(VoidTicket(ticket_id), KIOSK) == (TicketVoided(ticket_id, "unconfirmed"),)


@pytest.mark.parametrize("outcome", [None, SlipOutcome.PRINTED, SlipOutcome.ON_SCREEN])
def test_a_kiosk_voids_no_number_that_somebody_may_have(hall: SmallHall, outcome: SlipOutcome | None) -> None:
    ticket_id = hall.issue()
    if outcome:
        hall.give(ReportSlip(ticket_id, outcome), KIOSK)
    assert hall.refusal(VoidTicket(ticket_id), KIOSK) is RefusalCode.NOT_VOIDABLE


def test_a_number_confirmed_on_the_screen_is_voided_by_staff_only(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    hall.give(ReportSlip(ticket_id, SlipOutcome.FAILED), KIOSK)
    hall.give(ReportSlip(ticket_id, SlipOutcome.ON_SCREEN), KIOSK)
    assert hall.refusal(VoidTicket(ticket_id), KIOSK) is RefusalCode.NOT_VOIDABLE
    assert hall.give(VoidTicket(ticket_id, "found on the floor"), GUS) == (
        TicketVoided(ticket_id, "found on the floor"),
    )


def test_a_kiosk_voids_only_its_own_tickets(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    hall.give(ReportSlip(ticket_id, SlipOutcome.FAILED), KIOSK)
    assert hall.refusal(VoidTicket(ticket_id), OTHER_KIOSK) is RefusalCode.FORBIDDEN


def test_a_called_ticket_is_not_voided(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    hall.give(ReportSlip(ticket_id, SlipOutcome.FAILED), KIOSK)
    hall.sit("w1", ANN)
    hall.call("w1", ANN)
    assert hall.refusal(VoidTicket(ticket_id), KIOSK) is RefusalCode.WRONG_STATE
    assert hall.refusal(VoidTicket(ticket_id), DEE) is RefusalCode.WRONG_STATE


def test_a_parked_ticket_may_be_voided_by_staff(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    hall.sit("w1", ANN)
    hall.call("w1", ANN)
    hall.give(ParkTicket("w1", ticket_id), ANN)
    hall.give(VoidTicket(ticket_id, "left"), DEE)
    assert hall.ticket(ticket_id).state is TicketState.VOID


def test_a_void_number_is_not_called(hall: SmallHall) -> None:
    hall.give(VoidTicket(hall.issue(), "test"), GUS)
    second = hall.issue()
    hall.sit("w1", ANN)
    assert hall.call("w1", ANN) == second


# --- cancel ---


def test_a_visitor_gives_their_number_back(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    assert hall.give(CancelTicket(ticket_id), visitor(ticket_id)) == (TicketCancelled(ticket_id, "visitor"),)


def test_a_visitor_gives_back_no_other_number(hall: SmallHall) -> None:
    mine, other = hall.issue(), hall.issue()
    assert hall.refusal(CancelTicket(other), visitor(mine)) is RefusalCode.FORBIDDEN


def test_a_called_visitor_who_gives_up_sets_the_window_free(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    hall.sit("w1", ANN)
    hall.call("w1", ANN)
    hall.give(CancelTicket(ticket_id), visitor(ticket_id))
    assert hall.state.windows["w1"].ticket_id is None
    assert hall.refusal(StartServing("w1", ticket_id), ANN) is RefusalCode.WRONG_STATE


def test_a_ticket_in_service_is_broken_off_by_its_clerk_not_cancelled(hall: SmallHall) -> None:
    hall.issue()
    hall.sit("w1", ANN)
    ticket_id = hall.serve("w1", ANN)
    assert hall.refusal(CancelTicket(ticket_id), visitor(ticket_id)) is RefusalCode.WRONG_STATE
    assert hall.refusal(CancelTicket(ticket_id, "staff"), GUS) is RefusalCode.WRONG_STATE


def test_reasons_for_giving_back_are_known_ones(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    assert hall.refusal(CancelTicket(ticket_id, "because"), GUS) is RefusalCode.REASON_UNKNOWN
    assert hall.refusal(CancelTicket(ticket_id, "staff"), visitor(ticket_id)) is RefusalCode.REASON_UNKNOWN
    assert hall.give(CancelTicket(ticket_id, "staff"), GUS) == (TicketCancelled(ticket_id, "staff"),)


def test_an_unknown_ticket_is_refused(hall: SmallHall) -> None:
    for command in (CancelTicket("nothing"), VoidTicket("nothing"), RequeueTicket("nothing")):
        assert hall.refusal(command, GUS) is RefusalCode.TICKET_UNKNOWN


# --- requeue ---


def missed(hall: SmallHall) -> str:
    hall.issue()
    hall.sit("w1", ANN)
    ticket_id = hall.call("w1", ANN)
    hall.give(MarkNoShow("w1", ticket_id), ANN)
    return ticket_id


def test_a_missed_ticket_comes_back_at_any_window(hall: SmallHall) -> None:
    ticket_id = missed(hall)
    hall.give(RequeueTicket(ticket_id), BO)
    assert hall.ticket(ticket_id).state is TicketState.WAITING


def test_a_missed_ticket_comes_back_until_the_last_moment_and_not_later(hall: SmallHall) -> None:
    ticket_id = missed(hall)
    hall.wait(1800.001)
    assert hall.refusal(RequeueTicket(ticket_id), GUS) is RefusalCode.TOO_LATE
    hall.wait(-0.001)
    hall.give(RequeueTicket(ticket_id), GUS)


def test_only_a_missed_ticket_comes_back(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    assert hall.refusal(RequeueTicket(ticket_id), GUS) is RefusalCode.WRONG_STATE
    hall.sit("w1", ANN)
    hall.serve("w1", ANN)
    hall.give(FinishServing("w1", ticket_id), ANN)
    assert hall.refusal(RequeueTicket(ticket_id), GUS) is RefusalCode.WRONG_STATE


def test_nobody_comes_back_into_a_closed_hall(hall: SmallHall) -> None:
    ticket_id = missed(hall)
    hall.give(CloseDay())
    assert hall.refusal(RequeueTicket(ticket_id), GUS) is RefusalCode.DAY_CLOSED
