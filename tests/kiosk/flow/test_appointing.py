"""Appointments at the kiosk: found, checked in, cancelled and booked; and nothing of anybody stays."""

import pytest

from config.configuration import HallConfiguration
from config.loading import SAMPLE, load
from hardware.slip_document import Qr, Text
from kiosk import appointment_examples as walk
from kiosk import pre_review_examples
from kiosk.flow import Place
from kiosk.messages import (
    AppointmentsFetched,
    PreReviewFetched,
    PreReviewNotFetched,
    SlipFailed,
    SlipPrinted,
    SlotsFetched,
    SlotsNotFetched,
)
from kiosk.presenters.check_in import By
from kiosk.rehearsal import NEXT_DAY, Rehearsal, open_hall, ticket
from queue_server.client.session import Answered, Linked, LinkLost, WasRefused
from queue_server.contract.commands import BookAppointment, CancelAppointment, CheckIn, Command, IssueTicket
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted, AppointmentState, AppointmentView

HALL = walk.with_schedules(load(SAMPLE))
NOW = walk.appointment(HALL)
EARLY = walk.appointment(HALL, "14:00")
OVER = walk.appointment(HALL, "09:00", state=AppointmentState.MISSED)


@pytest.fixture
def kiosk() -> Rehearsal:
    return walk.opened(HALL)


def last(kiosk: Rehearsal) -> Command:
    return list(kiosk.sent.values())[-1]


def press(kiosk: Rehearsal) -> Rehearsal:
    return kiosk.touch(kiosk.flow.check_in.press)


def beside(kiosk: Rehearsal) -> Rehearsal:
    return kiosk.touch(kiosk.flow.check_in.press_beside)


def banner(kiosk: Rehearsal) -> tuple[str, str]:
    told = kiosk.flow.check_in.state.taking.banner
    assert told is not None
    return told.text, told.advice


def answered(kiosk: Rehearsal, appointment: AppointmentView) -> Rehearsal:
    return kiosk.tell(Answered(list(kiosk.sent)[-1], Accepted(seq=9, at_ms=kiosk.now_ms, appointment=appointment)))


# --- finding it ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "written", "asked"),
    [
        (By.CODE, "07rj-k7m2-qx", (1, "07RJK7M2QX", None)),
        (By.PHONE, "138-0000 1234x", (1, None, "13800001234")),
        (By.ID, "11010519491231002x", (1, None, "11010519491231002X")),
    ],
)
def test_it_is_looked_up_by_what_was_typed_and_only_by_that(
    kiosk: Rehearsal, by: By, written: str, asked: tuple[int, str | None, str | None]
) -> None:
    press(press(walk.type_in(kiosk, written, by)))  # one touch, one question
    assert kiosk.looked_up == [asked]


@pytest.mark.parametrize(("by", "written"), [(By.CODE, "07RJK7"), (By.PHONE, "138000"), (By.ID, "1101011990030712")])
def test_what_can_be_none_is_not_asked_for(kiosk: Rehearsal, by: By, written: str) -> None:
    press(walk.type_in(kiosk, written, by))
    assert kiosk.looked_up == []


def test_a_scanner_types_and_asks_by_itself(kiosk: Rehearsal) -> None:
    kiosk.choose("check_in")
    for character in "07RJ-K7M2-QX\r":
        kiosk.flow.key_pressed(character)
    assert kiosk.looked_up == [(1, "07RJK7M2QX", None)]


@pytest.mark.parametrize("found", [(NOW,), ()])
def test_what_was_typed_of_a_person_is_gone_once_the_hall_has_answered(
    kiosk: Rehearsal, found: tuple[AppointmentView, ...]
) -> None:
    walk.look_up(kiosk, *found)
    assert walk.PHONE not in str(vars(kiosk.flow.check_in))
    assert kiosk.flow.check_in.state.entry is None or kiosk.flow.check_in.state.entry.groups == ()


def test_a_field_for_a_person_is_covered_from_afar_and_one_for_a_code_is_not(kiosk: Rehearsal) -> None:
    covered = []
    for by in By:
        kiosk.touch(kiosk.flow.home)
        entry = walk.type_in(kiosk, "", by).flow.check_in.state.entry
        assert entry is not None
        covered.append((by, entry.personal))
    assert covered == [(By.CODE, False), (By.PHONE, True), (By.ID, True)]


def test_an_answer_for_somebody_who_has_gone_is_not_shown_to_the_next(kiosk: Rehearsal) -> None:
    press(walk.type_in(kiosk, walk.PHONE, By.PHONE)).touch(kiosk.flow.home).choose("check_in")
    press(walk.type_in(kiosk.touch(kiosk.flow.home), "13911112222", By.PHONE))
    kiosk.tell(AppointmentsFetched(1, (NOW,)))
    assert kiosk.flow.check_in.state.rows == ()
    assert kiosk.flow.check_in.asking


def test_nobody_there_wipes_what_was_typed_and_found(kiosk: Rehearsal) -> None:
    walk.look_up(kiosk, NOW).wait(61)
    dialog = kiosk.flow.state.dialog
    assert dialog is not None
    assert dialog.text == "再过一会儿，会清掉刚才填的内容"
    kiosk.wait(40)
    assert kiosk.flow.state.place is Place.START
    assert kiosk.choose("check_in").flow.check_in.state.rows == ()


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (RefusalCode.APPOINTMENT_UNKNOWN, "没有查到预约"),
        (RefusalCode.MALFORMED, "没有查到预约"),
        (RefusalCode.TOO_MANY_ATTEMPTS, "试的次数多了，请过几分钟再输"),
        (RefusalCode.UNAVAILABLE, "暂时查不了预约"),
    ],
)
def test_what_is_not_found_says_so_and_how_to_get_a_number_all_the_same(
    kiosk: Rehearsal, why: RefusalCode, said: str
) -> None:
    walk.look_up_in_vain(kiosk, why)
    assert banner(kiosk)[0] == said
    beside(kiosk)
    assert kiosk.flow.state.place is Place.FIND


def test_without_the_server_it_says_where_to_check_in(kiosk: Rehearsal) -> None:
    press(walk.type_in(kiosk, walk.CODE).tell(LinkLost()))
    assert (kiosk.looked_up, banner(kiosk)[1]) == ([], "请到咨询台报到，工作人员帮您取号")


def test_a_hall_that_does_not_answer_is_not_waited_for_for_ever(kiosk: Rehearsal) -> None:
    press(walk.type_in(kiosk, walk.PHONE, By.PHONE)).wait(11)
    assert banner(kiosk)[0] == "暂时查不了预约"
    assert kiosk.flow.check_in.state.entry is not None
    assert kiosk.flow.check_in.state.entry.groups == ()


# --- the code of a sheet, typed here ------------------------------------------------------------------------------


def sheet(kiosk: Rehearsal) -> Rehearsal:
    """A code that is no appointment's."""
    return walk.look_up_in_vain(kiosk, RefusalCode.APPOINTMENT_UNKNOWN, By.CODE, walk.CODE)


def test_the_code_of_a_sheet_leads_to_its_pre_review(kiosk: Rehearsal) -> None:
    other = pre_review_examples.file(pre_review_examples.incomplete(Rehearsal(HALL).open()))
    review = other.flow.outlook.review
    assert review is not None
    assert review.filed is not None
    sheet(kiosk)
    assert kiosk.codes == [walk.CODE]
    kiosk.tell(PreReviewFetched(walk.CODE, review.filed))
    assert kiosk.flow.state.place is Place.MATERIALS


def test_a_code_that_is_neither_is_said_once(kiosk: Rehearsal) -> None:
    sheet(kiosk).tell(PreReviewNotFetched(walk.CODE, RefusalCode.NOT_FOUND))
    assert banner(kiosk)[0] == "没有查到预约"
    assert kiosk.flow.check_in.state.entry is not None
    assert kiosk.flow.check_in.state.entry.groups == ("07RJ", "K7M2", "QX")  # a code stays, to be compared


# --- checking in --------------------------------------------------------------------------------------------------


def test_checking_in_gives_a_number_that_says_for_when_it_was_booked(kiosk: Rehearsal) -> None:
    press(walk.look_up(kiosk, NOW))
    assert last(kiosk) == CheckIn(
        appointment_id="a7", language="zh", applicant=kiosk.flow.outlook.applicant_of(walk.ITEM, None)
    )
    kiosk.given(ticket(HALL, walk.ITEM, number="H005"))
    assert (kiosk.flow.state.place, kiosk.printed[0][0]) == (Place.TICKET, "2026-11-23.H005")
    assert kiosk.touch(kiosk.flow.home).choose("check_in").flow.check_in.state.rows == ()


def test_priority_can_be_claimed_with_a_check_in(kiosk: Rehearsal) -> None:
    walk.look_up(kiosk, NOW).touch(kiosk.flow.check_in.claim)
    kiosk.touch(lambda: kiosk.flow.priority.claim("elderly"))
    press(kiosk)
    command = last(kiosk)
    assert isinstance(command, CheckIn)
    assert command.priority == "elderly"


def test_the_one_that_can_be_checked_in_is_chosen_already(kiosk: Rehearsal) -> None:
    later = walk.appointment(HALL, "15:30", id_="a9")
    walk.look_up(kiosk, later, NOW)
    assert [row.id for row in kiosk.flow.check_in.state.rows if row.selected] == ["a7"]
    assert kiosk.flow.check_in.state.taking.key == "报到取号"


def test_too_early_says_from_when_and_offers_a_number(kiosk: Rehearsal) -> None:
    walk.look_up(kiosk, EARLY)
    assert banner(kiosk) == ("还没到报到时间", "13:30 起可以报到；着急的话，也可以直接取号")
    press(kiosk)
    assert (kiosk.flow.state.place, kiosk.flow.item.state.item_id) == (Place.ITEM, walk.ITEM)
    kiosk.take()
    assert isinstance(last(kiosk), IssueTicket)


def test_time_alone_opens_and_ends_the_check_in(kiosk: Rehearsal) -> None:
    walk.look_up(kiosk, walk.appointment(HALL, "10:12"))  # from 09:42
    assert kiosk.flow.check_in.state.taking.key == "直接取号"
    kiosk.wait(60)
    assert kiosk.flow.check_in.state.taking.key == "报到取号"


@pytest.mark.parametrize(
    ("appointment", "said"),
    [
        (OVER, "预约的时间已经过了"),
        (walk.appointment(HALL, state=AppointmentState.CANCELLED), "这个预约已经取消"),
        (walk.appointment(HALL, state=AppointmentState.CHECKED_IN, number="H004"), "这个预约已经报到"),
    ],
)
def test_what_can_be_checked_in_no_more_says_why_and_still_leads_to_a_number(
    kiosk: Rehearsal, appointment: AppointmentView, said: str
) -> None:
    walk.look_up(kiosk, appointment)
    assert (banner(kiosk)[0], kiosk.flow.check_in.state.beside) == (said, "")
    press(kiosk)
    assert kiosk.flow.state.place is Place.ITEM


@pytest.mark.parametrize(
    "why",
    [
        RefusalCode.APPOINTMENT_EARLY,
        RefusalCode.APPOINTMENT_OVER,
        RefusalCode.APPOINTMENT_USED,
        RefusalCode.APPOINTMENT_UNKNOWN,
        RefusalCode.NUMBERS_EXHAUSTED,
    ],
)
def test_what_the_hall_refuses_is_said_in_place(kiosk: Rehearsal, why: RefusalCode) -> None:
    press(walk.look_up(kiosk, NOW)).refused(why)
    assert kiosk.flow.state.place is Place.CHECK_IN
    assert banner(kiosk)[0] == kiosk.flow.outlook.say(f"why.{why.value}")


def test_who_has_a_number_for_the_same_matter_is_told_which(kiosk: Rehearsal) -> None:
    press(walk.look_up(kiosk, NOW))
    kiosk.tell(WasRefused(list(kiosk.sent)[-1], RefusalCode.DUPLICATE_TICKET, {"number": "H002"}))
    assert banner(kiosk)[0] == "您这件事已经有号 H002"


def test_back_leads_from_what_was_found_to_the_field(kiosk: Rehearsal) -> None:
    walk.look_up(kiosk, NOW).touch(kiosk.flow.back)
    assert (kiosk.flow.state.place, kiosk.flow.check_in.state.rows) == (Place.CHECK_IN, ())


# --- cancelling ---------------------------------------------------------------------------------------------------


def test_cancelling_takes_two_touches_and_not_the_second_of_a_double_touch(kiosk: Rehearsal) -> None:
    beside(beside(walk.look_up(kiosk, NOW)))
    assert (kiosk.flow.check_in.state.beside, banner(kiosk)[0][:4]) == ("确定取消", "再点一次")
    beside(kiosk.wait(1))
    assert last(kiosk) == CancelAppointment(appointment_id="a7")
    answered(kiosk, walk.appointment(HALL, state=AppointmentState.CANCELLED))
    assert banner(kiosk)[0] == "这个预约已经取消"


def test_a_cancelling_that_is_refused_leaves_it_as_it_stands(kiosk: Rehearsal) -> None:
    beside(beside(walk.look_up(kiosk, NOW)).wait(1)).refused(RefusalCode.APPOINTMENT_USED)
    assert kiosk.flow.check_in.state.taking.key == "报到取号"


# --- booking ------------------------------------------------------------------------------------------------------


def test_a_guide_offers_other_times_where_the_item_can_be_booked(kiosk: Rehearsal, sample: HallConfiguration) -> None:
    assert kiosk.item(walk.ITEM).flow.item.state.book == "约个时间再来"
    without = Rehearsal(HALL).open(open_hall(HALL)).item(walk.ITEM)
    assert without.flow.item.state.book == ""
    unscheduled = next(id_ for id_ in sample.items if id_ not in sample.policy.appointments.schedule_of)
    assert walk.opened(sample).item(unscheduled).flow.item.state.book == ""


def test_an_incomplete_verdict_offers_another_time(kiosk: Rehearsal) -> None:
    pre_review_examples.file(pre_review_examples.incomplete(kiosk))
    assert kiosk.flow.verdict.state.book == "约个时间，补齐再来"
    kiosk.touch(kiosk.flow.verdict.book)
    assert (kiosk.flow.state.place, kiosk.slots_asked) == (Place.BOOKING, [pre_review_examples.FOOD])


def test_the_first_day_that_has_a_place_is_in_front_and_full_ones_say_so(kiosk: Rehearsal) -> None:
    state = walk.book(kiosk).flow.booking.state
    assert [(day.name, day.full) for day in state.days][:2] == [("明天", True), ("11 月 25 日", False)]
    assert [day.id for day in state.days if day.selected] == ["2026-11-25"]
    assert [slot.note for slot in state.slots][:4] == ["余 3", "余 3", "余 3", "约满了"]
    assert not state.taking.enabled


def test_a_full_time_cannot_be_chosen(kiosk: Rehearsal) -> None:
    walk.choose_time(walk.book(kiosk), "10:30").touch(kiosk.flow.booking.book)
    assert (list(kiosk.sent.values()), kiosk.flow.booking.state.taking.enabled) == ([], False)


def test_what_is_booked_gets_a_code_and_a_slip_and_nothing_is_asked_of_who_books(kiosk: Rehearsal) -> None:
    walk.choose_time(walk.book(kiosk)).touch(kiosk.flow.booking.book).touch(kiosk.flow.booking.book)
    assert list(kiosk.sent.values()) == [
        BookAppointment(item_id=walk.ITEM, business_day="2026-11-25", begins_at="10:00", language="zh")
    ]
    answered(kiosk, walk.appointment(HALL, day=NEXT_DAY, code="07RJ-K7M2-QX"))
    booked = kiosk.flow.booking.state.booked
    assert booked is not None
    assert (booked.code, booked.day, booked.time) == ("07RJ-K7M2-QX", "11 月 24 日 星期二", "10:00–10:30")
    kiosk.touch(kiosk.flow.booking.print).touch(kiosk.flow.booking.print)
    ((name, document),) = kiosk.printed
    assert [block.data for block in document.blocks if isinstance(block, Qr)] == ["07RJ-K7M2-QX"]
    said = [block.text for block in document.blocks if isinstance(block, Text)]
    assert "没赶上也没关系，直接取号照常办。" in said
    kiosk.tell(SlipPrinted(name))
    assert (booked.print_key.text, kiosk.flow.booking.state.booked) != (None, booked)
    kiosk.touch(kiosk.flow.booking.end)
    assert (kiosk.flow.state.place, kiosk.flow.booking.state.booked) == (Place.START, None)


def test_a_slip_that_does_not_come_out_can_be_asked_for_again(kiosk: Rehearsal) -> None:
    walk.booked(walk.book(kiosk), walk.appointment(HALL, day=NEXT_DAY, code="07RJ-K7M2-QX"))
    kiosk.touch(kiosk.flow.booking.print).tell(SlipFailed(kiosk.printed[0][0])).touch(kiosk.flow.booking.print)
    assert len(kiosk.printed) == 2


def test_who_is_too_late_for_a_time_is_shown_what_is_free_now(kiosk: Rehearsal) -> None:
    walk.choose_time(walk.book(kiosk)).touch(kiosk.flow.booking.book).refused(RefusalCode.SLOT_FULL)
    assert kiosk.slots_asked == [walk.ITEM, walk.ITEM]
    kiosk.tell(SlotsFetched(walk.slots(walk.ITEM, free=1)))
    state = kiosk.flow.booking.state
    assert state.taking.banner is not None
    assert (state.taking.banner.text, state.taking.enabled, state.slots[0].note) == ("这个时间刚刚约满", False, "余 1")


def test_a_booking_that_nobody_waits_for_any_more_is_given_back(kiosk: Rehearsal) -> None:
    walk.choose_time(walk.book(kiosk)).touch(kiosk.flow.booking.book).touch(kiosk.flow.home)
    answered(kiosk, walk.appointment(HALL, day=NEXT_DAY))
    assert (last(kiosk), kiosk.flow.state.place) == (CancelAppointment(appointment_id="a7"), Place.START)


def test_where_nothing_can_be_booked_a_number_still_can_be_had(kiosk: Rehearsal) -> None:
    walk.book(kiosk, told=walk.slots(walk.ITEM, days=0))
    empty = kiosk.flow.booking.state.empty
    assert empty is not None
    assert (empty.text, empty.advice) == ("最近的时间都约满了", "不预约也照样能办，来了直接取号；或到咨询台问问")
    kiosk.touch(kiosk.flow.booking.walk_in)
    assert kiosk.flow.state.place is Place.ITEM
    assert kiosk.flow.item.state.taking.enabled


def test_every_page_of_times_says_that_nobody_needs_to_book(kiosk: Rehearsal) -> None:
    banner_ = walk.book(kiosk).flow.booking.state.taking.banner
    assert banner_ is not None
    assert banner_.text == "不预约也照样能办"


def test_times_that_could_not_be_had_are_asked_for_again_when_the_server_is_back(kiosk: Rehearsal) -> None:
    kiosk.item(walk.ITEM).touch(kiosk.flow.item.book).tell(LinkLost()).tell(SlotsNotFetched(walk.ITEM))
    empty = kiosk.flow.booking.state.empty
    assert empty is not None
    assert empty.text == "暂时约不了"
    kiosk.tell(Linked())
    assert kiosk.slots_asked == [walk.ITEM, walk.ITEM]


def test_the_start_page_offers_check_in_only_where_appointments_are_kept(kiosk: Rehearsal) -> None:
    assert "check_in" in [choice.id for choice in kiosk.flow.start.state.choices]
    plain = [choice.id for choice in Rehearsal(HALL).open(open_hall(HALL)).flow.start.state.choices]
    assert ("check_in" in plain, "code" in plain) == (False, True)
