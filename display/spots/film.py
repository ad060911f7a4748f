"""Plays a film without sound: its frames, one after the other, to whoever draws them.

    player = FilmPlayer(draw)          draw(pixels, size): RGB, row by row from the top, on the event loop
    player.follow(Film(path, size, from_s=12.0))       what has been played is broken off
    player.follow(None)
    await player.close()

The decoder paces itself. A frame that comes while the one before is not drawn yet is passed over.
"""

import asyncio
import io
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import structlog

from display.spots.picture import confine, decoding

FRAMES_PER_S = 25

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Film:
    """`size`: width and height in px that its frames are to have."""

    path: Path
    size: tuple[int, int]
    from_s: float = 0.0


class FilmPlayer:
    def __init__(self, draw: Callable[[bytes, tuple[int, int]], None]) -> None:
        self._draw = draw
        self._playing: _Playing | None = None
        self._left: list[_Playing] = []  # told to end

    def follow(self, film: Film | None) -> None:
        """At once; nobody waits for the one before to end."""
        self._left = [one for one in self._left if one.runs]
        if self._playing is not None:
            self._playing.stop()
            self._left.append(self._playing)
            self._playing = None
        if film is not None:
            try:
                self._playing = _Playing(film, self._draw, asyncio.get_running_loop())
            except OSError as error:
                log.warning("film_not_played", film=film.path.name, why=str(error))

    async def close(self) -> None:
        self.follow(None)
        for one in self._left:
            await asyncio.to_thread(one.join)


class _Playing:
    """One decoder and the thread that reads from it."""

    def __init__(
        self, film: Film, draw: Callable[[bytes, tuple[int, int]], None], loop: asyncio.AbstractEventLoop
    ) -> None:
        """Raises OSError where there is no decoder."""
        self._film = film
        self._draw = draw
        self._loop = loop
        self._stopped = False
        self._drawn = True
        width, height = film.size
        command = decoding(film.path, film.from_s, f"fps={FRAMES_PER_S},scale={width}:{height}", paced=True)
        self._process = subprocess.Popen(  # noqa: S603
            [*command, "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        confine(self._process.pid)
        self._thread = threading.Thread(target=self._read, name="film", daemon=True)
        self._thread.start()

    @property
    def runs(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        self._stopped = True
        self._process.kill()

    def join(self) -> None:
        self._thread.join()

    def _read(self) -> None:
        width, height = self._film.size
        frame = memoryview(bytearray(width * height * 3))
        with self._process as process:
            frames = cast(io.RawIOBase, process.stdout)
            while not self._stopped:
                filled = 0
                while filled < len(frame) and (size := frames.readinto(frame[filled:])):
                    filled += size
                if filled < len(frame):
                    return
                if self._drawn and not self._stopped:
                    self._drawn = False
                    self._loop.call_soon_threadsafe(self._give, bytes(frame))

    def _give(self, frame: bytes) -> None:
        self._drawn = True
        if not self._stopped:
            self._draw(frame, self._film.size)
