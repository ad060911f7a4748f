"""高拍仪: takes a picture of what lies under the camera.

    camera = DocumentCamera("v4l2:///dev/video0?width=2592&height=1944")      not tried on hardware
    camera = DocumentCamera("file:///srv/hall/page.jpg")                      for training, or from another program

    match await camera.picture():
        case Picture(jpeg, width, height): ...
        case Blank(): ...                        it took something that is no picture
        case Offline() | NoAnswer(): ...

Nothing is kept here: the picture is the caller's, who says how long.
"""

import asyncio
import io
import os
import stat
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

from PIL import Image

from config.device_urls import DeviceUrl
from hardware import health as watching
from hardware import options, v4l2
from hardware.health import Health, NoAnswer, Offline
from hardware.presence import Presence

LARGEST_BYTES = 20_000_000
_SIDE = range(160, 8_001)

Take: TypeAlias = Callable[[str, int, int, float], bytes]
Look: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Picture:
    jpeg: bytes = field(repr=False)
    width: int
    height: int
    health: ClassVar[Health] = Health.OK


@dataclass(frozen=True, slots=True)
class Blank:
    health: ClassVar[Health] = Health.FAULT


Outcome: TypeAlias = Picture | Blank | Offline | NoAnswer


class DocumentCamera:
    """One camera, by URL. `take`: what takes a picture (path, width, height, seconds), `look`: what raises OSError
    unless a camera is there (path); the kernel's, if left out.

    Raises ValueError for such a URL.
    """

    def __init__(self, url: str, *, within_s: float = 5.0, take: Take = v4l2.picture, look: Look = v4l2.look) -> None:
        given = DeviceUrl.parse(url, ("v4l2", "file"))
        asked = options.known(url, given.options, ("width", "height"))
        self._path = given.path
        self._take: Take = take if given.scheme == "v4l2" else _read_file
        self._look: Look = look if given.scheme == "v4l2" else _look_at_file
        self._width = options.number(asked, "width", 2_592, _SIDE)
        self._height = options.number(asked, "height", 1_944, _SIDE)
        self._within_s = within_s
        self._turn = asyncio.Lock()
        self._last = Health.OK  # as the last picture showed it
        self._presence = Presence(url=url)

    async def picture(self) -> Outcome:
        """Takes a picture. Never raises for what a camera does."""
        async with self._turn:
            outcome = await asyncio.to_thread(self._taken)
            self._last = self._presence.heard(outcome.health)
        return outcome

    async def status(self) -> Health:
        """Whether it is there, without a picture of whatever lies under it; what the last one showed holds until then.

        Never raises.
        """
        async with self._turn:
            there = await asyncio.to_thread(self._is_there)
            if not there or self._last is Health.OFFLINE:  # it has been away: what it showed before is old
                self._last = Health.OK if there else Health.OFFLINE
            return self._presence.heard(self._last)

    async def watch(self, interval_s: float) -> AsyncIterator[Health]:
        """The camera's health now, and again whenever it has changed."""
        async for health in watching.changes(self.status, lambda: 0.0, interval_s):
            yield health

    async def close(self) -> None:
        """Nothing stays open between two calls."""

    def _is_there(self) -> bool:
        try:
            self._look(self._path)
        except OSError:
            return False
        return True

    def _taken(self) -> Outcome:
        try:
            data = self._take(self._path, self._width, self._height, self._within_s)
        except TimeoutError:
            return NoAnswer()
        except OSError:
            return Offline()
        return _judged(data)


def _judged(data: bytes) -> Outcome:
    """A camera that was just plugged in gives half pictures at times."""
    if len(data) > LARGEST_BYTES:
        return Blank()
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
            image.load()
            return Picture(data, image.width, image.height)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Blank()


def _read_file(path: str, width: int, height: int, within_s: float) -> bytes:
    with open(_opened_file(path), "rb") as file:
        return file.read(LARGEST_BYTES + 1)


def _look_at_file(path: str) -> None:
    os.close(_opened_file(path))


def _opened_file(path: str) -> int:
    """Its descriptor. Raises OSError for what is no file: a pipe nobody writes to would be waited for for ever."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(f"{path} is no file")
