"""Writing to one reader without ever waiting for it.

A frame is built once and the same bytes are written to every reader's transport. What a slow reader cannot take yet is
kept: answers in order, of views only the newest of each topic. So a reader costs a bounded amount of memory however
slow it is, and nobody else waits for it.
"""

from asyncio import Transport
from collections import deque

BUFFER_BYTES = 65_536  # in the transport; more is kept back here
ANSWERS_LIMIT = 256  # kept back; a reader that asks so much and reads nothing is dropped
STUCK_MS = 30_000

_TEXT = 0x81  # RFC 6455 section 5.2: final fragment, text; the server's frames are not masked
_SHORT, _MEDIUM, _LONG = 125, 126, 127


def text_frame(message: bytes) -> bytes:
    """A whole WebSocket frame with `message`, UTF-8 text, as its only fragment."""
    size = len(message)
    if size <= _SHORT:
        return bytes((_TEXT, size)) + message
    if size < 1 << 16:
        return bytes((_TEXT, _MEDIUM)) + size.to_bytes(2) + message
    return bytes((_TEXT, _LONG)) + size.to_bytes(8) + message


class Outlet:
    """Frames on their way to one transport. `stuck` once it took nothing for too long, or asked for too much."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._answers: deque[bytes] = deque()
        self._views: dict[str, bytes] = {}
        self._held_since_ms: int | None = None
        self._left_bytes = 0

    @property
    def holding(self) -> bool:
        """Something waits for the reader: call `flush` again soon."""
        return self._held_since_ms is not None

    @property
    def kept_back(self) -> int:
        """How many frames wait."""
        return len(self._answers) + len(self._views)

    def stuck(self, now_ms: int) -> bool:
        too_long = self._held_since_ms is not None and now_ms - self._held_since_ms > STUCK_MS
        return too_long or len(self._answers) > ANSWERS_LIMIT

    def answer(self, frame: bytes, now_ms: int) -> None:
        """Writes a frame that must arrive, after those before it."""
        if self.holding or self._full():
            self._answers.append(frame)
            self._hold(now_ms)
        else:
            self._transport.write(frame)

    def view(self, topic: str, frame: bytes, now_ms: int) -> None:
        """Writes a frame that replaces any older one of its topic."""
        if self.holding or self._full():
            self._views.pop(topic, None)  # the newest goes to the end: topics keep the order of what happened
            self._views[topic] = frame
            self._hold(now_ms)
        else:
            self._transport.write(frame)

    def flush(self, now_ms: int) -> None:
        """Writes what was kept back, as far as the reader takes it."""
        while (self._answers or self._views) and not self._full():
            self._transport.write(
                self._answers.popleft() if self._answers else self._views.pop(next(iter(self._views)))
            )
        if not self._answers and not self._views:
            self._held_since_ms = None
            return
        left_bytes = self._transport.get_write_buffer_size()
        if left_bytes < self._left_bytes:
            self._held_since_ms = now_ms  # slow, but it reads
        self._left_bytes = left_bytes

    def abort(self) -> None:
        """Cuts the line."""
        self._transport.abort()

    def _full(self) -> bool:
        return self._transport.is_closing() or self._transport.get_write_buffer_size() >= BUFFER_BYTES

    def _hold(self, now_ms: int) -> None:
        if self._held_since_ms is None:
            self._held_since_ms = now_ms
            self._left_bytes = self._transport.get_write_buffer_size()
