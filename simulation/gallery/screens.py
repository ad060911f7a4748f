"""The Kivy screens: every example of every presenter, drawn in one window, one after the other."""

from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from config import theme
from display.toolkit import window
from simulation.gallery.exhibit import Exhibit, picture_path


def rooms() -> dict[str, tuple[Callable[..., Any], Mapping[str, Any]]]:
    """Room → its screen and the examples of its presenter. Imports Kivy, so the window is prepared first."""
    from display.presenters import board, panel, rating
    from display.screens.board import BoardScreen, StandingBoardScreen
    from display.screens.panel import PanelScreen
    from display.screens.rating import RatingScreen, StandingRatingScreen
    from display.toolkit import emergency
    from display.toolkit.emergency import EmergencyScreen
    from kiosk import examples as kiosk
    from kiosk.screens.kiosk_screen import KioskScreen

    return {
        "kiosk": (KioskScreen, kiosk.EXAMPLES),
        "board": (BoardScreen, board.EXAMPLES),
        "standing-board": (StandingBoardScreen, board.EXAMPLES),
        "panel": (PanelScreen, panel.EXAMPLES),
        "rating": (RatingScreen, rating.EXAMPLES),
        "standing-rating": (StandingRatingScreen, rating.EXAMPLES),
        **{
            f"emergency-{name}": (partial(EmergencyScreen, surface=surface), emergency.EXAMPLES)
            for name, surface in (
                ("board", theme.BOARD),
                ("standing-board", theme.BOARD_PORTRAIT),
                ("panel", theme.PANEL),
                ("rating", theme.RATING),
                ("standing-rating", theme.RATING_PORTRAIT),
            )
        },
    }


async def hang(folder: Path) -> AsyncIterator[Exhibit]:
    """Draws and inspects every screen in every example."""
    window.prepare(window.STUDIO)
    from display.toolkit.inspection import inspect
    from display.toolkit.portrait import Studio, render

    async with Studio() as studio:
        for room, (screen_class, examples) in rooms().items():
            for state, example in examples.items():
                path = picture_path(folder, room, state)
                screen = await render(studio, screen_class, example, path)
                yield Exhibit(room, state, path, tuple(str(finding) for finding in inspect(screen)))
