"""A virtual device: where it listens, and the faults every device and every line may have.

Faults of the device are its own switches; those of the line are here: they hit what it sends.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Generic, TypeVar

import structlog

from hardware.simulators.front import Answer, Front, front

ERRORS_KEPT = 50
SLOW_S = 0.02  # between two bytes, if nobody says otherwise
LOST_ONE_IN = 23

_log = structlog.get_logger("hardware.simulators")


@dataclass
class Switches:
    """What can be made to go wrong with any device. All off: a good device on a good line."""

    mute: bool = False  # it takes everything and answers nothing
    garble: bool = False  # what it sends arrives as noise
    twice: bool = False  # what it sends comes twice
    lossy: bool = False  # of what it sends, one byte in twenty-three is missing
    piecemeal: bool = False  # what it sends arrives byte by byte
    slow: bool = False  # and with pauses between
    unplugged: bool = False  # its link is gone


Own = TypeVar("Own", bound=Switches)
Reader = TypeVar("Reader")


class VirtualDevice(Generic[Own, Reader]):
    """What every virtual device has. Those that have more bring their own switches, reader and `take`."""

    def __init__(self, name: str, url: str, switches: Own, reader: Callable[[], Reader]) -> None:
        self.name = name
        self.url = url
        self.switches = switches
        self.slow_s = SLOW_S
        self.errors: deque[str] = deque(maxlen=ERRORS_KEPT)
        self.reader = reader
        self._noise = random.Random(name)  # noqa: S311  reproducible noise, not a secret
        self._sent = 0
        self._front: Front | None = None
        self._changed = asyncio.Condition()
        self._under_way: set[asyncio.Task[None]] = set()
        self._line = asyncio.Lock()

    @property
    def switch_names(self) -> tuple[str, ...]:
        return tuple(switch.name for switch in fields(self.switches))

    async def start(self) -> None:
        """Raises OSError if its URL cannot be listened at, ValueError if it is none."""
        self._front = front(self)
        await self._front.open()

    async def stop(self) -> None:
        for task in list(self._under_way):
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        if self._front is not None:
            await self._front.close()

    async def switch(self, **switches: bool) -> None:
        """Throws switches by name. Raises KeyError for one it does not have."""
        for name, on in switches.items():
            if name not in self.switch_names:
                raise KeyError(name)
            setattr(self.switches, name, on)
        if self._front is not None and "unplugged" in switches:
            await (self._front.close() if switches["unplugged"] else self._front.open())
        await self.changed()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits until `condition` holds; looked at whenever anything changes here."""
        async with self._changed:
            await self._changed.wait_for(condition)

    async def changed(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def take(self, data: bytes, reader: Reader, answer: Answer) -> None:
        raise NotImplementedError

    def leave(self, reader: Reader) -> None:
        """A connection has ended. What was begun on it is forgotten, unless the device says otherwise."""

    # --- bytes out ------------------------------------------------------------------------------------------------

    async def send(self, data: bytes, answer: Answer) -> None:
        """Over the line as it is now."""
        if self.switches.mute:
            return
        if self.switches.garble:
            data = self._noise.randbytes(len(data))
        if self.switches.twice:
            data *= 2
        async with self._line:
            if not (self.switches.lossy or self.switches.piecemeal or self.switches.slow):
                answer(data)
                return
            for byte in data:
                self._sent += 1
                if self.switches.lossy and self._sent % LOST_ONE_IN == 0:
                    continue
                answer(bytes((byte,)))
                await asyncio.sleep(self.slow_s if self.switches.slow else 0)

    async def say(self, data: bytes) -> None:
        """Unasked, to whoever is connected."""
        if self._front is not None and not self.switches.unplugged:
            await self.send(data, self._front.say)

    def later(self, seconds: float, data: bytes, answer: Answer) -> None:
        """As a device that moves something before it answers."""

        async def wait() -> None:
            await asyncio.sleep(seconds)
            await self.send(data, answer)

        task = asyncio.create_task(wait())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def misunderstood(self, data: bytes, why: str) -> None:
        self.errors.append(f"{data[:16].hex(' ')}: {why}")
        _log.warning("virtual device did not understand", device=self.name, what=self.errors[-1])
