"""A stand-in for the process that prepares phrases: the same lines and store, and in the place of speech a noise that
belongs to each phrase alone, so that a listener can tell which one it was.

`python -m tests.display.voice.stand_in STORE [ends|hangs|is full]`
"""

import hashlib
import random
import sys
import time
from array import array
from collections.abc import Callable
from pathlib import Path

from display.voice.preparing import work
from display.voice.sound import RATE_HZ
from display.voice.store import Store

LENGTH_S = 0.5


def noise(sounds: str) -> bytes:
    chance = random.Random(hashlib.sha256(sounds.encode()).digest())
    return array("h", [chance.randrange(-8_000, 8_000) for _ in range(int(LENGTH_S * RATE_HZ))]).tobytes()


class Engine:
    def speak(self, sounds: str) -> bytes:
        return noise(sounds)


class _Full(Store):
    def keep(self, key: str, samples: bytes) -> None:
        raise OSError("no room")


def main() -> None:
    folder, fault = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else ""
    stores: dict[str, Callable[[Path], Store]] = {"is full": _Full}
    if fault == "ends":
        sys.exit(1)
    if fault == "hangs":
        time.sleep(600)
    work(sys.stdin.buffer, sys.stdout.buffer, stores.get(fault, Store)(folder), Engine())


if __name__ == "__main__":
    main()
