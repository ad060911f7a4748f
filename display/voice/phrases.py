"""What is said, in the very words that screens show, and which of it is read how.

A phrase is what is prepared and kept as a whole: "请 A012 号", "到 3 号综合窗口办理". Pure.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import zip_longest
from string import Formatter
from typing import NamedTuple

from config.configuration import HallConfiguration
from config.i18n import Texts
from config.model import Name
from config.voice import Reading, SpokenLanguage
from queue_server.contract.views import CallLine, EmergencyLine, Label, QueueLine, WindowBrief

WHO, WHERE = "display.board.spoken_who", "display.board.spoken_where"
LOOK, READ = "voice.look", "voice.read"


class How(StrEnum):
    """How a part is read."""

    WORDS = "words"
    SPELLED = "spelled"  # one sign after the other: A012
    COUNTED = "counted"  # as a number: 12


class Part(NamedTuple):
    how: How
    text: str


class Phrase(NamedTuple):
    """In one language. `text` is what a screen shows."""

    language: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


class Phrases:
    """The phrases of one hall."""

    def __init__(self, configuration: HallConfiguration, texts: Texts) -> None:
        self._plan = configuration.plan
        self._policy = configuration.policy
        self._texts = texts
        self._templates = {language.value: texts.area("display", language.value) for language in SpokenLanguage}

    @property
    def hall_languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(language.value for language in self._policy.voice.languages))

    @property
    def languages(self) -> tuple[str, ...]:
        """All that calls may need: the hall's, then those that tickets are taken in."""
        others = [language.value for language in SpokenLanguage] if self._policy.voice.ticket_language else []
        return tuple(dict.fromkeys((*self.hall_languages, *others)))

    def languages_of(self, call: CallLine) -> tuple[str, ...]:
        own = [call.language] if call.language in self.languages else []
        return tuple(dict.fromkeys((*self.hall_languages, *own)))

    def who(self, number: str, language: str) -> Phrase:
        return self._filled(WHO, language, number=Part(How.SPELLED, number))

    def where(self, window: int, name: Name | Label, language: str) -> Phrase:
        values = {"window": Part(How.COUNTED, str(window)), "name": Part(How.WORDS, name.text(language))}
        return self._filled(WHERE, language, **values)

    def of_call(self, number: str, window: WindowBrief, language: str) -> tuple[Phrase, ...]:
        return self.who(number, language), self.where(window.number, window.name, language)

    def of_emergency(self, message: EmergencyLine, language: str) -> tuple[Phrase, ...]:
        """Its heading and its text."""
        told = [message.heading, message.text]
        return tuple(sentence(name.text(language), language) for name in told if name is not None)

    def fixed(self, key: str, language: str) -> Phrase:
        """A text of the language file."""
        return sentence(self._texts.text(key, language), language)

    # what is prepared ahead

    def wanted(self, zone_id: str | None, queues: Sequence[QueueLine]) -> Iterator[Phrase]:
        """All that may be said today, what is needed most first: calls in the hall's languages, windows and numbers in
        turn as a call needs both; the messages of an emergency; calls in the languages of tickets."""
        others = tuple(language for language in self.languages if language not in self.hall_languages)
        yield from _in_turn(self.of_windows(zone_id, self.hall_languages), self.of_queues(queues, self.hall_languages))
        for message in self._policy.emergencies:
            for language in SpokenLanguage:
                yield sentence(message.heading.text(language), language)
                yield sentence(message.text.text(language), language)
        yield from self.of_windows(zone_id, others)
        yield from self.of_queues(queues, others)

    def of_windows(self, zone_id: str | None, languages: Sequence[str]) -> Iterator[Phrase]:
        for language in languages:
            for window in self._plan.windows:
                if zone_id in (None, window.zone_id):
                    yield self.where(window.number, window.name, language)

    def of_queues(self, queues: Sequence[QueueLine], languages: Sequence[str]) -> Iterator[Phrase]:
        """The numbers that are called next: those that wait, then those that are given next, of all series in turn."""
        ahead, digits = self._policy.voice.numbers_ahead, self._policy.digits
        rows = [list(_ordinals(queue, ahead)) for queue in queues]
        for language in languages:
            for turn in range(max(map(len, rows), default=0)):
                for queue, row in zip(queues, rows, strict=True):
                    if turn < len(row):
                        yield self.who(f"{queue.series}{row[turn]:0{digits}}", language)

    # inside

    def _filled(self, key: str, language: str, **values: Part) -> Phrase:
        return Phrase(language, tuple(_parts(self._templates[language][key], values)))


def sentence(text: str, language: str) -> Phrase:
    return Phrase(language, (Part(How.WORDS, text),))


def key_of(phrase: Phrase, edition: str) -> str:
    """Under which a phrase is kept. `edition`: engine, voice and readings; another one sounds otherwise."""
    content = json.dumps([edition, phrase], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()[:40]


def own_readings(readings: Sequence[Reading]) -> dict[str, str]:
    """By word: pinyin, or sounds between slashes."""
    return {reading.word: reading.pinyin or f"/{reading.ipa}/" for reading in readings}


def _parts(template: str, values: dict[str, Part]) -> Iterator[Part]:
    for fixed, name, _, _ in Formatter().parse(template):
        if fixed:
            yield Part(How.WORDS, fixed)
        if name is not None:
            yield values[name]


def _in_turn(one: Iterator[Phrase], other: Iterator[Phrase]) -> Iterator[Phrase]:
    for pair in zip_longest(one, other):
        yield from (phrase for phrase in pair if phrase is not None)


def _ordinals(queue: QueueLine, ahead: int) -> Iterator[int]:
    """Whoever waits has one of the newest numbers, most likely; so those come first, oldest first."""
    digits = "".join(sign for sign in queue.last_number or "" if sign.isdigit())
    last = int(digits) if digits else 0
    first = max(1, last - queue.waiting + 1)
    yield from range(first, last + ahead + 1)
