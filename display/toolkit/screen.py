"""A screen: a `.kv` file and a class of a few lines.

    class BoardScreen(Screen):
        surface = theme.BOARD

    load_beside(__file__)

Its `.kv` reads `root.state.…` and calls `root.presenter.…`, nothing else.
"""

from kivy.properties import ObjectProperty
from kivy.uix.floatlayout import FloatLayout

from config import theme
from display.toolkit import bars, controls, face, listing, rows, shapes, text
from display.toolkit.layout_files import load_beside

__all__ = ["Screen", "load_beside"]

WIDGETS = (bars, controls, face, listing, rows, shapes, text)  # imported so that every `.kv` file knows their classes


class Screen(FloatLayout):
    """Shows one frozen state. `rebind` makes `.kv` follow when the state is replaced."""

    surface = theme.BOARD
    state = ObjectProperty(None, rebind=True, allownone=True)
    presenter = ObjectProperty(None, allownone=True)


load_beside(__file__)
