"""The floor, for the people who run the hall: every window, every queue, every station, every alarm."""

from collections.abc import Iterator

from config.hall import Station
from queue_server.contract.commands import ApproveWindow, CloseDay, OpenDay, RejectWindow
from queue_server.contract.views import (
    AlarmLine,
    DayCounts,
    DeviceLine,
    FloorView,
    FloorWindow,
    Label,
    ProfileLine,
    RequestLine,
    StationLine,
    UncoveredLine,
)
from queue_server.domain import posts
from queue_server.domain.business_day import business_day
from queue_server.domain.rules import lockers
from queue_server.domain.rules.spots import spot_of
from queue_server.domain.state import Alarm, HallState, WindowRequest
from queue_server.domain.views.actions import SUPERVISOR, action
from queue_server.domain.views.announcements import emergency_line, emergency_offers, published
from queue_server.domain.views.appointments import counts_of_day
from queue_server.domain.views.labels import clerk_at, label, trainee_at, window_brief
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
        uncovered=tuple(_uncovered(state)),
        requests=tuple(_request(state, asked, now_ms) for asked in state.requests.values()),
        profiles=tuple(ProfileLine(p.id, label(p.name), p.queue_ids) for p in hall.plan.profiles),
        paper_series=hall.policy.paper_series,
        emergency=emergency_line(state),
        notices=published(state),
        emergency_messages=emergency_offers(state),
        actions=tuple(action(command, state, SUPERVISOR, now_ms) for command in (today, CloseDay())),
        appointments=counts_of_day(state, state.business_day or today.business_day),
    )


def _window(state: HallState, window_id: str) -> FloorWindow:
    """`since_ms`: of the ticket there, otherwise of the window's own state."""
    window, clerk, ticket = state.windows[window_id], clerk_at(state, window_id), ticket_at(state, window_id)
    trainee = trainee_at(state, window_id)
    zone = state.hall.zones[state.hall.windows[window_id].zone_id]
    profile = state.hall.profiles[state.hall.windows[window_id].profile_id]
    return FloorWindow(
        window=window_brief(state.hall, window_id),
        state=window.state,
        clerk_name=clerk.name if clerk else None,
        number=ticket.number if ticket else None,
        ticket_state=ticket.state if ticket else None,
        since_ms=ticket.since_ms if ticket else window.since_ms,
        zone_letter=zone.letter,
        zone=label(zone.name),
        zone_id=zone.id,
        profile_id=profile.id,
        profile=label(profile.name),
        withdrawn=window.withdrawn,
        trainee_name=trainee.name if trainee else None,
    )


def _uncovered(state: HallState) -> Iterator[UncoveredLine]:
    hall = state.hall
    for queue_id, since_ms in posts.uncovered(state):
        windows = (w.number for w in hall.windows_of_queue[queue_id] if not state.windows[w.id].withdrawn)
        name = label(hall.queues[queue_id].name)
        yield UncoveredLine(queue_id, name, len(state.waiting[queue_id]), since_ms, tuple(windows))


def _request(state: HallState, asked: WindowRequest, now_ms: int) -> RequestLine:
    asker = state.hall.clerks.get(asked.by)
    decisions = (ApproveWindow(asked.request_id), RejectWindow(asked.request_id, "not_now"))
    return RequestLine(
        request_id=asked.request_id,
        window=window_brief(state.hall, asked.window_id),
        change=asked.change.value,
        reason=asked.reason,
        requested_by=asked.by,
        requested_by_name=asker.name if asker else None,
        requested_at_ms=asked.at_ms,
        actions=tuple(action(command, state, SUPERVISOR, now_ms) for command in decisions),
    )


def _alarm(state: HallState, alarm: Alarm) -> AlarmLine:
    return AlarmLine(
        alarm_id=alarm.alarm_id,
        kind=alarm.kind,
        about=alarm.about,
        name=_subject(state, alarm),
        state=alarm.state,
        raised_at_ms=alarm.raised_at_ms,
        acknowledged_by=alarm.acknowledged_by,
    )


def _subject(state: HallState, alarm: Alarm) -> Label:
    spot = spot_of(alarm)
    if spot is None:
        return _name(state, alarm.about)
    station_id, file = spot
    board = _name(state, station_id)
    return Label(f"{board.zh} {file}", f"{board.en} {file}")


def _name(state: HallState, about: str) -> Label:
    """Of the ticket, the queue, the window, the station, or the station the device belongs to."""
    ticket = state.tickets.get(about)
    if ticket is not None:
        return Label(ticket.number, ticket.number)
    appointment = state.appointments.by_id.get(about)
    if appointment is not None and (item := state.hall.items.get(appointment.item_id)) is not None:
        return label(item.name)
    queue = state.hall.queues.get(about)
    if queue is not None:
        return label(queue.name)
    window = state.hall.windows.get(about)
    if window is not None:
        return Label(f"{window.number} {window.name.zh}", f"{window.number} {window.name.en}")
    cell = lockers.cell_of(about)
    if cell is not None:
        name, where = _name(state, cell[0]), f"{cell[1]}-{cell[2]:02}"
        return Label(f"{name.zh} {where}", f"{name.en} {where}")
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
