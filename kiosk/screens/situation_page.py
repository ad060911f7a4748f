"""The page of one question of the pre-review."""

from kivy.properties import NumericProperty

from display.toolkit.controls import TouchCard
from display.toolkit.listing import Item, Listing
from kiosk.screens import pre_review_parts
from kiosk.screens.page import Page, load_beside

WIDGETS = (pre_review_parts,)

TALLEST_PX, GAP_PX = 176, 16


class SituationPage(Page):
    @staticmethod
    def answer_px(room_px, answers):
        """As tall as all of them fit, and no taller than one looks well."""
        return min(TALLEST_PX, (room_px - GAP_PX * (len(answers) - 1)) / len(answers)) if answers else 0


class AnswerListing(Listing):
    """Answers one below the other, all alike."""

    row_px = NumericProperty(TALLEST_PX)


class AnswerCard(Item, TouchCard):
    """One answer; the whole card is the target."""


class EarlierRow(Item, TouchCard):
    """A question answered before; touched, it is put again."""


load_beside(__file__)
