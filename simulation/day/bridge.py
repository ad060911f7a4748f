"""The device bridge of the day: the real one on the day's wire, its devices virtual, on lines inside the loop.

Devices note what they were made to show and do, and when they were at fault.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from itertools import takewhile
from urllib.parse import urlsplit

from config.configuration import HallConfiguration
from config.hall import Device, DeviceKind, Station, StationKind, TagRange
from config.model import Name
from display.bridge.station import Bridge
from display.presenters.call_pad import Lamp
from hardware.protocols.pads import Answer, Ask, Frame, Model
from hardware.simulators.led_bar import VirtualLedBar
from hardware.simulators.pads import Pad, VirtualPads
from queue_server.client.link import Me
from queue_server.client.session import AnyDelivery, WasRefused
from queue_server.contract.commands import AnyCommand, CallKey, RatingLevel
from queue_server.web.caller import Caller
from simulation.day.loop import SimulatedLoop
from simulation.day.server import DayClock, Server
from simulation.day.stations import Line

ON_FOR_S = 2 * 3_600  # pads are asked every second or two: more of it would show nothing new
BEFORE_CLOSING_S = 600
TICK_S = 1.0
STATION = "bridge-of-the-day"
TAGS = TagRange(first=901, last=930)
KEYS = {key: number for number, key in enumerate(CallKey, 1)}
LEVELS = {level: number for number, level in enumerate(RatingLevel, 1)}
ASKING = 1  # the lamp of a rating pad

NUMBER = re.compile(r"[A-Z]{1,2}\d{3,4}")


def bridge_of(hall: HallConfiguration) -> Station | None:
    """For a hall as it is planned: bars and call pads at three windows, rating pads at others, a base of tags.

    None where too few windows have a clerk and nothing of the kind yet.
    """
    has = {window_id for station in hall.plan.stations for device in station.devices for window_id in device.window_ids}
    rated = {station.window_id for station in hall.plan.stations if station.kind is StationKind.RATING}
    held = [each for clerk in hall.plan.clerks for each in clerk.primary]
    free = [window.id for window in hall.plan.windows if window.id in held and window.id not in has]
    unrated = [window_id for window_id in free if window_id not in rated]
    if len(free) < 3 or len(unrated) < 4:
        return None
    devices = [
        _device(f"day-bar-{window_id}", DeviceKind.LED_BAR, 20 + at, query, (window_id,))
        for at, (window_id, query) in enumerate(zip(free, ("width=128", "width=96", "protocol=text"), strict=False))
    ]
    devices += [
        _device("day-call-pads", DeviceKind.CALL_PADS, 30, "addresses=1,2,3&poll_ms=1000", tuple(free[:3])),
        _device("day-rating-pads", DeviceKind.RATING_PADS, 31, "addresses=1,2,3,4&poll_ms=1000", tuple(unrated[:4])),
        _device("day-tags", DeviceKind.VIBRATING_TAGS, 32, "poll_ms=1500", ()).model_copy(update={"tags": TAGS}),
    ]
    return Station(
        id=STATION,
        kind=StationKind.BRIDGE,
        name=Name(zh="当日设备接入机", en="Bridge of the day"),
        devices=tuple(devices),
    )


def _device(id_: str, kind: DeviceKind, at: int, query: str, window_ids: tuple[str, ...]) -> Device:
    return Device(id=id_, kind=kind, url=f"socket://127.0.0.1:{9_100 + at}?{query}", window_ids=window_ids)


class Faulty:
    """What went wrong with a device, from when until when."""

    def __init__(self) -> None:
        self.faults: list[tuple[int, int]] = []

    def was_well(self, from_ms: int, until_ms: int) -> bool:
        return not any(since_ms <= until_ms and from_ms <= over_ms for since_ms, over_ms in self.faults)


class SeenBar(VirtualLedBar):
    """`seen`: since when it shows what."""

    faults = ("unplugged", "mute", "garble", "twice", "lossy", "piecemeal", "forgets")

    def __init__(self, device: Device, now_ms: Callable[[], int]) -> None:
        plain = "protocol=text" in device.url
        super().__init__(device.id, _where(device), plain=plain)
        (self.window_id,) = device.window_ids
        self.history = Faulty()
        self.seen: list[tuple[int, str]] = []
        self._now_ms = now_ms

    def _show(self, text: str) -> None:
        super()._show(text)
        self.seen.append((self._now_ms(), text))

    def forget(self) -> None:
        """Its power was gone for a moment."""
        self.text = ""
        self.seen.append((self._now_ms(), ""))


class SeenPads(VirtualPads):
    """`lit`: since when which lamps of which are on. `buzzes`: when which tag was called."""

    faults = ("unplugged", "mute", "garble", "twice", "lossy", "late", "answers_get_lost", "forgets")

    def __init__(self, device: Device, model: Model, addresses: Sequence[int], now_ms: Callable[[], int]) -> None:
        super().__init__(device.id, _where(device), dict.fromkeys(addresses, model))
        self.address_at = dict(zip(device.window_ids, addresses, strict=False))
        self.history = Faulty()
        self.lit: list[tuple[int, int, int]] = []
        self.buzzes: list[tuple[int, int]] = []
        self._now_ms = now_ms

    def _answered(self, frame: Frame, pad: Pad) -> tuple[Answer, bytes]:
        answer = super()._answered(frame, pad)
        if answer[0] is Answer.DONE and frame.kind == Ask.LIGHT:
            self.lit.append((self._now_ms(), frame.address, pad.lamps))
        elif answer[0] is Answer.DONE and frame.kind == Ask.VIBRATE:
            self.buzzes.append((self._now_ms(), pad.buzzed[-1][0]))
        return answer

    def forget(self) -> None:
        for address in self.pads:
            self.restart(address)

    def refused_within(self, address: int, from_ms: int, until_ms: int) -> bool:
        """Whether the lamp that says no was lit there."""
        lit = takewhile(lambda lighting: lighting[0] >= from_ms, reversed(self.lit))  # the newest are the last
        return any(at == address and lamps & Lamp.REFUSED and at_ms <= until_ms for at_ms, at, lamps in lit)


def _where(device: Device) -> str:
    parts = urlsplit(device.url)
    return f"{parts.scheme}://{parts.netloc}"


class _Wire:
    """What `ServerLink` is to a bridge, on a line of the day."""

    def __init__(self, line: Line, server: Server, station: Station) -> None:
        self.line = line
        self._server, self._station = server, station
        self.send, self.withdraw = line.send, line.withdraw

    @property
    def unanswered(self) -> tuple[str, ...]:
        return self.line.session.unanswered

    async def run(self) -> None:
        self.line.open()
        try:
            await asyncio.Event().wait()
        finally:
            self.line.shut()

    async def fetch_me(self) -> Me:
        """Raises OSError while the server is away, as over a network."""
        await asyncio.sleep(0.01)
        if not self._server.here or self.line.is_pulled:
            raise ConnectionRefusedError
        hall = self._server.configuration
        return Me(hall.stations[self._station.id], hall, hall.content_hash, self._server.public_url)

    async def put_cells(self, told: object) -> None:
        raise AssertionError("the day has no lockers")

    def shown(self, call_id: str, device_id: str | None = None) -> None:
        self.line.session.shown(call_id, device_id)

    async def put_voice(self, told: object) -> None:
        raise AssertionError("the day has no loudspeakers")


class DayBridge:
    """`lines`: one after the other, as the bridge begins anew with every plan. It is on for the first hours only."""

    def __init__(self, server: Server, loop: SimulatedLoop, station: Station, number: int, seed: str) -> None:
        self.station = station
        self.lines: list[Line] = []
        self.refused: list[tuple[int, AnyCommand]] = []
        self.is_on = False
        self.off_ms = 0  # when it was switched off
        self._server, self._loop, self._number, self._seed = server, loop, number, seed
        self._sent: dict[str, AnyCommand] = {}
        clock: DayClock = server.clock
        of = {device.id: device for device in station.devices}
        self.bars = [SeenBar(each, clock.now_ms) for each in station.devices if each.kind is DeviceKind.LED_BAR]
        self.call_pads = SeenPads(of["day-call-pads"], Model.CALL_PAD, (1, 2, 3), clock.now_ms)
        self.rating_pads = SeenPads(of["day-rating-pads"], Model.RATING_PAD, (1, 2, 3, 4), clock.now_ms)
        self.base = SeenPads(of["day-tags"], Model.TAG_BASE, (1,), clock.now_ms)
        self.devices: list[SeenBar | SeenPads] = [*self.bars, self.call_pads, self.rating_pads, self.base]
        self._running: asyncio.Task[None] | None = None
        self._bridge = Bridge("", station.id, "", connect=self._connect, clock=clock.now_ms, steady=clock.now_ms,
                              tick_s=TICK_S)  # fmt: skip

    async def switch_on(self) -> None:
        for device in self.devices:
            await device.start()
        self._running = asyncio.create_task(self._bridge.run())
        self.is_on = True

    async def switch_off(self) -> None:
        if self._running is None:
            return
        self.is_on, self.off_ms = False, self._server.clock.now_ms()
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)
        self._running = None
        for device in self.devices:
            await device.stop()

    def _connect(
        self, topics: Sequence[str], deliver: Callable[[AnyDelivery], None], acknowledges: Sequence[str]
    ) -> _Wire:
        def told(delivery: AnyDelivery) -> None:
            if isinstance(delivery, WasRefused) and delivery.key in self._sent:
                self.refused.append((self._server.clock.now_ms(), self._sent[delivery.key]))
            deliver(delivery)

        pulled = bool(self.lines) and self.lines[-1].is_pulled
        caller = Caller.of_station(self.station, "")
        series = f"-{len(self.lines)}"
        line = Line(self._server, self._loop, caller, self._number, topics, told, self._seed, series, self._sent)
        if pulled:
            line.pull(noticed=False)
        self.lines.append(line)
        return _Wire(line, self._server, self.station)

    # its cable, as any station's

    def pull(self, *, noticed: bool) -> None:
        self.lines[-1].pull(noticed=noticed)

    def plug(self) -> None:
        self.lines[-1].plug()

    def check_silence(self) -> None:
        self.lines[-1].check_silence()

    def end(self) -> None:
        self.lines[-1].end()

    @property
    def away(self) -> list[tuple[int, int]]:
        return [away for line in self.lines for away in line.away]

    # what people do

    def lamp(self, pads: SeenPads, window_id: str, lamp: int) -> bool:
        return bool(pads.pads[pads.address_at[window_id]].lamps & lamp)

    def press(self, pads: SeenPads, window_id: str, key: CallKey | RatingLevel) -> None:
        number = KEYS[key] if isinstance(key, CallKey) else LEVELS[key]
        pads.press(pads.address_at[window_id], number)
