"""The page on which a service is rated that the code of a slip was scanned for."""

from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

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


class RateNotice(BoxLayout):
    """What there is to say where nothing is asked: thanks, or why there is nothing to rate."""

    banner = ObjectProperty(None, rebind=True, allownone=True)
    about = StringProperty("")
    tone = StringProperty("quiet")


class RatePage(Page):
    pass


load_beside(__file__)
