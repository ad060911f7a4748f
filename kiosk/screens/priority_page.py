"""The page on which priority is claimed."""

from display.toolkit.controls import SecondaryButton, TouchCard
from display.toolkit.listing import Item
from kiosk.screens.page import Page, load_beside


class PriorityPage(Page):
    pass


class PriorityRow(Item, TouchCard):
    """A class: for whom, what is shown for it, on which ground."""


class NoneKey(Item, SecondaryButton):
    """不用优先."""


load_beside(__file__)
