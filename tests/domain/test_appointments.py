"""The diary of appointments: what is wrong with one is noticed, and what is forgotten leaves nothing behind."""

from collections.abc import Callable

import pytest

from queue_server.contract.commands import CheckIn, IssueTicket
from queue_server.contract.views import AppointmentState
from queue_server.domain import invariants
from queue_server.domain.appointments import Appointment, Diary
from queue_server.domain.state import HallState
from tests.domain.rules.test_appointments import ANNE, BILL, TOMORROW, book, hall
from tests.domain.small_hall import DAY, KIOSK


@pytest.fixture
def kept() -> HallState:
    """One has checked in, one is expected today and one tomorrow; somebody without appointment waits."""
    small = hall()
    small.give(CheckIn(book(small, "09:30", person_keys=(ANNE,))), KIOSK)
    book(small, "10:00", person_keys=(BILL,), source_id="web-1")
    book(small, "10:00", TOMORROW, person_keys=(BILL,), item="stamp")
    small.give(IssueTicket(queue_id="general", person_key=BILL), KIOSK)
    return small.state


def _expected_no_more(state: HallState) -> None:
    state.appointments.expected.pop()


def _settled_and_expected(state: HallState) -> None:
    _booked(state).state = AppointmentState.MISSED


def _of_another_day(state: HallState) -> None:
    _booked(state).business_day = "2026-11-30"


def _of_somebody_else(state: HallState) -> None:
    _booked(state).person_keys = (ANNE,)


def _without_its_ticket(state: HallState) -> None:
    used = next(one for one in state.appointments.by_id.values() if one.state is AppointmentState.CHECKED_IN)
    used.ticket_id = None


def _with_a_ticket_of_nobody(state: HallState) -> None:
    _booked(state).ticket_id = next(reversed(state.tickets))


def _ticket_of_somebody_else(state: HallState) -> None:
    state.tickets_of[ANNE].append(next(reversed(state.tickets)))


def _less_than_nothing(state: HallState) -> None:
    state.given_up[ANNE] = -1


def _booked(state: HallState) -> Appointment:
    return next(one for one in state.appointments.by_id.values() if one.state is AppointmentState.BOOKED)


@pytest.mark.parametrize(
    "damage",
    [
        _expected_no_more,
        _settled_and_expected,
        _of_another_day,
        _of_somebody_else,
        _without_its_ticket,
        _with_a_ticket_of_nobody,
        _ticket_of_somebody_else,
        _less_than_nothing,
    ],
)
def test_damage_to_the_diary_is_noticed(kept: HallState, damage: Callable[[HallState], None]) -> None:
    assert invariants.check(kept) == []
    damage(kept)
    assert invariants.check(kept) != []


def test_a_diary_whose_days_are_over_is_empty(kept: HallState) -> None:
    diary = kept.appointments
    diary.forget_before(TOMORROW)
    assert [one.business_day for one in diary.by_id.values()] == [TOMORROW]
    diary.forget_before("2026-11-25")
    assert diary == Diary()


def test_places_are_counted_by_slot_and_a_cancelled_one_is_free(kept: HallState) -> None:
    diary = kept.appointments
    assert diary.taken(DAY, ("licence", "stamp")) == {"09:30": 1, "10:00": 1}
    assert diary.taken(DAY, ("stamp",)) == {}
    (today,) = (one for one in diary.of_day(DAY) if one.state is AppointmentState.BOOKED)
    diary.settle(today.appointment_id, AppointmentState.CANCELLED)
    assert diary.taken(DAY, ("licence", "stamp")) == {"09:30": 1}
