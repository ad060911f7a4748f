"""The page that covers a screen while the server does not let its station in."""

from kivy.properties import NumericProperty

from display.toolkit.listing import Item
from display.toolkit.screen import load_beside


class TurnedAwayPage(Item):
    """Shows a `TurnedAway`, or nothing at all. Upright where its screen is; `heading_px` sets the scale of the rest."""

    heading_px = NumericProperty(96)
    foot_px = NumericProperty(36)

    @property
    def covers(self) -> bool:
        return self.item is not None

    def on_touch_down(self, touch) -> bool:
        return self.covers  # what lies under it is out of reach


class MessageColumn(Item):
    """What the page says in one language."""

    heading_px = NumericProperty(96)
    line_px = NumericProperty(48)


load_beside(__file__)
