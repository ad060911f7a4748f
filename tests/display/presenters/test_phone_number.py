"""Telephone numbers as somebody types them on a digit pad."""

import pytest

from display.presenters.phone_number import BACKSPACE, CLEAR, KEYS, fits, grouped, typed


def written(keys: str, number: str = "") -> str:
    for key in keys:
        number = typed(number, key)
    return number


@pytest.mark.parametrize(
    ("number", "groups"),
    [
        ("", ()),
        ("138", ("138",)),
        ("13800000000", ("138", "0000", "0000")),
        ("01066010000", ("010", "6601", "0000")),
        ("037166010000", ("0371", "6601", "0000")),
        ("66010000", ("6601", "0000")),
    ],
)
def test_a_number_stands_as_it_is_read(number: str, groups: tuple[str, ...]) -> None:
    assert grouped(number) == groups
    assert "".join(groups) == written(number) == number


@pytest.mark.parametrize(("number", "whole"), [("13800000000", 11), ("01066010000", 11), ("037166010000", 12)])
def test_it_ends_with_its_last_digit(number: str, whole: int) -> None:
    assert len(written(number + "999")) == whole


@pytest.mark.parametrize("number", ["13800000000", "01066010000", "037166010000", "66010000", "6601000", "03716601000"])
def test_mobile_and_landline_numbers_fit(number: str) -> None:
    assert fits(number)


@pytest.mark.parametrize("number", ["", "1", "1380000000", "12345", "660100", "037166"])
def test_what_lacks_digits_does_not(number: str) -> None:
    assert not fits(number)


def test_keys_take_back_and_clear_and_others_do_nothing() -> None:
    assert typed("138", BACKSPACE) == typed("138", "\b") == typed("138", "\x7f") == "13"
    assert typed("138", CLEAR) == typed("138", "\x1b") == ""
    assert typed("", BACKSPACE) == ""
    for key in ("x", "", "12", "１", "²", " ", "+"):
        assert typed("138", key) == "138"


def test_the_pad_has_every_digit_once() -> None:
    assert sorted(KEYS) == sorted(["0123456789"[at] for at in range(10)] + [BACKSPACE, CLEAR])
