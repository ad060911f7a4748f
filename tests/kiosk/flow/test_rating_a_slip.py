"""A service is rated at the kiosk by the code of its slip: found, answered with a touch, sent once."""

import pytest

from kiosk import rating_examples as slips
from kiosk.flow import BarKey, Place
from kiosk.flow.scanning import PAUSE_MS
from kiosk.messages import CodeScanned, RateableFetched, RateableNotFetched
from kiosk.presenters.rate import RateState
from kiosk.rehearsal import Rehearsal
from kiosk.wish import WAY_OUT_AFTER_MS
from queue_server.client.session import LinkLost
from queue_server.contract.commands import RateService, RatingChannel, RatingLevel
from queue_server.contract.refusals import RefusalCode

SERVICE = "2026-11-23.A012.s1"


def page(kiosk: Rehearsal) -> RateState:
    assert isinstance(kiosk.flow.state.page, RateState)
    return kiosk.flow.state.page


def rated(kiosk: Rehearsal) -> list[RateService]:
    return [command for command in kiosk.sent.values() if isinstance(command, RateService)]


def rating(level: RatingLevel, *reasons: str) -> RateService:
    return RateService(SERVICE, level, RatingChannel.KIOSK, reasons)


@pytest.mark.parametrize("at", [None, "help"])
def test_a_slip_scanned_where_nobody_types_opens_its_rating(kiosk: Rehearsal, at: str | None) -> None:
    if at is not None:
        kiosk.choose(at)
    slips.scan(kiosk)
    assert (kiosk.flow.state.place, kiosk.slips) == (Place.RATE, [slips.SLIP])
    assert page(kiosk).lead == "正在查…"
    kiosk.tell(RateableFetched(slips.SLIP, slips.rateable(kiosk.configuration)))
    assert page(kiosk).lead == "A012 号，食品经营许可（新办），3 号综合窗口"
    assert [level.label for level in page(kiosk).levels] == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    assert not any(level.selected for level in page(kiosk).levels)
    assert not page(kiosk).ready


def test_a_code_reader_opens_the_rating_of_a_slip_as_a_keyboard_does(kiosk: Rehearsal) -> None:
    kiosk.tell(CodeScanned(slips.SLIP))
    assert (kiosk.flow.state.place, kiosk.slips) == (Place.RATE, [slips.SLIP])


def test_a_level_with_its_reasons_is_sent_once_and_thanked_for(kiosk: Rehearsal) -> None:
    slips.levelled(slips.found(kiosk))
    for code in ("104", "102", "103", "104"):
        kiosk.touch(lambda code=code: kiosk.flow.rate.choose_reason(code))
    for _ in range(3):
        kiosk.touch(kiosk.flow.rate.press)
        assert rated(kiosk) == [rating(RatingLevel.VERY_DISSATISFIED, "102", "103")]
    assert kiosk.flow.state.place is Place.START


def test_another_level_begins_with_no_reason(kiosk: Rehearsal) -> None:
    slips.levelled(slips.found(kiosk)).touch(lambda: kiosk.flow.rate.choose_reason("103"))
    slips.levelled(kiosk, RatingLevel.SATISFIED)
    assert [reason.id for reason in page(kiosk).reasons] == ["401", "402", "403"]
    assert not any(reason.selected for reason in page(kiosk).reasons)
    kiosk.touch(kiosk.flow.rate.press)
    assert rated(kiosk) == [rating(RatingLevel.SATISFIED)]
    assert (page(kiosk).heading, page(kiosk).banner.text) == ("", "谢谢您的评价")


@pytest.mark.parametrize("way", [BarKey.BACK, BarKey.HOME])
def test_a_level_that_was_touched_counts_whichever_way_the_page_is_left(kiosk: Rehearsal, way: BarKey) -> None:
    slips.levelled(slips.found(kiosk)).touch(lambda: kiosk.flow.press(way))
    assert rated(kiosk) == [rating(RatingLevel.VERY_DISSATISFIED)]


def test_a_level_counts_when_nobody_is_there_any_more(kiosk: Rehearsal) -> None:
    slips.levelled(slips.found(kiosk))
    for _ in range(40):
        kiosk.wait(5)
    assert kiosk.flow.state.place is Place.START
    assert rated(kiosk) == [rating(RatingLevel.VERY_DISSATISFIED)]


def test_whoever_leaves_without_a_level_has_not_rated(kiosk: Rehearsal) -> None:
    slips.found(kiosk).touch(lambda: kiosk.flow.press(BarKey.HOME))
    assert rated(kiosk) == []


@pytest.mark.parametrize(("rated_before", "words"), [(True, "这次已经评价过了"), (False, "这张号单现在没有可以评价的")])
def test_what_cannot_be_rated_now_is_said(kiosk: Rehearsal, rated_before: bool, words: str) -> None:
    slips.found(kiosk, slips.rateable(kiosk.configuration, may_rate=False, rated=rated_before))
    assert (page(kiosk).levels, page(kiosk).banner.text) == ((), words)
    slips.levelled(kiosk).touch(kiosk.flow.rate.press)
    assert (rated(kiosk), kiosk.flow.state.place) == ([], Place.START)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (RefusalCode.TICKET_UNKNOWN, "没有找到这张号单"),
        (RefusalCode.NOT_FOUND, "没有找到这张号单"),
        (RefusalCode.UNAVAILABLE, "现在查不到"),
    ],
)
def test_a_slip_that_is_not_found_is_said(kiosk: Rehearsal, why: RefusalCode, words: str) -> None:
    slips.scan(kiosk).tell(RateableNotFetched(slips.SLIP, why))
    assert page(kiosk).banner.text == words


def test_an_answer_that_does_not_come_is_waited_for_no_longer(kiosk: Rehearsal) -> None:
    slips.scan(kiosk).wait(WAY_OUT_AFTER_MS / 1_000)
    assert page(kiosk).banner.text == "现在查不到"
    kiosk.tell(RateableFetched(slips.SLIP, slips.rateable(kiosk.configuration)))
    assert page(kiosk).levels == ()


def test_without_a_link_it_is_said_at_once(kiosk: Rehearsal) -> None:
    slips.scan(kiosk.tell(LinkLost()))
    assert (page(kiosk).banner.text, kiosk.slips) == ("现在查不到", [])


def test_an_answer_for_somebody_who_has_gone_shows_nothing_to_the_next(kiosk: Rehearsal) -> None:
    other = slips.SLIP.replace("A012", "A013")
    slips.scan(slips.scan(kiosk), other)
    kiosk.tell(RateableFetched(slips.SLIP, slips.rateable(kiosk.configuration)))
    assert page(kiosk).lead == "正在查…"


@pytest.mark.parametrize("typed", ["03RJK7M2QX", "https://example.com/advertisement", "\r\r"])
def test_other_codes_open_nothing(kiosk: Rehearsal, typed: str) -> None:
    slips.scan(kiosk, typed)
    assert (kiosk.flow.state.place, kiosk.slips) == (Place.START, [])


def test_half_a_code_and_a_pause_are_no_code(kiosk: Rehearsal) -> None:
    for character in slips.SLIP[:30]:
        kiosk.flow.key_pressed(character)
    kiosk.wait(PAUSE_MS / 1_000 + 1)
    slips.scan(kiosk, slips.SLIP[30:])
    assert kiosk.flow.state.place is Place.START


def test_codes_without_end_are_cut(kiosk: Rehearsal) -> None:
    slips.scan(kiosk, "/t/" + "9" * 4_000)
    assert [len(code) for code in kiosk.slips] == [300]
