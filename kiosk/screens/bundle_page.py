"""The page of one bundle: its items, and all their papers once."""

from kiosk.screens import find_page, item_page
from kiosk.screens.item_page import GuidePage
from kiosk.screens.page import load_beside

WIDGETS = (find_page, item_page)  # their rows and keys are used here


class BundlePage(GuidePage):
    pass


load_beside(__file__)
