"""An announcement as one sound: the chime, then the phrases of each language, or a clip where one is missing. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from config.voice import SpokenLanguage
from display.announcer import Announcement, CallAloud, EmergencyAloud
from display.voice import sound
from display.voice.phrases import LOOK, READ, Phrase, Phrases

GAP_S = 0.2  # between two phrases: who, then where
BREATH_S = 0.6  # between two languages
LONGEST_S = 110.0  # a loudspeaker takes no more at a time

Find = Callable[[Phrase], bytes | None]
"""The samples of a phrase; None: it is not prepared."""

Clip = Callable[[str, str], bytes]
"""The samples of a shipped clip, by the key of its text and a language."""


@dataclass(frozen=True)
class Composed:
    samples: bytes
    missing: tuple[Phrase, ...]  # whoever prepares phrases should begin with these


def compose(announcement: Announcement, phrases: Phrases, find: Find, clip: Clip) -> Composed:
    match announcement:
        case CallAloud(call=call):
            first, key, languages = sound.chime(), LOOK, phrases.languages_of(call)
            told = {language: phrases.of_call(call.number, call.window, language) for language in languages}
        case EmergencyAloud(message=message):
            first, key = sound.alarm(), READ
            languages = tuple(dict.fromkeys((*phrases.hall_languages, *(one.value for one in SpokenLanguage))))
            told = {language: phrases.of_emergency(message, language) for language in languages}
    parts, missing = [first], list[Phrase]()
    for language, wanted in told.items():
        found = [(phrase, find(phrase)) for phrase in wanted]
        lost = [phrase for phrase, samples in found if samples is None]
        missing += lost
        said = [clip(key, language)] if lost else [samples for _, samples in found if samples is not None]
        parts.append(sound.pause(GAP_S).join(said))
    whole = parts[0] + sound.pause(GAP_S) + sound.pause(BREATH_S).join(parts[1:])
    whole = whole[: len(sound.pause(LONGEST_S))]
    return Composed(sound.at_volume(whole, announcement.volume_percent), tuple(missing))
