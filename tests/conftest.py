"""Shared by the rooms that need a database."""

import asyncio
import gc
import os
import shutil
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from display.toolkit import memory
from tests.left_open import LeftOpen
from tests.postgresql import PostgreSQL

if TYPE_CHECKING:
    from queue_server.storage.database import Database

KINDS = ("sqlite", "postgresql")

# how long an example takes is the machine's affair, and what else it does just then
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")

left_open = LeftOpen()
left_open.watch()


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: half of their time tests wait for a window, a browser, a line or a disk."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_collection_finish() -> None:
    """As the programs do with their memory once they stand: looking through all of it again and again took a quarter
    of the time of tests with windows."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(memory.YOUNG, memory.ROUNDS, memory.ROUNDS)


@pytest.fixture(autouse=True)
def _memory_has_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """A station that starts in a test need not do it once more."""
    monkeypatch.setattr(memory, "settle", lambda: None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    yield
    if streams := left_open.take():
        pytest.fail(f"{item.name} leaves open: {', '.join(streams)}. Close, and wait until it is closed", pytrace=False)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """Started by the first test that needs it."""
    with PostgreSQL.running() as server:
        yield server


@pytest.fixture(params=KINDS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of every kind the server works with, without a table."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'hall.sqlite'}"
    else:
        with request.getfixturevalue("postgresql").empty() as url:
            yield url


@pytest.fixture(scope="session")
def sqlite_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the newest tables, to copy from."""
    file = tmp_path_factory.mktemp("tables") / "hall.sqlite"
    make_tables(f"sqlite+aiosqlite:///{file}")
    return file


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of every kind the server works with: the newest tables, and nothing in them."""
    if request.param == "sqlite":
        file = tmp_path / "hall.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_with_tables"), file)
        yield f"sqlite+aiosqlite:///{file}"
    else:
        with request.getfixturevalue("postgresql").with_tables(make_tables) as url:
            yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator["Database"]:
    """Open, with the newest tables."""
    from queue_server.storage.database import Database

    async with await Database.open(database_url) as opened:
        yield opened


def make_tables(url: str) -> None:
    from queue_server.storage.database import Database

    async def upgrade() -> None:
        async with await Database.open(url) as database:
            await database.upgrade()

    asyncio.run(upgrade())
