"""What of a hall's words the voice cannot say, and which of its readings are none."""

import re
from collections.abc import Iterator, Set

from config.readings import ABBREVIATION, readings

_SYLLABLE = re.compile(r"[a-zü]+[1-5]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_ENGLISH = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")


def wrong_syllables(reading: str) -> Iterator[str]:
    """What in a reading by pinyin is no syllable of Mandarin."""
    syllables = _SYLLABLE.findall(reading)
    if not syllables:
        return
    from pinyin_to_ipa import pinyin_to_ipa  # a third of a second to load: only where a hall has readings

    for syllable in syllables:
        try:
            pinyin_to_ipa(syllable)
        except ValueError:
            yield syllable


def unread(text: str, language: str, own: Set[str]) -> Iterator[str]:
    """Words, in Chinese characters, that nothing says how to read. `own`: those of the hall's readings."""
    known = readings(language).words.keys()
    if language == "zh":
        from pypinyin import pinyin  # as long to load: whoever starts does not wait for it

        for word in own:
            text = text.replace(word, "")
        yield from (sign for sign in _HAN.findall(text) if pinyin(sign, errors="ignore") == [])
        return
    lowered = {word.lower() for word in own}
    for word in _ENGLISH.findall(text):
        abbreviation = word.isupper() and len(word) <= ABBREVIATION
        if word.lower() not in known and word.lower() not in lowered and not abbreviation:
            yield word
