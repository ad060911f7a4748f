"""What cannot be seen costs no drawing, and comes back where it was."""

import pytest
from kivy.lang import Builder
from kivy.properties import ColorProperty

from config import theme
from display.toolkit.listing import Item
from display.toolkit.portrait import Studio
from display.toolkit.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="module")

Builder.load_string("""
<Sheet>:
    opacity: 1 if self.item else 0
    size_hint: None, None
    canvas.before:
        Color:
            rgba: root.colour
        Rectangle:
            pos: self.pos
            size: self.size

<ThreeSheets>:
    Sheet:
        item: root.state.get('red')
        colour: '#FF0000'
        size: 400, 400
        pos: 100, 100
    Sheet:
        item: root.state.get('green')
        colour: '#00FF00'
        size: 300, 300
        pos: 150, 150
    Sheet:
        item: root.state.get('blue')
        colour: '#0000FF'
        size: 200, 200
        pos: 200, 200
""")


class Sheet(Item):
    colour = ColorProperty("#000000")


class ThreeSheets(Screen):
    surface = theme.RATING


RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
PLACES = ((110, 690), (160, 640), (300, 500))  # from the top left: seen of red, of green, of blue


def _colours(studio: Studio) -> list[tuple[int, int, int]]:
    image = studio.image()
    return [image.getpixel(place) for place in PLACES]


async def test_what_comes_back_stands_in_front_of_what_it_stood_in_front_of(studio: Studio) -> None:
    everything = {"red": True, "green": True, "blue": True}
    shown = await studio.show(ThreeSheets, everything)
    assert _colours(studio) == [RED, GREEN, BLUE]
    for state, seen in (
        ({"red": True, "blue": True}, [RED, RED, BLUE]),
        ({"green": True}, [None, GREEN, GREEN]),
        ({}, [None, None, None]),
        ({"red": True, "green": True}, [RED, GREEN, GREEN]),
        (everything, [RED, GREEN, BLUE]),
    ):
        shown.state = state
        await studio.frames(3)
        ground = studio.image().getpixel((5, 5))
        assert _colours(studio) == [ground if colour is None else colour for colour in seen], state


async def test_what_cannot_be_seen_is_not_among_what_is_drawn(studio: Studio) -> None:
    shown = await studio.show(ThreeSheets, {"green": True})
    drawn = [tuple(sheet.colour) for sheet in shown.children if sheet.canvas in shown.canvas.children]
    assert drawn == [(0.0, 1.0, 0.0, 1.0)]
