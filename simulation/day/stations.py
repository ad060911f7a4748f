"""The stations of the day: real sessions on a wire in memory, real presenters, real printer drivers; only no glass."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence
from functools import lru_cache
from typing import Any, Protocol

from config.hall import DeviceKind, Station
from config.i18n import Texts
from display.presenters.board import BoardPresenter
from display.presenters.panel import PanelMode, PanelPresenter, PanelState
from display.presenters.rating import RatingMode, RatingPresenter
from hardware.simulators.ticket_printer import VirtualPrinter
from hardware.slip_document import Document
from kiosk.flow import Flow, Place
from kiosk.messages import (
    AnyMessage,
    AppointmentsFetched,
    AppointmentsNotFetched,
    ConfigurationArrived,
    PreReviewFetched,
    PreReviewNotFetched,
    RateableFetched,
    RateableNotFetched,
    SlotsFetched,
    SlotsNotFetched,
)
from kiosk.printout import Printout
from kiosk.slip_printing import SlipPrinting
from queue_server.client.session import Answered, AnyDelivery, Phase, Session, ViewArrived, WasRefused
from queue_server.contract import wire
from queue_server.contract.commands import AnyCommand
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import AppointmentView, BoardView, CallLine, PreReviewView, RateableView, SlotsView
from queue_server.web.caller import Caller
from simulation.day.loop import SimulatedLoop
from simulation.day.printer import WordPrinter
from simulation.day.server import Conversation, Server, ServerAway

_read = lru_cache(maxsize=64)(wire.decode_to_station)  # heartbeats and views are the same bytes for many stations
LATENCY_S = 0.004  # and a little more for every further line, so that no two messages arrive at the same instant
PRINTER_LOOK_S = 60.0


class Line:
    """One station's wire: its session, the server's end, and the cable between them that can be pulled."""

    def __init__(self, server: Server, loop: SimulatedLoop, caller: Caller, number: int, topics: Sequence[str],
                 deliver: Callable[[AnyDelivery], None], seed: str, series: str = "",
                 sent: dict[str, AnyCommand] | None = None) -> None:  # fmt: skip
        """`series`: of its keys, where a station has another session later. `sent`: where it notes what it asks."""
        self.session = Session(topics)
        self.away: list[tuple[int, int]] = []  # from, until: what the station shows then may be old
        self.refused: set[str] = set()
        self.accepted: set[str] = set()
        self._server = server
        self._loop = loop
        self._caller = caller
        self._number = number
        self._latency_s = LATENCY_S + number * 0.000_013
        self._deliver = deliver
        self._chance = random.Random(f"{seed}:{caller.actor.id}")  # noqa: S311
        self._keys = 0
        self._series = series
        self.sent: dict[str, AnyCommand] = sent if sent is not None else {}  # by key
        self._is_shut = False
        self._conversation: Conversation | None = None
        self._pulled = False
        self._away_since_ms: int | None = server.clock.now_ms()
        self._planned = False

    def now_ms(self) -> int:
        return self._server.clock.now_ms()

    # the station's side

    def send(self, command: AnyCommand, *, only_while_linked: bool = False, key: str = "") -> str:
        self._keys += 1
        key = key or f"{self._caller.actor.id}{self._series}.{self._keys:06d}"
        self.sent[key] = command
        self.session.send(command, key, only_while_linked=only_while_linked)
        self._plan()
        return key

    def withdraw(self, key: str) -> None:
        self.session.withdraw(key)
        self._plan()

    def _plan(self) -> None:
        """Later, so that a presenter has its key before it hears of the answer."""
        if not self._planned:
            self._planned = True
            self._loop.call_soon(self._hand_over)

    def _hand_over(self) -> None:
        self._planned = False
        for message in self.session.outgoing():
            data = wire.encode(message)
            conversation = self._conversation
            if conversation is not None and not self._pulled:
                self._loop.call_later(self._latency_s, conversation.hear, data)
        for delivery in self.session.deliveries():
            match delivery:
                case WasRefused(key=key):
                    self.refused.add(key)
                case Answered(key=key):
                    self.accepted.add(key)
            self._deliver(delivery)

    async def fetch_pre_review(self, code: str) -> PreReviewView:
        """Asked beside the wire, over the same cable. Raises ServerAway, CommandRefused."""
        await asyncio.sleep(self._latency_s)
        if self._pulled:
            raise ServerAway
        return await self._server.pre_review(code, self._caller)

    async def find_appointments(self, code: str | None, person: str | None) -> tuple[AppointmentView, ...]:
        """Likewise."""
        await asyncio.sleep(self._latency_s)
        if self._pulled:
            raise ServerAway
        return await self._server.appointments(code, person, self._caller)

    async def fetch_slots(self, item_id: str) -> SlotsView:
        """Likewise."""
        await asyncio.sleep(self._latency_s)
        if self._pulled:
            raise ServerAway
        return await self._server.slots(item_id)

    async def find_rateable(self, code: str) -> RateableView:
        """Likewise, by the code of a slip."""
        await asyncio.sleep(self._latency_s)
        if self._pulled:
            raise ServerAway
        return await self._server.rateable(code)

    # the cable

    def open(self) -> None:
        """Tries to reach the server; goes on trying, as the link does."""
        if self._conversation is not None or self._is_shut:
            return
        try:
            if self._pulled:
                raise ServerAway
            self._conversation = self._server.connect(
                self._caller, self._number, self._latency_s, self._arrived, self._closed
            )
        except ServerAway:
            self.session.closed()
            self._hand_over()
            self._loop.call_later(self.session.wait_ms(self._chance.random()) / 1_000, self.open)
            return
        self.session.opened(self.now_ms())
        self._hand_over()

    @property
    def is_pulled(self) -> bool:
        return self._pulled

    def pull(self, *, noticed: bool) -> None:
        """The cable is pulled: the station hears so at once, or learns it from silence."""
        self._pulled = True
        if self._away_since_ms is None:
            self._away_since_ms = self.now_ms()
        if self._conversation is not None:
            self._conversation.leave()
        if noticed:
            self._closed()

    def plug(self) -> None:
        self._pulled = False

    def _arrived(self, data: bytes) -> None:
        if self._pulled:
            return
        now_ms = self.now_ms()
        self.session.received(_read(data), now_ms)
        self.session.tick(now_ms)
        if self._away_since_ms is not None and self.session.phase is Phase.LINKED:
            self.away.append((self._away_since_ms, self.now_ms()))
            self._away_since_ms = None
        if not self._planned:
            self._hand_over()

    def _closed(self) -> None:
        if self._conversation is None:
            return
        self._conversation = None
        if self._away_since_ms is None:
            self._away_since_ms = self.now_ms()
        self.session.closed()
        self._hand_over()
        self._loop.call_later(self.session.wait_ms(self._chance.random()) / 1_000, self.open)

    def check_silence(self) -> None:
        """Called now and then: nothing is heard through a cable that is not there."""
        if self._conversation is not None and self._conversation.ended and not self.session.tick(self.now_ms()):
            self._conversation.leave()
            self._closed()

    def shut(self) -> None:
        """The station hangs up and does not come back."""
        self._is_shut = True
        if self._conversation is not None:
            self._conversation.leave()
            self._conversation = None
        self.end()
        self._away_since_ms = None

    def end(self) -> None:
        if self._away_since_ms is not None:
            self.away.append((self._away_since_ms, self.now_ms()))


class Kiosk:
    """A kiosk with its flow and its printer. One person stands before it at a time."""

    def __init__(self, server: Server, loop: SimulatedLoop, station: Station, number: int, texts: Texts, seed: str,
                 *, draws: bool, paper_mm: float) -> None:  # fmt: skip
        self.station = station
        self.turn = asyncio.Lock()
        self.draws = draws
        self.line = Line(server, loop, Caller.of_station(station, ""), number, ("hall",), self._told, seed)
        self._server = server
        self._loop = loop
        self.machines: list[VirtualPrinter | WordPrinter] = [
            VirtualPrinter(device.id, device.url.partition("?")[0], paper_mm=paper_mm)
            if draws
            else WordPrinter(device.id, device.url, paper_mm)
            for device in station.devices
            if device.kind is DeviceKind.TICKET_PRINTER
        ]
        self.taken = [0] * len(self.machines)  # slips somebody took out of each
        self.roll_mm = paper_mm
        self._slips = SlipPrinting(self._tell, self._run, look_s=PRINTER_LOOK_S)
        self.changed = asyncio.Event()
        self.flow = Flow(texts, self.line, self, server.clock.now_ms())
        self.flow.on_change = lambda _state: self.changed.set()
        self._errands: set[asyncio.Task[None]] = set()

    def _now(self) -> int:
        return self._server.clock.now_ms()

    async def open(self) -> None:
        for machine in self.machines:
            await machine.start()
        self.line.open()
        self.fetch_configuration()
        self._slips.connect(self.station.devices)

    async def close(self) -> None:
        errands = tuple(self._errands)
        for task in errands:
            task.cancel()
        await asyncio.gather(*errands, return_exceptions=True)
        await self._slips.close()
        for machine in self.machines:
            await machine.stop()

    def _told(self, delivery: AnyDelivery) -> None:
        self.flow.receive(delivery, self._now())
        self.changed.set()

    # what the flow asks

    def print_slip(self, ticket_id: str, document: Document) -> None:
        self._run(self._print(ticket_id, document))

    def print_sheet(self, sheet_id: str, printout: Printout) -> None:
        self.print_slip(sheet_id, printout.slip)

    def fetch_configuration(self) -> None:
        hall = self._server.configuration
        arrived = ConfigurationArrived(self.station, hall, hall.content_hash, self._server.public_url)
        self._loop.call_soon(lambda: self.flow.receive(arrived, self._now()))

    def fetch_pre_review(self, code: str) -> None:
        self._run(self._fetch_pre_review(code))

    def find_appointments(
        self, asked: int, *, code: str | None = None, person: str | None = None, by_card: bool = False
    ) -> None:
        self._run(self._find_appointments(asked, code, person))

    def find_rateable(self, code: str) -> None:
        self._run(self._find_rateable(code))

    def read_card(self, asked: int) -> None:
        raise AssertionError("the day's kiosks have no reader, so nobody lays a card down")

    def stop_reading(self) -> None:
        """None is read."""

    def fetch_slots(self, item_id: str) -> None:
        self._run(self._fetch_slots(item_id))

    def _run(self, errand: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(errand)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)
        return task

    async def _find_appointments(self, asked: int, code: str | None, person: str | None) -> None:
        told: AppointmentsFetched | AppointmentsNotFetched
        try:
            told = AppointmentsFetched(asked, await self.line.find_appointments(code, person))
        except CommandRefused as refused:
            told = AppointmentsNotFetched(asked, refused.code)
        except ServerAway:
            told = AppointmentsNotFetched(asked, RefusalCode.UNAVAILABLE)
        self._tell(told)

    async def _find_rateable(self, code: str) -> None:
        told: RateableFetched | RateableNotFetched
        try:
            told = RateableFetched(code, await self.line.find_rateable(code))
        except CommandRefused as refused:
            told = RateableNotFetched(code, refused.code)
        except ServerAway:
            told = RateableNotFetched(code, RefusalCode.UNAVAILABLE)
        self._tell(told)

    async def _fetch_slots(self, item_id: str) -> None:
        try:
            self._tell(SlotsFetched(await self.line.fetch_slots(item_id)))
        except (CommandRefused, ServerAway):
            self._tell(SlotsNotFetched(item_id))

    def _tell(self, told: AnyMessage) -> None:
        self.flow.receive(told, self._now())
        self.changed.set()

    async def _fetch_pre_review(self, code: str) -> None:
        told: PreReviewFetched | PreReviewNotFetched
        try:
            told = PreReviewFetched(code, await self.line.fetch_pre_review(code))
        except CommandRefused as refused:
            told = PreReviewNotFetched(code, refused.code)
        except ServerAway:
            told = PreReviewNotFetched(code, RefusalCode.UNAVAILABLE)
        self._tell(told)

    async def _print(self, ticket_id: str, document: Document) -> None:
        await self._slips.print(ticket_id, document)

    # who stands before it

    def take_slip(self) -> str | None:
        """The slip that hangs out of a printer, if there is one."""
        for which, machine in enumerate(self.machines):
            if len(machine.slips) > self.taken[which]:
                self.taken[which], newest = len(machine.slips), machine.slips[-1]
                return self._server.edges.paper(newest if isinstance(newest, str) else newest.text, self.station.id)
        return None

    def clear_away(self) -> None:
        """Whoever comes puts aside what somebody left hanging there."""
        self.taken = [len(machine.slips) for machine in self.machines]

    @property
    def slips(self) -> list[str]:
        """The words of all that came out."""
        return [slip if isinstance(slip, str) else slip.text for machine in self.machines for slip in machine.slips]

    async def until(self, condition: Callable[[], bool], within_s: float) -> bool:
        """Waits, as somebody does who looks at the screen; its clock goes on meanwhile."""
        deadline_s = self._loop.time() + within_s
        while not condition():
            left_s = deadline_s - self._loop.time()
            if left_s <= 0:
                return False
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), min(left_s, 1.0))
            except TimeoutError:
                self.flow.tick(self._now())
        return True

    async def settle(self) -> None:
        """Nobody touches any more: until the kiosk is at its first screen again."""
        while self.flow.state.place not in (Place.START, Place.NOTICE):
            await asyncio.sleep(1)
            self.flow.tick(self._now())


class Watcher(Protocol):
    """Whoever is told what screens show."""

    def called_on_board(self, number: str, window: str) -> None: ...

    def called_on_panel(self, number: str, window_id: str) -> None: ...


class Board:
    def __init__(self, server: Server, loop: SimulatedLoop, station: Station, number: int, texts: Texts, seed: str,
                 watcher: Watcher) -> None:  # fmt: skip
        self.station = station
        topic = "board" if station.zone_id is None else f"board:{station.zone_id}"
        self.line = Line(server, loop, Caller.of_station(station, ""), number, (topic,), self._told, seed)
        self.seen: dict[str, tuple[int, CallLine]] = {}  # call id → when first seen here
        self._presenter = BoardPresenter(server.configuration, station, texts)
        self._presenter.on_change = lambda state: self._look()
        self._clock = server.clock
        self._loop = loop
        self._watcher = watcher
        self._announced: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None

    def _told(self, delivery: AnyDelivery) -> None:
        now_ms = self._clock.now_ms()
        if isinstance(delivery, ViewArrived) and isinstance(delivery.view, BoardView):
            for call in delivery.view.calls:
                self.seen.setdefault(call.call_id, (now_ms, call))
        self._presenter.receive(delivery, now_ms)
        self._plan()

    def _look(self) -> None:
        for call in self._presenter.state.now:
            if call.call_id not in self._announced:
                self._announced.add(call.call_id)
                self._watcher.called_on_board(call.number, call.window)

    def _plan(self) -> None:
        """When the next call has been spoken to its end, the board goes on by itself."""
        if self._timer is not None:
            self._timer.cancel()
        wakes_at_ms = self._presenter.wakes_at_ms
        if wakes_at_ms is not None:
            self._timer = self._loop.call_later(max(wakes_at_ms - self._clock.now_ms(), 1) / 1_000, self._tick)

    def _tick(self) -> None:
        self._presenter.tick(self._clock.now_ms())
        self._plan()


class Panel:
    def __init__(self, server: Server, loop: SimulatedLoop, station: Station, number: int, texts: Texts, seed: str,
                 watcher: Watcher) -> None:  # fmt: skip
        self.station = station
        self.window_id = station.window_id or ""
        topics = (f"panel:{self.window_id}",)
        self.line = Line(server, loop, Caller.of_station(station, ""), number, topics, self._told, seed)
        self.shown: list[tuple[int, PanelMode, str]] = []
        self._presenter = PanelPresenter(server.configuration, station, texts)
        self._presenter.on_change = self._changed
        self._clock = server.clock
        self._watcher = watcher

    def _told(self, delivery: AnyDelivery) -> None:
        self._presenter.receive(delivery, self._clock.now_ms())

    def _changed(self, state: PanelState) -> None:
        if not self.shown or self.shown[-1][1:] != (state.mode, state.number):
            self.shown.append((self._clock.now_ms(), state.mode, state.number))
            if state.mode is PanelMode.CALLING:
                self._watcher.called_on_panel(state.number, self.window_id)


class Terminal:
    """A rating terminal."""

    def __init__(self, server: Server, loop: SimulatedLoop, station: Station, number: int, texts: Texts, seed: str
                 ) -> None:  # fmt: skip
        self.station = station
        self.window_id = station.window_id or ""
        topics = (f"rating:{self.window_id}",)
        self.line = Line(server, loop, Caller.of_station(station, ""), number, topics, self._told, seed)
        self.presenter = RatingPresenter(server.configuration, station, texts, self.line.send)
        self._clock = server.clock

    def _told(self, delivery: AnyDelivery) -> None:
        self.presenter.receive(delivery, self._clock.now_ms())

    def asks_about(self, number: str) -> bool:
        self.presenter.tick(self._clock.now_ms())
        return self.presenter.state.mode is RatingMode.ASKING and number in self.presenter.state.line
