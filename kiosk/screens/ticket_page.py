"""The page of an issued ticket."""

from display.toolkit.controls import PrimaryButton
from display.toolkit.listing import Item
from kiosk.screens.page import Page, load_beside


class TicketPage(Page):
    pass


class TicketNote(Item):
    """What to do, or to know."""


class EndKey(Item, PrimaryButton):
    """好了，结束, or what the number waits for."""


load_beside(__file__)
