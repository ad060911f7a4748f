"""The page of a rating terminal on which a telephone number is typed, lying and standing."""

from kivy.properties import ObjectProperty

from display.toolkit.controls import TouchCard
from display.toolkit.listing import Item
from display.toolkit.screen import load_beside


class DigitKey(TouchCard):
    """One key of the pad: a digit, or what takes digits back."""

    item = ObjectProperty(None, rebind=True, allownone=True)


class NumberField(Item):
    """The digits typed so far, and below them what is wanted."""


class PhonePage(Item):
    """Shows the telephone page of its screen's `state` as `item`, or nothing at all."""

    state = ObjectProperty(None, rebind=True, allownone=True)
    presenter = ObjectProperty(None, allownone=True)

    def on_touch_down(self, touch) -> bool:
        return self.item is not None and super().on_touch_down(touch)  # its keys at rest take no touch from others


class LyingPhonePage(PhonePage):
    """Words and digits on the left, the pad on the right."""


class StandingPhonePage(PhonePage):
    """The pad under words and digits."""


load_beside(__file__)
