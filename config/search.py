"""The search of the catalogue: what somebody types at a kiosk, and the items and bundles that are meant.

Understood are the number, Chinese, pinyin in full or by initials, mixed as it comes ("食品jyxk"), English words, and
the names of departments and themes, whose items come last. Spaces, case, full-width letters and punctuation do not
matter. A character is found under each of its readings: 行 as xing and as hang.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from heapq import nsmallest

from config.catalogue import Bundle, Catalogue, ServiceItem
from config.hall import Department
from config.model import Name

LONGEST = 64  # letters of a query; no name is longer, so whatever is typed beyond finds nothing

Found = ServiceItem | Bundle


class _Rank(IntEnum):
    """What was recognised, the surest first."""

    NUMBER = 0
    NAME = 1
    NUMBER_BEGINS = 2
    NAME_BEGINS = 3
    NAME_HOLDS = 4
    INITIALS_BEGIN = 5
    PINYIN_BEGINS = 6
    ENGLISH_BEGINS = 7
    INITIALS_WITHIN = 8
    PINYIN_WITHIN = 9
    ENGLISH_WITHIN = 10
    GROUP = 11  # a department or a theme


@dataclass(frozen=True, slots=True)
class _Query:
    """What was typed: in one piece, and in words."""

    text: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, typed: str) -> "_Query":
        words = tuple(filter(None, map(_folded, typed[: 4 * LONGEST].split())))
        return cls("".join(words), words)

    @property
    def has_letters(self) -> bool:
        return any("a" <= letter <= "z" for letter in self.text)

    @property
    def is_english(self) -> bool:
        """One letter is the beginning of too many words to mean one."""
        return len(self.text) > 1 and self.text.isascii()


@dataclass(frozen=True, slots=True)
class _Title:
    """A name as it may be typed. `readings`: of each character of the Chinese name itself and all its pinyin."""

    chinese: str
    english: str
    readings: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, name: Name) -> "_Title":
        chinese = _folded(name.zh)
        readings = tuple((character, *_readings(character)) for character in chinese)
        return cls(chinese, _in_words(map(_folded, name.en.split())), readings)

    def pinyin_at(self, start: int, typed: str) -> bool:
        """Whether what is typed can be read from that character on: each in full, by its initial, or as it is written.

        The last one may be half typed.
        """
        places = {0}  # of `typed`, where the next character may begin
        for readings in self.readings[start:]:
            following = set[int]()
            for place in places:
                rest = typed[place:]
                for reading in readings:
                    if reading[0] != rest[0]:
                        continue
                    if reading.startswith(rest):
                        return True
                    following.add(place + 1)
                    if rest.startswith(reading):
                        following.add(place + len(reading))
                    if reading[1:2] == rest[1] == "h":
                        following.add(place + 2)
            if not following:
                return False
            places = following
        return False

    def initials_at(self, start: int, typed: str) -> bool:
        """Whether every letter typed is the initial of one character."""
        readings = self.readings[start : start + len(typed)]
        return len(readings) == len(typed) and all(
            any(reading[0] == letter for reading in character)
            for letter, character in zip(typed, readings, strict=True)
        )

    def starts(self) -> Iterator[tuple[str, int]]:
        """One or two letters something typed from a character on can begin with, and the place of that character."""
        for place, readings in enumerate(self.readings):
            following = self.readings[place + 1] if place + 1 < len(self.readings) else ()
            keys = {reading[:1] for reading in readings} | {reading[:2] for reading in readings}
            keys |= {first[0] + second[0] for first in readings for second in following}
            for key in keys:
                yield key, place

    def text_rank(self, query: _Query) -> tuple[_Rank, int] | None:
        """How the name itself holds what is typed, and where."""
        if (place := self.chinese.find(query.text)) >= 0:
            whole = len(query.text) == len(self.chinese)
            return (_Rank.NAME if whole else _Rank.NAME_HOLDS if place else _Rank.NAME_BEGINS), place
        if query.is_english and (place := self.english.find(_in_words(query.words))) >= 0:
            whole = len(_in_words(query.words)) == len(self.english)
            return (_Rank.NAME if whole else _Rank.ENGLISH_WITHIN if place else _Rank.ENGLISH_BEGINS), place
        if query.is_english and all(f" {word}" in self.english for word in query.words):
            return _Rank.ENGLISH_WITHIN, len(self.english)
        return None


@dataclass(frozen=True, slots=True)
class _Titles:
    """Many titles, and where in them one or two letters can begin something."""

    titles: tuple[_Title, ...]
    starts: dict[str, list[tuple[int, int]]]

    @classmethod
    def of(cls, names: Iterable[Name]) -> "_Titles":
        titles = tuple(map(_Title.of, names))
        starts = defaultdict[str, list[tuple[int, int]]](list)
        for number, title in enumerate(titles):
            for key, place in title.starts():
                starts[key].append((number, place))
        return cls(titles, dict(starts))

    def ranks(self, query: _Query) -> Iterator[tuple[int, _Rank, int]]:
        """Number of a title, what was recognised in it, and where; a title may come several times."""
        for number, title in enumerate(self.titles):
            if found := title.text_rank(query):
                yield number, *found
        if not query.has_letters:
            return
        for number, place in self.starts.get(query.text[:2], ()):
            title = self.titles[number]
            if title.initials_at(place, query.text):
                yield number, _Rank.INITIALS_WITHIN if place else _Rank.INITIALS_BEGIN, place
            elif len(query.text) <= 2 or title.pinyin_at(place, query.text):  # two letters are all that is looked up
                yield number, _Rank.PINYIN_WITHIN if place else _Rank.PINYIN_BEGINS, place


@dataclass(frozen=True, slots=True)
class Index:
    """A catalogue made ready to be searched; closed items are found too, as they say what to do instead."""

    entries: tuple[Found, ...]
    names: _Titles
    groups: _Titles
    of_group: tuple[tuple[int, ...], ...]  # the entries of each group

    @classmethod
    def of(cls, catalogue: Catalogue, departments: Sequence[Department] = ()) -> "Index":
        """`departments`: those whose names shall be found too."""
        entries: tuple[Found, ...] = (*catalogue.bundles, *catalogue.items)
        members = defaultdict[tuple[str, str], list[int]](list)
        for number, entry in enumerate(entries):
            if isinstance(entry, ServiceItem):
                members["department", entry.department_id].append(number)
                for theme_id in entry.theme_ids:
                    members["theme", theme_id].append(number)
        groups = [(theme.name, members["theme", theme.id]) for theme in catalogue.themes]
        groups += [(department.name, members["department", department.id]) for department in departments]
        return cls(
            entries,
            _Titles.of(entry.name for entry in entries),
            _Titles.of(name for name, _ in groups),
            tuple(tuple(numbers) for _, numbers in groups),
        )

    def find(self, query: str, limit: int = 50) -> tuple[Found, ...]:
        """What `query` may mean, the likeliest first, at most `limit`; nothing when it says nothing."""
        asked = _Query.of(query)
        if not asked.text or len(asked.text) > LONGEST:
            return ()
        best: dict[int, tuple[int, int, int, int]] = {}
        for number, rank, place in self._ranks(asked):
            merit = (rank, place, len(self.names.titles[number].chinese), number)
            best[number] = min(merit, best.get(number, merit))
        return tuple(self.entries[number] for _, _, _, number in nsmallest(max(limit, 0), best.values()))

    def _ranks(self, query: _Query) -> Iterator[tuple[int, _Rank, int]]:
        if query.text.isdecimal():
            for number, entry in enumerate(self.entries):
                if isinstance(entry, ServiceItem) and entry.number.startswith(query.text):
                    yield number, _Rank.NUMBER if entry.number == query.text else _Rank.NUMBER_BEGINS, int(entry.number)
        yield from self.names.ranks(query)
        if len(query.text) > 1:
            for group in {number for number, _, _ in self.groups.ranks(query)}:
                for number in self.of_group[group]:
                    yield number, _Rank.GROUP, 0


def _folded(text: str) -> str:
    """Letters and digits alone, small and of usual width."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _in_words(words: Iterable[str]) -> str:
    """Each with a space before it, so that the beginning of a word can be told from its middle."""
    return "".join(f" {word}" for word in words if word)


@cache
def _readings(character: str) -> tuple[str, ...]:
    """All its pinyin without tones; ü is typed as v or as u."""
    if not "\u3400" <= character <= "\U0003ffff":
        return ()
    from pypinyin import Style, pinyin  # a third of a second to load: whoever starts does not wait for it

    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    readings = found[0] if found else []
    return tuple(dict.fromkeys([*readings, *(reading.replace("v", "u") for reading in readings)]))
