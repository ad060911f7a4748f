"""The history of a number from the paper roll: it counts from when it was torn off, and as served where it was."""

from queue_server.contract.commands import EnterPaperTicket, ServedByHand
from queue_server.engine.dispatcher import Dispatcher
from queue_server.reports.rebuild import rebuild
from queue_server.reports.verification import verify
from queue_server.storage.database import Database
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, GUIDE, HALL, MORNING_MS, clerk_of, open_hall, start
from tests.reports.test_rebuild import history


async def enter(dispatcher: Dispatcher, number: str, **more: object) -> None:
    command = EnterPaperTicket(number, queue_id="comprehensive", **more)  # type: ignore[arg-type]
    await dispatcher.submit(command, key=f"paper-{number}", by=GUIDE)


async def test_the_day_adds_up_with_those_who_were_served_by_hand(database: Database) -> None:
    clock = ManualClock(MORNING_MS)
    dispatcher = await start(database, clock)
    await open_hall(dispatcher, "w01")
    await clock.advance(30 * 60_000)
    now_ms, clerk_id = MORNING_MS + 30 * 60_000, clerk_of("w01").id
    await enter(dispatcher, "7", served=ServedByHand("w01", clerk_id))
    await enter(dispatcher, "8", taken_at="09:12")
    await dispatcher.stop()
    told = await database.read(history)
    served, waiting = (next(row for row in told["tickets"] if row["number"] == f"Z00{n}") for n in (7, 8))
    assert [served[name] for name in ("state", "ended_at_ms", "first_started_at_ms")] == ["served", now_ms, None]
    assert served["first_asked_by"] == clerk_id
    assert (waiting["state"], waiting["issued_at_ms"]) == ("waiting", MORNING_MS + 12 * 60_000)
    (service,) = (row for row in told["services"] if row["ticket_id"] == f"{DAY}.Z007")
    assert (service["window_id"], service["clerk_id"], service["outcome"]) == ("w01", clerk_id, "by_hand")
    assert service["started_at_ms"] == service["ended_at_ms"] == now_ms
    assert (await verify(database, HALL)).findings == ()
    await rebuild(database, HALL)
    assert await database.read(history) == told
