"""The start screen's page."""

from kivy.properties import NumericProperty

from display.toolkit.controls import TouchCard
from display.toolkit.listing import Item
from kiosk.screens.page import Page, load_beside


class StartPage(Page):
    pass


class WaitingRow(Item):
    """One queue of the start screen."""


class StartChoice(Item, TouchCard):
    """One of the ways on: icon tile, title, one line."""

    tile_px = NumericProperty(88)
    title_px = NumericProperty(44)
    line_px = NumericProperty(26)


load_beside(__file__)
