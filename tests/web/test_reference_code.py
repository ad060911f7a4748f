import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.web.reference_code import ReferenceCodes

CODES = ReferenceCodes("p", "anhe", b"a secret of the hall")
numbers = st.integers(1, 2**53)


def test_a_code_is_short_and_in_groups_of_four() -> None:
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}", CODES.code("p1"))
    assert len(CODES.code("p1048575").replace("-", "")) == 10
    assert len(CODES.code("p1048576").replace("-", "")) == 11


@given(number=numbers)
def test_a_code_leads_back_to_its_pre_review(number: int) -> None:
    assert CODES.id_of(CODES.code(f"p{number}")) == f"p{number}"


@given(number=numbers)
def test_a_code_is_read_as_people_write_it(number: int) -> None:
    code = CODES.code(f"p{number}")
    as_letters = code.replace("0", "O").replace("1", "l")
    for written in (code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} ", as_letters, "0" + code):
        assert CODES.id_of(written) == f"p{number}", written


@given(number=numbers, place=st.integers(0, 30), sign=st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_a_code_with_another_sign_in_it_is_nobodys(number: int, place: int, sign: str) -> None:
    signs = CODES.code(f"p{number}").replace("-", "")
    place %= len(signs)
    altered = signs[:place] + sign + signs[place + 1 :]
    assert CODES.id_of(altered) == (f"p{number}" if altered == signs else None)


@pytest.mark.parametrize(
    "typed", ["", "-", "0000-0000-00", "U" * 10, "03RJ-K7M2-QX", "!" * 10, "预审", "٣" * 10, "0" * 4_000, "p1", "p1\n"]
)
def test_what_is_no_code_is_nobodys(typed: str) -> None:
    assert CODES.id_of(typed) is None


@given(typed=st.text(max_size=60))
def test_garbage_is_nobodys(typed: str) -> None:
    assert CODES.id_of(typed) is None


def test_another_hall_and_another_secret_make_other_codes() -> None:
    code = CODES.code("p7")
    assert ReferenceCodes("p", "other", b"a secret of the hall").id_of(code) is None
    assert ReferenceCodes("p", "anhe", b"another secret").id_of(code) is None
