"""Where a virtual device listens: `socket://host:port`, or a pseudo-terminal in place of a serial line.

A pseudo-terminal (`pty`) comes back under another name when its cable was pulled; with `pty:/folder/name` there is a
link to it at that path, which stays the same, as udev makes them for real devices.
"""

import asyncio
import contextlib
import os
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Generic, Protocol, TypeAlias, TypeVar
from urllib.parse import urlsplit

Answer: TypeAlias = Callable[[bytes], None]
Reader = TypeVar("Reader")


class Behind(Protocol[Reader]):
    """The device behind a front. Each connection has a reader of its own."""

    url: str  # where it listens; the front writes here where it really does

    def reader(self) -> Reader: ...

    async def take(self, data: bytes, reader: Reader, answer: Answer) -> None:
        """Bytes of a connection. Returns when it can take more."""
        ...

    def leave(self, reader: Reader) -> None: ...


class Front(Protocol):
    async def open(self) -> None:
        """Raises OSError where nobody can listen there."""
        ...

    async def close(self) -> None: ...

    def say(self, data: bytes) -> None:
        """To everybody who is connected, unasked."""
        ...


def front(device: Behind[Reader]) -> Front:
    """Raises ValueError for a URL nobody can listen at."""
    parts = urlsplit(device.url)
    if parts.scheme == "socket" and parts.hostname and parts.port is not None:
        return _Socket(device, parts.hostname, parts.port)
    if device.url == "pty":
        return _Terminal(device)
    if parts.scheme == "pty" and parts.path.startswith("/"):
        return _Terminal(device, Path(parts.path))
    raise ValueError(f"{device.url}: a virtual device listens at socket://host:port, pty or pty:/folder/name")


class _Socket(Generic[Reader]):
    def __init__(self, device: Behind[Reader], host: str, port: int) -> None:
        self._device, self._host, self._port = device, host, port
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[None], Answer] = {}

    async def open(self) -> None:
        if self._server is not None:
            return
        self._server = await asyncio.start_server(self._serve, self._host, self._port)
        self._port = self._server.sockets[0].getsockname()[1]  # keeps the one it was given for port 0
        self._device.url = f"socket://{self._host}:{self._port}"

    async def close(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for connection in list(self._connections):
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    def say(self, data: bytes) -> None:
        for answer in self._connections.values():
            answer(data)

    async def _serve(self, incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:  # pragma: no cover - start_server always runs this in a task
            return
        self._connections[task] = outgoing.write
        reader = self._device.reader()
        try:
            while data := await incoming.read(4096):
                await self._device.take(data, reader, outgoing.write)
        except (OSError, asyncio.CancelledError):
            pass  # the line went dead, or the device was unplugged
        finally:
            del self._connections[task]
            self._device.leave(reader)
            outgoing.transport.abort()


class _Terminal(Generic[Reader]):
    def __init__(self, device: Behind[Reader], path: Path | None = None) -> None:
        self._device = device
        self._path = path
        self._ours = -1
        self._theirs = -1  # kept open, so that the line does not hang up between two users
        self._serving: asyncio.Task[None] | None = None

    async def open(self) -> None:
        if self._serving is not None:
            return
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._ours)
        tty.setraw(self._theirs)
        os.set_blocking(self._ours, False)
        name = os.ttyname(self._theirs)
        if self._path is not None:
            self._path.unlink(missing_ok=True)
            self._path.symlink_to(name)
        self._device.url = f"serial://{self._path or name}"
        self._serving = asyncio.create_task(self._serve())

    async def close(self) -> None:
        if self._serving is None:
            return
        self._serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._serving
        self._serving = None
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        os.close(self._ours)
        os.close(self._theirs)

    def say(self, data: bytes) -> None:
        if self._serving is not None:
            with contextlib.suppress(BlockingIOError):  # nobody reads; a serial line would drop it too
                os.write(self._ours, data)

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        reader = self._device.reader()
        try:
            while True:
                ready = asyncio.Event()
                loop.add_reader(self._ours, ready.set)
                try:
                    await ready.wait()
                finally:
                    loop.remove_reader(self._ours)
                with contextlib.suppress(BlockingIOError):
                    await self._device.take(os.read(self._ours, 4096), reader, self.say)
        finally:
            self._device.leave(reader)
