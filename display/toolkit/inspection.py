"""Inspection of a built screen: clipped text, missing glyphs, overlaps, things off the screen, targets too small.

It measures ink, not boxes: of a line of text the rectangle its glyphs fill, because line boxes may well overlap in
their empty leading. What is invisible (opacity 0) is not looked at; what lies under a widget with `covers = True`
(a dialog over the page) neither.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import combinations

from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.label import Label
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget
from PIL import ImageFont

from display.toolkit import fonts
from display.toolkit.shapes import Card, CardBox, Dots, QrPlate, Seal

TOLERANCE_PX = 2.0
LEAST_GAP_PX = 8  # between two targets


class Fault(StrEnum):
    CLIPPED = "clipped text"
    MISSING_GLYPH = "missing glyph"
    OVERLAP = "overlap"
    OFF_SCREEN = "off screen"
    SMALL_TARGET = "target too small"
    CLOSE_TARGETS = "targets too close"


@dataclass(frozen=True)
class Finding:
    """One fault: where (classes from the screen down), what it says there, and the numbers."""

    fault: Fault
    path: str
    text: str
    numbers: str

    def __str__(self) -> str:
        return f"{self.fault}: {self.path} “{self.text}” ({self.numbers})"


@dataclass(frozen=True)
class _Box:
    """A rectangle in the screen's pixels, from the bottom left."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def beyond(self, other: "_Box") -> float:
        """How far it reaches beyond `other`, in px."""
        return max(
            other.left - self.left, self.right - other.right, other.bottom - self.bottom, self.top - other.top, 0.0
        )

    def common(self, other: "_Box") -> tuple[float, float]:
        """Width and height of what both cover; negative: the gap between them."""
        return (
            min(self.right, other.right) - max(self.left, other.left),
            min(self.top, other.top) - max(self.bottom, other.bottom),
        )

    def __str__(self) -> str:
        return f"{self.left:.0f},{self.bottom:.0f} {self.width:.0f}×{self.height:.0f}"


@dataclass(frozen=True)
class _Part:
    """A widget that shows or takes something, with the widgets above it."""

    widget: Widget
    above: tuple[Widget, ...]
    ink: _Box

    @property
    def path(self) -> str:
        return "/".join(type(widget).__name__ for widget in (*self.above, self.widget))

    @property
    def text(self) -> str:
        return getattr(self.widget, "text", "") or getattr(self.widget, "place", "") or ""


def inspect(screen: Widget) -> list[Finding]:
    """Every fault of `screen` as it stands in its window now."""
    parts = list(_parts(screen, (), _window_box(screen)))
    covering = [at for at, part in enumerate(parts) if getattr(part.widget, "covers", False)]
    if covering:
        cover = parts[covering[-1]].widget
        parts = [part for part in parts if cover is part.widget or cover in part.above]
    whole = _window_box(screen)
    return [
        *_clipped(parts),
        *_missing_glyphs(parts),
        *_overlaps([part for part in parts if _shows(part.widget)]),
        *_off_screen(parts, whole),
        *_small_targets(parts, getattr(screen, "surface", None)),
        *_close_targets(parts),
    ]


# --- what is there ------------------------------------------------------------------------------------------------


def _parts(widget: Widget, above: tuple[Widget, ...], whole: _Box) -> Iterator[_Part]:
    if widget.opacity == 0:
        return
    if _shows(widget) or isinstance(widget, ButtonBehavior) or getattr(widget, "covers", False):
        ink = _ink(widget)
        if ink.width > 0 and ink.height > 0 and not _scrolled_away(ink, above):
            yield _Part(widget, above, ink)
    for child in reversed(widget.children):
        yield from _parts(child, (*above, widget), whole)


def _shows(widget: Widget) -> bool:
    """It has ink of its own that must not meet another's."""
    if isinstance(widget, Label):
        return bool(widget.text.strip())
    if isinstance(widget, Dots):
        return widget.count > 0 or widget.you
    if isinstance(widget, QrPlate):
        return widget.texture is not None
    return isinstance(widget, Seal) and bool(widget.place)


def _ink(widget: Widget) -> _Box:
    if isinstance(widget, Label):
        return _text_ink(widget)
    box = _window_box(widget)
    if isinstance(widget, Dots):
        return _Box(box.left, box.bottom, box.left + widget.end_x - widget.x, box.top)
    return box


def _window_box(widget: Widget) -> _Box:
    left, bottom = widget.to_window(widget.x, widget.y)
    right, top = widget.to_window(widget.right, widget.top)
    return _Box(left, bottom, right, top)


def _texture_box(label: Label) -> _Box:
    """Where the label's picture lies: wider or higher than the label itself where the text does not fit."""
    box = _window_box(label)
    width, height = label.texture_size
    lift, hang = getattr(label, "lift", 0), getattr(label, "hang", 0)
    left = {
        "left": box.left - hang,
        "right": box.right - width,
    }.get(label.halign, (box.left + box.right - width) / 2)
    bottom = (box.bottom + box.top - height) / 2 + lift
    return _Box(left, bottom, left + width, bottom + height)


def _text_ink(label: Label) -> _Box:
    """The rectangle the glyphs fill."""
    lines = label.text.split("\n")
    picture = _texture_box(label)
    if label.text_size[0] is not None:
        return picture  # Kivy broke the lines itself; its picture is all that shows
    outline = label.outline_width or 0
    font = _font(label.font_name, max(round(label.font_size), 1))
    ascent, descent = font.getmetrics()
    line_px = (ascent + descent + 2 * outline) * label.line_height
    text_px = picture.width - 2 * outline
    longest = max(font.getlength(line) for line in lines)
    hinted = text_px / longest if longest else 1.0  # Kivy rounds each advance: its picture knows how wide they are
    left, right, top, bottom = picture.right, picture.left, picture.bottom, picture.top
    for at, line in enumerate(lines):
        if not line.strip():
            continue
        x0, y0, x1, y1 = _glyph_box(label.font_name, max(round(label.font_size), 1), line)
        x1, advance = x0 + (x1 - x0) * hinted, font.getlength(line) * hinted
        shift = {"left": 0.0, "right": text_px - advance}.get(label.halign, (text_px - advance) / 2)
        start = picture.left + outline + shift
        baseline = picture.top - at * line_px - outline - ascent
        left, right = min(left, start + x0 - outline), max(right, start + x1 + outline)
        top, bottom = max(top, baseline - y0 + outline), min(bottom, baseline - y1 - outline)
    return _Box(left, bottom, right, top)


@cache
def _glyph_box(name: str, size: int, line: str) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the ink, from the start of the baseline, downwards."""
    mask, (x, y) = _font(name, size).getmask2(line, mode="L", anchor="ls")
    left, top, right, bottom = mask.getbbox() or (0, 0, 0, 0)
    return left + x, top + y, right + x, bottom + y


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(fonts.FILES[name]), size)


def _scrolled_away(ink: _Box, above: tuple[Widget, ...]) -> bool:
    for widget in above:
        if isinstance(widget, ScrollView):
            width, height = ink.common(_window_box(widget))
            if width <= 0 or height <= 0 or ink.beyond(_window_box(widget)) > TOLERANCE_PX:
                return True
    return False


# --- what is wrong ------------------------------------------------------------------------------------------------


def _clipped(parts: list[_Part]) -> Iterator[Finding]:
    """Text wider or higher than its box, cut by Kivy itself, or reaching over the edge of the card it stands on."""
    for part in parts:
        label = part.widget
        if not isinstance(label, Label) or not _shows(label):
            continue
        box = _window_box(label)
        over = part.ink.beyond(box)
        if label.is_shortened or over > TOLERANCE_PX:
            yield Finding(Fault.CLIPPED, part.path, part.text, f"ink {part.ink} in a box of {box}")
            continue
        if label.text_size[0] is not None and (asked := _natural_height(label)) > label.texture_size[1] + TOLERANCE_PX:
            numbers = f"needs {asked:.0f} px of height, has {label.texture_size[1]}"
            yield Finding(Fault.CLIPPED, part.path, part.text, numbers)
            continue
        for ground in part.above:
            if isinstance(ground, Card | CardBox) and part.ink.beyond(_window_box(ground)) > TOLERANCE_PX:
                numbers = f"ink {part.ink} on {type(ground).__name__} {_window_box(ground)}"
                yield Finding(Fault.CLIPPED, part.path, part.text, numbers)
                break


def _natural_height(label: Label) -> float:
    """The height Kivy would give the text if nothing limited it."""
    ruler = type(label._label)(**{**label._label.options, "text_size": (label.text_size[0], None)})
    ruler.text = label.text
    return ruler.render()[1]


def _missing_glyphs(parts: list[_Part]) -> Iterator[Finding]:
    for part in parts:
        if isinstance(part.widget, Label) and (lacking := fonts.missing(part.text, part.widget.font_name)):
            points = " ".join(f"U+{ord(ch):04X}" for ch in lacking)
            yield Finding(Fault.MISSING_GLYPH, part.path, part.text, f"{part.widget.font_name} lacks {points}")


def _overlaps(parts: list[_Part]) -> Iterator[Finding]:
    for one, other in combinations(parts, 2):
        if one.widget in other.above or other.widget in one.above:
            continue
        width, height = one.ink.common(other.ink)
        if width > TOLERANCE_PX and height > TOLERANCE_PX:
            yield Finding(
                Fault.OVERLAP, one.path, one.text, f"by {width:.0f}×{height:.0f} px with {other.path} “{other.text}”"
            )


def _off_screen(parts: list[_Part], whole: _Box) -> Iterator[Finding]:
    for part in parts:
        if (over := part.ink.beyond(whole)) > TOLERANCE_PX:
            yield Finding(Fault.OFF_SCREEN, part.path, part.text, f"{part.ink}, {over:.0f} px beyond {whole}")


def _small_targets(parts: list[_Part], surface: object) -> Iterator[Finding]:
    least = getattr(surface, "least_target_px", 60)
    for part in parts:
        if isinstance(part.widget, ButtonBehavior) and min(part.ink.width, part.ink.height) < least:
            yield Finding(Fault.SMALL_TARGET, part.path, _words_on(part.widget), f"{part.ink}, least {least} px")


def _close_targets(parts: list[_Part]) -> Iterator[Finding]:
    """Two fingers' worth of target must not touch: neighbours overlap or stand closer than `LEAST_GAP_PX`.

    A target within another (a small button in a row that is one target itself) is meant.
    """
    targets = [part for part in parts if isinstance(part.widget, ButtonBehavior)]
    for one, other in combinations(targets, 2):
        if one.widget in other.above or other.widget in one.above:
            continue
        width, height = one.ink.common(other.ink)
        if width > -LEAST_GAP_PX and height > -LEAST_GAP_PX and (width > 0 or height > 0):
            if isinstance(one.widget.parent, Widget) and getattr(one.widget.parent, "joined", False):
                continue  # tabs of one track share their edge
            yield Finding(
                Fault.CLOSE_TARGETS,
                one.path,
                _words_on(one.widget),
                f"{one.ink} and {other.path} “{_words_on(other.widget)}” {other.ink}",
            )


def _words_on(widget: Widget) -> str:
    return " ".join(label.text for label in widget.walk() if isinstance(label, Label) and label.text)
