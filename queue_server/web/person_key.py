"""The opaque key of a person: by phone or identity number the same person is found again, and nothing is known of them.

HMAC-SHA256 (RFC 2104) over hall and number with a secret of the hall, 128 bits of it. It is made at the server's door
and at once; what was written there is neither kept nor logged. Against somebody who has the secret it protects nobody:
there are few enough phone numbers to try them all. So the journal keeps it only until its day ends
(`storage.day_secrets`).
"""

import hmac
import re
import unicodedata
from typing import Final

from config import id_number

KEY_BYTES: Final = 16
LONGEST: Final = 40  # of what is looked at, spaces and all

_BETWEEN: Final = str.maketrans(dict.fromkeys(" -()"))
_MOBILE: Final = re.compile(r"(?:\+?86)?(1[0-9]{10})")
_NUMBER: Final = re.compile(r"\+?[0-9]{5,20}|[0-9]{17}X|[A-Z]{3}[0-9]{12}|[A-Z]{1,2}[0-9]{6,10}")


class PersonKeys:
    def __init__(self, hall_id: str, secret: bytes) -> None:
        self._hall_id = hall_id
        self._secret = secret

    def key(self, written: str) -> str | None:
        """Of a phone, identity or passport number, however it is written; None if it can be none."""
        number = _plain(written)
        if number is None:
            return None
        digest = hmac.digest(self._secret, f"{self._hall_id}\0{number}".encode(), "sha256")
        return digest[:KEY_BYTES].hex()


def _plain(written: str) -> str | None:
    """One way to write each number: half-width, without spaces, country code and the fifteen digits of before 1999."""
    number = unicodedata.normalize("NFKC", written[:LONGEST]).translate(_BETWEEN).upper()
    if mobile := _MOBILE.fullmatch(number):
        return mobile[1]
    try:
        return id_number.from_fifteen(number)
    except id_number.NotAnIdNumber:
        return number if _NUMBER.fullmatch(number) else None
