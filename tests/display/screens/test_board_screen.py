"""The call board follows its states."""

import pytest

from display.presenters.board import EXAMPLES
from display.screens.board import BoardScreen
from display.toolkit.portrait import Studio
from display.toolkit.text import BlinkingText

pytestmark = pytest.mark.asyncio(loop_scope="module")


def numbers_shown(screen) -> list[str]:
    """Numbers of the calls of the moment, as far as they are visible."""
    shown = []

    def look(widget) -> None:
        if widget.opacity == 0:
            return
        if isinstance(widget, BlinkingText) and widget.text:
            shown.append(widget.text)
        for child in reversed(widget.children):
            look(child)

    look(screen)
    return shown


async def test_a_second_call_splits_the_card_and_a_lost_link_empties_it(studio: Studio) -> None:
    screen = await studio.show(BoardScreen, EXAMPLES["one call"])
    assert numbers_shown(screen) == ["A012"]
    screen.state = EXAMPLES["two calls"]
    assert numbers_shown(screen) == ["A012", "B032"]
    screen.state = EXAMPLES["offline"]
    assert numbers_shown(screen) == []


async def test_rows_are_kept_while_the_calls_in_them_change(studio: Studio) -> None:
    screen = await studio.show(BoardScreen, EXAMPLES["one call"])
    listing = next(widget for widget in screen.walk() if getattr(widget, "row", "") == "RecentRow")
    before = list(listing.children)
    screen.state = EXAMPLES["offline"]
    assert listing.children == before
    assert [row.item.number for row in reversed(before)] == ["A012", "C107", "B031", "A011"]
