"""A line that is cut at any byte of any exchange, in either direction: nothing raises, nothing untrue is said, and on
the next line all is well. And devices that answer everything twice."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from hardware.drivers.code_reader import CodeReader, HealthChanged
from hardware.drivers.id_card_reader import CardRead, IdCardReader
from hardware.drivers.led_bar import LedBar, Shown
from hardware.drivers.lock_boards import LockBoards, Opened, States
from hardware.drivers.pads import CallPads, Done, Pressed, TagBase
from hardware.health import Health, NoAnswer, Offline
from hardware.protocols.code_engine import Scanned
from hardware.protocols.lock_board import Wiring
from hardware.protocols.pads import Model
from hardware.simulators.code_reader import VirtualCodeReader
from hardware.simulators.id_card_reader import VirtualIdCardReader
from hardware.simulators.led_bar import VirtualLedBar
from hardware.simulators.lock_boards import Board, VirtualLockBoards
from hardware.simulators.pads import VirtualPads
from hardware.simulators.virtual_device import VirtualDevice
from tests.hardware.sample_cards import RESIDENT

HERE = "socket://127.0.0.1:0"


class CutLine:
    """A line to a virtual device whose first connection is cut after so many bytes there, or back."""

    def __init__(self, device: VirtualDevice[Any, Any], there: int | None = None, back: int | None = None) -> None:
        self._target = device.url.removeprefix("socket://").rsplit(":", 1)
        self._left = (there, back)
        self._server: asyncio.Server | None = None
        self._pipes: set[asyncio.Task[None]] = set()
        self._joints: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> str:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        return f"socket://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aexit__(self, *error: object) -> None:
        assert self._server is not None
        self._server.close()
        for pipe in self._pipes:
            pipe.cancel()
        await asyncio.gather(*self._pipes, *self._joints, return_exceptions=True)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        joint = asyncio.current_task()
        assert joint is not None
        self._joints.add(joint)
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        (there, back), self._left = self._left, (None, None)
        pipes = {
            asyncio.ensure_future(self._carry(reader, far_writer, there)),
            asyncio.ensure_future(self._carry(far_reader, writer, back)),
        }
        self._pipes |= pipes
        await asyncio.wait(pipes, return_when=asyncio.FIRST_COMPLETED)
        for pipe in pipes:
            pipe.cancel()
        await asyncio.gather(*pipes, return_exceptions=True)
        for end in (writer, far_writer):
            end.close()
            with contextlib.suppress(OSError):
                await end.wait_closed()

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, left: int | None) -> None:
        while data := await source.read(4_096):
            if left is not None:
                data, left = data[:left], left - len(data[:left])
            if data:
                target.write(data)
                await target.drain()
            if left == 0:
                return


@pytest.fixture
async def started() -> AsyncIterator[Callable[[VirtualDevice[Any, Any]], Awaitable[None]]]:
    devices: list[VirtualDevice[Any, Any]] = []

    async def start(device: VirtualDevice[Any, Any]) -> None:
        await device.start()
        devices.append(device)

    yield start
    for device in devices:
        await device.stop()


Start = Callable[[VirtualDevice[Any, Any]], Awaitable[None]]


@pytest.mark.parametrize("back", [*range(0, 46), 50, 300, 1_000, 1_320, 1_328, 1_329])
async def test_a_card_over_a_line_cut_at_any_byte_of_the_answers(started: Start, back: int) -> None:
    device = VirtualIdCardReader("reader", HERE)
    await started(device)
    device.lay(RESIDENT)
    async with CutLine(device, back=back) as url:
        reader = IdCardReader(url, answer_s=0.5, read_s=0.5, poll_s=0.0)
        outcome = await reader.read(0.0)
        assert outcome in (Offline(), NoAnswer(), CardRead(RESIDENT))
        if outcome != CardRead(RESIDENT):
            device.lay(RESIDENT)
            assert await reader.read(2.0) == CardRead(RESIDENT)
        await reader.close()


@pytest.mark.parametrize("there", range(0, 30, 3))
async def test_a_card_over_a_line_cut_at_any_byte_of_the_commands(started: Start, there: int) -> None:
    device = VirtualIdCardReader("reader", HERE)
    await started(device)
    device.lay(RESIDENT)
    async with CutLine(device, there=there) as url:
        reader = IdCardReader(url, answer_s=0.5, read_s=0.5, poll_s=0.0)
        assert await reader.read(0.0) in (Offline(), NoAnswer())
        assert await reader.read(2.0) == CardRead(RESIDENT)
        await reader.close()


@dataclass(frozen=True)
class Cut:
    there: int | None = None
    back: int | None = None


LOCK_CUTS = [*(Cut(there=at) for at in range(6)), *(Cut(back=at) for at in range(6))]


@pytest.mark.parametrize("board", [1, 2])
@pytest.mark.parametrize("cut", LOCK_CUTS)
async def test_a_lock_over_a_line_cut_at_any_byte_is_told_at_most_once(started: Start, cut: Cut, board: int) -> None:
    wirings = {1: Board(Wiring.SHUT_SHORTS), 2: Board(Wiring.OPEN_SHORTS)}
    device = VirtualLockBoards("locker", HERE, wirings, moves_s=0.0)
    await started(device)
    async with CutLine(device, cut.there, cut.back) as url:
        boards = LockBoards(f"{url}?shut_shorts=1&open_shorts=2", answer_s=0.3, open_s=0.2)
        outcome = await boards.open(board, 3)
        assert len(device.pulses) <= 1
        is_open = bool(device.boards[board].open)
        assert (outcome == Opened()) <= is_open
        states = await boards.states(board)
        assert states == States(frozenset({3} if is_open else ()), 24)
        assert len(device.pulses) <= 1
        await boards.close()


@pytest.mark.parametrize("back", range(0, 28, 3))
async def test_a_bar_over_a_line_cut_at_any_byte_of_its_answer(started: Start, back: int) -> None:
    device = VirtualLedBar("bar", HERE)
    await started(device)
    async with CutLine(device, back=back) as url:
        bar = LedBar(url, answer_s=0.5)
        assert await bar.show("A012") in (Shown(), Offline())
        assert await bar.show("A013") == Shown()
        assert device.text == "A013"
        await bar.close()


@pytest.mark.parametrize("back", range(12))
async def test_a_press_over_a_line_cut_at_any_byte_counts_once(started: Start, back: int) -> None:
    device = VirtualPads("pads", HERE, {1: Model.CALL_PAD})
    await started(device)
    device.press(1, 1)
    device.press(1, 2)
    async with CutLine(device, back=back) as url:
        pads = CallPads(url, answer_s=0.5, poll_s=0.0)
        pressed = []
        async with asyncio.timeout(5):
            async for event in pads.events():
                pressed += [event] * isinstance(event, Pressed)
                if len(pressed) == 2:
                    break
        assert pressed == [Pressed(1, "next"), Pressed(1, "recall")]
        await pads.close()


@pytest.mark.parametrize("back", range(9))
async def test_a_tag_over_a_line_cut_at_any_byte_buzzes_once(started: Start, back: int) -> None:
    device = VirtualPads("tags", HERE, {1: Model.TAG_BASE})
    await started(device)
    async with CutLine(device, back=back) as url:
        base = TagBase(url, answer_s=0.5)
        assert await base.vibrate(17) == Done()
        assert device.pads[1].buzzed == [(17, 3)]
        await base.close()


async def hold_again(device: VirtualCodeReader) -> None:
    """A code, and another one when the engine has been asked again."""
    asked = device.asked
    await device.hold("A012")
    await device.until(lambda: device.asked > asked)
    await device.hold("A013")


@pytest.mark.parametrize("back", range(0, 12))
async def test_a_code_over_a_line_cut_at_any_byte_is_read_whole_or_not_at_all(started: Start, back: int) -> None:
    device = VirtualCodeReader("engine", HERE)
    await started(device)
    async with CutLine(device, back=back) as url:
        reader = CodeReader(url, answer_s=0.5, probe_s=0.1)
        events = reader.events()
        async with asyncio.timeout(5):
            while await anext(events) != HealthChanged(Health.OK):
                pass
            holding = asyncio.ensure_future(hold_again(device))
            read = await anext(events)
            while not isinstance(read, Scanned):
                read = await anext(events)
        holding.cancel()
        await asyncio.gather(holding, return_exceptions=True)
        assert read in (Scanned("A012"), Scanned("A013"))
        await reader.close()


# --- everything twice ---------------------------------------------------------------------------------------------


async def test_devices_that_answer_twice_are_understood_once(started: Start) -> None:
    card = VirtualIdCardReader("reader", HERE)
    wirings = {1: Board(Wiring.SHUT_SHORTS), 2: Board(Wiring.OPEN_SHORTS)}
    boards = VirtualLockBoards("locker", HERE, wirings, moves_s=0.0)
    bar, base = VirtualLedBar("bar", HERE), VirtualPads("tags", HERE, {1: Model.TAG_BASE})
    for device in (card, boards, bar, base):
        await started(device)
        await device.switch(twice=True)
    card.lay(RESIDENT)
    reader = IdCardReader(card.url, poll_s=0.0)
    assert await reader.read(2.0) == CardRead(RESIDENT)
    locker = LockBoards(f"{boards.url}?shut_shorts=1&open_shorts=2", open_s=0.3)
    for board in (1, 2):
        assert await locker.open(board, 5) == Opened()
        assert await locker.open(board, 6) == Opened()
        assert await locker.states(board) == States(frozenset({5, 6}), 24)
    led = LedBar(bar.url)
    assert await led.show("A012") == Shown()
    tags = TagBase(base.url)
    assert await tags.vibrate(17) == Done()
    assert await tags.vibrate(18) == Done()
    assert base.pads[1].buzzed == [(17, 3), (18, 3)]
    for driver in (reader, locker, led, tags):
        await driver.close()


async def test_a_code_that_comes_twice_counts_once(started: Start) -> None:
    device = VirtualCodeReader("engine", HERE)
    await started(device)
    await device.switch(twice=True)
    reader = CodeReader(device.url, probe_s=0.1)
    events = reader.events()
    assert await anext(events) == HealthChanged(Health.OK)
    await device.hold("A012")
    await device.hold("A013")
    assert [await anext(events), await anext(events)] == [Scanned("A012"), Scanned("A013")]
    await reader.close()
