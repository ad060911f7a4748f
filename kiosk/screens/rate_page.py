"""The page on which a service is rated that the code of a slip was scanned for."""

from kivy.properties import ObjectProperty

from display.toolkit.controls import TouchCard
from kiosk.screens import pre_review_parts
from kiosk.screens.page import Page, load_beside

WIDGETS = (pre_review_parts,)


class RateRow(TouchCard):
    """One of five equal answers."""

    item = ObjectProperty(None, rebind=True, allownone=True)


class RateReason(TouchCard):
    """A reason that fits the answer."""

    item = ObjectProperty(None, rebind=True, allownone=True)


class RatePage(Page):
    pass


load_beside(__file__)
