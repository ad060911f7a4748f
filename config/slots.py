"""Slots: what can be booked of an item on a day. Pure; days and times are local to the hall."""

from datetime import date

from config.appointments import Appointments, Slot
from config.clock import Weekday
from config.opening import is_opening_day
from config.policy import Hours

_WEEK = tuple(Weekday)


def slots_on(appointments: Appointments, hours: Hours, item_id: str, day: date) -> tuple[Slot, ...]:
    """In order of time; none for an item without a schedule, and on days the hall is closed."""
    schedule = appointments.schedule_of.get(item_id)
    if schedule is None or not is_opening_day(hours, day):
        return ()
    special = schedule.special.get(day)
    rows = schedule.rows if special is None else special.rows
    weekday = _WEEK[day.weekday()]
    found = [slot for row in rows if not row.weekdays or weekday in row.weekdays for slot in row.slots]
    return tuple(sorted(found))
