"""Pictures and films of the hall's own (公益宣传, 办事指南), shown on call boards while nobody is called."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Final

from pydantic import Field

from config.clock import Clock, minutes_of
from config.entries import Entry
from config.findings import Finding
from config.model import Id, Model

FOLDER: Final = "spots"
"""Where the files lie, in the hall's folder at the server."""

PICTURE_LIMIT_BYTES: Final = 20_000_000
FILM_LIMIT_BYTES: Final = 500_000_000

_PICTURES: Final = ("png", "jpg", "jpeg", "webp")
_FILMS: Final = ("mp4", "webm", "mkv")
_FILE: Final = rf"^[a-z0-9]+([-_.][a-z0-9]+)*\.({'|'.join((*_PICTURES, *_FILMS))})$"

SpotFile = Annotated[
    str,
    Field(
        pattern=_FILE,
        max_length=60,
        description=f"a file name in small letters that ends in .{', .'.join((*_PICTURES, *_FILMS))}",
    ),
]


class Spot(Model):
    """A picture or a film in the folder `spots` of the hall's folder at the server. Films are shown without sound."""

    file: SpotFile
    zone_ids: tuple[Id, ...] = ()  # on the boards of these zones alone; left out: on all boards
    begins_at: Clock = "00:00"
    ends_at: Clock = "00:00"  # may be on the next day; the same hour twice is the whole day
    valid_from: date | None = None
    valid_to: date | None = None  # the last day
    length_s: Annotated[int, Field(ge=5, le=600)] = 12  # of its turn; a film that lasts longer is broken off


def is_film(file: str) -> bool:
    return file.rpartition(".")[2] in _FILMS


def limit_bytes(file: str) -> int:
    """What is larger is shown nowhere."""
    return FILM_LIMIT_BYTES if is_film(file) else PICTURE_LIMIT_BYTES


def is_time_for(begins_at: str, ends_at: str, minute: int) -> bool:
    """Whether `minute` of the day lies between the two."""
    begins, ends = minutes_of(begins_at), minutes_of(ends_at)
    if begins == ends:
        return True
    return begins <= minute < ends if begins < ends else minute >= begins or minute < ends


def findings(spots: list[Entry]) -> Iterator[Finding]:
    """What is wrong within one of them."""
    for spot in spots:
        first, last = spot.table.get("valid_from"), spot.table.get("valid_to")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            yield spot.finding("valid_to", f"is before valid_from, in {spot.name}")
