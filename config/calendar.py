"""What must hold of a hall's calendar: the tables of the years, its own exceptions, and the lunch rota."""

from collections.abc import Iterator
from typing import Final

from config.clock import is_clock
from config.entries import Entry, repeated
from config.findings import Finding, quoted
from config.model import Model
from config.policy import Hours, Lunch

_KINDS: Final = ("closed_days", "open_days")


def findings(hours: Entry) -> Iterator[Finding]:
    """Days that are said to be both, years told twice or with days of another, a lunch outside the hours."""
    years = hours.entries("years")
    yield from repeated(years, "year")
    for table in (hours, *years):
        yield from _either(table)
    for year in years:
        yield from _of_other_years(year)
    opened = [day for table in (hours, *years) for day in _days(table, "open_days")]
    if hours.table.get("weekdays") == [] and not opened and hours.table.get("always") is not True:
        yield hours.finding("weekdays", "the hall never opens", "name weekdays, or open_days")
    if hours.entry("lunch").table:
        yield from _lunch(hours, hours.entry("lunch"))


def _either(table: Entry) -> Iterator[Finding]:
    closed = _days(table, "closed_days")
    for number, day in enumerate(_days(table, "open_days")):
        if day in closed:
            yield table.finding(f"open_days[{number}]", f"{quoted(day)} is one of closed_days too", "say one of both")


def _of_other_years(table: Entry) -> Iterator[Finding]:
    year = table.table.get("year")
    for key in _KINDS:
        for number, day in enumerate(_days(table, key)):
            if not str(day).startswith(f"{year}-"):
                yield table.finding(f"{key}[{number}]", f"{quoted(day)} is not a day of {quoted(year)}")


def _lunch(hours: Entry, lunch: Entry) -> Iterator[Finding]:
    opens_at, closes_at = (_clock(hours, Hours, key) for key in ("opens_at", "closes_at"))
    begins_at, ends_at = (_clock(lunch, Lunch, key) for key in ("begins_at", "ends_at"))
    if begins_at and ends_at and begins_at >= ends_at:
        yield lunch.finding("ends_at", f"{quoted(ends_at)} is not later than begins_at, {quoted(begins_at)}")
    elif begins_at and opens_at and closes_at and not opens_at <= begins_at < closes_at:
        reason = (
            f"{quoted(begins_at)} is not between opens_at and closes_at, {quoted(opens_at)} and {quoted(closes_at)}"
        )
        yield lunch.finding("begins_at", reason)


def _clock(table: Entry, model: type[Model], key: str) -> str | None:
    """None for what is not written as it should be: the shape check tells that."""
    written = table.table.get(key, model.model_fields[key].default)
    return written if is_clock(written) else None


def _days(table: Entry, key: str) -> list[object]:
    days = table.table.get(key)
    return days if isinstance(days, list) else []
