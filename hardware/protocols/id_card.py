"""居民身份证: the 256 bytes of text in a card, in three layouts. Pure.

Source: GA/T 490-2019. Texts are UTF-16, low byte first, filled up with blanks. Bytes 248 and 249 say which layout it
is, and must be looked at first: read in the wrong one, a card gives nonsense and no error. Edition 2023 of the
permanent residence card has a layout that is not public: it is `Unknown`, and its holder is asked to go to the staff.

Nothing here keeps the photo; it never arrives here.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from hardware.protocols.sam import TEXT_BYTES

LONG_TERM = "长期"


class Kind(StrEnum):
    RESIDENT = "resident"  # 居民身份证
    RESIDENCE_PERMIT = "residence_permit"  # 港澳台居民居住证
    PERMANENT_RESIDENT = "permanent_resident"  # 外国人永久居留身份证, edition 2017


class Sex(StrEnum):
    MALE = "1"
    FEMALE = "2"
    UNKNOWN = "0"
    UNSTATED = "9"


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """What stands on a card. `repr` keeps it to itself. Dates are YYYYMMDD as they stand there, or 长期."""

    kind: Kind
    name: str
    number: str
    sex: Sex
    born: str
    valid_from: str
    valid_to: str
    ethnic_code: str = ""  # residents only
    address: str = ""
    authority: str = ""
    english_name: str = ""  # foreigners only
    nationality: str = ""
    pass_number: str = ""  # 通行证号码, of a residence permit

    def __repr__(self) -> str:
        return f"Card({self.kind})"


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not a layout that is public, or not the text of a card."""


Text: TypeAlias = Card | Unknown

Field: TypeAlias = tuple[int, int]  # offset and length in bytes

_SHARED: dict[str, Field] = {
    "name": (0, 30),
    "sex": (30, 2),
    "born": (36, 16),
    "address": (52, 70),
    "number": (122, 36),
    "authority": (158, 30),
    "valid_from": (188, 16),
    "valid_to": (204, 16),
}

LAYOUTS: dict[Kind, dict[str, Field]] = {
    Kind.RESIDENT: _SHARED | {"ethnic_code": (32, 4)},
    Kind.RESIDENCE_PERMIT: _SHARED | {"pass_number": (220, 18)},
    Kind.PERMANENT_RESIDENT: {
        "english_name": (0, 120),
        "sex": (120, 2),
        "number": (122, 30),
        "nationality": (152, 6),
        "name": (158, 30),
        "valid_from": (188, 16),
        "valid_to": (204, 16),
        "born": (220, 16),
        "authority": (240, 8),
    },
}
MARK: Field = (248, 2)
_KINDS = {"": Kind.RESIDENT, "J": Kind.RESIDENCE_PERMIT, "I": Kind.PERMANENT_RESIDENT}


def read(text: bytes | bytearray) -> Text:
    """The text block as a card. The block stays as it is; whoever has it overwrites it."""
    if len(text) != TEXT_BYTES:
        return Unknown()
    kind = _KINDS.get(_field(text, MARK))
    if kind is None:
        return Unknown()
    fields = {name: _field(text, where) for name, where in LAYOUTS[kind].items()}
    sex = fields.pop("sex")
    if sex not in list(Sex) or not fields["number"].isascii() or not fields["number"].isalnum():
        return Unknown()
    return Card(kind=kind, sex=Sex(sex), **fields)


def _field(text: bytes | bytearray, where: Field) -> str:
    offset, length = where
    return text[offset : offset + length].decode("utf-16-le", "replace").rstrip(" \0")


def write(card: Card) -> bytes:
    """The text block of a card, for the virtual reader. Raises ValueError where something does not fit."""
    text = bytearray(" ".encode("utf-16-le") * (TEXT_BYTES // 2))
    mark = next(mark for mark, kind in _KINDS.items() if kind is card.kind)
    if mark:
        _put(text, MARK, mark)
    for name, where in LAYOUTS[card.kind].items():
        _put(text, where, getattr(card, name))
    return bytes(text)


def _put(text: bytearray, where: Field, words: str) -> None:
    offset, length = where
    coded = words.encode("utf-16-le")
    if len(coded) > length:
        raise ValueError(f"a card has room for {length // 2} characters there")
    text[offset : offset + len(coded)] = coded
