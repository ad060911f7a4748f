"""Screens are tested on a real window, drawn offscreen; it must be prepared before anything imports Kivy."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from config.configuration import HallConfiguration
from config.loading import SAMPLE, load
from display.toolkit import window
from kiosk.rehearsal import Rehearsal

window.prepare(window.STUDIO)

if TYPE_CHECKING:
    from display.toolkit.portrait import Studio


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def studio() -> AsyncIterator["Studio"]:
    """One window for all tests of a module, which run in the module's event loop."""
    from display.toolkit.portrait import Studio

    async with Studio() as opened:
        yield opened


@pytest.fixture(scope="session")
def sample() -> HallConfiguration:
    return load(SAMPLE)


@pytest.fixture
def kiosk(sample: HallConfiguration) -> Rehearsal:
    """A kiosk of the open sample hall, on its start screen."""
    return Rehearsal(sample).open()


@pytest.fixture
def reader(kiosk: Rehearsal) -> Rehearsal:
    """Somebody who reads the guide of the food licence."""
    return kiosk.item("food-licence-new")
