"""The panel over one window."""

from config import theme
from display.screens import turned_away
from display.toolkit.screen import Screen, load_beside

WIDGETS = (turned_away,)  # imported so that the `.kv` file knows its page


class PanelScreen(Screen):
    surface = theme.PANEL


load_beside(__file__)
