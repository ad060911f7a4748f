"""The code on a pre-review sheet: with it the pre-review is brought back, so it cannot be guessed.

Written in Crockford's base 32 (https://www.crockford.com/base32.html), which knows no I, L, O and U: the number of the
pre-review, then 30 bits of HMAC-SHA256 (RFC 2104) over hall and number with a secret of the hall. Few enough to type,
as wrong codes are counted where they are tried.
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
_ID: Final = re.compile(r"p[1-9][0-9]*")


class SheetCodes:
    def __init__(self, hall_id: str, secret: bytes) -> None:
        self._hall_id = hall_id
        self._secret = secret

    def code(self, pre_review_id: str) -> str:
        """As it is printed, in groups of four: "03RJ-K7M2-QX"."""
        number = int(pre_review_id.removeprefix("p"))
        signs = _written(number).rjust(NUMBER_SIGNS, "0") + self._mac(number)
        return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))

    def pre_review_id(self, typed: str) -> str | None:
        """What the code stands for, or None if it was not made here. Case, spaces and hyphens do not matter."""
        signs = typed[:LONGEST].upper().translate(_READ_AS)
        if not _CODE.fullmatch(signs):
            return None
        number = _number(signs[:-MAC_SIGNS])
        pre_review_id = f"p{number}"
        fits = hmac.compare_digest(signs[-MAC_SIGNS:], self._mac(number))
        return pre_review_id if fits and _ID.fullmatch(pre_review_id) else None

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
