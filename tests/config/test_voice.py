"""The voice in a hall's configuration: readings that are none, and words that nothing can say."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from config.loading import SAMPLE, ConfigurationError, load
from config.notes import notes
from config.policy import Policy
from config.spoken_words import unread, wrong_syllables
from config.voice import SpokenLanguage, Voice

DAY = date(2026, 11, 23)


def hall(folder: Path, policy: str = "", *, was: str = "", now: str = "") -> Path:
    """The sample hall with more policy, and with other words in its plan."""
    copied = folder / "hall"
    shutil.copytree(SAMPLE, copied)
    for name, change in (
        ("policy.toml", lambda text: f"{text}\n{policy}"),
        ("hall.toml", lambda t: t.replace(was, now)),
    ):
        text = (copied / name).read_text(encoding="utf-8")
        assert was in text or name == "policy.toml"
        (copied / name).write_text(change(text), encoding="utf-8")
    return copied


def reading(word: str, how: str) -> str:
    return f'[[voice.readings]]\nword = "{word}"\n{how}\n'


def told(folder: Path) -> list[str]:
    return [str(note) for note in notes(load(folder), DAY) if "voice" in str(note)]


def test_without_a_word_in_the_policy_calls_are_said_twice_in_mandarin() -> None:
    voice = Policy().voice
    assert (voice.languages, voice.times) == ((SpokenLanguage.ZH,), 2)


def test_a_reading_is_by_pinyin_or_by_sounds(tmp_path: Path) -> None:
    more = reading("乐清", 'pinyin = "yue4-qing1"') + reading("Anhe", 'ipa = "ˈɑnhə"')
    readings = load(hall(tmp_path, more)).policy.voice.readings
    assert [(one.pinyin, one.ipa) for one in readings] == [("yue4-qing1", None), (None, "ˈɑnhə")]


@pytest.mark.parametrize(
    ("how", "fault"),
    [
        ('pinyin = "le4-xyq1"', '"xyq1" is no syllable of Mandarin'),
        ('pinyin = "yue qing"', "pinyin with tone numbers"),
        ('pinyin = "yue4"\nipa = "jˈu"', "either pinyin or ipa"),
        ("", "either pinyin or ipa"),
    ],
)
def test_a_reading_that_is_none_is_told_with_its_place(tmp_path: Path, how: str, fault: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        load(hall(tmp_path, reading("乐清", how)))
    assert fault in str(error.value)
    assert "voice.readings" in str(error.value)


def test_every_window_of_the_sample_hall_can_be_said(tmp_path: Path) -> None:
    assert told(SAMPLE) == []


def test_a_word_that_nothing_can_say_is_told_with_its_remedy(tmp_path: Path) -> None:
    folder = hall(
        tmp_path,
        was='name = { zh = "咨询窗口", en = "Advice" }',
        now='name = { zh = "𠮷咨询窗口", en = "Quokka advice" }',
    )
    first, second = told(folder)
    assert 'windows[22].name.zh: nothing says how the voice reads "𠮷"' in first
    assert 'reads "Quokka"' in second
    assert '[[voice.readings]] with word = "Quokka"' in second


def test_a_reading_of_the_halls_own_is_the_remedy(tmp_path: Path) -> None:
    more = reading("𠮷", 'pinyin = "ji2"') + reading("quokka", 'ipa = "kwˈɑkə"')
    folder = hall(
        tmp_path,
        more,
        was='name = { zh = "咨询窗口", en = "Advice" }',
        now='name = { zh = "𠮷咨询窗口", en = "Quokka advice" }',
    )
    assert told(folder) == []


def test_in_a_hall_that_calls_in_mandarin_alone_english_need_not_be_said(tmp_path: Path) -> None:
    folder = hall(tmp_path, "[voice]\nticket_language = false\n", was='en = "Advice" }', now='en = "Quokka advice" }')
    assert told(folder) == []


def test_abbreviations_are_spelled() -> None:
    assert list(unread("ETC services", "en", set())) == []
    assert list(unread("SERVICES QUOKKAS", "en", set())) == ["QUOKKAS"]


def test_syllables() -> None:
    assert list(wrong_syllables("zhong1-xin1 lü4 er2")) == []
    assert list(wrong_syllables("zzong1 qk4")) == ["zzong1", "qk4"]


def test_a_voice_needs_a_language() -> None:
    with pytest.raises(ValueError, match="languages"):
        Voice.model_validate({"languages": []})
