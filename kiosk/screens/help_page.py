"""The help page."""

from display.toolkit.listing import Item
from kiosk.screens.page import Page, load_beside


class HelpPage(Page):
    pass


class HelpStep(Item):
    pass


class HelpFact(Item):
    pass


load_beside(__file__)
