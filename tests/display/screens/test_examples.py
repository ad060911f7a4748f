"""Every screen in each of its example states, really drawn, and inspected."""

from itertools import chain

import pytest

from display.presenters import board, panel, rating
from display.screens.board import BoardScreen, StandingBoardScreen
from display.screens.panel import PanelScreen
from display.screens.rating import RatingScreen, StandingRatingScreen
from display.toolkit.inspection import inspect
from display.toolkit.portrait import Studio
from display.toolkit.waiting import WaitingScreen, WaitingState

pytestmark = pytest.mark.asyncio(loop_scope="module")

_WAITING = {"connecting": WaitingState(("这台终端还没有登记，请联系技术人员", "This station is not enrolled."))}
CASES = list(
    chain.from_iterable(
        ((screen, name, state) for name, state in examples.items())
        for screen, examples in (
            (BoardScreen, board.EXAMPLES),
            (StandingBoardScreen, board.EXAMPLES),
            (PanelScreen, panel.EXAMPLES),
            (RatingScreen, rating.EXAMPLES),
            (StandingRatingScreen, rating.EXAMPLES),
            (WaitingScreen, _WAITING),
        )
    )
)


@pytest.mark.parametrize(
    ("screen", "state"),
    [pytest.param(screen, state, id=f"{screen.__name__}: {name}") for screen, name, state in CASES],
)
async def test_an_example_is_drawn_without_fault(studio: Studio, screen: type, state: object) -> None:
    shown = await studio.show(screen, state)
    assert inspect(shown) == []
    image = studio.image()
    assert image.size == shown.surface.size
    assert all(darkest < lightest for darkest, lightest in image.getextrema())  # something is drawn on the ground
