"""Tickets of the day at the doors: found, looked into, and what may be done with them; items for a ticket."""

import pytest

from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import ReportStation
from tests.web.running_hall import RunningHall, Somebody

TICKETS = "/api/v1/tickets"


async def taken(hall: RunningHall, **fields: str) -> str:
    """Somebody takes a number; its id."""
    kiosk = await hall.station("kiosk-1")
    issued = await kiosk.give("issue-ticket", {"queue_id": "comprehensive", **fields})
    ticket_id: str = issued.json["ticket"]["ticket_id"]
    return ticket_id


@pytest.fixture
async def supervisor(hall: RunningHall) -> Somebody:
    return await hall.clerk("fang-qing")


async def test_a_number_is_found_by_a_part_of_it_by_queue_and_by_state(hall: RunningHall, supervisor: Somebody) -> None:
    first, second, other = await taken(hall), await taken(hall), await taken(hall, queue_id="instant")
    await supervisor.give("cancel-ticket", {"ticket_id": second, "reason": "staff"})

    async def found(query: str) -> list[str]:
        answered = await supervisor.ask("GET", f"{TICKETS}?{query}")
        assert answered.status == 200, answered.text
        assert answered.json["count"] == len(answered.json["tickets"])
        return [ticket["ticket_id"] for ticket in answered.json["tickets"]]

    assert await found("") == [other, second, first]
    assert await found(f"number={first.rpartition('.')[2].lower()}") == [first]
    assert await found("queue=comprehensive") == [second, first]
    assert await found("state=waiting&queue=comprehensive") == [first]
    assert await found("number=Z9") == []
    for unfit in ("state=lost", "number=" + 13 * "1", "queue=%20"):
        assert (await supervisor.ask("GET", f"{TICKETS}?{unfit}")).refused == (400, "malformed")


async def test_only_those_who_look_after_the_hall_look_for_tickets(hall: RunningHall) -> None:
    ticket_id = await taken(hall)
    for who in (await hall.clerk("li-juan"), await hall.station("kiosk-1")):
        for path in (TICKETS, f"{TICKETS}/{ticket_id}", "/api/v1/priorities", "/api/v1/items", "/api/v1/calls"):
            assert (await who.ask("GET", path)).refused == (403, "forbidden")


async def test_a_file_tells_the_ticket_its_calls_and_what_its_reader_may_do(
    hall: RunningHall, supervisor: Somebody
) -> None:
    ticket_id = await taken(hall, priority="elderly", applicant="person", case_number="C-17")
    clerk = await hall.clerk("li-juan")
    await clerk.give("open-window", {"window_id": "w01"})
    called = await clerk.give("call-ticket", {"window_id": "w01", "ticket_id": ticket_id, "reason": "wheelchair"})
    assert called.status == 200

    file = (await supervisor.ask("GET", f"{TICKETS}/{ticket_id}")).json
    assert (file["applicant"], file["priority_id"], file["case_number"]) == ("person", "elderly", "C-17")
    assert file["ticket"]["why"]["reason"] == "wheelchair"
    assert file["ticket"]["page_path"].startswith(f"/t/{ticket_id}.")
    ((call),) = file["calls"]
    assert (call["number"], call["window"]["number"], call["clerk_name"]) == (ticket_id.rpartition(".")[2], 1, "李娟")
    open_to = {action["command"]: action["allowed"] for action in file["actions"]}
    assert open_to == {
        "VerifyPriority": True,
        "WithdrawPriority": True,
        "GrantPriority": True,
        "ReprintSlip": False,  # no kiosk is there
        "GiveTag": True,
        "RequeueTicket": False,
        "CancelTicket": True,
        "VoidTicket": False,
    }

    assert (file["tag"], file["free_tags"]) == (None, [1, 2, 3, 4, 5, 6, 7, 8])
    assert (await supervisor.give("give-tag", {"ticket_id": ticket_id, "tag": "2"})).status == 200
    file = (await supervisor.ask("GET", f"{TICKETS}/{ticket_id}")).json
    assert (file["tag"], file["free_tags"]) == (2, [1, 3, 4, 5, 6, 7, 8, 9])
    assert {"command": "ReturnTag", "allowed": True, "why": None, "from_ms": None} in file["actions"]

    auditor = (await (await hall.clerk("yan-zheng")).ask("GET", f"{TICKETS}/{ticket_id}")).json
    assert auditor["actions"] == []
    assert auditor["ticket"]["page_path"] is None
    assert (await supervisor.ask("GET", f"{TICKETS}/2020-01-01.A001")).refused == (404, "not_found")


async def test_a_file_tells_of_a_slip_printed_again_until_it_is_out_or_has_failed(
    hall: RunningHall, supervisor: Somebody
) -> None:
    ticket_id = await taken(hall)
    kiosk = await hall.station("kiosk-2")
    there = ReportStation("kiosk-2", True)
    await hall.server.reception.dispatcher.submit(there, key="kiosk-2-is-there", by=SYSTEM)

    async def file() -> dict[str, object]:
        told: dict[str, object] = (await supervisor.ask("GET", f"{TICKETS}/{ticket_id}")).json
        return {field: told.get(field) for field in ("by_station", "reprint", "reprint_failed")}

    settled = {"by_station": "kiosk-1", "reprint": None, "reprint_failed": False}
    assert await file() == settled
    actions = (await supervisor.ask("GET", f"{TICKETS}/{ticket_id}")).json["actions"]
    assert {"command": "ReprintSlip", "allowed": True, "why": None, "from_ms": None} in actions
    for printed in (True, False):
        await supervisor.give("reprint-slip", {"ticket_id": ticket_id, "station_id": "kiosk-2"})
        under_way = hall.server.reception.dispatcher.state.reprints
        fields = {"ticket_id": ticket_id, "reprint_id": next(iter(under_way))}
        assert await file() == {**settled, "reprint": {**fields, "station_id": "kiosk-2"}}
        assert (await kiosk.give("begin-reprint", fields)).status == 200
        assert (await kiosk.give("report-reprint", {**fields, "printed": printed})).status == 200
        assert await file() == {**settled, "reprint_failed": not printed}


async def test_the_floor_tells_the_series_of_the_paper_roll_and_a_number_of_it_is_entered(
    hall: RunningHall, supervisor: Somebody
) -> None:
    assert (await supervisor.ask("GET", "/api/v1/views/floor")).json["paper_series"] == "Z"
    torn = {"paper_number": "007", "item_id": "food-licence-new"}
    assert (await supervisor.give("enter-paper-ticket", torn)).json["ticket"]["number"] == "Z007"
    assert (await supervisor.give("enter-paper-ticket", torn)).refused == (409, "paper_number_used")


async def test_the_classes_say_what_is_shown_for_them_and_who_may_grant_them(
    hall: RunningHall, supervisor: Somebody
) -> None:
    classes = {line["priority_id"]: line for line in (await supervisor.ask("GET", "/api/v1/priorities")).json}
    assert classes["elderly"]["paper"]["zh"] == "身份证"
    assert classes["elderly"]["claimed"]
    assert not classes["major-project"]["claimed"]
    assert all(line["may_grant"] for line in classes.values())
    seen = (await (await hall.clerk("yan-zheng")).ask("GET", "/api/v1/priorities")).json
    assert not any(line["may_grant"] for line in seen)


async def test_an_item_is_found_by_what_one_types_and_says_why_it_is_closed(
    hall: RunningHall, supervisor: Somebody
) -> None:
    found = (await supervisor.ask("GET", "/api/v1/items?words=spjyxk")).json
    first = found["items"][0]
    assert first["item_id"] == "food-licence-new"
    assert (first["why"], found["for_day"]) == (None, None)
    closed = next(item for item in hall.server.reception.hall.catalogue.items if item.closed_because is not None)
    (named,) = [
        item
        for item in (await supervisor.ask("GET", f"/api/v1/items?words={closed.number}")).json["items"]
        if item["item_id"] == closed.id
    ]
    assert named["why"] == "item_closed"
    assert (await supervisor.ask("GET", "/api/v1/items")).json["items"] == []
    assert (await supervisor.ask("GET", "/api/v1/items?words=" + 300 * "x")).refused == (400, "malformed")


async def test_at_night_items_are_offered_for_the_next_day(hall: RunningHall, supervisor: Somebody) -> None:
    await supervisor.give("close-day")
    found = (await supervisor.ask("GET", "/api/v1/items?words=0103")).json
    assert found["items"][0]["why"] is None
    given = await supervisor.give("issue-ticket", {"item_id": "food-licence-new", "for_day": found["for_day"]})
    assert given.json["ticket"]["for_day"] == found["for_day"]
