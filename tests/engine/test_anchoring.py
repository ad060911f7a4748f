import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, MutableMapping
from pathlib import Path
from typing import Any

import pytest

from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import CloseDay, IssueTicket, OpenDay
from queue_server.engine import anchoring
from queue_server.engine.anchoring import Anchoring
from queue_server.engine.dispatcher import Dispatcher
from queue_server.storage.anchors import AnchorFile
from queue_server.storage.database import Database
from queue_server.storage.journal import Journal
from tests.engine.sample_hall import DAY, HALL, KIOSK

NEXT_DAY = "2026-11-24"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "anchors.jsonl"


@contextlib.asynccontextmanager
async def running(dispatcher: Dispatcher, database: Database, path: Path) -> AsyncIterator[None]:
    work = asyncio.create_task(Anchoring(dispatcher, database, HALL, AnchorFile(path)).run())
    try:
        yield
    finally:
        work.cancel()
        await asyncio.wait([work])


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110  a file tells nobody that it has changed
            await asyncio.sleep(0.002)


def days(path: Path) -> list[str]:
    return [anchor.business_day for anchor in AnchorFile(path).read()]


async def test_a_closed_day_is_noted_with_the_row_that_closed_it_and_told(
    dispatcher: Dispatcher, database: Database, path: Path, logs: list[MutableMapping[str, Any]]
) -> None:
    async with running(dispatcher, database, path):
        await dispatcher.submit(IssueTicket(queue_id="comprehensive"), key="issue-001", by=KIOSK)
        assert days(path) == []
        await dispatcher.submit(CloseDay(), key="close-01", by=SYSTEM)
        await until(lambda: any(line["event"] == "day_anchored" for line in logs))
    (anchor,) = AnchorFile(path).read()
    head = await Journal(database, HALL).head()
    assert (anchor.hall_id, anchor.business_day, anchor.seq, anchor.hash) == (HALL, DAY, head.seq, head.hash)
    assert [line["anchor"] for line in logs if line["event"] == "day_anchored"] == [anchor.line]


async def test_days_closed_while_nobody_noted_them_are_noted_at_the_start_and_none_twice(
    dispatcher: Dispatcher, database: Database, path: Path
) -> None:
    for day in (DAY, NEXT_DAY):
        if day != DAY:
            await dispatcher.submit(OpenDay(day), key=f"open-{day}", by=SYSTEM)
        await dispatcher.submit(CloseDay(), key=f"close-{day}", by=SYSTEM)
    for _ in range(2):
        async with running(dispatcher, database, path):
            await until(lambda: days(path))
    assert days(path) == [DAY, NEXT_DAY]


async def test_a_file_that_cannot_be_written_stops_nothing_and_is_tried_again(
    dispatcher: Dispatcher,
    database: Database,
    path: Path,
    logs: list[MutableMapping[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(anchoring, "PAUSE_S", 0.01)
    path.mkdir()
    async with running(dispatcher, database, path):
        await dispatcher.submit(CloseDay(), key="close-01", by=SYSTEM)
        await until(lambda: any(line["event"] == "anchor_not_noted" for line in logs))
        assert (await dispatcher.submit(OpenDay(NEXT_DAY), key="open-02", by=SYSTEM)).seq
        path.rmdir()
        await until(lambda: path.is_file() and days(path))
    assert days(path) == [DAY]
