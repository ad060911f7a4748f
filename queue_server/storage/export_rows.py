"""What is to be told to receivers of ratings: one row for each rating and receiver, computed like all history.

Who the receivers are says the configuration in force when the rating was given, so that the rows can be computed again.
What became of a row stands in `deliveries`, which is never computed: a rating told once is not told again.
"""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from queue_server.domain.events import (
    ConfigurationPublished,
    ErrandRated,
    RatingDefaulted,
    Recorded,
    ServiceRated,
    ServiceRatedAgain,
    WindowRated,
)
from queue_server.storage.rows import Row


class Part(StrEnum):
    """Which of the ratings of one matter it is."""

    FIRST = "first"
    AGAIN = "again"  # 追评
    DEFAULT = "default"  # nobody's


class About(StrEnum):
    """What was rated."""

    SERVICE = "service"
    WINDOW = "window"
    ERRAND = "errand"


class Receiver(msgspec.Struct):
    id: str
    errands: bool = False


class _Policy(msgspec.Struct):
    exports: tuple[Receiver, ...] = ()


class _Content(msgspec.Struct):
    """Of a configuration all that matters here; the rest is passed over."""

    policy: _Policy


_decode = msgspec.json.Decoder(_Content).decode


class ExportRows:
    """`rows` of every event in order. `receivers`, by the configuration in force, are kept up to date."""

    def __init__(self, hall_id: str, receivers: list[Receiver]) -> None:
        self._hall_id = hall_id
        self._receivers = receivers

    def rows(self, recorded: Recorded) -> Iterator[Row]:
        match recorded.event:
            case ConfigurationPublished(content=content):
                self._receivers[:] = _decode(content).policy.exports
            case ServiceRated(service_id=rating_id):
                yield from self._made(recorded, About.SERVICE, rating_id, Part.FIRST)
            case ServiceRatedAgain(service_id=rating_id):
                yield from self._made(recorded, About.SERVICE, rating_id, Part.AGAIN)
            case RatingDefaulted(service_id=rating_id):
                yield from self._made(recorded, About.SERVICE, rating_id, Part.DEFAULT)
            case WindowRated(rating_id=rating_id):
                yield from self._made(recorded, About.WINDOW, rating_id, Part.FIRST)
            case ErrandRated(rating_id=rating_id):
                yield from self._made(recorded, About.ERRAND, rating_id, Part.FIRST)

    def _made(self, recorded: Recorded, about: About, rating_id: str, part: Part) -> Iterator[Row]:
        for receiver in self._receivers:
            if about is not About.ERRAND or receiver.errands:
                yield {
                    "hall_id": self._hall_id,
                    "receiver_id": receiver.id,
                    "rating_id": rating_id,
                    "part": part.value,
                    "about": about.value,
                    "seq": recorded.seq,
                    "made_at_ms": recorded.at_ms,
                }
