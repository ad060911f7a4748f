"""The page on which a phone rates, and the list of ratings for those who answer for them, through their doors."""

from pathlib import Path
from typing import Any

import pytest

from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, MORNING_MS
from tests.web.running_hall import Answer, RunningHall, hall_folder, new_key, until
from tests.web.test_api_ratings import DAY_MS, SECRET, serve

HTML = {"Accept": "text/html"}


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MORNING_MS)


async def rate(hall: RunningHall, path: str, body: dict[str, Any], key: str | None = None) -> Answer:
    return await hall.nobody.ask("POST", path, body=body, headers={"Idempotency-Key": key or new_key()})


async def test_the_holder_of_the_slip_rates_once_and_once_again(tmp_path: Path, clock: ManualClock) -> None:
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        path = (await serve(hall, clock))["page_path"]
        page = await hall.nobody.ask("GET", path + "/rate", headers=HTML)
        assert (page.status, page.headers["Content-Language"]) == (200, "zh")
        assert page.headers["X-Robots-Tag"].startswith("noindex")
        shown = (await hall.nobody.ask("GET", path + "/rating")).json
        assert (shown["may_rate"], shown["window"]["number"]) == (True, 1)
        given = {"service_id": shown["service_id"], "level": "dissatisfied", "words": SECRET, "contact": "13800000000"}
        key = new_key()
        for _ in range(3):
            assert (await rate(hall, path + "/rating", given, key)).status == 200
        assert (await rate(hall, path + "/rating", given)).refused == (409, "already_rated")
        assert (await rate(hall, path + "/rating-again", {**given, "level": "fair"})).status == 200
        assert (await rate(hall, path + "/rating-again", given)).refused == (409, "already_rated")
        page = await hall.nobody.ask("GET", path + "/rate?language=en", headers=HTML)
        assert b"Thank you for rating" in page.text
        assert b"<form" not in page.text


async def test_days_later_the_slip_leads_to_the_page_while_it_may_be_rated(tmp_path: Path, clock: ManualClock) -> None:
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        ticket = await serve(hall, clock)
        path, ticket_id = ticket["page_path"], ticket["ticket_id"]
        assert (await hall.nobody.ask("GET", path, headers=HTML)).status == 200
    await clock.advance(3 * DAY_MS)
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        await until(lambda: ticket_id not in hall.server.reception.dispatcher.state.tickets)  # another day has begun
        led = await hall.nobody.ask("GET", path, headers=HTML)
        assert (led.status, led.headers["Location"]) == (303, path + "/rate")
        page = await hall.nobody.ask("GET", path + "/rate", headers={**HTML, "Accept-Language": "en-GB,en"})
        assert page.headers["Content-Language"] == "en"
        assert b"How did it go?" in page.text
        assert b"Your place in the queue" not in page.text, "the number is of an earlier day"
        service_id = (await hall.nobody.ask("GET", path + "/rating")).json["service_id"]
        assert (await rate(hall, path + "/rating", {"service_id": service_id, "level": "fair"})).status == 200
    await clock.advance(60 * DAY_MS)
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        over = await hall.nobody.ask("GET", path + "/rate", headers=HTML)
        assert b"<form" not in over.text
        late = await rate(hall, path + "/rating-again", {"service_id": service_id, "level": "fair"})
        assert late.json["code"] in ("rating_over", "service_unknown")


async def test_nobody_rates_with_somebody_elses_slip_or_with_none(tmp_path: Path, clock: ManualClock) -> None:
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        first = await serve(hall, clock)
        second = (await (await hall.station("kiosk-2")).give("issue-ticket", {"queue_id": "comprehensive"})).json[
            "ticket"
        ]
        service_id = (await hall.nobody.ask("GET", first["page_path"] + "/rating")).json["service_id"]
        other = await rate(hall, second["page_path"] + "/rating", {"service_id": service_id, "level": "fair"})
        assert other.refused == (403, "forbidden")
        forged = first["page_path"][:-4] + "0000"
        assert (await rate(hall, forged + "/rating", {"service_id": service_id, "level": "fair"})).status == 404
        assert (await hall.nobody.ask("GET", forged + "/rate", headers=HTML)).status == 404


async def test_before_anything_has_ended_there_is_nothing_to_rate(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    path = (await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})).json["ticket"]["page_path"]
    page = await hall.nobody.ask("GET", path + "/rate", headers=HTML)
    assert "还在办，先不急着评".encode() in page.text
    assert b"<form" not in page.text


@pytest.mark.parametrize("words", ["慢" * 501, "a\u0000b", "\u202egnorts"])
async def test_words_that_do_not_fit_are_refused_and_never_cut(tmp_path: Path, clock: ManualClock, words: str) -> None:
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        path = (await serve(hall, clock))["page_path"]
        service_id = (await hall.nobody.ask("GET", path + "/rating")).json["service_id"]
        given = {"service_id": service_id, "level": "fair", "words": words}
        assert (await rate(hall, path + "/rating", given)).refused == (400, "malformed")
        assert (await hall.nobody.ask("GET", path + "/rating")).json["may_rate"] is True


async def test_nobody_reads_or_types_in_ratings_of_their_own_work_whatever_else_they_are(
    tmp_path: Path, clock: ManualClock
) -> None:
    plan = hall_folder(tmp_path, demonstration=True) / "hall.toml"
    text = plan.read_text(encoding="utf-8")
    clerk = 'id = "li-juan", name = "李娟", staff_number = "1001", roles = ["clerk"'
    assert clerk in text
    plan.write_text(text.replace(clerk, clerk + ', "supervisor"'), encoding="utf-8")
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        path = (await serve(hall, clock))["page_path"]
        service_id = (await hall.nobody.ask("GET", path + "/rating")).json["service_id"]
        assert (await rate(hall, path + "/rating", {"service_id": service_id, "level": "fair"})).status == 200
        concerned, other = await hall.clerk("li-juan"), await hall.clerk("fang-qing")
        told = {"channel": "telephone", "business_day": DAY, "level": "very_satisfied"}
        for about in ({"number": "A001"}, {"window_id": "w01"}, {"window_id": "w02"}):  # her service, posts A and B
            assert (await concerned.give("enter-rating", told | about)).refused == (403, "forbidden")
        asked = f"/api/v1/tickets/{path[3:].rpartition('.')[0]}/rating"
        assert (await concerned.ask("GET", asked)).refused == (403, "forbidden")
        assert (await other.ask("GET", asked)).json["rated"] is True
        assert (await concerned.give("enter-rating", told | {"window_id": "w09"})).status == 200
        (others,) = (await concerned.ask("GET", "/api/v1/ratings")).json["ratings"]
        assert others["window"]["window_id"] == "w09"
        assert len((await other.ask("GET", "/api/v1/ratings")).json["ratings"]) == 2


async def test_ratings_are_read_by_those_who_answer_for_them_alone(tmp_path: Path, clock: ManualClock) -> None:
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        path = (await serve(hall, clock))["page_path"]
        service_id = (await hall.nobody.ask("GET", path + "/rating")).json["service_id"]
        given = {"service_id": service_id, "level": "dissatisfied", "reasons": ["201"], "words": SECRET}
        assert (await rate(hall, path + "/rating", given)).status == 200
        for reader in ("gu-ping", "fang-qing", "yan-zheng"):
            found = await (await hall.clerk(reader)).ask("GET", "/api/v1/ratings?level=poor")
            (line,) = found.json["ratings"]
            assert (line["number"], line["level"], line["words"], line["named"]) == (
                "A001",
                "dissatisfied",
                SECRET,
                False,
            )
            assert line["orders"] == [{"order_id": "WO1", "excluded": False}]
            assert [reason["zh"] for reason in line["reasons"]] == ["等得太久"]
        for other in ("li-juan", "su-wen", "zou-jian"):
            assert (await (await hall.clerk(other)).ask("GET", "/api/v1/ratings")).refused == (403, "forbidden")
        assert (await hall.nobody.ask("GET", "/api/v1/ratings")).status == 401


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("level=fair", 0),
        ("level=dissatisfied", 1),
        ("channel=ticket_page", 1),
        ("channel=telephone", 1),
        ("source=default", 0),
        ("window=w01", 2),
        ("window=w02", 0),
        ("to=2020-01-01&from=2020-01-01", 0),
        ("before=1.x", 0),
    ],
)
async def test_the_list_is_narrowed_as_asked(tmp_path: Path, clock: ManualClock, query: str, count: int) -> None:
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        path = (await serve(hall, clock))["page_path"]
        shown = (await hall.nobody.ask("GET", path + "/rating")).json
        given = {"service_id": shown["service_id"], "level": "dissatisfied"}
        assert (await rate(hall, path + "/rating", given)).status == 200
        warden = await hall.clerk("gu-ping")
        told = {"channel": "telephone", "level": "satisfied", "window_id": "w01", "business_day": shown["business_day"]}
        assert (await warden.give("enter-rating", told)).status == 200
        found = await warden.ask("GET", f"/api/v1/ratings?{query}")
        assert (found.status, len(found.json["ratings"])) == (200, count)


@pytest.mark.parametrize(
    "query", ["level=great", "before=x", "source=x", "from=2026-02-30", "channel=x", "to=9999-12-31"]
)
async def test_what_nobody_can_ask_for_is_refused(hall: RunningHall, query: str) -> None:
    warden = await hall.clerk("gu-ping")
    assert (await warden.ask("GET", f"/api/v1/ratings?{query}")).refused == (400, "malformed")
