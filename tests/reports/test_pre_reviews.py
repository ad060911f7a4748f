import pytest
from sqlalchemy import Connection, Table, select

from config.configuration import HallConfiguration
from config.pre_review import Brought, Finding
from queue_server.contract.commands import CallNext, CheckPreReview, FinishServing, IssueTicket, StartServing
from queue_server.contract.views import PreReviewView
from queue_server.engine.dispatcher import Dispatcher
from queue_server.reports.pre_reviews import PreReviewReport, report
from queue_server.reports.rate import Rate
from queue_server.reports.rebuild import rebuild
from queue_server.reports.verification import verify
from queue_server.storage import schema
from queue_server.storage.database import Database
from queue_server.storage.pre_reviews import pre_review
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, HALL, KIOSK, MORNING_MS, clerk_of, open_hall, review, sample, start
from tests.reports.conftest import Morning
from tests.reports.test_rebuild import history

DAY_MS = 86_400_000
MIDNIGHT_MS = MORNING_MS - 9 * 3_600_000


async def of_the_day(database: Database) -> PreReviewReport:
    return await database.read(report, sample(), DAY, DAY, MIDNIGHT_MS, MIDNIGHT_MS + DAY_MS)


def without(item_id: str) -> HallConfiguration:
    """The sample hall after that item has left its catalogue."""
    catalogue = sample().catalogue
    fewer = catalogue.model_copy(update={"items": tuple(item for item in catalogue.items if item.id != item_id)})
    return HallConfiguration(plan=sample().plan, catalogue=fewer, policy=sample().policy)


class Desk:
    """A kiosk and window 1, where everybody who asked is served at once."""

    def __init__(self, dispatcher: Dispatcher, clock: ManualClock) -> None:
        self.dispatcher, self.clock = dispatcher, clock
        self.clerk = clerk_of("w01")
        self.asked = 0

    def key(self) -> str:
        self.asked += 1
        return f"desk-{self.asked:05}"

    async def file(self, **differently: Brought) -> PreReviewView:
        filed = (await self.dispatcher.submit(review(**differently), key=self.key(), by=KIOSK)).pre_review
        assert filed is not None
        return filed

    async def serve(self, filed: PreReviewView, found: dict[str, Finding]) -> None:
        """The clerk confirms every line, except those they find otherwise."""
        await self.dispatcher.submit(IssueTicket(pre_review_id=filed.pre_review_id), key=self.key(), by=KIOSK)
        await self.clock.advance(1_000)  # nobody calls with the key press that finished the one before
        called = await self.dispatcher.submit(CallNext("w01"), key=self.key(), by=self.clerk)
        assert called.ticket is not None
        ticket_id = called.ticket.ticket_id
        await self.dispatcher.submit(StartServing("w01", ticket_id), key=self.key(), by=self.clerk)
        for line in filed.lines:
            finding = found.get(line.about, Finding(line.finding))
            check = CheckPreReview("w01", ticket_id, line.about, finding)
            await self.dispatcher.submit(check, key=self.key(), by=self.clerk)
        await self.dispatcher.submit(FinishServing("w01", ticket_id), key=self.key(), by=self.clerk)


async def test_rates_that_were_put_in_come_out(database: Database) -> None:
    clock = ManualClock(MORNING_MS)
    dispatcher = await start(database, clock)
    await open_hall(dispatcher, "w01")
    desk = Desk(dispatcher, clock)
    first = await desk.file()
    material = next(line.about for line in first.lines if line.kind == "material")
    for n in range(8):
        filed = first if n == 0 else await desk.file()
        await desk.serve(filed, {material: Finding.UNFIT} if n % 4 == 0 else {})
    await desk.file()  # who did not come to a window
    await dispatcher.stop()

    told = await of_the_day(database)
    (item,) = told.items
    assert (item.item_id, item.filed, item.tickets) == (first.item_id, 9, 8)
    assert item.verdicts == {"ready": 9, "deferrable": 0, "incomplete": 0, "ineligible": 0}
    assert item.differed == Rate(2, 8 * len(first.lines), 2 / (8 * len(first.lines)))
    lines = {line.about: line for line in item.lines}
    assert lines[material].differed == Rate(2, 8, 0.25)
    assert [line.about for line in item.lines] == [line.about for line in first.lines]
    assert all(line.differed == Rate(0, 8, 0.0) for about, line in lines.items() if about != material)
    assert all(line.filed == 9 for line in item.lines)
    assert (told.filed, told.tickets, told.checked, told.differing) == (9, 8, 8 * len(first.lines), 2)


async def test_a_line_corrected_twice_counts_once_with_what_was_found_last(database: Database) -> None:
    clock = ManualClock(MORNING_MS)
    dispatcher = await start(database, clock)
    await open_hall(dispatcher, "w01")
    desk = Desk(dispatcher, clock)
    filed = await desk.file()
    await dispatcher.submit(IssueTicket(pre_review_id=filed.pre_review_id), key="issue-001", by=KIOSK)
    called = await dispatcher.submit(CallNext("w01"), key="call-0001", by=desk.clerk)
    assert called.ticket is not None
    about = filed.lines[-1].about
    for n, finding in enumerate((Finding.MISSING, Finding.UNFIT, Finding.HELD)):
        check = CheckPreReview("w01", called.ticket.ticket_id, about, finding)
        await dispatcher.submit(check, key=f"check-{n:04}", by=desk.clerk)
    await dispatcher.stop()
    assert (await of_the_day(database)).differed == Rate(0, 1, 0.0)


async def test_only_what_was_filed_on_those_days_counts(day: Morning, database: Database) -> None:
    assert (await of_the_day(database)).filed == 1
    before = await database.read(report, sample(), DAY, DAY, MIDNIGHT_MS - DAY_MS, MIDNIGHT_MS)
    assert (before.items, before.differed) == ((), Rate(0, 0, None))


async def test_an_item_the_catalogue_has_dropped_is_told_by_its_id(day: Morning, database: Database) -> None:
    item_id = review().item_id
    told = await database.read(report, without(item_id), DAY, DAY, MIDNIGHT_MS, MIDNIGHT_MS + DAY_MS)
    (item,) = told.items
    assert (item.item_id, item.number, item.name.zh) == (item_id, None, item_id)


async def test_the_history_keeps_every_line_with_what_was_found_of_it(day: Morning, database: Database) -> None:
    told = await database.read(history)
    (filed,) = told["pre_reviews"]
    assert (filed["verdict"], filed["station_id"], filed["item_id"]) == ("ready", "kiosk-1", review().item_id)
    lines = sorted(told["pre_review_lines"], key=lambda line: line["position"])
    assert [line["clerk_finding"] for line in lines] == [*(line["finding"] for line in lines[:-1]), "unfit"]
    fourth = next(row for row in told["tickets"] if row["number"] == "A004")
    assert (fourth["pre_review_id"], fourth["verdict"]) == (filed["pre_review_id"], "ready")
    (published,) = told["configurations"]
    assert published["content_hash"] == filed["configuration_hash"] == sample().content_hash


async def test_a_pre_review_is_read_from_the_history_as_it_was_filed_and_checked(
    day: Morning, database: Database
) -> None:
    dispatcher = await start(database, day.clock)
    (kept,) = dispatcher.state.pre_reviews.values()
    await dispatcher.stop()
    stored = await database.read(pre_review, HALL, kept.pre_review_id, sample())
    assert stored is not None
    kept.ticket_id = None  # which the history does not ask
    assert stored == kept
    later = await database.read(pre_review, HALL, kept.pre_review_id, without(kept.item.id))
    assert later == kept  # with the guide of then, which the journal still has
    assert await database.read(pre_review, HALL, "p999", sample()) is None


@pytest.mark.parametrize("table", [schema.pre_reviews, schema.pre_review_lines, schema.configurations])
async def test_rebuilding_brings_back_what_was_lost(day: Morning, database: Database, table: Table) -> None:
    def lose(connection: Connection) -> None:
        connection.execute(table.delete())

    def count(connection: Connection) -> int:
        return len(connection.execute(select(table)).all())

    before = await database.read(count)
    await database.write(lose)
    assert not (await verify(database, HALL)).sound
    await rebuild(database, HALL)
    assert await database.read(count) == before > 0
    assert (await verify(database, HALL)).sound
