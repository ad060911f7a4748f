"""The hall over night, by its own clock: numbers taken after closing wait for the morning in their order."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from config.configuration import HallConfiguration
from config.policy import Hours
from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import CallNext, IssueTicket, OpenWindow, PublishConfiguration
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import HallView, TicketState
from queue_server.domain import invariants
from queue_server.engine.dispatcher import Dispatcher
from queue_server.engine.scheduler import Scheduler
from queue_server.engine.timetable import next_due
from queue_server.storage.database import Database
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import KIOSK, clerk_of, review, sample, start
from tests.engine.test_scheduler import until

FRIDAY, MONDAY = "2026-11-27", "2026-11-30"


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1_000)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(at("2026-11-27 08:00"))


@asynccontextmanager
async def running(database: Database, clock: ManualClock) -> AsyncIterator[Dispatcher]:
    """The server of a hall with office hours, from its start until it is stopped."""
    dispatcher = await start(database, clock)
    policy = sample().policy.model_copy(update={"hours": Hours(opens_at="09:00", closes_at="17:00")})
    hall = HallConfiguration(plan=sample().plan, catalogue=sample().catalogue, policy=policy)
    await dispatcher.submit(PublishConfiguration(hall.content_hash, hall.content), key="publish-0001", by=SYSTEM)
    scheduler = asyncio.create_task(Scheduler(dispatcher, clock).run())
    try:
        async with asyncio.timeout(60):
            yield dispatcher
    finally:
        await dispatcher.stop()
        await scheduler


async def clock_strikes(dispatcher: Dispatcher, clock: ManualClock, text: str) -> None:
    """The time goes on, and the scheduler has done what was due."""
    await clock.set(at(text))
    await until(lambda: (due := next_due(dispatcher.state, clock.now_ms())) is not None and due.at_ms > clock.now_ms())
    assert invariants.check(dispatcher.state) == []


async def take(dispatcher: Dispatcher, key: str, for_day: str | None = MONDAY) -> str:
    answer = await dispatcher.submit(IssueTicket(queue_id="comprehensive", for_day=for_day), key=key, by=KIOSK)
    assert answer.ticket is not None
    return answer.ticket.number


async def shown(dispatcher: Dispatcher) -> tuple[bool, str | None]:
    hall = await dispatcher.view("hall")
    assert isinstance(hall, HallView)
    return hall.windows_open, hall.next_day


async def test_numbers_of_the_weekend_keep_their_order_over_restarts_until_monday(
    database: Database, clock: ManualClock
) -> None:
    async with running(database, clock) as hall:
        await clock_strikes(hall, clock, "2026-11-27 09:00")
        assert await shown(hall) == (True, None)
        assert await take(hall, "friday-01", None) == "A001"
        await clock_strikes(hall, clock, "2026-11-27 17:00")
        assert await shown(hall) == (False, MONDAY)
        assert await take(hall, "evening-1") == "A001"
    await clock.set(at("2026-11-28 10:00"))
    async with running(database, clock) as hall:
        await clock_strikes(hall, clock, "2026-11-28 17:00")  # no closing hour of a day that is not Monday
        assert (hall.state.business_day, hall.state.early) == (MONDAY, True)
        assert await take(hall, "saturday1") == "A002"
    await clock.set(at("2026-11-29 23:59"))
    async with running(database, clock) as hall:
        assert await take(hall, "sunday-01") == "A003"
        await clock_strikes(hall, clock, "2026-11-30 08:59")
        assert await shown(hall) == (False, MONDAY)
        await clock_strikes(hall, clock, "2026-11-30 09:00")
        assert await shown(hall) == (True, None)
        assert await take(hall, "monday-01", None) == "A004"
        clerk = clerk_of("w01")
        await hall.submit(OpenWindow("w01"), key="open-w01", by=clerk)
        called = await hall.submit(CallNext("w01"), key="call-0001", by=clerk)
        assert called.ticket is not None
        assert called.ticket.number == "A001"
        await clock_strikes(hall, clock, "2026-11-30 16:59")
        assert hall.state.business_day == MONDAY
        await clock_strikes(hall, clock, "2026-11-30 17:00")
        assert hall.state.business_day is None
        states = {ticket.number: ticket.state for ticket in hall.state.tickets.values()}
        assert states == {"A001": TicketState.NO_SHOW, **dict.fromkeys(("A002", "A003", "A004"), TicketState.EXPIRED)}


async def test_a_wish_that_crosses_closing_time_is_told_the_day_and_one_that_crosses_opening_time_is_granted(
    database: Database, clock: ManualClock
) -> None:
    async with running(database, clock) as hall:
        await clock_strikes(hall, clock, "2026-11-27 17:00")
        with pytest.raises(CommandRefused) as refused:
            await take(hall, "too-late-1", None)
        assert (refused.value.code, refused.value.details) == (RefusalCode.DAY_CLOSED, {"next_day": MONDAY})
        await take(hall, "too-late-2")
        await clock_strikes(hall, clock, "2026-11-30 09:00")
        assert await take(hall, "too-early1") == "A002"


async def test_at_the_stroke_of_nine_a_number_and_the_opening_come_in_any_order(
    database: Database, clock: ManualClock
) -> None:
    async with running(database, clock) as hall:
        await clock_strikes(hall, clock, "2026-11-27 17:00")
        await clock.set(at("2026-11-30 09:00"))
        numbers = await asyncio.gather(*(take(hall, f"at-nine-{n}") for n in range(5)))
        await until(lambda: hall.state.begun_day == MONDAY)
        assert sorted(numbers) == ["A001", "A002", "A003", "A004", "A005"]


async def test_a_server_that_was_off_all_of_monday_closes_it_and_goes_on_with_tuesday(
    database: Database, clock: ManualClock
) -> None:
    async with running(database, clock) as hall:
        await clock_strikes(hall, clock, "2026-11-27 17:00")
        await take(hall, "evening-1")
    await clock.set(at("2026-12-01 08:00"))
    async with running(database, clock) as hall:
        await until(lambda: hall.state.business_day is None)
        assert [ticket.state for ticket in hall.state.tickets.values()] == [TicketState.EXPIRED]
        assert await shown(hall) == (False, "2026-12-01")


async def test_a_pre_review_of_the_evening_is_still_carried_by_its_number_after_a_restart(
    database: Database, clock: ManualClock
) -> None:
    async with running(database, clock) as hall:
        await clock_strikes(hall, clock, "2026-11-27 17:00")
        filed = (await hall.submit(review(), key="file-0001", by=KIOSK)).pre_review
        assert filed is not None
        wish = IssueTicket(pre_review_id=filed.pre_review_id, for_day=MONDAY)
        taken = (await hall.submit(wish, key="evening-1", by=KIOSK)).ticket
        assert taken is not None
        assert (taken.verdict, taken.for_day) == ("ready", MONDAY)
    async with running(database, clock) as hall:
        await clock_strikes(hall, clock, "2026-11-30 09:00")
        ticket = hall.state.tickets[taken.ticket_id]
        assert hall.state.pre_reviews[ticket.pre_review_id or ""].item.version == filed.guide_version
