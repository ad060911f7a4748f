"""The bars every screen shares: where am I at the top, the ways out at the bottom, the notice at a board's foot."""

from kivy.properties import ColorProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from display.toolkit.layout_files import load_beside


class TopBar(FloatLayout):
    """Mark, hall, date and clock."""

    hall = StringProperty("")
    date = StringProperty("")
    clock = StringProperty("")
    margin_px = NumericProperty(64)
    hall_size = NumericProperty(36)
    small_size = NumericProperty(30)  # of a hall whose name needs two lines
    date_size = NumericProperty(26)
    clock_size = NumericProperty(44)


class BottomBar(BoxLayout):
    """Holds `BarKey`s."""


class NoticeBar(FloatLayout):
    """One line at the foot of a board. `offline` turns it amber."""

    text = StringProperty("")
    icon = StringProperty("info-circle")
    fill = ColorProperty("#0B4F5E")
    colour = ColorProperty("#FFFFFF")
    margin_px = NumericProperty(48)
    font_size = NumericProperty(36)
    small_size = NumericProperty(28)


load_beside(__file__)
