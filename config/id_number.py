"""公民身份号码: its check digit, the birth date in it, and the fifteen digits it once had. Pure.

Source: GB 11643-1999. Holders of a residence permit from 港澳台 have numbers of the same rule, with the areas 810000,
820000 and 830000; those of a permanent residence card for foreigners, edition 2023, begin with 9 and share the check
digit; edition 2017 had three letters and twelve digits.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_EIGHTEEN = re.compile("[0-9]{17}[0-9Xx]")  # not \d: full-width digits are refused
_FIFTEEN = re.compile("[0-9]{15}")
_PERMIT_2017 = re.compile("[A-Za-z]{3}[0-9]{12}")
_AREAS = {"81": "HONG_KONG", "82": "MACAO", "83": "TAIWAN"}


class Holder(StrEnum):
    CITIZEN = "citizen"
    HONG_KONG = "hong_kong"
    MACAO = "macao"
    TAIWAN = "taiwan"
    FOREIGNER = "foreigner"


@dataclass(frozen=True, slots=True, repr=False)
class IdNumber:
    """A number that is well formed. Its text is a personal matter: `repr` keeps it to itself."""

    text: str  # as on the card, letters in capitals
    holder: Holder
    born: date | None  # None for the edition of 2017, which does not say
    female: bool | None  # as the number has it

    def __repr__(self) -> str:
        return f"IdNumber({self.holder})"


class NotAnIdNumber(ValueError):
    """The text is no ID number: its form, its check digit, or its birth date. It never holds the text itself."""


def parse(text: str, today: date) -> IdNumber:
    """The number as the card writes it: 18 characters, or 15 of a foreigner's card of 2017. Raises NotAnIdNumber."""
    if _PERMIT_2017.fullmatch(text):
        return IdNumber(text.upper(), Holder.FOREIGNER, None, None)
    if not _EIGHTEEN.fullmatch(text):
        raise NotAnIdNumber("an ID number has 17 digits and a check digit")
    text = text.upper()
    if check_digit(text[:17]) != text[17]:
        raise NotAnIdNumber("the check digit of an ID number is wrong")
    return IdNumber(text, _holder(text), _birth_date(text[6:14], today), int(text[16]) % 2 == 0)


def check_digit(first_17: str) -> str:
    """MOD 11-2. Raises ValueError for anything but 17 digits."""
    if len(first_17) != 17 or not (first_17.isascii() and first_17.isdigit()):
        raise ValueError("a check digit is of 17 digits")
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


def from_fifteen(text: str) -> str:
    """The eighteen characters of a number of the old form (before 1999). Raises NotAnIdNumber."""
    if not _FIFTEEN.fullmatch(text):
        raise NotAnIdNumber("an old ID number has 15 digits")
    longer = f"{text[:6]}19{text[6:]}"
    return longer + check_digit(longer)


def _holder(text: str) -> Holder:
    if text[0] == "9":
        return Holder.FOREIGNER
    return Holder[_AREAS.get(text[:2], "CITIZEN")]


def _birth_date(digits: str, today: date) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise NotAnIdNumber("the birth date in an ID number is not in the calendar") from None
    if born > today:
        raise NotAnIdNumber("the birth date in an ID number is to come")
    return born
