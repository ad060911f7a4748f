"""Ratings through the doors: days later, by a slip's code, told by telephone; and what staff learn of them: nothing."""

from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import select
from structlog.testing import capture_logs

from queue_server.storage import private_words, schema
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, HALL, MORNING_MS
from tests.web.running_hall import RunningHall, Somebody, new_key

DAY_MS = 86_400_000
SECRET = "那位同志说话真难听 😡 <b>"


async def serve(hall: RunningHall, clock: ManualClock | None = None) -> dict[str, Any]:
    """A ticket that was taken, called and served at window 1, as the kiosk got it."""
    kiosk, clerk = await hall.station("kiosk-1"), await hall.clerk("li-juan")
    ticket: dict[str, Any] = (await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})).json["ticket"]
    at_window = {"window_id": "w01", "ticket_id": ticket["ticket_id"]}
    await clerk.give("open-window", {"window_id": "w01"})
    await clerk.give("call-next", {"window_id": "w01"})
    await clerk.give("start-serving", at_window)
    if clock is not None:
        await clock.advance(60_000)
    assert (await finish(clerk, at_window)).status == 200
    return ticket


async def finish(clerk: Somebody, at_window: dict[str, Any]) -> Any:
    answer = await clerk.give("finish-serving", at_window)
    while answer.status == 409 and answer.json["code"] == "too_soon":  # the misclick pause of a second
        answer = await clerk.give("finish-serving", at_window)
    return answer


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MORNING_MS)


async def test_a_kiosk_finds_by_the_slips_code_what_may_be_rated_and_rates_it(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        ticket = await serve(hall, clock)
        kiosk = await hall.station("kiosk-2")
        for code in (ticket["page_path"], f"https://hall.example{ticket['page_path']}", ticket["page_path"][3:]):
            found = await kiosk.ask("POST", "/api/v1/ratings/find", body={"code": code})
            assert (found.status, found.json["number"], found.json["may_rate"]) == (200, "A001", True)
        assert {line["level"] for line in found.json["reasons"]} >= {"very_satisfied", "dissatisfied"}
        rated = await kiosk.give("rate-service", {"service_id": found.json["service_id"], "level": "fair"})
        assert rated.status == 200
        again = await kiosk.ask("POST", "/api/v1/ratings/find", body={"code": ticket["page_path"]})
        assert (again.json["rated"], again.json["may_rate"], again.json["may_rate_again"]) == (True, False, True)


@pytest.mark.parametrize("code", ["A001", f"{DAY}.A001", f"/t/{DAY}.A001.00000000000000000000", "\u0000", "x" * 300])
async def test_a_number_alone_or_an_address_not_made_here_finds_nothing(hall: RunningHall, code: str) -> None:
    kiosk = await hall.station("kiosk-1")
    await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})
    answer = await kiosk.ask("POST", "/api/v1/ratings/find", body={"code": code})
    assert answer.refused == (404, "ticket_unknown")


async def test_after_a_restart_and_days_later_it_is_rated_once_and_once_again(
    tmp_path: Path, clock: ManualClock
) -> None:
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        ticket = await serve(hall, clock)
    await clock.advance(3 * DAY_MS)
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        kiosk = await hall.station("kiosk-1")
        found = (await kiosk.ask("POST", "/api/v1/ratings/find", body={"code": ticket["page_path"]})).json
        assert (found["may_rate"], found["business_day"]) == (True, ticket["ticket_id"].partition(".")[0])
        rate = {"service_id": found["service_id"], "level": "satisfied", "words": SECRET}
        key = new_key()
        first = await kiosk.give("rate-service", rate, key=key)
        assert first.status == 200
        for _ in range(100):
            assert (await kiosk.give("rate-service", rate, key=key)).json == first.json
        assert (await kiosk.give("rate-service", rate)).refused == (409, "already_rated")
        again = {"service_id": found["service_id"], "level": "fair"}
        assert (await kiosk.give("rate-again", again)).status == 200
        assert (await kiosk.give("rate-again", again)).refused == (409, "already_rated")
        rows = await hall.database.read(lambda c: c.execute(select(schema.ratings)).mappings().all())
        (row,) = rows
        assert (row["level"], row["channel"], row["source"], row["has_words"]) == ("satisfied", "kiosk", "active", 1)
        assert (row["again_level"], row["business_day"], row["ended_how"]) == (
            "fair",
            found["business_day"],
            "finished",
        )
        kept = await hall.database.read(private_words.read, HALL, [found["service_id"]])
        assert kept == {(found["service_id"], "words"): SECRET}


async def test_what_was_told_is_typed_in_by_those_who_look_after_ratings(tmp_path: Path, clock: ManualClock) -> None:
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        ticket = await serve(hall, clock)
        warden, clerk = await hall.clerk("gu-ping"), await hall.clerk("li-juan")
        shown = await warden.ask("GET", f"/api/v1/tickets/{ticket['ticket_id']}/rating")
        assert (shown.status, shown.json["may_rate"]) == (200, True)
        told = {"channel": "telephone", "business_day": shown.json["business_day"], "level": "dissatisfied"}
        assert (await clerk.give("enter-rating", {**told, "number": "A001"})).status == 403
        assert (await clerk.ask("GET", f"/api/v1/tickets/{ticket['ticket_id']}/rating")).status == 403
        assert (await warden.give("enter-rating", told)).refused == (400, "malformed")
        assert (await warden.give("enter-rating", {**told, "number": "A001", "words": SECRET})).status == 200
        assert (await warden.give("enter-rating", {**told, "window_id": "w01"})).status == 200
        rows = await hall.database.read(lambda c: c.execute(select(schema.ratings)).mappings().all())
        assert [(row["channel"], row["entered_by"]) for row in rows] == [("telephone", "gu-ping")]


async def test_no_answer_tells_staff_whether_somebody_rated(tmp_path: Path, clock: ManualClock) -> None:
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        ticket = await serve(hall, clock)
        guide, clerk = await hall.clerk("ding-qian"), await hall.clerk("li-juan")

        async def seen() -> list[Any]:
            path = f"/api/v1/tickets/{ticket['ticket_id']}"
            file = (await guide.ask("GET", path)).json
            page = (await clerk.ask("GET", "/api/v1/views/clerk:w01")).json
            moved = (await guide.give("requeue-ticket", {"ticket_id": ticket["ticket_id"]})).json
            return [file, {**page, "alarms": 0}, moved]

        before = await seen()
        terminal = await hall.station("rating-w01")
        service_id = f"{ticket['ticket_id']}.s1"
        rated = await terminal.give("rate-service", {"service_id": service_id, "level": "very_dissatisfied"})
        assert rated.status == 200
        assert rated.json["ticket"]["rated"] is True
        assert await seen() == before
        undone = await clerk.give("undo-last", {"window_id": "w01"})
        assert undone.status == 200
        assert undone.json["ticket"]["rated"] is False
        assert undone.json["ticket"]["service_id"] is None
        assert [action["command"] for action in undone.json["ticket"]["actions"]] == ["CancelTicket"]


async def test_a_guide_who_helps_out_at_windows_looks_at_no_view_that_tells_of_ratings(hall: RunningHall) -> None:
    kiosk, guide = await hall.station("kiosk-1"), await hall.clerk("ye-qing")
    ticket = (await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})).json["ticket"]
    assert (await guide.ask("GET", "/api/v1/views/floor")).status == 200
    for topic in ("rating:w23", "rating:w01", f"ticket:{ticket['ticket_id']}"):
        assert (await guide.ask("GET", f"/api/v1/views/{topic}")).refused == (403, "forbidden")


@pytest.mark.parametrize(
    "words", ["x" * 501, "x" * 4_000, "a\u0000b", "a\u001bb", ""], ids=["501", "4000", "NUL", "escape", "empty"]
)
async def test_words_that_cannot_be_kept_whole_are_refused_clearly_and_told_nowhere(
    tmp_path: Path, clock: ManualClock, words: str
) -> None:
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        ticket = await serve(hall, clock)
        terminal = await hall.station("rating-w01")
        rate = {"service_id": f"{ticket['ticket_id']}.s1", "level": "fair", "words": words}
        with capture_logs() as logs:
            answer = await terminal.give("rate-service", rate)
        assert answer.refused == (400, "malformed")
        assert "words" in answer.json["details"]["where"] + answer.json["details"]["why"]
        assert not words or words[:40] not in answer.text.decode() + repr(logs)
        assert (await terminal.give("rate-service", {**rate, "words": None})).status == 200


async def test_no_request_log_has_a_word_of_it(tmp_path: Path, clock: ManualClock) -> None:
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        ticket = await serve(hall, clock)
        terminal = await hall.station("rating-w01")
        rate = {"service_id": f"{ticket['ticket_id']}.s1", "level": "fair", "words": SECRET}
        structlog.reset_defaults()
        with capture_logs() as logs:
            for level in ("no such level", "fair", "fair"):
                await terminal.give("rate-service", {**rate, "level": level})
        assert logs
        assert "难听" not in repr(logs)
