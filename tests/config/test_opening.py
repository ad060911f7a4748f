"""The calendar of a hall: weekdays, holidays, days worked instead, and the hours on them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.clock import Weekday
from config.opening import first_opening_day, is_open, is_opening_day, next_opening
from config.policy import Hours

SHANGHAI = ZoneInfo("Asia/Shanghai")
# the National Day of 2026, as announced: 1 to 7 October off, Sunday 20 September and Saturday 10 October worked
NATIONAL_DAY = Hours(
    closed_days=tuple(date(2026, 10, day) for day in range(1, 8)), open_days=(date(2026, 9, 20), date(2026, 10, 10))
)
ALWAYS = Hours(always=True)
NEVER = Hours(weekdays=())


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        ("2026-09-18", True),  # a Friday
        ("2026-09-19", False),
        ("2026-09-20", True),  # a Sunday that is worked
        ("2026-09-30", True),
        ("2026-10-01", False),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),  # a Saturday that is worked
        ("2026-10-11", False),
    ],
)
def test_holidays_are_off_and_some_weekends_are_worked_instead(day: str, opens: bool) -> None:
    assert is_opening_day(NATIONAL_DAY, date.fromisoformat(day)) is opens
    assert is_opening_day(ALWAYS, date.fromisoformat(day))
    assert not is_opening_day(NEVER, date.fromisoformat(day))


@pytest.mark.parametrize(
    ("now", "open_now", "opens_next"),
    [
        ("2026-09-30 08:59", False, "2026-09-30 09:00"),
        ("2026-09-30 09:00", True, "2026-10-08 09:00"),
        ("2026-09-30 16:59", True, "2026-10-08 09:00"),
        ("2026-09-30 17:00", False, "2026-10-08 09:00"),
        ("2026-10-03 10:00", False, "2026-10-08 09:00"),
        ("2026-10-09 18:00", False, "2026-10-10 09:00"),
        ("2026-10-10 18:00", False, "2026-10-12 09:00"),
    ],
)
def test_the_hall_says_whether_it_is_open_and_when_it_opens_next(now: str, open_now: bool, opens_next: str) -> None:
    local = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)
    assert is_open(NATIONAL_DAY, local) is open_now
    assert next_opening(NATIONAL_DAY, local) == datetime.fromisoformat(opens_next).replace(tzinfo=SHANGHAI)


def test_a_hall_that_is_always_open_begins_its_next_day_at_midnight() -> None:
    sunday_night = datetime(2026, 10, 4, 3, 0, tzinfo=SHANGHAI)
    assert is_open(ALWAYS, sunday_night)
    assert next_opening(ALWAYS, sunday_night) == datetime(2026, 10, 5, tzinfo=SHANGHAI)


def test_a_hall_without_days_never_opens_except_on_those_named() -> None:
    assert next_opening(NEVER, datetime(2026, 10, 4, 3, 0, tzinfo=SHANGHAI)) is None
    fairs = Hours(weekdays=(), open_days=(date(2027, 5, 9), date(2027, 3, 6)))
    assert first_opening_day(fairs, date(2026, 1, 1)) == date(2027, 3, 6)
    assert first_opening_day(fairs, date(2027, 3, 7)) == date(2027, 5, 9)
    assert first_opening_day(fairs, date(2027, 5, 10)) is None


DAYS = st.dates(date(2026, 1, 1), date(2026, 3, 1))
HOURS = st.builds(
    Hours,
    weekdays=st.lists(st.sampled_from(Weekday), unique=True).map(tuple),
    closed_days=st.lists(DAYS, max_size=40).map(tuple),
    open_days=st.lists(DAYS, max_size=3).map(tuple),
    always=st.booleans(),
)


@given(HOURS, DAYS)
def test_the_first_opening_day_is_one_and_no_day_before_it_is(hours: Hours, from_day: date) -> None:
    first = first_opening_day(hours, from_day)
    until = first or date(2027, 6, 1)  # long after every day named
    assert first is None or is_opening_day(hours, first)
    assert not any(is_opening_day(hours, from_day + timedelta(days=days)) for days in range((until - from_day).days))


@given(HOURS, st.builds(datetime.combine, DAYS, st.times(), st.just(SHANGHAI)))
def test_the_next_opening_lies_ahead_and_the_hall_is_open_then(hours: Hours, local: datetime) -> None:
    opening = next_opening(hours, local)
    assert opening is None or (opening > local and is_open(hours, opening))
