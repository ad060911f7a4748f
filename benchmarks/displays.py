"""Hundreds of displays as lean as they can be: each a socket that looks whether what came holds what is waited for.

They cost the measuring side the same whether the server or the floor writes to them.
"""

import asyncio
import base64
import os
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import cast

from queue_server.contract import wire

ARRIVE_S = 10


class Arrival:
    """Waits until all displays have seen the mark."""

    def __init__(self, mark: bytes, displays: int) -> None:
        self.mark = mark
        self.last_s = 0.0
        self.bytes_each = 0
        self._left = displays
        self._all = asyncio.get_running_loop().create_future()

    def seen(self, size: int) -> None:
        self._left -= 1
        if self._left == 0:
            self.last_s = time.perf_counter()
            self.bytes_each = size
            self._all.set_result(None)

    async def last(self) -> float:
        """When the last display saw it, by `time.perf_counter`."""
        async with asyncio.timeout(ARRIVE_S):
            await self._all
        return self.last_s


class Display(asyncio.Protocol):
    """Says hello for its topic if it has one, then only reads."""

    def __init__(self, path: str, authorization: str, topic: str | None, arrival: Callable[[], Arrival | None]) -> None:
        self._request = _upgrade(path, authorization)
        self._hello = _masked(wire.encode(wire.Hello(wire.PROTOCOL, (wire.Topic(topic),)))) if topic else b""
        self._arrival = arrival
        self._awaited: Arrival | None = None
        self._shown = False
        self._read = b""
        self._upgraded = False
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its type
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        if not self._upgraded:
            self._read += data
            self._begin()
            return
        arrival = self._arrival()
        if arrival is not self._awaited:
            self._awaited, self._read, self._shown = arrival, b"", False
        if arrival is None or self._shown:
            return
        self._read += data
        if arrival.mark in self._read:
            self._shown = True
            arrival.seen(len(self._read))

    def _begin(self) -> None:
        head, end, _ = self._read.partition(b"\r\n\r\n")
        if not end:
            return
        if not head.startswith(b"HTTP/1.1 101"):
            self.ready.set_exception(ConnectionError(head.split(b"\r\n")[0].decode()))
            return
        self._upgraded, self._read = True, b""
        self._transport.write(self._hello)
        self.ready.set_result(None)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(error or ConnectionError("closed"))

    def close(self) -> None:
        self._transport.close()


class Wall:
    """All displays. `expect` the mark before it is written, so that none is missed."""

    def __init__(self) -> None:
        self.displays: list[Display] = []
        self.awaited: Arrival | None = None

    @classmethod
    @asynccontextmanager
    async def connected(
        cls, port: int, path: str, authorizations: Sequence[str], topic: str | None
    ) -> AsyncIterator["Wall"]:
        wall = cls()
        loop = asyncio.get_running_loop()
        try:
            for authorization in authorizations:
                _, display = await loop.create_connection(
                    partial(Display, path, authorization, topic, lambda: wall.awaited), "127.0.0.1", port
                )
                wall.displays.append(display)
                async with asyncio.timeout(ARRIVE_S):
                    await display.ready
            yield wall
        finally:
            for display in wall.displays:
                display.close()

    def expect(self, mark: bytes) -> Arrival:
        self.awaited = Arrival(mark, len(self.displays))
        return self.awaited


def _upgrade(path: str, authorization: str) -> bytes:
    """RFC 6455 section 4.1."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = (
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {key}",
        f"Authorization: {authorization}",
    )
    return "\r\n".join((*lines, "", "")).encode()


def _masked(text: bytes) -> bytes:
    """A short text frame of a client (RFC 6455 section 5.3); a mask of zeros leaves the text as it is."""
    if len(text) >= 126:
        raise ValueError("a hello is short")
    return bytes((0x81, 0x80 | len(text))) + bytes(4) + text
