"""The page that chooses a kind of window."""

from display.toolkit.controls import TouchCard
from display.toolkit.listing import Item
from kiosk.screens.page import Page, load_beside


class WindowsPage(Page):
    pass


class QueueCell(Item, TouchCard):
    """A kind of window: icon, name, who waits; the chosen one is outlined."""


load_beside(__file__)
