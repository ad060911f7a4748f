import asyncio
from collections.abc import AsyncIterator, Callable

import msgspec
import pytest

from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import (
    OWN_KEY,
    CallNext,
    CloseDay,
    FinishServing,
    IssueTicket,
    Key,
    PublishConfiguration,
    StartServing,
)
from queue_server.engine.clock import SystemClock
from queue_server.engine.dispatcher import Dispatcher
from queue_server.engine.scheduler import Scheduler
from queue_server.engine.timetable import next_due
from queue_server.storage.database import Database
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, KIOSK, clerk_of, sample, start

DAY_MS = 86_400_000


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110  the scheduler tells nobody what it does
            await asyncio.sleep(0.001)


@pytest.fixture
async def scheduled(database: Database, clock: ManualClock) -> AsyncIterator[Dispatcher]:
    """A dispatcher before its first configuration, with a scheduler at work."""
    dispatcher = await start(database, clock)
    task = asyncio.create_task(Scheduler(dispatcher, clock).run())
    yield dispatcher
    await dispatcher.stop()
    async with asyncio.timeout(30):
        await task  # it ends with its dispatcher


async def publish(dispatcher: Dispatcher) -> None:
    publication = PublishConfiguration(sample().content_hash, sample().content)
    await dispatcher.submit(publication, key="publish-0001", by=SYSTEM)


async def test_the_day_opens_as_soon_as_there_is_a_configuration(scheduled: Dispatcher) -> None:
    await publish(scheduled)
    await until(lambda: scheduled.state.business_day == DAY)


async def test_the_day_turns_at_midnight(scheduled: Dispatcher, clock: ManualClock) -> None:
    await publish(scheduled)
    await until(lambda: scheduled.state.business_day == DAY)
    await clock.advance(DAY_MS)
    await until(lambda: scheduled.state.business_day == "2026-11-24")


async def test_nobody_uses_up_a_key_of_the_server_itself(scheduled: Dispatcher, clock: ManualClock) -> None:
    await publish(scheduled)
    await until(lambda: scheduled.state.business_day == DAY)
    due = next_due(scheduled.state, clock.now_ms())
    assert due is not None
    key = due.key(scheduled.state)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(key, Key)
    lookalike = msgspec.convert(key.removeprefix(OWN_KEY), Key)
    await scheduled.submit(IssueTicket(queue_id="comprehensive"), key=lookalike, by=KIOSK)
    await clock.advance(DAY_MS)
    await until(lambda: scheduled.state.business_day == "2026-11-24")


async def test_a_day_closed_by_hand_stays_closed_until_the_next(scheduled: Dispatcher, clock: ManualClock) -> None:
    await publish(scheduled)
    await until(lambda: scheduled.state.business_day == DAY)
    await scheduled.submit(CloseDay(), key="close-by-hand", by=SYSTEM)
    await until(lambda: clock.sleepers)
    assert scheduled.state.business_day is None
    await clock.advance(DAY_MS)
    await until(lambda: scheduled.state.business_day == "2026-11-24")


async def test_an_invitation_to_rate_rests_when_its_time_is_over(dispatcher: Dispatcher, clock: ManualClock) -> None:
    task = asyncio.create_task(Scheduler(dispatcher, clock).run())
    clerk = clerk_of("w01")
    issued = await dispatcher.submit(IssueTicket(queue_id="comprehensive"), key="issue-001", by=KIOSK)
    assert issued.ticket
    ticket_id = issued.ticket.ticket_id
    await dispatcher.submit(CallNext("w01"), key="call-0001", by=clerk)
    await dispatcher.submit(StartServing("w01", ticket_id), key="serve-001", by=clerk)
    await dispatcher.submit(FinishServing("w01", ticket_id), key="finish-01", by=clerk)
    window = dispatcher.state.windows["w01"]
    assert window.invited is not None
    await clock.set(window.invited.until_ms)
    await until(lambda: dispatcher.state.windows["w01"].invited is None)
    task.cancel()


async def test_a_restart_finds_the_day_open_and_leaves_it_so(
    database: Database, dispatcher: Dispatcher, clock: ManualClock
) -> None:
    await dispatcher.stop()
    again = await start(database, clock)
    task = asyncio.create_task(Scheduler(again, clock).run())
    seq = again.seq
    await until(lambda: clock.sleepers)
    assert (again.seq, again.state.business_day) == (seq, DAY)
    await again.stop()
    await task


async def test_the_system_clock_never_sleeps_long_on_its_own_word(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def note(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", note)
    clock = SystemClock()
    await clock.sleep_until(clock.now_ms() + DAY_MS)
    await clock.sleep_until(clock.now_ms() - DAY_MS)
    assert slept == [SystemClock.LONGEST_SLEEP_S, 0.0]
