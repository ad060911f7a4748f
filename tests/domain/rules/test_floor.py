import pytest

from queue_server.contract.actors import Role
from queue_server.contract.commands import (
    CallForHelp,
    ClearAlarm,
    DeviceHealth,
    ReportDevice,
    ReportStation,
    ReturnToService,
    TakeOutOfService,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.domain.events import (
    AlarmCleared,
    AlarmRaised,
    DeviceHealthChanged,
    StationReturned,
    StationSeen,
    StationTakenOut,
)
from tests.domain.small_hall import DEE, GUS, KIOSK, OTHER_KIOSK, TERMINAL, TOM, SmallHall, actor


def report(health: DeviceHealth) -> ReportDevice:
    return ReportDevice("k1-printer", health)


def test_a_healthy_device_is_news_once(hall: SmallHall) -> None:
    assert hall.give(report(DeviceHealth.OK), KIOSK) == (DeviceHealthChanged("k1-printer", "k1", DeviceHealth.OK),)
    assert hall.give(report(DeviceHealth.OK), KIOSK) == ()


@pytest.mark.parametrize("health", [health for health in DeviceHealth if health is not DeviceHealth.OK])
def test_a_device_in_trouble_raises_an_alarm_until_it_is_well(hall: SmallHall, health: DeviceHealth) -> None:
    alarm_id = f"device_{health}.k1-printer.1"
    assert hall.give(report(health), KIOSK)[1:] == (AlarmRaised(alarm_id, f"device_{health}", "k1-printer"),)
    assert hall.give(report(health), KIOSK) == ()
    assert hall.give(report(DeviceHealth.OK), KIOSK)[1:] == (AlarmCleared(alarm_id, "cause_gone"),)
    assert not hall.state.alarms


def test_another_trouble_takes_the_place_of_the_one_before(hall: SmallHall) -> None:
    hall.give(report(DeviceHealth.PAPER_LOW), KIOSK)
    events = hall.give(report(DeviceHealth.PAPER_OUT), KIOSK)
    assert events[1:] == (
        AlarmCleared("device_paper_low.k1-printer.1", "cause_gone"),
        AlarmRaised("device_paper_out.k1-printer.2", "device_paper_out", "k1-printer"),
    )


def test_a_device_alarm_that_staff_cleared_does_not_hinder_the_next(hall: SmallHall) -> None:
    hall.give(report(DeviceHealth.PAPER_OUT), KIOSK)
    hall.give(ClearAlarm("device_paper_out.k1-printer.1"), TOM)
    hall.give(report(DeviceHealth.OK), KIOSK)
    hall.give(report(DeviceHealth.PAPER_OUT), KIOSK)
    assert [alarm.alarm_id for alarm in hall.state.alarms.values()] == ["device_paper_out.k1-printer.2"]


def test_a_station_reports_only_devices_of_its_own(hall: SmallHall) -> None:
    assert hall.refusal(report(DeviceHealth.OK), OTHER_KIOSK) is RefusalCode.DEVICE_UNKNOWN
    assert hall.refusal(report(DeviceHealth.OK), actor("k9", Role.KIOSK)) is RefusalCode.STATION_UNKNOWN


def test_a_station_that_never_came_is_not_missed(hall: SmallHall) -> None:
    assert hall.give(ReportStation("k1", online=False)) == ()


def test_a_station_that_goes_is_missed_until_it_is_back(hall: SmallHall) -> None:
    assert hall.give(ReportStation("k1", online=True)) == (StationSeen("k1", True),)
    assert hall.give(ReportStation("k1", online=True)) == ()
    assert hall.give(ReportStation("k1", online=False)) == (
        StationSeen("k1", False),
        AlarmRaised("station_offline.k1.1", "station_offline", "k1"),
    )
    assert hall.give(ReportStation("k1", online=False)) == ()
    assert hall.give(ReportStation("k1", online=True))[1:] == (AlarmCleared("station_offline.k1.1", "cause_gone"),)


def test_an_unknown_station_is_refused(hall: SmallHall) -> None:
    assert hall.refusal(ReportStation("k9", online=True)) is RefusalCode.STATION_UNKNOWN
    assert hall.refusal(CallForHelp(), actor("k9", Role.KIOSK)) is RefusalCode.STATION_UNKNOWN
    assert hall.refusal(TakeOutOfService("k9", "test"), TOM) is RefusalCode.STATION_UNKNOWN
    assert hall.refusal(ReturnToService("k9"), TOM) is RefusalCode.STATION_UNKNOWN


def test_help_is_called_once_until_somebody_came(hall: SmallHall) -> None:
    assert hall.give(CallForHelp(), KIOSK) == (AlarmRaised("help_called.k1.1", "help_called", "k1"),)
    assert hall.give(CallForHelp(), KIOSK) == ()
    hall.give(CallForHelp(), TERMINAL)
    hall.give(ClearAlarm("help_called.k1.1"), GUS)
    assert hall.give(CallForHelp(), KIOSK) == (AlarmRaised("help_called.k1.3", "help_called", "k1"),)


def test_a_station_is_taken_out_of_service_and_returned_once(hall: SmallHall) -> None:
    assert hall.give(TakeOutOfService("k1", "paper"), TOM) == (StationTakenOut("k1", "paper"),)
    assert hall.give(TakeOutOfService("k1", "again"), DEE) == ()
    assert hall.give(ReturnToService("k1"), DEE) == (StationReturned("k1"),)
    assert hall.give(ReturnToService("k1"), TOM) == ()
    assert hall.refusal(TakeOutOfService("k1", "paper"), GUS) is RefusalCode.FORBIDDEN
