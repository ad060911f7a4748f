"""Shared by the rooms that need a database."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from queue_server.storage.database import Database


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of every kind the server works with."""
    return {"sqlite": f"sqlite:///{tmp_path / 'hall.sqlite'}"}[request.param]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator["Database"]:
    """Open, with the newest tables."""
    from queue_server.storage.database import Database

    async with await Database.open(database_url) as opened:
        await opened.upgrade()
        yield opened
