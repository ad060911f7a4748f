import pytest

from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import (
    BeginReprint,
    CallNext,
    CancelTicket,
    IssueTicket,
    ReportReprint,
    ReportSlip,
    ReportStation,
    ReprintSlip,
    SlipOutcome,
    Tick,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import SlipState, TicketState
from queue_server.domain.events import (
    AlarmCleared,
    AlarmRaised,
    ReprintBegun,
    ReprintReported,
    SlipReported,
    SlipReprinted,
    TicketIssued,
)
from queue_server.domain.views import view
from tests.domain.small_hall import ANN, GUS, KIOSK, OTHER_KIOSK, SmallHall


@pytest.fixture
def printed(hall: SmallHall) -> str:
    """A ticket with its slip; both kiosks are there."""
    for station_id in ("k1", "k2"):
        hall.give(ReportStation(station_id, True), SYSTEM)
    ticket_id = hall.issue()
    hall.give(ReportSlip(ticket_id, SlipOutcome.PRINTED), KIOSK)
    return ticket_id


def to_print(hall: SmallHall) -> list[tuple[str, str]]:
    lines = view(hall.state, "hall", hall.now_ms).to_print  # type: ignore[union-attr]
    return [(line.reprint_id, line.station_id) for line in lines]


def test_staff_have_a_slip_printed_again_where_it_was_given_and_nothing_happens_to_the_ticket(
    hall: SmallHall, printed: str
) -> None:
    before = hall.ticket(printed)
    state, slip, place = before.state, before.slip, before.place
    reprint_id = f"{printed}.r1"
    assert hall.give(ReprintSlip(printed), GUS) == (SlipReprinted(reprint_id, printed, "k1", "gus"),)
    assert to_print(hall) == [(reprint_id, "k1")]
    assert hall.give(BeginReprint(printed, reprint_id), KIOSK) == (ReprintBegun(reprint_id, printed),)
    assert to_print(hall) == []
    report = ReportReprint(printed, reprint_id, printed=True)
    assert hall.give(report, KIOSK) == (ReprintReported(reprint_id, printed, printed=True),)
    assert hall.refusal(report, KIOSK) is RefusalCode.REPRINT_UNKNOWN
    after = hall.ticket(printed)
    assert (after.state, after.slip, after.place) == (state, slip, place)


def test_it_comes_out_once_however_often_it_is_asked_for_meanwhile(hall: SmallHall, printed: str) -> None:
    hall.give(ReprintSlip(printed), GUS)
    assert hall.give(ReprintSlip(printed, "k2"), GUS) == ()
    begin = BeginReprint(printed, f"{printed}.r1")
    hall.give(begin, KIOSK)
    assert hall.refusal(begin, KIOSK) is RefusalCode.REPRINT_UNKNOWN
    assert hall.give(ReprintSlip(printed), GUS) == ()
    hall.give(ReportReprint(printed, f"{printed}.r1", printed=True), KIOSK)
    assert hall.give(ReprintSlip(printed), GUS) == (SlipReprinted(f"{printed}.r2", printed, "k1", "gus"),)


def test_only_the_station_that_was_named_prints_it(hall: SmallHall, printed: str) -> None:
    hall.give(ReprintSlip(printed, "k2"), GUS)
    begin = BeginReprint(printed, f"{printed}.r1")
    assert hall.refusal(begin, KIOSK) is RefusalCode.REPRINT_UNKNOWN
    hall.give(begin, OTHER_KIOSK)


@pytest.mark.parametrize(
    ("station_id", "why"),
    [("k9", RefusalCode.STATION_UNKNOWN), ("b1", RefusalCode.DEVICE_UNKNOWN), ("k2", RefusalCode.STATION_AWAY)],
)
def test_it_is_asked_only_of_a_station_that_is_there_and_has_a_printer(
    hall: SmallHall, printed: str, station_id: str, why: RefusalCode
) -> None:
    hall.give(ReportStation("k2", False), SYSTEM)
    assert hall.refusal(ReprintSlip(printed, station_id), GUS) is why


def test_a_number_that_staff_gave_by_word_is_printed_by_the_first_station_that_can(
    hall: SmallHall, printed: str
) -> None:
    ticket_id = next(
        e.ticket_id for e in hall.give(IssueTicket(queue_id="general"), GUS) if isinstance(e, TicketIssued)
    )
    hall.give(ReportStation("k1", False), SYSTEM)
    (asked,) = hall.give(ReprintSlip(ticket_id), GUS)
    assert isinstance(asked, SlipReprinted)
    assert asked.station_id == "k2"
    hall.give(ReportReprint(ticket_id, asked.reprint_id, printed=False), OTHER_KIOSK)
    hall.give(ReportStation("k2", False), SYSTEM)
    assert hall.refusal(ReprintSlip(ticket_id), GUS) is RefusalCode.STATION_AWAY


def test_what_is_over_gets_no_slip_and_clerks_do_not_ask(hall: SmallHall, printed: str) -> None:
    assert hall.refusal(ReprintSlip(printed), ANN) is RefusalCode.FORBIDDEN
    hall.give(CancelTicket(printed, "staff"), GUS)
    assert hall.refusal(ReprintSlip(printed), GUS) is RefusalCode.WRONG_STATE


def test_who_is_called_may_have_it_too(hall: SmallHall, printed: str) -> None:
    hall.sit("w1", ANN)
    hall.give(CallNext("w1"), ANN)
    hall.give(ReprintSlip(printed), GUS)
    assert hall.ticket(printed).state is TicketState.CALLED


def test_a_number_whose_slip_was_missing_has_one_now(hall: SmallHall, printed: str) -> None:
    missing = hall.issue()
    hall.give(ReportSlip(missing, SlipOutcome.FAILED), KIOSK)
    hall.give(ReprintSlip(missing), GUS)
    events = hall.give(ReportReprint(missing, f"{missing}.r1", printed=True), KIOSK)
    assert events[1] == SlipReported(missing, SlipOutcome.PRINTED)
    assert hall.ticket(missing).slip is SlipState.PRINTED


def test_a_number_given_by_word_has_a_slip_once_one_is_printed(hall: SmallHall, printed: str) -> None:
    told = next(e.ticket_id for e in hall.give(IssueTicket(queue_id="general"), GUS) if isinstance(e, TicketIssued))
    assert hall.ticket(told).slip is SlipState.ON_SCREEN
    hall.give(ReprintSlip(told), GUS)
    hall.give(ReportReprint(told, f"{told}.r1", printed=True), KIOSK)
    assert hall.ticket(told).slip is SlipState.PRINTED


def test_one_that_does_not_come_out_is_told_to_staff_until_it_is_asked_for_again(hall: SmallHall, printed: str) -> None:
    hall.give(ReprintSlip(printed), GUS)
    _, alarm = hall.give(ReportReprint(printed, f"{printed}.r1", printed=False), KIOSK)
    assert alarm == AlarmRaised(f"reprint_failed.{printed}.1", "reprint_failed", printed)
    assert hall.give(ReprintSlip(printed, "k2"), GUS)[-1] == AlarmCleared(alarm.alarm_id, "cause_gone")


def test_one_nobody_reports_in_time_counts_as_failed_and_is_begun_by_nobody_later(
    hall: SmallHall, printed: str
) -> None:
    hall.give(ReprintSlip(printed), GUS)
    hall.wait(59.999)
    assert hall.give(Tick()) == ()
    hall.wait(0.001)
    failed = ReprintReported(f"{printed}.r1", printed, printed=False)
    assert hall.give(Tick())[0] == failed
    assert hall.refusal(BeginReprint(printed, f"{printed}.r1"), KIOSK) is RefusalCode.REPRINT_UNKNOWN
    assert to_print(hall) == []
