"""When a hall is open: the calendar of its policy. Pure; times are local to the hall."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from config.clock import Weekday
from config.policy import Hours

_WEEK = tuple(Weekday)


def is_opening_day(hours: Hours, day: date) -> bool:
    """Whether the hall opens on that day."""
    if hours.always or day in hours.open_days:
        return True
    return _WEEK[day.weekday()] in hours.weekdays and day not in hours.closed_days


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
    weeks = len(hours.closed_days) + 1
    for days in range(7 * weeks if hours.always or hours.weekdays else 0):
        yield from_day + timedelta(days=days)
    yield from sorted(day for day in hours.open_days if day >= from_day)
