"""Sounds put together."""

from array import array

import pytest

from display.voice import clips, sound
from display.voice.phrases import LOOK, READ


def loudest(samples: bytes) -> int:
    return max(map(abs, array("h", samples)))


@pytest.mark.parametrize("struck", [sound.chime, sound.alarm])
def test_the_chime_begins_at_once_and_ends_in_silence_without_a_click(struck: object) -> None:
    samples = array("h", struck())  # type: ignore[operator]
    first = next(at for at, value in enumerate(samples) if abs(value) > 1_000)
    assert first < 0.01 * sound.RATE_HZ
    assert abs(samples[0]) < 50
    assert loudest(samples[-100:].tobytes()) < 400
    assert 14_000 < loudest(samples.tobytes()) < 18_000


def test_nobody_takes_the_alarm_for_the_chime() -> None:
    assert sound.chime() != sound.alarm()[: len(sound.chime())]


def test_half_the_volume_is_half_of_every_sample_and_none_is_silence() -> None:
    samples = array("h", [1_000, -1_000, 32_767]).tobytes()
    assert array("h", sound.at_volume(samples, 50)) == array("h", [500, -500, 16_383])
    assert sound.at_volume(samples, 0) == bytes(6)
    assert sound.at_volume(samples, 100) is samples


def test_what_goes_into_a_file_comes_out_of_it() -> None:
    samples = array("h", range(-300, 300)).tobytes()
    assert sound.samples(sound.wav(samples)) == samples
    assert sound.length_s(sound.pause(0.5)) == 0.5


@pytest.mark.parametrize(
    "damaged",
    [b"", b"RIFF", sound.wav(bytes(4_000))[:2_000], array("h", [1]).tobytes(), sound.wav(b"")],
    ids=["nothing", "a beginning", "half of it", "samples alone", "no sound"],
)
def test_a_file_that_is_damaged_or_none_of_ours_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="WAV"):
        sound.samples(damaged)


@pytest.mark.parametrize("key", [LOOK, READ])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_shipped_clips_are_there_and_loud_enough(key: str, language: str) -> None:
    samples = clips.samples(key, language)
    assert 1.0 < sound.length_s(samples) < 3.0
    assert loudest(samples) > 20_000
