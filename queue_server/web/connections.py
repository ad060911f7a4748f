"""The open sockets: each one a conversation as `contract.wire` lays down, all of them kept alive by one heartbeat."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from itertools import count
from typing import TypeAlias

import structlog
from aiohttp import WSCloseCode, WSMsgType, web
from prometheus_client import Counter, Gauge

from queue_server.contract import wire
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Accepted
from queue_server.engine.dispatcher import Dispatcher
from queue_server.engine.feed import Feed, Frame, Subscription
from queue_server.engine.proofs import Proofs, Screen
from queue_server.web.answers import read_message
from queue_server.web.caller import Caller
from queue_server.web.gate import Gate
from queue_server.web.outlet import BUFFER_BYTES, Outlet, text_frame
from queue_server.web.presence import Presence

HELLO_S = 5
TOPICS_LIMIT = 64
MISREADS_LIMIT = 5  # messages that could not be read, before the server gives up on a caller
IN_HAND_LIMIT = 32  # requests of one connection being carried out; more wait to be read
FLUSH_S = 0.05
CLOSE_S = 2.0  # for the other end to take what was said to it, and to close too
OF_ONE_TICKET = 8  # conversations about one ticket: a family's phones, not somebody's program
PING_S = 20.0  # and half as long for the answer: a reader whose machine is gone is noticed within 30 s

CarryOut: TypeAlias = Callable[[wire.Request, Caller], Awaitable[Accepted]]

_numbers = count(1)
_open = Gauge("hall_connections", "Open sockets of stations, pages and visitors")
_dropped = Counter("hall_slow_readers", "Connections dropped because nothing was read from them")

log = structlog.get_logger(__name__)


class Connection:
    """One caller's conversation, from hello to goodbye."""

    def __init__(self, caller: Caller, response: web.WebSocketResponse, outlet: Outlet, party: "Connections") -> None:
        self.caller = caller
        self.number = next(_numbers)
        self._socket = response
        self._outlet = outlet
        self._party = party
        self._subscriptions: list[Subscription] = []
        self._screen: Screen | None = None
        self._in_hand: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(IN_HAND_LIMIT)
        self._misreads = 0
        self.ended = False

    async def converse(self) -> None:
        """Reads until the caller goes, says something unbearable, or is said goodbye to."""
        try:
            if not await self._greeted():
                return
            async for frame in self._socket:
                if not await self._heard(frame.type, frame.data):
                    return
        finally:
            self.ended = True
            for subscription in self._subscriptions:
                subscription.close()
            if self._screen is not None:
                self._party.proofs.went(self._screen)

    def tell(self, message: wire.ToStation) -> None:
        """Sends a message that must arrive."""
        self.tell_frame(text_frame(wire.encode(message)))

    def tell_frame(self, frame: bytes) -> None:
        if not self.ended:
            self._outlet.answer(frame, self._party.now_ms())
            self._look_after()

    async def goodbye(self, code: RefusalCode, details: dict[str, str] | None = None) -> None:
        """Says why, and closes; cuts the line of who does not listen."""
        if self.ended:
            return
        self.tell(wire.Goodbye(code, details or {}))
        self.ended = True
        try:
            async with asyncio.timeout(CLOSE_S):
                await self._socket.close(code=WSCloseCode.GOING_AWAY, message=code.value.encode())
        except TimeoutError:
            self._outlet.abort()

    # reading

    async def _greeted(self) -> bool:
        try:
            frame = await self._socket.receive(timeout=HELLO_S)
        except TimeoutError:
            await self.goodbye(RefusalCode.MALFORMED)
            return False
        return await self._heard(frame.type, frame.data) and bool(self._subscriptions)

    async def _heard(self, kind: WSMsgType, data: object) -> bool:
        """Takes one message in. False ends the conversation."""
        if kind not in (WSMsgType.TEXT, WSMsgType.BINARY):
            return False
        try:
            if not isinstance(data, str):
                raise CommandRefused(RefusalCode.MALFORMED, where="$", why="text frames are expected")
            if not self._subscriptions:
                _refuse_other_protocol(wire.protocol_of(data))
            message = read_message(wire.decode_to_server, data)
            if isinstance(message, wire.Hello):
                self._hello(message)
            elif isinstance(message, wire.Shown):
                if self.caller.station is not None:
                    self._party.proofs.heard(self.caller.station, message.call_id, message.device_id)
            elif self._subscriptions:
                await self._free.acquire()
                task = asyncio.create_task(self._carry_out(message))
                self._in_hand.add(task)
                task.add_done_callback(self._in_hand.discard)
            else:
                raise CommandRefused(RefusalCode.MALFORMED, where="$", why="hello is expected first")
        except CommandRefused as refused:
            if refused.code is not RefusalCode.MALFORMED:
                await self.goodbye(refused.code, refused.details)
                return False
            self.tell(wire.Refused(None, refused.code, refused.details))
            self._misreads += 1
            if self._misreads >= MISREADS_LIMIT:
                await self.goodbye(RefusalCode.MALFORMED)
                return False
        return True

    def _hello(self, hello: wire.Hello) -> None:
        """Welcomes, and shows each topic asked for. Raises CommandRefused for what this caller may not see."""
        _refuse_other_protocol(hello.protocol)
        if not 0 < len(hello.topics) <= TOPICS_LIMIT:
            raise CommandRefused(
                RefusalCode.MALFORMED, where="$.topics", why=f"1 to {TOPICS_LIMIT} topics are expected"
            )
        for topic in hello.topics:
            if not self.caller.may_see(topic.topic):
                raise CommandRefused(RefusalCode.FORBIDDEN, topic=topic.topic)
        for subscription in self._subscriptions:
            subscription.close()
        self._subscriptions = []
        seq = self._party.dispatcher.seq
        self.tell(wire.Welcome(wire.PROTOCOL, self.caller.actor.id, seq, self._party.now_ms(), takes_shown=True))
        self._follow(hello)
        for topic in hello.topics:
            last_seq = topic.last_seq if topic.last_seq <= seq else 0  # a number of another journal means nothing here
            self._subscriptions.append(self._party.feed.subscribe(topic.topic, last_seq, self._show))

    def _follow(self, hello: wire.Hello) -> None:
        """Calls are awaited of the screens of stations."""
        if self._screen is not None:
            self._party.proofs.went(self._screen)
        if self.caller.station is not None:
            topics = frozenset(topic.topic for topic in hello.topics)
            self._screen = Screen(self.caller.station, topics, topics & frozenset(hello.acknowledges))
            self._party.proofs.came(self._screen)

    async def _carry_out(self, request: wire.Request) -> None:
        try:
            result = await self._party.carry_out(request, self.caller)
        except CommandRefused as refused:
            self.tell(wire.Refused(request.key, refused.code, refused.details))
        except Exception:
            log.exception("request_failed", command=type(request.command).__name__)
            self.tell(wire.Refused(request.key, RefusalCode.UNAVAILABLE))
        else:
            self.tell(wire.Accepted(request.key, result))
        finally:
            self._free.release()

    # writing

    def _show(self, frame: Frame) -> None:
        if not self.ended:
            self._outlet.view(frame.topic, self._party.wire_frame(frame), self._party.now_ms())
            self._look_after()

    def _look_after(self) -> None:
        if self._outlet.holding:
            self._party.hold(self)

    def beat(self, frame: bytes) -> None:
        """A heartbeat; to a slow reader only the newest matters."""
        if not self.ended:
            self._outlet.view("", frame, self._party.now_ms())
            self._look_after()

    @property
    def holding(self) -> bool:
        """The caller reads more slowly than things happen."""
        return self._outlet.holding

    @property
    def kept_back(self) -> int:
        """Frames that wait for the caller."""
        return self._outlet.kept_back

    def flush(self, now_ms: int) -> bool:
        """Writes on what was kept back. False once nothing is left to do."""
        if self.ended:
            return False
        self._outlet.flush(now_ms)
        if self._outlet.stuck(now_ms):
            _dropped.inc()
            log.warning("slow_reader_dropped", actor=self.caller.actor.id)
            self.drop()
            return False
        return self._outlet.holding

    def drop(self) -> None:
        """Ends the connection without a word: the other end does not listen."""
        self.ended = True
        self._outlet.abort()


def _refuse_other_protocol(spoken: int | None) -> None:
    """Whatever else a hello of another version says, it is not read."""
    if spoken is not None and spoken != wire.PROTOCOL:
        raise CommandRefused(RefusalCode.PROTOCOL_OUTDATED, protocol=str(wire.PROTOCOL))


class Connections:
    """All conversations of this server."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        feed: Feed,
        gate: Gate,
        presence: Presence,
        proofs: Proofs,
        carry_out: CarryOut,
        clock: Callable[[], int],
    ) -> None:
        """`clock` tells UTC milliseconds."""
        self.dispatcher = dispatcher
        self.feed = feed
        self.proofs = proofs
        self.carry_out = carry_out
        self.now_ms = clock
        self._gate = gate
        self._presence = presence
        self._all: set[Connection] = set()
        self._held: set[Connection] = set()
        self._flusher: asyncio.Task[None] | None = None
        self._newest: tuple[Frame, bytes] | None = None
        self._stopping = False
        self._seq = 0

    async def serve(self, request: web.Request, caller: Caller) -> web.WebSocketResponse:
        """Turns the request into a conversation and stays until it ends."""
        if self._stopping or (caller.ticket_id is not None and self._count(caller) >= OF_ONE_TICKET):
            raise CommandRefused(RefusalCode.UNAVAILABLE)
        response = web.WebSocketResponse(
            compress=False, max_msg_size=wire.FRAME_LIMIT_BYTES, heartbeat=PING_S, timeout=CLOSE_S
        )
        await response.prepare(request)
        transport = request.transport
        if transport is None:
            return response
        tight(transport)
        connection = Connection(caller, response, Outlet(transport), self)
        self._all.add(connection)
        _open.inc()
        station = caller.station
        if station is not None:
            self._presence.came(station.id)
        try:
            await connection.converse()
        finally:
            self._all.discard(connection)
            _open.dec()
            self._held.discard(connection)
            if station is not None:
                self._presence.went(station.id)
        return response

    def of_station(self, station_id: str) -> Connection | None:
        """The station's newest conversation."""
        found = [each for each in self._all if each.caller.station is not None and each.caller.station.id == station_id]
        return max(found, key=lambda each: each.number, default=None)

    def _count(self, caller: Caller) -> int:
        return sum(each.caller == caller for each in self._all)

    async def end(self, caller: Caller, code: RefusalCode) -> None:
        """Ends all conversations of this caller."""
        await asyncio.gather(*(each.goodbye(code) for each in tuple(self._all) if each.caller == caller))

    async def stop(self) -> None:
        """Says goodbye to everybody and lets nobody in any more."""
        self._stopping = True
        await asyncio.gather(*(each.goodbye(RefusalCode.UNAVAILABLE) for each in tuple(self._all)))

    async def beat(self) -> None:
        """Keeps every conversation alive; ends those whose caller may not come in any more. Runs until cancelled."""
        while True:
            await asyncio.sleep(wire.HEARTBEAT_S)
            if self.dispatcher.available:
                self._seq = self.dispatcher.seq
            frame = text_frame(wire.encode(wire.Heartbeat(self._seq, self.now_ms())))
            for connection in tuple(self._all):
                connection.beat(frame)
            try:
                await self._end_unwelcome()
            except Exception:
                log.exception("credentials_not_checked")  # the database did not answer: everybody stays meanwhile

    async def _end_unwelcome(self) -> None:
        told = {caller: await self._gate.sends_away(caller) for caller in {each.caller for each in self._all}}
        await asyncio.gather(*(self.end(caller, code) for caller, code in told.items() if code is not None))

    def wire_frame(self, frame: Frame) -> bytes:
        """The bytes that go out for `frame`: made once, however many read it."""
        if self._newest is None or self._newest[0] is not frame:
            self._newest = (frame, text_frame(frame.data))
        return self._newest[1]

    def hold(self, connection: Connection) -> None:
        """A reader is slow: look after it until it has caught up or is dropped."""
        self._held.add(connection)
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush())

    async def _flush(self) -> None:
        while self._held:
            await asyncio.sleep(FLUSH_S)
            self._held = {connection for connection in self._held if connection.flush(self.now_ms())}


def tight(transport: asyncio.Transport) -> None:
    """Lets the operating system keep little for a reader, so that what it gets after a pause is new."""
    line = transport.get_extra_info("socket")
    if line is not None and line.family in (socket.AF_INET, socket.AF_INET6):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER_BYTES)
