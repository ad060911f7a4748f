"""A station as a running program: its window, its presenter and its link to the server in one event loop.

    class BoardApp(StationApp):
        def furnish(self, me): ...

    asyncio.run(BoardApp(Access(server_url, "board-1", key)).run())

A presenter has `state`, `on_change`, `receive(message, now_ms)` and `tick(now_ms)`. It may have `wakes_at_ms` (when it
wants a tick between two seconds), `touched(now_ms)` (any touch at all, for idle time-outs), `key_pressed(character)`,
`showing` (ids of the calls that its state shows: acknowledged once their frame is drawn).
"""

import asyncio
import signal
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window

from config import theme
from config.i18n import LANGUAGES, Texts
from display.toolkit import memory, picture
from display.toolkit.emergency import EmergencyScreen, EmergencyState
from display.toolkit.remote_finger import RemoteFinger
from display.toolkit.screen import Screen
from display.toolkit.stage import Stage
from display.toolkit.waiting import WaitingScreen, WaitingState
from display.toolkit.window import keep_pace
from queue_server.client.link import Me, ServerLink
from queue_server.client.session import Dismissed, PictureAsked, TouchAsked, ViewArrived
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import EmergencyLine, Label

ASK_AGAIN_S = 3.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Access:
    """Where the server is and who asks. The key is a secret of this station."""

    server_url: str
    station_id: str
    key: str


@dataclass(frozen=True)
class Furnished:
    """What a station is once it knows what it is: the topics it shows, its presenter and its first screen."""

    topics: Sequence[str]
    presenter: Any
    screen: Screen
    acknowledges: Sequence[str] = ()  # topics of whose calls it says that they can be seen


class StationApp(App):
    """Shows that it is connecting until the server has said what this station is, then what its presenter says.

    Live pictures and remote touches are answered here; whether they are permitted the server has decided.
    """

    def __init__(self, access: Access, *, surface: theme.Surface | None = None) -> None:
        """`surface`: what the window was prepared for, if known before the server says so."""
        super().__init__()
        self.texts = Texts.load()
        self.presenter: Any = None
        self.link = ServerLink(access.server_url, access.station_id, access.key, (), self._delivered)
        self._access = access
        self._surface = surface
        self._wake_event = None
        self._finger = RemoteFinger()
        self._companions: set[asyncio.Task] = set()
        self._painting: asyncio.Task | None = None
        self._to_draw: set[str] = set()  # calls of which no frame is drawn yet
        self._seen: frozenset[str] = frozenset()  # calls shown now, drawn or not

    # for subclasses

    def furnish(self, me: Me) -> Furnished:
        """Builds presenter and screen for what the server says this station is; `self.send` is the way back."""
        raise NotImplementedError

    def show(self, state) -> None:
        """The presenter's state has changed. Stations with several screens exchange them here."""
        self.stage.screen.state = state

    def accompany(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Runs beside the window until the station stops; if it fails, the station stops with its error."""
        companion = asyncio.get_running_loop().create_task(work)
        self._companions.add(companion)
        return companion

    def overhear(self, delivery) -> None:
        """For whoever listens beside the presenter, which has it already."""

    # for presenters

    def send(self, command) -> str:
        return self.link.send(command)

    def withdraw(self, key: str) -> None:
        self.link.withdraw(key)

    def now_ms(self) -> int:
        """By the hall's clock, so that all screens turn their pages together; by this machine's until it has told."""
        hall_now_ms = self.link.hall_now_ms()
        return time.time_ns() // 1_000_000 if hall_now_ms is None else hall_now_ms

    # the window

    @property
    def stage(self) -> Stage:
        return self.root

    def build(self) -> Stage:
        stage = Stage()
        stage.show(self._waiting_screen("display.waiting.connecting"))
        keep_pace()
        Window.bind(on_touch_down=self._touched, on_key_down=self._key_pressed, on_flip=self._drawn)
        return stage

    def _waiting_screen(self, key: str) -> WaitingScreen:
        lines = tuple(self.texts.text(key, language) for language in LANGUAGES)
        return WaitingScreen(surface=self._surface or theme.Surface(*Window.size), state=WaitingState(lines))

    # running

    async def run(self) -> None:
        """Until SIGINT, SIGTERM or the window is closed; then everything ends in order."""
        loop = asyncio.get_running_loop()
        for ending in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(ending, self.stop)
        window = loop.create_task(self.async_run("asyncio"))
        self.accompany(self._converse())
        try:
            while not window.done():
                await asyncio.wait({window, *self._companions}, return_when=asyncio.FIRST_COMPLETED)
                for ended in {task for task in self._companions if task.done()}:
                    self._companions.discard(ended)
                    if not ended.cancelled():
                        ended.result()
        finally:
            for task in (*self._companions, *filter(None, [self._painting])):
                task.cancel()
            await asyncio.gather(*self._companions, *filter(None, [self._painting]), return_exceptions=True)
            if not window.done():
                self.stop()
            await window

    async def _converse(self) -> None:
        me = await self._ask_me()
        furnished = self.furnish(me)
        self._surface = furnished.screen.surface
        if not Window.fullscreen:
            Window.size = self._surface.size
        self.presenter = furnished.presenter
        self.presenter.on_change = self.show
        furnished.screen.presenter = self.presenter
        furnished.screen.state = self.presenter.state
        self.stage.show(furnished.screen)
        self._tick()
        memory.settle()
        self.link = ServerLink(
            self._access.server_url,
            self._access.station_id,
            self._access.key,
            furnished.topics,
            self._delivered,
            acknowledges=furnished.acknowledges,
        )
        await self.link.run()

    async def _ask_me(self) -> Me:
        """Asks until the server answers; what else is in the way is said on the screen."""
        said = ""
        while True:
            try:
                return await self.link.fetch_me()
            except (OSError, CommandRefused, ValueError) as error:
                key, why = _what_to_say(error)
            if self.root is not None and key != said:
                log.warning("station_waits", station=self._access.station_id, why=why)
                said = key
                self.stage.show(self._waiting_screen(key))
            await asyncio.sleep(ASK_AGAIN_S)

    def _delivered(self, delivery) -> None:
        match delivery:
            case PictureAsked(blank=blank):
                self._paint(blank)
            case TouchAsked(x=x, y=y):
                self._finger.touch(x, y)
            case Dismissed(code=code):
                log.error("station_turned_away", station=self._access.station_id, code=code.value)
                self.presenter.receive(delivery, self.now_ms())
            case _:
                self.presenter.receive(delivery, self.now_ms())
        if isinstance(delivery, ViewArrived):
            self._heed(getattr(delivery.view, "emergency", None))
        self.overhear(delivery)
        self._note_calls()
        self._plan_wake()

    def _heed(self, line: EmergencyLine | None) -> None:
        """An emergency message goes before everything, also while the link is lost, until the hall takes it back."""
        cover = self.stage.cover_screen
        if line is None:
            if cover is not None:
                self.stage.cover(None)
            return
        own = Label(*(self.texts.text("display.emergency.own", language) for language in LANGUAGES))
        state = EmergencyState.of(line, own)
        if cover is None or cover.state != state:
            log.warning("emergency_shown", station=self._access.station_id, message=line.kind or "own")
            self.stage.cover(EmergencyScreen(surface=self._surface, state=state))

    # the proof of a call

    def _note_calls(self) -> None:
        """Which calls the next frame will be the first to show."""
        showing = frozenset(getattr(self.presenter, "showing", ()))
        if self.stage.cover_screen is not None:
            showing = frozenset()
        self._to_draw = (self._to_draw | (showing - self._seen)) & showing
        self._seen = showing

    def _drawn(self, *_) -> None:
        """A frame is on its way to the glass; said once the window has it."""
        if self._to_draw:
            drawn, self._to_draw = self._to_draw, set()
            asyncio.get_running_loop().call_soon(self._acknowledge, drawn)

    def _acknowledge(self, call_ids: set[str]) -> None:
        for call_id in call_ids:
            self.link.shown(call_id)

    # time and touch

    def _tick(self, *_) -> None:
        if self.presenter is not None:
            self.presenter.tick(self.now_ms())
            self._note_calls()
            self._plan_wake()

    def _plan_wake(self) -> None:
        """At the next full second, or earlier if the presenter wishes."""
        if self._wake_event is not None:
            self._wake_event.cancel()
        now_ms = self.now_ms()
        next_ms = now_ms // 1_000 * 1_000 + 1_000
        wish_ms = getattr(self.presenter, "wakes_at_ms", None)
        if wish_ms is not None and wish_ms > now_ms:
            next_ms = min(next_ms, wish_ms)
        self._wake_event = Clock.schedule_once(self._tick, (next_ms - now_ms) / 1_000)

    def _touched(self, *_) -> bool:
        touched = getattr(self.presenter, "touched", None)
        if touched is not None:
            touched(self.now_ms())
        return False

    def _key_pressed(self, _window, _key, _scancode, character, _modifiers) -> bool:
        pressed = getattr(self.presenter, "key_pressed", None)
        if pressed is None or not character:
            return False
        pressed(character)
        self._plan_wake()
        return True

    # from afar

    def _paint(self, blank: bool) -> None:
        """One live picture at a time; whoever asks meanwhile gets the next."""
        if self._painting is None or self._painting.done():
            self._painting = asyncio.get_running_loop().create_task(self._send_picture(blank))

    async def _send_picture(self, blank: bool) -> None:
        grabbed = picture.grab(self.stage)
        encoded = await asyncio.to_thread(picture.jpeg, grabbed, blank=blank)
        try:
            await self.link.put_picture(encoded)
        except (OSError, CommandRefused) as error:
            log.info("picture_not_sent", station=self._access.station_id, why=type(error).__name__)


def _what_to_say(error: OSError | CommandRefused | ValueError) -> tuple[str, str]:
    """The key of the words for visitors, and what the log says, when the server did not say what this station is."""
    match error:
        case CommandRefused(code=RefusalCode.UNAVAILABLE as code):
            return "display.waiting.connecting", code.value
        case CommandRefused(code=code):
            return "display.waiting.turned_away", code.value
        case ValueError():  # a plan of another version: it has what this program has no name for
            return "display.waiting.outdated", "plan_not_understood"
    return "display.waiting.connecting", str(error)
