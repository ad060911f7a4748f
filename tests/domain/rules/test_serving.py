import pytest

from config.ratings import Ending
from queue_server.contract.commands import (
    BreakOff,
    FinishServing,
    ParkTicket,
    Position,
    ResumeTicket,
    StartServing,
    Tick,
    TransferTicket,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import TicketState
from queue_server.domain.events import (
    RatingCurtailed,
    RatingInvited,
    RatingLapsed,
    ServingFinished,
    ServingStarted,
    TicketCancelled,
    TicketParked,
    TicketTransferred,
)
from tests.domain.small_hall import ANN, BO, CAI, SmallHall


@pytest.fixture
def working(hall: SmallHall) -> SmallHall:
    """Ann sits at window 1 (general), Bo at window 2 (general and instant)."""
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    return hall


def test_a_called_ticket_is_served_and_finished(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    service_id = f"{ticket_id}.s1"
    assert working.give(StartServing("w1", ticket_id), ANN) == (ServingStarted(ticket_id, "w1", "ann", service_id),)
    working.wait(300)
    assert working.give(FinishServing("w1", ticket_id), ANN) == (
        ServingFinished(ticket_id, "w1", service_id),
        RatingInvited(service_id, "w1", working.now_ms + 60_000, Ending.FINISHED),
    )
    assert working.ticket(ticket_id).state is TicketState.SERVED
    assert working.state.windows["w1"].ticket_id is None


def test_only_a_called_ticket_is_started_and_only_where_it_was_called(working: SmallHall) -> None:
    ticket_id = working.issue()
    assert working.refusal(StartServing("w1", ticket_id), ANN) is RefusalCode.WRONG_STATE
    working.call("w1", ANN)
    assert working.refusal(StartServing("w2", ticket_id), BO) is RefusalCode.WINDOW_NOT_YOURS
    assert working.refusal(StartServing("w1", ticket_id), BO) is RefusalCode.WINDOW_NOT_YOURS
    assert working.refusal(StartServing("w1", "nothing"), ANN) is RefusalCode.TICKET_UNKNOWN


def test_only_a_service_that_started_is_finished(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    assert working.refusal(FinishServing("w1", ticket_id), ANN) is RefusalCode.WRONG_STATE
    assert working.refusal(BreakOff("w1", ticket_id, "system_down"), ANN) is RefusalCode.WRONG_STATE


def test_a_service_broken_off_is_cancelled_with_its_reason_and_may_be_rated(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.serve("w1", ANN)
    assert working.refusal(BreakOff("w1", ticket_id, "because"), ANN) is RefusalCode.REASON_UNKNOWN
    assert working.give(BreakOff("w1", ticket_id, "system_down"), ANN) == (
        TicketCancelled(ticket_id, "system_down", f"{ticket_id}.s1"),
        RatingInvited(f"{ticket_id}.s1", "w1", working.now_ms + 60_000, Ending.BROKEN_OFF),
    )


def test_the_next_service_ends_the_invitation_of_the_one_before(working: SmallHall) -> None:
    working.issue()
    working.issue()
    first = working.serve_whole("w1", ANN)
    second = working.call("w1", ANN)
    working.wait(20)
    assert working.state.windows["w1"].invited is not None
    events = working.give(StartServing("w1", second), ANN)
    assert events[0] == RatingLapsed(f"{first}.s1", "w1")
    assert working.state.windows["w1"].invited is None


def test_a_next_service_that_begins_early_leaves_the_invitation_its_least_time(working: SmallHall) -> None:
    working.issue()
    working.issue()
    first, invited_ms = working.serve_whole("w1", ANN), working.now_ms
    second = working.call("w1", ANN)
    working.wait(5)
    events = working.give(StartServing("w1", second), ANN)
    assert events[0] == RatingCurtailed(f"{first}.s1", "w1", invited_ms + 20_000)
    invitation = working.state.windows["w1"].invited
    assert invitation is not None
    assert (invitation.service_id, invitation.until_ms) == (f"{first}.s1", invited_ms + 20_000)
    working.wait(15)
    assert RatingLapsed(f"{first}.s1", "w1") in working.give(Tick())
    working.give(FinishServing("w1", second), ANN)
    asked = working.state.windows["w1"].invited
    assert asked is not None
    assert asked.service_id == f"{second}.s1"


def test_who_is_finished_within_the_least_time_of_another_is_invited_next(working: SmallHall) -> None:
    working.issue()
    working.issue()
    first, second = working.serve_whole("w1", ANN), working.serve("w1", ANN)
    working.wait(2)
    _, *invited = working.give(FinishServing("w1", second), ANN)
    assert invited == [
        RatingLapsed(f"{first}.s1", "w1"),
        RatingInvited(f"{second}.s1", "w1", working.now_ms + 60_000, Ending.FINISHED),
    ]


def test_parking_frees_the_window_and_ends_a_service_without_inviting(working: SmallHall) -> None:
    working.issue()
    working.issue()
    ticket_id = working.serve("w1", ANN)
    assert working.give(ParkTicket("w1", ticket_id), ANN) == (TicketParked(ticket_id, "w1", f"{ticket_id}.s1"),)
    assert working.call("w1", ANN) != ticket_id


def test_a_called_ticket_is_parked_without_a_service(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    assert working.give(ParkTicket("w1", ticket_id), ANN) == (TicketParked(ticket_id, "w1", None),)


def test_a_resumed_ticket_starts_a_new_service(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.serve("w1", ANN)
    working.give(ParkTicket("w1", ticket_id), ANN)
    working.give(ResumeTicket("w2", ticket_id), BO)
    assert working.give(StartServing("w2", ticket_id), BO) == (
        ServingStarted(ticket_id, "w2", "bo", f"{ticket_id}.s2"),
    )


def test_a_transferred_ticket_keeps_its_place_by_its_own_waiting_time(working: SmallHall) -> None:
    moved = working.issue("general")
    waiting = working.issue("instant")
    working.serve("w1", ANN)
    events = working.give(TransferTicket("w1", moved, "instant"), ANN)
    assert events == (
        TicketTransferred(moved, "w1", "instant", Position.KEEP, 1, f"{moved}.s1"),
        RatingInvited(f"{moved}.s1", "w1", working.now_ms + 60_000, Ending.TRANSFERRED),
    )
    assert [standing[2] for standing in working.state.waiting["instant"]] == [moved, waiting]


def test_a_ticket_transferred_to_the_end_stands_before_whoever_comes_new(working: SmallHall) -> None:
    moved = working.issue("general")
    waiting = working.issue("instant")
    working.call("w1", ANN)
    (event,) = working.give(TransferTicket("w1", moved, "instant", Position.LAST), ANN)
    assert isinstance(event, TicketTransferred)
    assert event.service_id is None
    newcomer = working.issue("instant")
    assert [standing[2] for standing in working.state.waiting["instant"]] == [waiting, moved, newcomer]


def test_a_ticket_is_not_handed_back_to_the_queue_it_came_from(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.call("w1", ANN)
    assert working.refusal(TransferTicket("w1", ticket_id, "general"), ANN) is RefusalCode.MALFORMED
    assert working.refusal(TransferTicket("w1", ticket_id, "nothing"), ANN) is RefusalCode.QUEUE_UNKNOWN


def test_a_full_queue_still_takes_a_transferred_ticket(working: SmallHall) -> None:
    moved = working.issue("general")
    working.call("w1", ANN)
    for _ in range(12):
        working.issue("instant")
    working.give(TransferTicket("w1", moved, "instant"), ANN)
    assert len(working.state.waiting["instant"]) == 13


def test_a_waiting_ticket_is_not_transferred(working: SmallHall) -> None:
    ticket_id = working.issue()
    assert working.refusal(TransferTicket("w1", ticket_id, "instant"), ANN) is RefusalCode.WRONG_STATE


def test_a_transferred_ticket_is_served_where_it_was_sent(working: SmallHall) -> None:
    working.issue()
    ticket_id = working.serve("w1", ANN)
    working.give(TransferTicket("w1", ticket_id, "cashier"), ANN)
    working.sit("w4", CAI)
    assert working.serve("w4", CAI) == ticket_id
    assert working.ticket(ticket_id).service_id == f"{ticket_id}.s2"
