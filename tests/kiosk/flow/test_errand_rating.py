"""What was done at a kiosk without staff may be rated: asked at the head of the page, once, and never in the way."""

from collections.abc import Callable
from functools import partial

import msgspec
import pytest

from kiosk import appointment_examples as booking
from kiosk import pre_review_examples as walk
from kiosk.flow import BarKey, Place
from kiosk.flow.errand_rating import THANKS_MS
from kiosk.messages import SlipFailed, SlipPrinted
from kiosk.rehearsal import NEXT_DAY, Rehearsal, ticket
from queue_server.client.session import LinkLost
from queue_server.contract.commands import ErrandKind, RateErrand, RatingLevel
from queue_server.contract.views import AppointmentSlot


def rated(kiosk: Rehearsal) -> list[RateErrand]:
    return [command for command in kiosk.sent.values() if isinstance(command, RateErrand)]


def asked(kiosk: Rehearsal) -> str:
    return kiosk.flow.state.asked.words.replace("\n", "") if kiosk.flow.state.asked is not None else ""


def reviewed(kiosk: Rehearsal) -> Rehearsal:
    return walk.file(walk.ready(kiosk))


def guide_printed(kiosk: Rehearsal) -> Rehearsal:
    kiosk.item("food-licence-new")
    return kiosk.touch(kiosk.flow.item.print_list).tell(SlipPrinted("list-1"))


def booked(kiosk: Rehearsal) -> Rehearsal:
    kiosk = booking.opened(kiosk.configuration)
    return booking.booked(booking.book(kiosk), booking.appointment(kiosk.configuration, day=NEXT_DAY))


def checked_in(kiosk: Rehearsal) -> Rehearsal:
    kiosk = booking.opened(kiosk.configuration)
    mine = booking.appointment(kiosk.configuration)
    booking.look_up(kiosk, mine).touch(kiosk.flow.check_in.press)
    slot = AppointmentSlot(mine.begins_at, mine.ends_at)
    return kiosk.given(msgspec.structs.replace(ticket(kiosk.configuration, booking.ITEM), appointment=slot))


@pytest.mark.parametrize(
    ("errand", "kind", "words"),
    [
        (reviewed, ErrandKind.PRE_REVIEW, "这次预审用得怎么样？"),
        (guide_printed, ErrandKind.GUIDE, "这份清单用得怎么样？"),
        (booked, ErrandKind.BOOKING, "这次预约用得怎么样？"),
        (checked_in, ErrandKind.CHECK_IN, "这次报到办得怎么样？"),
    ],
)
def test_every_errand_is_asked_about_once_and_thanked_for(
    kiosk: Rehearsal, errand: Callable[[Rehearsal], Rehearsal], kind: ErrandKind, words: str
) -> None:
    kiosk = errand(kiosk)
    assert asked(kiosk) == words
    assert [level.label for level in kiosk.flow.state.asked.levels] == [
        "非常满意",
        "满意",
        "基本满意",
        "不满意",
        "非常不满意",
    ]
    for _ in range(100):
        kiosk.touch(lambda: kiosk.flow.rate_errand(RatingLevel.DISSATISFIED))
    assert [(rating.errand, rating.level) for rating in rated(kiosk)] == [(kind, RatingLevel.DISSATISFIED)]
    assert asked(kiosk) == "谢谢您的评价"
    kiosk.wait(THANKS_MS / 1_000)
    assert asked(kiosk) == ""


def test_the_errand_is_named_as_the_hall_knows_it(kiosk: Rehearsal) -> None:
    reviewed(kiosk)
    filed = kiosk.flow.outlook.review.filed.pre_review_id
    kiosk.touch(lambda: kiosk.flow.rate_errand(RatingLevel.SATISFIED))
    assert [rating.errand_id for rating in rated(kiosk)] == [filed]


def test_two_lists_are_two_errands(kiosk: Rehearsal) -> None:
    guide_printed(kiosk).touch(lambda: kiosk.flow.rate_errand(RatingLevel.SATISFIED)).wait(60).touch(kiosk.flow.home)
    kiosk.item("food-licence-new")
    kiosk.touch(kiosk.flow.item.print_list).tell(SlipPrinted("list-2"))
    kiosk.touch(lambda: kiosk.flow.rate_errand(RatingLevel.SATISFIED))
    assert len({rating.errand_id for rating in rated(kiosk)}) == len(rated(kiosk)) == 2


def test_nobody_is_asked_twice_in_one_visit(kiosk: Rehearsal) -> None:
    reviewed(kiosk).touch(lambda: kiosk.flow.rate_errand(RatingLevel.SATISFIED)).wait(60)
    kiosk.touch(kiosk.flow.verdict.print_sheet).tell(SlipPrinted(kiosk.printed[-1][0]))
    assert asked(kiosk) == ""


def test_a_printed_sheet_asks_about_the_pre_review_it_belongs_to(kiosk: Rehearsal) -> None:
    reviewed(kiosk).touch(kiosk.flow.verdict.print_sheet).tell(SlipPrinted(kiosk.printed[-1][0]))
    assert asked(kiosk) == "这次预审用得怎么样？"


def test_what_did_not_come_out_is_not_asked_about(kiosk: Rehearsal) -> None:
    kiosk.item("food-licence-new")
    kiosk.touch(kiosk.flow.item.print_list).tell(SlipFailed("list-1"))
    assert asked(kiosk) == ""


def test_a_number_without_an_errand_before_it_is_not_asked_about(kiosk: Rehearsal) -> None:
    kiosk.item("food-licence-new").take().given(ticket(kiosk.configuration))
    assert asked(kiosk) == ""


def test_the_question_goes_with_whoever_leaves_and_is_no_rating(kiosk: Rehearsal) -> None:
    reviewed(kiosk).touch(kiosk.flow.home)
    assert (kiosk.flow.state.place, asked(kiosk), rated(kiosk)) == (Place.START, "", [])
    kiosk.touch(lambda: kiosk.flow.rate_errand(RatingLevel.SATISFIED))
    assert rated(kiosk) == []


@pytest.mark.parametrize("keys", [(BarKey.HOME,), (BarKey.BACK, BarKey.BACK)])
def test_a_list_that_comes_out_after_its_person_left_asks_the_next_one_nothing(
    kiosk: Rehearsal, keys: tuple[BarKey, ...]
) -> None:
    kiosk.item("food-licence-new")
    kiosk.touch(kiosk.flow.item.print_list)
    for key in keys:
        kiosk.touch(partial(kiosk.flow.press, key))
    assert asked(kiosk.tell(SlipPrinted("list-1"))) == ""
    kiosk.item("food-licence-new").touch(lambda: kiosk.flow.rate_errand(RatingLevel.DISSATISFIED))
    assert (asked(kiosk), rated(kiosk)) == ("", [])


def test_whoever_goes_back_to_the_start_leaves_nothing_to_the_next(kiosk: Rehearsal) -> None:
    guide_printed(kiosk).claim("elderly").touch(kiosk.flow.item.review)
    assert None not in (kiosk.flow.state.asked, kiosk.flow.outlook.claim, kiosk.flow.outlook.review)
    while kiosk.flow.state.place is not Place.START:
        kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK))
    assert (kiosk.flow.state.asked, kiosk.flow.outlook.claim, kiosk.flow.outlook.review) == (None, None, None)


def test_the_question_follows_the_language(kiosk: Rehearsal) -> None:
    guide_printed(kiosk).english()
    assert asked(kiosk) == "How was this list?"


def test_an_errand_rated_while_the_server_is_away_is_sent_all_the_same(kiosk: Rehearsal) -> None:
    reviewed(kiosk).tell(LinkLost()).touch(lambda: kiosk.flow.rate_errand(RatingLevel.FAIR))
    assert [rating.level for rating in rated(kiosk)] == [RatingLevel.FAIR]
    assert asked(kiosk) == "谢谢您的评价"
