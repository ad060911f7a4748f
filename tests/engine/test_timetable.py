from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from config.policy import Hours, Policy
from queue_server.contract.commands import CloseDay, OpenDay, OpenDoors, Tick
from queue_server.domain.state import HallState, Invited, LiveWindow
from queue_server.engine.timetable import Due, next_due
from tests.engine.sample_hall import sample


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1_000)


def hall(hours: Hours, *, business_day: str | None = None, last_day: str | None = None) -> HallState:
    configuration = sample().model_copy(update={"policy": Policy(hours=hours)})
    return HallState(configuration=configuration, business_day=business_day, last_day=last_day or business_day)


OFFICE = Hours(opens_at="09:00", closes_at="17:00", closed_days=(date(2027, 1, 1),), open_days=(date(2027, 1, 3),))
ALWAYS = Hours(always=True)
MONDAY, TUESDAY = "2026-11-23", "2026-11-24"


def test_nothing_is_due_before_a_configuration_is_published() -> None:
    assert next_due(HallState(), at("2026-11-23 10:00")) is None


@pytest.mark.parametrize(
    ("now", "last_day", "day", "opens_at"),
    [
        ("2026-11-23 08:00", None, MONDAY, "2026-11-23 09:00"),
        ("2026-11-23 08:00", "2026-11-22", MONDAY, "2026-11-23 09:00"),
        ("2026-11-23 10:00", "2026-11-22", MONDAY, "2026-11-23 09:00"),  # late, so now
        ("2026-11-23 16:59", None, MONDAY, "2026-11-23 09:00"),
        ("2026-11-23 17:00", None, TUESDAY, "2026-11-24 09:00"),
        ("2026-11-23 10:00", MONDAY, TUESDAY, "2026-11-24 09:00"),  # closed early by hand: not opened again
        ("2026-11-27 18:00", "2026-11-27", "2026-11-30", "2026-11-30 09:00"),  # after the weekend
        ("2026-11-28 10:00", None, "2026-11-30", "2026-11-30 09:00"),
        ("2026-12-31 18:00", "2026-12-31", "2027-01-03", "2027-01-03 09:00"),  # a holiday, then a Sunday that is worked
    ],
)
def test_a_closed_hall_opens_at_its_hour(now: str, last_day: str | None, day: str, opens_at: str) -> None:
    assert next_due(hall(OFFICE, last_day=last_day), at(now)) == Due(at(opens_at), OpenDay(day))


def test_a_hall_whose_calendar_has_no_more_days_waits_for_another_calendar() -> None:
    assert next_due(hall(Hours(weekdays=()), last_day=MONDAY), at("2026-11-23 18:00")) is None


def test_a_hall_opened_by_hand_on_a_day_off_closes_at_its_hour() -> None:
    due = next_due(hall(OFFICE, business_day="2026-11-28"), at("2026-11-28 12:00"))
    assert due == Due(at("2026-11-28 17:00"), CloseDay())


def test_an_open_hall_closes_at_its_hour() -> None:
    assert next_due(hall(OFFICE, business_day=MONDAY), at("2026-11-23 12:00")) == Due(
        at("2026-11-23 17:00"), CloseDay()
    )


def test_a_day_left_open_is_closed_at_once() -> None:
    due = next_due(hall(OFFICE, business_day=MONDAY), at("2026-11-25 08:00"))
    assert due == Due(at("2026-11-23 17:00"), CloseDay())


def test_a_hall_that_is_always_open_opens_at_once_and_turns_at_midnight() -> None:
    assert next_due(hall(ALWAYS), at("2026-11-23 03:00")) == Due(at("2026-11-23 00:00"), OpenDay(MONDAY))
    open_hall = hall(ALWAYS, business_day=MONDAY)
    assert next_due(open_hall, at("2026-11-23 03:00")) == Due(at("2026-11-24 00:00"), CloseDay())
    turned = hall(ALWAYS, last_day=MONDAY)
    assert next_due(turned, at("2026-11-24 00:00")) == Due(at("2026-11-24 00:00"), OpenDay(TUESDAY))


def test_the_day_is_that_of_the_halls_own_time_zone() -> None:
    late_in_london = round(datetime(2026, 11, 22, 20, tzinfo=ZoneInfo("UTC")).timestamp() * 1_000)
    due = next_due(hall(ALWAYS), late_in_london)
    assert due is not None
    assert due.command == OpenDay(MONDAY)


def test_a_deadline_comes_before_the_evening() -> None:
    state = hall(OFFICE, business_day=MONDAY)
    until_ms = at("2026-11-23 12:01")
    state.windows["w01"] = LiveWindow(invited=Invited("some-service", until_ms))
    assert next_due(state, at("2026-11-23 12:00")) == Due(until_ms, Tick())


def test_the_same_occasion_has_the_same_key() -> None:
    state = hall(OFFICE, business_day=MONDAY)
    state.seq = 7
    assert Due(1_000, OpenDay(TUESDAY)).key(state) == "hall/open-2026-11-24"
    assert Due(1_000, CloseDay()).key(state) == "hall/close-2026-11-23"
    assert Due(1_000, Tick()).key(state) == "hall/tick-1000-7"


def test_a_day_that_is_open_early_begins_at_its_hour_and_closes_at_that_of_its_own_date() -> None:
    early = hall(OFFICE, business_day="2026-11-30")
    early.early = True
    for now in ("2026-11-27 18:00", "2026-11-28 12:00", "2026-11-30 08:59"):
        assert next_due(early, at(now)) == Due(at("2026-11-30 09:00"), OpenDay("2026-11-30"))
    early.early = False
    assert next_due(early, at("2026-11-30 09:00")) == Due(at("2026-11-30 17:00"), CloseDay())


def test_a_server_that_slept_through_a_day_opened_early_begins_it_and_then_closes_it() -> None:
    late = hall(OFFICE, business_day=MONDAY)
    late.early = True
    begin = next_due(late, at("2026-11-24 07:00"))
    assert begin == Due(at("2026-11-23 09:00"), OpenDay(MONDAY))
    late.early = False
    assert next_due(late, at("2026-11-24 07:00")) == Due(at("2026-11-23 17:00"), CloseDay())


def test_the_doors_open_before_the_windows_where_the_policy_says_so() -> None:
    early = OFFICE.model_copy(update={"doors_min": 30})
    closed = hall(early, last_day="2026-11-22")
    for now in ("2026-11-23 07:00", "2026-11-23 08:45"):  # in time, and late
        assert next_due(closed, at(now)) == Due(at("2026-11-23 08:30"), OpenDoors(MONDAY))
    assert next_due(closed, at("2026-11-23 09:10")) == Due(at("2026-11-23 09:00"), OpenDay(MONDAY))
    at_the_doors = hall(early, business_day=MONDAY)
    at_the_doors.early = at_the_doors.doors_open = True
    assert next_due(at_the_doors, at("2026-11-23 08:31")) == Due(at("2026-11-23 09:00"), OpenDay(MONDAY))
    assert Due(1_000, OpenDoors(MONDAY)).key(closed) == "hall/doors-2026-11-23"


def test_a_hall_that_is_always_open_has_no_doors() -> None:
    always = ALWAYS.model_copy(update={"doors_min": 30})
    assert next_due(hall(always, last_day="2026-11-22"), at("2026-11-23 00:00")) == Due(
        at("2026-11-23 00:00"), OpenDay(MONDAY)
    )
