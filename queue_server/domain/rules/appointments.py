"""Appointments: booked, cancelled, checked in. An offer beside the number that anybody can take, never a condition.

**The place of who checks in.** They stand as if they had come `head_start_min` before their slot: behind everybody who
was there by then, before those who came later. But between two of them, in the order of places and of calls, at least
`walk_ins_between` without an appointment are called. Who comes after the slot has ended stands last, as anybody would.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import structs

from config.appointments import Slot
from config.slots import slots_on
from queue_server.contract.actors import STATION_ROLES
from queue_server.contract.commands import BookAppointment, CancelAppointment, CheckIn
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import AppointmentState
from queue_server.domain import numbering
from queue_server.domain.appointments import Appointment
from queue_server.domain.business_day import at_ms, business_day
from queue_server.domain.events import AppointmentBooked, AppointmentCancelled
from queue_server.domain.moment import Events, Moment
from queue_server.domain.priority import MINUTE_MS
from queue_server.domain.rules import persons
from queue_server.domain.rules.attendance import check_in_ms
from queue_server.domain.rules.items import accepted_item
from queue_server.domain.rules.pre_reviews import usable
from queue_server.domain.rules.tickets import CANCEL_REASONS, Admission, day_for, issued, queue_of_item
from queue_server.domain.state import HallState

OTHERS_TOLD: Final = 5  # free slots that a refusal names


class FreeSlot(NamedTuple):
    """A slot that is still to come, and how many of its places are taken."""

    business_day: str
    slot: Slot
    taken: int

    @property
    def is_free(self) -> bool:
        return self.taken < self.slot.quota


def book(command: BookAppointment, moment: Moment) -> Events:
    """Once for each `source_id`: the same again changes nothing. One person has one appointment for an item at a time.

    Refuses SLOT_UNKNOWN and SLOT_FULL with the next free slots, ALREADY_BOOKED with the one that stands.
    """
    state, by = moment.state, moment.by
    if _known(state, command) is not None:
        return ()
    item = accepted_item(state, command.item_id, _day(command.business_day).isoformat())
    found = next(
        (
            slot
            for slot in slots_of_day(state, item.id, command.business_day, moment.now_ms)
            if slot.slot.begins_at == command.begins_at
        ),
        None,
    )
    if found is None or not found.is_free:
        code = RefusalCode.SLOT_UNKNOWN if found is None else RefusalCode.SLOT_FULL
        raise CommandRefused(code, item_id=item.id, free=_told(state, item.id, moment.now_ms))
    standing = booked_by(state, command.person_keys, item.id)
    if standing is not None:
        raise _already(standing)
    slot, time_zone = found.slot, state.hall.plan.time_zone
    return (
        AppointmentBooked(
            appointment_id=f"a{state.seq + 1}",
            item_id=item.id,
            for_day=command.business_day,
            begins_at=slot.begins_at,
            ends_at=slot.ends_at,
            begins_at_ms=at_ms(_day(command.business_day), slot.begins_at, time_zone),
            ends_at_ms=at_ms(_day(command.business_day), slot.ends_at, time_zone),
            language=command.language,
            person_keys=tuple(dict.fromkeys(command.person_keys)),
            source_id=command.source_id,
            by_station=None if by.roles.isdisjoint(STATION_ROLES) else by.id,
            configuration_hash=state.configuration_hash,
        ),
    )


def _known(state: HallState, command: BookAppointment) -> Appointment | None:
    """The appointment of that source, if it is the same; ALREADY_BOOKED, if it is another and not cancelled."""
    if command.source_id is None or command.source_id not in state.appointments.by_source:
        return None
    known = state.appointments.by_id[state.appointments.by_source[command.source_id]]
    asked = (command.item_id, command.business_day, command.begins_at)
    if asked == (known.item_id, *known.slot):
        return known
    if known.state is not AppointmentState.CANCELLED:
        raise _already(known)
    return None


def _already(standing: Appointment) -> CommandRefused:
    return CommandRefused(
        RefusalCode.ALREADY_BOOKED,
        appointment_id=standing.appointment_id,
        business_day=standing.business_day,
        begins_at=standing.begins_at,
    )


def booked_by(state: HallState, person_keys: tuple[str, ...], item_id: str) -> Appointment | None:
    """What somebody has booked of an item and not used yet."""
    theirs = (appointment for key in person_keys for appointment in state.appointments.of_person(key))
    return next((one for one in theirs if one.item_id == item_id and one.state is AppointmentState.BOOKED), None)


def _day(written: str) -> date:
    """Refuses MALFORMED."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise CommandRefused(RefusalCode.MALFORMED, where="business_day", why="no such day") from None


# --- which slots there are ----------------------------------------------------------------------------------------


def bookable_days(state: HallState, now_ms: int) -> Iterator[str]:
    """Today and as many days as the policy says, opening days or not; not the day that has been closed."""
    today = date.fromisoformat(business_day(now_ms, state.hall.plan.time_zone))
    for ahead in range(state.hall.policy.appointments.days_ahead + 1):
        day = (today + timedelta(days=ahead)).isoformat()
        if state.last_day is None or day > state.last_day or day == state.business_day:
            yield day


def slots_of_day(state: HallState, item_id: str, day: str, now_ms: int) -> tuple[FreeSlot, ...]:
    """The slots of an item that have not begun, full ones too; none for a day that cannot be booked."""
    if day not in bookable_days(state, now_ms):
        return ()
    hall, on = state.hall, date.fromisoformat(day)
    slots = slots_on(hall.policy.appointments, hall.policy.hours, item_id, on)
    if not slots:
        return ()
    taken = state.appointments.taken(day, hall.policy.appointments.schedule_of[item_id].item_ids)
    return tuple(
        FreeSlot(day, slot, taken[slot.begins_at])
        for slot in slots
        if at_ms(on, slot.begins_at, hall.plan.time_zone) > now_ms
    )


def _told(state: HallState, item_id: str, now_ms: int) -> str:
    """The next free slots as a refusal names them: "2026-11-24 10:00, 2026-11-24 10:30"; nothing if there are none."""
    days = bookable_days(state, now_ms)
    free = (slot for day in days for slot in slots_of_day(state, item_id, day, now_ms) if slot.is_free)
    return ", ".join(f"{one.business_day} {one.slot.begins_at}" for one in islice(free, OTHERS_TOLD))


# --- what becomes of them -----------------------------------------------------------------------------------------


def cancel(command: CancelAppointment, moment: Moment) -> Events:
    """Of one that was booked and not used. A second time it says nothing new."""
    appointment = _appointment(moment.state, command.appointment_id)
    allowed = CANCEL_REASONS[:1] if not moment.by.roles.isdisjoint(STATION_ROLES) else CANCEL_REASONS
    if command.reason not in allowed:
        raise CommandRefused(RefusalCode.REASON_UNKNOWN, allowed=", ".join(allowed))
    if appointment.state is AppointmentState.CANCELLED:
        return ()
    _demand_booked(moment.state, appointment)
    return (AppointmentCancelled(appointment.appointment_id, command.reason),)


def check_in(command: CheckIn, moment: Moment) -> Events:
    """The number for an appointment, at its place, however many wait already.

    Refuses APPOINTMENT_EARLY with the time from which on, APPOINTMENT_OVER with the reason; a number without the
    appointment can be taken all the same.
    """
    state = moment.state
    appointment = _appointment(state, command.appointment_id)
    _demand_booked(state, appointment)
    from_ms, until_ms = check_in_ms(state, appointment)
    if moment.now_ms > until_ms:
        raise CommandRefused(RefusalCode.APPOINTMENT_OVER, why=AppointmentState.MISSED.value)
    if moment.now_ms < from_ms:
        raise CommandRefused(
            RefusalCode.APPOINTMENT_EARLY,
            business_day=appointment.business_day,
            begins_at=appointment.begins_at,
            from_at=f"{datetime.fromtimestamp(from_ms / 1000, ZoneInfo(state.hall.plan.time_zone)):%H:%M}",
        )
    day, opened = day_for(appointment.business_day, moment)
    item = accepted_item(state, appointment.item_id, day)
    reviewed = usable(state, command.pre_review_id, moment.now_ms) if command.pre_review_id is not None else None
    if reviewed is not None and reviewed.item.id != item.id:
        raise CommandRefused(RefusalCode.MALFORMED, where="pre_review_id", why="it is about another item")
    queue = queue_of_item(state, item, reviewed)
    persons.demand_no_other(state, appointment.person_keys, item.id, None, queue.id)
    if opened:
        ordinal = place = 1
    else:
        ordinal = numbering.next_ordinal(state, queue.series)
        place = _place(state, queue.id, appointment, moment.now_ms)
    language = command.language or appointment.language
    admission = Admission(day, queue, item.id, reviewed, language, ordinal, place)
    return (
        *opened,
        structs.replace(
            issued(command, admission, moment),
            appointment_id=appointment.appointment_id,
            person_keys=appointment.person_keys,
            first_asked_by=moment.by.id if moment.by.roles.isdisjoint(STATION_ROLES) else None,
        ),
    )


def _place(state: HallState, queue_id: str, appointment: Appointment, now_ms: int) -> int:
    """After the slot the last."""
    if now_ms > appointment.ends_at_ms:
        return numbering.next_place(state)
    head_start_ms = state.hall.policy.appointments.head_start_min * MINUTE_MS
    return numbering.place_of_appointment(state, queue_id, appointment.begins_at_ms - head_start_ms)


def _appointment(state: HallState, appointment_id: str) -> Appointment:
    """Refuses APPOINTMENT_UNKNOWN, also for one of a former day."""
    appointment = state.appointments.by_id.get(appointment_id)
    if appointment is None:
        raise CommandRefused(RefusalCode.APPOINTMENT_UNKNOWN, appointment_id=appointment_id)
    return appointment


def _demand_booked(state: HallState, appointment: Appointment) -> None:
    """Refuses APPOINTMENT_USED, APPOINTMENT_OVER."""
    if appointment.state is AppointmentState.CHECKED_IN:
        ticket = state.tickets.get(appointment.ticket_id or "")
        raise CommandRefused(RefusalCode.APPOINTMENT_USED, number=ticket.number if ticket is not None else "")
    if appointment.state is not AppointmentState.BOOKED:
        raise CommandRefused(RefusalCode.APPOINTMENT_OVER, why=appointment.state.value)
