"""Numbers for the next opening day, taken while windows are closed: the day is open early, and begins at its hour."""

from datetime import date

import pytest

from queue_server.contract.commands import (
    CallNext,
    CancelTicket,
    CloseDay,
    FilePreReview,
    IssueTicket,
    OpenDay,
    OpenWindow,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import HallView
from queue_server.domain.decide import decide
from queue_server.domain.events import DayBegan, DayOpened, TicketIssued
from queue_server.domain.views import ticket_view, view
from tests.domain.small_hall import (
    ANN,
    DAY,
    DEE,
    GUS,
    KIOSK,
    NINE_MS,
    OTHER_KIOSK,
    SmallHall,
    configuration,
    guided_tables,
    publication,
    tables,
    visitor,
)

HOUR_S = 3_600
TUESDAY, FRIDAY, MONDAY = "2026-11-24", "2026-11-27", "2026-11-30"


def take(hall: SmallHall, for_day: str, queue_id: str = "general", **more: str) -> TicketIssued:
    event = hall.give(IssueTicket(queue_id=queue_id, for_day=for_day, **more), KIOSK)[-1]
    assert isinstance(event, TicketIssued)
    return event


def refused(hall: SmallHall, command: IssueTicket) -> tuple[RefusalCode, str | None]:
    with pytest.raises(CommandRefused) as told:
        decide(command, hall.state, KIOSK, hall.now_ms, "key-refused")
    return told.value.code, told.value.details.get("next_day")


@pytest.fixture
def night(hall: SmallHall) -> SmallHall:
    """Monday evening; somebody was there by day."""
    hall.issue()
    hall.wait(11 * HOUR_S)
    hall.give(CloseDay())
    return hall


def test_the_first_number_of_the_night_opens_the_day_it_is_for(night: SmallHall) -> None:
    opened, issued = night.give(IssueTicket(queue_id="general", for_day=TUESDAY), KIOSK)
    assert opened == DayOpened(TUESDAY, night.state.configuration_hash, early=True)
    assert isinstance(issued, TicketIssued)
    assert (issued.ticket_id, issued.ordinal, issued.place) == (f"{TUESDAY}.A001", 1, 1)


def test_later_numbers_of_the_night_follow_in_order_across_queues(night: SmallHall) -> None:
    numbers = [take(night, TUESDAY, queue_id).number for queue_id in ("general", "instant", "general")]
    assert numbers == ["A001", "A002", "A003"]
    assert [night.ticket(f"{TUESDAY}.{number}").place for number in numbers] == [1, 2, 3]


def test_numbers_of_the_night_are_called_in_the_morning_before_those_of_the_morning(night: SmallHall) -> None:
    of_the_night = [take(night, TUESDAY).ticket_id for _ in range(3)]
    night.wait(13 * HOUR_S)
    night.give(OpenDay(TUESDAY))
    of_the_morning = night.issue()
    night.sit("w1", ANN)
    assert [night.serve_whole("w1", ANN) for _ in range(4)] == [*of_the_night, of_the_morning]


def test_a_day_that_is_open_early_begins_with_its_hour(night: SmallHall) -> None:
    take(night, TUESDAY)
    night.wait(13 * HOUR_S)
    assert night.give(OpenDay(TUESDAY)) == (DayBegan(TUESDAY),)
    assert night.refusal(OpenDay(TUESDAY)) is RefusalCode.DAY_OPEN
    night.sit("w1", ANN)


def test_no_window_opens_before_its_day_has_begun(night: SmallHall) -> None:
    take(night, TUESDAY)
    assert night.refusal(OpenWindow("w1"), ANN) is RefusalCode.DAY_CLOSED
    assert night.refusal(CallNext("w1"), ANN) is RefusalCode.WINDOW_NOT_OPEN


def test_nobody_closes_a_day_that_has_not_begun(night: SmallHall) -> None:
    take(night, TUESDAY)
    assert night.refusal(CloseDay(), DEE) is RefusalCode.DAY_CLOSED


def test_no_other_day_opens_while_one_is_open_early(night: SmallHall) -> None:
    take(night, TUESDAY)
    assert night.refusal(OpenDay("2026-11-25"), DEE) is RefusalCode.DAY_OPEN


def test_over_a_weekend_the_number_is_for_monday(hall: SmallHall) -> None:
    hall.give(CloseDay())
    hall.wait(4 * 24 * HOUR_S)
    hall.give(OpenDay(FRIDAY))
    hall.wait(9 * HOUR_S)
    hall.give(CloseDay())
    assert refused(hall, IssueTicket(queue_id="general", for_day="2026-11-28")) == (RefusalCode.DAY_CHANGED, MONDAY)
    assert take(hall, MONDAY).ticket_id == f"{MONDAY}.A001"
    hall.wait(30 * HOUR_S)
    assert take(hall, MONDAY).ticket_id == f"{MONDAY}.A002"


def test_over_a_holiday_the_number_is_for_the_day_worked_instead() -> None:
    calendar = tables()
    calendar["policy"]["hours"] |= {"closed_days": [TUESDAY, "2026-11-25", "2026-11-26"], "open_days": ["2026-11-28"]}
    calendar["policy"]["hours"]["weekdays"] = ["mon", "tue", "wed", "thu"]
    hall = SmallHall(hall=configuration(calendar))
    hall.give(CloseDay())
    assert take(hall, "2026-11-28").ticket_id == "2026-11-28.A001"


def test_early_in_the_morning_the_number_is_for_today() -> None:
    hall = SmallHall(open_day=False)
    hall.wait(-3 * HOUR_S)
    assert take(hall, DAY).ticket_id == f"{DAY}.A001"


def test_a_hall_closed_by_hand_gives_numbers_for_the_next_day(hall: SmallHall) -> None:
    hall.wait(2 * HOUR_S)
    hall.give(CloseDay(), DEE)
    assert refused(hall, IssueTicket(queue_id="general", for_day=DAY)) == (RefusalCode.DAY_CHANGED, TUESDAY)
    take(hall, TUESDAY)


def test_without_a_day_to_come_there_are_no_numbers() -> None:
    calendar = tables()
    calendar["policy"]["hours"]["weekdays"] = []
    hall = SmallHall(hall=configuration(calendar))
    hall.give(CloseDay())
    assert refused(hall, IssueTicket(queue_id="general", for_day=TUESDAY)) == (RefusalCode.DAY_CLOSED, None)
    shown = view(hall.state, "hall", hall.now_ms)
    assert isinstance(shown, HallView)
    assert (shown.windows_open, shown.next_day) == (False, None)


# --- a wish on its way while the hour strikes ---


def test_a_wish_for_today_that_comes_after_closing_is_told_the_next_day(night: SmallHall) -> None:
    assert refused(night, IssueTicket(queue_id="general")) == (RefusalCode.DAY_CLOSED, TUESDAY)
    take(night, TUESDAY)
    assert refused(night, IssueTicket(queue_id="general")) == (RefusalCode.DAY_CLOSED, TUESDAY)


def test_a_wish_for_the_next_day_that_comes_after_it_has_begun_is_what_was_asked_for(night: SmallHall) -> None:
    night.wait(13 * HOUR_S)
    night.give(OpenDay(TUESDAY))
    assert take(night, TUESDAY).ticket_id == f"{TUESDAY}.A001"


def test_a_wish_for_the_day_after_while_windows_are_open_is_told_the_day(hall: SmallHall) -> None:
    assert refused(hall, IssueTicket(queue_id="general", for_day=TUESDAY)) == (RefusalCode.DAY_CHANGED, DAY)


def test_in_the_moment_between_the_hour_and_the_opening_the_number_is_for_today(night: SmallHall) -> None:
    night.wait(13 * HOUR_S)  # nine o'clock, and nobody has opened the day yet
    take(night, TUESDAY)
    assert night.give(OpenDay(TUESDAY)) == (DayBegan(TUESDAY),)


# --- what holds by night as by day ---


def test_a_number_of_the_night_can_be_given_back(night: SmallHall) -> None:
    ticket_id = take(night, TUESDAY).ticket_id
    night.give(CancelTicket(ticket_id), visitor(ticket_id))
    take(night, TUESDAY)


def test_a_full_queue_is_full_at_night_too(night: SmallHall) -> None:
    for _ in range(12):
        take(night, TUESDAY)
    assert refused(night, IssueTicket(queue_id="general", for_day=TUESDAY))[0] is RefusalCode.QUEUE_FULL


def test_an_item_is_judged_by_the_day_the_number_is_for(night: SmallHall) -> None:
    for item_id in ("today-only", "gone"):
        assert refused(night, IssueTicket(item_id=item_id, for_day=TUESDAY))[0] is RefusalCode.ITEM_CLOSED
    assert night.give(IssueTicket(item_id="coming", for_day=TUESDAY), KIOSK)


def test_a_pre_review_of_the_evening_opens_the_next_day_with_its_number() -> None:
    hall = SmallHall(hall=configuration(guided_tables()))
    hall.give(CloseDay())
    version = hall.state.hall.items["permit"].version
    for _ in range(2):
        hall.give(FilePreReview("permit", version, {"for-whom": "shop"}), KIOSK)
    first, second = hall.state.pre_reviews
    issued = hall.give(IssueTicket(pre_review_id=first, for_day=TUESDAY), KIOSK)[-1]
    assert isinstance(issued, TicketIssued)
    assert (issued.queue_id, issued.number) == ("advice", "Z001")
    hall.give(IssueTicket(pre_review_id=second, for_day=TUESDAY), OTHER_KIOSK)


def test_a_pre_review_that_opening_the_day_would_forget_gives_no_number() -> None:
    hall = SmallHall(hall=configuration(guided_tables()))
    hall.give(FilePreReview("permit", hall.state.hall.items["permit"].version, {"for-whom": "shop"}), GUS)
    (pre_review_id,) = hall.state.pre_reviews
    hall.give(CloseDay())
    hall.wait(24 * HOUR_S)
    told = refused(hall, IssueTicket(pre_review_id=pre_review_id, for_day=TUESDAY))
    assert told[0] is RefusalCode.PRE_REVIEW_UNKNOWN


def test_a_calendar_that_closes_a_day_with_numbers_is_not_published(night: SmallHall) -> None:
    take(night, TUESDAY)
    calendar = tables()
    calendar["policy"]["hours"]["closed_days"] = [date.fromisoformat(TUESDAY).isoformat()]
    assert night.refusal(publication(configuration(calendar))) is RefusalCode.MALFORMED
    calendar["policy"]["hours"]["closed_days"] = ["2026-11-25"]
    night.give(publication(configuration(calendar)))


# --- what is shown ---


def test_the_hall_says_whether_windows_are_open_and_for_which_day_numbers_are(night: SmallHall) -> None:
    def shown() -> tuple[bool, str | None, bool]:
        hall = view(night.state, "hall", night.now_ms)
        assert isinstance(hall, HallView)
        return hall.windows_open, hall.next_day, hall.day_open

    assert shown() == (False, TUESDAY, False)
    take(night, TUESDAY)
    assert shown() == (False, TUESDAY, False)
    night.wait(13 * HOUR_S)
    night.give(OpenDay(TUESDAY))
    assert shown() == (True, None, True)


def test_a_ticket_says_its_day_until_that_has_begun(night: SmallHall) -> None:
    ticket_id = take(night, TUESDAY).ticket_id
    assert ticket_view(night.state, ticket_id, night.now_ms).for_day == TUESDAY
    night.wait(13 * HOUR_S)
    night.give(OpenDay(TUESDAY))
    assert ticket_view(night.state, ticket_id, night.now_ms).for_day is None


def test_the_night_is_told_again_by_its_journal(night: SmallHall) -> None:
    take(night, TUESDAY)
    assert night.replayed() == night.state
    assert night.state.early
    assert night.now_ms == NINE_MS + 11 * HOUR_S * 1_000
