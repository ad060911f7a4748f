"""The sound card by SDL's own stand-ins: a file in the place of a card, and none at all."""

import asyncio
from array import array
from pathlib import Path

import pytest

from hardware import sound_card
from hardware.drivers.loudspeaker import Loudspeaker, NotPlayed, Played, silence
from hardware.health import Health
from hardware.sound_card import Sound, SoundCard

RATE_HZ = 24_000
GRACE_S = 30.0  # however busy this machine is


def steps(value: int, length_s: float) -> Sound:
    return Sound(RATE_HZ, 1, array("h", [value] * int(RATE_HZ * length_s)).tobytes())


@pytest.fixture
def captured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the card is given, as bare samples; thirty times as fast as life."""
    path = tmp_path / "captured.raw"
    monkeypatch.setenv("SDL_AUDIODRIVER", "disk")
    monkeypatch.setenv("SDL_DISKAUDIOFILE", str(path))
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "1")
    return path


def heard(path: Path) -> list[int]:
    samples = array("h")
    samples.frombytes(path.read_bytes())
    return [value for value in samples if value]


async def test_two_sounds_are_given_whole_one_after_the_other(captured: Path) -> None:
    card = SoundCard()
    assert await card.play(steps(1, 0.2), grace_s=GRACE_S) is Health.OK
    assert await card.play(steps(2, 0.1), grace_s=GRACE_S) is Health.OK
    await card.close()
    assert heard(captured) == [1] * 4_800 + [2] * 2_400


async def test_a_sound_that_is_broken_off_is_silent_and_the_next_one_is_whole(
    captured: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "20")
    card = SoundCard()
    playing = asyncio.ensure_future(card.play(steps(1, 60.0), grace_s=GRACE_S))
    while not (captured.exists() and captured.stat().st_size):  # noqa: ASYNC110  what a file holds, nobody tells
        await asyncio.sleep(0.01)
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing
    assert await card.play(steps(2, 0.1), grace_s=GRACE_S) is Health.OK
    await card.close()
    samples = heard(captured)
    assert samples[-2_400:] == [2] * 2_400
    assert samples.count(1) < RATE_HZ * 60


async def test_without_a_card_it_is_offline_and_not_asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_AUDIODRIVER", "there is none")
    card = SoundCard()
    assert await card.play(steps(1, 0.1), grace_s=0.1) is Health.OFFLINE
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    assert await card.play(steps(1, 0.1), grace_s=0.1) is Health.OFFLINE
    monkeypatch.setattr(sound_card, "RETRY_S", 0.0)
    assert await card.play(steps(1, 0.01), grace_s=GRACE_S) is Health.OK
    await card.close()


async def test_a_sound_that_never_ends_is_broken_off(captured: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDL_DISKAUDIODELAY", "1000")
    card = SoundCard()
    assert await card.play(steps(1, 0.2), grace_s=0.0) is Health.NO_ANSWER
    await card.close()


async def test_a_loudspeaker_may_be_the_sound_card(captured: Path) -> None:
    speaker = Loudspeaker("sdl://default", grace_s=GRACE_S)
    assert await speaker.play(silence(0.1)) == Played()
    assert await speaker.status() is Health.OK
    await speaker.close()


async def test_a_computer_without_sdl_cannot_play(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound_card, "_library", lambda: None)
    speaker = Loudspeaker("sdl://default")
    assert await speaker.play(silence(0.1)) == NotPlayed(Health.FAULT)
    await speaker.close()
