"""How a phrase sounds: its words as signs of the alphabet that Kokoro was trained with. Pure.

Mandarin goes by pinyin: the hall's own readings first, then the words of config/readings, then what pypinyin knows of
the words around. Ticket numbers are spelled, 1 as yāo; windows are counted. English goes by its table alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pinyin_to_ipa import pinyin_to_ipa
from pypinyin import Style, lazy_pinyin
from pypinyin.seg.mmseg import seg

from config.readings import ABBREVIATION, readings
from display.voice.phrases import How, Part, Phrase

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+")
_PIECE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+|\d{1,2}:\d\d|\d+|[A-Za-z]+(?:'[a-z]+)?|\S")
_PAUSE = {**dict.fromkeys("，、；：,;:", ","), **dict.fromkeys("。？！.?!", ".")}
_PASSED_OVER = frozenset("“”‘’\"'（）()《》·—-–…/")
_COUNTED_TO = 9_999

# IPA as pinyin_to_ipa writes it → the signs of the model: tones as arrows, affricates as one sign
_SIGNS = (
    ("˧˩˧", "↓"), ("˧˥", "↗"), ("˥˩", "↘"), ("˥", "→"), ("ɻ̩", "ɨ"), ("ɹ̩", "ɨ"),
    ("ʈʂ", "ꭧ"), ("tɕ", "ʨ"), ("ts", "ʦ"), ("\u032f", ""),
)  # fmt: skip


class Unreadable(ValueError):
    """Nothing says how "PART" is read."""

    def __init__(self, part: str) -> None:
        super().__init__(f'Nothing says how "{part}" is read.')
        self.part = part


def sounds(phrase: Phrase, own: Mapping[str, str]) -> str:
    """`own`: the hall's readings, word → pinyin, or sounds between slashes. Raises Unreadable."""
    reader = _Mandarin(own) if phrase.language == "zh" else _English(own)
    said = [word for part in phrase.parts for word in reader.read(part)]
    return _with_pauses(said)


def syllable(pinyin: str) -> str:
    """ "zhong1" → "ꭧʊ→ŋ". Raises Unreadable for what is no syllable."""
    try:
        sound = "".join(pinyin_to_ipa(pinyin)[0])
    except (ValueError, IndexError):
        raise Unreadable(pinyin) from None
    for written, sign in _SIGNS:
        sound = sound.replace(written, sign)
    return sound


def from_pinyin(reading: str) -> list[str]:
    """Words of a reading: "shi2 er4-hao4" has two. Between slashes it is sounds already. Raises Unreadable."""
    if reading.startswith("/"):
        return [reading.strip("/")]
    return ["".join(syllable(one) for one in word.split("-")) for word in reading.split()]


def _with_pauses(said: Sequence[str]) -> str:
    """Words apart, pauses at the word before them, one at the end."""
    line = ""
    for word in said:
        if word in (",", "."):
            line = line.rstrip(" ,.") + word + " " if line else ""
        else:
            line += word + " "
    return line.rstrip(" ,.") + "." if line else ""


class _Mandarin:
    def __init__(self, own: Mapping[str, str]) -> None:
        self._table = readings("zh")
        self._words = {**self._table.words, **own}
        self._longest = max(map(len, self._words))

    def read(self, part: Part) -> Iterator[str]:
        match part.how:
            case How.SPELLED:
                yield from self._spelled(part.text)
            case How.COUNTED:
                yield self._counted(int(part.text))
            case How.WORDS:
                yield from self._worded(part.text)

    def _worded(self, text: str) -> Iterator[str]:
        if text in self._words:
            yield from from_pinyin(self._words[text])
            return
        for piece in _PIECE.findall(text):
            if _HAN.match(piece):
                yield from self._han(piece)
            elif piece.isdigit():
                yield from [self._counted(int(piece))] if _is_counted(piece) else self._spelled(piece)
            elif piece[0].isdigit():
                yield from self._clock(piece)
            elif piece.isascii() and piece[0].isalpha():
                yield from self._spelled(piece.upper().replace("'", ""))
            elif piece in _PAUSE:
                yield _PAUSE[piece]
            elif piece not in _PASSED_OVER:
                raise Unreadable(piece)

    def _han(self, run: str) -> Iterator[str]:
        """The longest known word at each place; what is between goes by the dictionary."""
        at = between = 0
        while at < len(run):
            known = next((run[at : at + n] for n in range(self._longest, 0, -1) if run[at : at + n] in self._words), "")
            if known:
                yield from _by_dictionary(run[between:at])
                yield from from_pinyin(self._words[known])
                at += len(known)
                between = at
            else:
                at += 1
        yield from _by_dictionary(run[between:])

    def _spelled(self, signs: str) -> Iterator[str]:
        """Letters one by one, digits together as one word."""
        digits = ""
        for sign in signs:
            if sign in self._table.digits:
                digits += "".join(from_pinyin(self._table.digits[sign]))
                continue
            if digits:
                yield digits
                digits = ""
            if sign not in self._table.letters:
                raise Unreadable(sign)
            yield from from_pinyin(self._table.letters[sign])
        if digits:
            yield digits

    def _clock(self, clock: str) -> Iterator[str]:
        """14:00: shí sì diǎn; 14:30: shí sì diǎn sān shí fēn."""
        hour, minute = map(int, clock.split(":"))
        yield self._counted(hour) + syllable("dian3")
        if minute:
            yield (
                (syllable(self._table.counting["0"]) if minute < 10 else "") + self._counted(minute) + syllable("fen1")
            )

    def _counted(self, number: int) -> str:
        return "".join(syllable(one) for one in self._numeral(number))

    def _numeral(self, number: int) -> list[str]:
        """12: shí èr; 124: yì bǎi èr shí sì; 102: yì bǎi líng èr."""
        names = self._table.counting
        if number < 10:
            return [names[str(number)]]
        if number < 100:
            tens, ones = divmod(number, 10)
            return [*([names[str(tens)]] if tens > 1 else []), names["10"], *([names[str(ones)]] if ones else [])]
        unit = 1_000 if number >= 1_000 else 100
        count, rest = divmod(number, unit)
        said = ["yi4" if count == 1 else names[str(count)], names[str(unit)]]
        if not rest:
            return said
        if rest < unit // 10:
            said.append(names["0"])
        if 10 <= rest < 20:
            said.append(names["1"])  # 110: yì bǎi yī shí
        return said + self._numeral(rest)


def _is_counted(digits: str) -> bool:
    """Otherwise it is a telephone number or the like."""
    return digits == "0" or (digits[0] != "0" and int(digits) <= _COUNTED_TO)


@lru_cache(maxsize=1_000)
def _by_dictionary(run: str) -> tuple[str, ...]:
    """Raises Unreadable for a character that has no reading."""
    said = []
    for word in seg.cut(run) if run else ():
        syllables = lazy_pinyin([word], style=Style.TONE3, neutral_tone_with_five=True, errors=_refuse)
        said.append("".join(syllable(one) for one in syllables))
    return tuple(said)


def _refuse(characters: str) -> str:
    raise Unreadable(characters)


class _English:
    def __init__(self, own: Mapping[str, str]) -> None:
        self._table = readings("en")
        self._own = {word.lower(): reading for word, reading in own.items()}

    def read(self, part: Part) -> Iterator[str]:
        match part.how:
            case How.SPELLED:
                yield from self._spelled(part.text)
            case How.COUNTED:
                yield from self._counted(int(part.text))
            case How.WORDS:
                yield from self._worded(part.text)

    def _worded(self, text: str) -> Iterator[str]:
        for piece in _PIECE.findall(text):
            if piece.isdigit():
                yield from self._counted(int(piece)) if _is_counted(piece) else self._spelled(piece)
            elif piece[0].isdigit():
                yield from self._clock(piece)
            elif piece in _PAUSE:
                yield _PAUSE[piece]
            elif piece.lower() in self._own:
                yield from from_pinyin(self._own[piece.lower()])
            elif piece.lower() in self._table.words:
                yield self._table.words[piece.lower()]
            elif len(piece) <= ABBREVIATION and piece.isupper() and piece.isascii():
                yield from self._spelled(piece)  # an abbreviation: ETC
            elif piece not in _PASSED_OVER:
                raise Unreadable(piece)

    def _spelled(self, signs: str) -> Iterator[str]:
        for sign in signs:
            reading = self._table.digits.get(sign) or self._table.letters.get(sign)
            if reading is None:
                raise Unreadable(sign)
            yield reading

    def _clock(self, clock: str) -> Iterator[str]:
        """14:30: fourteen thirty; 14:00: fourteen hundred."""
        hour, minute = map(int, clock.split(":"))
        yield from self._counted(hour)
        if minute:
            yield from [*([self._table.digits["0"]] if minute < 10 else []), *self._counted(minute)]
        else:
            yield self._table.counting["100"]

    def _counted(self, number: int) -> Iterator[str]:
        """124: one hundred and twenty four."""
        names = self._table.counting
        for unit in (1_000, 100):
            count, number = divmod(number, unit) if number >= unit else (0, number)
            if count:
                yield from (*self._counted(count), names[str(unit)])
                if not number:
                    return
                if number < 100:
                    yield self._table.words["and"]
        if number <= 20 or number % 10 == 0:
            yield names[str(number)]
            return
        yield from (names[str(number // 10 * 10)], names[str(number % 10)])
