"""Shapes: cards, rules, slips, the seal, dots, bars, codes and the mark."""

from functools import cache

import qrcode
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget
from PIL import Image, ImageDraw

from display.toolkit.colours import palette
from display.toolkit.layout_files import load_beside


class Card(FloatLayout):
    """A rounded ground; its children place themselves."""

    radius = NumericProperty(24)
    fill = ColorProperty("#FFFFFF")
    outline = ColorProperty("#FFFFFF")
    outline_px = NumericProperty(0)


class CardBox(BoxLayout):
    """A rounded ground; its children stand in a row or column."""

    radius = NumericProperty(24)
    fill = ColorProperty("#FFFFFF")
    outline = ColorProperty("#FFFFFF")
    outline_px = NumericProperty(0)


class Rule(Widget):
    """A hairline, across or down."""

    down = BooleanProperty(False)


class Disc(Widget):
    """A filled circle."""

    fill = ColorProperty("#000000")


class DashedLine(Widget):
    """Across, or down where it is higher than wide. `dash_px` on, `dash_px` off."""

    stroke = ColorProperty("#C9D6DA")
    dash_px = NumericProperty(12)
    line_px = NumericProperty(4)

    def __init__(self, **options):
        super().__init__(**options)
        self.bind(pos=self._draw, size=self._draw, stroke=self._draw)

    def _draw(self, *_):
        self.canvas.clear()
        down = self.height > self.width
        length = self.height if down else self.width
        with self.canvas:
            Color(rgba=self.stroke)
            at = 0.0
            while at < length:
                dash = min(self.dash_px, length - at)
                if down:
                    Rectangle(
                        pos=(self.x + (self.width - self.line_px) / 2, self.y + length - at - dash),
                        size=(self.line_px, dash),
                    )
                else:
                    Rectangle(pos=(self.x + at, self.y + (self.height - self.line_px) / 2), size=(dash, self.line_px))
                at += 2 * self.dash_px


class SlipCard(Card):
    """An issued ticket: two half-round notches at the sides, `tear_from_top` px below its top, and a dashed line."""

    tear_from_top = NumericProperty(0)
    notch_px = NumericProperty(24)
    ground = ColorProperty("#EEF3F4")


class Seal(FloatLayout):
    """The place to go, like a carved seal. `tone`: now (red), place (tinted), dai (busy or free), mist (closed)."""

    place = StringProperty("")
    caption = StringProperty("")
    tone = OptionProperty("now", options=["now", "place", "dai", "mist"])
    framed = BooleanProperty(True)
    fill = ColorProperty("#B8321C")
    carving = ColorProperty("#FFFFFF")

    @staticmethod
    def place_px(side: float, place: str, caption: str) -> float:
        """Font size of the place: as the side allows, less where a long number would touch the frame."""
        wanted = side * (0.56 if caption else 0.62)
        ems = sum(0.56 if ch.isascii() else 1.0 for ch in place) or 1.0
        return min(wanted, 0.74 * side / ems)


class Dots(Widget):
    """One dot per waiting person, at most `cap` and as many as fit, then a small plus. `you`: the last, larger dot."""

    count = NumericProperty(0)
    cap = NumericProperty(20)
    dot_px = NumericProperty(14)
    gap_px = NumericProperty(7)
    you = BooleanProperty(False)
    colour = ColorProperty("#4E8794")
    you_colour = ColorProperty("#B8321C")
    end_x = NumericProperty(0)  # where the row ends

    def __init__(self, **options):
        super().__init__(**options)
        for name in ("pos", "size", "count", "cap", "dot_px", "gap_px", "you", "colour", "you_colour"):
            self.fbind(name, self._draw)
        self._draw()

    def _draw(self, *_):
        self.canvas.clear()
        step = self.dot_px + self.gap_px
        you_px = self.dot_px * 1.9 if self.you else 0
        plus_px = self.dot_px
        room = int((self.width - you_px + self.gap_px) // step)
        limit = min(int(self.cap), room)
        shown = int(self.count) if self.count <= limit else min(limit, int((self.width - you_px - plus_px) // step))
        shown = max(shown, 0)
        middle = self.y + self.height / 2
        at = self.x
        with self.canvas:
            Color(rgba=self.colour)
            for _ in range(shown):
                _dot(at, middle, self.dot_px)
                at += step
            if shown < self.count:
                arm, stroke = plus_px * 0.8, 2
                Rectangle(pos=(round(at), round(middle) - stroke / 2), size=(arm, stroke))
                Rectangle(pos=(round(at + arm / 2) - stroke / 2, round(middle - arm / 2)), size=(stroke, arm))
                at += arm + self.gap_px
            if self.you:
                Color(rgba=self.you_colour)
                at += self.gap_px if shown else 0
                _dot(at, middle, you_px)
                at += you_px + self.gap_px
        self.end_x = at


def _dot(left: float, middle: float, side: float) -> None:
    Rectangle(pos=(round(left), round(middle - side / 2)), size=(round(side), round(side)), texture=_round_texture())


@cache
def _round_texture() -> Texture:
    """A white disc drawn four times too large: scaled down it has a smooth edge."""
    side = 64
    disc = Image.new("RGBA", (side * 4, side * 4), (255, 255, 255, 0))
    ImageDraw.Draw(disc).ellipse((4, 4, side * 4 - 5, side * 4 - 5), fill=(255, 255, 255, 255))
    texture = Texture.create(size=(side, side), colorfmt="rgba", mipmap=True)
    texture.min_filter = "linear_mipmap_linear"
    small = disc.resize((side, side), Image.Resampling.LANCZOS)
    texture.blit_buffer(small.tobytes(), colorfmt="rgba", bufferfmt="ubyte")
    return texture


class ProgressBar(Widget):
    """`value` from 0 to 1."""

    value = NumericProperty(0)
    fill = ColorProperty("#1B6B48")


class Stepper(BoxLayout):
    """Step `current` (from 1) of `count`; words belong beside it."""

    count = NumericProperty(1)
    current = NumericProperty(1)

    def __init__(self, **options):
        super().__init__(**options)
        self.bind(count=self._build, current=self._build)
        self._build()

    def _build(self, *_):
        self.clear_widgets()
        for step in range(1, int(self.count) + 1):
            here = step == self.current
            colour = palette.dai if here else palette.dot if step < self.current else palette.line
            self.add_widget(Card(fill=colour, radius=8, size_hint=(None, None), size=(64 if here else 28, 16)))


class QrPlate(FloatLayout):
    """A QR code on a white plate, quiet zone of four modules and all. `code` is what a reader gets; empty: nothing.

    A `personal` one is covered when somebody looks at the screen from afar.
    """

    code = StringProperty("")
    personal = BooleanProperty(False)
    module_px = NumericProperty(0)
    texture = ObjectProperty(None, allownone=True)

    def __init__(self, **options):
        super().__init__(**options)
        self.bind(code=self._encode, size=self._encode)
        self._encode()

    def _encode(self, *_):
        if not self.code:
            self.texture = None
            return
        symbol = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
        symbol.add_data(self.code)
        modules = symbol.get_matrix()
        side = len(modules)
        self.module_px = max(int(min(self.size) // side), 1)
        texture = Texture.create(size=(side, side), colorfmt="luminance")
        texture.mag_filter = texture.min_filter = "nearest"
        rows = bytes(0 if dark else 255 for row in reversed(modules) for dark in row)
        texture.blit_buffer(rows, colorfmt="luminance", bufferfmt="ubyte")
        self.texture = texture


class Mark(Widget):
    """The mark: a gate of one line (down, across, down) and one dot in it."""


load_beside(__file__)
