"""Working days are those of the country, whenever the hall opens its doors."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.clock import Weekday
from config.loading import SAMPLE, load
from config.policy import Hours
from config.working_days import after_working_days, is_working_day, office_ends

SAMPLE_HOURS = load(SAMPLE).policy.hours
HALLS = {
    "the sample hall, which is always open": SAMPLE_HOURS,
    "one with office hours": SAMPLE_HOURS.model_copy(update={"always": False}),
    "one that opens on Saturdays too": SAMPLE_HOURS.model_copy(update={"weekdays": tuple(Weekday)[:6]}),
    "one closed for repairs": SAMPLE_HOURS.model_copy(
        update={"closed_days": tuple(date(2026, 2, day) for day in range(9, 14))}
    ),
}


@pytest.mark.parametrize("hours", HALLS.values(), ids=HALLS)
@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-02-13", True),  # a Friday
        ("2026-02-14", True),  # a Saturday that is worked
        ("2026-02-15", False),  # the Spring Festival begins
        ("2026-02-17", False),
        ("2026-02-23", False),  # its last day, a Monday
        ("2026-02-24", True),
        ("2026-02-28", True),  # a Saturday that is worked
        ("2026-03-01", False),
        ("2026-03-07", False),
    ],
)
def test_the_state_council_says_what_is_worked_and_no_hall_by_when_it_opens(
    hours: Hours, day: str, worked: bool
) -> None:
    assert is_working_day(hours, date.fromisoformat(day)) is worked


@pytest.mark.parametrize("hours", HALLS.values(), ids=HALLS)
@pytest.mark.parametrize(
    ("from_day", "days", "last"),
    [
        ("2026-02-12", 1, "2026-02-13"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),  # nine days of the Spring Festival between
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-02-16", 5, "2026-02-28"),  # rated at night in the self-service zone, in the middle of it
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-03-07", 1, "2026-03-09"),
        ("2026-03-09", 0, "2026-03-09"),
    ],
)
def test_the_day_itself_is_not_counted_and_neither_are_holidays(
    hours: Hours, from_day: str, days: int, last: str
) -> None:
    assert after_working_days(hours, date.fromisoformat(from_day), days) == date.fromisoformat(last)


def test_a_year_that_is_not_announced_yet_has_weekdays_and_what_the_hall_knows_of_it() -> None:
    hours = Hours(closed_days=(date(2031, 1, 1),), open_days=(date(2031, 1, 4),))
    assert not is_working_day(hours, date(2031, 1, 1))  # a Wednesday
    assert is_working_day(hours, date(2031, 1, 4))  # a Saturday
    assert is_working_day(hours, date(2031, 1, 2))
    assert not is_working_day(hours, date(2031, 1, 5))


def test_a_deadline_ends_with_the_office_also_where_self_service_never_closes() -> None:
    assert office_ends(SAMPLE_HOURS, date(2026, 2, 24)).isoformat() == "2026-02-24T17:00:00"


@given(st.dates(date(2026, 1, 1), date(2026, 11, 30)), st.integers(1, 20))
def test_between_a_day_and_its_deadline_lie_exactly_so_many_working_days(from_day: date, days: int) -> None:
    last = after_working_days(SAMPLE_HOURS, from_day, days)
    between = [date.fromordinal(n) for n in range(from_day.toordinal() + 1, last.toordinal() + 1)]
    assert sum(is_working_day(SAMPLE_HOURS, day) for day in between) == days
    assert is_working_day(SAMPLE_HOURS, last)
