"""Lockers (自助存取文件柜): a cell is opened by staff who say why, once and now, and is not left open unnoticed.

Which cells are open is no matter of the journal: it holds who wanted which one opened, why, and what came of it.
"""

from collections.abc import Iterator
from typing import Final

from config.hall import Device, DeviceKind
from queue_server.contract.commands import BeginOpening, OpenCell, OpeningOutcome, ReportCell, ReportOpening
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.events import AlarmRaised, CellOpeningAsked, CellOpeningBegun, CellOpeningReported
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.alarms import CELL_LEFT_OPEN, alarm_id, cause_gone, subject
from queue_server.domain.rules.keypads import owned_device
from queue_server.domain.state import Alarm, CellOpening, HallState

TAKEN_MS: Final = 5_000  # whoever wanted it stands before the door now
MOST_LOCKS: Final = 50  # that a board may have
DONE_MS: Final = 15_000  # from its beginning; a lock moves for half a second


def open_cell(command: OpenCell, moment: Moment) -> Events:
    state = moment.state
    station_id = _station_of(state, command.device_id)
    device = owned_device(state, station_id, command.device_id)
    board, lock = _cell(device, command)
    reasons = state.hall.policy.cell_reasons
    if command.reason not in reasons:
        raise CommandRefused(RefusalCode.REASON_UNKNOWN, allowed=", ".join(reasons))
    if not state.stations[station_id].online:
        raise CommandRefused(RefusalCode.STATION_AWAY, station_id=station_id)
    if any((each.device_id, each.board, each.lock) == (device.id, board, lock) for each in state.openings.values()):
        raise CommandRefused(RefusalCode.CELL_BUSY)
    opening_id = f"o{state.openings_made + 1}"
    return (CellOpeningAsked(opening_id, device.id, station_id, board, lock, command.reason, moment.by.id),)


def begin(command: BeginOpening, moment: Moment) -> Events:
    opening = _mine(command, moment)
    if opening.begun_at_ms is not None or moment.now_ms >= _due_ms(opening):
        raise _unknown(command)
    return (CellOpeningBegun(opening.opening_id),)


def report(command: ReportOpening, moment: Moment) -> Events:
    opening = _mine(command, moment)
    if opening.begun_at_ms is None:
        raise _unknown(command)
    return (CellOpeningReported(opening.opening_id, command.outcome),)


def report_cell(command: ReportCell, moment: Moment) -> Events:
    """Told again, it is no news."""
    state = moment.state
    device = owned_device(state, moment.by.id, command.device_id)
    about = cell_id(device.id, *_cell(device, command))
    if not command.left_open:
        return cause_gone(state, CELL_LEFT_OPEN, about)
    if subject(CELL_LEFT_OPEN, about) in state.alarms:
        return ()
    return (AlarmRaised(alarm_id(state, CELL_LEFT_OPEN, about), CELL_LEFT_OPEN, about),)


def next_due_ms(state: HallState) -> int | None:
    """When the first opening under way is given up; None without one."""
    return min((_due_ms(opening) for opening in state.openings.values()), default=None)


def lapsed(state: HallState, now_ms: int) -> Events:
    """What no bridge took was not sent; of what one took and said nothing of, nobody knows."""
    return tuple(
        CellOpeningReported(
            opening.opening_id,
            OpeningOutcome.NOT_SENT if opening.begun_at_ms is None else OpeningOutcome.UNKNOWN,
        )
        for opening in state.openings.values()
        if _due_ms(opening) <= now_ms
    )


def cell_id(device_id: str, board: int, lock: int) -> str:
    """Under which an alarm is about a cell."""
    return f"{device_id}:{board}:{lock}"


def cell_of(about: str) -> tuple[str, int, int] | None:
    """Device, board and lock; None for what is no cell."""
    device_id, _, rest = about.partition(":")
    board, _, lock = rest.partition(":")
    return (device_id, int(board), int(lock)) if board.isdecimal() and lock.isdecimal() else None


def device_of(alarm: Alarm) -> str:
    """What the alarm is about; of a cell its boards."""
    cell = cell_of(alarm.about) if alarm.kind == CELL_LEFT_OPEN else None
    return cell[0] if cell is not None else alarm.about


def left_open(state: HallState, station_id: str) -> Iterator[tuple[str, int, int]]:
    """The cells of that station of which an alarm says so."""
    for alarm in state.alarms.values():
        cell = cell_of(alarm.about) if alarm.kind == CELL_LEFT_OPEN else None
        if cell is not None and _station_with(state, cell[0]) == station_id:
            yield cell


def bridges(state: HallState) -> list[str]:
    """The stations that have lockers."""
    return [
        station.id
        for station in state.hall.plan.stations
        if any(device.kind is DeviceKind.LOCK_BOARDS for device in station.devices)
    ]


def bridge_of_alarm(alarm_id: str, state: HallState) -> str | None:
    """The station whose cell that alarm is about; None for any other alarm."""
    kind, _, about = alarm_id.rpartition(".")[0].partition(".")
    cell = cell_of(about) if kind == CELL_LEFT_OPEN else None
    return _station_with(state, cell[0]) if cell is not None else None


def _station_of(state: HallState, device_id: str) -> str:
    station_id = _station_with(state, device_id)
    if station_id is None:
        raise CommandRefused(RefusalCode.DEVICE_UNKNOWN, device_id=device_id)
    return station_id


def _station_with(state: HallState, device_id: str) -> str | None:
    return next(
        (
            station.id
            for station in state.hall.plan.stations
            if any(device.id == device_id and device.kind is DeviceKind.LOCK_BOARDS for device in station.devices)
        ),
        None,
    )


def _cell(device: Device, command: OpenCell | ReportCell) -> tuple[int, int]:
    """Board and lock. Refuses DEVICE_UNKNOWN for what is no locker, CELL_UNKNOWN."""
    if device.kind is not DeviceKind.LOCK_BOARDS:
        raise CommandRefused(RefusalCode.DEVICE_UNKNOWN, device_id=device.id)
    board, lock = int(command.board), int(command.lock)
    if board not in device.boards or lock > (device.locks or MOST_LOCKS):
        raise CommandRefused(RefusalCode.CELL_UNKNOWN, device_id=device.id)
    return board, lock


def _mine(command: BeginOpening | ReportOpening, moment: Moment) -> CellOpening:
    opening = moment.state.openings.get(command.opening_id)
    if opening is None or opening.station_id != moment.by.id:
        raise _unknown(command)
    return opening


def _unknown(command: BeginOpening | ReportOpening) -> CommandRefused:
    return CommandRefused(RefusalCode.OPENING_UNKNOWN, opening_id=command.opening_id)


def _due_ms(opening: CellOpening) -> int:
    if opening.begun_at_ms is None:
        return opening.asked_at_ms + TAKEN_MS
    return opening.begun_at_ms + DONE_MS
