"""Screens are tested on a real window, drawn offscreen; it must be prepared before anything imports Kivy."""

import os
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from display.spots import picture
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


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decoders get their share of the machine, though it is busy, and their time."""
    monkeypatch.setattr(picture, "HUMBLY", ())
    monkeypatch.setattr(picture, "LOOK_S", 120.0)
    monkeypatch.setattr(os, "sched_setscheduler", lambda *_: None)
