"""Typing at a kiosk: what a key of the on-screen keyboard, of a keyboard that is plugged in or of a scanner does."""

from enum import StrEnum


class FunctionKey(StrEnum):
    """A key that writes nothing; whatever else comes from a keyboard is a character."""

    BACKSPACE = "backspace"
    CLEAR = "clear"


_REAL_KEYS = {"\b": FunctionKey.BACKSPACE, "\x7f": FunctionKey.BACKSPACE, "\x1b": FunctionKey.CLEAR}


def typed(text: str, key: str, limit: int) -> str:
    """`text` after `key`. It grows to `limit` characters; keys that mean nothing here change nothing."""
    match _REAL_KEYS.get(key, key):
        case FunctionKey.BACKSPACE:
            return text[:-1]
        case FunctionKey.CLEAR:
            return ""
        case written:
            return (text + "".join(filter(str.isprintable, written)))[:limit]
