"""The start screen's page."""

from kivy.properties import NumericProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout

from display.toolkit.controls import HeroCard, TouchCard
from display.toolkit.listing import Item
from kiosk.screens.page import Page, load_beside


class StartPage(Page):
    """Its body is another one when the windows are closed."""

    def on_state(self, _page, state):
        kind = NightHall if state.moon else ClosedHall if state.figures else OpenHall
        shown = self.ids.body.children
        if not shown or type(shown[0]) is not kind:
            self.ids.body.clear_widgets()
            body = kind(presenter=self.presenter, state=state, pos=self.ids.body.pos, size=self.ids.body.size)
            self.ids.body.add_widget(body)
        self.ids.body.children[0].state = state

    def on_presenter(self, _page, presenter):
        for body in self.ids.body.children:  # a bound one would be kept after it has gone
            body.presenter = presenter


class Body(BoxLayout):
    state = ObjectProperty(None, rebind=True, allownone=True)
    presenter = ObjectProperty(None, allownone=True)


class OpenHall(Body):
    """Who waits, the great key, and the other ways on."""


class ClosedHall(Body):
    """When the windows open, and what can be read meanwhile."""


class NightHall(Body):
    """The self-service zone while windows are closed: all that needs no window."""


class StartHero(Item, HeroCard):
    pass


class WaitingRow(Item):
    """One queue of the start screen."""


class StartChoice(Item, TouchCard):
    """One of the ways on: icon tile, title, one line."""

    tile_px = NumericProperty(88)
    title_px = NumericProperty(44)
    line_px = NumericProperty(26)


load_beside(__file__)
