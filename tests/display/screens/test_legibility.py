"""Numbers on call boards are read from ten metres: their digits are 50 mm high on a screen of 55 inches."""

import math

import pytest

from config import theme
from display.presenters.board import EXAMPLES
from display.screens.board import BoardScreen, StandingBoardScreen
from display.toolkit.portrait import Studio
from display.toolkit.text import ShrinkText

pytestmark = pytest.mark.asyncio(loop_scope="module")

DIGIT_EM = 0.733  # of the typeface: height of a digit
PIXEL_MM = 55 * 25.4 / math.hypot(*theme.BOARD.size)


@pytest.mark.parametrize("screen", [BoardScreen, StandingBoardScreen])
@pytest.mark.parametrize("example", ["one call", "two calls"])
async def test_digits_of_numbers_are_at_least_fifty_millimetres_high(studio: Studio, screen, example: str) -> None:
    state = EXAMPLES[example]
    shown = await studio.show(screen, state)
    numbers = {call.number for call in (*state.now, *state.recent[:3])}
    texts = [text for text in shown.walk() if isinstance(text, ShrinkText) and text.text in numbers]
    assert {text.text for text in texts} == numbers
    assert min(text.font_size * DIGIT_EM * PIXEL_MM for text in texts) >= 50
