"""What all presenters of this room share: one frozen state, told to the screen whenever it changes."""

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from config.hall import HallPlan
from config.i18n import Texts

State = TypeVar("State")


class Presenter(Generic[State]):
    """`on_change` is called with every new state. Nothing here knows a window or a clock; times are handed in."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.on_change: Callable[[State], None] = lambda _state: None

    def _become(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.on_change(state)


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

    def _local(self, now_ms: int) -> datetime:
        return datetime.fromtimestamp(now_ms / 1_000, self._zone)
