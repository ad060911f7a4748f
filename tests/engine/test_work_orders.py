"""Work orders in a running hall: the clock tells of them by itself, over a restart; their texts are erased in time."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import Connection, Row, select

from queue_server.contract.actors import SYSTEM, Actor, Role
from queue_server.contract.commands import (
    AssignWorkOrder,
    CloseDay,
    CloseWorkOrder,
    EnterRating,
    OpenDay,
    RatingLevel,
    RecordContact,
    Tick,
    ToldChannel,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.engine.dispatcher import Dispatcher
from queue_server.engine.scheduler import Scheduler
from queue_server.reports.rebuild import rebuild
from queue_server.reports.verification import verify
from queue_server.storage import schema
from queue_server.storage.database import Database
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, HALL, start

WARDEN = Actor("gu-ping", frozenset({Role.COMPLAINTS}))
RELEASED, CALLED = "群众反映等候时间长，请说明", "电话里说是 3 号窗口的人"
TOLD = EnterRating(ToldChannel.LETTER, DAY, RatingLevel.DISSATISFIED, window_id="w02", contact="0000-6601 9999")
DAY_MS = 86_400_000


def rows(connection: Connection, table: Any) -> list[Row[Any]]:
    return list(connection.execute(select(table)))


async def until(condition: Any) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110  the scheduler tells nobody what it does
            await asyncio.sleep(0.001)


@pytest.fixture
async def order(dispatcher: Dispatcher) -> str:
    """Of a rating that came by letter, given to the supervisor, and whoever wrote it was called."""
    await dispatcher.submit(TOLD, key="told-00001", by=WARDEN)
    await dispatcher.submit(AssignWorkOrder("WO1", "fang-qing", RELEASED), key="assign-001", by=WARDEN)
    await dispatcher.submit(RecordContact("WO1", reached=True, text=CALLED), key="contact-01", by=WARDEN)
    return "WO1"


async def test_texts_are_kept_by_order_and_step_and_in_no_other_table(order: str, database: Database) -> None:
    kept = await database.read(rows, schema.private_words)
    assert {(row.owner_id, row.part): row.text for row in kept if row.owner_id == order} == {
        (order, "3"): RELEASED,
        (order, "4"): CALLED,
    }
    others = [table for table in schema.METADATA.tables.values() if table is not schema.private_words]
    everything = [repr(row) for table in others for row in await database.read(rows, table)]
    assert len(everything) > 10
    assert not [row for row in everything if RELEASED in row or CALLED in row]


async def test_texts_are_erased_after_their_time_and_every_step_stays(
    order: str, dispatcher: Dispatcher, database: Database, clock: ManualClock
) -> None:
    before = await database.read(rows, schema.work_order_steps)
    await dispatcher.submit(CloseDay(), key="close-0001", by=SYSTEM)
    await clock.advance(365 * DAY_MS)
    await dispatcher.submit(OpenDay("2027-11-23"), key="open-00001", by=SYSTEM)
    await dispatcher.submit(Tick(), key="tick-00001", by=SYSTEM)  # the day's opening is over by then, with all it does
    kept = await database.read(rows, schema.private_words)
    assert {row.text for row in kept} == {None}
    assert (await database.read(rows, schema.work_order_steps))[: len(before)] == before
    assert dispatcher.state.work_orders.by_id[order].missed == 1


async def test_history_is_what_the_journal_makes_of_it_and_a_start_finds_what_was_open(
    order: str, dispatcher: Dispatcher, database: Database, clock: ManualClock
) -> None:
    tables = (schema.work_orders, schema.work_order_steps)
    live, state = [await database.read(rows, table) for table in tables], dispatcher.state.work_orders
    await dispatcher.stop()
    assert (await verify(database, HALL)).findings == ()
    await rebuild(database, HALL)
    assert [await database.read(rows, table) for table in tables] == live
    again = await start(database, clock)
    assert again.state.work_orders == state
    with pytest.raises(CommandRefused) as refused:
        await again.submit(CloseWorkOrder(order), key="close-0001", by=WARDEN)
    assert refused.value.code is RefusalCode.WRONG_STATE
    await again.stop()


async def test_the_clock_tells_of_it_by_itself_before_and_after_a_restart(
    order: str, dispatcher: Dispatcher, database: Database, clock: ManualClock
) -> None:
    (deadline,) = dispatcher.state.work_orders.by_id[order].deadlines.values()
    assert deadline.warn_ms is not None
    task = asyncio.create_task(Scheduler(dispatcher, clock).run())
    await clock.advance(deadline.warn_ms - clock.now_ms())
    await until(lambda: "work_order_due.WO1" in dispatcher.state.alarms)
    await dispatcher.stop()
    await task
    again = await start(database, clock)
    task = asyncio.create_task(Scheduler(again, clock).run())
    await clock.advance(deadline.due_ms - clock.now_ms())
    await until(lambda: "work_order_late.WO1" in again.state.alarms)
    assert "work_order_due.WO1" not in again.state.alarms
    await again.stop()
    await task
