"""Working days (工作日): what statutory deadlines count. Pure; times are local to the hall.

They are the State Council's, Monday to Friday with the holidays and make-up days of each year, whenever this hall opens
its doors: a hall that is always open, or on Saturdays, has no more of them, and one closed for repairs no fewer.
"""

from datetime import date, datetime, time, timedelta

from config.policy import CalendarYear, Hours

_SATURDAY = 5


def is_working_day(hours: Hours, day: date) -> bool:
    """By the table of its year. Where none is there, by the weekday and what the hall itself knows of that year."""
    year = next((table for table in hours.years if table.year == day.year), None)
    known: Hours | CalendarYear = year if year is not None else hours
    if day in known.open_days:
        return True
    return day.weekday() < _SATURDAY and day not in known.closed_days


def after_working_days(hours: Hours, from_day: date, days: int) -> date:
    """The last of so many working days after `from_day`, which is not counted itself (民法典 art. 201)."""
    day = from_day
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(hours, day)
    return day


def office_ends(hours: Hours, day: date) -> datetime:
    """When a deadline on that day is over: when business ends (民法典 art. 203), also where self-service never does."""
    return datetime.combine(day, time.fromisoformat(hours.closes_at))
