"""What a recogniser wrote down, as the parts of a call."""

import re
from typing import NamedTuple


class Call(NamedTuple):
    letters: str
    digits: str
    window: int | None


_DIGITS = {sign: str(at) for row in ("零一二三四五六七八九", "〇幺两叁肆伍陆柒捌玖") for at, sign in enumerate(row)}
_DIGITS |= dict.fromkeys("要腰遥妖邀", "1")  # yāo, when the ear does not think of 幺
_NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_WORDS = {name: str(at) for at, name in enumerate(_NAMES)}
DIGITS = 3  # of a number in the sample hall

_TENS = re.compile(r"(\d?)十(\d?)")


def understood(heard: str, language: str) -> Call:
    """ "请A零幺二号,到12号综合窗口办理" → A, 012, 12. What is not there is empty, or None."""
    text = heard.upper()
    if language == "zh":
        who, _, where = text.partition("到")
        ticket = _as_digits(re.split("[号好]", who.rpartition("请")[2])[0]).lstrip(" 第")
        if ticket.startswith("1") and len(re.findall(r"\d", ticket)) > DIGITS:
            ticket = ticket[1:]  # E, which sounds like 一; 1 is said yāo
        window = re.search(r"\d+", _TENS.sub(_tens, _as_digits(where)))
    else:
        who, _, where = text.partition("WINDOW")
        ticket = " ".join(_WORDS.get(word.lower(), word) for word in re.findall(r"[A-Z]+|\d", who) if word != "NUMBER")
        window = re.search(r"\d+", where)
    letters = "".join(re.findall(r"[A-Z]", re.sub(r"[A-Z]{3,}", "", ticket)))
    return Call(letters, "".join(re.findall(r"\d", ticket)), int(window.group()) if window else None)


def _as_digits(text: str) -> str:
    return "".join(_DIGITS.get(sign, sign) for sign in text)


def _tens(found: re.Match[str]) -> str:
    """二十一 → 21."""
    tens, ones = found.groups()
    return f"{tens or 1}{ones or 0}"
