"""A kiosk runs for months: once every page was shown, nothing more is kept however many visitors come."""

import gc
from collections import Counter
from collections.abc import Iterator
from weakref import ref

import pytest
from kivy.animation import Animation
from kivy.cache import Cache
from kivy.clock import Clock
from kivy.graphics.texture import Texture
from kivy.uix.widget import Widget

from display.toolkit.colours import palette
from display.toolkit.portrait import Studio
from kiosk.examples import EXAMPLES
from kiosk.flow import FlowState, Place
from kiosk.messages import SlipPrinted
from kiosk.rehearsal import Rehearsal, ticket
from kiosk.screens.kiosk_screen import KioskScreen
from kiosk.screens.moving_bar import MovingBar

pytestmark = pytest.mark.asyncio(loop_scope="module")


def _kind(state: FlowState) -> tuple[object, ...]:
    """What decides of which widgets a page is made."""
    page = state.page
    parts = tuple(bool(getattr(page, part, None)) for part in ("figures", "search", "groups", "bundles"))
    return state.place, state.night, state.dialog is None, parts


# One example of every kind of page, so that each body of each page is shown and exchanged.
SHOWN = list({_kind(state): state for state in EXAMPLES.values()}.values())


@pytest.fixture
def nothing_expires() -> Iterator[None]:
    """What Kivy caches for a minute stays, however long a round takes."""
    Clock.unschedule(Cache._purge_by_timeout)
    yield
    Clock.schedule_interval(Cache._purge_by_timeout, 1)


@pytest.mark.usefixtures("nothing_expires")
async def test_the_second_round_of_all_pages_leaves_no_more_than_the_first(studio: Studio) -> None:
    screen = await studio.show(KioskScreen, SHOWN[0])
    await show_all(studio, screen)
    before = kept()
    await show_all(studio, screen)
    after = kept()
    assert after == before
    assert before["KioskScreen"] == 1


async def test_a_screen_that_has_left_the_stage_is_let_go(studio: Studio, kiosk: Rehearsal) -> None:
    leaving = await studio.show(KioskScreen, kiosk.flow.state, kiosk.flow)
    for state in SHOWN[:5]:
        leaving.state = state
        await turned(studio, leaving)
    gone = ref(leaving)
    del leaving
    await studio.show(KioskScreen, SHOWN[0])
    gc.collect()
    assert gone() is None


async def test_the_bar_of_a_page_that_has_left_no_longer_moves(studio: Studio, reader: Rehearsal) -> None:
    screen = await studio.show(KioskScreen, reader.flow.state, reader.flow)
    reader.flow.on_change = lambda state: setattr(screen, "state", state)
    reader.take().wait(4)
    (bar,) = (widget for widget in screen.walk() if isinstance(widget, MovingBar) and widget.moving)
    assert await moves(studio, bar)
    given = ticket(reader.configuration)
    reader.given(given).tell(SlipPrinted(given.ticket_id)).wait(1)
    assert reader.flow.state.place is Place.TICKET
    await turned(studio, screen)
    assert bar.moving
    assert not await moves(studio, bar)


async def moves(studio: Studio, bar: MovingBar) -> bool:
    before = bar.at
    await studio.frames(5)
    return bool(bar.at != before)


async def show_all(studio: Studio, screen: KioskScreen) -> None:
    for state in SHOWN:
        screen.state = state
        await turned(studio, screen)
    screen.state = SHOWN[0]
    await turned(studio, screen)


async def turned(studio: Studio, screen: KioskScreen) -> None:
    """The page before has gone."""
    await studio.frames(2)
    while len(screen.ids.pages.children) > 1:
        await studio.frames(1)


def kept() -> Counter[str]:
    """Live widgets by class, textures, what follows the palette, what moves, what is due, what is cached."""
    gc.collect()
    counted = Counter(type(each).__name__ for each in gc.get_objects() if issubclass(type(each), Widget | Texture))
    counted["follows the palette"] = sum(
        len(list(palette.get_property_observers(name))) for name in palette.properties()
    )
    counted["moves"] = len(Animation._instances)
    counted["is due"] = len(Clock.get_events())
    counted["is cached"] = sum(len(objects) for objects in Cache._objects.values())
    return counted


async def test_every_place_is_among_what_is_shown() -> None:
    assert {state.place for state in SHOWN} == set(Place)
    assert {state.night for state in SHOWN} == {False, True}
