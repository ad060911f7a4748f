"""The emergency message can be read in every light of the hall, whichever message it is."""

import pytest

from config import theme
from config.theme import DAY, HIGH_CONTRAST, NIGHT, Colours
from display.toolkit.colours import palette
from display.toolkit.emergency import EXAMPLES, EmergencyScreen
from display.toolkit.portrait import Studio
from display.toolkit.text import FittedText
from tests.display.toolkit.test_theme import contrast

pytestmark = pytest.mark.asyncio(loop_scope="module")


def _hex(colour: tuple[int, ...]) -> str:
    return "#{:02X}{:02X}{:02X}".format(*colour[:3])


@pytest.mark.parametrize("colours", [DAY, NIGHT, HIGH_CONTRAST], ids=["day", "night", "high contrast"])
@pytest.mark.parametrize("example", EXAMPLES)
async def test_words_stand_out_from_their_ground(studio: Studio, example: str, colours: Colours) -> None:
    shown = await studio.show(EmergencyScreen, EXAMPLES[example])
    before = theme.NIGHT
    palette.dress(colours)
    try:
        await studio.frames(3)
        ground = _hex(studio.image().getpixel((4, 4)))
        words = [text for text in shown.walk() if isinstance(text, FittedText) and text.words]
        assert words
        inks = {_hex(tuple(round(part * 255) for part in text.color)) for text in words}
        assert [ink for ink in inks if contrast(ink, ground) < 4.5] == []
    finally:
        palette.dress(before)
