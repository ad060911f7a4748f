"""Keypads on one line, each at its window: what is pressed goes to the hall, lamps show how it stands there."""

import asyncio
from typing import Generic, Protocol, TypeVar

from config.configuration import HallConfiguration
from config.hall import Device, Station
from display.bridge.device import Hall, HealthReport, places
from display.presenters.call_pad import CallPad
from display.presenters.rating import RatingMode, RatingPresenter
from hardware.drivers.pads import CallPads, HealthChanged, Line, Pressed, RatingPads
from hardware.health import Health, NoAnswer, Offline, of_line
from queue_server.client.session import AnyDelivery, ViewArrived
from queue_server.contract.commands import CallKey, PressKey, RatingLevel

AGAIN_S = 5.0  # a pad that was switched off and on has forgotten its lamps
ASKING = 1  # the lamp of a rating pad


class Pad(Protocol):
    """One keypad of the line."""

    @property
    def lamps(self) -> int: ...

    def press(self, meaning: str, now_ms: int) -> None: ...
    def receive(self, message: AnyDelivery, now_ms: int) -> None: ...
    def tick(self, now_ms: int) -> None: ...


AnyPad = TypeVar("AnyPad", bound=Pad)


class KeypadLine(Generic[AnyPad]):
    """`pads` by address; `topics` names the view of each."""

    def __init__(self, device: Device, line: Line, view: str, pads: dict[int, AnyPad], hall: Hall) -> None:
        self._line = line
        self._pads = pads
        self._hall = hall
        self._topic_of = {address: f"{view}:{window_id}" for address, window_id in places(device, [*pads]).items()}
        self.topics = tuple(self._topic_of.values())
        self._report = HealthReport(device.id, hall.send)
        self._health: dict[int, Health] = {}
        self._lit: dict[int, int] = {}
        self._news = asyncio.Event()

    def receive(self, message: AnyDelivery, now_ms: int) -> None:
        for address, pad in self._pads.items():
            if not isinstance(message, ViewArrived) or message.topic == self._topic_of[address]:
                pad.receive(message, now_ms)
        self._look_at_lamps()

    def tick(self, now_ms: int) -> None:
        for pad in self._pads.values():
            pad.tick(now_ms)
        self._look_at_lamps()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as both:
            both.create_task(self._listen())
            both.create_task(self._light())

    async def close(self) -> None:
        await self._line.close()

    async def _listen(self) -> None:
        async for event in self._line.events():
            match event:
                case Pressed(address, meaning):
                    self._pads[address].press(meaning, self._hall.now_ms())
                    self._look_at_lamps()
                case HealthChanged(address, health):
                    self._seen(address, health)

    def _seen(self, address: int, health: Health) -> None:
        """The line is as well as the worst of its pads, once all have been asked."""
        self._health[address] = health
        self._lit.pop(address, None)
        self._look_at_lamps()
        if len(self._health) == len(self._pads):
            self._report.tell(of_line(self._health.values()))

    def _look_at_lamps(self) -> None:
        if any(self._lit.get(address) != pad.lamps for address, pad in self._pads.items()):
            self._news.set()

    async def _light(self) -> None:
        while True:
            self._news.clear()
            for address, pad in self._pads.items():
                lamps = pad.lamps
                if self._health.get(address) is Health.OK and self._lit.get(address) != lamps:
                    outcome = await self._line.light(address, lamps)
                    if not isinstance(outcome, Offline | NoAnswer):  # a pad without lamps refuses, and that is that
                        self._lit[address] = lamps
            try:
                async with asyncio.timeout(AGAIN_S):
                    await self._news.wait()
            except TimeoutError:
                self._lit.clear()


class _CallPad:
    def __init__(self, pad: CallPad) -> None:
        self._pad = pad
        self.receive = pad.receive
        self.tick = pad.tick

    @property
    def lamps(self) -> int:
        return self._pad.lamps

    def press(self, meaning: str, now_ms: int) -> None:
        self._pad.press(CallKey(meaning), now_ms)


class _RatingPad:
    """A rating terminal whose screen is one lamp."""

    def __init__(self, terminal: RatingPresenter) -> None:
        self._terminal = terminal
        self.receive = terminal.receive
        self.tick = terminal.tick

    @property
    def lamps(self) -> int:
        return ASKING if self._terminal.state.mode is RatingMode.ASKING else 0

    def press(self, meaning: str, now_ms: int) -> None:
        """Counts while somebody is asked, and once."""
        self._terminal.touched(now_ms)
        self._terminal.rate(RatingLevel(meaning))


def call_pads(device: Device, hall: Hall) -> KeypadLine[_CallPad]:
    """Raises ValueError for a URL the driver does not understand."""

    def send(command: PressKey) -> str:
        return hall.send(command, only_while_linked=True)

    line = CallPads(device.url)
    pads = {
        address: _CallPad(CallPad(device.id, window_id, send, hall.withdraw))
        for address, window_id in places(device, line.addresses).items()
    }
    return KeypadLine(device, line, "panel", pads, hall)


def rating_pads(
    device: Device, station: Station, configuration: HallConfiguration, hall: Hall
) -> KeypadLine[_RatingPad]:
    """Raises ValueError for a URL the driver does not understand."""
    line = RatingPads(device.url)
    pads = {
        address: _RatingPad(
            RatingPresenter(
                configuration,
                station.model_copy(update={"window_id": window_id}),
                hall.texts,
                hall.rate,
                steady=hall.steady_ms,
                asks_why=False,
            )
        )
        for address, window_id in places(device, line.addresses).items()
    }
    return KeypadLine(device, line, "rating", pads, hall)
