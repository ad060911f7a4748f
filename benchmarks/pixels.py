"""`call_to_pixels`: milliseconds from a clerk's "call next" until the call is in the pixels of two call boards.

Server: `serve` as shipped. The two boards are the display program as it is shipped, drawn without a graphics card, each
a process that says when a frame with a call has gone to its window and that its pixels are others than before
(`benchmarks.screen`). Eighteen more boards are real sessions with real presenters, in the measuring process, and say
what they show as screens do. One ticket goes to and fro between two windows, so that every call is shown at once and
no call looks like the one before. A window's value is its slowest board at its slowest call.

Floor: the same two boards, given the same change by nobody but us.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle, islice
from pathlib import Path

import aiohttp
import uvloop

from benchmarks.cores import Cores
from benchmarks.fan_out import clerk_at, give
from benchmarks.hall import CLERK, COLLEAGUE, KIOSK, QUEUE, WINDOW, WINDOW_BESIDE, BenchHall
from benchmarks.line import WINDOWS, Line, Unsound
from benchmarks.server import Server, hall_server
from config.i18n import Texts
from display.presenters.board import BoardPresenter
from queue_server.client.link import ServerLink
from queue_server.client.session import AnyDelivery

CALLS = 5  # in a window
SCREENS = 2
SESSIONS = 18
SETTLE_S = 1.2  # a number that blinks has been seen at its full ink once more
START_S = 60.0
DRAWN_S = 10.0


def measure(cores: Cores, hall: BenchHall, tell: Callable[[str], None]) -> Line:
    """Product and floor in turns, at the same two boards."""
    values: list[float] = []
    floors: list[float] = []
    with cores.as_load(), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for number in range(1, WINDOWS + 1):
            data = hall.fresh_data(f"pixels-{number}")
            with hall_server(cores, hall, data) as server:
                took_ms, floor_ms = runner.run(_window(cores, server, hall, data))
            tell(f"call_to_pixels {number}: {' '.join(f'{one:.0f}' for one in sorted(took_ms))} ms")
            tell(f"call_to_pixels {number}, floor: {' '.join(f'{one:.0f}' for one in sorted(floor_ms))} ms")
            values.append(max(took_ms))
            floors.append(max(floor_ms))
    return Line.of_windows("call_to_pixels", values, floors)


async def _window(cores: Cores, server: Server, hall: BenchHall, folder: Path) -> tuple[list[float], list[float]]:
    """What each call took to each board, with the hall and without."""
    screens, sessions = hall.boards[:SCREENS], hall.boards[SCREENS : SCREENS + SESSIONS]
    async with AsyncExitStack() as stack:
        boards = [await stack.enter_async_context(_screen(cores, server, hall, at, folder)) for at in screens]
        await asyncio.gather(*(board.ready() for board in boards))
        for station_id in sessions:
            await stack.enter_async_context(_session(server, hall, station_id))
        clerks = [await stack.enter_async_context(clerk_at(server, clerk)) for clerk in (CLERK, COLLEAGUE)]
        kiosk = await stack.enter_async_context(
            aiohttp.ClientSession(server.url, headers={"Authorization": hall.authorization(KIOSK)})
        )
        calls = await _calls(boards, clerks, kiosk)
        return calls, await _bare(boards)


async def _calls(
    boards: list["Screen"], clerks: list[aiohttp.ClientSession], kiosk: aiohttp.ClientSession
) -> list[float]:
    windows = (WINDOW, WINDOW_BESIDE)
    for clerk, window_id in zip(clerks, windows, strict=True):
        await give(clerk, "open-window", window_id=window_id)
    await give(kiosk, "issue-ticket", queue_id=QUEUE)
    took_ms = []
    for number, (clerk, window_id, beside) in enumerate(
        islice(cycle(zip(clerks, windows, reversed(windows), strict=True)), CALLS)
    ):
        await _settle(number)
        began = time.perf_counter()
        called = await give(clerk, "call-next", window_id=window_id)
        ticket_id = called.ticket.ticket_id if called.ticket else ""
        drawn = await asyncio.gather(*(board.drawn(f"{ticket_id}.c{number + 1}") for board in boards))
        took_ms += [(at - began) * 1_000 for at in drawn]
        await give(clerk, "transfer-ticket", window_id=window_id, ticket_id=ticket_id, to_window_id=beside)
    return took_ms


async def _bare(boards: list["Screen"]) -> list[float]:
    took_ms = []
    for number in range(CALLS):
        await _settle(number)
        began = time.perf_counter()
        for board in boards:
            board.change(f"bare-{number}", 1 + number % 2)
        drawn = await asyncio.gather(*(board.drawn(f"bare-{number}") for board in boards))
        took_ms += [(at - began) * 1_000 for at in drawn]
    return took_ms


async def _settle(number: int) -> None:
    """Never at the same moment of a board's frames and seconds."""
    await asyncio.sleep(SETTLE_S + 0.013 * number)


class Screen:
    """A call board in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def ready(self) -> None:
        """It shows what the hall has told it."""
        async with asyncio.timeout(START_S):
            await self._line("ready")

    def change(self, call_id: str, window: int) -> None:
        """Has it show such a call, of nobody."""
        assert self._process.stdin is not None  # noqa: S101  asked for
        self._process.stdin.write(f"{call_id} {window}\n".encode())

    async def drawn(self, call_id: str) -> float:
        """When the call had gone to the window, by `time.perf_counter`. Raises Unsound."""
        try:
            async with asyncio.timeout(DRAWN_S):
                words = await self._line(f"drawn {call_id} ")
                await self._line(f"again {call_id}")
        except TimeoutError:
            raise Unsound(f"{call_id} was not drawn, or not whole") from None
        at_s, changed = words.split()[2:]
        if changed != "changed":
            raise Unsound(f"{call_id} is said to be drawn, and no pixel has changed")
        return float(at_s)

    async def _line(self, beginning: str) -> str:
        assert self._process.stdout is not None  # noqa: S101  asked for
        async for line in self._process.stdout:
            words = line.decode().strip()
            if words.startswith(beginning):
                return words
        raise Unsound("a board has ended")


@asynccontextmanager
async def _screen(
    cores: Cores, server: Server, hall: BenchHall, station_id: str, folder: Path
) -> AsyncIterator[Screen]:
    """On both cores, like any program of such a machine."""
    key_file = folder / f"{station_id}.key"
    key_file.write_text(hall.keys[station_id], encoding="utf-8")
    with (folder / f"{station_id}.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *("taskset", "-c", f"{cores.server},{cores.load}"),
            *(sys.executable, "-m", "benchmarks.screen", server.url, station_id, str(key_file)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    try:
        yield Screen(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


@asynccontextmanager
async def _session(server: Server, hall: BenchHall, station_id: str) -> AsyncIterator[None]:
    station = hall.configuration.stations[station_id]
    presenter = BoardPresenter(hall.configuration, station, Texts.load())
    said: set[str] = set()

    def delivered(delivery: AnyDelivery) -> None:
        told_ms = link.hall_now_ms()
        presenter.receive(delivery, time.time_ns() // 1_000_000 if told_ms is None else told_ms)
        for call_id in set(presenter.showing) - said:
            said.add(call_id)
            link.shown(call_id)

    link = ServerLink(server.url, station_id, hall.keys[station_id], ("board",), delivered, acknowledges=("board",))
    running = asyncio.create_task(link.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
