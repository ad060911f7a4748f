"""Lockers: which cells are open now, as their bridges tell it, and what became of the newest openings.

What is told of cells is kept in memory only, and not for long: a door that is opened and shut is no matter of the
journal. Opening one is a command.
"""

from http import HTTPStatus
from typing import Annotated

import msgspec
from aiohttp import web

from config.hall import Device, DeviceKind, Station
from queue_server.contract.actors import Role
from queue_server.contract.commands import ALLOWED, Board, DeviceHealth, Id, OpenCell
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Label
from queue_server.domain.state import CellOpening, HallState
from queue_server.domain.views.labels import staff_name
from queue_server.web.access import Door
from queue_server.web.answers import answer, read_json
from queue_server.web.reception import CALLER, RECEPTION

LOOKERS = frozenset({Role.TECHNICIAN, Role.SUPERVISOR, Role.GUIDE, Role.AUDITOR})
BELIEVED_MS = 30_000  # a bridge tells again every ten seconds
SHOWN = 20  # of the openings


class BoardCells(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a lock board says: 1 for each cell that is open, 0 for one that is shut, in the order of its locks.

    `health` other than ok: it says nothing now.
    """

    board: Board
    health: DeviceHealth
    cells: Annotated[str, msgspec.Meta(pattern=r"^[01]{0,50}$(?!\n)")] = ""


class CellsTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All boards of one line, by the bridge that has it."""

    device_id: Id
    boards: Annotated[tuple[BoardCells, ...], msgspec.Meta(max_length=32)]


class LockerBoard(msgspec.Struct, frozen=True):
    """`health` None: nothing was told lately, and nobody knows which cells are open."""

    board: int
    health: DeviceHealth | None
    locks: int
    open: tuple[int, ...]


class Locker(msgspec.Struct, frozen=True):
    device_id: str
    station: Label
    online: bool
    boards: tuple[LockerBoard, ...]


class OpeningTold(msgspec.Struct, frozen=True):
    """A cell that staff wanted opened: who, why, and what came of it; None while it is under way."""

    opening_id: str
    device_id: str
    board: int
    lock: int
    reason: str
    by: str
    asked_at_ms: int
    outcome: str | None


class Lockers(msgspec.Struct, frozen=True):
    """`openings`: the newest first. `reasons`: the codes of which opening needs one. `may_open`: whoever asks may."""

    lockers: tuple[Locker, ...]
    openings: tuple[OpeningTold, ...]
    reasons: tuple[str, ...]
    may_open: bool


class Cells:
    """What bridges told last, by device."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[CellsTold, int]] = {}

    def put(self, told: CellsTold, now_ms: int) -> None:
        self._told[told.device_id] = told, now_ms

    def of(self, device_id: str, now_ms: int) -> dict[int, BoardCells]:
        """By board; nothing of what is too old to be believed."""
        told, at_ms = self._told.get(device_id, (None, 0))
        if told is None or now_ms - at_ms > BELIEVED_MS:
            return {}
        return {int(board.board): board for board in told.boards}


CELLS = web.AppKey("cells", Cells)


async def put_cells(request: web.Request) -> web.Response:
    """A bridge tells which cells of its lockers are open."""
    told = await read_json(request, CellsTold)
    station = request[CALLER].station
    devices = station.devices if station is not None else ()
    if not any(device.id == told.device_id and device.kind is DeviceKind.LOCK_BOARDS for device in devices):
        raise CommandRefused(RefusalCode.DEVICE_UNKNOWN, device_id=told.device_id)
    request.app[CELLS].put(told, request.app[RECEPTION].now_ms())
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def look(request: web.Request) -> web.Response:
    """The lockers of the hall: which cells are open, and who had one opened lately, why, with what outcome."""
    cells, may_open = request.app[CELLS], request[CALLER].actor.may_act_as(*ALLOWED[OpenCell])

    def seen(state: HallState, now_ms: int) -> Lockers:
        plan = state.hall.plan
        lockers = (
            _locker(state, station, device, cells.of(device.id, now_ms))
            for station in plan.stations
            for device in station.devices
            if device.kind is DeviceKind.LOCK_BOARDS
        )
        newest = [*state.opened, *state.openings.values()][::-1][:SHOWN]
        return Lockers(
            lockers=tuple(lockers),
            openings=tuple(_opening(state, opening) for opening in newest),
            reasons=state.hall.policy.cell_reasons,
            may_open=may_open,
        )

    return answer(await request.app[RECEPTION].dispatcher.look(seen))


def _locker(state: HallState, station: Station, device: Device, told: dict[int, BoardCells]) -> Locker:
    online = state.stations[station.id].online
    return Locker(
        device_id=device.id,
        station=Label(station.name.zh, station.name.en),
        online=online,
        boards=tuple(_board(number, device, told.get(number) if online else None) for number in device.boards),
    )


def _board(number: int, device: Device, told: BoardCells | None) -> LockerBoard:
    if told is None:
        return LockerBoard(number, None, device.locks or 0, ())
    locks = device.locks or len(told.cells)
    return LockerBoard(
        number, told.health, locks, tuple(at for at, cell in enumerate(told.cells[:locks], 1) if cell == "1")
    )


def _opening(state: HallState, opening: CellOpening) -> OpeningTold:
    return OpeningTold(
        opening_id=opening.opening_id,
        device_id=opening.device_id,
        board=opening.board,
        lock=opening.lock,
        reason=opening.reason,
        by=staff_name(state.hall, opening.by) or opening.by,
        asked_at_ms=opening.asked_at_ms,
        outcome=opening.outcome.value if opening.outcome is not None else None,
    )


DOORS = (
    Door(
        "PUT",
        "/api/v1/stations/me/cells",
        put_cells,
        frozenset({Role.BRIDGE}),
        takes=CellsTold,
        gives={204: None},
        refuses=frozenset({RefusalCode.DEVICE_UNKNOWN}),
    ),
    Door("GET", "/api/v1/lockers", look, LOOKERS, gives={200: Lockers}),
)
