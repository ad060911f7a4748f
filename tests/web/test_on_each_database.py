"""The whole server, on whichever database its URL names."""

from pathlib import Path

from queue_server.contract.views import TicketState
from queue_server.reports.verification import verify
from tests.web.running_hall import HALL, RunningHall


async def test_a_small_errand_goes_from_the_ticket_to_its_end_and_on_after_a_restart(
    database_url: str, tmp_path: Path
) -> None:
    async with RunningHall.open(tmp_path, database_url=database_url) as hall:
        kiosk, clerk = await hall.station("kiosk-1"), await hall.clerk("li-juan")
        board = await hall.station("board-1")
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
