"""The queue server of the day: everything `serve` is made of except HTTP, on a journal that really lies on the disk.

Database, dispatcher, scheduler, presence, intake and feed are the server's own. What a browser or a station's socket
would do is done here with the same bytes: `Conversation` is the server's end of one station's wire.
"""

import asyncio
import contextlib
import hashlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from config.configuration import HallConfiguration
from queue_server.contract import wire
from queue_server.contract.actors import SYSTEM, Actor, Role
from queue_server.contract.commands import AnyCommand, PublishConfiguration
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Accepted, AnyView, AppointmentView, PreReviewView, RateableView, SlotsView
from queue_server.domain.state import HallState
from queue_server.domain.views.appointments import appointment_view, appointments_of_person, slots_view
from queue_server.domain.views.ratings import rateable_view
from queue_server.engine.dispatcher import Dispatcher
from queue_server.engine.feed import Frame, Subscription
from queue_server.engine.scheduler import Scheduler
from queue_server.reports.pre_reviews import PreReviewReport, report
from queue_server.storage import private_words
from queue_server.storage.database import Database, SQLiteDatabase
from queue_server.storage.journal import all_stored_rows
from queue_server.web.caller import Caller
from queue_server.web.intake import Intake
from queue_server.web.person_key import PersonKeys
from queue_server.web.pre_reviews import brought_back
from queue_server.web.presence import Presence
from queue_server.web.ratings import scanned_ticket
from queue_server.web.reference_code import ReferenceCodes
from queue_server.web.ticket_address import TicketAddresses
from simulation.day.loop import SimulatedLoop

SLOT_S = 1.0  # requests that arrive within one slot are taken together

P = ParamSpec("P")
T = TypeVar("T")


class ServerAway(Exception):
    """Nobody answers at the server's address."""


class Edges:
    """Where the hall's truth goes out to people. A test puts a fault here to see that the day finds it."""

    server: "Server"  # set by the server whose edges these are

    def command(self, command: AnyCommand, caller: Caller) -> AnyCommand:
        """A command on its way in."""
        return command

    def answer(self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
               ) -> "asyncio.Future[Accepted]":  # fmt: skip
        """The answer to a command; `answered` has it carried out."""
        return answered()

    def frame(self, frame: Frame, caller: Caller) -> Frame | None:
        """A view on its way to a station; None loses it."""
        return frame

    def paper(self, text: str, kiosk_id: str) -> str:
        """What comes out of a kiosk's printer."""
        return text


class DayClock:
    """The loop's time as UTC milliseconds."""

    def __init__(self, loop: SimulatedLoop, begin_ms: int) -> None:
        self._loop, self.begin_ms = loop, begin_ms

    def now_ms(self) -> int:
        return self.begin_ms + round(self._loop.time() * 1_000)

    async def sleep_until(self, at_ms: int) -> None:
        await asyncio.sleep(max(at_ms - self.now_ms(), 0) / 1_000)


class DayDatabase(SQLiteDatabase):
    """The server's SQLite, write-ahead log and full synchronisation included. Time stands still while it works, and it
    does one thing at a time, so that two runs see the same order."""

    def __init__(self, path: Path, loop: SimulatedLoop) -> None:
        super().__init__(path)
        self._loop = loop
        self._turn = asyncio.Lock()

    async def write(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        async with self._turn:
            with self._loop.real_work():
                return await super().write(function, *args, **kwargs)

    async def read(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        async with self._turn:
            with self._loop.real_work():
                return await super().read(function, *args, **kwargs)

    async def purge(self, table_name: str) -> None:
        async with self._turn:
            with self._loop.real_work():
                await super().purge(table_name)

    async def close(self) -> None:
        async with self._turn:
            with self._loop.real_work():
                await super().close()


class Server:
    """Can be started, stopped, or cut off in the middle of its work, as often as the day demands."""

    def __init__(
        self,
        loop: SimulatedLoop,
        clock: DayClock,
        configuration: HallConfiguration,
        folder: Path,
        seed: str,
        edges: Edges,
    ) -> None:
        self.clock = clock
        self.configuration = configuration
        self.edges = edges
        edges.server = self
        self.public_url = "http://anhe.example"
        self.restarts = 0
        self._loop = loop
        self._path = folder / "hall.sqlite"
        self._hall_id = configuration.plan.hall_id
        secret = hashlib.sha256(seed.encode()).digest()
        self._addresses = TicketAddresses(self._hall_id, secret)
        self._codes = ReferenceCodes("p", self._hall_id, secret)
        self._appointment_codes = ReferenceCodes("a", self._hall_id, secret)
        self._person_keys = PersonKeys(self._hall_id, secret)
        self._chance = Random(seed)  # noqa: S311  the same day again
        self._keys = 0
        self._database: DayDatabase | None = None
        self._dispatcher: Dispatcher | None = None
        self._intake: Intake | None = None
        self._presence: Presence | None = None
        self._work: list[asyncio.Task[None]] = []
        self._conversations: dict[int, Conversation] = {}
        self._slot: list[tuple[int, int, Callable[[], None]]] = []
        self._cut_off_at: str | None = None
        self._cut_off = asyncio.Event()

    @property
    def here(self) -> bool:
        return self._dispatcher is not None and self._cut_off_at != "now"

    @property
    def dispatcher(self) -> Dispatcher:
        if self._dispatcher is None or not self.here:
            raise ServerAway
        return self._dispatcher

    # --- opened and closed ----------------------------------------------------------------------------------------

    async def start(self) -> None:
        """From the journal on the disk, as `serve` does."""
        self._cut_off_at = None
        self._database = DayDatabase(self._path, self._loop)
        await self._database.upgrade()
        dispatcher = await Dispatcher.start(
            self._database, self._hall_id, clock=self.clock, step=self._step, chance=self._chance.randbytes
        )
        if dispatcher.state.configuration_hash != self.configuration.content_hash:
            publication = PublishConfiguration(self.configuration.content_hash, self.configuration.content)
            await dispatcher.submit(publication, key=self._key("publish"), by=SYSTEM)
        self._dispatcher = dispatcher
        self._intake = Intake(dispatcher, self._addresses, self._codes, self._appointment_codes)
        self._presence = Presence(dispatcher)
        self._presence.expect([each for each, live in sorted(dispatcher.state.stations.items()) if live.online])
        self._work = [
            asyncio.create_task(Scheduler(dispatcher, self.clock).run()),
            asyncio.create_task(self._beat()),
        ]

    async def stop(self) -> None:
        """Nothing more goes out from now on, then everything is closed. The next start reads the disk."""
        dispatcher, database, presence = self._dispatcher, self._database, self._presence
        if dispatcher is None or database is None or presence is None:
            if database is not None:  # it never came to work
                await database.close()
                self._database = None
            return
        self._cut_off_at = "now"
        for conversation in tuple(self._conversations.values()):
            conversation.end()
        self._slot.clear()
        for task in self._work:
            task.cancel()
        await asyncio.gather(*self._work, return_exceptions=True)
        await presence.stop()
        await dispatcher.stop()
        if not dispatcher.ended.cancelled():
            dispatcher.ended.exception()
        await database.close()
        self._dispatcher = self._database = self._presence = self._intake = None
        self.restarts += 1

    async def cut_off(self, step: str) -> None:
        """Stops it when it next reaches `step` of a batch: what is on the disk then is all that is left of it."""
        self._cut_off_at = step
        self._cut_off.clear()
        await self._cut_off.wait()
        await self.stop()

    def _step(self, name: str) -> None:
        if name == self._cut_off_at:
            self._cut_off_at = "now"
            self._cut_off.set()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(wire.HEARTBEAT_S)
            frame = wire.encode(wire.Heartbeat(self.dispatcher.seq, self.clock.now_ms()))
            for conversation in tuple(self._conversations.values()):
                conversation.tell_now(frame)

    def _key(self, what: str) -> str:
        self._keys += 1
        return f"{what}-{self._keys:06d}"

    # --- its doors ------------------------------------------------------------------------------------------------

    def connect(self, caller: Caller, number: int, latency_s: float, arrive: Callable[[bytes], None],
                hang_up: Callable[[], None]) -> "Conversation":  # fmt: skip
        """A station's socket. Raises ServerAway."""
        if not self.here or self._presence is None:
            raise ServerAway
        conversation = Conversation(self, self._loop, caller, number, latency_s, arrive, hang_up)
        self._conversations[number] = conversation
        if caller.station is not None:
            self._presence.came(caller.station.id)
        return conversation

    def left(self, conversation: "Conversation") -> None:
        if self._conversations.get(conversation.number) is conversation:
            del self._conversations[conversation.number]
        if conversation.caller.station is not None and self._presence is not None and self.here:
            self._presence.went(conversation.caller.station.id)

    async def submit(self, command: AnyCommand, key: str, caller: Caller, number: int = 0) -> Accepted:
        """A command through the API. Raises ServerAway, also when it goes while somebody waits; CommandRefused."""
        intake = self._intake
        if intake is None or not self.here:
            raise ServerAway
        answered: asyncio.Future[Accepted] = self._loop.create_future()
        asked = self.edges.command(command, caller)

        def carry_out() -> None:
            task = self.edges.answer(asked, caller, lambda: asyncio.ensure_future(intake.submit(asked, key, caller)))
            task.add_done_callback(lambda done: _hand_on(done, answered))

        self.in_slot(number, carry_out)
        while not answered.done():
            await asyncio.wait([answered], timeout=SLOT_S * 4)
            if not self.here or self._intake is not intake:
                answered.cancel()
                raise ServerAway
        return answered.result()

    async def view(self, topic: str) -> AnyView:
        """A page is opened. Raises ServerAway, CommandRefused."""
        view = await self.dispatcher.view(topic)
        if not self.here:
            raise ServerAway
        return view

    async def pre_review(self, code: str, caller: Caller) -> PreReviewView:
        """What a sheet's code brings back. Raises ServerAway, CommandRefused."""
        database, intake = self._database, self._intake
        if database is None or intake is None or not self.here:
            raise ServerAway
        pre_review_id = self._codes.id_of(code)
        shown = await brought_back(pre_review_id, database, self.configuration, self.clock.now_ms())
        if not self.here:
            raise ServerAway
        return intake.with_code(shown, caller)

    async def slots(self, item_id: str) -> SlotsView:
        """What can be booked of an item, as portals ask for it. Raises ServerAway, CommandRefused."""
        view = await self.dispatcher.look(lambda state, now_ms: slots_view(state, item_id, "", now_ms))
        if not self.here:
            raise ServerAway
        return view

    async def appointments(self, code: str | None, person: str | None, caller: Caller) -> tuple[AppointmentView, ...]:
        """Found by the code of one, or by the phone or identity number of who booked. Raises likewise."""
        intake = self._intake
        if intake is None:
            raise ServerAway
        id_, key = self._appointment_codes.id_of(code or ""), self._person_keys.key(person or "")

        def seen(state: HallState, now_ms: int) -> tuple[AppointmentView, ...]:
            if key is not None:
                return appointments_of_person(state, key, now_ms)
            if id_ not in state.appointments.by_id:
                raise CommandRefused(RefusalCode.APPOINTMENT_UNKNOWN)
            return (appointment_view(state, state.appointments.by_id[id_], now_ms),)

        found = await self.dispatcher.look(seen)
        if not self.here:
            raise ServerAway
        return tuple(intake.with_appointment_code(one, caller) for one in found)

    async def read(self, page: Callable[[Dispatcher, Database], Awaitable[T]]) -> T:
        """What a door answers for which the database is asked too. Raises ServerAway, CommandRefused."""
        database = self._database
        if database is None:
            raise ServerAway
        try:
            told = await page(self.dispatcher, database)
        except CommandRefused:
            raise
        except Exception:
            if self.here and self._database is database:
                raise
            raise ServerAway from None  # it went while somebody read
        if not self.here:
            raise ServerAway
        return told

    async def rateable(self, code: str) -> RateableView:
        """What may be rated of a slip, by the code on it. Raises ServerAway, CommandRefused."""
        ticket_id = scanned_ticket(code, self._addresses)
        view = await self.dispatcher.look(lambda state, now_ms: rateable_view(state, ticket_id, now_ms))
        if not self.here:
            raise ServerAway
        return view

    async def publish(self, coming: HallConfiguration, caller: Caller) -> None:
        """In the name of whoever hands it in. Raises ServerAway, CommandRefused."""
        command = PublishConfiguration(coming.content_hash, coming.content)
        by = Actor(caller.actor.id, frozenset({Role.SYSTEM}))
        await self.dispatcher.submit(command, key=self._key("publish"), by=by)
        self.configuration = coming

    def person_key(self, written: str) -> str | None:
        """What becomes at the door of a phone or identity number."""
        return self._person_keys.key(written)

    def appointment_id(self, code: str) -> str | None:
        """Of the code somebody was given when they booked."""
        return self._appointment_codes.id_of(code)

    def sheet_code(self, pre_review_id: str) -> str:
        """Of a pre-review's sheet."""
        return self._codes.code(pre_review_id)

    def pre_review_id(self, code: str) -> str | None:
        """Of the code on a sheet."""
        return self._codes.id_of(code)

    def page_path(self, ticket_id: str) -> str:
        """Of a ticket's page."""
        return self._addresses.path(ticket_id)

    def ticket_id(self, address: str) -> str | None:
        """Of the address behind a slip's QR code."""
        return self._addresses.ticket_id(address.rpartition("/t/")[2])

    def in_slot(self, number: int, action: Callable[[], None]) -> None:
        """Does it at the end of the slot, in the order of the lines it came from."""
        if not self._slot:
            now_s = self._loop.time()
            self._loop.call_at((now_s // SLOT_S + 1) * SLOT_S, self._take_slot)
        self._slot.append((number, len(self._slot), action))

    def _take_slot(self) -> None:
        slot, self._slot = self._slot, []
        for _, _, action in sorted(slot, key=lambda entry: entry[:2]):
            if self.here:
                action()

    async def journal_rows(self) -> Iterator[object]:
        """What the disk has, read after the server has gone."""
        database = DayDatabase(self._path, self._loop)
        try:
            return iter(await database.read(lambda connection: list(all_stored_rows(connection, self._hall_id))))
        finally:
            await database.close()

    async def private_words(self, owner_ids: Sequence[str]) -> dict[tuple[str, str], str]:
        """What people wrote, by what it belongs to and part, read after the server has gone."""
        database = DayDatabase(self._path, self._loop)
        try:
            return await database.read(private_words.read, self._hall_id, owner_ids)
        finally:
            await database.close()

    async def pre_review_report(self, from_ms: int, before_ms: int) -> PreReviewReport:
        """Of what was filed between, read after the server has gone."""
        database = DayDatabase(self._path, self._loop)
        try:
            return await database.read(report, self.configuration, "", "", from_ms, before_ms)
        finally:
            await database.close()


def _hand_on(done: "asyncio.Future[Accepted]", to: "asyncio.Future[Accepted]") -> None:
    if to.done() or done.cancelled():
        return
    error = done.exception()
    if error is None:
        to.set_result(done.result())
    else:
        to.set_exception(error)


class Conversation:
    """The server's end of one station's wire."""

    def __init__(
        self,
        server: Server,
        loop: SimulatedLoop,
        caller: Caller,
        number: int,
        latency_s: float,
        arrive: Callable[[bytes], None],
        hang_up: Callable[[], None],
    ) -> None:
        self.caller = caller
        self.number = number
        self._server = server
        self._loop = loop
        self._latency_s = latency_s
        self._arrive = arrive
        self._hang_up = hang_up
        self._subscriptions: list[Subscription] = []
        self.ended = False

    def hear(self, data: bytes) -> None:
        """A message of the station."""
        if self.ended or not self._server.here:
            return
        message = wire.decode_to_server(data)
        if isinstance(message, wire.Hello):
            self._hello(message)
        else:
            self._server.in_slot(self.number, lambda: self._carry_out(message))

    def _hello(self, hello: wire.Hello) -> None:
        if hello.protocol != wire.PROTOCOL or not all(self.caller.may_see(each.topic) for each in hello.topics):
            self.tell(wire.Goodbye(RefusalCode.FORBIDDEN))
            return
        dispatcher = self._server.dispatcher
        self.tell(wire.Welcome(wire.PROTOCOL, self.caller.actor.id, dispatcher.seq, self._server.clock.now_ms()))
        for topic in hello.topics:
            last_seq = topic.last_seq if topic.last_seq <= dispatcher.seq else 0
            self._subscriptions.append(dispatcher.feed.subscribe(topic.topic, last_seq, self._show))

    def _carry_out(self, request: wire.Request) -> None:
        intake = self._server._intake
        if intake is None or self.ended:
            return
        command = self._server.edges.command(request.command, self.caller)
        task = self._server.edges.answer(
            command, self.caller, lambda: asyncio.ensure_future(intake.submit(command, request.key, self.caller))
        )
        task.add_done_callback(lambda done: self._answer(request.key, done))

    def _answer(self, key: str, done: "asyncio.Future[Accepted]") -> None:
        if done.cancelled():
            return
        error = done.exception()
        if error is None:
            self.tell(wire.Accepted(key, done.result()))
        elif isinstance(error, CommandRefused):
            self.tell(wire.Refused(key, error.code, error.details))
        else:
            raise error

    def _show(self, frame: Frame) -> None:
        shown = self._server.edges.frame(frame, self.caller)
        if shown is not None and not self.ended and self._server.here:
            self._loop.call_later(self._latency_s, self._deliver, shown.data)

    def tell(self, message: wire.ToStation) -> None:
        if not self.ended and self._server.here:
            self._loop.call_later(self._latency_s, self._deliver, wire.encode(message))

    def tell_now(self, frame: bytes) -> None:
        if not self.ended:
            self._arrive(frame)

    def _deliver(self, data: bytes) -> None:
        if not self.ended:
            self._arrive(data)

    def end(self) -> None:
        """The server hangs up."""
        if not self.ended:
            self.leave()
            self._hang_up()

    def leave(self) -> None:
        """The station has hung up, or the line is dead."""
        self.ended = True
        for subscription in self._subscriptions:
            with contextlib.suppress(KeyError):
                subscription.close()
        self._server.left(self)
