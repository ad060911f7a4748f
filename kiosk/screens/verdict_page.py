"""The page of the verdict."""

from display.toolkit.controls import PrimaryButton, SecondaryButton, TouchCard
from display.toolkit.listing import Item
from display.toolkit.shapes import Card
from kiosk.screens import pre_review_parts
from kiosk.screens.page import Page, load_beside

WIDGETS = (pre_review_parts,)


class VerdictPage(Page):
    pass


class ReadyHead(Item):
    """All is there: the sentence under a large check."""


class PlainHead(Item):
    """The sentence beside its sign, and what it means."""


class CheckCard(Item, Card):
    """What is in order, line by line."""


class CheckLine(Item):
    pass


class LackCard(Item, Card):
    """One thing in the way: what, why, and what helps."""


class FigureCard(Item, Card):
    """Where to go, and who waits there."""


class PromiseKey(Item, TouchCard):
    """The promise to bring what is missing; touched, it is given, touched again, taken back."""


class CodeCard(Item, Card):
    """The code under which it is found again, to scan or to type."""


class LargeSheetKey(Item, PrimaryButton):
    """Prints the sheet, where that is what most people want."""


class SmallSheetKey(Item, SecondaryButton):
    """Prints the sheet, beside the key that takes a number."""


class SmallTakeKey(Item, SecondaryButton):
    """A number to see a person, beside the key that prints."""


load_beside(__file__)
