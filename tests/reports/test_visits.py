from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import (
    CallNext,
    CloseDay,
    FinishServing,
    IssueTicket,
    OpenDay,
    OpenWindow,
    StartServing,
)
from queue_server.engine.dispatcher import Dispatcher
from queue_server.reports.rate import Rate
from queue_server.reports.visits import CaseVisits, VisitsReport, report
from queue_server.storage.database import Database
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, GUIDE, HALL, MORNING_MS, clerk_of, open_hall, start

DAY_MS = 86_400_000
NEXT_DAY = "2026-11-24"


class Window:
    """Window 1, and whoever comes to it with the number of a case, or with none."""

    def __init__(self, dispatcher: Dispatcher, clock: ManualClock) -> None:
        self.dispatcher, self.clock = dispatcher, clock
        self.clerk = clerk_of("w01")
        self.asked = 0

    def key(self) -> str:
        self.asked += 1
        return f"visit-{self.asked:05}"

    async def come(self, case_number: str | None) -> None:
        issue = IssueTicket(queue_id="comprehensive", case_number=case_number)
        await self.dispatcher.submit(issue, key=self.key(), by=GUIDE)

    async def serve(self, case_number: str | None) -> None:
        await self.come(case_number)
        called = (await self.dispatcher.submit(CallNext("w01"), key=self.key(), by=self.clerk)).ticket
        assert called is not None
        for command in (StartServing("w01", called.ticket_id), FinishServing("w01", called.ticket_id)):
            await self.dispatcher.submit(command, key=self.key(), by=self.clerk)
        await self.clock.advance(60_000)

    async def next_day(self) -> None:
        await self.dispatcher.submit(CloseDay(), key=self.key(), by=SYSTEM)
        await self.clock.set(MORNING_MS + DAY_MS)
        await self.dispatcher.submit(OpenDay(NEXT_DAY), key=self.key(), by=SYSTEM)
        await self.dispatcher.submit(OpenWindow("w01"), key=self.key(), by=self.clerk)


async def test_visits_are_counted_by_case_and_day_and_only_of_those_who_got_to_a_window(database: Database) -> None:
    clock = ManualClock(MORNING_MS)
    dispatcher = await start(database, clock)
    await open_hall(dispatcher, "w01")
    window = Window(dispatcher, clock)
    for case_number in ("case-1", "case-1", "case-2", None):
        await window.serve(case_number)
    await window.come("case-3")
    await window.next_day()
    for case_number in ("case-1", "case-4"):
        await window.serve(case_number)
    await dispatcher.stop()

    both = await database.read(report, HALL, DAY, NEXT_DAY)
    assert both == VisitsReport(
        DAY,
        NEXT_DAY,
        cases=3,
        visits=4,
        once=Rate(2, 3, 2 / 3),
        by_visits={1: 2, 2: 1},
        repeated=(CaseVisits("case-1", 2, 3, DAY, NEXT_DAY),),
    )
    first = await database.read(report, HALL, DAY, DAY)
    assert (first.cases, first.visits, first.by_visits, first.repeated) == (2, 2, {1: 2}, ())


async def test_where_no_case_was_named_there_is_nothing_to_count(database: Database) -> None:
    dispatcher = await start(database, ManualClock(MORNING_MS))
    await open_hall(dispatcher, "w01")
    await dispatcher.stop()
    told = await database.read(report, HALL, DAY, DAY)
    assert (told.cases, told.once, told.by_visits) == (0, Rate(0, 0, None), {})
