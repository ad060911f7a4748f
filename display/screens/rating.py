"""The rating terminal, lying and standing."""

from kivy.core.text import Label as CoreLabel
from kivy.properties import NumericProperty, ObjectProperty

from config import theme
from display.screens import phone_page, turned_away
from display.toolkit.colours import palette
from display.toolkit.controls import TouchCard
from display.toolkit.listing import Item
from display.toolkit.screen import Screen, load_beside
from display.toolkit.text import FoldingText
from display.toolkit.typesetting import wrap

WIDGETS = (phone_page, turned_away)  # imported so that the `.kv` file knows their pages


class LevelCard(TouchCard):
    """One of five equal answers: face, words, key."""

    item = ObjectProperty(None, rebind=True, allownone=True)


class LevelRow(TouchCard):
    """The same, as one of five rows."""

    item = ObjectProperty(None, rebind=True, allownone=True)


class ReasonChip(TouchCard):
    """A reason that can be chosen beside others."""

    item = ObjectProperty(None, rebind=True, allownone=True)


class ReasonText(FoldingText):
    """One line, or two: in `small_px`, or in less where the province has more to say."""

    least_px = NumericProperty(18)

    def _set(self, *_):
        super()._set()
        size = self.small_px
        while self.text.count("\n") > 1 and size > self.least_px:
            size -= 1
            ruler = CoreLabel(font_name=self.font_name, font_size=size)
            self.font_size = size
            self.text = "\n".join(wrap(self.words, self.width, lambda line, ruler=ruler: ruler.get_extents(line)[0]))


class ReasonHeading(Item):
    """What a group of reasons is about."""


class ReasonColumn(Item):
    """The reasons of one dimension under their heading."""


class ReasonBand(Item):
    """The same, two beside each other."""


class ClerkPlate(Item):
    """Who serves here."""


class _Coloured(Screen):
    """In the colours somebody has chosen."""

    def on_state(self, *_):
        contrast = self.state is not None and self.state.contrast
        palette.dress(theme.HIGH_CONTRAST if contrast else theme.DAY)


class RatingScreen(_Coloured):
    surface = theme.RATING


class StandingRatingScreen(_Coloured):
    surface = theme.RATING_PORTRAIT


load_beside(__file__)
