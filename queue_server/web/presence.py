"""Which stations are there. A station that comes is reported at once, one that goes only if it stays away for a moment:
a program started anew or a cable put back in is nothing anybody needs to hear of."""

import asyncio
from collections import Counter
from collections.abc import Coroutine, Iterable
from typing import Any
from uuid import uuid4

import structlog

from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import ReportStation
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.engine.dispatcher import Dispatcher

AWAY_S = 5.0
AFTER_START_S = 20.0  # stations that were online when the server stopped get this long to come back
AGAIN_S = 1.0  # what could not be written down is said again after this long

log = structlog.get_logger(__name__)


class Presence:
    def __init__(self, dispatcher: Dispatcher, *, away_s: float = AWAY_S) -> None:
        self._dispatcher = dispatcher
        self._away_s = away_s
        self._there: Counter[str] = Counter()  # conversations by station
        self._leaving: dict[str, asyncio.Task[None]] = {}
        self._reports: set[asyncio.Task[None]] = set()
        self._stopped = False

    def expect(self, station_ids: Iterable[str], *, within_s: float | None = None) -> None:
        """These were online when the server stopped: reported as gone unless they come back in time."""
        for station_id in station_ids:
            self._leave(station_id, AFTER_START_S if within_s is None else within_s)

    def came(self, station_id: str) -> None:
        self._there[station_id] += 1
        leaving = self._leaving.pop(station_id, None)
        if leaving is not None:
            leaving.cancel()
        if self._there[station_id] == 1:
            self._start(self._report(station_id, online=True))

    def went(self, station_id: str) -> None:
        self._there[station_id] -= 1
        if self._there[station_id] == 0:
            del self._there[station_id]
            self._leave(station_id, self._away_s)

    async def stop(self) -> None:
        """The server goes, not the stations: says nothing more about them."""
        self._stopped = True
        tasks = (*self._leaving.values(), *self._reports)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _leave(self, station_id: str, after_s: float) -> None:
        if not self._stopped:
            self._leaving[station_id] = asyncio.create_task(self._gone(station_id, after_s))

    async def _gone(self, station_id: str, after_s: float) -> None:
        await asyncio.sleep(after_s)
        del self._leaving[station_id]
        self._start(self._report(station_id, online=False))

    def _start(self, report: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(report)
        self._reports.add(task)
        task.add_done_callback(self._reports.discard)

    async def _report(self, station_id: str, *, online: bool) -> None:
        """Until it is written down, or not true any more."""
        log.info("station_came" if online else "station_gone", station=station_id)
        key = uuid4().hex
        while not self._stopped and (station_id in self._there) == online:
            try:
                await self._dispatcher.submit(ReportStation(station_id, online), key=key, by=SYSTEM)
                return
            except CommandRefused as refused:
                if refused.code is not RefusalCode.UNAVAILABLE:
                    log.warning("station_not_reported", station=station_id, online=online, code=refused.code)
                    return
            await asyncio.sleep(AGAIN_S)
