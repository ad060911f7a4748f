"""Live pictures of screens: the newest one of each station, in memory only, and only while somebody looks."""

from dataclasses import dataclass

ASKED_EVERY_MS = 250  # a station is asked for at most four pictures a second
WANTED_MS = 10_000  # after the last look nobody looks any more: pictures that still come are thrown away
PICTURE_LIMIT_BYTES = 4_194_304

_KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True, slots=True)
class Picture:
    data: bytes
    kind: str  # its media type
    at_ms: int


def kind_of(data: bytes) -> str | None:
    """The media type by the first bytes; None: neither PNG nor JPEG."""
    return next((kind for start, kind in _KINDS.items() if data.startswith(start)), None)


class Pictures:
    def __init__(self) -> None:
        self._newest: dict[str, Picture] = {}
        self._wanted_ms: dict[str, int] = {}
        self._asked_ms: dict[str, int] = {}

    def look(self, station_id: str, now_ms: int) -> tuple[Picture | None, bool]:
        """Somebody looks: the newest picture, and whether the station is to be asked for another one now."""
        if now_ms - self._wanted_ms.get(station_id, 0) > WANTED_MS:
            self._newest.pop(station_id, None)  # from another look, long ago
        self._wanted_ms[station_id] = now_ms
        ask = now_ms - self._asked_ms.get(station_id, 0) >= ASKED_EVERY_MS
        if ask:
            self._asked_ms[station_id] = now_ms
        return self._newest.get(station_id), ask

    def put(self, station_id: str, data: bytes, kind: str, now_ms: int) -> None:
        if now_ms - self._wanted_ms.get(station_id, 0) <= WANTED_MS:
            self._newest[station_id] = Picture(data, kind, now_ms)
