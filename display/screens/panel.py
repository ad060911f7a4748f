"""The panel over one window."""

from config import theme
from display.toolkit.screen import Screen, load_beside


class PanelScreen(Screen):
    surface = theme.PANEL


load_beside(__file__)
