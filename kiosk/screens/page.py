"""A page: what stands between the bars of the kiosk. Its `.kv` reads `root.state.…` and calls `root.presenter.…`."""

from kivy.properties import ColorProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from display.toolkit import listing, screen  # their widgets are named in `.kv` files
from display.toolkit.controls import SecondaryButton, Touchable, TouchCard
from display.toolkit.layout_files import load_beside
from display.toolkit.listing import Item, Listing
from display.toolkit.rows import Badge
from display.toolkit.shapes import Card
from kiosk.screens import fitted, moving_bar

__all__ = ["Page", "load_beside"]

WIDGETS = (fitted, listing, moving_bar, screen)


class Page(FloatLayout):
    """Its size is what the bars leave."""

    state = ObjectProperty(None, rebind=True, allownone=True)
    presenter = ObjectProperty(None, allownone=True)

    def begin(self):
        """It comes to the front."""
        for bar in self._bars():
            bar.go_on()

    def rest(self):
        """It has left, and is kept for the next time."""
        for bar in self._bars():
            bar.pause()

    def _bars(self):
        return [widget for widget in self.walk() if isinstance(widget, moving_bar.MovingBar)]


class Perhaps(Listing):
    """One row, or none at all: what is not there takes no room and no touch (a hidden widget would swallow touches)."""

    item = ObjectProperty(None, allownone=True)

    def on_item(self, _row, item):
        self.items = () if item is None or item == "" else (item,)

    def on_row(self, *_):
        """Another kind of row: the one that stands there is of the old kind."""
        items, self.items = self.items, ()
        self.items = items


class GiveUpKey(Item, SecondaryButton):
    """The second key beside 取号; its item is what it says."""


class Tile(Item, TouchCard):
    """A theme or a department: icon and name; the chosen one is outlined."""


class Sign(Badge):
    """A badge drawn from its value."""

    item = ObjectProperty(None, rebind=True, allownone=True)


class Telling(Item, Card):
    """A banner drawn from its value: what happened, and below it what to do. Without a value it takes no room."""

    least_px = NumericProperty(112)
    text_px = NumericProperty(32)
    tone = StringProperty("missing")
    ink = ColorProperty("#8A5200")


class ClaimKey(Touchable, Item):
    """A quiet key to where priority is claimed; afterwards it says what was claimed."""


class ClaimRow(ClaimKey):
    """The same, lower."""


class BookKey(Touchable, Item):
    """A quiet key to the times that can be booked."""


class QuietKeys(FloatLayout):
    """Both beside one another above the keys at the foot; without either it takes no room."""

    claim = ObjectProperty(None, rebind=True, allownone=True)
    book = StringProperty("")

    __events__ = ("on_priority", "on_time")

    def on_priority(self):
        """Priority is to be claimed."""

    def on_time(self):
        """Another time is wanted."""


class FigureCell(Item):
    """One key figure of a card: label, value, note; a hairline parts it from the next."""


class Paging(Item):
    """上一页 · 第 1 页，共 2 页 · 下一页; dispatches `on_choose` with whether it goes forward."""


class TakeKey(FloatLayout):
    """The 取号 key at its fixed place, with the bar that moves over it while it takes long."""

    taking = ObjectProperty(None, rebind=True, allownone=True)

    __events__ = ("on_take",)

    def on_take(self):
        """The key was touched."""


load_beside(__file__)
