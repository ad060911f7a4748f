"""The rating terminal by touch, on a real window."""

import pytest
from kivy.core.window import Window

from display.presenters.rating import EXAMPLES, RatingMode
from display.screens.rating import LevelCard, RatingScreen
from display.toolkit.controls import TextKey
from display.toolkit.portrait import Studio
from queue_server.contract.commands import RatingLevel

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Listener:
    """Stands where the presenter stands, and writes down what the screen calls."""

    def __init__(self) -> None:
        self.rated: list[RatingLevel] = []
        self.switched = 0

    def rate(self, level: RatingLevel) -> None:
        self.rated.append(level)

    def switch_language(self) -> None:
        self.switched += 1


async def touch(studio: Studio, widget) -> None:
    """A finger on the middle of `widget`."""
    x, y = widget.to_window(*widget.center)
    at = (x, Window.height - y)
    Window.dispatch("on_mouse_down", *at, "left", [])
    await studio.frames(2)
    Window.dispatch("on_mouse_up", *at, "left", [])
    await studio.frames(2)


@pytest.mark.parametrize("level", list(RatingLevel))
async def test_touching_a_face_rates(studio: Studio, level: RatingLevel) -> None:
    listener = Listener()
    screen = await studio.show(RatingScreen, EXAMPLES["asking"], listener)
    (card,) = [card for card in screen.walk() if isinstance(card, LevelCard) and card.item.level is level]
    await touch(studio, card)
    assert listener.rated == [level]


async def test_a_card_answers_the_finger_at_once(studio: Studio) -> None:
    screen = await studio.show(RatingScreen, EXAMPLES["asking"], Listener())
    card = next(card for card in screen.walk() if isinstance(card, LevelCard))
    resting = list(card.fill)
    x, y = card.to_window(*card.center)
    Window.dispatch("on_mouse_down", x, Window.height - y, "left", [])
    await studio.frames(1)
    assert list(card.fill) != resting
    Window.dispatch("on_mouse_up", x, Window.height - y, "left", [])


async def test_five_cards_are_alike_in_size_and_colour(studio: Studio) -> None:
    screen = await studio.show(RatingScreen, EXAMPLES["asking"], Listener())
    cards = [card for card in screen.walk() if isinstance(card, LevelCard)]
    assert len(cards) == 5
    assert len({(tuple(card.size), tuple(card.fill), card.outline_px) for card in cards}) == 1


async def test_touching_the_language_switches_it(studio: Studio) -> None:
    listener = Listener()
    screen = await studio.show(RatingScreen, EXAMPLES["asking"], listener)
    await touch(studio, next(key for key in screen.walk() if isinstance(key, TextKey)))
    assert listener.switched == 1


@pytest.mark.parametrize("name", [name for name, state in EXAMPLES.items() if state.mode is not RatingMode.ASKING])
async def test_a_terminal_that_does_not_ask_takes_no_touch(studio: Studio, name: str) -> None:
    listener = Listener()
    screen = await studio.show(RatingScreen, EXAMPLES[name], listener)
    await touch(studio, screen)
    assert (listener.rated, listener.switched) == ([], 0)
