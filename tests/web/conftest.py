"""The running hall for the tests of its doors."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.web.running_hall import RunningHall


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[RunningHall]:
    """A demonstration hall."""
    async with RunningHall.open(tmp_path) as opened:
        yield opened


@pytest.fixture
async def real_hall(tmp_path: Path) -> AsyncIterator[RunningHall]:
    """A hall that is no demonstration."""
    async with RunningHall.open(tmp_path, demonstration=False) as opened:
        yield opened
