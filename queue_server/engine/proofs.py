"""Proofs of calls: gathers what screens say they have shown, and has it noted once for each call.

A screen says so after the frame was drawn; that is a short message and no command, so it costs neither an answer nor a
row of the journal. One row is written for a call (`RecordProof`) when every screen that acknowledges has shown it, or
`proof_s` after it was made. A screen that is connected, follows the window and has acknowledged nothing for a while is
`silent`: its picture stands still. Screens of a version that knows nothing of this may have shown the call: while one
follows the window, a call is never said to be unshown. Nor is it where no screen ever came.

Loudspeakers and vibrating tags take longer than screens: a loudspeaker has told a call when it has said it to its end.
What they say after the row was written is noted in a second one, once they all have, or `LATER_MS` after the call.
"""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import structlog

from config.hall import DeviceKind, Station, StationKind
from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import OWN_KEY, RecordProof, Showing
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.state import Call, HallState
from queue_server.engine.clock import Clock
from queue_server.engine.dispatcher import Dispatcher

ALIVE_MS = 15_000  # a board shows two calls at once, ten seconds each: so long it may have to keep others waiting
LATER_MS = 30_000  # two calls before it are said aloud first
PAUSE_S = 0.2  # before the hall is looked at again after a write that failed
LATE_MS = 600_000  # how long a later word of a call that nothing had shown is waited for

log = structlog.get_logger(__name__)


@dataclass(frozen=True, eq=False)
class Screen:
    """A conversation with a station. Of `topics` it says what it shows of those it `acknowledges`."""

    station: Station
    topics: frozenset[str]
    acknowledges: frozenset[str]


@dataclass(slots=True)
class _Open:
    call: Call
    due_ms: int
    shown: dict[tuple[str, str | None], Showing] = field(default_factory=dict)
    recorded: bool = False  # as unshown; a later word may come
    noted: int = 0  # how many have been noted as showing it
    notes: int = 0  # how often it was noted
    silent: tuple[str, ...] = ()  # when it was noted as shown

    @property
    def later_ms(self) -> int:
        """When nobody is waited for any more."""
        return self.call.called_at_ms + LATER_MS


class Proofs:
    def __init__(self, dispatcher: Dispatcher, clock: Clock) -> None:
        self._dispatcher = dispatcher
        self._clock = clock
        self._screens: set[Screen] = set()
        self._open: dict[str, _Open] = {}
        self._heard_at_ms: dict[str, int] = {}  # by station, when it last said that it shows something
        self._ever: set[str] = set()  # stations that have come
        self._since_ms = clock.now_ms()  # calls of before are the matter of nobody here
        self._known: set[str] = set()  # calls made at `_since_ms` or later
        self._news = asyncio.Event()
        dispatcher.on_change(self._look)

    @property
    def idle(self) -> bool:
        """Whether no call waits to be noted."""
        return all(entry.noted for entry in self._open.values())

    # --- what is heard ---------------------------------------------------------------------------------------------

    def came(self, screen: Screen) -> None:
        self._screens.add(screen)
        self._ever.add(screen.station.id)

    def went(self, screen: Screen) -> None:
        self._screens.discard(screen)
        self._news.set()

    def heard(self, station: Station, call_id: str, device_id: str | None) -> None:
        """Of a call nobody asks about, and of a device that is not the station's, nothing is kept."""
        now_ms = self._clock.now_ms()
        self._heard_at_ms[station.id] = now_ms
        entry = self._open.get(call_id)
        if entry is None or (device_id is not None and all(device.id != device_id for device in station.devices)):
            return
        entry.shown.setdefault((station.id, device_id), Showing(station.id, device_id, now_ms))
        self._news.set()

    def _look(self) -> None:
        """After every change of the hall: which calls are new."""
        if not self._dispatcher.available:
            return
        state = self._dispatcher.state
        for call in reversed(state.calls.values()):
            if call.called_at_ms < self._since_ms or call.call_id in self._known:
                break
            self._known.add(call.call_id)
            if any(True for _ in _over(state, call.window_id)):
                due_ms = call.called_at_ms + state.hall.policy.proof_s * 1000
                self._open[call.call_id] = _Open(call, due_ms)
                self._news.set()

    # --- what is noted ---------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Until cancelled, or until the dispatcher has ended."""
        while not self._dispatcher.ended.done():
            self._news.clear()
            try:
                for entry in self._due():
                    await self._note(entry)
                self._forget()
            except CommandRefused:  # a write failed: what is open is looked at again once the hall is there
                await asyncio.sleep(PAUSE_S)
            else:
                await self._rest()

    def _due(self) -> list[_Open]:
        now_ms = self._clock.now_ms()
        return [entry for entry in tuple(self._open.values()) if self._is_due(entry, now_ms)]

    def _is_due(self, entry: _Open, now_ms: int) -> bool:
        if entry.noted:
            return len(entry.shown) > entry.noted and (now_ms >= entry.later_ms or not self._to_sound(entry))
        if entry.recorded:
            return bool(entry.shown)
        return now_ms >= entry.due_ms or self._is_complete(entry)

    def _is_complete(self, entry: _Open) -> bool:
        expected = {screen.station.id for screen in self._acknowledging(entry.call.window_id)}
        return bool(entry.shown) and expected <= {station_id for station_id, _ in entry.shown}

    async def _note(self, entry: _Open) -> None:
        call = entry.call
        if not entry.shown and not self._can_tell(call.window_id):
            del self._open[call.call_id]
            return
        shown = tuple(entry.shown.values())
        if not entry.noted:
            entry.silent = tuple(sorted(self._silent(entry)))
        command = RecordProof(call.ticket_id, call.call_id, shown, entry.silent)
        try:
            await self._dispatcher.submit(command, key=f"{OWN_KEY}proof-{call.call_id}-{entry.notes}", by=SYSTEM)
        except CommandRefused as refused:
            if refused.code is RefusalCode.UNAVAILABLE:
                raise
            log.warning("proof_not_recorded", call=call.call_id, code=refused.code.value)
        entry.notes += 1
        entry.noted = len(shown)
        if not shown and not entry.recorded:
            log.warning("call_unshown", call=call.call_id)
            entry.recorded = True
        elif len(entry.shown) == entry.noted and not self._to_sound(entry):  # and no word came meanwhile
            del self._open[call.call_id]

    def _to_sound(self, entry: _Open) -> bool:
        """Whether a loudspeaker or a tag may still say that it has told the call."""
        state = self._dispatcher.state
        window = state.hall.windows.get(entry.call.window_id)
        if window is None:
            return False
        tag = state.tickets[entry.call.ticket_id].tag if entry.call.ticket_id in state.tickets else None
        base = state.hall.tag_bases.get(tag) if tag is not None else None
        sounding = {(base.station_id, base.device_id)} if base is not None else set()
        for station in state.hall.plan.stations:
            if station.zone_id in (None, window.zone_id) and state.stations[station.id].online:
                loudspeakers = (device for device in station.devices if device.kind is DeviceKind.LOUDSPEAKER)
                sounding |= {(station.id, device.id) for device in loudspeakers}
        return not sounding <= entry.shown.keys()

    def _can_tell(self, window_id: str) -> bool:
        """Whether silence means that nothing has shown it."""
        state = self._dispatcher.state
        if any(screen.acknowledges.isdisjoint(_topics(state, window_id)) for screen in self._following(window_id)):
            return False
        return any(station.id in self._ever or state.stations[station.id].online for station in _over(state, window_id))

    def _silent(self, entry: _Open) -> Iterator[str]:
        speaking = {station_id for station_id, _ in entry.shown}
        for station_id in {screen.station.id for screen in self._acknowledging(entry.call.window_id)} - speaking:
            if self._heard_at_ms.get(station_id, 0) < entry.call.called_at_ms - ALIVE_MS:
                yield station_id

    def _following(self, window_id: str) -> Iterator[Screen]:
        """Conversations with stations that show what goes on at the window."""
        state = self._dispatcher.state
        over = {station.id for station in _over(state, window_id)}
        topics = _topics(state, window_id)
        return (s for s in self._screens if s.station.id in over and not s.topics.isdisjoint(topics))

    def _acknowledging(self, window_id: str) -> Iterator[Screen]:
        topics = _topics(self._dispatcher.state, window_id)
        return (screen for screen in self._following(window_id) if not screen.acknowledges.isdisjoint(topics))

    def _forget(self) -> None:
        """Calls that nothing will be said of any more."""
        now_ms = self._clock.now_ms()
        for call_id, entry in tuple(self._open.items()):
            until_ms = entry.later_ms if entry.noted else entry.due_ms + LATE_MS if entry.recorded else None
            if until_ms is not None and now_ms >= until_ms:
                del self._open[call_id]
        calls = self._dispatcher.state.calls
        newest = next(reversed(calls.values()), None)
        if newest is not None and newest.called_at_ms > self._since_ms:
            self._since_ms = newest.called_at_ms
            self._known = {call.call_id for call in calls.values() if call.called_at_ms >= self._since_ms}

    async def _rest(self) -> None:
        """Until something is said or due."""
        due_ms = min(
            (
                entry.later_ms if entry.noted else entry.due_ms
                for entry in self._open.values()
                if entry.noted or not entry.recorded
            ),
            default=None,
        )
        waits: set[asyncio.Future[object]] = {asyncio.ensure_future(self._news.wait()), self._ended()}
        if due_ms is not None:
            waits.add(asyncio.ensure_future(self._clock.sleep_until(due_ms)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def _ended(self) -> asyncio.Future[object]:
        return asyncio.ensure_future(_until(self._dispatcher.ended))


async def _until(ended: asyncio.Future[None]) -> object:
    await asyncio.wait([ended])
    return None


def _topics(state: HallState, window_id: str) -> frozenset[str]:
    """In whose views calls to that window stand."""
    window = state.hall.windows.get(window_id)
    if window is None:
        return frozenset()
    return frozenset(("board", f"board:{window.zone_id}", f"panel:{window_id}"))


def _over(state: HallState, window_id: str) -> Iterable[Station]:
    """Stations of the plan that show calls to that window: boards, its panel, the bridge of its bar."""
    window = state.hall.windows.get(window_id)
    if window is None:
        return
    for station in state.hall.plan.stations:
        match station.kind:
            case StationKind.BOARD if station.zone_id in (None, window.zone_id):
                yield station
            case StationKind.PANEL if station.window_id == window_id:
                yield station
            case StationKind.BRIDGE if window_id in station.windows_with(DeviceKind.LED_BAR):
                yield station
