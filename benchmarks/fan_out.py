"""`fanout_200`, `fanout_500`: milliseconds from a clerk's "call next" until the last of so many boards has it, p50.

Server: `serve` as shipped. The clerk has signed in, the boards are stations with keys of their own, the call is durable
before any board hears of it. Between calls the ticket is served and queue lengths settle, as in life; so a window has
few calls, and its p50 is one figure among five.

Floor: one ready frame of the same size written to as many sockets, by a request of the same kind, and nothing else.
"""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import aiohttp
import msgspec
import uvloop

from benchmarks.cores import Cores
from benchmarks.displays import Wall
from benchmarks.hall import CLERK, KIOSK, PASSWORD, QUEUE, WINDOW, BenchHall
from benchmarks.line import WINDOWS, Line, Unsound
from benchmarks.server import Server, hall_server, running
from queue_server.contract.views import Accepted

WARMING = 5
CALLS = 25  # in a window
SETTLE_S = 0.15  # longer than the feed gathers queue lengths

_MARK = b"called"  # the end of the floor's frame

_decode = msgspec.json.Decoder(Accepted).decode


@dataclass(frozen=True, slots=True)
class Window:
    """`server_busy`, `load_busy`: the part of the time each had its core, from the first call to the last."""

    p50_ms: float
    frame_bytes: int  # of the last call's frame
    server_busy: float
    load_busy: float

    def __str__(self) -> str:
        return (
            f"p50 {self.p50_ms:.2f} ms, {self.frame_bytes} bytes a frame; "
            f"server's core {self.server_busy:.0%}, load's {self.load_busy:.0%}"
        )


def measure(cores: Cores, hall: BenchHall, tell: Callable[[str], None]) -> Line:
    """Product and floor in turns, with all boards of the hall."""
    name = f"fanout_{len(hall.boards)}"
    values: list[float] = []
    floors: list[float] = []
    with cores.as_load():
        for number in range(1, WINDOWS + 1):
            with hall_server(cores, hall, hall.fresh_data(f"fanout-{number}")) as server:
                window = _run(_calls(server, hall))
            with running(cores, hall.data.with_name("floors.log"), "benchmarks.floors") as floor:
                floor_window = _run(_bare(floor, hall, window.frame_bytes))
            tell(f"{name} {number}: {window}")
            tell(f"{name} {number}, floor: {floor_window}")
            values.append(window.p50_ms)
            floors.append(floor_window.p50_ms)
    return Line.of_windows(name, values, floors)


def _run(window: Coroutine[Any, Any, Window]) -> Window:
    """On the quicker loop, so that the load's core is not the busier one."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(window)


async def _calls(server: Server, hall: BenchHall) -> Window:
    boards = [hall.authorization(board) for board in hall.boards]
    async with (
        clerk_at(server) as clerk,
        aiohttp.ClientSession(server.url, headers={"Authorization": hall.authorization(KIOSK)}) as kiosk,
        Wall.connected(server.port, "/api/v1/socket", boards, "board") as wall,
    ):
        await give(clerk, "open-window", window_id=WINDOW)
        tickets = []
        for _ in range(WARMING + CALLS):
            issued = await give(kiosk, "issue-ticket", queue_id=QUEUE)
            tickets.append(issued.ticket.ticket_id if issued.ticket else "")
        waiting = iter(tickets)

        async def call() -> None:
            """The ticket is set aside, and the boards have the queue lengths, before the next one is called.

            After a service that ended the next call would have to wait: a key pressed twice calls nobody.
            """
            called = await give(clerk, "call-next", window_id=WINDOW)
            ticket_id = called.ticket.ticket_id if called.ticket else ""
            await give(clerk, "start-serving", window_id=WINDOW, ticket_id=ticket_id)
            await give(clerk, "park-ticket", window_id=WINDOW, ticket_id=ticket_id)

        return await _window(server, wall, lambda: f"{next(waiting)}.c1".encode(), call)


async def _bare(floor: Server, hall: BenchHall, frame_bytes: int) -> Window:
    async with (
        aiohttp.ClientSession(floor.url) as trigger,
        Wall.connected(floor.port, "/socket", [""] * len(hall.boards), None) as wall,
    ):

        async def write() -> None:
            async with trigger.post("/fan-out", json={"window_id": WINDOW}) as answer:
                answer.raise_for_status()

        async with trigger.put("/frame", data=_frame(frame_bytes)) as answer:
            answer.raise_for_status()
        return await _window(floor, wall, lambda: _MARK, write)


def _frame(size: int) -> bytes:
    return _MARK.rjust(size - 4, b".")  # the header of a frame of this length has four bytes


async def _window(
    server: Server, wall: Wall, next_mark: Callable[[], bytes], trigger: Callable[[], Coroutine[Any, Any, None]]
) -> Window:
    took_ms: list[float] = []
    frame_bytes = 0
    began_s, server_cpu_s, load_cpu_s = time.perf_counter(), server.cpu_s, time.process_time()
    for number in range(WARMING + CALLS):
        await asyncio.sleep(SETTLE_S)
        arrival = wall.expect(next_mark())
        began = time.perf_counter()
        triggered = asyncio.create_task(trigger())
        arrived = await arrival.last()
        await triggered
        frame_bytes = arrival.bytes_each
        if number >= WARMING:
            took_ms.append((arrived - began) * 1_000)
    lasted_s = time.perf_counter() - began_s
    server_busy, load_busy = (server.cpu_s - server_cpu_s) / lasted_s, (time.process_time() - load_cpu_s) / lasted_s
    return Window(statistics.median(took_ms), frame_bytes, server_busy, load_busy)


@asynccontextmanager
async def clerk_at(server: Server, clerk: str = CLERK) -> AsyncIterator[aiohttp.ClientSession]:
    """Signed in as on the page."""
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address that is no name
    async with aiohttp.ClientSession(server.url, headers={"Origin": server.url}, cookie_jar=jar) as session:
        async with session.post("/api/v1/session", json={"account": clerk, "password": PASSWORD}) as answer:
            if answer.status != 200:
                raise Unsound(f"the clerk could not sign in: {await answer.text()}")
        yield session


async def give(caller: aiohttp.ClientSession, command: str, **fields: str) -> Accepted:
    """Raises Unsound for a refusal."""
    async with caller.post(
        f"/api/v1/commands/{command}", json=fields, headers={"Idempotency-Key": uuid4().hex}
    ) as answer:
        if answer.status != 200:
            raise Unsound(f"{command} was refused: {await answer.text()}")
        return _decode(await answer.read())
