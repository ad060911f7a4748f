"""A month that is signed once more, with newer figures: boards show one notice of it, and that of the newest."""

from pathlib import Path

from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import MORNING_MS
from tests.web.running_hall import RunningHall, until
from tests.web.test_api_ratings_reports import SUPERVISOR, rated
from tests.web.test_rating_months import DAY_MS, signed


async def test_figures_signed_once_more_take_the_place_of_the_notice_with_the_former_ones(tmp_path: Path) -> None:
    clock = ManualClock(MORNING_MS)
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        await rated(hall, "satisfied")
        await clock.set(MORNING_MS + 8 * DAY_MS)  # 1 December
        state = hall.server.reception.dispatcher
        await until(lambda: state.available and state.state.business_day == "2026-12-01")
        supervisor, warden, board = (
            await hall.clerk(SUPERVISOR), await hall.clerk("gu-ping"), await hall.station("board-1")
        )  # fmt: skip

        async def notices() -> list[tuple[str, str]]:
            shown = (await board.ask("GET", "/api/v1/views/board")).json["published"]
            return [(notice["notice_id"], notice["text"]["zh"]) for notice in shown]

        assert (await signed(supervisor)).json["on_boards"] is True
        ((notice_id, former),) = await notices()
        assert "主动评价 1 件" in former
        told = {"channel": "letter", "business_day": "2026-11-30", "level": "fair", "window_id": "w09"}
        assert (await warden.give("enter-rating", told)).status == 200
        key = "signed-once-more"
        answer = await signed(supervisor, key=key)
        assert answer.json["on_boards"] is True
        assert (await signed(supervisor, key=key)).json == answer.json
        ((same_id, newer),) = await notices()
        assert same_id == notice_id
        assert "主动评价 2 件" in newer
        assert (await supervisor.give("withdraw-notice", {"notice_id": notice_id})).status == 200
        assert (await signed(supervisor)).json["on_boards"] is True
        assert [text for _, text in await notices()] == [newer]
