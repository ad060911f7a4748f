"""Journeys at the doors: commands of a clerk, what the ticket's holder sees of them, and visits counted."""

import pytest

from tests.web.running_hall import RunningHall, Somebody

VISITS = "/api/v1/reports/visits"


async def in_service(hall: RunningHall, case_number: str | None = None) -> tuple[Somebody, dict[str, str]]:
    """A guide hands out a bundle's number; the clerk of window 26 serves it."""
    guide, clerk = await hall.clerk("ding-qian"), await hall.clerk("pan-yue")
    assert (await clerk.give("open-window", {"window_id": "w26"})).status == 200
    issued = await guide.give("issue-ticket", {"bundle_id": "company-start", "case_number": case_number})
    assert issued.status == 200, issued.text
    called = await clerk.give("call-next", {"window_id": "w26"})
    of_it = {"window_id": "w26", "ticket_id": called.json["ticket"]["ticket_id"]}
    assert (await clerk.give("start-serving", of_it)).status == 200
    return clerk, of_it


async def test_a_bundle_goes_away_comes_back_and_on_to_its_next_stage(hall: RunningHall) -> None:
    clerk, of_it = await in_service(hall)
    sent = await clerk.give("send-away", {**of_it, "queue_id": "cashier"})
    assert sent.json["ticket"]["goes_back_to"]["number"] == 26
    assert [(stage["name"]["zh"], stage["state"]) for stage in sent.json["ticket"]["stages"]] == [
        ("受理", "now"),
        ("领件", "next"),
    ]
    assert sent.json["ticket"]["lead"]["zh"] == "市场监督管理局"
    assert (await clerk.give("undo-last", {"window_id": "w26"})).json["ticket"] is not None
    on = await clerk.give("next-stage", of_it)
    assert on.json["ticket"]["queue"]["zh"] == "出件领证"
    assert (await clerk.give("next-stage", of_it)).refused == (409, "wrong_state")


async def test_the_clerk_page_says_what_can_be_taken_back_and_who_was_asked_first(hall: RunningHall) -> None:
    clerk, _ = await in_service(hall)
    page = (await clerk.ask("GET", "/api/v1/views/clerk:w26")).json
    assert (page["undo"]["what"], page["ticket"]["first_asked"]) == ("ServingStarted", "丁倩")


async def test_visits_are_counted_for_those_who_may_know(hall: RunningHall) -> None:
    await in_service(hall, "C-2026-17")
    told = await (await hall.clerk("fang-qing")).ask("GET", VISITS)
    assert told.status == 200, told.text
    assert (told.json["cases"], told.json["visits"], told.json["by_visits"]) == (1, 1, {"1": 1})
    assert (await (await hall.clerk("pan-yue")).ask("GET", VISITS)).refused == (403, "forbidden")
    assert (await (await hall.station("kiosk-1")).ask("GET", VISITS)).refused == (403, "forbidden")


@pytest.mark.parametrize("span", ["?from=yesterday", "?to=2026-02-30"])
async def test_a_day_there_is_not_is_refused(hall: RunningHall, span: str) -> None:
    assert (await (await hall.clerk("fang-qing")).ask("GET", VISITS + span)).refused == (400, "malformed")
