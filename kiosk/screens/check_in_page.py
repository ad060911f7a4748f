"""The page on which who has booked checks in."""

from display.toolkit.controls import SecondaryButton, TouchCard
from display.toolkit.listing import Item
from kiosk.screens import code_page, find_page, identity_parts
from kiosk.screens.page import Page, load_beside

WIDGETS = (code_page, find_page, identity_parts)  # their field, tabs and keys are used here


class CheckInPage(Page):
    pass


class AppointmentRow(Item, TouchCard):
    """What was booked, when, and how it stands; the chosen one is outlined."""


class BesideKey(Item, SecondaryButton):
    """Beside the large key."""


load_beside(__file__)
