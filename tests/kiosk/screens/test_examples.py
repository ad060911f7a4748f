"""The kiosk's screen in each of its example states, really drawn, and inspected."""

from collections.abc import Iterator

import pytest
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from display.toolkit.inspection import inspect
from display.toolkit.portrait import Studio
from kiosk.examples import EXAMPLES
from kiosk.flow import FlowState, Place
from kiosk.screens.kiosk_screen import PAGES, KioskScreen

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("state", [pytest.param(state, id=name) for name, state in EXAMPLES.items()])
async def test_an_example_is_drawn_without_fault(studio: Studio, state: FlowState) -> None:
    screen = await studio.show(KioskScreen, state)
    assert inspect(screen) == []
    assert studio.image().size == (1080, 1920)
    assert list(outgrown(screen.ids.pages)) == []


def outgrown(widget: Widget) -> Iterator[Widget]:
    """Columns with less room than they need, but those that are scrolled."""
    if isinstance(widget, ScrollView):
        return
    if isinstance(widget, BoxLayout) and widget.orientation == "vertical" and widget.minimum_height > widget.height + 1:
        yield widget
    for child in widget.children:
        yield from outgrown(child)


async def test_every_place_has_a_page_and_examples_in_both_languages() -> None:
    assert set(PAGES) == set(Place)
    shown = {(state.place, state.language) for state in EXAMPLES.values()}
    assert shown == {(place, language) for place in Place for language in ("zh", "en")}
