"""The floor, for the people who run the hall: every window, every queue, every station, every alarm."""

from config.hall import Station
from queue_server.contract.commands import CloseDay, OpenDay
from queue_server.contract.views import (
    AlarmLine,
    DayCounts,
    DeviceLine,
    FloorView,
    FloorWindow,
    Label,
    StationLine,
)
from queue_server.domain.business_day import business_day
from queue_server.domain.state import Alarm, HallState
from queue_server.domain.views.actions import SUPERVISOR, action
from queue_server.domain.views.labels import clerk_at, label, window_brief
from queue_server.domain.views.queues import queue_lines
from queue_server.domain.views.windows import ticket_at


def floor_view(state: HallState, now_ms: int) -> FloorView:
    """ "Open the day" is asked for the date of `now_ms` in the hall."""
    hall = state.hall
    today = OpenDay(business_day(now_ms, hall.plan.time_zone))
    counts = {ticket_state.value: len(tickets) for ticket_state, tickets in state.by_state.items()}
    return FloorView(
        hall=label(hall.plan.name),
        day_open=state.begun_day is not None,
        business_day=state.business_day,
        demonstration=hall.plan.demonstration,
        counts=DayCounts(issued=state.issued, **counts),
        queues=queue_lines(state, hall.plan.queues, now_ms),
        windows=tuple(_window(state, window.id) for window in hall.plan.windows),
        alarms=tuple(_alarm(state, alarm) for alarm in state.alarms.values()),
        stations=tuple(_station(state, station) for station in hall.plan.stations),
        actions=tuple(action(command, state, SUPERVISOR, now_ms) for command in (today, CloseDay())),
    )


def _window(state: HallState, window_id: str) -> FloorWindow:
    """`since_ms`: of the ticket there, otherwise of the window's own state."""
    window, clerk, ticket = state.windows[window_id], clerk_at(state, window_id), ticket_at(state, window_id)
    zone = state.hall.zones[state.hall.windows[window_id].zone_id]
    return FloorWindow(
        window=window_brief(state.hall, window_id),
        state=window.state,
        clerk_name=clerk.name if clerk else None,
        number=ticket.number if ticket else None,
        ticket_state=ticket.state if ticket else None,
        since_ms=ticket.since_ms if ticket else window.since_ms,
        zone_letter=zone.letter,
        zone=label(zone.name),
    )


def _alarm(state: HallState, alarm: Alarm) -> AlarmLine:
    return AlarmLine(
        alarm_id=alarm.alarm_id,
        kind=alarm.kind,
        about=alarm.about,
        name=_name(state, alarm.about),
        state=alarm.state,
        raised_at_ms=alarm.raised_at_ms,
        acknowledged_by=alarm.acknowledged_by,
    )


def _name(state: HallState, about: str) -> Label:
    """Of the ticket, the station, or the station the device belongs to."""
    ticket = state.tickets.get(about)
    if ticket is not None:
        return Label(ticket.number, ticket.number)
    for station in state.hall.plan.stations:
        if station.id == about or any(device.id == about for device in station.devices):
            return label(station.name)
    return Label(about, about)  # a ticket of yesterday


def _station(state: HallState, station: Station) -> StationLine:
    live = state.stations[station.id]
    return StationLine(
        station_id=station.id,
        kind=station.kind.value,
        name=label(station.name),
        online=live.online,
        out_of_service=live.out_because is not None,
        devices=tuple(
            DeviceLine(device.id, device.kind.value, state.devices.get(device.id)) for device in station.devices
        ),
    )
