"""What all presenters of this room share: one frozen state, told to the screen whenever it changes."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from config.configuration import HallConfiguration
from config.hall import HallPlan, ServiceWindow, Station
from config.i18n import Texts
from display.presenters.link import Link, View
from display.presenters.turned_away import TurnedAway, turned_away
from queue_server.client.session import AnyDelivery

State = TypeVar("State")

SPOKEN_MS = 10_000  # a call that is new blinks and is spoken


def is_spoken(since_ms: int, now_ms: int) -> bool:
    return now_ms - since_ms < SPOKEN_MS


class Presenter(Generic[State, View]):
    """`on_change` is called with every new state. Nothing here knows a window or a clock; times are handed in.

    `area` is where its words stand in the language files. A kind of screen says what a view brings (`_arrived`), what
    time does (`_advance`), and how it looks: `_connecting`, `_present`, `_dismissed`.
    """

    def __init__(self, area: str, link: Link[View], station: Station, texts: Texts, language: str) -> None:
        self._area = area
        self._link = link
        self._station = station
        self._texts = texts
        self._language = language
        self._now_ms = 0
        self.state: State = self._connecting()
        self.on_change: Callable[[State], None] = lambda _state: None

    @property
    def wakes_at_ms(self) -> int | None:
        """When the screen changes by itself, between two seconds."""
        return None

    @property
    def showing(self) -> Collection[str]:
        """Ids of the calls that can be seen now."""
        return ()

    def receive(self, message: AnyDelivery, now_ms: int) -> None:
        view = self._link.receive(message, now_ms)
        if view is not None:
            self._arrived(view, now_ms)
        self.tick(now_ms)

    def tick(self, now_ms: int) -> None:
        self._now_ms = now_ms
        self._advance(now_ms)
        self._renew()

    # for each kind of screen

    def _arrived(self, view: View, now_ms: int) -> None:
        """A view has come; `_link` has it already."""

    def _advance(self, now_ms: int) -> None:
        """Time has passed."""

    def _connecting(self) -> State:
        """How it looks before anything is known."""
        raise NotImplementedError

    def _present(self, now_ms: int) -> State:
        """How it looks now."""
        raise NotImplementedError

    def _dismissed(self, page: TurnedAway) -> State:
        """How it looks while the server does not let it in: this page, and nothing that was known before."""
        raise NotImplementedError

    # inside

    def _renew(self) -> None:
        code = self._link.dismissed
        if code is None:
            state = self._present(self._now_ms)
        else:
            state = self._dismissed(turned_away(code, self._station, self._texts))
        if state != self.state:
            self.state = state
            self.on_change(state)

    def _words(self, key: str, **values: object) -> str:
        return self._texts.text(f"display.{self._area}.{key}", self._language, **values)


def window_of(station: Station, configuration: HallConfiguration) -> ServiceWindow:
    """The window that a panel or rating terminal belongs to. KeyError: the plan was not checked when it was loaded."""
    return configuration.windows[station.window_id or ""]


class Calendar:
    """The hall's own clock and calendar in words."""

    def __init__(self, plan: HallPlan, texts: Texts) -> None:
        self._zone = ZoneInfo(plan.time_zone)
        self._texts = texts

    def clock(self, now_ms: int) -> str:
        """ "09:58" """
        return f"{self._local(now_ms):%H:%M}"

    def date(self, now_ms: int, language: str) -> str:
        """ "11 月 23 日 星期一" """
        local = self._local(now_ms)
        weekday = self._texts.text(f"common.weekday.{local.isoweekday()}", language)
        return self._texts.text(
            "common.unit.date_with_weekday", language, month=local.month, day=local.day, weekday=weekday
        )

    def day_and_minute(self, now_ms: int) -> tuple[str, int]:
        """ "2026-11-23", and minutes since midnight"""
        local = self._local(now_ms)
        return f"{local:%Y-%m-%d}", local.hour * 60 + local.minute

    def _local(self, now_ms: int) -> datetime:
        return datetime.fromtimestamp(now_ms / 1_000, self._zone)
