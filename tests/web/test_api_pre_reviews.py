"""Pre-reviews at the doors: filed by kiosk and portal, brought back by code, carried by the ticket, reported."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from queue_server.contract.commands import FilePreReview
from queue_server.web.reception import CODES_LOCKED_S, CODES_TRIED
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import MORNING_MS, review, sample
from tests.web.running_hall import RunningHall, Somebody, new_key

DAY_MS = 86_400_000
PRE_REVIEWS = "/api/v1/pre-reviews/"


def body(command: FilePreReview) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(command)
    return {name: value for name, value in told.items() if name != "type"}


async def file(who: Somebody, command: FilePreReview) -> dict[str, Any]:
    answer = await who.give("file-pre-review", body(command))
    assert answer.status == 200, answer.text
    filed: dict[str, Any] = answer.json["pre_review"]
    return filed


async def bring_back(who: Somebody, code: str) -> Any:
    return await who.ask("GET", PRE_REVIEWS + code)


async def test_a_pre_review_filed_at_a_kiosk_is_brought_back_at_another_by_the_code_of_its_sheet(
    hall: RunningHall,
) -> None:
    filed = await file(await hall.station("kiosk-1"), review())
    assert filed["verdict"] == "ready"
    again = await bring_back(await hall.station("kiosk-2"), filed["code"].lower().replace("-", "%20"))
    assert again.json == filed
    assert filed["answers"] == review().answers


async def test_the_code_is_for_those_who_hand_sheets_out(hall: RunningHall) -> None:
    filed = await file(await hall.clerk("fang-qing"), review())
    assert filed["code"]
    clerk = await bring_back(await hall.clerk("li-juan"), filed["code"])
    assert (clerk.status, clerk.json["code"]) == (200, "")
    assert (await bring_back(await hall.station("board-1"), filed["code"])).refused == (403, "forbidden")
    assert (await bring_back(hall.nobody, filed["code"])).refused == (401, "not_signed_in")


async def test_a_code_nobody_was_given_finds_nothing(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    filed = await file(kiosk, review())
    wrong = filed["code"][:-1] + ("0" if filed["code"][-1] != "0" else "1")
    for code in (wrong, "03RJ-K7M2-QX", "x", "%F0%9F%8E%AB", filed["pre_review_id"]):
        assert (await bring_back(kiosk, code)).refused == (404, "not_found")


async def test_whoever_tries_many_codes_has_to_wait(tmp_path: Path) -> None:
    clock = ManualClock(MORNING_MS)
    async with RunningHall.open(tmp_path, clock=clock) as hall:
        kiosk, other = await hall.station("kiosk-1"), await hall.station("kiosk-2")
        filed = await file(kiosk, review())
        for _ in range(CODES_TRIED):
            assert (await bring_back(kiosk, "03RJ-K7M2-QX")).refused == (404, "not_found")
        locked = await bring_back(kiosk, filed["code"])
        assert locked.refused == (429, "too_many_attempts")
        assert locked.headers["Retry-After"] == str(CODES_LOCKED_S)
        assert (await bring_back(other, filed["code"])).status == 200
        await clock.advance(CODES_LOCKED_S * 1_000)
        assert (await bring_back(kiosk, filed["code"])).status == 200


async def test_a_sheet_is_good_for_as_many_days_as_the_policy_says_and_over_restarts(tmp_path: Path) -> None:
    days = sample().policy.pre_review_days
    async with RunningHall.open(tmp_path, clock=ManualClock(MORNING_MS)) as hall:
        filed = await file(await hall.station("kiosk-1"), review())
    async with RunningHall.open(tmp_path, clock=ManualClock(MORNING_MS + days * DAY_MS)) as hall:
        again = await bring_back(await hall.station("kiosk-1"), filed["code"])
        assert again.json == filed
    async with RunningHall.open(tmp_path, clock=ManualClock(MORNING_MS + days * DAY_MS + 1)) as hall:
        late = await bring_back(await hall.station("kiosk-1"), filed["code"])
        assert late.refused == (409, "pre_review_expired")
        assert late.json["details"] == {"filed_on": "2026-11-23"}


async def test_a_pre_review_of_yesterday_gives_no_ticket_and_is_not_asked_for_again(tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path, clock=ManualClock(MORNING_MS)) as hall:
        filed = await file(await hall.station("kiosk-1"), review())
    async with RunningHall.open(tmp_path, clock=ManualClock(MORNING_MS + 2 * DAY_MS)) as hall:
        kiosk = await hall.station("kiosk-1")
        late = await kiosk.give("issue-ticket", {"pre_review_id": filed["pre_review_id"]})
        assert late.refused == (404, "pre_review_unknown")
        known = (await bring_back(kiosk, filed["code"])).json
        told = {name: known[name] for name in ("item_id", "guide_version", "answers", "materials")}
        again = await kiosk.give("file-pre-review", {**told, "earlier": known["pre_review_id"]})
        ticket = await kiosk.give("issue-ticket", {"pre_review_id": again.json["pre_review"]["pre_review_id"]})
        assert ticket.json["ticket"]["verdict"] == "ready"


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"item_id": "nonsense"}, 404, "item_unknown"),
        ({"guide_version": "0" * 16}, 409, "guide_changed"),
        ({"guide_version": "newest"}, 400, "malformed"),
        ({"answers": {"somebody-elses": "yes"}}, 409, "answers_unfit"),
        ({"answers": {"a b": "yes"}}, 400, "malformed"),
        ({"answers": {f"q{n}": "a" for n in range(31)}}, 400, "malformed"),
        ({"materials": {"id-card": "somewhere"}}, 400, "malformed"),
        ({"materials": {f"m{n}": "held" for n in range(61)}}, 400, "malformed"),
        ({"earlier": "p999999999"}, 404, "pre_review_unknown"),
        ({"remark": "call me at home"}, 400, "malformed"),
    ],
)
async def test_what_is_no_pre_review_is_refused(
    hall: RunningHall, changed: dict[str, Any], status: int, code: str
) -> None:
    kiosk = await hall.station("kiosk-1")
    seq = hall.server.reception.dispatcher.seq
    answer = await kiosk.give("file-pre-review", {**body(review()), **changed})
    assert answer.refused == (status, code)
    assert hall.server.reception.dispatcher.seq == seq


async def test_the_same_filing_again_is_the_same_pre_review_with_its_code(hall: RunningHall) -> None:
    kiosk, key = await hall.station("kiosk-1"), new_key()
    first = await kiosk.give("file-pre-review", body(review()), key=key)
    again = await kiosk.give("file-pre-review", body(review()), key=key)
    assert first.json == again.json
    assert first.json["pre_review"]["code"]


async def test_the_portal_files_and_reads_and_sees_nothing_of_the_hall(tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path, portal=True) as hall:
        portal = await hall.station("portal-1")
        filed = await file(portal, review())
        assert (await bring_back(await hall.station("kiosk-1"), filed["code"])).json == filed
        assert (await portal.ask("GET", "/api/v1/stations/me")).status == 200
        for method, path in (("GET", "/api/v1/views/hall"), ("GET", "/api/v1/socket")):
            assert (await portal.ask(method, path)).refused == (403, "forbidden")
        ticket = await portal.give("issue-ticket", {"pre_review_id": filed["pre_review_id"]})
        assert ticket.refused == (403, "forbidden")
        assert (await portal.give("call-for-help")).refused == (403, "forbidden")


async def test_the_report_compares_machine_and_clerk(hall: RunningHall) -> None:
    kiosk, clerk = await hall.station("kiosk-1"), await hall.clerk("li-juan")
    await clerk.give("open-window", {"window_id": "w01"})
    filed = await file(kiosk, review())
    await kiosk.give("issue-ticket", {"pre_review_id": filed["pre_review_id"]})
    called = (await clerk.give("call-next", {"window_id": "w01"})).json["ticket"]
    line = filed["lines"][-1]["about"]
    checked = {"window_id": "w01", "ticket_id": called["ticket_id"], "about": line, "finding": "unfit"}
    assert (await clerk.give("check-pre-review", checked)).status == 200
    shown = await (await hall.clerk("fang-qing")).ask("GET", "/api/v1/reports/pre-reviews")
    (item,) = shown.json["items"]
    assert (item["item_id"], item["filed"], item["tickets"]) == (filed["item_id"], 1, 1)
    assert item["differed"] == {"numerator": 1, "denominator": 1, "rate": 1.0}


async def test_the_report_is_for_those_who_run_the_hall_and_of_days_there_are(hall: RunningHall) -> None:
    path = "/api/v1/reports/pre-reviews"
    supervisor = await hall.clerk("fang-qing")
    assert (await (await hall.clerk("li-juan")).ask("GET", path)).refused == (403, "forbidden")
    assert (await supervisor.ask("GET", f"{path}?from=2026-02-30")).refused == (400, "malformed")
    assert (await supervisor.ask("GET", f"{path}?to=yesterday")).refused == (400, "malformed")
    long_ago = await supervisor.ask("GET", f"{path}?from=0001-01-01&to=9999-12-31")
    assert (long_ago.status, long_ago.json["filed"], long_ago.json["differed"]["rate"]) == (200, 0, None)
