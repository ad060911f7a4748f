"""Screens are tested on a real window, drawn offscreen; it must be prepared before anything imports Kivy."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest_asyncio

from display.toolkit import window

window.prepare(window.STUDIO)

if TYPE_CHECKING:
    from display.toolkit.portrait import Studio


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def studio() -> AsyncIterator["Studio"]:
    """One window for all tests of a module, which run in the module's event loop."""
    from display.toolkit.portrait import Studio

    async with Studio() as opened:
        yield opened
