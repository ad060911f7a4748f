"""The call board follows its states."""

from dataclasses import replace

import pytest

from display.presenters.board import EXAMPLES, BoardPage, BoardSpot
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


async def test_a_film_is_drawn_in_its_place_and_gone_when_somebody_is_called(studio: Studio) -> None:
    screen = await studio.show(BoardScreen, EXAMPLES["guidance"])
    place = screen.ids.spot
    assert tuple(place.shown_px) == (1142, 608)  # of 1600 × 852
    page = EXAMPLES["guidance"].page
    assert page is not None
    assert page.spot is not None
    screen.state = replace(EXAMPLES["guidance"], page=replace(page, spot=replace(page.spot, film=True)))
    top, bottom = bytes((255, 0, 0)) * 1_184 * 304, bytes((0, 0, 255)) * 1_184 * 304
    place.draw(top + bottom, (1_184, 608))
    await studio.frames(2)
    assert [studio.image().getpixel((600, y)) for y in (250, 650)] == [(255, 0, 0), (0, 0, 255)]
    screen.state = EXAMPLES["one call"]
    place.draw(top + bottom, (1_184, 608))  # one that was on its way
    await studio.frames(2)
    assert numbers_shown(screen) == ["A012"]
    assert studio.image().getpixel((600, 130)) == (255, 255, 255)


async def test_a_picture_that_is_gone_leaves_the_card_white(studio: Studio) -> None:
    page = BoardPage(spot=BoardSpot("gone.png", "/nowhere/gone.png"))
    await studio.show(BoardScreen, replace(EXAMPLES["guidance"], page=page))
    assert studio.image().getpixel((600, 400)) == (255, 255, 255)
