"""`call_to_chime`: milliseconds from a clerk's "call next" until the sound card has the first sample of the chime.

Server: `serve` as shipped. The loudspeaker is a station's: a real session, the announcer, phrases from its store, and
the real driver; the card is SDL's file in the place of one, taken as quickly as a real card is. So that many calls fit
into a window, the phrases after the chime are a tenth of a second each. Eighteen lean boards hear the call too. A
window's value is its slowest call.

Floor: the same card, given the chime by nobody but us.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import uvloop

from benchmarks.cores import Cores
from benchmarks.displays import Wall
from benchmarks.fan_out import clerk_at, give
from benchmarks.hall import KIOSK, QUEUE, WINDOW, BenchHall
from benchmarks.line import WINDOWS, Line, Unsound
from benchmarks.server import Server, hall_server
from config.hall import Device, DeviceKind
from config.i18n import Texts
from display.voice import sound
from display.voice.phrases import Phrase
from display.voice.speaker import Speaker
from display.voice.workshop import Workshop
from hardware.drivers.loudspeaker import Loudspeaker
from queue_server.client.link import ServerLink
from queue_server.client.session import AnyDelivery
from queue_server.contract.commands import AnyCommand

CALLS = 8  # in a window
BOARDS = 18
PHRASE_S = 0.1
SETTLE_S = 0.3  # after the sound
HEARD_S = 10.0
BUFFER_MS = 5


def measure(cores: Cores, hall: BenchHall, tell: Callable[[str], None]) -> Line:
    """Product and floor in turns."""
    values: list[float] = []
    floors: list[float] = []
    with cores.as_load():
        for number in range(1, WINDOWS + 1):
            data = hall.fresh_data(f"voice-{number}")
            with _card(data / "card") as card, hall_server(cores, hall, data) as server:
                took_ms = _run(_calls(server, hall, card, data / "voice"))
            with _card(data / "card-alone") as card:
                floor_ms = _run(_bare(card))
            tell(f"call_to_chime {number}: {' '.join(f'{one:.0f}' for one in sorted(took_ms))} ms")
            tell(f"call_to_chime {number}, floor: {' '.join(f'{one:.0f}' for one in sorted(floor_ms))} ms")
            values.append(max(took_ms))
            floors.append(max(floor_ms))
    return Line.of_windows("call_to_chime", values, floors)


class Card:
    """SDL's file is a pipe that we hold the other end of, taken as quickly as a real card is: what comes within 20 ms
    comes at once.

    The C library gathers four of the card's buffers before it writes. At the pace of their sound that would be 85 ms,
    so a buffer counts as played after 5 ms.
    """

    def __init__(self, ours: int) -> None:
        self._ours = ours
        self._awaited: asyncio.Future[float] | None = None

    @asynccontextmanager
    async def taken_from(self) -> AsyncIterator[None]:
        """Everything it is given is taken at once: nothing may fill up."""
        loop = asyncio.get_running_loop()
        loop.add_reader(self._ours, self._take)
        try:
            yield
        finally:
            loop.remove_reader(self._ours)

    def listen(self) -> None:
        """From now on."""
        self._awaited = asyncio.get_running_loop().create_future()

    async def sounds(self) -> float:
        """When something more than silence came, by `time.perf_counter`. Raises Unsound."""
        assert self._awaited is not None  # noqa: S101  listened for
        try:
            async with asyncio.timeout(HEARD_S):
                return await self._awaited
        except TimeoutError:
            raise Unsound("nothing was heard") from None

    def _take(self) -> None:
        samples = os.read(self._ours, 65_536)
        if not samples:  # nobody holds the other end just now
            asyncio.get_running_loop().remove_reader(self._ours)
            return
        if self._awaited is not None and not self._awaited.done() and any(samples):
            self._awaited.set_result(time.perf_counter())


@contextmanager
def _card(pipe: Path) -> Iterator[Card]:
    os.mkfifo(pipe)
    ours = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    environment = {
        "SDL_AUDIODRIVER": "disk",
        "SDL_DISKAUDIOFILE": str(pipe),
        "SDL_DISKAUDIODELAY": str(BUFFER_MS),
    }
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        yield Card(ours)
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name)
            else:
                os.environ[name] = value
        os.close(ours)


def _run(window: Coroutine[Any, Any, list[float]]) -> list[float]:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(window)


class _Station:
    """What the loudspeaker asks of its station."""

    def __init__(self, link: ServerLink) -> None:
        self.texts = Texts.load()
        self.said = asyncio.Event()
        self._link = link

    def now_ms(self) -> int:
        told_ms = self._link.hall_now_ms()
        return time.time_ns() // 1_000_000 if told_ms is None else told_ms

    def send(self, command: AnyCommand) -> str:
        return self._link.send(command)

    def shown(self, call_id: str, device_id: str | None = None) -> None:
        self._link.shown(call_id, device_id)
        self.said.set()

    async def put_voice(self, told: object) -> None:
        """Nobody watches here."""


class _Prepared(Workshop):
    """Has whatever is wanted at once, a tenth of a second long, so that no engine takes the load's core."""

    def want(self, phrases: Iterable[Phrase]) -> None:
        for phrase in phrases:
            key = self._key_of(phrase)
            if not self._store.has(key):
                self._store.keep(key, bytes([1, 0]) * int(PHRASE_S * sound.RATE_HZ))

    async def run(self) -> None:
        """Has nothing to do."""


@asynccontextmanager
async def _loudspeaker(server: Server, hall: BenchHall, folder: Path) -> AsyncIterator[_Station]:
    board = hall.boards[0]
    station = next(one for one in hall.configuration.plan.stations if one.id == board)
    policy = hall.configuration.policy
    once = policy.model_copy(update={"voice": policy.voice.model_copy(update={"times": 1, "ticket_language": False})})
    configuration = hall.configuration.model_copy(update={"policy": once})
    linked = asyncio.Event()

    def delivered(delivery: AnyDelivery) -> None:
        speaker.receive(delivery, at.now_ms())
        linked.set()

    link = ServerLink(server.url, board, hall.keys[board], ("board",), delivered)
    at = _Station(link)
    device = Device(id="speaker-1", kind=DeviceKind.LOUDSPEAKER, url="sdl://default")
    speaker = Speaker(device, station, configuration, at, folder, workshop=_Prepared)
    running = [asyncio.create_task(work) for work in (link.run(), speaker.run())]
    try:
        await asyncio.wait_for(linked.wait(), HEARD_S)
        yield at
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await speaker.close()


async def _calls(server: Server, hall: BenchHall, card: Card, folder: Path) -> list[float]:
    took_ms = []
    boards = [hall.authorization(board) for board in hall.boards[1 : BOARDS + 1]]
    async with (
        clerk_at(server) as clerk,
        aiohttp.ClientSession(server.url, headers={"Authorization": hall.authorization(KIOSK)}) as kiosk,
        Wall.connected(server.port, "/api/v1/socket", boards, "board"),
        card.taken_from(),
        _loudspeaker(server, hall, folder) as station,
    ):
        await give(clerk, "open-window", window_id=WINDOW)
        for _ in range(CALLS):
            await give(kiosk, "issue-ticket", queue_id=QUEUE)
        for _ in range(CALLS):
            await asyncio.sleep(SETTLE_S)
            station.said.clear()
            card.listen()
            began = time.perf_counter()
            called = await give(clerk, "call-next", window_id=WINDOW)
            took_ms.append((await card.sounds() - began) * 1_000)
            await asyncio.wait_for(station.said.wait(), HEARD_S)
            ticket_id = called.ticket.ticket_id if called.ticket else ""
            await give(clerk, "start-serving", window_id=WINDOW, ticket_id=ticket_id)
            await give(clerk, "park-ticket", window_id=WINDOW, ticket_id=ticket_id)
    return took_ms


async def _bare(card: Card) -> list[float]:
    took_ms = []
    loudspeaker = Loudspeaker("sdl://default")
    chime = sound.wav(sound.chime())
    async with card.taken_from():
        await loudspeaker.status()
        for _ in range(CALLS):
            await asyncio.sleep(SETTLE_S)
            card.listen()
            began = time.perf_counter()
            playing = asyncio.create_task(loudspeaker.play(chime))
            took_ms.append((await card.sounds() - began) * 1_000)
            await playing
        await loudspeaker.close()
    return took_ms
