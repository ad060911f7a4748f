"""Appointments: booked, cancelled, checked in at a fair place, missed; never a condition for a number."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.contract.commands import (
    BookAppointment,
    CallNext,
    CancelAppointment,
    CheckIn,
    CloseDay,
    IssueTicket,
    MarkNoShow,
    OpenDay,
    OpenWindow,
    ReportSlip,
    SlipOutcome,
    Tick,
    UndoLast,
    VoidTicket,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import AppointmentState, HallView
from queue_server.domain import deadlines, numbering
from queue_server.domain.decide import decide
from queue_server.domain.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMissed,
    DayOpened,
    TicketIssued,
)
from queue_server.domain.views import appointment_view, ticket_view, view
from queue_server.domain.views.appointments import slots_view
from tests.domain.small_hall import (
    ANN,
    APPOINTMENTS,
    DAY,
    DAY_MS,
    GUS,
    KIOSK,
    NINE_MS,
    PORTAL,
    SmallHall,
    configuration,
    publication,
    tables,
)

ANNE, BILL = "a" * 32, "b" * 32
TOMORROW = "2026-11-24"
MINUTE_MS = 60_000
ONE_PLACE = {"begins_at": "10:00", "ends_at": "11:00", "quota": 1}


def booked_tables(**policy: Any) -> dict[str, Any]:
    booked = tables()
    booked["policy"]["appointments"] = {**APPOINTMENTS, **policy}
    return booked


def hall(**policy: Any) -> SmallHall:
    """Nine o'clock; licence and stamp can be booked, two for each half hour."""
    return SmallHall(hall=configuration(booked_tables(**policy)))


def book(small: SmallHall, begins_at: str = "10:00", day: str = DAY, item: str = "licence", **more: Any) -> str:
    (event,) = small.give(BookAppointment(item, day, begins_at, **more), PORTAL)
    assert isinstance(event, AppointmentBooked)
    return event.appointment_id


def at(small: SmallHall, clock: str) -> None:
    hours, minutes = map(int, clock.split(":"))
    small.now_ms = NINE_MS + ((hours - 9) * 60 + minutes) * MINUTE_MS


def check_in(small: SmallHall, appointment_id: str, **more: Any) -> str:
    issued = small.give(CheckIn(appointment_id, **more), KIOSK)[-1]
    assert isinstance(issued, TicketIssued)
    return issued.ticket_id


def refused(small: SmallHall, command: Any, by: Any = KIOSK) -> CommandRefused:
    with pytest.raises(CommandRefused) as caught:
        decide(command, small.state, by, small.now_ms, "key-refused")
    return caught.value


def order(small: SmallHall, queue_id: str = "general") -> list[str]:
    return [ticket_id for _, _, ticket_id in small.state.waiting[queue_id]]


# --- booking --------------------------------------------------------------------------------------------------------


def test_a_slot_is_booked_until_its_quota_is_reached_and_others_are_offered_then() -> None:
    small = hall()
    book(small, person_keys=(ANNE,))
    book(small, item="stamp")  # shares the quota
    full = refused(small, BookAppointment("licence", DAY, "10:00"))
    assert full.code is RefusalCode.SLOT_FULL
    assert full.details["free"].startswith(f"{DAY} 09:30, {DAY} 10:30, {DAY} 11:00")


def test_a_full_slot_keeps_nobody_from_a_number() -> None:
    small = hall()
    for _ in range(2):
        book(small)
    small.give(IssueTicket(item_id="licence"), KIOSK)


@pytest.mark.parametrize(
    ("day", "begins_at"),
    [
        (DAY, "09:00"),  # has begun
        (DAY, "09:15"),
        ("2026-11-22", "10:00"),
        ("2026-11-28", "10:00"),  # a Saturday
        ("2026-12-01", "10:00"),  # eight days ahead
    ],
)
def test_what_is_no_slot_to_come_is_not_booked(day: str, begins_at: str) -> None:
    assert refused(hall(), BookAppointment("licence", day, begins_at)).code is RefusalCode.SLOT_UNKNOWN


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (BookAppointment("nonsense", DAY, "10:00"), RefusalCode.ITEM_UNKNOWN),
        (BookAppointment("gone", DAY, "10:00"), RefusalCode.ITEM_CLOSED),
        (BookAppointment("today-only", DAY, "10:00"), RefusalCode.SLOT_UNKNOWN),
        (BookAppointment("licence", "2026-11-31", "10:00"), RefusalCode.MALFORMED),
        (CheckIn("a999"), RefusalCode.APPOINTMENT_UNKNOWN),
        (CancelAppointment("a999"), RefusalCode.APPOINTMENT_UNKNOWN),
    ],
)
def test_what_is_not_there_is_refused(command: Any, code: RefusalCode) -> None:
    assert refused(hall(), command).code is code


def test_an_item_without_slots_is_told_as_having_none() -> None:
    small = hall()
    assert slots_view(small.state, "today-only", "", small.now_ms).days == ()
    assert refused(small, BookAppointment("today-only", DAY, "10:00")).details["free"] == ""


def test_one_person_has_one_appointment_for_an_item_at_a_time() -> None:
    small = hall()
    first = book(small, person_keys=(ANNE, BILL))
    again = refused(small, BookAppointment("licence", TOMORROW, "10:00", person_keys=(BILL,)))
    assert (again.code, again.details["appointment_id"]) == (RefusalCode.ALREADY_BOOKED, first)
    book(small, item="stamp", person_keys=(ANNE,))
    small.give(CancelAppointment(first), PORTAL)
    book(small, day=TOMORROW, person_keys=(ANNE,))


def test_what_a_source_sends_again_is_booked_once() -> None:
    small = hall()
    first = book(small, source_id="web-7", person_keys=(ANNE,))
    assert small.give(BookAppointment("licence", DAY, "10:00", source_id="web-7", person_keys=(ANNE,)), PORTAL) == ()
    moved = refused(small, BookAppointment("licence", DAY, "10:30", source_id="web-7"), PORTAL)
    assert (moved.code, moved.details["appointment_id"]) == (RefusalCode.ALREADY_BOOKED, first)
    small.give(CancelAppointment(first), PORTAL)
    second = book(small, "10:30", source_id="web-7", person_keys=(ANNE,))
    assert small.state.appointments.by_source == {"web-7": second}


def test_slots_are_shown_with_what_is_free_and_not_on_closed_days() -> None:
    small = hall()
    book(small, "16:30")
    days = slots_view(small.state, "licence", "", small.now_ms).days
    assert [day.business_day for day in days] == [DAY, *(f"2026-11-{day}" for day in (24, 25, 26, 27, 30))]
    assert (days[0].slots[0].begins_at, days[0].slots[-1].begins_at) == ("09:30", "16:30")
    assert (days[0].slots[-1].free, days[0].slots[-1].quota, days[1].slots[-1].free) == (1, 2, 2)
    assert [d.business_day for d in slots_view(small.state, "licence", "2026-11-27", small.now_ms).days] == [
        "2026-11-27",
        "2026-11-30",
    ]


def test_a_special_day_has_its_own_slots_or_none() -> None:
    special = {"day": TOMORROW, "rows": [{"begins_at": "14:00", "ends_at": "15:00", "quota": 1}]}
    schedule = {**APPOINTMENTS["schedules"][0], "special_days": [special, {"day": "2026-11-25"}]}
    small = hall(schedules=[schedule])
    days = {day.business_day: day.slots for day in slots_view(small.state, "licence", TOMORROW, small.now_ms).days}
    assert [slot.begins_at for slot in days[TOMORROW]] == ["14:00"]
    assert "2026-11-25" not in days


def test_slots_keep_to_their_weekdays() -> None:
    row = {"begins_at": "10:00", "ends_at": "11:00", "quota": 1, "weekdays": ["wed"]}
    small = hall(schedules=[{**APPOINTMENTS["schedules"][0], "rows": [row]}])
    assert [d.business_day for d in slots_view(small.state, "licence", "", small.now_ms).days] == ["2026-11-25"]


# --- checking in ----------------------------------------------------------------------------------------------------


def test_who_checks_in_gets_a_number_that_tells_the_slot() -> None:
    small = hall()
    appointment = book(small, "09:30", language="en", person_keys=(ANNE,))
    ticket_id = check_in(small, appointment)
    shown = ticket_view(small.state, ticket_id, small.now_ms)
    assert shown.appointment is not None
    assert (shown.appointment.begins_at, shown.appointment.ends_at, shown.language) == ("09:30", "10:00", "en")
    told = appointment_view(small.state, small.state.appointments.by_id[appointment], small.now_ms)
    assert (told.state, told.number, told.ticket_id) == (AppointmentState.CHECKED_IN, shown.number, ticket_id)


def test_too_early_is_told_with_the_time_and_leaves_the_way_of_a_number() -> None:
    small = hall(early_min=30)
    appointment = book(small, "10:00")
    at(small, "09:29")
    early = refused(small, CheckIn(appointment))
    assert early.code is RefusalCode.APPOINTMENT_EARLY
    assert early.details == {"business_day": DAY, "begins_at": "10:00", "from_at": "09:30"}
    small.give(IssueTicket(item_id="licence"), KIOSK)
    at(small, "09:30")
    check_in(small, appointment)


def test_who_comes_until_the_tolerance_ends_is_let_in_at_the_end_and_afterwards_not() -> None:
    small = hall(late_min=15)
    appointment, other = book(small, "09:30"), book(small, "09:30")
    at(small, "09:45")
    walk_in = small.issue()
    at(small, "10:15")
    late = check_in(small, appointment)
    assert order(small) == [walk_in, late]
    small.now_ms += 1
    assert refused(small, CheckIn(other)).details == {"why": "missed"}


def test_an_appointment_is_used_once() -> None:
    small = hall()
    appointment = book(small, "09:30")
    number = small.ticket(check_in(small, appointment)).number
    for command in (CheckIn(appointment), CancelAppointment(appointment)):
        used = refused(small, command)
        assert (used.code, used.details) == (RefusalCode.APPOINTMENT_USED, {"number": number})


def test_a_number_that_reached_nobody_gives_the_appointment_back() -> None:
    small = hall()
    appointment = book(small, "09:30")
    lost = check_in(small, appointment)
    small.give(ReportSlip(lost, SlipOutcome.FAILED), KIOSK)
    small.give(VoidTicket(lost), KIOSK)
    again = check_in(small, appointment)
    assert again != lost
    small.give(VoidTicket(again, "test"), GUS)
    assert small.state.appointments.by_id[appointment].state is AppointmentState.BOOKED
    assert small.replayed() == small.state


def test_a_cancelled_appointment_frees_its_place_and_lets_nobody_in() -> None:
    small = hall()
    first, _ = book(small), book(small)
    assert small.give(CancelAppointment(first), KIOSK) == (AppointmentCancelled(first, "visitor"),)
    assert small.give(CancelAppointment(first), KIOSK) == ()
    book(small)
    at(small, "10:00")
    assert refused(small, CheckIn(first)).details == {"why": "cancelled"}


def test_only_staff_cancel_for_a_reason_of_the_staff() -> None:
    small = hall()
    appointment = book(small)
    assert refused(small, CancelAppointment(appointment, "staff"), PORTAL).code is RefusalCode.REASON_UNKNOWN
    small.give(CancelAppointment(appointment, "staff"), GUS)


def test_a_crowded_queue_and_a_full_hall_turn_nobody_away_who_booked() -> None:
    small = hall()
    appointment = book(small, "09:30")
    for _ in range(small.state.hall.policy.waiting_limit):
        small.issue()
    assert refused(small, IssueTicket(item_id="licence")).code is RefusalCode.QUEUE_FULL
    check_in(small, appointment)


def test_who_comes_before_the_hall_opens_opens_the_day_for_numbers() -> None:
    small = hall()
    small.give(CloseDay())
    small.now_ms += 24 * 3_600_000 - 20 * MINUTE_MS  # 08:40 tomorrow
    appointment = book(small, "09:00", TOMORROW)
    opened, issued = small.give(CheckIn(appointment), KIOSK)
    assert isinstance(opened, DayOpened)
    assert opened.early
    assert isinstance(issued, TicketIssued)
    assert issued.ticket_id == f"{TOMORROW}.{issued.number}"


# --- staying away ---------------------------------------------------------------------------------------------------


def test_who_does_not_come_has_missed_it_when_the_tolerance_ends() -> None:
    small = hall(late_min=15)
    appointment = book(small, "09:30")
    due_ms = deadlines.next_deadline_ms(small.state)
    assert due_ms == NINE_MS + 75 * MINUTE_MS + 1
    small.now_ms = due_ms - 1
    assert small.give(Tick()) == ()
    small.now_ms = due_ms
    assert small.give(Tick()) == (AppointmentMissed(appointment),)
    assert deadlines.next_deadline_ms(small.state) is None


def test_a_closing_hall_says_who_has_missed_it_and_whom_it_has_cancelled_itself() -> None:
    small = hall(late_min=60)
    past, coming, tomorrow = book(small, "09:30"), book(small, "16:00"), book(small, "09:30", TOMORROW)
    at(small, "10:05")
    events = small.give(CloseDay())
    assert AppointmentMissed(past) in events
    assert AppointmentCancelled(coming, "hall_closed") in events
    assert small.state.appointments.by_id[tomorrow].state is AppointmentState.BOOKED
    assert slots_view(small.state, "licence", "", small.now_ms).days[0].business_day == TOMORROW


def test_appointments_of_former_days_are_forgotten_when_a_day_opens() -> None:
    small = hall()
    book(small, "09:30", person_keys=(ANNE,), source_id="web-1")
    tomorrow = book(small, "09:30", TOMORROW, person_keys=(BILL,))
    small.give(CloseDay())
    small.now_ms += DAY_MS
    small.give(OpenDay(TOMORROW))
    diary = small.state.appointments
    assert list(diary.by_id) == list(diary.by_day[TOMORROW]) == [tomorrow]
    assert (list(diary.by_person), diary.by_source) == ([BILL], {})
    assert [id_ for _, id_ in diary.expected] == [tomorrow]


def test_a_hall_tells_whether_there_is_anything_to_check_in_for() -> None:
    for small, offered in ((hall(), True), (SmallHall(), False)):
        shown = view(small.state, "hall", small.now_ms)
        assert isinstance(shown, HallView)
        assert shown.appointments == offered


# --- the place ------------------------------------------------------------------------------------------------------


def test_who_booked_stands_as_if_they_had_come_some_minutes_before_the_slot() -> None:
    small = hall(head_start_min=20)
    appointment = book(small, "10:00")
    at(small, "09:39")
    before = small.issue()
    at(small, "09:41")
    after = small.issue()
    at(small, "10:10")
    mine = check_in(small, appointment)
    assert order(small) == [before, mine, after]


def test_between_two_who_booked_one_stands_who_did_not() -> None:
    small = hall()
    one, two = book(small, "10:00"), book(small, "10:00")
    at(small, "09:50")
    walk_ins = [small.issue() for _ in range(3)]
    first, second = check_in(small, one), check_in(small, two)
    assert order(small) == [first, walk_ins[0], second, *walk_ins[1:]]


def test_who_was_just_called_with_an_appointment_counts_too() -> None:
    small = hall()
    one, two = book(small, "10:00"), book(small, "10:00")
    at(small, "09:50")
    walk_ins = [small.issue() for _ in range(2)]
    first = check_in(small, one)
    small.give(OpenWindow("w1"), ANN)
    assert small.call("w1", ANN) == first
    second = check_in(small, two)
    assert order(small) == [walk_ins[0], second, walk_ins[1]]


def test_a_call_that_was_taken_back_counts_for_nobody() -> None:
    small = hall(early_min=60, late_min=240)
    one, two = book(small, "10:00"), book(small, "10:00")
    at(small, "09:50")
    walk_ins = [small.issue() for _ in range(2)]
    first = check_in(small, one)
    small.give(OpenWindow("w1"), ANN)
    small.give(MarkNoShow("w1", small.call("w1", ANN)), ANN)
    assert small.call("w1", ANN) == walk_ins[0]
    small.give(UndoLast("w1"), ANN)
    second = check_in(small, two)
    assert first not in order(small)
    assert order(small) == [walk_ins[0], second, walk_ins[1]]


def test_nobody_who_booked_stands_behind_where_they_would_without() -> None:
    small = hall()
    appointment = book(small, "10:00")
    at(small, "09:31")
    small.issue()
    early = check_in(small, appointment)
    at(small, "09:50")
    assert order(small)[-1] == early
    small.issue()
    assert order(small)[1] == early


@st.composite
def mornings(draw: st.DrawFn) -> list[tuple[str, int]]:
    """Who comes, calls, and checks in for which of the slots, with the minutes between."""
    steps = st.tuples(st.sampled_from(("walk_in", "walk_in", "call", "10:00", "10:30")), st.integers(0, 12))
    return draw(st.lists(steps, min_size=5, max_size=30))


def played(morning: list[tuple[str, int]], **policy: Any) -> Iterator[tuple[SmallHall, list[str]]]:
    """The hall after every step, and who was called so far out of the queue."""
    quota = {**APPOINTMENTS["schedules"][0], "rows": [{**APPOINTMENTS["schedules"][0]["rows"][0], "quota": 9}]}
    small = hall(schedules=[quota], early_min=60, late_min=240, **policy)
    booked = {clock: [book(small, clock) for _ in range(9)] for clock in ("10:00", "10:30")}
    small.give(OpenWindow("w1"), ANN)
    called: list[str] = []
    at(small, "09:35")
    for step, minutes in morning:
        small.wait(minutes * 60)
        if step == "walk_in" and len(order(small)) < 10:
            small.issue()
        elif step == "call" and order(small):
            called += [event.ticket_id for event in small.give(CallNext("w1"), ANN) if hasattr(event, "ticket_id")]
            small.give(MarkNoShow("w1", called[-1]), ANN)
        elif booked.get(step):
            check_in(small, booked[step].pop())
        yield small, called


def unfair(small: SmallHall, called: list[str]) -> list[str]:
    """What is wrong with the order, said from outside: by when people came and what they booked."""
    found = []
    has = {id_: ticket.appointment_id is not None for id_, ticket in small.state.tickets.items()}
    came = {id_: number for number, id_ in enumerate(small.state.tickets)}
    stands = order(small)
    for first, second in pairwise([*called[-1:], *stands]):
        passed = [id_ for id_ in stands[stands.index(second) :] if not has[id_] and came[id_] < came[second]]
        if has[first] and has[second] and passed:
            found.append(f"{second} goes right after {first}, before {passed[0]}")
    head_start_ms = small.state.hall.policy.appointments.head_start_min * MINUTE_MS
    for place, mine in enumerate(stands):
        if has[mine]:
            appointment = small.state.appointments.by_id[small.state.tickets[mine].appointment_id or ""]
            since_ms = appointment.begins_at_ms - head_start_ms
            for other in stands[place + 1 :]:
                came_ms = small.state.tickets[other].issued_at_ms
                if not has[other] and came_ms < min(since_ms, small.state.tickets[mine].issued_at_ms):
                    found.append(f"{mine} stands before {other}, who came before its time")
    return found


@given(morning=mornings())
def test_the_order_is_fair_to_those_without_an_appointment(morning: list[tuple[str, int]]) -> None:
    for small, called in played(morning):
        assert unfair(small, called) == []


@pytest.mark.parametrize("planted", ["head of the queue", "no alternation"])
def test_an_unfair_place_would_be_noticed(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def first(state: Any, queue_id: str, came_ms: int) -> int:
        standing = state.waiting[queue_id].first
        return standing[0] - 1 if standing else numbering.next_place(state)

    def in_time(state: Any, queue_id: str, came_ms: int) -> int:
        for place, _, ticket_id in state.waiting[queue_id]:
            if state.tickets[ticket_id].waits_from_ms >= came_ms:
                return int(place) - 1
        return numbering.next_place(state)

    monkeypatch.setattr(numbering, "place_of_appointment", first if planted == "head of the queue" else in_time)
    morning = [("walk_in", 0), ("walk_in", 10), ("walk_in", 0), ("10:00", 3), ("10:00", 1), ("10:00", 1)]
    assert any(unfair(small, called) for small, called in played(morning))


# --- publishing -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        {"schedules": []},
        {"schedules": [{**APPOINTMENTS["schedules"][0], "item_ids": ["stamp"]}]},
        {"schedules": [{**APPOINTMENTS["schedules"][0], "special_days": [{"day": TOMORROW}]}]},
        {
            "schedules": [
                {**APPOINTMENTS["schedules"][0], "rows": [{"begins_at": "10:00", "ends_at": "11:00", "quota": 1}]}
            ]
        },
    ],
)
def test_a_configuration_without_a_slot_that_is_booked_is_not_put_in_force(changed: dict[str, Any]) -> None:
    small = hall()
    appointments = [book(small, day=TOMORROW), book(small, day=TOMORROW)]
    coming = publication(configuration(booked_tables(**changed)))
    lost = refused(small, coming, by=small.journal[0].actor)
    assert lost.details["where"] == "content.policy.appointments"
    assert f"{TOMORROW} 10:00" in lost.details["why"]
    for appointment in appointments:
        small.give(CancelAppointment(appointment), PORTAL)
    small.give(coming)
