"""The link to a device: opens its URL, sends and receives bytes, and tries again after a pause when the device is gone.

    socket://192.168.1.30:9100          a device on the network
    serial:///dev/ttyUSB0?baud=115200   a serial line, 8N1
    usb://04b8:0202                     a printer or serial line at USB, wherever it is plugged in
    usb://04b8:0202/J3ZF001             the one of several with this serial number
    /dev/usb/lp0                        a device file

The only module that imports `serial`.
Errors: ValueError (not such a URL) · LinkLost (gone, cannot be opened, or stuck).
"""

import asyncio
import contextlib
import os
import select
import termios
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Protocol

import serial

from config.device_urls import LINE, DeviceUrl
from hardware import usb
from hardware.presence import Presence

RECEIVE_BYTES = 4096
OLD_PIECES = 64  # thrown away at once, of a device that never stops talking
PAUSES_S = (0.2, 0.5, 1.0, 2.0, 5.0)  # between attempts, while it is lost


class LinkLost(Exception):
    """The device cannot be reached, has gone, or takes no more bytes. The message says which."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a line leads. `options` are for the driver, which refuses those it does not know."""

    scheme: str  # socket, serial, usb or file
    host: str
    port: int
    path: str
    options: dict[str, str]  # what is left of the query for the driver
    baud: int = 115_200
    hardware_flow: bool = False

    @classmethod
    def parse(cls, url: str, baud: int = 115_200) -> "Address":
        """`baud`: where the URL does not say. Raises ValueError with what is wrong."""
        given = DeviceUrl.parse(url, LINE)
        options = dict(given.options)
        rate, flow = options.pop("baud", str(baud)), options.pop("flow", "none")
        if not rate.isdecimal() or int(rate) not in serial.Serial.BAUDRATES:
            raise ValueError(f"{url}: {rate} is no baud rate")
        if flow not in ("none", "rtscts"):
            raise ValueError(f"{url}: flow is none or rtscts")
        line = cls(given.scheme or "file", given.host, given.port, given.path, options, int(rate), flow == "rtscts")
        return replace(line, host=given.place.lower(), path=given.path.strip("/")) if line.scheme == "usb" else line


class Channel(Protocol):
    """An open way to a device."""

    async def send(self, data: bytes) -> None: ...

    async def receive(self) -> bytes:
        """At least one byte; raises OSError or EOFError when the other end is gone."""
        ...

    def close(self) -> None: ...


class Link:
    """One device's link. It is used by one task at a time, which takes its `turn`."""

    def __init__(self, url: str, open_within_s: float = 2.0, baud: int = 115_200) -> None:
        self.address = Address.parse(url, baud)
        self._url = url
        self._open_within_s = open_within_s
        self._channel: Channel | None = None
        self._failures = 0
        self._presence = Presence(url=url)
        self._turn = asyncio.Lock()

    @contextlib.asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Who is cancelled in it leaves the link closed: an answer still to come must not meet the next question."""
        async with self._turn:
            try:
                yield
            except asyncio.CancelledError:
                self.close()
                raise

    @property
    def is_open(self) -> bool:
        return self._channel is not None

    @property
    def pause_s(self) -> float:
        """How long to wait before trying again; 0 while all is well."""
        return PAUSES_S[min(self._failures, len(PAUSES_S)) - 1] if self._failures else 0.0

    async def open(self) -> None:
        """Opens it unless it is open. Raises LinkLost."""
        if self._channel is not None:
            return
        try:
            async with asyncio.timeout(self._open_within_s):
                self._channel = await _open(self.address)
        except (OSError, TimeoutError, termios.error, ValueError) as error:
            # serial.SerialException is an OSError; a line unplugged while it is being opened is a termios.error, a
            # speed its adapter has not a ValueError
            raise self._lost(f"cannot be opened: {str(error) or 'no answer'}") from error

    def proven(self) -> None:
        """The device has answered: what was lost is back."""
        self._failures = 0
        self._presence.back()

    async def send(self, data: bytes, within_s: float) -> None:
        """Sends all of it. Raises LinkLost; nobody knows then how much has arrived."""
        channel = self._opened()
        try:
            async with asyncio.timeout(within_s):
                await channel.send(data)
        except TimeoutError as error:
            raise self._lost("takes no more bytes") from error
        except OSError as error:
            raise self._lost(f"gone: {error}") from error

    async def receive(self, within_s: float) -> bytes:
        """What has come, or b"" if nothing came in time. Raises LinkLost."""
        channel = self._opened()
        try:
            async with asyncio.timeout(within_s):
                return await channel.receive()
        except TimeoutError:
            return b""
        except (OSError, EOFError) as error:
            raise self._lost(f"gone: {str(error) or 'closed by the device'}") from error

    async def drop_old(self) -> None:
        """Throws away what has come and nobody waited for. Raises LinkLost."""
        for _ in range(OLD_PIECES):
            if not await self.receive(within_s=0):
                return

    def silent(self) -> None:
        """The device does not answer: close, so that a late answer meets nobody."""
        self._lost("no answer")

    def close(self) -> None:
        if self._channel is not None:
            self._channel.close()
            self._channel = None

    def _opened(self) -> Channel:
        if self._channel is None:
            raise LinkLost(f"{self._url} is not open")
        return self._channel

    def _lost(self, why: str) -> LinkLost:
        self.close()
        self._failures += 1
        self._presence.lost(why)
        return LinkLost(f"{self._url} {why}")


async def _open(address: Address) -> Channel:
    if address.scheme == "socket":
        reader, writer = await asyncio.open_connection(address.host, address.port)
        return _Socket(reader, writer)
    if address.scheme == "usb":
        return _DeviceFile(replace(address, path=str(usb.node(address.host, address.path))))
    return _DeviceFile(address)


class _Socket:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        # drain() shall wait until the kernel has taken everything: only then is it on its way
        writer.transport.set_write_buffer_limits(high=0)

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def receive(self) -> bytes:
        if data := await self._reader.read(RECEIVE_BYTES):
            return data
        raise EOFError

    def close(self) -> None:
        self._writer.transport.abort()  # what is still unsent of a slip that was given up must not be printed later


class _DeviceFile:
    """A serial line or another device file, watched by the event loop."""

    def __init__(self, address: Address) -> None:
        self._line: serial.Serial | None = None
        if address.scheme == "serial" or _is_terminal(address.path):
            self._line = serial.Serial(
                address.path, address.baud, timeout=0, write_timeout=0, rtscts=address.hardware_flow, exclusive=True
            )
            self._descriptor = self._line.fileno()
        else:
            self._descriptor = os.open(address.path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        self._loop = asyncio.get_running_loop()
        self._has_come = select.poll()
        self._has_come.register(self._descriptor, select.POLLIN)

    async def send(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(self._descriptor, rest) :]
            except BlockingIOError:
                await self._ready(self._loop.add_writer, self._loop.remove_writer)

    async def receive(self) -> bytes:
        while True:
            # a terminal without bytes reads as b"", as one that is gone does: only of a ready one does that mean gone.
            # Looked at before the wait too: with no time to wait, it is over before it has begun
            if not self._has_come.poll(0):
                await self._ready(self._loop.add_reader, self._loop.remove_reader)
            with contextlib.suppress(BlockingIOError):
                if data := os.read(self._descriptor, RECEIVE_BYTES):
                    return data
                raise EOFError

    async def _ready(self, watch: Callable[[int, Callable[[], None]], None], forget: Callable[[int], bool]) -> None:
        ready = asyncio.Event()
        watch(self._descriptor, ready.set)
        try:
            await ready.wait()
        finally:
            forget(self._descriptor)

    def close(self) -> None:
        if self._line is None:
            os.close(self._descriptor)
            return
        with contextlib.suppress(OSError, termios.error):  # an unplugged line cannot be flushed
            self._line.reset_output_buffer()
        with contextlib.suppress(OSError, termios.error):
            self._line.close()


def _is_terminal(path: str) -> bool:
    descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        return os.isatty(descriptor)
    finally:
        os.close(descriptor)
