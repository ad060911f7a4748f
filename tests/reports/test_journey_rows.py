"""The history of journeys and of what was taken back: told row by row, and computed again from the journal."""

from queue_server.contract.commands import (
    CallNext,
    Command,
    FinishServing,
    IssueTicket,
    MarkNoShow,
    NextStage,
    ParkTicket,
    ResumeTicket,
    SendAway,
    StartServing,
    TransferTicket,
    UndoLast,
)
from queue_server.engine.dispatcher import Dispatcher
from queue_server.reports.rebuild import rebuild
from queue_server.reports.verification import verify
from queue_server.storage.database import Database
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, GUIDE, HALL, KIOSK, MORNING_MS, clerk_of, open_hall, start
from tests.reports.test_rebuild import history


class Hall:
    """Ten seconds between any two things that happen."""

    def __init__(self, dispatcher: Dispatcher, clock: ManualClock) -> None:
        self.dispatcher, self.clock, self.asked = dispatcher, clock, 0

    async def give(self, window_id: str, *kinds: type[Command], ticket_id: str = "", **more: str) -> None:
        for kind in kinds:
            await self.clock.advance(10_000)
            self.asked += 1
            named = {} if kind in (CallNext, UndoLast) else {"ticket_id": ticket_id}
            command = kind(window_id=window_id, **named, **more)
            await self.dispatcher.submit(command, key=f"row-{self.asked:05}", by=clerk_of(window_id))  # type: ignore[arg-type]


async def test_every_part_of_a_journey_is_a_row_and_what_was_taken_back_says_so(database: Database) -> None:
    clock = ManualClock(MORNING_MS)
    dispatcher = await start(database, clock)
    await open_hall(dispatcher, "w26", "w17", "w19", "w01")
    hall = Hall(dispatcher, clock)
    await dispatcher.submit(IssueTicket(bundle_id="company-start"), key="issue-0001", by=GUIDE)
    bundle = f"{DAY}.H001"
    # handed in, to the cashier and back, then to where papers are fetched, with second thoughts on the way
    await hall.give("w26", CallNext, UndoLast, CallNext, StartServing, UndoLast, StartServing, ticket_id=bundle)
    await hall.give("w26", SendAway, ticket_id=bundle, queue_id="cashier")
    await hall.give("w19", CallNext, StartServing, FinishServing, ticket_id=bundle)
    await hall.give("w26", CallNext, StartServing, NextStage, UndoLast, NextStage, ticket_id=bundle)
    await hall.give("w17", CallNext, StartServing, FinishServing, UndoLast, FinishServing, ticket_id=bundle)
    # missed by mistake, parked by mistake, handed to another window by mistake
    await dispatcher.submit(IssueTicket(queue_id="comprehensive"), key="issue-0002", by=KIOSK)
    other = f"{DAY}.A001"
    await hall.give("w01", CallNext, MarkNoShow, UndoLast, ParkTicket, UndoLast, ParkTicket, ticket_id=other)
    await hall.give("w01", ResumeTicket, UndoLast, ResumeTicket, StartServing, ticket_id=other)
    await hall.give("w01", TransferTicket, ticket_id=other, to_window_id="w26")
    await hall.give("w01", UndoLast)
    await dispatcher.stop()

    told = await database.read(history)
    rows = {row["ticket_id"]: row for row in told["tickets"]}
    assert [rows[bundle][name] for name in ("state", "stages", "stages_done", "first_asked_by", "queue_id")] == [
        *("served", 2, 2, GUIDE.id, "delivery"),
    ]
    assert [rows[other][name] for name in ("state", "transfers", "first_asked_by", "queue_id")] == [
        *("serving", 0, None, "comprehensive"),
    ]
    assert rows[bundle]["calls"] == 4  # the one that was taken back is not counted
    outcomes = [(row["ticket_id"][-4:], row["outcome"]) for row in told["calls"]]
    assert outcomes.count(("H001", "undone")) == 1
    assert outcomes.count(("A001", "undone")) == 1
    assert sorted(row["outcome"] or "" for row in told["services"] if row["ticket_id"] == bundle) == [
        *("finished", "finished", "finished", "sent_away"),
    ]
    assert (await verify(database, HALL)).findings == ()
    await rebuild(database, HALL)
    assert await database.read(history) == told


async def test_a_service_that_was_taken_back_and_not_begun_again_stays_as_a_row(database: Database) -> None:
    clock = ManualClock(MORNING_MS)
    dispatcher = await start(database, clock)
    await open_hall(dispatcher, "w01")
    await dispatcher.submit(IssueTicket(queue_id="comprehensive"), key="issue-0001", by=KIOSK)
    ticket_id = f"{DAY}.A001"
    await Hall(dispatcher, clock).give("w01", CallNext, StartServing, UndoLast, MarkNoShow, ticket_id=ticket_id)
    await dispatcher.stop()
    told = await database.read(history)
    assert [row["outcome"] for row in told["services"]] == ["undone"]
    assert [row["outcome"] for row in told["calls"]] == ["no_show"]
    assert told["tickets"][0]["first_started_at_ms"] is None
    assert (await verify(database, HALL)).findings == ()
