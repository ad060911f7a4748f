"""Business days on the hall's own calendar: which a moment belongs to, which comes next, when one begins and ends."""

from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import lru_cache
from zoneinfo import ZoneInfo

from config.opening import first_opening_day
from config.policy import Hours
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.state import HallState

MIDNIGHT = "00:00"


def business_day(now_ms: int, time_zone: str) -> str:
    """ISO date, like "2026-11-23", of `now_ms` (UTC) in the hall's time zone."""
    return datetime.fromtimestamp(now_ms / 1000, ZoneInfo(time_zone)).date().isoformat()


def clock(now_ms: int, time_zone: str) -> str:
    """Time of day, like "12:05", of `now_ms` (UTC) in the hall's time zone."""
    return f"{datetime.fromtimestamp(now_ms / 1000, ZoneInfo(time_zone)):%H:%M}"


def begun_business_day(state: HallState) -> str:
    """The day that is open and has begun. Refuses DAY_CLOSED."""
    if state.begun_day is None:
        raise CommandRefused(RefusalCode.DAY_CLOSED)
    return state.begun_day


def coming_day(state: HallState, now_ms: int) -> str | None:
    """The day that numbers are for while windows are closed: the one opened early, otherwise the next there will be.

    A day once closed does not come again. None if the calendar knows no day to come.
    """
    if state.early:
        return state.business_day
    hours, time_zone = state.hall.policy.hours, state.hall.plan.time_zone
    day = date.fromisoformat(business_day(now_ms, time_zone))
    if ends_at_ms(day, hours, time_zone) <= now_ms:
        day += timedelta(days=1)
    if state.last_day is not None:
        day = max(day, date.fromisoformat(state.last_day) + timedelta(days=1))
    coming = first_opening_day(hours, day)
    return None if coming is None else coming.isoformat()


def begins_at_ms(day: date, hours: Hours, time_zone: str) -> int:
    """UTC milliseconds of the day's opening hour."""
    return at_ms(day, MIDNIGHT if hours.always else hours.opens_at, time_zone)


def doors_at_ms(day: date, hours: Hours, time_zone: str) -> int:
    """UTC milliseconds of when numbers are given to those who wait outside; the opening hour where that is not done."""
    early_min = 0 if hours.always else hours.doors_min
    return begins_at_ms(day, hours, time_zone) - early_min * 60_000


def ends_at_ms(day: date, hours: Hours, time_zone: str) -> int:
    """UTC milliseconds of the day's closing hour; a hall that is always open begins its next day at midnight."""
    if hours.always:
        return at_ms(day + timedelta(days=1), MIDNIGHT, time_zone)
    return at_ms(day, hours.closes_at, time_zone)


@lru_cache(maxsize=64)
def at_ms(day: date, clock: str, time_zone: str) -> int:
    """UTC milliseconds of a local time of day."""
    moment = datetime.combine(day, clock_time.fromisoformat(clock), ZoneInfo(time_zone))
    return round(moment.timestamp() * 1_000)
