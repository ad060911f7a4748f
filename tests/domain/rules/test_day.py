import pytest

from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import CloseDay, IssueTicket, MarkNoShow, OpenDay, ParkTicket, Tick
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState, WindowState
from queue_server.domain.decide import decide
from queue_server.domain.events import DayClosed, DayOpened, ServingFinished, TicketCancelled, TicketMissed
from queue_server.domain.state import HallState
from tests.domain.small_hall import ANN, BO, CAI, DAY, DEE, GUS, KIOSK, SmallHall


def test_a_hall_without_a_configuration_does_nothing() -> None:
    for command in (OpenDay(DAY), Tick(), CloseDay()):
        with pytest.raises(CommandRefused) as refused:
            decide(command, HallState(), SYSTEM, 0, "key")
        assert refused.value.code is RefusalCode.NOT_FOUND


def test_a_day_opens_with_the_configuration_in_force() -> None:
    hall = SmallHall(open_day=False)
    assert hall.give(OpenDay(DAY), DEE) == (DayOpened(DAY, hall.state.configuration_hash),)


def test_an_open_day_is_not_opened_again(hall: SmallHall) -> None:
    assert hall.refusal(OpenDay(DAY)) is RefusalCode.DAY_OPEN
    assert hall.refusal(OpenDay("2026-11-24")) is RefusalCode.DAY_OPEN


@pytest.mark.parametrize("day", [DAY, "2026-11-22", "1999-01-01"])
def test_a_day_once_closed_is_past(hall: SmallHall, day: str) -> None:
    hall.give(CloseDay())
    assert hall.refusal(OpenDay(day)) is RefusalCode.DAY_PAST


def test_a_day_that_no_calendar_has_is_refused() -> None:
    assert SmallHall(open_day=False).refusal(OpenDay("2026-02-30")) is RefusalCode.MALFORMED


def test_guides_do_not_open_or_close_the_hall(hall: SmallHall) -> None:
    assert hall.refusal(CloseDay(), GUS) is RefusalCode.FORBIDDEN


def test_closing_gives_every_ticket_an_honest_end(hall: SmallHall) -> None:
    for window_id, by in (("w1", ANN), ("w2", BO), ("w3", CAI)):
        hall.sit(window_id, by)
    for _ in range(6):
        hall.issue()
    served = hall.serve_whole("w1", ANN)
    parked = hall.call("w1", ANN)
    hall.give(ParkTicket("w1", parked), ANN)
    missed = hall.call("w1", ANN)
    hall.give(MarkNoShow("w1", missed), ANN)
    called, serving = hall.call("w2", BO), hall.serve("w3", CAI)
    (waiting,) = hall.state.by_state[TicketState.WAITING]

    events = hall.give(CloseDay(), DEE)

    assert TicketMissed(called, None, "hall_closed") in events
    assert TicketCancelled(parked, "hall_closed") in events
    assert ServingFinished(serving, "w3", f"{serving}.s1", closed_by_hall=True) in events
    assert events[-1] == DayClosed(DAY)
    ends = {ticket_id: ticket.state for ticket_id, ticket in hall.state.tickets.items()}
    assert ends == {
        served: TicketState.SERVED,
        parked: TicketState.CANCELLED,
        missed: TicketState.NO_SHOW,
        called: TicketState.NO_SHOW,
        serving: TicketState.SERVED,
        waiting: TicketState.EXPIRED,
    }


def test_closing_closes_every_window_and_sends_the_clerks_home(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.give(CloseDay())
    assert {window.state for window in hall.state.windows.values()} == {WindowState.CLOSED}
    assert not hall.state.seats


def test_a_closed_day_is_not_closed_again(hall: SmallHall) -> None:
    hall.give(CloseDay())
    assert hall.refusal(CloseDay()) is RefusalCode.DAY_CLOSED


def test_the_evenings_tickets_stay_until_the_next_day_opens(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    hall.give(CloseDay())
    assert hall.ticket(ticket_id).state is TicketState.EXPIRED
    hall.give(OpenDay("2026-11-24"))
    assert ticket_id not in hall.state.tickets
    hall.give(IssueTicket(queue_id="general"), KIOSK)


def test_time_alone_changes_nothing_when_nothing_is_due(hall: SmallHall) -> None:
    assert hall.give(Tick()) == ()
