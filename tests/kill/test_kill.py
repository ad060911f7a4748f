"""The server is killed without warning, again and again: whatever it has answered is there afterwards, exactly once."""

import asyncio
import multiprocessing
import os
import random
import shutil
import signal
from multiprocessing.process import BaseProcess
from pathlib import Path

import msgspec
import pytest

from queue_server.contract.actors import Role
from queue_server.contract.commands import AnyCommand, CancelTicket, IssueTicket, ReportSlip, SlipOutcome
from queue_server.contract.views import Accepted
from queue_server.domain.events import TicketIssued
from queue_server.engine.clock import SystemClock
from queue_server.engine.dispatcher import STEPS, Dispatcher
from queue_server.reports.verification import verify
from queue_server.storage.database import Database
from queue_server.storage.journal import Journal
from tests.engine.sample_hall import HALL, open_hall
from tests.kill import hall_process
from tests.kill.hall_process import Line, Reply

CLIENTS = 16
QUEUES = ("comprehensive", "instant", "social-security", "real-estate")
RANDOM_MOMENTS = 50


@pytest.fixture(scope="module")
def nursery() -> multiprocessing.context.ForkServerContext:
    """Servers are forked from a process that has everything loaded: each is there within a few milliseconds."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([hall_process.__name__])
    return context


@pytest.fixture(scope="module")
def open_morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database in which the day has just been opened."""
    file = tmp_path_factory.mktemp("morning") / "hall.sqlite"

    async def prepare() -> None:
        async with await Database.open(f"sqlite:///{file}") as database:
            await database.upgrade()
            dispatcher = await Dispatcher.start(database, HALL, clock=SystemClock())
            await open_hall(dispatcher)
            await dispatcher.stop()

    asyncio.run(prepare())
    return file


class Hall:
    """The hall's server as its clients know it."""

    def __init__(self, nursery: multiprocessing.context.ForkServerContext, folder: Path, morning: Path) -> None:
        self._nursery = nursery
        self._folder = folder
        shutil.copy(morning, folder / "hall.sqlite")
        self._process: BaseProcess | None = None

    async def start(self, deadly_step: str | None = None, spared: int = 0) -> None:
        (self._folder / "socket").unlink(missing_ok=True)
        self._process = self._nursery.Process(
            target=hall_process.serve, args=(self._folder, HALL, deadly_step, spared), daemon=True
        )
        self._process.start()
        async with asyncio.timeout(30):
            while not (self._folder / "socket").exists():
                assert self._process.is_alive(), "the server does not start"
                await asyncio.sleep(0.002)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_unix_connection(str(self._folder / "socket"))

    def kill(self) -> None:
        assert self._process is not None
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGKILL)

    async def gone(self) -> None:
        assert self._process is not None
        await asyncio.to_thread(self._process.join, 30)
        assert self._process.exitcode == -signal.SIGKILL


class Client:
    """A kiosk that takes tickets, one after the other, until the server is gone; it knows what it was answered."""

    def __init__(self, name: str, rng: random.Random) -> None:
        self._name = name
        self._rng = rng
        self.given: dict[str, Line] = {}
        self.answered: dict[str, Accepted] = {}

    async def work(self, hall: Hall) -> None:
        reader, writer = await hall.connect()
        try:
            while True:
                line = self._next()
                self.given[line.key] = line
                if not await self._ask(reader, writer, line):
                    return
        except OSError:
            return
        finally:
            writer.close()

    async def ask_again(self, hall: Hall) -> None:
        """Everything once more with the same keys: what was answered is answered alike, the rest is answered now."""
        before = dict(self.answered)
        reader, writer = await hall.connect()
        try:
            for line in self.given.values():
                assert await self._ask(reader, writer, line), "the server went away in peace"
        finally:
            writer.close()
        assert {key: self.answered[key] for key in before} == before
        assert self.answered.keys() == self.given.keys()

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: Line) -> bool:
        writer.write(msgspec.json.encode(line) + b"\n")
        answer = await reader.readline()
        if not answer.endswith(b"\n"):  # cut off
            return False
        reply = msgspec.json.decode(answer, type=Reply)
        assert reply.accepted is not None, f"{line} was refused"
        self.answered[reply.key] = reply.accepted
        return True

    def _next(self) -> Line:
        """A ticket; for every second one, what becomes of it."""
        number = len(self.given)
        key = f"{self._name}-{number:06}"
        command: AnyCommand = IssueTicket(queue_id=self._rng.choice(QUEUES))
        role, actor_id = Role.KIOSK, "kiosk-1"
        if number % 2:
            last = self.answered[f"{self._name}-{number - 1:06}"].ticket
            assert last is not None
            if self._rng.random() < 0.5:
                command = ReportSlip(last.ticket_id, SlipOutcome.PRINTED)
            else:
                command, role, actor_id = CancelTicket(last.ticket_id), Role.VISITOR, last.ticket_id
        return Line(key, role, actor_id, command)


async def check_that_nothing_is_lost(folder: Path, clients: list[Client]) -> None:
    """Every answered command is in the journal once; numbers are given once; journal, hall and history agree."""
    async with await Database.open(f"sqlite:///{folder / 'hall.sqlite'}") as database:
        assert (await verify(database, HALL)).findings == ()
        issued: dict[str, str] = {}
        journal, seq = Journal(database, HALL), 0
        while recorded := await journal.read(seq):
            for entry in recorded:
                if isinstance(entry.event, TicketIssued):
                    assert entry.event.request_key not in issued, "one request, two tickets"
                    issued[entry.event.request_key] = entry.event.ticket_id
            seq = recorded[-1].seq
        assert len(set(issued.values())) == len(issued)
        for client in clients:
            for key, line in client.given.items():
                if isinstance(line.command, IssueTicket):
                    ticket = client.answered[key].ticket
                    assert ticket is not None
                    assert issued.pop(key) == ticket.ticket_id
        assert not issued, "tickets nobody asked for"


async def survive(hall: Hall, folder: Path, clients: list[Client]) -> None:
    """After the kill: start again, ask again, and look whether anything is lost."""
    await hall.gone()
    await hall.start()
    await asyncio.gather(*(client.ask_again(hall) for client in clients))
    hall.kill()
    await hall.gone()
    await check_that_nothing_is_lost(folder, clients)


@pytest.mark.parametrize("spared", [0, 7])
@pytest.mark.parametrize("step", STEPS)
async def test_killed_at_a_step_it_loses_nothing_it_has_answered(
    nursery: multiprocessing.context.ForkServerContext, open_morning: Path, tmp_path: Path, step: str, spared: int
) -> None:
    hall = Hall(nursery, tmp_path, open_morning)
    await hall.start(step, spared)
    clients = [Client(f"client-{n:02}", random.Random(n)) for n in range(CLIENTS)]
    await asyncio.gather(*(client.work(hall) for client in clients))
    await survive(hall, tmp_path, clients)


@pytest.mark.parametrize("seed", range(RANDOM_MOMENTS))
async def test_killed_at_a_random_moment_it_loses_nothing_it_has_answered(
    nursery: multiprocessing.context.ForkServerContext, open_morning: Path, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    hall = Hall(nursery, tmp_path, open_morning)
    await hall.start()
    clients = [Client(f"client-{n:02}", random.Random(f"{seed}-{n}")) for n in range(CLIENTS)]
    work = asyncio.gather(*(client.work(hall) for client in clients))
    patience = rng.randrange(0, 200)  # answers
    async with asyncio.timeout(30):
        while sum(len(client.answered) for client in clients) < patience:  # noqa: ASYNC110  any moment will do
            await asyncio.sleep(0)
        await asyncio.sleep(rng.uniform(0, 0.002))  # anywhere between two answers
    hall.kill()
    await work
    await survive(hall, tmp_path, clients)
