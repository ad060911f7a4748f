from collections.abc import AsyncIterator, Iterator, MutableMapping
from typing import Any

import pytest
from structlog.testing import capture_logs

from queue_server.engine.dispatcher import Dispatcher
from queue_server.storage.database import Database
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import MORNING_MS, open_hall, start


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    """What was logged, instead of the console."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(MORNING_MS)


@pytest.fixture
async def dispatcher(database: Database, clock: ManualClock) -> AsyncIterator[Dispatcher]:
    """The sample hall, open, with windows 1 and 2 taking the comprehensive queue."""
    started = await start(database, clock)
    await open_hall(started, "w01", "w02")
    yield started
    await started.stop()
