"""Indicators: they equal a recount from raw rows of the journal that shares no code with the report."""

from random import Random
from typing import Any

import pytest

from config.configuration import HallConfiguration
from queue_server.contract.actors import SYSTEM, Actor, Role
from queue_server.contract.commands import (
    AppealRating,
    AssignWorkOrder,
    BreakOff,
    CallBack,
    CallNext,
    ChooseCourse,
    CloseDay,
    Command,
    DecideAppeal,
    EnterRating,
    ErrandKind,
    FeedBack,
    FinishServing,
    IssueTicket,
    OpenDay,
    OpenWindow,
    ParkTicket,
    PublishConfiguration,
    RateAgain,
    RateErrand,
    RateService,
    RatingLevel,
    RecordContact,
    RecordStatement,
    ReportRectified,
    StartServing,
    StatementSide,
    Tick,
    ToldChannel,
    TransferTicket,
    UndoLast,
    WorkOrderCourse,
)
from queue_server.contract.views import Accepted
from queue_server.reports.rate import Rate
from queue_server.reports.ratings import By, RatingReport, report
from queue_server.storage.database import Database
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, KIOSK, MORNING_MS, clerk_of, sample, start
from tests.reports.recount import Recount, journal, plain

DAY_MS = 86_400_000
LEVELS = list(RatingLevel)
WINDOWS = ("w01", "w02", "w03")
SUPERVISOR = Actor("s01", frozenset({Role.SUPERVISOR}))


def hall(**ratings: Any) -> HallConfiguration:
    policy = sample().policy
    table = policy.ratings.model_copy(update=ratings)
    return HallConfiguration(
        plan=sample().plan,
        catalogue=sample().catalogue,
        policy=policy.model_copy(update={"ratings": table}),
    )


class Days:
    """A hall at random, for a day and until default ratings are due."""

    def __init__(self, database: Database, seed: int, **ratings: Any) -> None:
        self.database, self.random = database, Random(seed)
        self.hall = hall(**ratings)
        self.clock = ManualClock(MORNING_MS)
        self.given = 0
        self.services: list[str] = []

    async def give(self, command: Command, by: Actor, seconds: int = 5) -> Accepted:
        self.given += 1
        await self.clock.advance(seconds * 1_000)
        return await self.dispatcher.submit(command, key=f"days-{self.given:05}", by=by)  # type: ignore[arg-type]

    async def open(self) -> None:
        self.dispatcher = await start(self.database, self.clock)
        await self.give(PublishConfiguration(self.hall.content_hash, self.hall.content), SYSTEM)
        await self.give(OpenDay(DAY), SYSTEM)
        for window_id in WINDOWS:
            await self.give(OpenWindow(window_id), clerk_of(window_id))

    async def serve(self, window_id: str, ending: str) -> str:
        clerk = clerk_of(window_id)
        items = [item.id for item in self.hall.catalogue.items if item.queue_id == "comprehensive"]
        item_id = self.random.choice([None, *items[:3]])
        asked = IssueTicket(item_id=item_id) if item_id else IssueTicket(queue_id="comprehensive")
        ticket = (await self.give(asked, KIOSK)).ticket
        assert ticket
        called = (await self.give(CallNext(window_id), clerk)).ticket
        assert called
        ticket_id = called.ticket_id
        started = (await self.give(StartServing(window_id, ticket_id), clerk)).ticket
        assert started
        service_id = self.dispatcher.state.tickets[ticket_id].service_id
        assert service_id
        match ending:
            case "finished" | "undone" | "undone_parked":
                await self.give(FinishServing(window_id, ticket_id), clerk)
            case "broken_off":
                await self.give(BreakOff(window_id, ticket_id, "applicant_left"), clerk)
            case "transferred":
                await self.give(TransferTicket(window_id, ticket_id, "instant"), clerk)
            case "parked":
                await self.give(ParkTicket(window_id, ticket_id), clerk)
        if ending.startswith("undone"):
            await self.give(UndoLast(window_id), clerk)
            after = ParkTicket if ending == "undone_parked" else FinishServing
            await self.give(after(window_id, ticket_id), clerk)
        return service_id

    async def rate(self, service_id: str, level: RatingLevel, named: bool = False) -> None:
        by = self.random.choice([visitor(service_id), KIOSK])
        await self.give(RateService(service_id, level, contact="0000-1" if named else None), by)

    async def pass_by(self, services: int) -> None:
        """Many are served, some rate, some again, some tell it to the hall; the day ends, and default ratings come."""
        await self.open()
        endings = ["finished"] * 6 + ["broken_off", "transferred", "parked", "undone", "undone_parked"]
        for _ in range(services):
            ending = self.random.choice(endings)
            service_id = await self.serve(self.random.choice(WINDOWS), ending)
            if not ending.endswith("parked") and self.random.random() < 0.6:
                level = self.random.choice(LEVELS)
                await self.rate(service_id, level, named=self.random.random() < 0.5)
                if self.random.random() < 0.3:
                    await self.give(RateAgain(service_id, self.random.choice(LEVELS)), visitor(service_id))
            if self.random.random() < 0.1:
                told = EnterRating(ToldChannel.LETTER, DAY, self.random.choice(LEVELS), window_id="w02")
                await self.give(told, SUPERVISOR)
            if self.random.random() < 0.1:
                errand = RateErrand(f"errand-{self.given}", ErrandKind.GUIDE, self.random.choice(LEVELS))
                await self.give(errand, KIOSK)
        await self.work_on_orders()
        await self.give(CloseDay(), SYSTEM)
        await self.clock.advance(12 * DAY_MS)  # some that nobody put right are late by then
        for _ in range(5):
            await self.give(Tick(), SYSTEM)

    async def work_on_orders(self) -> None:
        """Each work order goes one of the ways there are, as far as chance will have it."""
        worker = next(clerk.id for clerk in self.hall.plan.clerks if "supervisor" in clerk.roles)
        by = Actor(worker, frozenset({Role.SUPERVISOR}))
        for order_id, order in tuple(self.dispatcher.state.work_orders.by_id.items()):
            named, concerned = order.named, order.clerk_id
            way = self.random.choice(["left", "explain", "at_once", "at_once", "excluded", "upheld"])
            if way == "left" or (concerned is None and way in ("excluded", "upheld")):
                continue
            await self.give(AssignWorkOrder(order_id, worker, "请核实"), by)
            if named:
                await self.give(RecordContact(order_id, reached=True), by)
            for side in StatementSide:
                await self.give(RecordStatement(order_id, side, "当时的情况"), by)
            if way in ("excluded", "upheld"):
                assert concerned
                await self.give(AppealRating(order_id, "评错了"), Actor(concerned, frozenset({Role.CLERK})))
                await self.give(DecideAppeal(order_id, way == "excluded", "复核过了"), by)
                continue
            course = WorkOrderCourse.EXPLAIN if way == "explain" else WorkOrderCourse.AT_ONCE
            await self.give(ChooseCourse(order_id, course), by)
            if way == "at_once":
                await self.give(ReportRectified(order_id, "改了"), by)
            await self.give(FeedBack(order_id, "已告知"), by)
            if named:
                await self.give(CallBack(order_id, reached=True, satisfied=True), by)

    async def told(self, by: By = By.WINDOW, hall: HallConfiguration | None = None) -> RatingReport:
        return await self.database.read(report, hall or self.hall, DAY, DAY, by, self.clock.now_ms())

    def without_items(self, *item_ids: str) -> HallConfiguration:
        """As it is after those have left the catalogue."""
        kept = tuple(item for item in self.hall.catalogue.items if item.id not in item_ids)
        catalogue = self.hall.catalogue.model_copy(update={"items": kept})
        return HallConfiguration(plan=self.hall.plan, catalogue=catalogue, policy=self.hall.policy)


def visitor(service_id: str) -> Actor:
    return Actor(service_id.rpartition(".s")[0], frozenset({Role.VISITOR}))


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_the_indicators_equal_a_recount_from_raw_rows(database: Database, seed: int) -> None:
    days = Days(database, seed, default_after_days=2)
    await days.pass_by(40)
    await days.dispatcher.stop()
    recount = Recount(await database.read(journal), days.clock.now_ms())
    told = await days.told()
    assert plain(told.total) == recount.figures()
    assert told.total.excluded == recount.excluded
    assert {line.key: plain(line.figures) for line in told.lines} == {
        window_id: recount.figures(window_id=window_id) for window_id in WINDOWS
    }
    clerks = await days.told(By.CLERK)
    for line in clerks.lines:
        if line.key is not None:
            assert plain(line.figures) == recount.figures(clerk_id=line.key), line.key


async def test_a_matter_is_its_departments_and_its_windows_where_the_catalogue_has_it_no_more(
    database: Database,
) -> None:
    days = Days(database, 12, default_after_days=2)
    await days.pass_by(30)
    await days.dispatcher.stop()
    recount = Recount(await database.read(journal), days.clock.now_ms())
    asked = sorted({item_id for item_id in recount.item.values() if item_id is not None})
    assert len(asked) > 1
    for line in (await days.told(By.ITEM)).lines:
        assert plain(line.figures) == recount.figures(whose=lambda item_id, _, key=line.key: item_id == key), line.key
    windows = {window.id: window.department_id for window in days.hall.plan.windows}
    for hall in (days.hall, days.without_items(asked[0]), days.without_items(*asked)):
        items = {item.id: item.department_id for item in hall.catalogue.items}
        told = {line.key: plain(line.figures) for line in (await days.told(By.DEPARTMENT, hall)).lines}

        def department(item_id: str | None, window_id: str | None, items: dict[str, str] = items) -> str | None:
            return items[item_id] if item_id in items else windows.get(window_id or "")

        assert told == {
            key: recount.figures(whose=lambda *place, key=key, department=department: department(*place) == key)
            for key in told
        }
        assert plain((await days.told(By.DEPARTMENT, hall)).total) == recount.figures()


@pytest.mark.parametrize("by", list(By))
async def test_the_lines_add_up_to_the_hall(database: Database, by: By) -> None:
    days = Days(database, 4, default_after_days=2)
    await days.pass_by(25)
    await days.dispatcher.stop()
    told = await days.told(by)
    for name in ("due", "rated", "defaulted", "excluded", "again"):
        assert sum(getattr(line.figures, name) for line in told.lines) == getattr(told.total, name), name
    for name in ("rectified", "called_back", "stars"):
        assert sum(getattr(line.figures, name).numerator for line in told.lines) == getattr(told.total, name).numerator
    keys = [line.key for line in told.lines]
    assert len(set(keys)) == len(keys)
    if by is By.SOURCE:
        assert set(keys) <= {"active", "default", None}
    if by in (By.SOURCE, By.CHANNEL):
        assert not any(line.ranked for line in told.lines)


async def test_a_default_rating_is_never_one_that_somebody_gave(database: Database) -> None:
    days = Days(database, 5, default_after_days=2)
    await days.open()
    for _ in range(3):
        await days.serve("w01", "finished")
    before = (await days.told()).total
    await days.clock.advance(2 * DAY_MS)
    await days.give(Tick(), SYSTEM)
    after = (await days.told()).total
    assert (before.rated_of_due, before.defaulted) == (Rate(0, 3, 0.0), 0)
    assert (after.rated_of_due, after.unrated_of_due, after.defaulted) == (Rate(0, 3, 0.0), Rate(3, 3, 1.0), 3)
    assert (after.good_of_due, after.good_of_rated) == (Rate(3, 3, 1.0), Rate(0, 0, None))
    await days.dispatcher.stop()


async def test_nobody_is_compared_by_a_handful(database: Database) -> None:
    days = Days(database, 6, few=3)
    await days.open()
    for window_id, level, count in (("w01", 0, 3), ("w02", 4, 4), ("w03", 4, 2)):
        for _ in range(count):
            await days.rate(await days.serve(window_id, "finished"), LEVELS[level])
    told = await days.told()
    assert [(line.key, line.ranked, line.rank) for line in told.lines] == [
        ("w01", True, 1),
        ("w02", True, 2),
        ("w03", False, None),
    ]
    assert told.few == 3
    await days.dispatcher.stop()


async def test_equals_share_a_rank(database: Database) -> None:
    days = Days(database, 7, few=1)
    await days.open()
    for window_id, level in (("w01", 1), ("w02", 0), ("w03", 1)):
        await days.rate(await days.serve(window_id, "finished"), LEVELS[level])
    assert [line.rank for line in (await days.told()).lines] == [2, 1, 2]
    await days.dispatcher.stop()


async def test_errands_at_kiosks_are_told_apart(database: Database) -> None:
    days = Days(database, 8)
    await days.open()
    await days.give(RateErrand("guide-1", ErrandKind.GUIDE, RatingLevel.VERY_DISSATISFIED), KIOSK)
    await days.give(RateErrand("guide-2", ErrandKind.GUIDE, RatingLevel.SATISFIED), KIOSK)
    told = await days.told()
    (errand,) = told.errands
    assert (errand.errand, errand.rated, errand.good_of_rated, errand.stars.numerator) == (
        "guide",
        2,
        Rate(1, 2, 0.5),
        5,
    )
    assert (told.total.due, told.total.rated, told.total.rectified.denominator) == (0, 0, 0)
    await days.dispatcher.stop()


async def test_a_day_without_anything_has_no_rates(database: Database) -> None:
    days = Days(database, 9)
    await days.open()
    told = await database.read(report, days.hall, "2026-01-01", "2026-01-31", By.ITEM, days.clock.now_ms())
    assert (told.lines, told.total.rated_of_due) == ((), Rate(0, 0, None))
    await days.dispatcher.stop()


async def test_ids_that_the_plan_has_dropped_are_told_by_themselves(database: Database) -> None:
    days = Days(database, 10)
    await days.open()
    await days.rate(await days.serve("w01", "finished"), RatingLevel.FAIR)
    plan = days.hall.plan.model_copy(update={"windows": tuple(w for w in days.hall.plan.windows if w.id != "w01")})
    dropped = HallConfiguration(plan=plan, catalogue=days.hall.catalogue, policy=days.hall.policy)
    told = await database.read(report, dropped, DAY, DAY, By.WINDOW, days.clock.now_ms())
    (line,) = told.lines
    assert line.name is not None
    assert (line.key, line.number, line.name.zh) == ("w01", None, "w01")
    await days.dispatcher.stop()
