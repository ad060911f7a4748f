"""The whole server, on whichever database its URL names."""

from pathlib import Path

import pytest

from queue_server.contract.views import TicketState
from queue_server.reports.verification import verify
from queue_server.web import work_orders
from tests.web.running_hall import HALL, RunningHall


async def test_a_small_errand_goes_from_the_ticket_to_its_end_and_on_after_a_restart(
    database_url: str, tmp_path: Path
) -> None:
    async with RunningHall.open(tmp_path, database_url=database_url) as hall:
        kiosk, clerk = await hall.station("kiosk-1"), await hall.clerk("li-juan")
        board = await hall.station("board-1")
        catalogue = await (await hall.clerk("fang-qing")).ask("GET", "/console/catalogue")
        assert catalogue.status == 200
        assert (await hall.nobody.ask("GET", "/health")).json["storage"] is True
        issued = await kiosk.give("issue-ticket", {"queue_id": "comprehensive"}, key="the-first-one")
        assert (issued.status, issued.json["ticket"]["number"]) == (200, "A001")
        ticket_id = issued.json["ticket"]["ticket_id"]
        slip = await kiosk.give("report-slip", {"ticket_id": ticket_id, "outcome": "printed"})
        assert slip.status == 200
        assert (await clerk.give("open-window", {"window_id": "w01"})).status == 200
        async with board.talk("board") as talk:
            called = await clerk.give("call-next", {"window_id": "w01"})
            assert called.json["ticket"]["ticket_id"] == ticket_id
            while "A001" not in str(await talk.hear()):
                pass
        of_it = {"window_id": "w01", "ticket_id": ticket_id}
        assert (await clerk.give("start-serving", of_it)).status == 200
        assert (await clerk.give("finish-serving", of_it)).status == 200
        assert (await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})).json["ticket"]["number"] == "A002"
    async with RunningHall.open(tmp_path, database_url=database_url) as hall:
        kiosk = await hall.station("kiosk-1")
        again = await kiosk.give("issue-ticket", {"queue_id": "comprehensive"}, key="the-first-one")
        assert again.json == issued.json
        assert (await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})).json["ticket"]["number"] == "A003"
        served = hall.server.reception.dispatcher.state.tickets[ticket_id]
        assert served.state is TicketState.SERVED
        assert (await verify(hall.database, HALL)).findings == ()


async def test_ratings_of_every_kind_are_listed_page_by_page(database_url: str, tmp_path: Path) -> None:
    async with RunningHall.open(tmp_path, database_url=database_url) as hall:
        kiosk, warden = await hall.station("kiosk-1"), await hall.clerk("gu-ping")
        day = hall.server.reception.dispatcher.state.business_day
        told = {"channel": "letter", "business_day": day, "window_id": "w01", "words": "等了很久"}
        assert (await warden.give("enter-rating", {**told, "level": "very_dissatisfied"})).status == 200
        errand = {"errand": "guide", "errand_id": "guide-1", "level": "fair"}
        assert (await kiosk.give("rate-errand", errand)).status == 200
        for at in range(49):
            body = {**told, "channel": "telephone", "level": "satisfied", "words": f"第 {at} 位"}
            assert (await warden.give("enter-rating", body)).status == 200
        found = (await warden.ask("GET", "/api/v1/ratings")).json
        rest = (await warden.ask("GET", f"/api/v1/ratings?before={found['older']}")).json
        assert (len(found["ratings"]), len(rest["ratings"]), rest["older"]) == (50, 1, None)
        ids = [line["rating_id"] for line in (*found["ratings"], *rest["ratings"])]
        assert len(set(ids)) == 51
        (oldest,) = rest["ratings"]
        assert (oldest["words"], oldest["orders"]) == ("等了很久", [{"order_id": "WO1", "excluded": False}])
        assert (await warden.ask("GET", "/api/v1/ratings?source=default")).json["ratings"] == []
        (poor,) = (await warden.ask("GET", "/api/v1/ratings?source=active&level=poor&channel=letter")).json["ratings"]
        assert poor == oldest
        (at_kiosk,) = (await warden.ask("GET", "/api/v1/ratings?channel=kiosk")).json["ratings"]
        assert (at_kiosk["errand"], at_kiosk["source"], at_kiosk["named"]) == ("guide", "active", False)


async def test_work_orders_are_listed_page_by_page_by_state_window_and_day_and_to_whom_they_are_given(
    hall_on_each: RunningHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_orders, "AT_ONCE", 2)
    warden, leader = await hall_on_each.clerk("gu-ping"), await hall_on_each.clerk("chen-li")
    day = hall_on_each.server.reception.dispatcher.state.business_day
    told = {"channel": "letter", "business_day": day, "level": "very_dissatisfied"}
    for window_id in ("w01", "w02", "w01"):
        assert (await warden.give("enter-rating", {**told, "window_id": window_id})).status == 200
    given = {"order_id": "WO2", "clerk_id": "chen-li", "text": "请核实"}
    assert (await warden.give("assign-work-order", given)).status == 200
    assert (await warden.give("choose-course", {"order_id": "WO1", "course": "explain"})).status == 200

    async def listed(query: str) -> tuple[list[str], bool]:
        found = (await warden.ask("GET", f"/api/v1/work-orders?{query}")).json
        return [line["order_id"] for line in found["orders"]], found["older"] is not None

    assert await listed("") == (["WO3", "WO2"], True)
    older = (await warden.ask("GET", "/api/v1/work-orders")).json["older"]
    assert await listed(f"before={older}") == (["WO1"], False)
    assert await listed("state=open&window=w01") == (["WO3", "WO1"], False)
    assert await listed("state=explaining") == (["WO1"], False)
    assert await listed("from=2000-01-01&to=2000-01-02") == ([], False)
    (mine,) = (await leader.ask("GET", "/api/v1/my-work-orders")).json["orders"]
    assert (mine["order_id"], mine["text"], mine["concerns_me"]) == ("WO2", "请核实", False)
    found = (await warden.ask("GET", "/api/v1/ratings?level=very_dissatisfied&window=w02")).json["ratings"]
    assert [line["orders"] for line in found] == [[{"order_id": "WO2", "excluded": False}]]
