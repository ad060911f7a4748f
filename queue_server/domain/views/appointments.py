"""Appointments and free slots, as those see them who book and check in for somebody, and the staff."""

from queue_server.contract.commands import CancelAppointment, CheckIn
from queue_server.contract.views import (
    AppointmentCounts,
    AppointmentSlot,
    AppointmentState,
    AppointmentView,
    SlotDay,
    SlotLine,
    SlotsView,
)
from queue_server.domain.appointments import Appointment
from queue_server.domain.business_day import business_day
from queue_server.domain.rules.appointments import bookable_days, slots_of_day
from queue_server.domain.rules.attendance import check_in_ms
from queue_server.domain.state import HallState, Ticket
from queue_server.domain.views.actions import GUIDE, action
from queue_server.domain.views.labels import label


def appointment_view(state: HallState, appointment: Appointment, now_ms: int) -> AppointmentView:
    """Nothing in it tells whose it is."""
    item = state.hall.items.get(appointment.item_id)
    ticket = state.tickets.get(appointment.ticket_id or "")
    from_ms, until_ms = check_in_ms(state, appointment)
    return AppointmentView(
        appointment_id=appointment.appointment_id,
        item_id=appointment.item_id,
        item=label(item.name) if item is not None else None,
        business_day=appointment.business_day,
        begins_at=appointment.begins_at,
        ends_at=appointment.ends_at,
        begins_at_ms=appointment.begins_at_ms,
        ends_at_ms=appointment.ends_at_ms,
        check_in_from_ms=from_ms,
        check_in_until_ms=until_ms,
        state=appointment.state,
        language=appointment.language,
        ticket_id=appointment.ticket_id,
        number=ticket.number if ticket is not None else None,
        actions=(
            action(CheckIn(appointment.appointment_id), state, GUIDE, now_ms),
            action(CancelAppointment(appointment.appointment_id), state, GUIDE, now_ms),
        ),
    )


def appointments_of_person(state: HallState, person_key: str, now_ms: int) -> tuple[AppointmentView, ...]:
    """From today on, soonest first."""
    today = business_day(now_ms, state.hall.plan.time_zone)
    theirs = [one for one in state.appointments.of_person(person_key) if one.business_day >= today]
    return tuple(appointment_view(state, one, now_ms) for one in sorted(theirs, key=lambda one: one.begins_at_ms))


def slots_view(state: HallState, item_id: str, from_day: str, now_ms: int) -> SlotsView:
    """From that day on, days without slots left out. Empty for an item that cannot be booked."""
    days = (
        SlotDay(
            day,
            tuple(
                SlotLine(one.slot.begins_at, one.slot.ends_at, one.slot.quota, max(0, one.slot.quota - one.taken))
                for one in slots
            ),
        )
        for day in bookable_days(state, now_ms)
        if day >= from_day and (slots := slots_of_day(state, item_id, day, now_ms))
    )
    return SlotsView(item_id, tuple(days))


def slot_of_ticket(state: HallState, ticket: Ticket) -> AppointmentSlot | None:
    """The slot it was booked for."""
    appointment = state.appointments.by_id.get(ticket.appointment_id or "")
    return AppointmentSlot(appointment.begins_at, appointment.ends_at) if appointment is not None else None


def are_kept(state: HallState) -> bool:
    """Whether there is anything to check in for, or to book."""
    return bool(state.hall.policy.appointments.schedules) or bool(state.appointments.expected)


def counts_of_day(state: HallState, day: str) -> AppointmentCounts:
    """How many of that day are in which state."""
    found = dict.fromkeys(AppointmentState, 0)
    for appointment in state.appointments.of_day(day):
        found[appointment.state] += 1
    return AppointmentCounts(**{of.value: many for of, many in found.items()})
