"""The page that covers a screen while the server does not let its station in."""

from types import ModuleType

import pytest
from kivy.core.window import Window
from kivy.uix.label import Label

from display.presenters import board, panel, rating
from display.screens.board import BoardScreen, StandingBoardScreen
from display.screens.panel import PanelScreen
from display.screens.rating import RatingScreen
from display.screens.turned_away import TurnedAwayPage
from display.toolkit.portrait import Studio

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCREENS = [
    pytest.param(BoardScreen, board, "one call", id="board"),
    pytest.param(StandingBoardScreen, board, "one call", id="standing board"),
    pytest.param(PanelScreen, panel, "calling", id="panel"),
    pytest.param(RatingScreen, rating, "asking", id="rating"),
]


def page_of(screen) -> TurnedAwayPage:
    return next(widget for widget in screen.walk() if isinstance(widget, TurnedAwayPage))


def words_on(widget) -> list[str]:
    return [each.text.replace("\n", " ") for each in widget.walk() if isinstance(each, Label) and each.text]


@pytest.mark.parametrize(("screen_class", "presenter", "usual"), SCREENS)
async def test_it_covers_everything_and_goes_away_again(
    studio: Studio, screen_class: type, presenter: ModuleType, usual: str
) -> None:
    screen = await studio.show(screen_class, presenter.EXAMPLES[usual])
    page = page_of(screen)
    assert page.opacity == 0
    screen.state = presenter.EXAMPLES["turned away, outdated"]
    await studio.frames(4)
    assert page.opacity == 1
    assert (tuple(page.pos), tuple(page.size)) == (tuple(screen.pos), screen.surface.size)
    after_a_call = studio.image()
    screen.state = presenter.EXAMPLES[usual]
    await studio.frames(4)
    assert page.opacity == 0
    await studio.show(screen_class, presenter.EXAMPLES["turned away, outdated"])
    assert studio.image().tobytes() == after_a_call.tobytes()  # nothing of the call shows through


@pytest.mark.parametrize(("screen_class", "presenter", "usual"), SCREENS)
async def test_it_says_in_both_languages_what_has_happened_and_which_station_this_is(
    studio: Studio, screen_class: type, presenter: ModuleType, usual: str
) -> None:
    state = presenter.EXAMPLES["turned away, unknown"]
    screen = await studio.show(screen_class, state)
    words = words_on(page_of(screen))
    for message in state.turned_away.messages:
        assert {message.heading, message.meanwhile, message.remedy, message.station} <= set(words)
    assert state.turned_away.station_id in words


async def test_no_touch_reaches_what_lies_under_it(studio: Studio) -> None:
    chosen = []

    class Listener:
        rate = switch_language = lambda self, *args: chosen.append(args)

    screen = await studio.show(RatingScreen, rating.EXAMPLES["asking"], Listener())
    card = next(widget for widget in screen.walk() if type(widget).__name__ == "LevelCard")
    x, y = card.to_window(*card.center)
    page_of(screen).item = rating.EXAMPLES["turned away, outdated"].turned_away
    Window.dispatch("on_mouse_down", x, Window.height - y, "left", [])
    await studio.frames(1)
    Window.dispatch("on_mouse_up", x, Window.height - y, "left", [])
    await studio.frames(1)
    assert chosen == []
