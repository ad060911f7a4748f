"""Work orders at the doors: whoever works on them sees everything, whom they concern what was written for them."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from queue_server.domain.work_orders import WorkOrderDue
from queue_server.reports.verification import verify
from tests.web.running_hall import HALL, Answer, RunningHall, Somebody

WORDS, CONTACT = "等了一个小时，没人理我", "0000-6601 9999"
RELEASED, STATEMENT = "群众反映等候时间长，请说明当时情况", "当时系统在升级，没有及时解释"


async def poorly_rated(hall: RunningHall, **more: Any) -> str:
    """A service at window 1 that was rated very poorly at its terminal; its work order."""
    kiosk, clerk, terminal = (
        await hall.station("kiosk-1"),
        await hall.clerk("li-juan"),
        await hall.station("rating-w01"),
    )
    ticket_id = (await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})).json["ticket"]["ticket_id"]
    of_it = {"window_id": "w01", "ticket_id": ticket_id}
    for command, body in (
        ("open-window", {"window_id": "w01"}),
        ("call-next", {"window_id": "w01"}),
        ("start-serving", of_it),
        ("finish-serving", of_it),
    ):
        assert (await clerk.give(command, body)).status == 200
    rating = {"service_id": f"{ticket_id}.s1", "level": "very_dissatisfied", "reasons": ["101"], **more}
    rated = await terminal.give("rate-service", rating)
    assert rated.status == 200, rated.text
    (order_id,) = hall.server.reception.dispatcher.state.work_orders.by_id
    return order_id


def due_day(hall: RunningHall, order_id: str) -> str:
    due_ms = hall.server.reception.dispatcher.state.work_orders.by_id[order_id].deadlines[WorkOrderDue.RECTIFY].due_ms
    return datetime.fromtimestamp(due_ms / 1000, ZoneInfo("Asia/Shanghai")).date().isoformat()


async def step(who: Somebody, command: str, order_id: str, **body: Any) -> Answer:
    answer = await who.give(command, {"order_id": order_id, **body})
    assert answer.status == 200, answer.text
    return answer


@pytest.fixture
async def order_id(hall: RunningHall) -> str:
    return await poorly_rated(hall, words=WORDS, contact=CONTACT)


async def test_a_named_poor_rating_goes_from_hand_to_hand_to_its_end_on_each_database_and_over_a_restart(
    database_url: str, tmp_path: Path
) -> None:
    async with RunningHall.open(tmp_path, database_url=database_url) as hall:
        order_id = await poorly_rated(hall, words=WORDS, contact=CONTACT)
        complaints = await hall.clerk("gu-ping")
        await step(complaints, "assign-work-order", order_id, clerk_id="fang-qing", text=RELEASED)
        await step(complaints, "record-contact", order_id, reached=True, text="电话核实，情况属实")
        await step(await hall.clerk("li-juan"), "record-statement", order_id, side="staff", text=STATEMENT)
    async with RunningHall.open(tmp_path, database_url=database_url) as hall:
        complaints, supervisor = await hall.clerk("gu-ping"), await hall.clerk("fang-qing")
        await step(complaints, "record-statement", order_id, side="applicant", text="希望有人解释")
        await step(supervisor, "choose-course", order_id, course="at_once")
        await step(supervisor, "report-rectified", order_id, text="已增开窗口")
        await step(complaints, "feed-back", order_id, text="已电话告知")
        await step(complaints, "call-back", order_id, reached=True, satisfied=True)
        await step(complaints, "close-work-order", order_id)
        shown = (await complaints.ask("GET", f"/api/v1/work-orders/{order_id}")).json
        assert [line["step"] for line in shown["steps"]] == [
            *("opened", "assigned", "assigned", "contacted", "staff_heard", "applicant_heard", "to_rectify_at_once"),
            *("rectified", "fed_back", "called_back", "closed"),
        ]
        assert [line["text"] for line in shown["steps"] if line["has_text"]] == [
            *(RELEASED, "电话核实，情况属实", STATEMENT, "希望有人解释", "已增开窗口", "已电话告知"),
        ]
        assert (shown["rating"]["words"], shown["rating"]["contact"]) == (WORDS, CONTACT)
        assert (shown["line"]["state"], shown["line"]["satisfied"], shown["now"]) == ("closed", True, None)
        assert hall.server.reception.dispatcher.state.work_orders.by_id == {}
        assert (await verify(hall.database, HALL)).findings == ()


async def test_the_clerk_concerned_reads_what_was_released_and_nothing_of_who_how_and_when(
    hall: RunningHall, order_id: str
) -> None:
    clerk, complaints = await hall.clerk("li-juan"), await hall.clerk("gu-ping")
    assert (await clerk.ask("GET", "/api/v1/my-work-orders")).json == {"orders": []}  # nobody has released it
    early = await clerk.give("record-statement", {"order_id": order_id, "side": "staff", "text": STATEMENT})
    assert early.refused == (404, "work_order_unknown")
    await step(complaints, "assign-work-order", order_id, clerk_id="fang-qing", text=RELEASED)
    told = await clerk.ask("GET", "/api/v1/my-work-orders")
    (mine,) = told.json["orders"]
    assert (mine["text"], mine["concerns_me"], mine["latest_day"]) == (RELEASED, True, None)
    assert mine["due_day"] == due_day(hall, order_id)  # the day it is due, and nothing of the hour
    assert {action["command"]: action["allowed"] for action in mine["actions"]} == {
        "RecordStatement": True,
        "AppealRating": True,
    }
    await step(complaints, "record-contact", order_id, reached=True)
    told = await clerk.ask("GET", "/api/v1/my-work-orders")
    for hidden in (WORDS, CONTACT, "dissatisfied", "101", "A001", "opened", "contact", "_at_ms"):
        assert hidden not in told.text.decode()
    await step(clerk, "record-statement", order_id, side="staff", text=STATEMENT)
    (mine,) = (await clerk.ask("GET", "/api/v1/my-work-orders")).json["orders"]
    assert [each["text"] for each in mine["statements"]] == [STATEMENT]
    for path in ("/api/v1/work-orders", f"/api/v1/work-orders/{order_id}"):
        assert (await clerk.ask("GET", path)).refused == (403, "forbidden")


async def test_whoever_did_not_serve_and_is_not_responsible_learns_nothing(hall: RunningHall, order_id: str) -> None:
    complaints, other = await hall.clerk("gu-ping"), await hall.clerk("chen-li")
    await step(complaints, "assign-work-order", order_id, clerk_id="fang-qing", text=RELEASED)
    assert (await other.ask("GET", "/api/v1/my-work-orders")).json == {"orders": []}
    refused = await other.give("appeal-rating", {"order_id": order_id, "text": "x"})
    assert refused.refused == (404, "work_order_unknown")


async def test_who_is_made_responsible_sees_it_with_its_day_and_does_their_part(
    hall: RunningHall, order_id: str
) -> None:
    complaints, leader = await hall.clerk("gu-ping"), await hall.clerk("chen-li")
    await step(complaints, "assign-work-order", order_id, clerk_id="chen-li", text=RELEASED)
    (mine,) = (await leader.ask("GET", "/api/v1/my-work-orders")).json["orders"]
    assert (mine["concerns_me"], mine["due_day"]) == (False, due_day(hall, order_id))
    latest = mine["latest_day"]
    assert latest > mine["due_day"]
    allowed = {action["command"] for action in mine["actions"] if action["allowed"]}
    assert allowed == {"RecordStatement", "AppealRating", "AskExtension"}
    await step(complaints, "record-contact", order_id, reached=True)
    beyond = (date.fromisoformat(latest) + timedelta(days=1)).isoformat()
    later = {"order_id": order_id, "course": "by_date", "until_day": beyond}
    assert (await leader.give("choose-course", later)).refused == (409, "until_day_unfit")
    await step(leader, "choose-course", order_id, course="by_date", until_day=latest)
    (mine,) = (await leader.ask("GET", "/api/v1/my-work-orders")).json["orders"]
    assert (mine["until_day"], mine["due_day"]) == (latest, latest)
    await step(leader, "choose-course", order_id, course="explain")
    back = await leader.give("feed-back", {"order_id": order_id, "text": "x"})
    assert back.refused == (403, "forbidden")  # whoever rated is told by those who may know who it was


async def test_the_list_is_for_those_who_work_on_them_and_the_auditor_who_changes_nothing(
    hall: RunningHall, order_id: str
) -> None:
    auditor, complaints = await hall.clerk("yan-zheng"), await hall.clerk("gu-ping")
    for reader in (auditor, complaints, await hall.clerk("fang-qing")):
        found = (await reader.ask("GET", "/api/v1/work-orders?state=open")).json
        (line,) = found["orders"]
        assert (line["order_id"], line["level"], line["named"], line["clerk_id"], line["role"]) == (
            *(order_id, "very_dissatisfied", True, "li-juan", "complaints"),
        )
        assert [each["due"] for each in line["due"]] == ["contact", "rectify"]
        assert found["older"] is None
    refused = await auditor.give("close-work-order", {"order_id": order_id})
    assert refused.refused == (403, "forbidden")
    shown = (await auditor.ask("GET", f"/api/v1/work-orders/{order_id}")).json
    assert not [action for action in shown["now"]["actions"] if action["allowed"]]
    assert (await auditor.ask("GET", "/api/v1/work-orders?state=closed")).json["orders"] == []
    assert (await auditor.ask("GET", "/api/v1/work-orders?from=2000-01-01&to=2000-01-02")).json["orders"] == []
    assert (await auditor.ask("GET", "/api/v1/work-orders?state=lost")).refused == (400, "malformed")
    assert (await auditor.ask("GET", "/api/v1/work-orders/WO99")).refused == (404, "not_found")


async def test_nothing_that_is_written_with_a_step_is_in_the_journal_or_in_an_answer(
    hall: RunningHall, order_id: str
) -> None:
    complaints = await hall.clerk("gu-ping")
    answered = await step(complaints, "assign-work-order", order_id, clerk_id="fang-qing", text=RELEASED)
    assert RELEASED not in answered.text.decode()
    rows = await hall.database.read(lambda connection: connection.exec_driver_sql("select body from journal").all())
    assert len(rows) > 5
    assert not [row for row in rows if RELEASED in row.body or WORDS in row.body or CONTACT in row.body]


async def test_two_work_orders_of_one_service_name_each_other(database_url: str, tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path, database_url=database_url) as hall:
        first = await poorly_rated(hall)
        desk = await hall.clerk("gu-ping")
        assert (await desk.ask("GET", f"/api/v1/work-orders/{first}")).json["same_service_id"] is None
        service_id = hall.server.reception.dispatcher.state.work_orders.by_id[first].rating_id
        kiosk = await hall.station("kiosk-1")
        again = {"service_id": service_id, "level": "dissatisfied", "contact": CONTACT}
        assert (await kiosk.give("rate-again", again)).status == 200
        (second,) = hall.server.reception.dispatcher.state.work_orders.by_id.keys() - {first}
        for one, other in ((first, second), (second, first)):
            assert (await desk.ask("GET", f"/api/v1/work-orders/{one}")).json["same_service_id"] == other
