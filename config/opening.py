"""When a hall is open: the calendar of its policy. Pure; times are local to the hall."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from config.clock import Weekday
from config.policy import CalendarYear, Hours

LOOKED_AHEAD_DAYS = 60  # for so long a hall should know its days

_WEEK = tuple(Weekday)


def is_opening_day(hours: Hours, day: date) -> bool:
    """Whether the hall opens on that day: by its own exceptions, by the year's table, by the day of the week."""
    if hours.always or day in hours.open_days:
        return True
    if day in hours.closed_days:
        return False
    year = _table(hours, day.year)
    if year is not None and day in year.open_days:
        return True
    return _WEEK[day.weekday()] in hours.weekdays and (year is None or day not in year.closed_days)


def missing_years(hours: Hours, today: date, days: int = LOOKED_AHEAD_DAYS) -> tuple[int, ...]:
    """The years between today and so many days later that have no table. A hall that is always open needs none."""
    if hours.always:
        return ()
    last = today + timedelta(days=days)
    return tuple(year for year in range(today.year, last.year + 1) if _table(hours, year) is None)


def _table(hours: Hours, year: int) -> CalendarYear | None:
    return next((table for table in hours.years if table.year == year), None)


def first_opening_day(hours: Hours, from_day: date) -> date | None:
    """That day or the first one after it on which the hall opens; None if it never opens again."""
    return next((day for day in _days_worth_asking(hours, from_day) if is_opening_day(hours, day)), None)


def is_open(hours: Hours, local: datetime) -> bool:
    """Whether the hall is open then; at closing time it is not any more."""
    opens_at, closes_at = time.fromisoformat(hours.opens_at), time.fromisoformat(hours.closes_at)
    return hours.always or (is_opening_day(hours, local.date()) and opens_at <= local.time() < closes_at)


def next_opening(hours: Hours, local: datetime) -> datetime | None:
    """When the hall opens next: in the morning today, else on a day to come; None if it never does.

    A hall that is always open begins its next day at midnight.
    """
    opens_at = time() if hours.always else time.fromisoformat(hours.opens_at)
    is_still_to_come = local.time() < opens_at
    day = first_opening_day(hours, local.date() if is_still_to_come else local.date() + timedelta(days=1))
    return None if day is None else datetime.combine(day, opens_at, local.tzinfo)


def _days_worth_asking(hours: Hours, from_day: date) -> Iterator[date]:
    """In order: so many weeks that not every one can have all its days closed, then the days worked besides."""
    weeks = len(hours.closed_days) + sum(len(year.closed_days) for year in hours.years) + 1
    for days in range(7 * weeks if hours.always or hours.weekdays else 0):
        yield from_day + timedelta(days=days)
    worked = {*hours.open_days, *(day for year in hours.years for day in year.open_days)}
    yield from sorted(day for day in worked if day >= from_day)
