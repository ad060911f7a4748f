from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import id_number
from config.id_number import Holder, NotAnIdNumber

TODAY = date(2026, 11, 23)
NUMBER = "11010519491231002X"  # the example of the standard


def with_check(first_17: str) -> str:
    return first_17 + id_number.check_digit(first_17)


def test_the_standards_own_number_has_its_check_digit() -> None:
    assert id_number.check_digit("11010519491231002") == "X"
    number = id_number.parse(NUMBER, TODAY)
    assert (number.born, number.female, number.holder) == (date(1949, 12, 31), True, Holder.CITIZEN)


def test_fifteen_digits_become_eighteen() -> None:
    assert id_number.from_fifteen("110105491231002") == NUMBER


def test_a_small_x_is_taken_for_a_capital_one() -> None:
    assert id_number.parse(NUMBER.lower(), TODAY).text == NUMBER


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1101051949123100",
        NUMBER + "1",
        NUMBER[:-1],
        "110105194912310021",  # wrong check digit
        "１１０１０５１９４９１２３１００２X",
        "1101051949123100²X",
        with_check("11010519490230002"),  # 30 February
        with_check("11010520261124002"),  # tomorrow
        with_check("11010500000101002"),  # no year 0
        f" {NUMBER}",
        f"{NUMBER}\n",
    ],
)
def test_what_is_no_id_number_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(NotAnIdNumber) as refused:
        id_number.parse(text, TODAY)
    assert not text or text not in str(refused.value)


@pytest.mark.parametrize(
    ("area", "holder"),
    [
        ("810000", Holder.HONG_KONG),
        ("820000", Holder.MACAO),
        ("830000", Holder.TAIWAN),
        ("911156", Holder.FOREIGNER),
        ("513401", Holder.CITIZEN),
    ],
)
def test_the_number_says_whose_it_is(area: str, holder: Holder) -> None:
    assert id_number.parse(with_check(f"{area}19900101001"), TODAY).holder is holder


def test_a_permit_of_2017_has_three_letters_and_twelve_digits() -> None:
    number = id_number.parse("usa110099010112", TODAY)
    assert (number.text, number.holder, number.born) == ("USA110099010112", Holder.FOREIGNER, None)


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_has_the_same_check_digit(digits: str, place: int, off: int) -> None:
    wrong = digits[:place] + str((int(digits[place]) + off) % 10) + digits[place + 1 :]
    assert id_number.check_digit(digits) != id_number.check_digit(wrong)


def test_a_number_does_not_show_itself_in_logs() -> None:
    assert NUMBER[6:] not in repr(id_number.parse(NUMBER, TODAY))


def test_only_seventeen_digits_have_a_check_digit_and_only_fifteen_become_more() -> None:
    for text in ("", "1" * 18, "1" * 16 + "X", "１" * 17):
        with pytest.raises(ValueError, match="17"):
            id_number.check_digit(text)
    with pytest.raises(NotAnIdNumber):
        id_number.from_fifteen("1" * 14 + "X")
