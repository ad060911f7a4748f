"""What somebody did here without staff, and how it went: a question at the head of the page on which it ended.

Nobody has to answer it, nothing waits for it, and it goes with whoever leaves. It is about the newest of what has ended
since they came, and asked no more once it is answered.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from config.i18n import Texts
from kiosk.flow.sight import Sight
from kiosk.flow.surroundings import Server
from queue_server.contract.commands import ErrandKind, RateErrand, RatingLevel

THANKS_MS = 5_000
LEVELS = tuple(sorted(RatingLevel, key=lambda level: -level.stars))


@dataclass(frozen=True)
class LevelKey:
    """A level to touch: a face of that name, and words."""

    level: RatingLevel
    label: str


@dataclass(frozen=True)
class ErrandQuestion:
    """Stands where hall and clock stand otherwise. Without `levels` it is the thanks for an answer."""

    words: str
    levels: tuple[LevelKey, ...] = ()


@dataclass(frozen=True)
class _Errand:
    errand_id: str
    kind: ErrandKind


class ErrandRating:
    def __init__(self, sight: Sight, server: Server, noticed: Callable[[], None]) -> None:
        """`noticed`: somebody is there."""
        self._sight = sight
        self._server = server
        self._noticed = noticed
        self._ended: _Errand | None = None
        self._has_rated = False  # since they came: nobody is asked twice
        self._thanked_at_ms: int | None = None

    def ended(self, kind: ErrandKind, errand_id: str = "") -> None:
        """An errand has come to its end. What was only printed has no id but one of the kiosk's own."""
        station = self._sight.outlook.station
        own = f"{station.id if station is not None else 'kiosk'}.{self._sight.outlook.now_ms}"
        self._ended = None if self._has_rated else _Errand(errand_id or own, kind)

    def printed(self, kind: ErrandKind) -> None:
        """Likewise of paper, unless what it belongs to is asked about already."""
        if self._ended is None:
            self.ended(kind)

    def rate(self, level: RatingLevel) -> None:
        """A face was touched."""
        if self._ended is None:
            return
        self._server.send(RateErrand(errand_id=self._ended.errand_id, errand=self._ended.kind, level=level))
        self._ended, self._has_rated = None, True
        self._thanked_at_ms = self._sight.outlook.steady_ms
        self._noticed()

    def forget(self) -> None:
        """They have left."""
        self._ended, self._thanked_at_ms, self._has_rated = None, None, False

    def question(self) -> ErrandQuestion | None:
        look = self._sight.outlook
        if self._ended is not None:
            return _asked(look.texts, look.language, self._ended.kind)
        if self._thanked_at_ms is not None and look.steady_ms - self._thanked_at_ms < THANKS_MS:
            return ErrandQuestion(look.say("errand_rating.thanks"))
        return None


@lru_cache(maxsize=16)
def _asked(texts: Texts, language: str, kind: ErrandKind) -> ErrandQuestion:
    """The same one as long as it is asked."""
    levels = tuple(LevelKey(level, texts.text(f"kiosk.errand_rating.{level.value}", language)) for level in LEVELS)
    return ErrandQuestion(texts.text(f"kiosk.errand_rating.ask_{kind.value}", language), levels)
