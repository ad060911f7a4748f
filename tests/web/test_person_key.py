"""Opaque keys of persons: the same person however the number is written, and nothing of it to be seen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.web.person_key import PersonKeys

KEYS = PersonKeys("anhe", b"a secret of the hall")


@pytest.mark.parametrize(
    "same",
    [
        (
            "13800001234",
            "138 0000 1234",
            "138-0000-1234",
            "+86 138 0000 1234",
            "8613800001234",
            "１３８００００１２３４",
        ),
        ("11010519491231002X", "11010519491231002x", "110105 19491231 002X", "110105491231002"),
        ("00006601230", "0000-6601230", "(0000) 6601230"),
        ("E12345678", "e 1234 5678"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(same: tuple[str, ...]) -> None:
    assert len({KEYS.key(written) for written in same}) == 1
    assert KEYS.key(same[0]) is not None


def test_other_people_halls_and_secrets_have_other_keys() -> None:
    key = KEYS.key("13800001234")
    assert key != KEYS.key("13800001235")
    assert key != PersonKeys("other", b"a secret of the hall").key("13800001234")
    assert key != PersonKeys("anhe", b"another").key("13800001234")


@pytest.mark.parametrize("written", ["", "138", "张三", "13800001234; 13800001235", "-" * 40, "A" * 18, "٣" * 11])
def test_what_can_be_no_number_has_no_key(written: str) -> None:
    assert KEYS.key(written) is None


@given(written=st.text(max_size=60))
def test_a_key_is_thirty_two_hex_digits_or_none(written: str) -> None:
    key = KEYS.key(written)
    assert key is None or (len(key) == 32 and int(key, 16) >= 0)
