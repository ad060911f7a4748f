"""The rating terminal."""

from kivy.properties import ObjectProperty

from config import theme
from display.toolkit.controls import TouchCard
from display.toolkit.listing import Item
from display.toolkit.screen import Screen, load_beside


class LevelCard(TouchCard):
    """One of five equal answers: face, words, key."""

    item = ObjectProperty(None, rebind=True, allownone=True)


class ClerkPlate(Item):
    """Who serves here."""


class RatingScreen(Screen):
    surface = theme.RATING


load_beside(__file__)
