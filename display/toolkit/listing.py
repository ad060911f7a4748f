"""Rows from values: one widget for each item of a tuple, kept while the items change."""

from kivy.factory import Factory
from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.gridlayout import GridLayout


class Item(FloatLayout):
    """A row that shows one frozen value. What cannot be seen (opacity 0) is not drawn either.

    Kivy would draw it all the same, transparent: without a graphics card that is a fifth of a board's frame.
    """

    item = ObjectProperty(None, rebind=True, allownone=True)
    last = BooleanProperty(False)  # of its listing: no rule follows

    def on_opacity(self, instance, value):
        super().on_opacity(instance, value)
        if self.parent is None:
            return
        drawn = self.parent.canvas
        if value == 0 and self.canvas in drawn.children:
            drawn.remove(self.canvas)
        elif value > 0 and self.canvas not in drawn.children:
            drawn.insert(self._place_in(drawn.children), self.canvas)

    def _place_in(self, drawn) -> int:
        """After what is behind it."""
        behind = self.parent.children[self.parent.children.index(self) + 1 :]
        places = [drawn.index(widget.canvas) + 1 for widget in behind if widget.canvas in drawn]
        if places:
            return max(places)
        before = self.parent.children[: self.parent.children.index(self)]
        return min((drawn.index(widget.canvas) for widget in before if widget.canvas in drawn), default=len(drawn))


class _Repeats:
    """`items` are the values, `row` the name of the widget class that shows one; it has a property `item`.

    A row that is touched dispatches `on_choose` here with its item, so that the screen's `.kv` can tell the presenter.
    """

    items = ListProperty()
    row = StringProperty("")

    __events__ = ("on_choose",)

    def __init__(self, **options):
        super().__init__(**options)
        self.fbind("items", self._repeat)
        self.fbind("row", self._repeat)
        self._repeat()

    def on_choose(self, item):
        """One of the rows was touched."""

    def _repeat(self, *_):
        if not self.row:
            return
        rows = list(reversed(self.children))
        for row in rows[len(self.items) :]:
            self.remove_widget(row)
        for at, item in enumerate(self.items):
            if at == len(rows):
                rows.append(Factory.get(self.row)(item=item))
                self.add_widget(rows[at])
            rows[at].item = item
        for row in rows[: len(self.items)]:
            if isinstance(row, Item):
                row.last = row is rows[len(self.items) - 1]


class Listing(_Repeats, BoxLayout):
    """One row under (or beside) the other."""


class Tiling(_Repeats, GridLayout):
    """Rows of tiles."""
