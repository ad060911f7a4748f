"""Rows and small signs: queue rows, list rows, badges, banners, key figures."""

from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, OptionProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from display.toolkit.controls import TouchCard
from display.toolkit.layout_files import load_beside
from display.toolkit.shapes import Card, CardBox

TONES = ["neutral", "now", "ready", "missing", "quiet"]


class Badge(CardBox):
    """A state in a word; never a target."""

    text = StringProperty("")
    icon = StringProperty("")
    tone = OptionProperty("neutral", options=TONES)
    ink = ColorProperty("#48606A")


class Banner(Card):
    """What happened, and what to do: `text` in one or two lines (broken by itself), on a soft ground."""

    text = StringProperty("")
    icon = StringProperty("info-circle")
    tone = OptionProperty("quiet", options=TONES)
    ink = ColorProperty("#0B4F5E")
    font_size = NumericProperty(32)
    icon_size = NumericProperty(48)


class QueueRow(FloatLayout):
    """Name, dots, count, and a word at the right (the range, or how many windows)."""

    name = StringProperty("")
    count = NumericProperty(0)
    count_words = StringProperty("")
    right_words = StringProperty("")
    right_colour = ColorProperty("#12262D")
    font_size = NumericProperty(34)
    count_size = NumericProperty(30)
    name_width = NumericProperty(232)
    right_width = NumericProperty(200)
    count_width = NumericProperty(110)
    cap = NumericProperty(18)


class ListRow(TouchCard):
    """One result; the whole row is the target. `badge` says why it is closed or full, and what to do."""

    title = StringProperty("")
    line = StringProperty("")
    icon = StringProperty("")
    badge = StringProperty("")
    title_size = NumericProperty(38)
    line_size = NumericProperty(28)
    dimmed = BooleanProperty(False)  # closed: readable, and says why when touched


class KeyFigure(FloatLayout):
    """Label, value, note."""

    label = StringProperty("")
    value = StringProperty("")
    note = StringProperty("")
    value_size = NumericProperty(46)


load_beside(__file__)
