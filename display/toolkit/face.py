"""The five faces of a rating: one line, one colour and one size for all, so that none invites more than another."""

from functools import cache

from kivy.graphics.texture import Texture
from kivy.properties import ColorProperty, NumericProperty, StringProperty
from kivy.uix.widget import Widget
from PIL import Image, ImageDraw

from display.toolkit.layout_files import load_beside

_BOX = 96  # units in which the faces are drawn
_STROKE = 4.5
_BRUSH_STEPS = 240
_SMOOTH = 4  # drawn that many times larger, for smooth edges

# Mouths: start, control point and end of a curve, and whether a straight line closes it.
_MOUTHS: dict[str, tuple[tuple[float, float], tuple[float, float], tuple[float, float], bool]] = {
    "very_satisfied": ((34, 56), (48, 82), (62, 56), True),
    "satisfied": ((35, 58), (48, 70), (61, 58), False),
    "fair": ((36, 62), (48, 62), (60, 62), False),
    "dissatisfied": ((35, 66), (48, 54), (61, 66), False),
    "very_dissatisfied": ((34, 69), (48, 43), (62, 69), True),
}


class Face(Widget):
    """`level` is a rating level by name."""

    level = StringProperty("fair")
    side = NumericProperty(136)
    colour = ColorProperty("#0B4F5E")

    @staticmethod
    def drawing(level: str, side: float) -> Texture:
        return _drawing(level, round(side))


@cache
def _drawing(level: str, side: int) -> Texture:
    """A white face on nothing; the widget gives it its colour."""
    scale = side * _SMOOTH / _BOX
    large = Image.new("L", (side * _SMOOTH, side * _SMOOTH), 0)
    pen = ImageDraw.Draw(large)

    def disc(x: float, y: float, radius: float, fill: int) -> None:
        pen.ellipse([(v * scale) for v in (x - radius, y - radius, x + radius, y + radius)], fill=fill)

    disc(48, 48, 40 + _STROKE / 2, 255)
    disc(48, 48, 40 - _STROKE / 2, 0)
    disc(36, 43, 4, 255)
    disc(60, 43, 4, 255)
    start, control, end, closed = _MOUTHS[level]
    for step in range(_BRUSH_STEPS + 1):  # a round brush drawn along the curve leaves no seams
        disc(*_on_curve(start, control, end, step / _BRUSH_STEPS), _STROKE / 2, 255)
    if closed:
        pen.line([(x * scale, y * scale) for x, y in (start, end)], fill=255, width=round(_STROKE * scale))
    alpha = large.resize((side, side), Image.Resampling.LANCZOS)
    white = Image.new("L", (side, side), 255)
    texture = Texture.create(size=(side, side), colorfmt="rgba")
    texture.blit_buffer(
        Image.merge("RGBA", (white, white, white, alpha)).transpose(Image.Transpose.FLIP_TOP_BOTTOM).tobytes(),
        colorfmt="rgba",
        bufferfmt="ubyte",
    )
    return texture


def _on_curve(
    start: tuple[float, float], control: tuple[float, float], end: tuple[float, float], at: float
) -> tuple[float, float]:
    """A point of a quadratic Bézier curve."""
    x, y = ((1 - at) ** 2 * a + 2 * (1 - at) * at * b + at**2 * c for a, b, c in zip(start, control, end, strict=True))
    return x, y


load_beside(__file__)
