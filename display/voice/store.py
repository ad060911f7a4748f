"""Phrases that are prepared: a folder of WAV files, each under the key of what it says and how, kept across days.

One process writes, several may read. A file is whole or is not there.
"""

import contextlib
import os
from pathlib import Path

from display.voice import sound


def voice_store() -> Path:
    """Where phrases are kept if nothing else is said: they can all be made again."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "service-hall" / "voice"


_ENDING = ".wav"
_ROOM = 0.9  # of the limit is left when room is made, so that it is not made for every phrase


class Store:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, key: str) -> bool:
        return self._path(key).exists()

    def samples(self, key: str) -> bytes | None:
        """Samples of the phrase; None: it is not prepared, or its file is damaged and is removed. Marks it as used."""
        path = self._path(key)
        try:
            samples = sound.samples(path.read_bytes())
            os.utime(path)
        except ValueError:
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        except OSError:
            return None
        return samples

    def keep(self, key: str, samples: bytes) -> None:
        """Raises OSError where nothing can be written."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._path(key)
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_bytes(sound.wav(samples))
        unfinished.replace(path)

    def make_room(self, limit_bytes: int) -> int:
        """Removes those unused longest, once there is more than that. Returns how many."""
        found = []
        for path in self._folder.glob(f"*{_ENDING}"):
            with contextlib.suppress(OSError):
                about = path.stat()
                found.append((about.st_mtime_ns, about.st_size, path))
        size = sum(bytes_ for _, bytes_, _ in found)
        if size <= limit_bytes:
            return 0
        removed = 0
        for _, bytes_, path in sorted(found):
            if size <= limit_bytes * _ROOM:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                size -= bytes_
                removed += 1
        return removed

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}{_ENDING}"
