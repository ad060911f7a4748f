"""The page that finds an item."""

from display.toolkit.controls import Tab, TouchCard
from display.toolkit.listing import Item
from kiosk.screens.page import Page, load_beside


class FindPage(Page):
    pass


class FindTab(Item, Tab):
    pass


class ItemRow(Item, TouchCard):
    """One item of the list; the whole row is the target."""


load_beside(__file__)
