import pytest

from kiosk.presenters.typing import FunctionKey, typed


@pytest.mark.parametrize(
    ("text", "key", "after"),
    [
        ("AB", "C", "ABC"),
        ("AB", "证", "AB证"),
        ("AB", " ", "AB "),
        ("AB", FunctionKey.BACKSPACE, "A"),
        ("", FunctionKey.BACKSPACE, ""),
        ("AB", FunctionKey.CLEAR, ""),
        ("AB", "\b", "A"),
        ("AB", "\x1b", ""),
        ("AB", "\r", "AB"),
        ("AB", "\x00", "AB"),
        ("ABCDE", "F", "ABCDE"),
    ],
)
def test_a_key_writes_takes_back_clears_or_does_nothing(text: str, key: str, after: str) -> None:
    assert typed(text, key, limit=5) == after


def test_what_a_scanner_writes_at_once_is_taken_up_to_the_limit() -> None:
    assert typed("A", "BCDEFGH", limit=5) == "ABCDE"
