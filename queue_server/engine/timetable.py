"""The timetable: what the passing of time makes the server do next. Pure; the scheduler sleeps by it."""

from datetime import date, datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

import msgspec

from config.opening import first_opening_day
from config.policy import Hours
from queue_server.contract.commands import CloseDay, OpenDay, Tick
from queue_server.domain.deadlines import next_deadline_ms
from queue_server.domain.state import HallState


class Due(msgspec.Struct, frozen=True):
    """A command of the server's own, and when to give it; a time gone by means now."""

    at_ms: int
    command: Tick | OpenDay | CloseDay

    def key(self, state: HallState) -> str:
        """The same for the same occasion, so that a restart in the middle of it repeats nothing."""
        match self.command:
            case OpenDay(business_day):
                return f"open-{business_day}"
            case CloseDay():
                return f"close-{state.business_day}"
            case Tick():
                return f"tick-{self.at_ms}-{state.seq}"


def next_due(state: HallState, now_ms: int) -> Due | None:
    """The earliest of what is due; None before the first configuration is published, or if nothing is to come."""
    if state.configuration is None:
        return None
    turn = _turn_of_the_day(state, state.hall.policy.hours, ZoneInfo(state.hall.plan.time_zone), now_ms)
    deadline_ms = next_deadline_ms(state)
    if deadline_ms is None or (turn is not None and turn.at_ms <= deadline_ms):
        return turn
    return Due(deadline_ms, Tick())


def _turn_of_the_day(state: HallState, hours: Hours, zone: ZoneInfo, now_ms: int) -> Due | None:
    """The end of the day that is open, or the beginning of the next; None if the calendar knows no next."""
    if state.business_day is not None:
        closes_at_ms = _closing(date.fromisoformat(state.business_day), hours, zone)
        return Due(closes_at_ms, CloseDay())
    day = datetime.fromtimestamp(now_ms / 1_000, zone).date()
    if _closing(day, hours, zone) <= now_ms:
        day += timedelta(days=1)
    if state.last_day is not None:
        day = max(day, date.fromisoformat(state.last_day) + timedelta(days=1))
    opening_day = first_opening_day(hours, day)
    if opening_day is None:
        return None
    return Due(_opening(opening_day, hours, zone), OpenDay(opening_day.isoformat()))


def _opening(day: date, hours: Hours, zone: ZoneInfo) -> int:
    return _at_ms(day, "00:00" if hours.always else hours.opens_at, zone)


def _closing(day: date, hours: Hours, zone: ZoneInfo) -> int:
    """A hall that is always open begins its next day at midnight."""
    return _at_ms(day + timedelta(days=1), "00:00", zone) if hours.always else _at_ms(day, hours.closes_at, zone)


def _at_ms(day: date, clock: str, zone: ZoneInfo) -> int:
    moment = datetime.combine(day, clock_time.fromisoformat(clock), zone)
    return round(moment.timestamp() * 1_000)
