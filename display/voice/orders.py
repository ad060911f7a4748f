"""What a station and the process that prepares its phrases say to each other: JSON, one message a line."""

import msgspec


class Setup(msgspec.Struct, frozen=True):
    """First: the hall's own readings, and how much may be kept."""

    readings: dict[str, str]
    limit_bytes: int


class Order(msgspec.Struct, frozen=True):
    """A phrase to prepare: `parts` are how and what, as in `phrases.Part`."""

    key: str
    language: str
    parts: tuple[tuple[str, str], ...]


class Prepared(msgspec.Struct, frozen=True):
    """`why`: it could not be; the words say what is in the way. `again`: that may pass."""

    key: str
    why: str | None = None
    again: bool = False


encode = msgspec.json.Encoder().encode
decode_setup = msgspec.json.Decoder(Setup).decode
decode_order = msgspec.json.Decoder(Order).decode
decode_prepared = msgspec.json.Decoder(Prepared).decode
