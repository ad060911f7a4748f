"""Notices: published for a time and a place, withdrawn at once."""

from typing import Any

from queue_server.contract.commands import (
    CloseDay,
    NoticePlace,
    NoticeRank,
    OpenDay,
    PublicHeading,
    PublicText,
    PublishNotice,
    Tick,
    WithdrawNotice,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import BoardView, FloorView, HallView, Label
from queue_server.domain.deadlines import next_deadline_ms
from queue_server.domain.events import NoticeEnded
from queue_server.domain.rules.notices import NOTICES_AT_MOST
from queue_server.domain.views import view
from tests.domain.small_hall import DEE, GUS, NINE_MS, SmallHall, local_time

HOUR_MS = 3_600_000


def notice(
    text: str = "税务窗口下午暂停", until_ms: int = NINE_MS + HOUR_MS, from_ms: int | None = None, **more: Any
) -> PublishNotice:
    from_at = None if from_ms is None else local_time(from_ms)
    return PublishNotice(PublicText(text), local_time(until_ms), from_at=from_at, **more)


def on_board(hall: SmallHall, topic: str = "board") -> list[str]:
    shown = view(hall.state, topic, hall.now_ms)
    assert isinstance(shown, BoardView)
    return [line.text.zh for line in shown.published]


def on_kiosk(hall: SmallHall) -> list[str]:
    shown = view(hall.state, "hall", hall.now_ms)
    assert isinstance(shown, HallView)
    return [line.text.zh for line in shown.notices]


def published(hall: SmallHall) -> list[tuple[str, bool]]:
    shown = view(hall.state, "floor", hall.now_ms)
    assert isinstance(shown, FloorView)
    return [(line.notice_id, line.standing) for line in shown.notices]


def test_a_notice_stands_at_once_until_it_is_withdrawn() -> None:
    hall = SmallHall()
    hall.give(notice(), DEE)
    assert on_board(hall) == on_board(hall, "board:east") == ["税务窗口下午暂停"]
    hall.give(WithdrawNotice("n1"), DEE)
    assert on_board(hall) == []
    assert published(hall) == []
    assert hall.refusal(WithdrawNotice("n1"), DEE) is RefusalCode.NOTICE_UNKNOWN


def test_a_notice_stands_from_its_time_and_until_its_time() -> None:
    hall = SmallHall()
    hall.give(notice(from_ms=NINE_MS + HOUR_MS // 2), DEE)
    assert on_board(hall) == []
    assert published(hall) == [("n1", False)]
    assert next_deadline_ms(hall.state) == NINE_MS + HOUR_MS // 2
    hall.wait(1800)
    hall.give(Tick())
    assert on_board(hall) == ["税务窗口下午暂停"]
    assert published(hall) == [("n1", True)]
    assert next_deadline_ms(hall.state) == NINE_MS + HOUR_MS
    hall.wait(1800)
    assert hall.give(Tick()) == (NoticeEnded("n1", None),)
    assert on_board(hall) == []
    assert next_deadline_ms(hall.state) is None


def test_one_whose_time_passed_while_the_server_was_off_ends_without_beginning() -> None:
    hall = SmallHall()
    hall.give(notice(from_ms=NINE_MS + 60_000, until_ms=NINE_MS + 120_000), DEE)
    hall.wait(180)
    assert hall.give(Tick()) == (NoticeEnded("n1", None),)


def test_a_notice_stands_where_it_was_placed() -> None:
    hall = SmallHall()
    hall.give(notice("上自助机", places=(NoticePlace.KIOSKS,)), DEE)
    hall.give(notice("西区", zone_id="west"), DEE)
    hall.give(notice("到处", places=(NoticePlace.BOARDS, NoticePlace.KIOSKS)), DEE)
    assert on_kiosk(hall) == ["上自助机", "到处"]
    assert on_board(hall, "board:west") == ["西区", "到处"]
    assert on_board(hall, "board:east") == on_board(hall) == ["到处"]


def test_the_first_rank_goes_first_and_of_one_rank_the_older() -> None:
    hall = SmallHall()
    for text, rank in (
        ("三", NoticeRank.ORDINARY),
        ("一", NoticeRank.FIRST),
        ("五", NoticeRank.LAST),
        ("四", NoticeRank.ORDINARY),
        ("二", NoticeRank.FIRST),
    ):
        hall.give(notice(text, rank=rank), DEE)
    assert on_board(hall) == ["一", "二", "三", "四", "五"]


def test_a_notice_published_again_takes_its_own_place() -> None:
    hall = SmallHall()
    hall.give(notice("原来"), DEE)
    hall.give(notice("后来"), DEE)
    hall.give(PublishNotice(PublicText("改了", "changed"), local_time(NINE_MS + HOUR_MS), notice_id="n1"), DEE)
    assert on_board(hall) == ["改了", "后来"]
    assert hall.refusal(notice(notice_id="n9"), DEE) is RefusalCode.NOTICE_UNKNOWN


def test_without_english_words_the_chinese_ones_stand_for_both() -> None:
    hall = SmallHall()
    hall.give(
        PublishNotice(PublicText("  改了 "), local_time(NINE_MS + HOUR_MS), heading=PublicHeading("公告", "Notice")),
        DEE,
    )
    kept = hall.state.notices["n1"]
    assert kept.text == Label("改了", "改了")
    assert kept.heading == Label("公告", "Notice")


def test_what_cannot_be_shown_is_refused() -> None:
    hall = SmallHall()
    assert hall.refusal(notice(" \n "), DEE) is RefusalCode.MALFORMED
    assert hall.refusal(notice(until_ms=NINE_MS), DEE) is RefusalCode.PERIOD_UNFIT
    assert hall.refusal(notice(from_ms=NINE_MS + 2 * HOUR_MS), DEE) is RefusalCode.PERIOD_UNFIT
    assert hall.refusal(PublishNotice(PublicText("甲"), "2027-02-30T09:00"), DEE) is RefusalCode.PERIOD_UNFIT
    assert hall.refusal(notice(zone_id="north"), DEE) is RefusalCode.ZONE_UNKNOWN
    assert hall.refusal(notice(), GUS) is RefusalCode.FORBIDDEN
    for number in range(NOTICES_AT_MOST):
        hall.give(notice(str(number)), DEE)
    assert hall.refusal(notice(), DEE) is RefusalCode.NOTICES_FULL
    hall.give(notice("改了", notice_id="n3"), DEE)


def test_notices_outlive_the_day_and_the_journal_tells_them_again() -> None:
    hall = SmallHall()
    hall.give(notice(until_ms=NINE_MS + 100 * HOUR_MS), DEE)
    hall.give(CloseDay())
    hall.wait(86_400)
    hall.give(OpenDay("2026-11-24"))
    assert on_board(hall) == ["税务窗口下午暂停"]
    assert hall.replayed().notices == hall.state.notices


def test_a_long_text_needs_a_heading_to_stand_on_a_kiosk() -> None:
    hall = SmallHall()
    places = (NoticePlace.KIOSKS,)
    assert hall.refusal(notice("停" * 31, places=places), DEE) is RefusalCode.HEADING_NEEDED
    hall.give(notice("停" * 31, places=places, heading=PublicHeading("停电")), DEE)
    hall.give(notice("停" * 30, places=places), DEE)
    hall.give(notice("停" * 31), DEE)
