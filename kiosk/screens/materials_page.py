"""The page on which materials are ticked."""

from kivy.properties import NumericProperty

from display.toolkit.controls import SmallButton, TouchCard
from display.toolkit.listing import Item, Listing
from kiosk.screens import pre_review_parts
from kiosk.screens.page import Page, load_beside

WIDGETS = (pre_review_parts,)


class MaterialsPage(Page):
    pass


class MaterialListing(Listing):
    """All materials of a page; `row_px` is the height of those that are not open."""

    row_px = NumericProperty(92)

    __events__ = ("on_tick", "on_sample")

    def on_tick(self, key):
        """A key of the open row."""

    def on_sample(self):
        """What a good one looks like."""


class MaterialRow(Item):
    """Closed a line of its own, open with everything there is to know and its keys."""

    row_px = NumericProperty(92)


class ClosedMaterial(Item, TouchCard):
    """The whole row is the target."""


class OpenMaterial(Item):
    """Told in full, with what can be said of it."""


class BroughtKey(Item, TouchCard):
    """没带, 不合要求 or 我带了; the last is what most people want."""


class SampleKey(Item, SmallButton):
    """看样子."""


load_beside(__file__)
