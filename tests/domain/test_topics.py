"""That no changed view is forgotten is shown by the hall at random; here: what is told at once, what a moment later."""

from queue_server.contract.actors import Actor
from queue_server.contract.commands import (
    AnyCommand,
    CallNext,
    CancelTicket,
    IssueTicket,
    PauseWindow,
    ReportSlip,
    SlipOutcome,
)
from queue_server.domain.topics import EVERY_TICKET, Touched, touched
from tests.domain.small_hall import ANN, BO, KIOSK, SmallHall, visitor


def told(hall: SmallHall, command: AnyCommand, by: Actor) -> Touched:
    (event,) = hall.give(command, by)
    return touched(event, hall.state)


def test_a_call_is_told_at_once_where_it_is_seen_and_heard(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.sit("w2", BO)
    ticket_id = hall.issue()
    touches = told(hall, CallNext("w1"), ANN)
    assert touches.now == {
        "board",
        "board:east",
        "panel:w1",
        "rating:w1",
        "clerk:w1",
        "floor",
        f"ticket:{ticket_id}",
        "bridge:bridge",  # which calls vibrating tags
    }
    assert {EVERY_TICKET, "hall", "clerk:w2", "panel:w2", "board:west"} <= touches.soon


def test_a_new_ticket_lengthens_queues_soon_and_moves_nobody(hall: SmallHall) -> None:
    touches = told(hall, IssueTicket(queue_id="general"), KIOSK)
    assert touches.now == {"ticket:2026-11-23.A001"}
    assert {"hall", "board", "floor", "clerk:w1"} <= touches.soon
    assert EVERY_TICKET not in touches.soon


def test_a_slip_concerns_its_ticket_alone(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    touches = told(hall, ReportSlip(ticket_id, SlipOutcome.PRINTED), KIOSK)
    assert touches == Touched(frozenset({f"ticket:{ticket_id}"}))


def test_a_called_visitor_who_gives_up_is_told_to_the_window_at_once(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    ticket_id = hall.issue()
    hall.call("w1", ANN)
    touches = told(hall, CancelTicket(ticket_id), visitor(ticket_id))
    assert {"clerk:w1", "panel:w1"} <= touches.now
    assert "clerk:w2" in touches.soon


def test_a_window_that_pauses_is_told_everywhere_at_once(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    touches = told(hall, PauseWindow("w1", "rest"), ANN)
    assert {"hall", "board", "floor", "panel:w1", "panel:w2", "clerk:w1"} <= touches.now
    assert touches.soon == {EVERY_TICKET}
