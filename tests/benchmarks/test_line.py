"""What a benchmark says, and what it refuses to say."""

import re

import pytest

from benchmarks.issue import Counted, Window, check
from benchmarks.line import Line, Unsound

PLAIN = re.compile(r"^bench: [a-z0-9_]+ value=\d+(\.\d+)? floor=\d+(\.\d+)? ratio=\d+(\.\d+)?$")


def window(*, answered: int = 100, refused: int = 0, broken: int = 0, load_busy: float = 0.3) -> Window:
    return Window(Counted(answered, 4.0, refused, broken, 1.0, 2.0), 0.9, load_busy, 3.6)


def test_a_line_is_the_median_of_its_windows_and_its_ratio_is_value_by_floor() -> None:
    line = Line.of_windows("issue_c16", [10.0, 30.0, 20.0], [40.0, 40.0, 500.0])
    assert str(line) == "bench: issue_c16 value=20 floor=40 ratio=0.5"


@pytest.mark.parametrize("value", [0.0001, 1.5, 123_456_789.125, 1e15])
def test_figures_are_plain_decimals_however_large(value: float) -> None:
    assert PLAIN.match(str(Line("decide", value, 3.0)))


def test_where_there_is_no_floor_floor_and_ratio_are_nought() -> None:
    assert str(Line("decide", 7.0)) == "bench: decide value=7 floor=0 ratio=0"


def test_a_window_with_nothing_wrong_counts() -> None:
    check(window())


@pytest.mark.parametrize(
    "faulty", [window(refused=1), window(broken=1), window(answered=0), window(load_busy=0.95)], ids=repr
)
def test_a_window_with_refusals_or_too_busy_a_load_does_not_count(faulty: Window) -> None:
    with pytest.raises(Unsound):
        check(faulty)
