"""The page that finds an item: groups to choose from, lists to turn, a field to type in."""

from kivy.core.text import Label as CoreLabel
from kivy.properties import AliasProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from display.toolkit.controls import Tab, TouchCard
from display.toolkit.listing import Item
from display.toolkit.text import ShrinkText
from kiosk.presenters.pieces import Banner, Tone
from kiosk.screens import keyboard
from kiosk.screens.page import Page, load_beside

WIDGETS = (keyboard,)


class FindPage(Page):
    """Its body follows what is to be shown: groups, bundles, a list, or the search."""

    def on_state(self, _page, state):
        kind = self._kind(state)
        shown = self.ids.body.children
        if not shown or type(shown[0]) is not kind:
            self.ids.body.clear_widgets()
            self.ids.body.add_widget(kind(presenter=self.presenter, state=state))
        shown[0].presenter, shown[0].state = self.presenter, state

    def on_presenter(self, _page, presenter):
        for body in self.ids.body.children:
            body.presenter = presenter

    @staticmethod
    def _kind(state):
        if state.search is not None:
            return SearchBody
        if state.groups:
            return GroupsBody
        return BundlesBody if state.bundles else ListBody


class FindBody(FloatLayout):
    """What stands below the tabs."""

    state = ObjectProperty(None, rebind=True, allownone=True)
    presenter = ObjectProperty(None, allownone=True)


class GroupsBody(FindBody):
    """Themes or departments as large cards."""


class BundlesBody(FindBody):
    """Bundles, each with what it saves."""


class ListBody(FindBody):
    """The items of a group, in pages."""


class SearchBody(FindBody):
    """The field, what was found, and the keyboard."""


class FindTab(Item, Tab):
    pass


class GroupCard(Item, TouchCard):
    """A theme by its icon, a department by how many items it has."""


class BundleRow(Item, TouchCard):
    """A bundle: icon, name, and for whom it is."""

    tile_px = NumericProperty(88)


class ItemRow(Item, TouchCard):
    """One item of the list; the whole row is the target."""


class NothingFound(Item):
    """In place of the list: what to try next, and whom to ask."""

    banner = AliasProperty(
        lambda self: self.item and Banner(self.item.empty, self.item.advice, "search", Tone.DAI), bind=["item"]
    )


class Typed(ShrinkText):
    """What was typed, in one line; where it is too long, its end."""

    query = StringProperty("")
    shown_px = NumericProperty(0)

    def __init__(self, **options):
        super().__init__(size_px=52, least_px=28, **options)
        for name in ("query", "width"):
            self.fbind(name, self._show_end)
        self.bind(texture_size=lambda *_: setattr(self, "shown_px", self.texture_size[0] if self.text else 0))

    def _show_end(self, *_):
        """As much of the end as there is room for."""
        ruler = CoreLabel(font_name=self.font_name, font_size=self.least_px)
        start = 0
        while start < len(self.query) and ruler.get_extents(self.query[start:])[0] > self.width:
            start += 1
        self.text = self.query[start:]


load_beside(__file__)
