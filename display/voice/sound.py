"""Samples put together: the chime, a pause, phrases one after the other, louder or softer. Pure.

All of it is mono, 16 bits, little endian, at `RATE_HZ`.
"""

import io
import math
import wave
from array import array
from collections.abc import Sequence
from functools import cache

RATE_HZ = 24_000

_CHIME = ((0.0, 783.99), (0.28, 587.33))  # two tones, G5 and D5: when each begins in s, and how high in Hz
_ALARM = ((0.0, 987.77), (0.22, 987.77), (0.44, 987.77))  # three alike: no chime of a call
_TONE_S = 0.75
_FADE_S = 0.004  # a tone that begins at once would click
_OVERTONES = ((1.0, 1.0), (2.0, 0.28), (3.01, 0.12))  # a bar of metal, struck
_LOUD = 0.5


@cache
def chime() -> bytes:
    """Before every call; 1.03 s."""
    return _struck(_CHIME)


@cache
def alarm() -> bytes:
    """Before an emergency message; 1.19 s."""
    return _struck(_ALARM)


def pause(length_s: float) -> bytes:
    return bytes(2 * int(length_s * RATE_HZ))


def at_volume(samples: bytes, percent: int) -> bytes:
    if percent >= 100:
        return samples
    quieter = percent * 256 // 100
    return array("h", [value * quieter >> 8 for value in array("h", samples)]).tobytes()


def length_s(samples: bytes) -> float:
    return len(samples) / (2 * RATE_HZ)


def wav(samples: bytes) -> bytes:
    """A WAV file of them."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(samples)
    return file.getvalue()


def samples(file: bytes) -> bytes:
    """Of a WAV file as `wav` writes it. Raises ValueError for any other."""
    try:
        with wave.open(io.BytesIO(file)) as sound:
            found = sound.readframes(sound.getnframes())
            whole = len(found) == 2 * sound.getnframes() and sound.getnframes() > 0
            if (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) != (1, 2, RATE_HZ) or not whole:
                raise ValueError("not a WAV file of ours, or not all of it")
    except (wave.Error, EOFError) as error:
        raise ValueError(f"no WAV file: {error}") from error
    return bytes(found)


def _struck(tones: Sequence[tuple[float, float]]) -> bytes:
    """Each tone fades by itself; the next one begins before."""
    length = int((tones[-1][0] + _TONE_S) * RATE_HZ)
    mixed = [0.0] * length
    for begins_s, pitch_hz in tones:
        first = int(begins_s * RATE_HZ)
        for at in range(length - first):
            t = at / RATE_HZ
            rise = min(1.0, t / _FADE_S)
            fall = math.exp(-5.0 * t) * min(1.0, (length - first - at) / (0.05 * RATE_HZ))
            swing = sum(
                strength * math.sin(2 * math.pi * pitch_hz * ratio * t) * math.exp(-2.0 * (ratio - 1) * t)
                for ratio, strength in _OVERTONES
            )
            mixed[first + at] += rise * fall * swing
    loudest = max(map(abs, mixed))
    return array("h", [round(32_767 * _LOUD * value / loudest) for value in mixed]).tobytes()
