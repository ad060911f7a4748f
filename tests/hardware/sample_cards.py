"""Invented people and their cards."""

from hardware.protocols import id_card, sam
from hardware.protocols.id_card import Card, Kind, Sex

RESIDENT = Card(
    kind=Kind.RESIDENT,
    name="安小禾",
    number="11010519491231002X",
    sex=Sex.FEMALE,
    born="19491231",
    valid_from="20100101",
    valid_to=id_card.LONG_TERM,
    ethnic_code="46",
    address="北京市朝阳区安禾路 1 号",
    authority="北京市公安局朝阳分局",
)
PERMIT = Card(
    kind=Kind.RESIDENCE_PERMIT,
    name="陈大文",
    number="810000199001010019",
    sex=Sex.MALE,
    born="19900101",
    valid_from="20200101",
    valid_to="20300101",
    address="广东省深圳市福田区",
    authority="深圳市公安局",
    pass_number="H12345678",
)
FOREIGNER = Card(
    kind=Kind.PERMANENT_RESIDENT,
    name="安娜",
    number="USA110099010112",
    sex=Sex.FEMALE,
    born="19990101",
    valid_from="20200101",
    valid_to="20300101",
    authority="1500",
    english_name="ANNA MARIA SAMPLE",
    nationality="USA",
)
PHOTO = sam.PREAMBLE + bytes(range(256)) * 4
PHOTO = PHOTO[: sam.PHOTO_BYTES]  # with a preamble in it, as chance may have it


def card_answer(card: Card, fingerprints: int | None = None) -> bytes:
    """The payload of the answer to a read."""
    lengths = [sam.TEXT_BYTES, sam.PHOTO_BYTES, *([] if fingerprints is None else [fingerprints])]
    return b"".join((
        b"\x00\x00\x90",
        *(length.to_bytes(2, "big") for length in lengths),
        id_card.write(card),
        PHOTO,
        bytes(fingerprints or 0),
    ))  # fmt: skip


def card_frame(card: Card, fingerprints: int | None = None) -> bytes:
    return sam.frame(card_answer(card, fingerprints))
