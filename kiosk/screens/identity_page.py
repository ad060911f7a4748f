"""The page on which somebody says who they are, with a card or by typing; before that, what becomes of it."""

from display.toolkit.listing import Item
from display.toolkit.shapes import Card
from kiosk.screens import check_in_page, identity_parts
from kiosk.screens.page import Page, load_beside

WIDGETS = (check_in_page, identity_parts)  # their keys and their field are used here


class IdentityPage(Page):
    pass


class FactRow(Item, Card):
    """One thing that is to be known beforehand."""


class CardSpot(Item, Card):
    """Where the card belongs."""


load_beside(__file__)
