"""What a station shows before it knows what it is: that it is connecting, or that nobody has enrolled it."""

from dataclasses import dataclass

from kivy.properties import ObjectProperty

from config import theme
from display.toolkit.screen import Screen, load_beside


@dataclass(frozen=True)
class WaitingState:
    """The same words in every language, Chinese first: nobody has chosen one yet."""

    lines: tuple[str, str]


class WaitingScreen(Screen):
    surface = ObjectProperty(theme.BOARD)


load_beside(__file__)
