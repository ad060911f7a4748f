"""What can be touched: it answers the finger at once (0 ms) and rests 120 ms after; nothing moves."""

from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from display.toolkit.layout_files import load_beside
from display.toolkit.shapes import Card


class Touchable(ButtonBehavior):
    """A target. Bind `on_release`. While `disabled` it is not touched and shows why at the right in words."""

    def __init__(self, **options):
        super().__init__(**options)
        self.min_state_time = 0.12


class TouchCard(Touchable, Card):
    """A card that is one target; children place themselves."""

    pressed_fill = ColorProperty("#DCEBEE")
    resting_fill = ColorProperty("#FFFFFF")


class PrimaryButton(TouchCard):
    """What most people want next: `text`, and a second `note` on it. `reason` says why it cannot be touched now."""

    text = StringProperty("")
    note = StringProperty("")
    reason = StringProperty("")
    font_size = NumericProperty(48)


class SecondaryButton(TouchCard):
    text = StringProperty("")
    icon = StringProperty("")
    font_size = NumericProperty(40)


class SmallButton(TouchCard):
    """In a row: 136 × 88 or wider."""

    text = StringProperty("")
    icon = StringProperty("")
    font_size = NumericProperty(30)


class ChoiceCard(TouchCard):
    """One of several ways on: icon tile, title, one line. A closed one stays and its `badge` says what to do."""

    icon = StringProperty("")
    title = StringProperty("")
    line = StringProperty("")
    badge = StringProperty("")
    title_size = NumericProperty(44)
    line_size = NumericProperty(26)
    tile_px = NumericProperty(88)
    selected = BooleanProperty(False)


class HeroCard(TouchCard):
    """取号: the one great choice, torn like a slip."""

    title = StringProperty("")
    line = StringProperty("")
    title_size = NumericProperty(104)
    line_size = NumericProperty(34)


class Chip(TouchCard):
    """A small choice among many; filled while `selected`."""

    text = StringProperty("")
    font_size = NumericProperty(32)
    selected = BooleanProperty(False)


class Tab(TouchCard):
    text = StringProperty("")
    selected = BooleanProperty(False)
    font_size = NumericProperty(32)


class TabTrack(BoxLayout):
    """Holds `Tab`s."""


class BarKey(TouchCard):
    """A key of the bottom bar: icon over text. `tinted` keeps 长辈版 easy to find."""

    icon = StringProperty("")
    text = StringProperty("")
    font_size = NumericProperty(28)
    tinted = BooleanProperty(False)


class TextKey(Touchable, FloatLayout):
    """A quiet target: icon and words on the page itself, at least 96 px high to the finger."""

    icon = StringProperty("")
    text = StringProperty("")
    font_size = NumericProperty(28)


load_beside(__file__)
