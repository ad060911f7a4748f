"""The rating terminal."""

from kivy.properties import ObjectProperty

from config import theme
from display.screens import turned_away
from display.toolkit.controls import TouchCard
from display.toolkit.listing import Item
from display.toolkit.screen import Screen, load_beside

WIDGETS = (turned_away,)  # imported so that the `.kv` file knows its page


class LevelCard(TouchCard):
    """One of five equal answers: face, words, key."""

    item = ObjectProperty(None, rebind=True, allownone=True)


class ClerkPlate(Item):
    """Who serves here."""


class RatingScreen(Screen):
    surface = theme.RATING


load_beside(__file__)
