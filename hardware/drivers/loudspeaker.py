"""扬声器: plays an announcement.

    speaker = Loudspeaker("alsa://default")          by `aplay` of alsa-utils; not tried on hardware
    speaker = Loudspeaker("alsa://plughw:1,0")
    speaker = Loudspeaker("sdl://default")           by the sound card's own program (`hardware.sound_card`)
    speaker = Loudspeaker("file:///srv/hall/said")   into a folder instead, the last ones as WAV files

    match await speaker.play(wav):
        case Played(): ...                       to its end
        case NotPlayed(health): ...

Announcements wait for one another. One that lasts longer than it should is broken off: the next shall be heard.
"""

import asyncio
import contextlib
import io
import wave
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote

from config.device_urls import DeviceUrl
from hardware import health as watching
from hardware import options
from hardware.health import Health
from hardware.presence import Presence
from hardware.sound_card import Sound, SoundCard

FILES_KEPT = 20
GRACE_S = 3.0  # beyond its own length
LONGEST_S = 120.0
RATE_HZ = 24_000  # of silence; that of speech, so that a sound card need not change it


@dataclass(frozen=True, slots=True)
class Played:
    pass


@dataclass(frozen=True, slots=True)
class NotPlayed:
    """OFFLINE: no such device, or it is taken; NO_ANSWER: it never ended; FAULT: nothing here can play."""

    health: Health


Outcome: TypeAlias = Played | NotPlayed


class Loudspeaker:
    """One loudspeaker, by URL. Raises ValueError for such a URL, and for a sound that is no WAV file."""

    def __init__(self, url: str, *, program: str = "aplay", grace_s: float = GRACE_S) -> None:
        given = DeviceUrl.parse(url, ("sdl", "alsa", "file"))
        options.known(url, given.options, ())
        self._folder = Path(given.path) if given.scheme == "file" else None
        self._device = given.place if given.scheme == "alsa" else ""
        name = None if given.place == "default" else unquote(given.place)
        self._card = SoundCard(name) if given.scheme == "sdl" else None
        self._program = program
        self._grace_s = grace_s
        self._turn = asyncio.Lock()
        self._presence = Presence(url=url)

    async def play(self, wav: bytes) -> Outcome:
        """Plays a WAV file to its end. Never raises for what a device does."""
        sound = _sound(wav)
        async with self._turn:
            health = await self._given_out(wav, sound)
        if health is Health.OK:
            self._presence.back()
            return Played()
        self._presence.lost(health.value.replace("_", " "))
        return NotPlayed(health)

    async def status(self) -> Health:
        """Plays a moment of silence: whether a loudspeaker is connected to the device, nobody can know."""
        outcome = await self.play(silence(0.05))
        return outcome.health if isinstance(outcome, NotPlayed) else Health.OK

    async def watch(self, interval_s: float) -> AsyncIterator[Health]:
        """The device's health now, and again whenever it has changed."""
        async for health in watching.changes(self.status, lambda: 0.0, interval_s):
            yield health

    async def close(self) -> None:
        """A sound card stays open between two calls; nothing else does."""
        if self._card is not None:
            await self._card.close()

    async def _given_out(self, wav: bytes, sound: Sound) -> Health:
        if self._card is not None:
            return await self._card.play(sound, self._grace_s)
        if self._folder is not None:
            return await asyncio.to_thread(self._kept, wav)
        return await self._played(wav, sound.length_s)

    async def _played(self, wav: bytes, length_s: float) -> Health:
        try:
            player = await asyncio.create_subprocess_exec(
                self._program,
                *("-q", "-D", self._device, "-"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
        except OSError:
            return Health.FAULT
        try:
            async with asyncio.timeout(length_s + self._grace_s):
                await player.communicate(wav)
        except TimeoutError:
            return Health.NO_ANSWER
        finally:
            if player.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    player.kill()
                await player.wait()
        return Health.OK if player.returncode == 0 else Health.OFFLINE

    def _kept(self, wav: bytes) -> Health:
        folder = self._folder
        if folder is None:
            return Health.FAULT
        try:
            folder.mkdir(parents=True, exist_ok=True)
            kept = sorted(folder.glob("[0-9]*.wav"))
            number = int(kept[-1].stem) + 1 if kept else 1
            unfinished = folder / "unfinished"
            unfinished.write_bytes(wav)
            unfinished.rename(folder / f"{number:06d}.wav")
            for old in kept[: max(0, len(kept) + 1 - FILES_KEPT)]:
                old.unlink()
        except (OSError, ValueError):
            return Health.OFFLINE
        return Health.OK


def silence(length_s: float) -> bytes:
    """A WAV file of nothing."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE_HZ)
        sound.writeframes(bytes(2 * int(RATE_HZ * length_s)))
    return file.getvalue()


def _sound(wav: bytes) -> Sound:
    try:
        with wave.open(io.BytesIO(wav)) as file:
            if file.getsampwidth() != 2:
                raise ValueError("samples of a WAV file have 16 bits")
            sound = Sound(file.getframerate(), file.getnchannels(), file.readframes(file.getnframes()))
            length_s = sound.length_s
    except (wave.Error, EOFError, ZeroDivisionError) as error:
        raise ValueError(f"no WAV file: {error}") from error
    if length_s > LONGEST_S:
        raise ValueError(f"an announcement lasts at most {LONGEST_S:.0f} s")
    return sound
