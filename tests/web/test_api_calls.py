"""Calls at the doors: why each was made, for those who may look into it."""

import pytest

from queue_server.web import calls
from tests.web.running_hall import RunningHall

CALLS = "/api/v1/calls/"


async def called(hall: RunningHall) -> str:
    """Somebody with priority is called before somebody who came earlier; the call's id."""
    kiosk, clerk = await hall.station("kiosk-1"), await hall.clerk("li-juan")
    await clerk.give("open-window", {"window_id": "w01"})
    first = await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})
    claimed = await kiosk.give(
        "issue-ticket",
        {"queue_id": "comprehensive", "priority": "disabled", "applicant": "person", "case_number": "C-2026-17"},
    )
    chosen = {"window_id": "w01", "ticket_id": claimed.json["ticket"]["ticket_id"], "reason": "wheelchair"}
    assert (await clerk.give("call-ticket", chosen)).status == 200
    assert first.status == 200
    return f"{chosen['ticket_id']}.c1"


async def test_a_call_says_why_it_was_made_and_who_was_overtaken(hall_on_each: RunningHall) -> None:
    hall = hall_on_each
    call_id = await called(hall)
    shown = await (await hall.clerk("fang-qing")).ask("GET", CALLS + call_id)
    assert shown.status == 200, shown.text
    told = shown.json
    assert (told["call_id"], told["window_id"], told["clerk_id"]) == (call_id, "w01", "li-juan")
    assert (told["why"]["code"], told["why"]["reason"], told["why"]["overtaken"]) == ("chosen", "wheelchair", 1)
    assert told["why"]["priority"] == {"zh": "残疾人优先", "en": "People with disabilities"}
    assert [(head["queue_id"], head["priority"]) for head in told["heads"]] == [
        ("comprehensive", None),
        ("comprehensive", "disabled"),
    ]
    first = told["heads"][0]
    assert (first["number"], first["queue"]["zh"]) == (first["ticket_id"].rpartition(".")[2], "综合窗口")
    assert told["overtaken_first"] == [{"ticket_id": first["ticket_id"], "right": "chosen", "number": first["number"]}]


async def test_only_staff_look_into_calls_and_only_into_such_as_there_were(hall: RunningHall) -> None:
    call_id = await called(hall)
    assert (await (await hall.station("kiosk-1")).ask("GET", CALLS + call_id)).refused == (403, "forbidden")
    assert (await (await hall.clerk("li-juan")).ask("GET", CALLS + call_id + "9")).refused == (404, "not_found")


async def test_a_claim_is_verified_at_the_door_and_kept_in_the_history(hall: RunningHall) -> None:
    ticket_id = (await called(hall)).removesuffix(".c1")
    verified = await (await hall.clerk("fang-qing")).give("verify-priority", {"ticket_id": ticket_id})
    assert verified.json["ticket"]["priority_verified"] is True
    kept = await hall.database.read(
        lambda connection: connection.exec_driver_sql(
            "SELECT applicant, priority, priority_state, case_number FROM tickets WHERE priority IS NOT NULL"
        ).all()
    )
    assert [tuple(row) for row in kept] == [("person", "disabled", "verified", "C-2026-17")]


async def test_the_calls_of_a_day_are_listed_newest_first_and_in_parts(
    hall_on_each: RunningHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = hall_on_each
    monkeypatch.setattr(calls, "AT_ONCE", 2)
    kiosk, clerk, auditor = await hall.station("kiosk-1"), await hall.clerk("li-juan"), await hall.clerk("yan-zheng")
    await clerk.give("open-window", {"window_id": "w01"})
    made: list[str] = []
    for _ in range(3):
        issued = await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})
        await clerk.give("call-next", {"window_id": "w01"})
        await clerk.give("park-ticket", {"window_id": "w01", "ticket_id": issued.json["ticket"]["ticket_id"]})
        made.insert(0, issued.json["ticket"]["ticket_id"] + ".c1")

    async def listed(query: str) -> tuple[list[str], str | None]:
        told = (await auditor.ask("GET", f"/api/v1/calls?{query}")).json
        return [call["call_id"] for call in told["calls"]], told["older"]

    assert await listed("") == (made[:2], made[1])
    assert await listed(f"before={made[1]}") == (made[2:], None)
    assert await listed("rule=chosen") == ([], None)
    assert await listed("rule=longest_waiting&window=w01") == (made[:2], made[1])
    assert await listed("window=w02") == ([], None)
    assert await listed("day=2020-01-01") == ([], None)
    assert await listed("before=nobody") == ([], None)
    file = (await (await hall.clerk("fang-qing")).ask("GET", f"/api/v1/tickets/{made[0].removesuffix('.c1')}")).json
    assert [call["call_id"] for call in file["calls"]] == [made[0]]
    assert (await auditor.ask("GET", "/api/v1/calls?day=2026-02-30")).refused == (400, "malformed")
