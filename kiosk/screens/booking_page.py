"""The page on which another time is booked."""

from display.toolkit.controls import SecondaryButton, TouchCard
from display.toolkit.listing import Item
from display.toolkit.shapes import Card
from kiosk.screens import check_in_page, identity_parts, verdict_page
from kiosk.screens.page import Page, load_beside

WIDGETS = (check_in_page, identity_parts, verdict_page)  # their keys and cards are used here


class BookingPage(Page):
    pass


class TimeChoice(Item, TouchCard):
    """A day or a time of it, and how many places are left; a full one stays, and says so."""


class BookedCard(Item, Card):
    """What was booked, and the code to check in with."""


class PrintSlipKey(Item, SecondaryButton):
    """打印预约单."""


load_beside(__file__)
