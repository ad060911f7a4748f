"""A loudspeaker as a whole: the announcer's queue, phrases from another process, and the sound as it is given out.

The sound card is SDL's file. Each phrase is a noise of its own, which is found in it to the sample.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from config.hall import Device, DeviceKind, Station, StationKind
from config.i18n import Texts
from config.model import Name
from display import announcer
from display.voice import clips, sound, speaker
from display.voice.phrases import LOOK, READ, Phrase, Phrases
from display.voice.reading import sounds
from display.voice.speaker import Speaker
from display.voice.store import Store
from display.voice.workshop import Workshop
from hardware import sound_card
from queue_server.client.session import Linked
from queue_server.contract.commands import AnyCommand, DeviceHealth, ReportDevice
from queue_server.contract.views import CallLine
from tests.display.voice import stand_in
from tests.display.voice.calls import call, configuration, message, view

TEXTS = Texts.load()
NOBODY = (sys.executable, "-c", "raise SystemExit(1)")  # prepares nothing
STAND_IN = (sys.executable, "-m", "tests.display.voice.stand_in")


class Hall:
    """A board's loudspeaker, what it says of itself, and what was heard."""

    def __init__(self, folder: Path, url: str, command: tuple[str, ...] = STAND_IN, **voice: object) -> None:
        self.configuration = configuration(**{"times": 1, "ticket_language": False, "numbers_ahead": 0, **voice})
        self.phrases = Phrases(self.configuration, TEXTS)
        self.folder = folder / "voice"
        self.texts = TEXTS
        self.health: list[DeviceHealth] = []
        self.said: list[str] = []
        self.figures: list[object] = []
        name = Name(zh="综合屏", en="Board")
        self.speaker = Speaker(
            Device(id="speaker-1", kind=DeviceKind.LOUDSPEAKER, url=url),
            Station(id="board-1", kind=StationKind.BOARD, name=name),
            self.configuration,
            self,
            self.folder,
            workshop=partial(Workshop, command=command),
        )

    async def __aenter__(self) -> "Hall":
        self._running = asyncio.create_task(self.speaker.run())
        self.speaker.receive(Linked(), self.now_ms())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._running.cancel()
        await asyncio.wait({self._running})
        await self.speaker.close()
        if not self._running.cancelled():
            self._running.result()

    @staticmethod
    def now_ms() -> int:
        return time.time_ns() // 1_000_000

    def tells(self, *calls: CallLine, **more: object) -> None:
        self.speaker.receive(view(*calls, **more), self.now_ms())  # type: ignore[arg-type]

    def prepare(self, phrase: Phrase, times: int = 1) -> bytes:
        noise = stand_in.noise(sounds(phrase, {})) * times
        Store(self.folder).keep(self.speaker.key_of(phrase), noise)
        return noise

    def prepare_call(self, line: CallLine, times: int = 1) -> bytes:
        """Returns the noise of its number, so many times over."""
        who, where = self.phrases.of_call(line.number, line.window, "zh")
        self.prepare(where)
        return self.prepare(who, times)

    async def until(self, what: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not what():  # noqa: ASYNC110  what another process has prepared tells itself to nobody here
                await asyncio.sleep(0.01)

    # what the loudspeaker asks of its station

    def send(self, command: AnyCommand) -> str:
        assert isinstance(command, ReportDevice)
        assert command.device_id == "speaker-1"
        self.health.append(command.health)
        return "key"

    def shown(self, call_id: str, device_id: str | None = None) -> None:
        assert device_id == "speaker-1"
        self.said.append(call_id)

    async def put_voice(self, told: object) -> None:
        if not self.figures:
            self.figures.append(told)
            raise OSError("no connection")
        self.figures.append(told)


@pytest.fixture
def captured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the sound card is given, thirty times as fast as life."""
    path = tmp_path / "captured.raw"
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(path))
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "1")
    monkeypatch.setattr(announcer, "PAUSE_MS", 20)
    return path


def places(noise: bytes, heard: bytes) -> list[int]:
    """Where it is heard, whole."""
    found, at = [], heard.find(noise)
    while at >= 0:
        found.append(at)
        at = heard.find(noise, at + 1)
    return found


async def test_a_busy_minute_holds_every_call_once_in_order_and_none_over_another(
    tmp_path: Path, captured: Path
) -> None:
    hall = Hall(tmp_path, "sdl://default")
    lines = [call(f"A{n:03}", hall.now_ms(), window=n) for n in range(1, 21)]
    noises = [hall.prepare_call(line) for line in lines]
    async with hall:
        for come in ([1], [2, 3, 4], [5], [6], [7, 8, 9, 10, 11], [12, 13], [14, 15, 16, 17, 18, 19], [20]):
            hall.tells(*lines[: come[-1]])
            await hall.until(lambda come=come: len(hall.said) >= come[0])  # type: ignore[misc]
        await hall.until(lambda: len(hall.said) == 20)
    assert hall.said == [line.call_id for line in lines]
    assert hall.speaker.figures.missed == 0
    heard = captured.read_bytes()
    found = [places(noise, heard) for noise in noises]
    assert [len(one) for one in found] == [1] * 20
    begins = [one[0] for one in found]
    assert begins == sorted(begins)
    assert all(later - sooner > len(noises[0]) for sooner, later in pairwise(begins))
    assert len(places(sound.chime(), heard)) == 20, "each with its own chime before it"
    windows = [stand_in.noise(sounds(hall.phrases.of_call("A001", line.window, "zh")[1], {})) for line in lines]
    assert [len(places(window, heard)) for window in windows] == [1] * 20
    assert all(heard.find(window) > begin for window, begin in zip(windows, begins, strict=True))


async def test_a_phrase_that_is_missing_goes_out_as_chime_and_clip_and_is_there_for_the_recall(
    tmp_path: Path, captured: Path
) -> None:
    async with Hall(tmp_path, "sdl://default") as hall:
        line = call("A777", hall.now_ms())
        hall.tells(line)
        await hall.until(lambda: len(hall.said) == 1)
        who, where = hall.phrases.of_call("A777", line.window, "zh")
        assert hall.speaker.figures.missed in (1, 2), "that of the window may be prepared already"
        await hall.until(lambda: all(Store(hall.folder).has(hall.speaker.key_of(one)) for one in (who, where)))
        hall.tells(call("A777", hall.now_ms(), times=2))
        await hall.until(lambda: len(hall.said) == 2)
        missed = hall.speaker.figures.missed
    heard = captured.read_bytes()
    clip = places(clips.samples(LOOK, "zh"), heard)
    number = places(stand_in.noise(sounds(who, {})), heard)
    assert (len(clip), len(number), missed in (1, 2)) == (1, 1, True)
    assert clip[0] < number[0]
    assert len(places(sound.chime(), heard)) == 2


async def test_an_emergency_message_breaks_off_what_is_said(
    tmp_path: Path, captured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "20")
    hall = Hall(tmp_path, "sdl://default")
    one, two = call("A001", hall.now_ms()), call("A002", hall.now_ms())
    noises = [hall.prepare_call(line, times=20) for line in (one, two)]  # long enough to break off in good time
    async with hall:
        hall.tells(one, two)
        await hall.until(lambda: captured.exists() and any(captured.read_bytes()))
        hall.tells(one, two, emergency=message())
        alarm = sound.alarm()
        await hall.until(lambda: bool(places(alarm, captured.read_bytes())))
        hall.tells(one, two)
    heard = captured.read_bytes()
    assert hall.said == []
    assert [len(places(noise, heard)) for noise in noises] == [0, 0]


async def test_an_emergency_message_nobody_has_prepared_asks_to_read_it_in_both_languages(
    tmp_path: Path, captured: Path
) -> None:
    async with Hall(tmp_path, "sdl://default", NOBODY) as hall:
        hall.tells(emergency=message())
        english = clips.samples(READ, "en")
        await hall.until(lambda: captured.exists() and bool(places(english, captured.read_bytes())))
    assert len(places(clips.samples(READ, "zh"), captured.read_bytes())) == 1
    assert places(sound.alarm(), captured.read_bytes())


async def test_without_sound_staff_are_told_once_and_when_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "there is none")
    monkeypatch.setattr(sound_card, "RETRY_S", 0.0)
    monkeypatch.setattr(announcer, "PAUSE_MS", 0)
    async with Hall(tmp_path, "sdl://default") as hall:
        await hall.until(lambda: hall.health == [DeviceHealth.OFFLINE])
        lines = [call("A001", hall.now_ms()), call("A002", hall.now_ms())]
        hall.tells(*lines)
        await hall.until(lambda: hall.speaker.figures.unheard == 2)
        assert hall.health == [DeviceHealth.OFFLINE]
        monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
        monkeypatch.setenv("SDL_DISKAUDIOFILE", str(tmp_path / "captured.raw"))
        monkeypatch.setenv("SDL_DISKAUDIODELAY", "1")
        hall.tells(*lines, call("A003", hall.now_ms()))
        await hall.until(lambda: hall.said == ["A003.c1"])
    assert hall.health == [DeviceHealth.OFFLINE, DeviceHealth.OK]


async def test_of_sound_nobody_has_looked_at_nothing_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "there is none")
    hall = Hall(tmp_path, "sdl://default", NOBODY)
    hall.speaker._can_prepare(True)
    async with hall:
        await hall.until(lambda: bool(hall.health))
    assert hall.health == [DeviceHealth.OFFLINE]


async def test_if_phrases_cannot_be_prepared_staff_are_told_and_the_chime_goes_on(
    tmp_path: Path, captured: Path
) -> None:
    async with Hall(tmp_path, "sdl://default", NOBODY) as hall:
        await hall.until(lambda: hall.health[-1:] == [DeviceHealth.NO_VOICE])
        hall.tells(call("A001", hall.now_ms()))
        await hall.until(lambda: hall.said == ["A001.c1"])
    heard = captured.read_bytes()
    assert (len(places(sound.chime(), heard)), len(places(clips.samples(LOOK, "zh"), heard))) == (1, 1)


async def test_a_softer_hour_is_softer(tmp_path: Path, captured: Path) -> None:
    hall = Hall(tmp_path, "sdl://default", volume_percent=50)
    line = call("A001", hall.now_ms())
    noise = hall.prepare_call(line)
    async with hall:
        hall.tells(line)
        await hall.until(lambda: hall.said == ["A001.c1"])
    heard = captured.read_bytes()
    assert places(noise, heard) == []
    assert len(places(sound.at_volume(noise, 50), heard)) == 1


async def test_figures_are_told_now_and_then_and_again_if_nobody_took_them(
    tmp_path: Path, captured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaker, "FIGURES_S", 0.05)
    async with Hall(tmp_path, "sdl://default", NOBODY) as hall:
        hall.tells(call("A001", hall.now_ms()))
        await hall.until(lambda: hall.said == ["A001.c1"])
        whole = {"device_id": "speaker-1", "announced": "1", "missed": "2", "unheard": "0", "prepared": "0"}
        await hall.until(lambda: len(hall.figures) >= 2 and hall.figures[-1] == whole)


def test_a_loudspeaker_nobody_understands_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="begins with sdl://"):
        Hall(tmp_path, "socket://127.0.0.1:9100")
