"""The code under which somebody finds what they left here: on a pre-review's sheet, of an appointment. It cannot be
guessed.

Written in Crockford's base 32 (https://www.crockford.com/base32.html), which knows no I, L, O and U: the number of the
thing, then 30 bits of HMAC-SHA256 (RFC 2104) over hall and number with a secret of the hall for that kind of thing.
Few enough to type, as wrong codes are counted where they are tried.
"""

import hmac
import re
from typing import Final

MAC_SIGNS: Final = 6
NUMBER_SIGNS: Final = 4  # at least
LONGEST: Final = 40  # of what is looked at, spaces and all
GROUP: Final = 4

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})
_CODE: Final = re.compile(rf"[{_SIGNS}]{{{MAC_SIGNS + 1},{MAC_SIGNS + 13}}}")
_NUMBER: Final = re.compile(r"[1-9][0-9]*")


class ReferenceCodes:
    """`letter`: with which the ids of these things begin, as in p1024."""

    def __init__(self, letter: str, hall_id: str, secret: bytes) -> None:
        self._letter = letter
        self._hall_id = hall_id
        self._secret = secret

    def code(self, id_: str) -> str:
        """As it is printed, in groups of four: "03RJ-K7M2-QX"."""
        number = int(id_.removeprefix(self._letter))
        signs = _written(number).rjust(NUMBER_SIGNS, "0") + self._mac(number)
        return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))

    def id_of(self, typed: str) -> str | None:
        """What the code stands for, or None if it was not made here. Case, spaces and hyphens do not matter."""
        signs = typed[:LONGEST].upper().translate(_READ_AS)
        if not _CODE.fullmatch(signs):
            return None
        number = _number(signs[:-MAC_SIGNS])
        fits = hmac.compare_digest(signs[-MAC_SIGNS:], self._mac(number))
        return f"{self._letter}{number}" if fits and _NUMBER.fullmatch(str(number)) else None

    def _mac(self, number: int) -> str:
        digest = hmac.digest(self._secret, f"{self._hall_id}\0{number}".encode(), "sha256")
        return _written(int.from_bytes(digest) % len(_SIGNS) ** MAC_SIGNS).rjust(MAC_SIGNS, "0")


def _written(number: int) -> str:
    signs = ""
    while number:
        number, sign = divmod(number, len(_SIGNS))
        signs = _SIGNS[sign] + signs
    return signs


def _number(signs: str) -> int:
    number = 0
    for sign in signs:
        number = number * len(_SIGNS) + _SIGNS.index(sign)
    return number
