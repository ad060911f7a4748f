import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import credit_code
from config.credit_code import ALPHABET, NotACreditCode


@pytest.mark.parametrize("text", ["12441500196720244T", "91350100M000100Y43"])
def test_codes_in_use_are_read(text: str) -> None:
    code = credit_code.parse(text.lower())
    assert code.text == text
    assert (code.registrar, code.kind, code.area, code.organisation) == (text[0], text[1], text[2:8], text[8:17])
    assert credit_code.organisation_check(code.organisation[:8]) == code.organisation[8]


@pytest.mark.parametrize(
    "text",
    ["", "11440000MB2D0214XK", "12441500196720244", "12441500196720244TT", "1244150019672O244T", "１2441500196720244T"],
)
def test_what_is_no_credit_code_is_refused(text: str) -> None:
    with pytest.raises(NotACreditCode):
        credit_code.parse(text)


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 30))
def test_one_wrong_character_never_has_the_same_check(text: str, place: int, off: int) -> None:
    wrong = text[:place] + ALPHABET[(ALPHABET.index(text[place]) + off) % 31] + text[place + 1 :]
    assert credit_code.check_character(text) != credit_code.check_character(wrong)


def test_only_texts_of_the_right_length_have_checks() -> None:
    with pytest.raises(ValueError, match="17"):
        credit_code.check_character("1" * 16)
    with pytest.raises(ValueError, match="8"):
        credit_code.organisation_check("1234567I")
