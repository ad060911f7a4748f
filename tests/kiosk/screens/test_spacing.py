"""What inspection does not measure: gaps between cards, and rows of dots compared with each other."""

from itertools import pairwise

import pytest

from display.toolkit.controls import HeroCard
from display.toolkit.portrait import Studio
from display.toolkit.rows import Badge
from display.toolkit.shapes import Card, CardBox, Dots
from kiosk.examples import EXAMPLES
from kiosk.flow import FlowState
from kiosk.screens.kiosk_screen import KioskScreen
from kiosk.screens.start_page import StartChoice, WaitingRow
from kiosk.screens.windows_page import QueueCell

pytestmark = pytest.mark.asyncio(loop_scope="module")

CARD_GAP_PX = 16  # between two cards one above the other


def of(*names: str) -> pytest.MarkDecorator:
    chosen = [pytest.param(state, id=name) for name, state in EXAMPLES.items() if name.startswith(names)]
    return pytest.mark.parametrize("state", chosen)


def page(screen: KioskScreen):
    return screen.ids.pages.children[0]


def within(widget, kind):
    return [each for each in widget.walk() if isinstance(each, kind)]


@of("start")
async def test_cards_of_the_start_page_stand_apart(studio: Studio, state: FlowState) -> None:
    shown = page(await studio.show(KioskScreen, state))
    cards = [
        card
        for card in within(shown, (Card, CardBox, HeroCard, StartChoice))
        if card.opacity and card.width > 300 and not isinstance(card, Badge)
    ]
    boxes = sorted({(*card.to_window(card.x, card.y), card.width, card.height) for card in cards}, key=lambda b: -b[1])
    for one in boxes:
        for other in boxes:
            aside = one[0] >= other[0] + other[2] or other[0] >= one[0] + one[2]
            if one[1] > other[1] and not aside:
                assert one[1] - (other[1] + other[3]) >= CARD_GAP_PX


@of("start", "windows")
async def test_the_longer_row_of_dots_is_that_of_more_people(studio: Studio, state: FlowState) -> None:
    shown = page(await studio.show(KioskScreen, state))
    rows = [row for kind in (WaitingRow, QueueCell) for row in within(shown, kind)]
    shown_dots = sorted((dots for row in rows for dots in within(row, Dots)), key=lambda dots: dots.count)
    for fewer, more in pairwise(shown_dots):  # a plus is shorter than the dot whose place it takes
        assert more.end_x - more.x >= fewer.end_x - fewer.x - fewer.dot_px or more.count == fewer.count
