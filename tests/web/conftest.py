"""The running hall for the tests of its doors."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from queue_server.storage import passwords
from tests.web.running_hall import RunningHall


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes made with little work, so that the tests are not about argon2."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[RunningHall]:
    """A demonstration hall."""
    async with RunningHall.open(tmp_path) as opened:
        yield opened


@pytest.fixture
async def hall_on_each(database_url: str, tmp_path: Path) -> AsyncIterator[RunningHall]:
    """A demonstration hall on a database of every kind."""
    async with RunningHall.open(tmp_path, database_url=database_url) as opened:
        yield opened


@pytest.fixture
async def real_hall(tmp_path: Path) -> AsyncIterator[RunningHall]:
    """A hall that is no demonstration."""
    async with RunningHall.open(tmp_path, demonstration=False) as opened:
        yield opened
