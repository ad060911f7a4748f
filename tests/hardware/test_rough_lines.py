"""Every driver at its device over every kind of line, by socket and by pseudo-terminal: clean, byte by byte, slow,
with bytes missing, unplugged. It does what it is for or says truthfully that it did not; afterwards, on a good line, it
does it."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hardware.drivers.code_reader import CodeReader
from hardware.drivers.id_card_reader import CardRead, IdCardReader
from hardware.drivers.led_bar import LedBar, Shown
from hardware.drivers.lock_boards import LockBoards, Opened
from hardware.drivers.pads import CallPads, Done, Pressed, RatingPads, TagBase
from hardware.drivers.ticket_printer import Printed, TicketPrinter
from hardware.health import Health
from hardware.protocols.code_engine import Scanned
from hardware.protocols.lock_board import Wiring
from hardware.protocols.pads import Model
from hardware.simulators.code_reader import VirtualCodeReader
from hardware.simulators.id_card_reader import VirtualIdCardReader
from hardware.simulators.led_bar import VirtualLedBar
from hardware.simulators.lock_boards import Board, VirtualLockBoards
from hardware.simulators.pads import VirtualPads
from hardware.simulators.ticket_printer import VirtualPrinter
from hardware.slip_document import Document, Text
from tests.hardware.conftest import WHERE, where
from tests.hardware.sample_cards import RESIDENT

CLEAN = ("clean", "piecemeal", "slow")
LINES = (*CLEAN, "lossy", "unplugged")

Do = Callable[[Any, Any], Awaitable[bool]]


@dataclass(frozen=True)
class Kind:
    """`do` uses the device once: whether the driver says that it did what it is for. That this is true is checked
    there too."""

    device: Callable[[str], Any]
    driver: Callable[[str, float], Any]
    do: Do


async def read_card(reader: IdCardReader, device: VirtualIdCardReader) -> bool:
    device.take_away()
    await reader.read(0.0)  # it has seen that the last one is gone
    device.lay(RESIDENT)
    outcome = await reader.read(0.0)
    assert not isinstance(outcome, CardRead) or outcome == CardRead(RESIDENT)
    return isinstance(outcome, CardRead)


async def scan(reader: CodeReader, device: VirtualCodeReader) -> bool:
    """A code has no check of its own: what comes over a line with bytes missing nobody can judge here."""
    events = reader.events()
    async for event in events:
        if isinstance(event, Scanned):
            return event.text == "A012"
        if event.health is not Health.OK:
            return False
        await device.hold("A012")
        if device.switches.lossy:
            return True
    raise AssertionError("events end")


async def open_lock(boards: LockBoards, device: VirtualLockBoards) -> bool:
    pulses = len(device.pulses)
    device.boards[1].open.clear()
    outcome = await boards.open(1, 3)
    assert len(device.pulses) <= pulses + 1
    assert outcome != Opened() or device.boards[1].open == {3}
    return outcome == Opened()


async def show(bar: LedBar, device: VirtualLedBar) -> bool:
    outcome = await bar.show("请 A012 号到 3 号窗口")
    assert outcome != Shown() or device.text == "请 A012 号到 3 号窗口"
    return outcome == Shown()


async def press(line: CallPads | RatingPads, device: VirtualPads) -> bool:
    device.press(1, 2)
    async for event in line.events():
        if isinstance(event, Pressed):
            assert event == Pressed(1, line.meanings[2])
            return True
        if event.health is not Health.OK:
            return False
    raise AssertionError("events end")


async def buzz(base: TagBase, device: VirtualPads) -> bool:
    before = len(device.pads[1].buzzed)
    outcome = await base.vibrate(17)
    assert len(device.pads[1].buzzed) <= before + 1
    assert outcome != Done() or len(device.pads[1].buzzed) == before + 1
    return outcome == Done()


def boards(url: str) -> VirtualLockBoards:
    return VirtualLockBoards("locker", url, {1: Board(Wiring.SHUT_SHORTS)}, moves_s=0.0)


KINDS = {
    "id_card_reader": Kind(
        lambda url: VirtualIdCardReader("reader", url),
        lambda url, answer_s: IdCardReader(url, answer_s=answer_s, read_s=10 * answer_s, poll_s=0.0),
        read_card,
    ),
    "code_reader": Kind(
        lambda url: VirtualCodeReader("engine", url),
        lambda url, answer_s: CodeReader(f"{url}?again_after_s=0&suffix=yes", answer_s=answer_s),
        scan,
    ),
    "lock_boards": Kind(
        boards, lambda url, answer_s: LockBoards(f"{url}?shut_shorts=1", answer_s=answer_s, open_s=answer_s), open_lock
    ),
    "led_bar": Kind(lambda url: VirtualLedBar("bar", url), lambda url, answer_s: LedBar(url, answer_s=answer_s), show),
    "call_pads": Kind(
        lambda url: VirtualPads("calls", url, {1: Model.CALL_PAD}),
        lambda url, answer_s: CallPads(url, answer_s=answer_s, poll_s=0.0),
        press,
    ),
    "rating_pads": Kind(
        lambda url: VirtualPads("ratings", url, {1: Model.RATING_PAD}),
        lambda url, answer_s: RatingPads(url, answer_s=answer_s, poll_s=0.0),
        press,
    ),
    "vibrating_tags": Kind(
        lambda url: VirtualPads("tags", url, {1: Model.TAG_BASE}),
        lambda url, answer_s: TagBase(url, answer_s=answer_s),
        buzz,
    ),
}


async def until_done(kind: Kind, driver: Any, device: Any) -> None:
    """Whatever was left in the way, and however long this machine does something else in the middle of a frame."""
    async with asyncio.timeout(20):
        while not await kind.do(driver, device):
            pass


@pytest.mark.parametrize("front", WHERE)
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("name", KINDS)
async def test_every_device_over_every_line(name: str, line: str, front: str, tmp_path: Path, port: int) -> None:
    kind = KINDS[name]
    device = kind.device(where(front, tmp_path, port))
    device.slow_s = 0.0005
    await device.start()
    driver = kind.driver(device.url, 1.0 if line in CLEAN else 0.1)
    try:
        if line != "clean":
            await device.switch(**{line: True})
        if line in CLEAN:
            await until_done(kind, driver, device)
        else:
            done = [await kind.do(driver, device) for _ in range(3)]
            assert not (any(done) and line == "unplugged")
            await device.switch(**{line: False})
            await until_done(kind, driver, device)
    finally:
        await driver.close()
        await device.stop()


# --- both directions ----------------------------------------------------------------------------------------------


class RoughLine:
    """A line to a device on a socket that hands on every byte by itself; `every`: and of so many loses one, in both
    directions."""

    def __init__(self, device: Any, every: int | None = None) -> None:
        self._target = device.url.removeprefix("socket://").rsplit(":", 1)
        self._every = every
        self._server: asyncio.Server | None = None
        self._joints: set[asyncio.Task[None]] = set()

    def mend(self) -> None:
        self._every = None

    async def __aenter__(self) -> str:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        return f"socket://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aexit__(self, *error: object) -> None:
        assert self._server is not None
        self._server.close()
        await asyncio.gather(*self._joints)
        await self._server.wait_closed()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        joint = asyncio.current_task()
        assert joint is not None
        self._joints.add(joint)
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        pipes = [
            asyncio.ensure_future(self._carry(source, target))
            for source, target in ((reader, far_writer), (far_reader, writer))
        ]
        await asyncio.wait(pipes, return_when=asyncio.FIRST_COMPLETED)
        for pipe in pipes:
            pipe.cancel()
        await asyncio.gather(*pipes, return_exceptions=True)
        for end in (writer, far_writer):
            end.close()
        await asyncio.gather(*(end.wait_closed() for end in (writer, far_writer)), return_exceptions=True)

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        for count in itertools.count(1):
            if not (byte := await source.read(1)):
                return
            if self._every is None or count % self._every:
                target.write(byte)
                await target.drain()


async def slip(printer: TicketPrinter, device: VirtualPrinter) -> bool:
    out = len(device.slips)
    outcome = await printer.print(Document((Text("A012"),)))
    assert len(device.slips) <= out + 1
    assert not isinstance(outcome, Printed) or len(device.slips) == out + 1
    return isinstance(outcome, Printed)


BOTH_WAYS = {
    **KINDS,
    "ticket_printer": Kind(
        lambda url: VirtualPrinter("printer", url, speed_mm_s=None),
        lambda url, answer_s: TicketPrinter(f"{url}?text=gb18030", answer_s=answer_s, stall_s=2 * answer_s),
        slip,
    ),
}


@pytest.fixture
async def started() -> AsyncIterator[Callable[[Any], Awaitable[Any]]]:
    devices: list[Any] = []

    async def start(device: Any) -> Any:
        await device.start()
        devices.append(device)
        return device

    yield start
    for device in devices:
        await device.stop()


@pytest.mark.parametrize("every", [None, 7, 29])
@pytest.mark.parametrize("name", BOTH_WAYS)
async def test_every_device_over_a_line_that_hands_on_single_bytes_or_loses_some_both_ways(
    started: Callable[[Any], Awaitable[Any]], name: str, every: int | None
) -> None:
    kind = BOTH_WAYS[name]
    device = await started(kind.device("socket://127.0.0.1:0"))
    line = RoughLine(device, every)
    async with line as url:
        driver = kind.driver(url, 1.0 if every is None else 0.1)
        try:
            if every is not None and name != "code_reader":
                await kind.do(driver, device)
                await kind.do(driver, device)
            line.mend()
            await until_done(kind, driver, device)
        finally:
            await driver.close()
