"""What the pages of the pre-review share: the line that says where one is, the steps, and the keys at the foot."""

from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from display.toolkit.controls import TouchCard
from display.toolkit.layout_files import load_beside
from display.toolkit.listing import Item
from kiosk.screens import page  # its widgets are named in the `.kv` file

WIDGETS = (page,)


class StepDot(Widget):
    """One step: "done", "now" or "open"."""

    item = StringProperty("open")


class SubjectRow(BoxLayout):
    """Of what this is the pre-review, and how far it has come."""

    subject = StringProperty("")
    steps = ObjectProperty(None, rebind=True, allownone=True)

    @staticmethod
    def dots(steps):
        if steps is None:
            return []
        return ["now" if at == steps.at else "done" if at < steps.at else "open" for at in range(1, steps.of + 1)]


class StepKeys(FloatLayout):
    """One step back at the left, one on at the right; that one waits, and says for what, until it is `ready`."""

    back = StringProperty("")
    forward = StringProperty("")
    reason = StringProperty("")
    ready = BooleanProperty(False)

    __events__ = ("on_step_back", "on_step_on")

    def on_step_back(self):
        """The left key."""

    def on_step_on(self):
        """The right key."""


class BarPart(Widget):
    """One material in the bar of all of them."""

    item = StringProperty("neutral")
    colours = ListProperty()


class FactLine(Item):
    """An icon and a text beside it."""


class PlainKey(Item, TouchCard):
    """A white key with an icon and words, as wide as its place."""


load_beside(__file__)
