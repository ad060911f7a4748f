"""Attendance: until when somebody who booked is expected, and what is said of those who did not come."""

from collections.abc import Iterator
from typing import Final

from queue_server.contract.views import AppointmentState
from queue_server.domain.appointments import Appointment
from queue_server.domain.events import AppointmentCancelled, AppointmentMissed
from queue_server.domain.moment import Events
from queue_server.domain.priority import MINUTE_MS
from queue_server.domain.state import HallState

HALL_CLOSED: Final = "hall_closed"


def check_in_ms(state: HallState, appointment: Appointment) -> tuple[int, int]:
    """From when and until when it can be checked in."""
    early_ms = state.hall.policy.appointments.early_min * MINUTE_MS
    return appointment.begins_at_ms - early_ms, appointment.ends_at_ms + _late_ms(state)


def missed(state: HallState, now_ms: int) -> Events:
    """All whose time is over."""
    late_ms = _late_ms(state)
    over = []
    for ends_at_ms, appointment_id in state.appointments.expected:
        if ends_at_ms + late_ms >= now_ms:
            break
        over.append(AppointmentMissed(appointment_id))
    return tuple(over)


def next_missed_ms(state: HallState) -> int | None:
    """When the next one will be; None if nobody is expected."""
    first_ms = state.appointments.first_ends_at_ms
    return None if first_ms is None else first_ms + _late_ms(state) + 1


def ends_with(state: HallState, day: str, now_ms: int) -> Iterator[AppointmentMissed | AppointmentCancelled]:
    """Of a day that closes: who could have come has missed it, of the others the hall has cancelled it."""
    for appointment in state.appointments.of_day(day):
        if appointment.state is AppointmentState.BOOKED:
            id_ = appointment.appointment_id
            has_ended = appointment.ends_at_ms <= now_ms
            yield AppointmentMissed(id_) if has_ended else AppointmentCancelled(id_, HALL_CLOSED)


def _late_ms(state: HallState) -> int:
    return state.hall.policy.appointments.late_min * MINUTE_MS
