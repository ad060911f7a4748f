"""The clips that are shipped, for what is not prepared yet: 请看屏幕上的号码, and 请看屏幕上的信息 for a message."""

from functools import cache
from pathlib import Path

from display.voice import sound

_FOLDER = Path(__file__).parent / "clips"


def path(key: str, language: str) -> Path:
    """`key` of its text: "voice.look"."""
    return _FOLDER / f"{key.rpartition('.')[2]}.{language}.wav"


@cache
def samples(key: str, language: str) -> bytes:
    return sound.samples(path(key, language).read_bytes())
