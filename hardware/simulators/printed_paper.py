"""The paper that comes out of a virtual printer: dots and, where it was set in type, its text."""

from dataclasses import dataclass, field, replace
from functools import lru_cache

import pylopdf_fonts_zh_cn
from PIL import Image, ImageDraw, ImageFont, ImageOps

from hardware.protocols.escpos import WIDTH_DOTS
from hardware.slip_document import Align
from hardware.slip_picture import qr_modules

CELL_WIDTH, CELL_HEIGHT = 12, 24
DEFAULT_SPACING = 34


@dataclass(frozen=True, slots=True)
class Style:
    """How type comes out."""

    wide: int = 1
    high: int = 1
    bold: bool = False
    reverse: bool = False


@dataclass
class Typesetter:
    """The printer's state between commands: what the line so far holds and how the next words look."""

    style: Style = Style()
    align: Align = Align.LEFT
    spacing: int = DEFAULT_SPACING
    line: list[tuple[str, Style]] = field(default_factory=list)

    def restyle(
        self, *, size: tuple[int, int] | None = None, bold: bool | None = None, reverse: bool | None = None
    ) -> None:
        if size is not None:
            self.style = replace(self.style, wide=size[0], high=size[1])
        if bold is not None:
            self.style = replace(self.style, bold=bold)
        if reverse is not None:
            self.style = replace(self.style, reverse=reverse)

    def take_line(self) -> tuple[Image.Image, str]:
        """The line as a strip of paper and as text; the next line is empty. Raises LineTooLong."""
        words, self.line = self.line, []
        height = max([self.spacing, *(style.high * CELL_HEIGHT for _, style in words)])
        pictures = [_words(text, style) for text, style in words]
        width = sum(picture.width for picture in pictures)
        if width > WIDTH_DOTS:
            raise LineTooLong("".join(text for text, _ in words))
        strip = blank(height)
        left = aligned(width, self.align)
        for picture in pictures:
            strip.paste(picture, (left, height - picture.height))
            left += picture.width
        return strip, "".join(text for text, _ in words)


class LineTooLong(Exception):
    """A real printer would go on in the next line, at any character: a fault of whoever set it."""


def blank(height: int) -> Image.Image:
    return Image.new("1", (WIDTH_DOTS, height), 1)


def aligned(width: int, align: Align) -> int:
    return {Align.LEFT: 0, Align.CENTRE: (WIDTH_DOTS - width) // 2, Align.RIGHT: WIDTH_DOTS - width}[align]


def picture_strip(width_bytes: int, rows: bytes, align: Align) -> Image.Image:
    """A raster picture on paper."""
    height = len(rows) // width_bytes
    dots = ImageOps.invert(Image.frombytes("1", (width_bytes * 8, height), rows).convert("L")).convert("1")
    strip = blank(height)
    strip.paste(dots, (aligned(dots.width, align), 0))
    return strip


def qr_strip(data: str, module_dots: int, align: Align) -> Image.Image:
    """A QR code drawn by the printer."""
    modules = qr_modules(data)
    side = len(modules)
    code = Image.new("1", (side, side), 1)
    code.putdata([0 if dark else 1 for row in modules for dark in row])
    strip = blank(side * module_dots)
    strip.paste(code.resize((strip.height, strip.height), Image.Resampling.NEAREST), (aligned(strip.height, align), 0))
    return strip


@lru_cache(maxsize=2)
def _type(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(pylopdf_fonts_zh_cn.sans_path(), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=512)
def _words(text: str, style: Style) -> Image.Image:
    """Words in cells of 12 × 24 dots, a Hanzi in two, magnified as the printer does: each dot becomes a block.

    Remembered: most words of a slip are those of every slip. To be looked at only.
    """
    widths = [CELL_WIDTH * (1 if char <= "\x7f" else 2) for char in text]
    cells = Image.new("L", (sum(widths), CELL_HEIGHT), 255)
    brush, left = ImageDraw.Draw(cells), 0
    for char, width in zip(text, widths, strict=True):
        brush.text((left + width / 2, 20), char, 0, _type(22), anchor="ms", stroke_width=0.5 * style.bold)
        left += width
    ink = cells.point(lambda value: 255 if value > 140 else 0)
    if style.reverse:
        ink = ImageOps.invert(ink)
    size = (cells.width * style.wide, cells.height * style.high)
    return ink.convert("1").resize(size, Image.Resampling.NEAREST)
