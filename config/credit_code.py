"""统一社会信用代码, the number of organisations: its two check characters. Pure.

Sources: GB 32100-2015 (the whole code), GB 11714 (the organisation code within it, places 9 to 17).
"""

import re
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_FORM = re.compile(f"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code that is well formed."""

    text: str
    registrar: str  # 登记管理部门: 1 机构编制, 5 民政, 9 工商, and others
    kind: str  # 机构类别, as the registrar numbers them
    area: str  # 区划, six digits
    organisation: str  # 组织机构代码, nine characters


class NotACreditCode(ValueError):
    """The text is no credit code: its form or its check character."""


def parse(text: str) -> CreditCode:
    """Small letters are taken for capitals. Raises NotACreditCode. The organisation code within is not checked."""
    text = text.upper() if text.isascii() else text
    if not _FORM.fullmatch(text):
        raise NotACreditCode("a credit code has 18 digits and capital letters, without I, O, S, V and Z")
    if check_character(text[:17]) != text[17]:
        raise NotACreditCode("the check character of a credit code is wrong")
    return CreditCode(text, text[0], text[1], text[2:8], text[8:17])


def check_character(first_17: str) -> str:
    """Raises ValueError for anything but 17 characters of the alphabet."""
    if len(first_17) != 17 or not set(first_17) <= set(ALPHABET):
        raise ValueError("a check character is of 17 characters")
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(first_17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check(first_8: str) -> str:
    """The ninth character of an organisation code. Raises ValueError for anything but 8 characters of the alphabet."""
    if len(first_8) != 8 or not set(first_8) <= set(ALPHABET):
        raise ValueError("the check of an organisation code is of 8 characters")
    total = sum(_organisation_value(char) * weight for char, weight in zip(first_8, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def _organisation_value(char: str) -> int:
    return int(char) if char.isdigit() else ord(char) - ord("A") + 10
