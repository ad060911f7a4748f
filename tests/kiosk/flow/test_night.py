"""The self-service zone after hours: what it offers, how it changes by the calendar, and that nobody is cut off."""

import msgspec
import pytest

from config.catalogue import Applicant
from config.configuration import HallConfiguration
from kiosk.flow import BarKey, Place
from kiosk.messages import SlipPrinted
from kiosk.presenters.ticket import Phase
from kiosk.rehearsal import (
    CLOSING_MS,
    DAY_MS,
    EVENING_MS,
    NEXT_DAY,
    Rehearsal,
    keeping_hours,
    night_hall,
    open_hall,
    ticket,
)
from queue_server.client.session import LinkLost
from queue_server.contract.commands import CallForHelp, IssueTicket
from queue_server.contract.refusals import RefusalCode

OPENING_MS = CLOSING_MS + 16 * 3_600_000  # 09:00 of the next day
WEEKDAYS = DAY_MS * 4


@pytest.fixture
def kept(sample: HallConfiguration) -> HallConfiguration:
    return keeping_hours(sample)


@pytest.fixture
def night(kept: HallConfiguration) -> Rehearsal:
    """The kiosk of the zone at 21:36."""
    return Rehearsal(kept, night=True, now_ms=EVENING_MS).open(night_hall(kept))


def asked(kiosk: Rehearsal) -> list[IssueTicket]:
    return [command for command in kiosk.sent.values() if isinstance(command, IssueTicket)]


# --- what it offers -----------------------------------------------------------------------------------------------


def test_it_offers_what_needs_no_window_and_says_when_they_open(night: Rehearsal) -> None:
    start = night.flow.start.state
    offered = ["guide", "take", "code", "bundles", "departments", "search", "help", "call"]
    assert [choice.id for choice in start.choices] == offered
    assert (start.figures[0].value, start.figures[0].note) == ("明天 09:00", "11 月 24 日 星期二")
    assert (start.rows, start.hero, night.flow.state.night) == ((), None, True)


def test_a_number_is_for_the_next_opening_day_and_says_so_everywhere(night: Rehearsal) -> None:
    night.item("food-licence-new")
    assert night.flow.item.state.direct == "取号（明天）"
    night.take()
    assert asked(night) == [IssueTicket(item_id="food-licence-new", for_day=NEXT_DAY)]
    night.given(ticket(night.configuration, ahead=0, for_day=NEXT_DAY)).tell(SlipPrinted("2026-11-23.A012"))
    state = night.flow.ticket.state
    assert state is not None
    assert (state.caption, state.now, state.aside_label) == ("11 月 24 日 星期二的号码", False, "")
    assert state.follow == "窗口 09:00 开门，到时看屏幕、听广播"


def test_before_the_weekend_the_number_is_for_monday(kept: HallConfiguration) -> None:
    friday = Rehearsal(kept, night=True, now_ms=EVENING_MS + WEEKDAYS).open(night_hall(kept, next_day="2026-11-30"))
    assert friday.flow.start.state.figures[0].value == "11 月 30 日 09:00"
    friday.item("food-licence-new").take()
    assert asked(friday) == [IssueTicket(item_id="food-licence-new", for_day="2026-11-30")]
    assert friday.flow.item.state.direct == "取号（11 月 30 日）"


def test_a_bundle_gets_its_number_at_night_too(night: Rehearsal) -> None:
    night.choose("bundles").open_bundle("newborn").touch(night.flow.bundle.take)
    assert asked(night) == [IssueTicket(bundle_id="newborn", for_day=NEXT_DAY, applicant=Applicant.PERSON)]


def test_numbers_taken_before_are_counted_and_no_window_is_said_to_be_open(kept: HallConfiguration) -> None:
    kiosk = Rehearsal(kept, night=True, now_ms=EVENING_MS).open(night_hall(kept, taken=9))
    assert kiosk.flow.start.state.figures[1].value == "已取 9 个"
    kiosk.item("food-licence-new")
    assert kiosk.flow.item.state.figures[2].value == "明天 09:00"
    assert kiosk.flow.item.state.taking.enabled


def test_a_kiosk_inside_the_hall_gives_no_number_of_the_day_that_was_opened_early(kept: HallConfiguration) -> None:
    kiosk = Rehearsal(kept, now_ms=EVENING_MS).open(night_hall(kept, taken=9)).choose("guide")
    kiosk.open_item("food-licence-new").take()
    assert asked(kiosk) == []
    assert not kiosk.flow.state.night


def test_somebody_can_be_called_from_its_start_screen(night: Rehearsal) -> None:
    night.choose("call")
    assert list(night.sent.values()) == [CallForHelp()]


def test_while_the_server_is_away_guides_can_be_read_and_no_number_is_offered(night: Rehearsal) -> None:
    night.tell(LinkLost())
    start = night.flow.start.state
    assert [choice.id for choice in start.choices] == ["guide", "bundles", "departments", "search", "help", "call"]
    assert start.banner is not None
    assert night.flow.state.night
    assert "咨询台" not in start.banner.advice  # nobody sits there now
    night.choose("guide").open_item("food-licence-new").take()
    assert (asked(night), bool(night.flow.item.state.sections)) == ([], True)
    night.touch(lambda: night.flow.press(BarKey.HELP))
    assert night.flow.state.dialog is not None
    assert "咨询台" not in night.flow.state.dialog.text


def test_when_the_calendar_knows_no_day_to_come_no_number_is_offered(kept: HallConfiguration) -> None:
    hall = msgspec.structs.replace(night_hall(kept), next_day=None)
    kiosk = Rehearsal(kept, night=True, now_ms=EVENING_MS).open(hall)
    assert "take" not in [choice.id for choice in kiosk.flow.start.state.choices]
    kiosk.choose("guide").open_item("food-licence-new").take()
    assert asked(kiosk) == []


def test_a_hall_that_is_always_open_never_goes_to_night(sample: HallConfiguration) -> None:
    kiosk = Rehearsal(sample, night=True, now_ms=EVENING_MS).open()
    assert (kiosk.flow.state.night, kiosk.flow.start.state.moon) == (False, False)
    assert not kiosk.tell(LinkLost()).wait(5).flow.state.night


# --- nobody is cut off --------------------------------------------------------------------------------------------


def test_the_form_changes_by_the_calendar_when_nobody_is_there(kept: HallConfiguration) -> None:
    kiosk = Rehearsal(kept, night=True, now_ms=CLOSING_MS - 2_000).open()
    assert not kiosk.flow.state.night
    kiosk.see(night_hall(kept))
    assert (kiosk.flow.state.night, kiosk.flow.start.state.moon) == (True, True)
    kiosk.see(open_hall(kept))
    assert (kiosk.flow.state.night, kiosk.flow.start.state.moon) == (False, False)


def test_the_calendar_changes_the_form_also_while_the_server_is_away(kept: HallConfiguration) -> None:
    kiosk = Rehearsal(kept, night=True, now_ms=CLOSING_MS - 2_000).open().tell(LinkLost())
    assert not kiosk.flow.state.night
    assert kiosk.wait(3).flow.state.night


@pytest.mark.parametrize("zone", [True, False])
def test_who_is_in_the_middle_at_closing_finishes_in_the_form_they_began(kept: HallConfiguration, zone: bool) -> None:
    kiosk = Rehearsal(kept, night=zone, now_ms=CLOSING_MS - 2_000).open().item("food-licence-new")
    kiosk.wait(3).see(night_hall(kept))
    assert (kiosk.flow.state.place, kiosk.flow.state.night) == (Place.ITEM, False)
    taking = kiosk.flow.item.state.taking
    assert taking.enabled is zone  # the key follows the hour: a number of tomorrow, or none
    kiosk.take()
    assert asked(kiosk) == ([IssueTicket(item_id="food-licence-new", for_day=NEXT_DAY)] if zone else [])
    kiosk.touch(kiosk.flow.home)
    assert kiosk.flow.state.night is zone


def test_who_is_in_the_middle_at_opening_finishes_at_night_and_gets_a_number_of_today(kept: HallConfiguration) -> None:
    kiosk = Rehearsal(kept, night=True, now_ms=OPENING_MS - 2_000).open(night_hall(kept)).item("food-licence-new")
    assert kiosk.flow.item.state.direct == "取号（今天）"
    kiosk.wait(3).see(open_hall(kept))
    assert (kiosk.flow.state.place, kiosk.flow.state.night) == (Place.ITEM, True)
    kiosk.take()
    assert asked(kiosk) == [IssueTicket(item_id="food-licence-new")]
    kiosk.touch(kiosk.flow.home)
    assert not kiosk.flow.state.night


@pytest.mark.parametrize("code", [RefusalCode.DAY_CLOSED, RefusalCode.DAY_CHANGED])
def test_a_request_that_crosses_the_hour_is_told_so_and_one_more_touch_brings_the_number(
    kept: HallConfiguration, code: RefusalCode
) -> None:
    kiosk = Rehearsal(kept, night=True, now_ms=CLOSING_MS - 500).open().item("food-licence-new").take()
    kiosk.see(night_hall(kept)).refused(code)
    taking = kiosk.flow.item.state.taking
    assert taking.banner is not None
    assert (taking.banner.text, taking.enabled) == ("取号的日子刚刚变了", True)
    kiosk.take()
    assert asked(kiosk)[-1] == IssueTicket(item_id="food-licence-new", for_day=NEXT_DAY)


def test_a_ticket_on_the_screen_at_closing_stays_as_it_is(kept: HallConfiguration) -> None:
    kiosk = Rehearsal(kept, night=True, now_ms=CLOSING_MS - 3_000).open().item("food-licence-new").take()
    kiosk.given(ticket(kept)).tell(SlipPrinted("2026-11-23.A012")).see(night_hall(kept)).wait(20)
    assert (kiosk.flow.state.place, kiosk.flow.state.night) == (Place.TICKET, False)
    assert kiosk.flow.ticket.state is not None
    assert kiosk.flow.ticket.state.phase is Phase.PRINTED
    kiosk.wait(30)
    assert (kiosk.flow.state.place, kiosk.flow.state.night) == (Place.START, True)


def test_the_language_of_the_night_is_chosen_as_by_day(night: Rehearsal) -> None:
    night.touch(lambda: night.flow.press(BarKey.LANGUAGE))
    assert night.flow.start.state.heading == "Good evening. The kiosk is open"
    assert night.flow.start.state.figures[0].value == "Tomorrow 09:00"
