"""What the pages share on which somebody may say who they are: the ways there, and the field with its keyboard."""

from display.toolkit.controls import Touchable, TouchCard
from display.toolkit.layout_files import load_beside
from display.toolkit.listing import Item
from kiosk.screens import code_page, page  # their widgets are named in the `.kv` file

WIDGETS = (code_page, page)


class CardKey(Item, TouchCard):
    """The way to the card reader; its item is what it says."""


class WhoKey(Touchable, Item):
    """A quiet key to say who one is; afterwards it says that one has."""


load_beside(__file__)
