"""An event loop in which a day passes as fast as it can be computed.

Time stands still while anything runs and jumps to the next timer when nothing does. Real threads (the database's) are
waited for while time stands still, and their results are handed over only when nothing else is ready: so the order of
things never depends on how fast the disk is. Sockets stay inside the loop: whoever listens at an address is reached
by whoever connects to it, with a transport of its own, and the bytes are the same as on a line.
"""

import asyncio
import heapq
import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from typing import Any, TypeVar

LINE_S = 0.000_2  # bytes take this long from one end to the other
CLOCK_S = 1e-9  # moments as near to one another as this are one
LONGEST_WORK_S = 120  # of a thread, in real time

T = TypeVar("T")


class NothingToWaitFor(RuntimeError):
    """Everybody waits for somebody else: the day would never end."""


class SimulatedLoop(asyncio.SelectorEventLoop):
    """`time()` is in simulated seconds and begins with `from_s`. One loop for one day."""

    def __init__(self, from_s: float = 0.0) -> None:
        self._now_s = from_s
        self._under_way = 0  # real work in threads
        self._done: queue.SimpleQueue[tuple[Callable[..., object], tuple[Any, ...], Context | None]] = (
            queue.SimpleQueue()
        )
        self._thread = threading.get_ident()
        self._listening: dict[tuple[str, int], Callable[[], asyncio.BaseProtocol]] = {}
        self._next_port = 20_000
        self._timers: list[tuple[float, int, asyncio.TimerHandle]] = []  # a heap
        self._asked_for = 0  # timers, ever
        self._given_up = 0  # of those that wait
        super().__init__()

    def time(self) -> float:
        return self._now_s

    @contextmanager
    def real_work(self) -> Iterator[None]:
        """Time stands still until it is done."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    def _run_once(self) -> None:
        """All that is ready; if nothing is, what a thread has done, or time passes. There are no sockets to look at."""
        ready = self._ready  # type: ignore[attr-defined]
        if not ready and not self._stopping:  # type: ignore[attr-defined]
            self._pass_on()
        timers, until_s = self._timers, self._now_s + CLOCK_S
        while timers and timers[0][0] < until_s:
            ready.append(heapq.heappop(timers)[2])
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle._cancelled:
                handle._run()

    def _pass_on(self) -> None:
        if self._under_way:
            callback, args, context = self._done.get(timeout=LONGEST_WORK_S)
            self.call_soon(callback, *args, context=context)
            return
        timers = self._timers
        while timers and timers[0][2].cancelled():
            heapq.heappop(timers)
        if not timers:
            raise NothingToWaitFor
        self._now_s = max(self._now_s, timers[0][0])

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)  # type: ignore[attr-defined]
        return handle

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_at(self._now_s + delay, callback, *args, context=context)

    def call_at(  # type: ignore[override]
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Of two for the same moment the one that was asked for first comes first, whatever else was asked for."""
        self._asked_for += 1
        timer = asyncio.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._timers, (when, self._asked_for, timer))
        return timer

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Most timers are given up: those that wait for an answer which comes."""
        self._given_up += 1
        if self._given_up > 1_000 and self._given_up > len(self._timers) // 2:
            self._timers = [timer for timer in self._timers if not timer[2].cancelled()]
            heapq.heapify(self._timers)
            self._given_up = 0

    def get_debug(self) -> bool:
        return False  # asked for every callback

    def call_soon_threadsafe(  # type: ignore[override]  # the result is of no use to a thread
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle | None:
        if threading.get_ident() == self._thread:
            return self.call_soon(callback, *args, context=context)
        self._done.put((callback, args, context))
        return None

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> "asyncio.Future[T]":  # type: ignore[override]
        """At once: what takes a moment of a core takes no time of the day."""
        future: asyncio.Future[T] = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    # --- lines inside the loop ------------------------------------------------------------------------------------

    async def create_server(  # type: ignore[override]
        self, protocol_factory: Callable[[], asyncio.BaseProtocol], host: str, port: int, **_: Any
    ) -> "_Listener":
        if port == 0:
            port, self._next_port = self._next_port, self._next_port + 1
        if (host, port) in self._listening:
            raise OSError(f"{host}:{port} is taken")
        self._listening[host, port] = protocol_factory
        return _Listener(self._listening, (host, port))

    async def create_connection(  # type: ignore[override]
        self, protocol_factory: Callable[[], asyncio.BaseProtocol], host: str, port: int, **_: Any
    ) -> tuple[asyncio.Transport, asyncio.BaseProtocol]:
        listening = self._listening.get((host, port))
        if listening is None:
            raise ConnectionRefusedError(f"nobody listens at {host}:{port}")
        here, there = _Line(self), _Line(self)
        here.join(there, protocol_factory())
        there.join(here, listening())
        return here, here.get_protocol()


class _Listener:
    """Looks to its user like asyncio's `Server`."""

    def __init__(
        self, listening: dict[tuple[str, int], Callable[[], asyncio.BaseProtocol]], address: tuple[str, int]
    ) -> None:
        self._listening, self._address = listening, address

    @property
    def sockets(self) -> "list[_Listener]":
        return [self]

    def getsockname(self) -> tuple[str, int]:
        return self._address

    def close(self) -> None:
        self._listening.pop(self._address, None)

    async def wait_closed(self) -> None:
        return None


class _Line(asyncio.Transport):
    """One end of a connection."""

    def __init__(self, loop: SimulatedLoop) -> None:
        super().__init__()
        self._loop = loop
        self._closing = False
        self._paused = False
        self._arrived: deque[bytes] = deque()

    def join(self, other: "_Line", protocol: asyncio.BaseProtocol) -> None:
        self._other = other
        self._protocol: Any = protocol
        self._loop.call_soon(protocol.connection_made, self)

    def get_protocol(self) -> asyncio.BaseProtocol:
        protocol: asyncio.BaseProtocol = self._protocol
        return protocol

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = protocol

    def write(self, data: bytes | bytearray | memoryview) -> None:
        if data and not self._closing:
            self._loop.call_later(LINE_S, self._other.arrive, bytes(data))

    def arrive(self, data: bytes) -> None:
        if self._closing:
            return
        if self._paused:
            self._arrived.append(data)
        else:
            self._protocol.data_received(data)

    def pause_reading(self) -> None:
        self._paused = True

    def resume_reading(self) -> None:
        self._paused = False
        while self._arrived and not self._paused:
            self._protocol.data_received(self._arrived.popleft())

    def is_reading(self) -> bool:
        return not self._paused

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Whatever is written is on its way."""

    def get_write_buffer_size(self) -> int:
        return 0

    def can_write_eof(self) -> bool:
        return False

    def is_closing(self) -> bool:
        return self._closing

    def abort(self) -> None:
        self.close()

    def close(self) -> None:
        if not self._closing:
            self._end()
            self._loop.call_later(LINE_S, self._other._end)

    def _end(self) -> None:
        if not self._closing:
            self._closing = True
            self._loop.call_soon(self._protocol.connection_lost, None)


def run(main: Callable[[SimulatedLoop], Any], from_s: float = 0.0) -> Any:
    """The result of `main(loop)`, played to its end."""
    loop = SimulatedLoop(from_s)
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(main(loop))
    finally:
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        asyncio.set_event_loop(None)
        loop.close()
