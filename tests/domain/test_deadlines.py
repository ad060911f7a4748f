from queue_server.contract.commands import CloseDay, RateService, RatingLevel, ReportSlip, SlipOutcome, Tick
from queue_server.domain.deadlines import next_deadline_ms
from tests.domain.small_hall import ANN, GUS, KIOSK, TERMINAL, SmallHall


def test_a_quiet_hall_waits_for_nothing(hall: SmallHall) -> None:
    assert next_deadline_ms(hall.state) is None


def test_the_oldest_unreported_slip_is_waited_for(hall: SmallHall) -> None:
    first, issued_at_ms = hall.issue(), hall.now_ms
    hall.wait(10)
    hall.issue()
    assert next_deadline_ms(hall.state) == issued_at_ms + 60_000
    hall.give(ReportSlip(first, SlipOutcome.FAILED), KIOSK)
    assert next_deadline_ms(hall.state) == issued_at_ms + 70_000


def test_a_slip_whose_alarm_was_raised_is_waited_for_no_more(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    hall.wait(60)
    hall.give(Tick())
    assert next_deadline_ms(hall.state) is None


def test_an_invitation_is_waited_for_until_it_is_answered(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue(by=GUS)
    ticket_id = hall.serve_whole("w1", ANN)
    assert next_deadline_ms(hall.state) == hall.now_ms + 60_000
    hall.give(RateService(f"{ticket_id}.s1", RatingLevel.FAIR), TERMINAL)
    assert next_deadline_ms(hall.state) is None


def test_a_closed_hall_waits_for_nothing(hall: SmallHall) -> None:
    hall.sit("w1", ANN)
    hall.issue()
    hall.serve_whole("w1", ANN)
    hall.issue()
    hall.give(CloseDay())
    hall.wait(60)
    hall.give(Tick())
    assert next_deadline_ms(hall.state) is None
