"""The sound card of this computer, by SDL: `sdl://default`, or a device by its name.

SDL (zlib licence) comes with Kivy's wheel, and knows PulseAudio, PipeWire and ALSA. The device stays open between two
sounds, so that the next one begins with the next buffer. It is opened anew when it is gone.
"""

import asyncio
import ctypes
import ctypes.util
import importlib.util
import threading
import time
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from hardware.health import Health

RETRY_S = 10.0  # a card that could not be opened is not tried more often
BUFFER_FRAMES = 512  # 21 ms at 24 kHz: a sound begins no later

_AUDIO = 0x10  # SDL_INIT_AUDIO
_S16LE = 0x8010
_PLAYING = 1
_LOOK_S = 0.02


class Sound(NamedTuple):
    """Samples of 16 bits, little endian."""

    rate_hz: int
    channels: int
    frames: bytes

    @property
    def length_s(self) -> float:
        return len(self.frames) / (2 * self.channels * self.rate_hz)


class _Spec(ctypes.Structure):
    """SDL_AudioSpec."""

    _fields_ = (
        ("freq", ctypes.c_int),
        ("format", ctypes.c_uint16),
        ("channels", ctypes.c_uint8),
        ("silence", ctypes.c_uint8),
        ("samples", ctypes.c_uint16),
        ("padding", ctypes.c_uint16),
        ("size", ctypes.c_uint32),
        ("callback", ctypes.c_void_p),
        ("userdata", ctypes.c_void_p),
    )


class SoundCard:
    """One device; `name` is None for the one the computer uses by default."""

    def __init__(self, name: str | None = None) -> None:
        self._name = name
        self._device = 0
        self._opened = (0, 0)  # rate and channels
        self._tried_s = -RETRY_S
        self._opening = threading.Lock()

    async def play(self, sound: Sound, grace_s: float) -> Health:
        """To its end: OK, OFFLINE (no such card), NO_ANSWER (it does not end), FAULT (no SDL here).

        Cancelled, it is silent at once.
        """
        library = _library()
        if library is None:
            return Health.FAULT
        if not await asyncio.to_thread(self._open, library, sound):
            return Health.OFFLINE
        try:
            if library.SDL_QueueAudio(self._device, sound.frames, len(sound.frames)) != 0:
                return self._lost(library)
            until_s = time.monotonic() + sound.length_s + grace_s
            while library.SDL_GetQueuedAudioSize(self._device):
                if library.SDL_GetAudioDeviceStatus(self._device) != _PLAYING:
                    return self._lost(library)
                if time.monotonic() > until_s:
                    self._lost(library)
                    return Health.NO_ANSWER
                await asyncio.sleep(_LOOK_S)
        except asyncio.CancelledError:
            library.SDL_ClearQueuedAudio(self._device)
            raise
        return Health.OK

    async def close(self) -> None:
        library = _library()
        if library is not None:
            await asyncio.to_thread(self._shut, library)

    def _open(self, library: ctypes.CDLL, sound: Sound) -> bool:
        """Takes its time where a sound server has to be asked."""
        with self._opening:
            if self._device and self._opened == (sound.rate_hz, sound.channels):
                if library.SDL_GetAudioDeviceStatus(self._device) == _PLAYING:
                    return True
            elif not self._device and time.monotonic() - self._tried_s < RETRY_S:
                return False
            self._shut(library)
            self._tried_s = time.monotonic()
            wanted = _Spec(sound.rate_hz, _S16LE, sound.channels, 0, BUFFER_FRAMES)
            name = self._name.encode() if self._name else None
            if library.SDL_InitSubSystem(_AUDIO) != 0:
                return False
            self._device = library.SDL_OpenAudioDevice(name, 0, ctypes.byref(wanted), None, 0)
            if not self._device:
                library.SDL_QuitSubSystem(_AUDIO)  # a sound server that was started meanwhile is found next time
                return False
            self._opened = (sound.rate_hz, sound.channels)
            library.SDL_PauseAudioDevice(self._device, 0)
            return True

    def _lost(self, library: ctypes.CDLL) -> Health:
        self._shut(library)
        return Health.OFFLINE

    def _shut(self, library: ctypes.CDLL) -> None:
        if self._device:
            device, self._device = self._device, 0
            library.SDL_CloseAudioDevice(device)
            library.SDL_QuitSubSystem(_AUDIO)


@cache
def _library() -> ctypes.CDLL | None:
    """The SDL that Kivy brings, else the system's."""
    for path in (*_with_kivy(), ctypes.util.find_library("SDL2-2.0"), ctypes.util.find_library("SDL2")):
        if path is None:
            continue
        try:
            library = ctypes.CDLL(str(path))
        except OSError:
            continue
        library.SDL_OpenAudioDevice.restype = ctypes.c_uint32
        library.SDL_OpenAudioDevice.argtypes = (
            *(ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(_Spec), ctypes.c_void_p, ctypes.c_int),
        )
        library.SDL_QueueAudio.argtypes = (ctypes.c_uint32, ctypes.c_char_p, ctypes.c_uint32)
        library.SDL_GetQueuedAudioSize.restype = ctypes.c_uint32
        for function in ("GetQueuedAudioSize", "GetAudioDeviceStatus", "ClearQueuedAudio", "CloseAudioDevice"):
            getattr(library, f"SDL_{function}").argtypes = (ctypes.c_uint32,)
        library.SDL_PauseAudioDevice.argtypes = (ctypes.c_uint32, ctypes.c_int)
        _hush_alsa()
        return library
    return None


def _with_kivy() -> list[Path]:
    kivy = importlib.util.find_spec("kivy")
    if kivy is None or kivy.origin is None:
        return []
    return sorted(Path(kivy.origin).parent.parent.glob("[Kk]ivy.libs/libSDL2-2*"))


_NOTHING = ctypes.CFUNCTYPE(None, *(ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p))
_unheard: Any = _NOTHING(lambda *_: None)  # kept: ALSA calls it


def _hush_alsa() -> None:
    """ALSA would write eight lines to standard error whenever there is no card; our own log has one."""
    try:
        ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_unheard)
    except (OSError, AttributeError):
        return
