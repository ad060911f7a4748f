"""`recovery_50k`: seconds from starting the program until it takes commands, with 50 000 events in the journal.

The journal is that of busy days up to yesterday, written by the dispatcher itself, with their answers and history; all
of it is folded, as after an update: there is no snapshot.
Measured is the whole start of `serve`, Python and all, until /health says 200. Floor: the same start with an empty
journal; so value - floor is what the journal costs.
"""

import asyncio
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from sqlalchemy import delete

from benchmarks.busy_days import BusyDays
from benchmarks.cores import Cores
from benchmarks.hall import BenchHall
from benchmarks.line import WINDOWS, Line, Unsound
from benchmarks.server import running, serve
from queue_server.engine.clock import SystemClock
from queue_server.engine.dispatcher import Dispatcher
from queue_server.settings import sqlite_url
from queue_server.storage import schema
from queue_server.storage.database import Database

EVENTS = 50_000


class PastClock(SystemClock):
    """Tells when the command that is being written was given."""

    def __init__(self) -> None:
        self.at_ms = 0

    def now_ms(self) -> int:
        return self.at_ms


def measure(cores: Cores, hall: BenchHall, days: BusyDays, tell: Callable[[str], None]) -> Line:
    """Product and floor in turns."""
    full, empty = hall.fresh_data("recovery"), hall.fresh_data("recovery-floor")
    written = asyncio.run(_write(full, days))
    if written < EVENTS:
        raise Unsound(f"the journal has {written} events")
    values, floors = [], []
    for number in range(1, WINDOWS + 1):
        asyncio.run(_forget_snapshot(full))  # the start before has made one
        values.append(_start_s(cores, hall, full))
        floors.append(_start_s(cores, hall, empty))
        tell(f"recovery_50k {number}: {values[-1]:.2f} s with {written} events, {floors[-1]:.2f} s with none")
    return Line.of_windows("recovery_50k", values, floors)


def _start_s(cores: Cores, hall: BenchHall, data: Path) -> float:
    began = time.perf_counter()
    with running(cores, data / "server.log", *serve(hall, data)) as server:
        try:
            with urllib.request.urlopen(f"{server.url}/health") as answer:  # noqa: S310  our own server
                answer.read()
        except urllib.error.HTTPError as error:
            raise Unsound(f"the server does not feel well: {error.read().decode()}") from error
        return time.perf_counter() - began


async def _write(data: Path, days: BusyDays) -> int:
    """How many events there are then."""
    clock = PastClock()
    async with await Database.open(sqlite_url(data)) as database:
        dispatcher = await Dispatcher.start(database, days.configuration.plan.hall_id, clock=clock)
        for clock.at_ms, together in groupby(days.given, lambda given: given.at_ms):
            async with asyncio.TaskGroup() as group:
                for given in together:
                    group.create_task(dispatcher.submit(given.command, key=given.key, by=given.by))
        written = dispatcher.seq
        await dispatcher.stop()
    return written


async def _forget_snapshot(data: Path) -> None:
    async with await Database.open(sqlite_url(data)) as database:
        await database.write(lambda connection: connection.execute(delete(schema.snapshots)))


def yesterdays(hall: BenchHall) -> BusyDays:
    """The busy days up to yesterday."""
    return BusyDays.play(hall.configuration, EVENTS, datetime.now(UTC).date())
