"""The hall at random once more, now through the real dispatcher and database: batches, repeated requests, restarts.

After every step the hall is sound; after every restart it is the same; at the end the journal verifies, and a history
rebuilt from it is the history that grew with it.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Connection, select

from queue_server.contract import commands as c
from queue_server.contract.actors import SYSTEM, Actor
from queue_server.contract.commands import ALLOWED, AnyCommand
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Accepted
from queue_server.domain.invariants import check
from queue_server.engine.dispatcher import Dispatcher
from queue_server.reports.rebuild import rebuild
from queue_server.reports.verification import verify
from queue_server.storage import schema
from queue_server.storage.database import Database
from tests.domain.small_hall import ANN, BO, CAI, DAY, KIOSK, NINE_MS, fingerprint, publication, visitor
from tests.domain.test_hall_machine import ACTORS, MAKE, PLANS, Chooser
from tests.engine.manual_clock import ManualClock

HALL = "small"
T = TypeVar("T")

numbers = st.tuples(*[st.integers(0, 999)] * 4)
kinds = st.sampled_from(sorted(MAKE, key=lambda kind: kind.__name__))
wishes = st.lists(st.tuples(kinds, numbers, st.integers(0, 999)), min_size=1, max_size=5)


@cache
def empty_database() -> Path:
    """A database file with all tables, to copy from."""
    file = Path(tempfile.mkdtemp()) / "hall.sqlite"

    async def make() -> None:
        async with await Database.open(f"sqlite:///{file}") as database:
            await database.upgrade()

    asyncio.run(make())
    return file


def history(connection: Connection) -> dict[str, list[Any]]:
    return {table.name: sorted(map(str, connection.execute(select(table)))) for table in schema.HISTORY}


class HallOnDisk(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        shutil.copy(empty_database(), self.folder.name)
        self.clock = ManualClock(NINE_MS)
        self.keys = 0
        self.answered: list[tuple[AnyCommand, str, Actor, Accepted]] = []
        self.run(self.start)

    def run(self, function: Callable[[], Awaitable[T]]) -> T:
        async def call() -> T:
            return await function()

        return self.loop.run_until_complete(call())

    async def start(self) -> None:
        self.database = await Database.open(f"sqlite:///{self.folder.name}/hall.sqlite")
        self.dispatcher = await Dispatcher.start(self.database, HALL, clock=self.clock)

    async def stop(self) -> None:
        await self.dispatcher.stop()
        await self.database.close()

    async def give(self, command: AnyCommand, by: Actor) -> None:
        self.keys += 1
        key = f"key-{self.keys:05}"
        try:
            accepted = await self.dispatcher.submit(command, key=key, by=by)
        except CommandRefused as refused:
            if refused.code is RefusalCode.UNAVAILABLE:  # never by what people do
                raise
        else:
            self.answered.append((command, key, by, accepted))

    @initialize(come=st.integers(0, 6))
    def begin(self, come: int) -> None:
        async def opening() -> None:
            await self.give(publication(PLANS[0]), SYSTEM)
            await self.give(c.OpenDay(DAY), SYSTEM)
            for n in range(come):
                await self.give(c.IssueTicket(queue_id=("general", "instant")[n % 2]), KIOSK)
            for clerk, window in ((ANN, "w1"), (BO, "w2"), (CAI, "w3")):
                await self.give(c.OpenWindow(window), clerk)

        self.run(opening)

    @rule(wished=wishes)
    def several_people_give_commands_at_once(
        self, wished: list[tuple[type[c.Command], tuple[int, int, int, int], int]]
    ) -> None:
        state = self.dispatcher.state
        given: list[tuple[AnyCommand, Actor]] = []
        for kind, chosen, who in wished:
            actors = [*ACTORS, *map(visitor, state.tickets)]
            allowed = [actor for actor in actors if actor.may_act_as(*ALLOWED[kind])] or actors
            given.append((MAKE[kind](Chooser(state, chosen, self.clock.now_ms())), allowed[who % len(allowed)]))

        async def together() -> None:
            await asyncio.gather(*(self.give(command, by) for command, by in given))

        self.run(together)

    @rule(window_id=st.sampled_from(("w1", "w2", "w3")))
    def a_visit_goes_on(self, window_id: str) -> None:
        live = self.dispatcher.state.windows.get(window_id)
        if live is None or live.clerk_id is None:
            return
        by = next(actor for actor in (ANN, BO, CAI) if actor.id == live.clerk_id)
        command: AnyCommand = c.CallNext(window_id)
        if live.ticket_id is not None:
            serving = self.dispatcher.state.tickets[live.ticket_id].service_id
            command = (c.FinishServing if serving else c.StartServing)(window_id, live.ticket_id)
        self.run(lambda: self.give(command, by))

    @rule(which=st.integers(0, 999))
    def a_request_is_repeated(self, which: int) -> None:
        if not self.answered:
            return
        command, key, by, accepted = self.answered[which % len(self.answered)]
        seq = self.dispatcher.seq
        assert self.run(lambda: self.dispatcher.submit(command, key=key, by=by)) == accepted
        assert self.dispatcher.seq == seq

    @rule()
    def the_server_starts_again(self) -> None:
        before, seq = fingerprint(self.dispatcher.state), self.dispatcher.seq
        self.run(self.stop)
        self.run(self.start)
        assert (fingerprint(self.dispatcher.state), self.dispatcher.seq) == (before, seq)

    @rule(seconds=st.sampled_from((1, 10, 60, 600, 1_801)))
    def time_passes(self, seconds: int) -> None:
        self.run(lambda: self.clock.advance(seconds * 1_000))

    @invariant()
    def the_hall_is_sound(self) -> None:
        assert check(self.dispatcher.state) == []

    def teardown(self) -> None:
        async def look_back() -> None:
            await self.dispatcher.stop()
            assert (await verify(self.database, HALL)).findings == ()
            grown = await self.database.read(history)
            assert await rebuild(self.database, HALL) == (await verify(self.database, HALL)).events
            assert await self.database.read(history) == grown
            await self.database.close()

        self.run(look_back)
        self.loop.close()
        self.folder.cleanup()


TestHallOnDisk = HallOnDisk.TestCase
TestHallOnDisk.settings = settings(
    max_examples=25,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
