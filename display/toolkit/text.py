"""Type: lines of text, paragraphs, figures with their unit, and icons."""

from kivy.clock import Clock
from kivy.core.text import Label as CoreLabel
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.label import Label

from config import icons
from display.toolkit import fonts
from display.toolkit.layout_files import load_beside
from display.toolkit.typesetting import wrap

_OPENING_MARKS = frozenset("“‘《（「『【〔")


class Text(Label):
    """One line (or lines broken by hand), placed in its box by `halign`; never cut, never wrapped.

    `strong` is bold by outline, `digits` the lift of a number instead of that of Chinese; a `personal` text is covered
    when somebody looks at the screen from afar.
    """

    strong = BooleanProperty(False)
    digits = BooleanProperty(False)
    lift = NumericProperty(0)
    personal = BooleanProperty(False)
    dimmed = BooleanProperty(False)
    hang = NumericProperty(0)

    @staticmethod
    def hanging_px(text: str, font_px: float) -> float:
        """An opening mark at the start of a line hangs out by its empty half, so that the line looks flush."""
        return font_px * 0.46 if text[:1] in _OPENING_MARKS else 0


class FitText(Text):
    """As large as what it says."""


class ShrinkText(Text):
    """A line of `size_px`, smaller where its box is too narrow, but never below `least_px`."""

    size_px = NumericProperty(34)
    least_px = NumericProperty(24)

    def __init__(self, **options):
        super().__init__(**options)
        for name in ("text", "size_px", "least_px", "width", "strong"):
            self.fbind(name, self._shrink)
        self._shrink()

    def _shrink(self, *_):
        room = self.width - 2 * (self.outline_width or 0)
        size, wanted = self.size_px, self._wanted(self.size_px)
        if wanted > room > 0:
            size = int(size * room / wanted)
            while size > self.least_px and self._wanted(size) > room:
                size -= 1  # each advance is rounded, so a smaller line may be a little wider than its share
        self.font_size = max(size, self.least_px)

    def _wanted(self, size):
        ruler = CoreLabel(font_name=self.font_name, font_size=size)
        return max(ruler.get_extents(line)[0] for line in self.text.split("\n"))


class FoldingText(Text):
    """One line of `size_px`, or two of `small_px` where one would be too long."""

    words = StringProperty("")
    size_px = NumericProperty(36)
    small_px = NumericProperty(28)

    def __init__(self, **options):
        super().__init__(**options)
        for name in ("words", "size_px", "small_px", "width"):
            self.fbind(name, self._set)
        self._set()

    def _set(self, *_):
        whole = CoreLabel(font_name=self.font_name, font_size=self.size_px)
        if whole.get_extents(self.words)[0] <= self.width:
            self.font_size, self.text = self.size_px, self.words
            return
        small = CoreLabel(font_name=self.font_name, font_size=self.small_px)
        self.font_size = self.small_px
        self.text = "\n".join(wrap(self.words, self.width, lambda line: small.get_extents(line)[0]))


class BlinkingText(ShrinkText):
    """A called number: 100 % and 35 % of its ink in turn, half a second each, while `blinking`; then it rests."""

    blinking = BooleanProperty(False)
    resting = False  # for portraits: nothing blinks

    def __init__(self, **options):
        self._beat = None
        super().__init__(**options)

    def on_blinking(self, *_):
        if self._beat is not None:
            self._beat.cancel()
        beats = self.blinking and not self.resting
        self._beat = Clock.schedule_interval(self._blink, 0.5) if beats else None
        self.dimmed = False

    def _blink(self, *_):
        self.dimmed = not self.dimmed


class Paragraph(Text):
    """Breaks `words` to its width and is as high as its lines."""

    words = StringProperty("")
    em_line = NumericProperty(1.4)  # line height in em

    def __init__(self, **options):
        super().__init__(**options)
        self.bind(words=self._break, width=self._break, font_size=self._break)
        self._break()

    def _break(self, *_):
        size, outline = self.font_size, self.outline_width or 0
        ruler = CoreLabel(font_name=self.font_name, font_size=size)
        lines = wrap(self.words, max(self.width - 2 * outline, size), lambda line: ruler.get_extents(line)[0])
        self.text = "\n".join(lines)


class FittedText(Text):
    """Breaks `words` to its box, in the largest size from `size_px` down to `least_px` in which they all have room."""

    words = StringProperty("")
    size_px = NumericProperty(56)
    least_px = NumericProperty(30)
    em_line = NumericProperty(1.4)

    def __init__(self, **options):
        super().__init__(**options)
        for name in ("words", "size_px", "least_px", "size", "strong"):
            self.fbind(name, self._fit)
        self._fit()

    def _fit(self, *_):
        room = max(self.width - 2 * (self.outline_width or 0), self.least_px)
        most = max(self.size_px, self.least_px)  # in a window that is just being sized the first may be less
        for size in range(int(most), int(self.least_px) - 1, -2):
            ruler = CoreLabel(font_name=self.font_name, font_size=size)
            lines = [
                line
                for words in self.words.split("\n")
                for line in wrap(words, room, lambda text, ruler=ruler: ruler.get_extents(text)[0])
            ]
            if (len(lines) * self.em_line + 0.2) * size <= self.height:
                break
        self.font_size, self.text = size, "\n".join(lines)


class Figure(FloatLayout):
    """A number with its unit on one baseline: 12 人. As large as what it says."""

    value = StringProperty("")
    unit = StringProperty("")
    lead = StringProperty("")  # before the number: 约
    value_size = NumericProperty(48)
    unit_size = NumericProperty(30)
    strong = BooleanProperty(True)


class Icon(Text):
    """One glyph of the icon font, by name; the finer weight from 56 px."""

    name = StringProperty("")

    @staticmethod
    def glyph(name: str) -> str:
        return icons.GLYPHS[name] if name else ""

    @staticmethod
    def weight(size_px: float) -> str:
        return "IconsLight" if size_px >= icons.LIGHT_FROM_PX else "Icons"


DESCENT_EM = fonts.DESCENT_EM
load_beside(__file__)
