"""A hall whose ratings are told to simulated receivers, over real HTTP."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from config.configuration import HallConfiguration
from config.exports import Export
from queue_server.contract.actors import SYSTEM, Actor, Role
from queue_server.contract.commands import (
    CallNext,
    Command,
    FinishServing,
    IssueTicket,
    OpenDay,
    OpenWindow,
    PublishConfiguration,
    RateService,
    RatingLevel,
    StartServing,
)
from queue_server.contract.views import Accepted
from queue_server.engine.dispatcher import Dispatcher
from queue_server.exports.sending import Sending
from queue_server.storage.database import Database
from simulation.receiver import Desk, Receiver
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, KIOSK, MORNING_MS, clerk_of, sample, start
from tests.steady_loop import SteadyLoop

WINDOW = "w01"


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], SteadyLoop]]:
    """A receiver that answers at once is never too late, however busy this machine is."""
    return {"steady": SteadyLoop}


def hall_told(*exports: Export) -> HallConfiguration:
    """The sample hall with these receivers."""
    policy = sample().policy.model_copy(update={"exports": exports})
    return HallConfiguration(plan=sample().plan, catalogue=sample().catalogue, policy=policy)


class Office:
    """A hall with one open window, and what sends its ratings. Pauses take no time, and are written down."""

    def __init__(self, database: Database, receiver: Receiver, url: str) -> None:
        self.database, self.receiver, self.url = database, receiver, url
        self.clock = ManualClock(MORNING_MS)
        self.pauses: list[float] = []
        self.keys: dict[str, str] = {}
        self.given = 0
        self.dispatcher: Dispatcher
        self.sending: Sending
        self._task: asyncio.Task[None] | None = None

    def export(self, receiver_id: str, **differently: Any) -> Export:
        """As the sample has it, at our receiver."""
        (one,) = (export for export in sample().policy.exports if export.id == receiver_id)
        return Export.model_validate({**one.model_dump(), "url": f"{self.url}/{receiver_id}", **differently})

    async def open(self, *exports: Export) -> None:
        self.dispatcher = await start(self.database, self.clock)
        await self.publish(*exports)
        await self.give(OpenDay(DAY), SYSTEM)
        await self.give(OpenWindow(WINDOW), clerk_of(WINDOW))

    async def publish(self, *exports: Export) -> None:
        hall = hall_told(*exports)
        await self.give(PublishConfiguration(hall.content_hash, hall.content), SYSTEM)

    def send(self) -> None:
        self.sending = Sending(self.dispatcher, self.database, self.clock, self.keys, self._pause)
        self._task = asyncio.create_task(self.sending.run())

    async def stop_sending(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            assert self._task.cancelled(), self._task.exception()
            self._task = None

    async def close(self) -> None:
        await self.stop_sending()
        await self.dispatcher.stop()

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)

    async def give(self, command: Command, by: Actor) -> Accepted:
        self.given += 1
        await self.clock.advance(5_000)
        return await self.dispatcher.submit(command, key=f"office-{self.given:05}", by=by)  # type: ignore[arg-type]

    async def serve(self, item_id: str | None = None) -> str:
        """Somebody comes, is served, and goes: the id of the service."""
        asked = IssueTicket(item_id=item_id) if item_id else IssueTicket(queue_id="comprehensive")
        ticket = (await self.give(asked, KIOSK)).ticket
        assert ticket
        await self.give(CallNext(WINDOW), clerk_of(WINDOW))
        await self.give(StartServing(WINDOW, ticket.ticket_id), clerk_of(WINDOW))
        await self.give(FinishServing(WINDOW, ticket.ticket_id), clerk_of(WINDOW))
        return f"{ticket.ticket_id}.s1"

    async def rate(self, level: RatingLevel = RatingLevel.SATISFIED, **differently: Any) -> str:
        service_id = await self.serve()
        await self.give(RateService(service_id, level, **differently), visitor(service_id))
        return service_id

    async def taken(self, name: str, count: int) -> Desk:
        """The desk, once it has so many."""
        desk = self.receiver.desks[name]
        async with asyncio.timeout(30):
            while len(desk.taken) < count:
                desk.arrived.clear()
                await desk.arrived.wait()
        return desk


def visitor(service_id: str) -> Actor:
    return Actor(service_id.rpartition(".s")[0], frozenset({Role.VISITOR}))


@pytest.fixture
def logs() -> Any:
    with capture_logs() as lines:
        yield lines


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[Office]:
    receiver = Receiver(slow_s=5)
    runner = web.AppRunner(receiver.app, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    office = Office(database, receiver, f"http://127.0.0.1:{site.port}")
    try:
        yield office
    finally:
        await office.close()
        await runner.cleanup()


@pytest.fixture
async def office(sqlite_with_tables: Path, tmp_path: Path, logs: Any) -> AsyncIterator[Office]:
    file = tmp_path / "hall.sqlite"
    shutil.copy(sqlite_with_tables, file)
    async with await Database.open(f"sqlite+aiosqlite:///{file}") as database, opened(database) as office:
        yield office


@pytest.fixture
async def office_on_each(database: Database, logs: Any) -> AsyncIterator[Office]:
    """On a database of every kind."""
    async with opened(database) as office:
        yield office
