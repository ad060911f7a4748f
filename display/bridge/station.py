"""The bridge as a program: its link to the server, its devices, and another set of both when the plan has changed."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, TypeAlias

import structlog

from config.hall import Device, DeviceKind, StationKind
from config.i18n import Texts
from display.bridge.bar import BarOverWindow
from display.bridge.device import Bridged, Hall, NotUnderstood, Watched
from display.bridge.keypads import call_pads, rating_pads
from display.bridge.lockers import LockersOnLine
from display.bridge.tags import TagsOfBase
from display.rating_box import RatingBox
from queue_server.client.link import Me, ServerLink, monotonic_ms
from queue_server.client.session import AnyDelivery, Dismissed, ViewArrived
from queue_server.contract.commands import AnyCommand, RateService
from queue_server.contract.refusals import CommandRefused
from queue_server.contract.views import HallView

ASK_AGAIN_S = 3.0
TICK_S = 0.25

Maker: TypeAlias = Callable[[Device, Me, Hall], Bridged]
NO_MORE: Mapping[DeviceKind, Maker] = MappingProxyType({})

log = structlog.get_logger(__name__)


class NotABridge(Exception):
    """Station "ID" is a KIND; this program is a device bridge."""

    def __init__(self, station_id: str, kind: str) -> None:
        super().__init__(f'Station "{station_id}" is a {kind}; this program is a device bridge.')


class Wire(Protocol):
    """The bridge's way to the server, as `ServerLink` is one."""

    @property
    def unanswered(self) -> tuple[str, ...]: ...

    async def run(self) -> None: ...
    async def fetch_me(self) -> Me: ...
    async def put_cells(self, told: object) -> None: ...
    async def put_voice(self, told: object) -> None: ...
    def shown(self, call_id: str, device_id: str | None = None) -> None: ...
    def send(self, command: AnyCommand, *, only_while_linked: bool = False, key: str = "") -> str: ...
    def withdraw(self, key: str) -> None: ...


Connect: TypeAlias = Callable[[Sequence[str], Callable[[AnyDelivery], None], Sequence[str]], Wire]


async def _named(device_id: str, device: Bridged) -> None:
    """What it logs is told with its name."""
    with structlog.contextvars.bound_contextvars(device=device_id):
        await device.run()


class Bridge:
    """`more` makes devices of kinds that it would only look after by itself. `connect` gives the way to the server that
    follows these topics and acknowledges calls of those, where it is another than over the network; `clock` is UTC
    milliseconds, `steady` milliseconds that only grow, whatever becomes of the clock; `boxes` the folder of ratings
    that the hall has not answered yet, None: they are kept in memory."""

    def __init__(
        self,
        server_url: str,
        station_id: str,
        key: str,
        more: Mapping[DeviceKind, Maker] = NO_MORE,
        *,
        connect: Connect | None = None,
        clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        tick_s: float = TICK_S,
        steady: Callable[[], int] = monotonic_ms,
        boxes: Path | None = None,
    ) -> None:
        self._more = more
        self.texts = Texts.load()
        self.devices: Sequence[Bridged] = ()
        self._station_id = station_id
        self._connect = connect or (
            lambda topics, deliver, acknowledges: ServerLink(
                server_url, station_id, key, topics, deliver, acknowledges=tuple(acknowledges)
            )
        )
        self._clock = clock
        self._steady = steady
        self._tick_s = tick_s
        self._link = self._connect((), self._delivered, ())
        self._hash = ""
        self._outdated = False
        self._box = RatingBox(boxes / f"{station_id}.json", self._post) if boxes is not None else None

    # for devices

    def send(self, command: AnyCommand, *, only_while_linked: bool = False) -> str:
        return self._link.send(command, only_while_linked=only_while_linked)

    def rate(self, rating: RateService) -> str:
        """Goes out now or when the hall can be reached, and once."""
        return self._box.send(rating) if self._box is not None else self._link.send(rating)

    def _post(self, rating: RateService, key: str) -> None:
        self._link.send(rating, key=key)

    def shown(self, call_id: str, device_id: str | None = None) -> None:
        """The device has taken the call."""
        self._link.shown(call_id, device_id)

    def withdraw(self, key: str) -> None:
        self._link.withdraw(key)

    async def put_cells(self, told: object) -> None:
        """Raises as `ServerLink.put_cells`."""
        await self._link.put_cells(told)

    async def put_voice(self, told: object) -> None:
        """Raises as `ServerLink.put_voice`."""
        await self._link.put_voice(told)

    def now_ms(self) -> int:
        return self._clock()

    def steady_ms(self) -> int:
        return self._steady()

    # running

    async def run(self) -> None:
        """Until cancelled. Raises NotABridge."""
        while True:
            await self._serve(await self._ask_me())

    async def _serve(self, me: Me) -> None:
        """With the devices of this plan, until there is another one."""
        if me.station.kind is not StationKind.BRIDGE:
            raise NotABridge(me.station.id, me.station.kind.value)
        self._hash, self._outdated = me.configuration_hash, False
        devices = self.devices = [self._bridged(device, me) for device in me.station.devices]
        topics = dict.fromkeys(("hall", *(topic for device in devices for topic in device.topics)))
        bars = tuple(f"panel:{window_id}" for window_id in me.station.windows_with(DeviceKind.LED_BAR))
        link = self._link = self._connect(tuple(topics), self._delivered, bars)
        if self._box is not None:
            self._box.send_kept()
        try:
            async with asyncio.TaskGroup() as tasks:
                named = zip(me.station.devices, devices, strict=True)
                works = [link.run(), *(_named(device.id, bridged) for device, bridged in named)]
                running = [tasks.create_task(work) for work in works]
                while not self._outdated or link.unanswered:
                    await asyncio.sleep(self._tick_s)
                    for device in devices:
                        device.tick(self.now_ms())
                for task in running:
                    task.cancel()
        finally:
            # in tasks of their own: where one was cancelled, Python 3.11.2 takes a time limit for another cancellation
            await asyncio.gather(*(device.close() for device in devices))

    def _bridged(self, device: Device, me: Me) -> Bridged:
        try:
            if device.kind in self._more:
                return self._more[device.kind](device, me, self)
            match device.kind:
                case DeviceKind.LED_BAR:
                    return BarOverWindow(device, me.station, me.configuration, self)
                case DeviceKind.CALL_PADS:
                    return call_pads(device, self)
                case DeviceKind.RATING_PADS:
                    return rating_pads(device, me.station, me.configuration, self)
                case DeviceKind.LOCK_BOARDS:
                    return LockersOnLine(device, me, self)
                case DeviceKind.VIBRATING_TAGS:
                    return TagsOfBase(device, me.station, self)
            return Watched(device, self)
        except ValueError as error:
            log.error("device_not_understood", device=device.id, why=str(error))
            return NotUnderstood(device, self)

    async def _ask_me(self) -> Me:
        """Asks until the server answers; what is in the way is said once."""
        said = ""
        while True:
            try:
                return await self._link.fetch_me()
            except (OSError, CommandRefused, ValueError) as error:
                why = error.code.value if isinstance(error, CommandRefused) else type(error).__name__
            if why != said:
                said = why
                log.warning("station_waits", station=self._station_id, why=why)
            await asyncio.sleep(ASK_AGAIN_S)

    def _delivered(self, delivery: AnyDelivery) -> None:
        match delivery:
            case ViewArrived(view=HallView(configuration_hash=newest)):
                self._outdated = newest != self._hash
            case Dismissed(code=code):
                log.error("station_turned_away", station=self._station_id, code=code.value)
        if self._box is not None:
            self._box.receive(delivery)
        for device in self.devices:
            if not isinstance(delivery, ViewArrived) or delivery.topic in device.topics:
                device.receive(delivery, self.now_ms())
