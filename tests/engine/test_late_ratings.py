"""Ratings on the days after, on each database: journal, history and a hall folded anew say the same of them."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from config.configuration import HallConfiguration
from queue_server.contract.actors import SYSTEM, Actor, Role
from queue_server.contract.commands import (
    CallNext,
    CloseDay,
    FinishServing,
    IssueTicket,
    OpenDay,
    PublishConfiguration,
    RateAgain,
    RateService,
    RatingLevel,
    StartServing,
    Tick,
)
from queue_server.contract.views import Accepted
from queue_server.engine.dispatcher import Dispatcher
from queue_server.reports.rebuild import rebuild
from queue_server.reports.verification import verify
from queue_server.storage import schema
from queue_server.storage.database import Database
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, HALL, KIOSK, clerk_of, sample, start

DAY_MS = 86_400_000


@pytest.fixture
async def days_later(dispatcher: Dispatcher, clock: ManualClock) -> Dispatcher:
    """Four people were served on the first day, the last until the hall closed; only the third rated. It is three days
    later, and the policy gives default ratings after five."""
    told: dict[str, Any] = json.loads(sample().content)
    told["policy"]["ratings"]["default_after_days"] = 5
    changed = HallConfiguration.model_validate(told)
    await give(dispatcher, PublishConfiguration(changed.content_hash, changed.content))
    for number in range(1, 5):
        ticket_id = f"{DAY}.A00{number}"
        await give(dispatcher, IssueTicket(queue_id="comprehensive"), KIOSK)
        await clock.advance(2_000)
        await give(dispatcher, CallNext("w01"), clerk_of("w01"))
        await clock.advance(30_000)
        await give(dispatcher, StartServing("w01", ticket_id), clerk_of("w01"))
        await clock.advance(60_000)
        if number < 4:
            await give(dispatcher, FinishServing("w01", ticket_id), clerk_of("w01"))
    await give(dispatcher, RateService(f"{DAY}.A003.s1", RatingLevel.FAIR), visitor(3))
    await give(dispatcher, CloseDay())
    await clock.advance(3 * DAY_MS)
    await give(dispatcher, OpenDay("2026-11-26"))
    return dispatcher


def visitor(number: int) -> Actor:
    return Actor(f"{DAY}.A00{number}", frozenset({Role.VISITOR}))


async def give(dispatcher: Dispatcher, command: Any, by: Actor = SYSTEM) -> Accepted:
    return await dispatcher.submit(command, key=f"key-{dispatcher.seq:06}-{type(command).__name__}", by=by)


async def ratings(database: Database) -> list[tuple[Any, ...]]:
    of = schema.ratings.c
    wanted = select(of.service_id, of.level, of.source, of.again_level, of.ended_how, of.clerk_id, of.business_day)
    rows = await database.read(lambda connection: connection.execute(wanted.order_by(of.service_id)).all())
    return [(row[0].partition(".")[2], *row[1:]) for row in rows]


async def test_whoever_rates_days_later_is_in_the_history_and_a_restart_knows(
    days_later: Dispatcher, database: Database, clock: ManualClock
) -> None:
    await give(days_later, RateService(f"{DAY}.A001.s1", RatingLevel.SATISFIED), visitor(1))
    await give(days_later, RateAgain(f"{DAY}.A001.s1", RatingLevel.VERY_SATISFIED), visitor(1))
    await give(days_later, RateAgain(f"{DAY}.A003.s1", RatingLevel.SATISFIED), visitor(3))
    await clock.advance(2 * DAY_MS + 3_600_000)
    await give(days_later, Tick())
    clerk = clerk_of("w01").id
    expected = [
        ("A001.s1", "satisfied", "active", "very_satisfied", "finished", clerk, DAY),
        ("A002.s1", "fair", "default", None, "finished", clerk, DAY),
        ("A003.s1", "fair", "active", "satisfied", "finished", clerk, DAY),
        ("A004.s1", "fair", "default", None, "signed_out", clerk, DAY),
    ]
    assert await ratings(database) == expected
    before = days_later.state
    await days_later.stop()
    assert (await verify(database, HALL)).findings == ()
    await rebuild(database, HALL)
    assert await ratings(database) == expected
    assert (await verify(database, HALL)).findings == ()
    again = await start(database, clock)
    assert again.state == before
    await again.stop()


async def test_a_rating_that_comes_after_a_default_takes_its_place(
    days_later: Dispatcher, database: Database, clock: ManualClock
) -> None:
    await clock.advance(2 * DAY_MS + 3_600_000)
    await give(days_later, Tick())
    await give(days_later, RateService(f"{DAY}.A002.s1", RatingLevel.SATISFIED), visitor(2))
    rows = {row[0]: row[1:3] for row in await ratings(database)}
    assert rows["A002.s1"] == ("satisfied", "active")
    assert rows["A004.s1"] == ("fair", "default")
    await days_later.stop()
    assert (await verify(database, HALL)).findings == ()
