"""The engine itself, once: it takes a second to load."""

from array import array
from itertools import pairwise

from display.voice import sound
from display.voice.kokoro import LONGEST, RATE_HZ, Kokoro, _breaths
from display.voice.phrases import How, Part, Phrase
from display.voice.reading import sounds


def number(digits: str) -> str:
    return sounds(Phrase("zh", (Part(How.WORDS, "请 "), Part(How.SPELLED, digits), Part(How.WORDS, " 号"))), {})


def test_a_phrase_is_spoken_at_full_volume_without_silence_around_and_always_alike() -> None:
    assert RATE_HZ == sound.RATE_HZ
    engine = Kokoro()
    speech = engine.speak(number("A1"))
    samples = array("h", speech)
    assert 0.5 < sound.length_s(speech) < 3.0
    assert 25_000 < max(map(abs, samples)) < 27_000
    loud = [at for at, sample in enumerate(samples) if abs(sample) > 500]
    assert loud[0] < 0.1 * RATE_HZ
    assert len(samples) - loud[-1] < 0.1 * RATE_HZ
    assert engine.speak(number("A1")) == speech
    assert engine.speak("") == sound.pause(0.3)


def test_a_long_text_is_said_in_several_breaths_and_nothing_of_it_is_lost() -> None:
    long = "a" * (LONGEST + 10) + ". " + "b" * 20 + "."
    parts = _breaths(long)
    assert [len(part) for part in parts] == [LONGEST, 11, 21]
    assert "".join(parts) == long.replace(" ", "")
    assert all(one != two for one, two in pairwise(parts))
