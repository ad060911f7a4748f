"""The floor: stations and their devices, what is wrong with them, and people who call for help."""

from config.hall import Station
from queue_server.contract.commands import (
    CallForHelp,
    DeviceHealth,
    ReportDevice,
    ReportStation,
    ReturnToService,
    TakeOutOfService,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.events import (
    AlarmRaised,
    DeviceHealthChanged,
    StationReturned,
    StationSeen,
    StationTakenOut,
)
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.alarms import alarm_id, cause_gone, subject
from queue_server.domain.state import HallState

STATION_OFFLINE = "station_offline"
HELP_CALLED = "help_called"


def report_device(command: ReportDevice, moment: Moment) -> Events:
    """News only. Anything but OK raises an alarm of that kind, which the next report clears."""
    state, by = moment.state, moment.by
    station = _station(state, by.id)
    if all(device.id != command.device_id for device in station.devices):
        raise CommandRefused(RefusalCode.DEVICE_UNKNOWN, device_id=command.device_id)
    before = state.devices.get(command.device_id)
    if before is command.health:
        return ()
    events: Events = (DeviceHealthChanged(command.device_id, by.id, command.health),)
    if before is not None:
        events += cause_gone(state, _kind(before), command.device_id)
    if command.health is not DeviceHealth.OK:
        kind = _kind(command.health)
        events += (AlarmRaised(alarm_id(state, kind, command.device_id), kind, command.device_id),)
    return events


def _kind(health: DeviceHealth) -> str:
    return f"device_{health.value}"


def report_station(command: ReportStation, moment: Moment) -> Events:
    """A station that never came cannot be missed."""
    state, station_id = moment.state, command.station_id
    _station(state, station_id)
    live = state.stations[station_id]
    if command.online == live.online:
        return ()
    seen = StationSeen(station_id, command.online)
    if command.online:
        return seen, *cause_gone(state, STATION_OFFLINE, station_id)
    return seen, AlarmRaised(alarm_id(state, STATION_OFFLINE, station_id), STATION_OFFLINE, station_id)


def call_for_help(command: CallForHelp, moment: Moment) -> Events:
    """While a call of that station is open, another one says nothing new."""
    return help_called(moment.state, _station(moment.state, moment.by.id).id)


def help_called(state: HallState, about: str) -> Events:
    """From a station, or from a window."""
    if subject(HELP_CALLED, about) in state.alarms:
        return ()
    return (AlarmRaised(alarm_id(state, HELP_CALLED, about), HELP_CALLED, about),)


def take_out(command: TakeOutOfService, moment: Moment) -> Events:
    station_id = _station(moment.state, command.station_id).id
    if moment.state.stations[station_id].out_because is not None:
        return ()
    return (StationTakenOut(station_id, command.reason),)


def bring_back(command: ReturnToService, moment: Moment) -> Events:
    station_id = _station(moment.state, command.station_id).id
    if moment.state.stations[station_id].out_because is None:
        return ()
    return (StationReturned(station_id),)


def _station(state: HallState, station_id: str) -> Station:
    station = state.hall.stations.get(station_id)
    if station is None:
        raise CommandRefused(RefusalCode.STATION_UNKNOWN, station_id=station_id)
    return station
