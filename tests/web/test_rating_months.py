"""A month's ratings become public by a supervisor's signature, and nothing of them before."""

from pathlib import Path

import pytest

from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import MORNING_MS
from tests.web.running_hall import Answer, RunningHall, Somebody, new_key, until
from tests.web.test_api_ratings_reports import SUPERVISOR, rated

DAY_MS = 86_400_000
NOVEMBER = {"month": "2026-11"}


async def signed(by: Somebody, body: object = NOVEMBER, key: str | None = None) -> Answer:
    headers = {"Idempotency-Key": key or new_key()}
    return await by.ask("POST", "/api/v1/rating-months", body=body, headers=headers)


async def test_a_month_is_seen_by_everybody_once_it_is_signed_and_by_nobody_before(
    database_url: str, tmp_path: Path
) -> None:
    clock = ManualClock(MORNING_MS)
    async with RunningHall.open(tmp_path, database_url=database_url, clock=clock) as hall:
        for level in ("satisfied", "very_satisfied", "dissatisfied"):
            await rated(hall, level)
            await clock.advance(5_000)
        supervisor = await hall.clerk(SUPERVISOR)
        assert (await signed(supervisor)).refused == (409, "month_open")
        await clock.set(MORNING_MS + 8 * DAY_MS)  # 1 December
        state = hall.server.reception.dispatcher
        await until(lambda: state.available and state.state.business_day == "2026-12-01")
        assert (await hall.nobody.ask("GET", "/api/v1/rating-months")).json == {"months": []}
        assert "还没有公布" in (await hall.nobody.ask("GET", "/published-ratings")).text.decode()
        supervisor = await hall.clerk(SUPERVISOR)
        key = new_key()
        answer = await signed(supervisor, key=key)
        assert (answer.status, answer.json["on_boards"]) == (200, True)
        assert (await signed(supervisor, key=key)).json == answer.json
        (month,) = (await hall.nobody.ask("GET", "/api/v1/rating-months")).json["months"]
        assert month == answer.json["month"]
        assert (month["due"], month["rated"], month["good"], month["stars"], month["few"]) == (3, 3, 2, 11, 10)
        (window,) = month["windows"]
        assert (window["number"], window["rated"], window["rank"]) == (1, 3, None)
        shown = (await hall.nobody.ask("GET", "/published-ratings")).text.decode()
        assert "2026 年 11 月" in shown
        assert "66.7%" in shown  # of the whole hall
        assert shown.count("66.7%") == 1  # and of no window, where so few rated
        english = (await hall.nobody.ask("GET", "/published-ratings?language=en")).text.decode()
        assert "Windows with fewer than 10 ratings" in english
        board = await hall.station("board-1")
        notices = (await board.ask("GET", "/api/v1/views/board")).json["published"]
        assert [notice["kind"] for notice in notices] == ["disclosure"]
        assert "2026 年 11 月评价结果" in notices[0]["text"]["zh"]


@pytest.mark.parametrize("body", [{}, {"month": "2026-13"}, {"month": "0000-10"}, {"month": "2026-10", "good": 9}])
async def test_what_is_no_month_is_malformed(hall: RunningHall, body: object) -> None:
    assert (await signed(await hall.clerk(SUPERVISOR), body)).refused == (400, "malformed")


async def test_nobody_signs_but_a_supervisor(hall: RunningHall) -> None:
    others = [await hall.clerk("zou-jian"), await hall.station("kiosk-1")]
    for somebody in others:
        assert (await signed(somebody)).refused == (403, "forbidden")
    assert (await signed(hall.nobody)).refused == (401, "not_signed_in")
