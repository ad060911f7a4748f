import asyncio

import pytest

from config.pre_review import Finding
from queue_server.contract.actors import SYSTEM, Actor, Role
from queue_server.contract.commands import (
    AcknowledgeAlarm,
    BreakOff,
    CallForHelp,
    CallNext,
    CheckPreReview,
    ClearAlarm,
    CloseDay,
    Command,
    FinishServing,
    IssueTicket,
    MarkNoShow,
    ParkTicket,
    PauseWindow,
    RateService,
    RatingLevel,
    RecallTicket,
    ReportSlip,
    RequeueTicket,
    ResumeTicket,
    SlipOutcome,
    StartServing,
    TransferTicket,
)
from queue_server.contract.views import Accepted
from queue_server.storage.database import Database
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, GUIDE, KIOSK, MORNING_MS, clerk_of, open_hall, review, start


class Morning:
    """One hall's day, a minute between any two things that happen."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = ManualClock(MORNING_MS)
        self.minute = 0

    async def give(self, command: Command, by: Actor) -> Accepted:
        self.minute += 1
        await self.clock.advance(60_000)
        return await self.dispatcher.submit(command, key=f"key-{self.minute:05}", by=by)  # type: ignore[arg-type]

    async def pass_by(self) -> None:
        self.dispatcher = await start(self.database, self.clock)
        await open_hall(self.dispatcher, "w01")
        clerk = clerk_of("w01")

        def ticket(n: int) -> str:
            return f"{DAY}.A{n:03}"

        for n in (1, 2, 3):
            await self.give(IssueTicket(queue_id="comprehensive"), KIOSK)
            await self.give(ReportSlip(ticket(n), SlipOutcome.PRINTED), KIOSK)
        # the fourth has asked first
        filed = (await self.give(review(), KIOSK)).pre_review
        assert filed
        await self.give(IssueTicket(pre_review_id=filed.pre_review_id), KIOSK)
        await self.give(ReportSlip(ticket(4), SlipOutcome.PRINTED), KIOSK)
        # the first is served and content
        await self.give(CallNext("w01"), clerk)
        await self.give(RecallTicket("w01", ticket(1)), clerk)
        await self.give(StartServing("w01", ticket(1)), clerk)
        await self.give(FinishServing("w01", ticket(1)), clerk)
        visitor = Actor(ticket(1), frozenset({Role.VISITOR}))
        await self.give(RateService(f"{ticket(1)}.s1", RatingLevel.SATISFIED), visitor)
        # the second is missed, comes back, is set aside and broken off
        await self.give(CallNext("w01"), clerk)
        await self.give(MarkNoShow("w01", ticket(2)), clerk)
        await self.give(RequeueTicket(ticket(2)), GUIDE)
        await self.give(CallNext("w01"), clerk)
        await self.give(StartServing("w01", ticket(3)), clerk)
        await self.give(TransferTicket("w01", ticket(3), "instant"), clerk)
        await self.give(CallNext("w01"), clerk)
        await self.give(ParkTicket("w01", ticket(4)), clerk)
        await self.give(ResumeTicket("w01", ticket(4)), clerk)
        await self.give(StartServing("w01", ticket(4)), clerk)
        for line in filed.lines:
            await self.give(CheckPreReview("w01", ticket(4), line.about, Finding(line.finding)), clerk)
        await self.give(CheckPreReview("w01", ticket(4), filed.lines[-1].about, Finding.UNFIT), clerk)
        await self.give(BreakOff("w01", ticket(4), "applicant_left"), clerk)
        await self.give(PauseWindow("w01", "equipment"), clerk)
        await self.give(CallForHelp(), KIOSK)
        (alarm,) = self.dispatcher.state.alarms.values()
        await self.give(AcknowledgeAlarm(alarm.alarm_id), GUIDE)
        await self.give(ClearAlarm(alarm.alarm_id), GUIDE)
        await self.give(CloseDay(), SYSTEM)
        await self.dispatcher.stop()


@pytest.fixture
async def day(database: Database) -> Morning:
    """A whole day with every kind of ending behind it; its server has stopped."""
    morning = Morning(database)
    async with asyncio.timeout(60):
        await morning.pass_by()
    return morning
