"""What screens say of calls, gathered by the engine: one row for each call, complete or when time is up."""

import asyncio
from collections.abc import AsyncIterator, Callable
from itertools import count

import pytest

from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import CallNext, IssueTicket, RecallTicket, ReportStation
from queue_server.domain.state import Call
from queue_server.engine.dispatcher import Dispatcher
from queue_server.engine.proofs import ALIVE_MS, LATER_MS, Proofs, Screen
from queue_server.storage.database import Database
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import KIOSK, clerk_of, open_hall, sample, start

_keys = count(1)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110  the engine tells nobody what it does
            await asyncio.sleep(0.001)


class Gathering:
    def __init__(self, dispatcher: Dispatcher, clock: ManualClock) -> None:
        self.dispatcher, self.clock = dispatcher, clock
        self.proofs = Proofs(dispatcher, clock)

    async def give(self, command, by) -> None:  # type: ignore[no-untyped-def]
        await self.dispatcher.submit(command, key=f"gathering-{next(_keys)}", by=by)

    def screen(self, station_id: str, topic: str, *, acknowledges: bool = True) -> Screen:
        topics = frozenset((topic,))
        screen = Screen(sample().stations[station_id], topics, topics if acknowledges else frozenset())
        self.proofs.came(screen)
        return screen

    async def call(self) -> Call:
        await self.give(IssueTicket(queue_id="comprehensive"), KIOSK)
        await self.give(CallNext("w01"), clerk_of("w01"))
        return self.newest

    @property
    def newest(self) -> Call:
        return next(reversed(self.dispatcher.state.calls.values()))

    @property
    def shown(self) -> list[tuple[str, str | None]]:
        return [(showing.station_id, showing.device_id) for showing in self.newest.shown]

    @property
    def alarms(self) -> list[tuple[str, str]]:
        return [(alarm.kind, alarm.about) for alarm in self.dispatcher.state.alarms.values()]

    def heard(self, screen: Screen, call_id: str, device_id: str | None = None) -> None:
        self.proofs.heard(screen.station, call_id, device_id)


@pytest.fixture
async def gathering(dispatcher: Dispatcher, clock: ManualClock) -> AsyncIterator[Gathering]:
    made = Gathering(dispatcher, clock)
    task = asyncio.create_task(made.proofs.run())
    yield made
    task.cancel()
    await asyncio.wait([task])


async def test_a_call_is_noted_once_every_screen_has_shown_it(gathering: Gathering) -> None:
    board, panel = gathering.screen("board-1", "board"), gathering.screen("panel-w01", "panel:w01")
    call = await gathering.call()
    gathering.heard(board, call.call_id)
    seq = gathering.dispatcher.seq
    gathering.heard(panel, call.call_id)
    gathering.heard(panel, call.call_id)
    await until(lambda: gathering.newest.shown and gathering.proofs.idle)
    assert gathering.shown == [("board-1", None), ("panel-w01", None)]
    assert gathering.dispatcher.seq == seq + 1


async def test_when_time_is_up_what_was_shown_is_noted_and_who_is_silent(gathering: Gathering) -> None:
    board = gathering.screen("board-1", "board")
    gathering.screen("panel-w01", "panel:w01")
    call = await gathering.call()
    gathering.heard(board, call.call_id)
    await gathering.clock.advance(5_000)
    await until(lambda: gathering.newest.shown and gathering.proofs.idle)
    assert gathering.shown == [("board-1", None)]
    assert gathering.alarms == [("screen_silent", "panel-w01")]


async def test_a_call_that_no_screen_shows_is_an_alarm_until_one_says_so_after_all(gathering: Gathering) -> None:
    board = gathering.screen("board-1", "board")
    call = await gathering.call()
    await gathering.clock.advance(5_000)
    await until(lambda: gathering.newest.unshown)
    assert ("call_unshown", call.ticket_id) in gathering.alarms
    gathering.heard(board, call.call_id)
    await until(lambda: gathering.newest.shown and gathering.proofs.idle)
    assert gathering.alarms == []


async def test_a_board_that_is_busy_with_others_is_not_silent(gathering: Gathering) -> None:
    board = gathering.screen("board-1", "board")
    await gathering.clock.advance(ALIVE_MS * 2)
    first = await gathering.call()
    gathering.heard(board, first.call_id)
    await until(lambda: gathering.newest.shown and gathering.proofs.idle)
    await gathering.clock.advance(11_000)
    await gathering.give(RecallTicket("w01", first.ticket_id), clerk_of("w01"))
    await gathering.clock.advance(5_000)
    await until(lambda: gathering.newest.unshown)
    assert gathering.alarms == [("call_unshown", first.ticket_id)]


async def test_a_screen_of_a_former_version_may_have_shown_it(gathering: Gathering) -> None:
    gathering.screen("board-1", "board", acknowledges=False)
    await gathering.call()
    await gathering.clock.advance(60_000)
    await until(lambda: gathering.proofs.idle)
    assert gathering.newest.unshown is False
    assert gathering.alarms == []


async def test_where_no_screen_ever_came_nobody_is_said_to_be_unseen(gathering: Gathering) -> None:
    await gathering.call()
    seq = gathering.dispatcher.seq
    await gathering.clock.advance(60_000)
    await until(lambda: gathering.proofs.idle)
    assert gathering.dispatcher.seq == seq


async def test_screens_that_have_gone_show_nothing(gathering: Gathering) -> None:
    gathering.proofs.went(gathering.screen("board-1", "board"))
    await gathering.call()
    await gathering.clock.advance(5_000)
    await until(lambda: gathering.newest.unshown)


async def test_a_device_that_is_not_the_stations_is_no_proof(gathering: Gathering) -> None:
    board = gathering.screen("board-1", "board")
    call = await gathering.call()
    gathering.heard(board, call.call_id, "bar-of-another")
    await gathering.clock.advance(5_000)
    await until(lambda: gathering.newest.unshown)


async def test_what_is_said_of_a_call_that_nobody_made_is_passed_over(gathering: Gathering) -> None:
    board = gathering.screen("board-1", "board")
    call = await gathering.call()
    gathering.heard(board, "2026-11-23.Z999.c1")
    gathering.heard(board, call.call_id)
    await until(lambda: gathering.newest.shown and gathering.proofs.idle)
    assert gathering.shown == [("board-1", None)]


async def test_what_is_said_aloud_after_the_screens_have_shown_it_is_noted_too(gathering: Gathering) -> None:
    board = gathering.screen("board-1", "board")
    await gathering.give(ReportStation("board-1", online=True), SYSTEM)
    call = await gathering.call()
    gathering.heard(board, call.call_id)
    await until(lambda: gathering.newest.shown and gathering.proofs.idle)
    shown_at_ms, seq = gathering.newest.shown_at_ms, gathering.dispatcher.seq
    await gathering.clock.advance(9_000)
    gathering.heard(board, call.call_id, "speaker-1")
    gathering.heard(board, call.call_id, "speaker-1")
    await until(lambda: len(gathering.shown) == 2 and not gathering.proofs._open)
    assert gathering.shown == [("board-1", None), ("board-1", "speaker-1")]
    assert gathering.newest.shown_at_ms == shown_at_ms
    assert gathering.dispatcher.seq == seq + 1


async def test_a_loudspeaker_that_says_nothing_holds_up_nobody(gathering: Gathering) -> None:
    board = gathering.screen("board-1", "board")
    await gathering.give(ReportStation("board-1", online=True), SYSTEM)
    call = await gathering.call()
    gathering.heard(board, call.call_id)
    await until(lambda: gathering.newest.shown and gathering.proofs.idle)
    await gathering.clock.advance(LATER_MS)
    await until(lambda: not gathering.proofs._open)
    gathering.heard(board, call.call_id, "speaker-1")
    assert gathering.shown == [("board-1", None)]


async def test_a_write_that_fails_is_made_good_and_ends_nothing(database: Database, clock: ManualClock) -> None:
    failing = {"times": 0}

    def step(name: str) -> None:
        if name == "written" and failing["times"]:
            failing["times"] -= 1
            raise OSError("the disk is full")

    dispatcher = await start(database, clock, step)
    await open_hall(dispatcher, "w01")
    gathering = Gathering(dispatcher, clock)
    task = asyncio.create_task(gathering.proofs.run())
    board = gathering.screen("board-1", "board")
    call = await gathering.call()
    failing["times"] = 1
    gathering.heard(board, call.call_id)
    await until(lambda: gathering.dispatcher.available and gathering.newest.shown and gathering.proofs.idle)
    assert failing["times"] == 0
    assert gathering.shown == [("board-1", None)]
    assert not task.done()
    task.cancel()
    await asyncio.wait([task])
    await dispatcher.stop()
