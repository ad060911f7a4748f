import pytest

from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import (
    CancelTicket,
    CloseDay,
    ReportSlip,
    SlipOutcome,
    Tick,
    VoidTicket,
    WithdrawRequest,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import SlipState, TicketState
from queue_server.domain.events import AlarmCleared, AlarmRaised, SlipReported
from tests.domain.small_hall import ANN, GUS, KIOSK, OTHER_KIOSK, SmallHall, actor, visitor


def test_a_ticket_is_valid_before_its_slip_is_out(hall: SmallHall) -> None:
    ticket = hall.ticket(hall.issue())
    assert (ticket.state, ticket.slip) == (TicketState.WAITING, SlipState.PENDING)


def test_a_failed_slip_may_be_shown_or_printed_after_all(hall: SmallHall) -> None:
    for outcome in (SlipOutcome.ON_SCREEN, SlipOutcome.PRINTED):
        ticket_id = hall.issue()
        hall.give(ReportSlip(ticket_id, SlipOutcome.FAILED), KIOSK)
        assert hall.give(ReportSlip(ticket_id, outcome), KIOSK) == (SlipReported(ticket_id, outcome),)
        assert hall.ticket(ticket_id).slip == outcome


def test_a_failed_slip_alone_raises_no_alarm(hall: SmallHall) -> None:
    """The device that failed does."""
    hall.give(ReportSlip(hall.issue(), SlipOutcome.FAILED), KIOSK)
    assert not hall.state.alarms


def test_a_number_without_slip_that_nobody_confirms_or_voids_raises_an_alarm_once(hall: SmallHall) -> None:
    """The kiosk that should have wiped it is gone: two minutes and a half after the slip has failed."""
    ticket_id = hall.issue()
    hall.wait(10)
    hall.give(ReportSlip(ticket_id, SlipOutcome.FAILED), KIOSK)
    hall.wait(149.999)
    assert hall.give(Tick()) == ()
    hall.wait(0.001)
    raised = AlarmRaised(f"slip_unconfirmed.{ticket_id}.1", "slip_unconfirmed", ticket_id)
    assert hall.give(Tick()) == (raised,)
    assert hall.give(Tick()) == ()
    events = hall.give(ReportSlip(ticket_id, SlipOutcome.ON_SCREEN), KIOSK)
    assert events[-1] == AlarmCleared(raised.alarm_id, "cause_gone")


@pytest.mark.parametrize("by_whom", [KIOSK, GUS])
def test_a_void_number_without_slip_is_nothing_to_look_after(hall: SmallHall, by_whom: Actor) -> None:
    ticket_id = hall.issue()
    hall.give(ReportSlip(ticket_id, SlipOutcome.FAILED), KIOSK)
    hall.give(VoidTicket(ticket_id), by_whom)
    hall.wait(600)
    assert hall.give(Tick()) == ()
    assert not hall.state.slips_failed


def test_failing_twice_says_nothing_new(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    hall.give(ReportSlip(ticket_id, SlipOutcome.FAILED), KIOSK)
    assert hall.give(ReportSlip(ticket_id, SlipOutcome.FAILED), KIOSK) == ()


@pytest.mark.parametrize("settled", [SlipOutcome.PRINTED, SlipOutcome.ON_SCREEN])
@pytest.mark.parametrize("later", list(SlipOutcome))
def test_once_somebody_has_the_number_the_slip_is_settled(
    hall: SmallHall, settled: SlipOutcome, later: SlipOutcome
) -> None:
    ticket_id = hall.issue()
    hall.give(ReportSlip(ticket_id, settled), KIOSK)
    assert hall.refusal(ReportSlip(ticket_id, later), KIOSK) is RefusalCode.SLIP_SETTLED


def test_a_station_reports_only_slips_of_its_own_tickets(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    assert hall.refusal(ReportSlip(ticket_id, SlipOutcome.PRINTED), OTHER_KIOSK) is RefusalCode.FORBIDDEN
    hall.give(ReportSlip(ticket_id, SlipOutcome.PRINTED), actor("bridge-1", Role.BRIDGE))


def test_paper_that_came_out_for_a_void_number_did_come_out(hall: SmallHall) -> None:
    ticket_id = hall.issue(key="key-given-up")
    hall.give(WithdrawRequest("key-given-up"), KIOSK)
    hall.give(ReportSlip(ticket_id, SlipOutcome.PRINTED), KIOSK)
    assert (hall.ticket(ticket_id).state, hall.ticket(ticket_id).slip) == (TicketState.VOID, SlipState.PRINTED)


def test_a_slip_that_is_never_reported_raises_an_alarm_once(hall: SmallHall) -> None:
    first = hall.issue()
    hall.wait(30)
    second = hall.issue()
    hall.wait(29.999)
    assert hall.give(Tick()) == ()
    hall.wait(0.001)
    assert hall.give(Tick()) == (AlarmRaised(f"slip_not_reported.{first}.1", "slip_not_reported", first),)
    assert hall.give(Tick()) == ()
    hall.wait(30)
    assert hall.give(Tick()) == (AlarmRaised(f"slip_not_reported.{second}.2", "slip_not_reported", second),)


def test_alarms_of_one_tick_have_different_ids(hall: SmallHall) -> None:
    hall.issue()
    hall.issue()
    hall.wait(60)
    events = hall.give(Tick())
    assert len({event.alarm_id for event in events if isinstance(event, AlarmRaised)}) == 2


@pytest.mark.parametrize("outcome", list(SlipOutcome))
def test_a_late_report_clears_the_alarm(hall: SmallHall, outcome: SlipOutcome) -> None:
    ticket_id = hall.issue()
    hall.wait(60)
    hall.give(Tick())
    events = hall.give(ReportSlip(ticket_id, outcome), KIOSK)
    assert events[-1] == AlarmCleared(f"slip_not_reported.{ticket_id}.1", "cause_gone")
    assert not hall.state.alarms


def test_the_alarm_goes_with_its_ticket(hall: SmallHall) -> None:
    ticket_id = hall.issue()
    hall.wait(60)
    hall.give(Tick())
    hall.give(CancelTicket(ticket_id), visitor(ticket_id))
    assert not hall.state.alarms


def test_closing_settles_all_slips(hall: SmallHall) -> None:
    hall.issue()
    hall.wait(60)
    hall.give(Tick())
    hall.issue()
    hall.give(CloseDay())
    hall.wait(60)
    assert hall.give(Tick()) == ()
    assert not hall.state.alarms


def test_a_number_given_by_staff_awaits_no_slip(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue(by=GUS)
    hall.wait(3600)
    assert hall.give(Tick()) == ()
