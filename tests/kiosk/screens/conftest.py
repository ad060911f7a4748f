"""Screens are laid out and touched without being drawn, and pages follow each other quickly: no picture is wanted."""

import pytest

from display.toolkit.portrait import Studio
from kiosk.screens import item_page, kiosk_screen

MOVING_S = 0.02


@pytest.fixture(autouse=True)
def brisk(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio, "drawing", False)
    monkeypatch.setattr(kiosk_screen, "CROSS_FADE_S", MOVING_S)
    monkeypatch.setattr(item_page, "TURN_S", MOVING_S)
