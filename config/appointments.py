"""Appointments (预约): which items can be booked, when and by how many, and how they are fitted in among the rest.

An appointment is an offer, never a condition: whoever comes without one always gets a number (`walk_ins_between` is
never nought). What must hold between slots is said by `findings`; `slots` tells which there are on a day.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, NamedTuple

from pydantic import Field

from config.clock import Clock, Weekday, clock_at, is_clock, minutes_of
from config.entries import Entry, repeated, unknown
from config.findings import Finding, quoted
from config.model import Id, Model


class Slot(NamedTuple):
    """A stretch of a day that can be booked, in local time, and by how many."""

    begins_at: str
    ends_at: str
    quota: int


class SlotRow(Model):
    """Slots of one length, one after the other, each for `quota` people."""

    begins_at: Clock
    ends_at: Clock
    every_min: Annotated[int, Field(ge=5, le=480)] | None = None  # length of each; left out: the row is one slot
    quota: Annotated[int, Field(ge=1, le=500)]
    weekdays: tuple[Weekday, ...] = ()  # left out: every day the hall opens

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """In order; what is left at the end is no slot."""
        begin, end = minutes_of(self.begins_at), minutes_of(self.ends_at)
        length = self.every_min or max(end - begin, 1)
        starts = range(begin, end - length + 1, length)
        return tuple(Slot(clock_at(start), clock_at(start + length), self.quota) for start in starts)


class SpecialDay(Model):
    """A day with slots of its own in place of the usual ones; without rows nothing can be booked on it."""

    day: date
    rows: tuple[SlotRow, ...] = ()


class Schedule(Model):
    """When some items can be booked; they share the quotas, as they share the windows."""

    id: Id
    item_ids: tuple[Id, ...] = Field(min_length=1)
    rows: tuple[SlotRow, ...] = Field(min_length=1)
    special_days: tuple[SpecialDay, ...] = ()

    @cached_property
    def special(self) -> dict[date, SpecialDay]:
        return {special.day: special for special in self.special_days}


class Appointments(Model):
    """How appointments are kept. Nothing can be booked without schedules; a number can be taken all the same.

    Who checks in waits from `head_start_min` before the slot on, as if they had come then, but behind everybody who was
    there already; and between two of them at least `walk_ins_between` who came without an appointment are called.
    """

    days_ahead: Annotated[int, Field(ge=0, le=60)] = 7  # how far ahead can be booked
    early_min: Annotated[int, Field(ge=0, le=240)] = 30  # check-in so long before the slot
    late_min: Annotated[int, Field(ge=0, le=240)] = 15  # and after it; then the appointment counts as missed
    head_start_min: Annotated[int, Field(ge=0, le=240)] = 20  # waiting counts from so long before the slot
    walk_ins_between: Annotated[int, Field(ge=1, le=10)] = 1  # without appointment, called between two
    hoarding_signs: Annotated[int, Field(ge=2, le=50)] = 3  # so many numbers given up in a day are shown to staff
    schedules: tuple[Schedule, ...] = ()

    @cached_property
    def schedule_of(self) -> dict[str, Schedule]:
        """By item."""
        return {item_id: schedule for schedule in self.schedules for item_id in schedule.item_ids}


# --- what must hold between them ----------------------------------------------------------------------------------


def findings(booked: Entry, items: list[Entry] | None, opens_at: object, closes_at: object) -> Iterator[Finding]:
    """`items` of the catalogue, None where they could not be read; the hall's hours as they are written."""
    schedules = booked.entries("schedules")
    yield from repeated(schedules, "id")
    if items is not None:
        yield from unknown(schedules, "item_ids", items, "items")
    yield from _in_two(schedules)
    hours = (minutes_of(opens_at), minutes_of(closes_at)) if is_clock(opens_at) and is_clock(closes_at) else None
    for schedule in schedules:
        yield from _rows(schedule, schedule, hours)
        yield from _repeated_days(schedule)
        for special in schedule.entries("special_days"):
            yield from _rows(special, schedule, hours)


def _in_two(schedules: list[Entry]) -> Iterator[Finding]:
    holders: dict[str, Entry] = {}
    for schedule in schedules:
        for place, item_id in schedule.texts("item_ids"):
            holder = holders.setdefault(item_id, schedule)
            if holder is not schedule:
                reason = f"{quoted(item_id)} is in the schedule {holder.name} too, in {schedule.name}"
                yield schedule.finding(place, reason, "put its slots into one schedule")


def _repeated_days(schedule: Entry) -> Iterator[Finding]:
    seen: set[str] = set()
    for special in schedule.entries("special_days"):
        day = str(special.table.get("day"))
        if day in seen:
            yield special.finding("day", f"{quoted(day)} occurs twice, in {schedule.name}", "put its rows together")
        seen.add(day)


def _rows(holder: Entry, schedule: Entry, hours: tuple[int, int] | None) -> Iterator[Finding]:
    """Of a schedule, or of a special day of it."""
    taken: dict[str, list[tuple[int, int, Entry]]] = defaultdict(list)  # by weekday
    for row in holder.entries("rows"):
        begins_at, ends_at = row.table.get("begins_at"), row.table.get("ends_at")
        if not is_clock(begins_at) or not is_clock(ends_at):
            continue
        begin, end = minutes_of(begins_at), minutes_of(ends_at)
        if begin >= end:
            reason = f"{quoted(ends_at)} is not later than begins_at, {quoted(begins_at)}, in {schedule.name}"
            yield row.finding("ends_at", reason)
            continue
        length = row.table.get("every_min")
        if isinstance(length, int) and length > 0 and (end - begin) % length:
            rest = f"slots of {length} minutes leave {(end - begin) % length} over, in {schedule.name}"
            yield row.finding("every_min", rest, f"end at {clock_at(end - (end - begin) % length)}")
        if hours is not None and (begin < hours[0] or end > hours[1]):
            opens, closes = clock_at(hours[0]), clock_at(hours[1])
            reason = f"{begins_at} to {ends_at} is not within the hall's hours, {opens} to {closes}, in {schedule.name}"
            yield row.finding("begins_at" if begin < hours[0] else "ends_at", reason)
        weekdays = {text for _, text in row.texts("weekdays")} or set(Weekday)
        other = next((o for day in weekdays for b, e, o in taken[day] if b < end and begin < e), None)
        if other is not None:
            reason = f"overlaps {other.seen_from(row.file)}, in {schedule.name}"
            yield row.finding("begins_at", reason, "a person who books must know which slot it is")
        for day in weekdays:
            taken[day].append((begin, end, row))
