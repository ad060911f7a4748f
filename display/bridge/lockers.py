"""The lock boards of lockers (自助存取文件柜): a cell is opened once; which are open is told, and which too long."""

import asyncio
import contextlib
from collections.abc import Iterable
from typing import Final, Protocol, TypeAlias

from config.hall import Device
from display.bridge.device import Hall, HealthReport
from display.bridge.taking import Taking
from hardware.drivers.lock_boards import LockBoards, NotSent, Opened, OpenOutcome, States, StillShut, Unknown
from hardware.health import Health, of_line
from queue_server.client.link import Me
from queue_server.client.session import AnyDelivery, ViewArrived
from queue_server.contract.commands import BeginOpening, OpeningOutcome, ReportCell, ReportOpening
from queue_server.contract.refusals import CommandRefused
from queue_server.contract.views import BridgeView, OpeningLine

LOOK_S = 1.0  # between two looks at all boards
AGAIN_MS = 10_000  # the server forgets what was told, when it is started anew

_TOLD: Final[dict[type[OpenOutcome], OpeningOutcome]] = {
    Opened: OpeningOutcome.OPENED,
    StillShut: OpeningOutcome.STILL_SHUT,
    NotSent: OpeningOutcome.NOT_SENT,
    Unknown: OpeningOutcome.UNKNOWN,
}

Cell: TypeAlias = tuple[int, int]
"""Board and lock."""


class HallWithLockers(Hall, Protocol):
    async def put_cells(self, told: object) -> None: ...


class LeftOpen:
    """Which cells have been open for too long. Pure: it is told the time."""

    def __init__(self, limit_ms: int) -> None:
        self._limit_ms = limit_ms
        self._since_ms: dict[Cell, int] = {}
        self._told: set[Cell] = set()

    def known(self, cells: Iterable[Cell]) -> None:
        """The hall knows of these, perhaps from before this program was started."""
        self._told.update(cells)

    def look(self, board: int, is_open: frozenset[int], locks: int, now_ms: int) -> list[tuple[Cell, bool]]:
        """What is news of a board that says which of its first `locks` cells are open: each cell, and whether it was
        left open, or is shut again. Of a cell it tells nothing of, nothing is known."""
        news: list[tuple[Cell, bool]] = []
        for cell in ((board, lock) for lock in range(1, locks + 1)):
            if cell[1] not in is_open:
                self._since_ms.pop(cell, None)
                if cell in self._told:
                    self._told.discard(cell)
                    news.append((cell, False))
            elif now_ms - self._since_ms.setdefault(cell, now_ms) >= self._limit_ms and cell not in self._told:
                self._told.add(cell)
                news.append((cell, True))
        return news


class LockersOnLine:
    def __init__(self, device: Device, me: Me, hall: HallWithLockers) -> None:
        """Raises ValueError for a URL the driver does not understand."""
        self.topics: tuple[str, ...] = (f"bridge:{me.station.id}",)
        self._device = device
        self._driver = LockBoards(device.url)
        self._report = HealthReport(device.id, hall.send)
        self._hall = hall
        self._taking: Taking[OpeningLine] = Taking(hall)
        self._begun: asyncio.Queue[OpeningLine] = asyncio.Queue()
        self._left_open = LeftOpen(me.configuration.policy.cell_open_s * 1000)
        self._news = asyncio.Event()
        self._told: tuple[object, int] = (None, 0)  # what, and when

    def receive(self, message: AnyDelivery, now_ms: int) -> None:
        if (begun := self._taking.receive(message, now_ms)) is not None:
            self._begun.put_nowait(begun)
        if isinstance(message, ViewArrived) and isinstance(message.view, BridgeView):
            mine = (line for line in message.view.openings if line.device_id == self._device.id)
            self._taking.offer(((BeginOpening(line.opening_id), line) for line in mine), now_ms)
            left = (line for line in message.view.left_open if line.device_id == self._device.id)
            self._left_open.known((line.board, line.lock) for line in left)

    def tick(self, now_ms: int) -> None:
        self._taking.tick(now_ms)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as both:
            both.create_task(self._open())
            both.create_task(self._watch())

    async def close(self) -> None:
        await self._driver.close()

    async def _open(self) -> None:
        while True:
            line = await self._begun.get()
            outcome: OpenOutcome = NotSent()
            if line.board in self._driver.boards:
                outcome = await self._driver.open(line.board, line.lock)
            self._hall.send(ReportOpening(line.opening_id, _TOLD[type(outcome)]))
            self._news.set()

    async def _watch(self) -> None:
        while True:
            self._news.clear()
            boards = [await self._look(board) for board in self._driver.boards]
            self._report.tell(of_line({self._driver.health(board) for board in self._driver.boards}))
            await self._tell(boards)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._news.wait()

    async def _look(self, board: int) -> dict[str, str]:
        """What the hall is told of the board."""
        states = await self._driver.states(board)
        if not isinstance(states, States):
            return {"board": str(board), "health": self._driver.health(board).value}
        locks = min(states.told, self._device.locks or states.told)
        for (_, lock), left_open in self._left_open.look(board, states.open, locks, self._hall.now_ms()):
            self._hall.send(ReportCell(self._device.id, str(board), str(lock), left_open))
        cells = "".join("1" if lock in states.open else "0" for lock in range(1, locks + 1))
        return {"board": str(board), "health": Health.OK.value, "cells": cells}

    async def _tell(self, boards: list[dict[str, str]]) -> None:
        """When it is news, and now and then. A server that is away hears of it later."""
        now_ms, (before, at_ms) = self._hall.now_ms(), self._told
        if boards == before and now_ms - at_ms < AGAIN_MS:
            return
        with contextlib.suppress(OSError, CommandRefused):
            await self._hall.put_cells({"device_id": self._device.id, "boards": boards})
            self._told = boards, now_ms
