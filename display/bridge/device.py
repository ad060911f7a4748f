"""A device of a bridge: what it wants to hear of the hall, and its life beside it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from config.hall import Device, DeviceKind
from config.i18n import Texts
from hardware import health as watching
from hardware import technician
from hardware.health import Health
from queue_server.client.session import AnyDelivery
from queue_server.contract.commands import AnyCommand, DeviceHealth, RateService, ReportDevice

LOOK_S = 5.0  # between two looks at a device that has nothing to say
SELDOM_S = 600.0  # at a loudspeaker, which is taken for as long as it is looked at: it shows how it is when it speaks


class Hall(Protocol):
    """What a device may ask of the hall."""

    texts: Texts

    def send(self, command: AnyCommand, *, only_while_linked: bool = False) -> str: ...
    def rate(self, rating: RateService) -> str: ...
    def withdraw(self, key: str) -> None: ...
    def shown(self, call_id: str, device_id: str | None = None) -> None: ...
    async def put_voice(self, told: object) -> None: ...
    def now_ms(self) -> int: ...
    def steady_ms(self) -> int: ...


class Bridged(Protocol):
    """One device, or the devices of one line. `topics` are the views it hears of, and no others."""

    topics: tuple[str, ...]

    def receive(self, message: AnyDelivery, now_ms: int) -> None: ...
    def tick(self, now_ms: int) -> None: ...

    async def run(self) -> None:
        """For ever. What a device does never ends it."""
        ...

    async def close(self) -> None: ...


def places(device: Device, addresses: Sequence[int]) -> dict[int, str]:
    """The window at each address of a device's line. Raises ValueError where the plan names more windows, or fewer."""
    if len(addresses) != len(device.window_ids):
        raise ValueError(f"{device.url}: {len(device.window_ids)} windows for {len(addresses)} places")
    return dict(zip(addresses, device.window_ids, strict=True))


class HealthReport:
    """Tells the hall how a device is, whenever that is news."""

    def __init__(self, device_id: str, send: Callable[[AnyCommand], str]) -> None:
        self._device_id = device_id
        self._send = send
        self._told: Health | None = None

    def tell(self, health: Health) -> None:
        if health is not self._told:
            self._told = health
            self._send(ReportDevice(self._device_id, DeviceHealth(health.value)))


class Watched:
    """A device that this bridge only looks after: it asks how it is, and tells."""

    topics: tuple[str, ...] = ()

    def __init__(self, device: Device, hall: Hall) -> None:
        """Raises ValueError for a URL the driver does not understand."""
        self._driver = technician.DRIVERS[device.kind](device.url)
        self._report = HealthReport(device.id, hall.send)
        self._look_s = SELDOM_S if device.kind is DeviceKind.LOUDSPEAKER else LOOK_S

    def receive(self, message: AnyDelivery, now_ms: int) -> None:
        pass

    def tick(self, now_ms: int) -> None:
        pass

    async def run(self) -> None:
        async for health in watching.changes(lambda: technician.health(self._driver), lambda: 0.0, self._look_s):
            self._report.tell(health)

    async def close(self) -> None:
        await self._driver.close()


class NotUnderstood:
    """A device whose URL the driver does not understand: said to the hall, and the others go on."""

    topics: tuple[str, ...] = ()

    def __init__(self, device: Device, hall: Hall) -> None:
        self._report = HealthReport(device.id, hall.send)

    def receive(self, message: AnyDelivery, now_ms: int) -> None:
        pass

    def tick(self, now_ms: int) -> None:
        pass

    async def run(self) -> None:
        self._report.tell(Health.FAULT)

    async def close(self) -> None:
        pass
