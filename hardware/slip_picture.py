"""Draws a slip as dots: black on white, 576 wide, for printers of any make.

One family, Noto Sans SC. Bold is an outline of the same black, as on the screens; at body sizes half a dot of it.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import assert_never

import pylopdf_fonts_zh_cn
import qrcode
from PIL import Image, ImageDraw, ImageFont

from hardware.line_breaking import wrap
from hardware.slip_document import (
    Align,
    Block,
    Checklist,
    Columns,
    Document,
    Dots,
    Masthead,
    Qr,
    Rule,
    Seal,
    Size,
    Space,
    Text,
)

WIDTH = 576
MARGIN = 24
INNER = WIDTH - 2 * MARGIN
HEIGHT_LIMIT = 8_000  # one metre: more is no slip

PAPER, INK = 255, 0
INK_THRESHOLD = 150  # a dot greyer than this is black: thin strokes stay whole on paper

SEAL_SIDE = 132
QR_SIDE_MIN = 184
QR_QUIET_MODULES = 4
DOT, DOT_PITCH, DOT_STROKE, YOU = 16, 21, 3, 30


def draw(document: Document) -> Image.Image:
    """The slip as a 1-bit picture. Raises ValueError if it would be longer than HEIGHT_LIMIT."""
    strips = [_strip(block) for block in document.blocks]
    height = MARGIN + sum(strip.height for strip in strips) + MARGIN
    if height > HEIGHT_LIMIT:
        raise ValueError(f"a slip of {height} dots")
    picture = Image.new("L", (WIDTH, height), PAPER)
    top = MARGIN
    for strip in strips:
        picture.paste(strip, (0, top))
        top += strip.height
    return _black_and_white(picture)


def draw_text(text: Text) -> Image.Image:
    """One text alone, for a printer whose type lacks a character of it."""
    return _black_and_white(_text(text))


def black_dots(picture: Image.Image) -> bytes:
    """A 1-bit picture as printers want it: rows of bytes in which a set bit is a black dot."""
    return picture.tobytes().translate(_INVERTED)


def qr_modules(data: str) -> list[list[bool]]:
    """The modules of a QR code, error correction M, without its quiet zone; True is dark."""
    symbol = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    symbol.add_data(data)
    return [[bool(cell) for cell in row] for row in symbol.get_matrix()]


def qr_size(data: str) -> int:
    """How many modules a row of that QR code has (ISO/IEC 18004: 17 and four for each version), without drawing it."""
    symbol = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    symbol.add_data(data)
    return 17 + 4 * int(symbol.best_fit())


def qr_module_dots(modules: int) -> int:
    """How large each of so many modules in a row is drawn."""
    return -(-QR_SIDE_MIN // modules)


def _black_and_white(picture: Image.Image) -> Image.Image:
    return picture.point(lambda value: 255 if value > INK_THRESHOLD else 0).convert("1")


_INVERTED = bytes(range(255, -1, -1))


def _strip(block: Block) -> Image.Image:
    match block:
        case Text():
            return _text(block)
        case Masthead():
            return _masthead(block)
        case Rule():
            return _rule(block)
        case Columns():
            return _columns(block)
        case Seal():
            return _seal(block)
        case Dots():
            return _dots(block)
        case Qr():
            return _qr(block)
        case Checklist():
            return _checklist(block)
        case Space():
            return _blank(block.dots)
        case _:
            assert_never(block)


# --- type ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _font(size: float) -> ImageFont.FreeTypeFont:
    # Layout.BASIC: the same on machines with and without the optional shaping library
    return ImageFont.truetype(pylopdf_fonts_zh_cn.sans_path(), size, layout_engine=ImageFont.Layout.BASIC)


def _stroke(size: float, bold: bool) -> float:
    if not bold:
        return 0
    return 0.5 if size < 36 else 1 if size < 96 else 2 if size < 200 else 3


def _measure(size: float, bold: bool) -> Callable[[str], float]:
    font, outline = _font(size), 2 * _stroke(size, bold)
    return lambda words: font.getlength(words) + outline


def _line_height(size: float) -> int:
    if size >= 96:
        return round(size * 0.8) + 36
    return round(size * (1.3 if size >= 36 else 1.43))


def _write(
    brush: ImageDraw.ImageDraw, at: tuple[float, float], words: str, size: float, bold: bool = False, ink: int = INK
) -> None:
    """Writes with the left end at x and the optical middle of the characters at y."""
    x, y = at
    stroke = _stroke(size, bold)
    # the box of Chinese and of digits: their middle lies 0.37 em above the base line
    brush.text(
        (x + stroke, y + 0.37 * size), words, ink, _font(size), anchor="ls", stroke_width=stroke, stroke_fill=ink
    )


def _blank(height: int) -> Image.Image:
    return Image.new("L", (WIDTH, height), PAPER)


@lru_cache(maxsize=128)  # asked once for the height and once for the drawing
def _lines(text: Text, width: float) -> list[str]:
    return wrap(text.lead + text.text, width, _measure(text.size, text.bold or bool(text.lead)))


def _fitted(text: Text, width: int) -> float:
    """The size at which a ticket number keeps to one line."""
    if text.size is not Size.NUMBER:
        return text.size
    return min(text.size, text.size * width / _measure(text.size, text.bold)(text.text))


def _paragraph(brush: ImageDraw.ImageDraw, text: Text, left: int, top: int, width: int) -> int:
    """Sets `text` into a column; returns its height."""
    size = _fitted(text, width)
    lines = [text.text] if text.size is Size.NUMBER else _lines(text, width)
    lead, height = text.lead, _line_height(size)
    for row, line in enumerate(lines):
        slack = width - _measure(size, text.bold)(line)
        x = left + slack * {Align.LEFT: 0, Align.CENTRE: 0.5, Align.RIGHT: 1}[text.align]
        y = top + (row + 0.5) * height
        bold_part = line[: len(lead)] if lead else ""
        if bold_part:
            _write(brush, (x, y), bold_part, size, bold=True)
            x += _measure(size, True)(bold_part)
            lead = lead[len(bold_part) :].lstrip()
        _write(brush, (x, y), line[len(bold_part) :], size, text.bold)
    return height * len(lines)


def _paragraphs_height(texts: tuple[Text, ...], width: int) -> int:
    return sum(_line_height(_fitted(text, width)) * len(_lines(text, width)) for text in texts)


def _paragraphs(brush: ImageDraw.ImageDraw, texts: tuple[Text, ...], left: int, top: int, width: int) -> None:
    for text in texts:
        top += _paragraph(brush, text, left, top, width)


def _text(text: Text) -> Image.Image:
    size = _fitted(text, INNER)
    rows = 1 if text.size is Size.NUMBER else len(_lines(text, INNER))
    strip = _blank(rows * _line_height(size))
    _paragraph(ImageDraw.Draw(strip), text, MARGIN, 0, INNER)
    return strip


# --- blocks -------------------------------------------------------------------------------------------------------


def _masthead(masthead: Masthead) -> Image.Image:
    side, gap = 44, 15
    name = Text(masthead.name, Size.BODY, bold=True)
    width = INNER - side - gap
    text_height = _paragraphs_height((name,), width)
    strip = _blank(max(side, text_height) + 8)
    brush = ImageDraw.Draw(strip)
    _mark(strip, MARGIN, (strip.height - side) // 2, side)
    _paragraphs(brush, (name,), MARGIN + side + gap, (strip.height - text_height) // 2, width)
    return strip


def _mark(strip: Image.Image, left: int, top: int, side: int) -> None:
    """The product's mark: a gate of one line and one dot in it."""
    scale = 4
    mark = Image.new("L", (side * scale, side * scale), PAPER)
    brush, unit = ImageDraw.Draw(mark), side * scale / 44
    brush.rounded_rectangle((0, 0, side * scale - 1, side * scale - 1), 9 * unit, INK)
    gate = [(12.5 * unit, 33 * unit), (12.5 * unit, 13 * unit), (31.5 * unit, 13 * unit), (31.5 * unit, 33 * unit)]
    brush.line(gate, PAPER, round(3.4 * unit), joint="curve")
    brush.ellipse((18 * unit, 20 * unit, 26 * unit, 28 * unit), PAPER)
    strip.paste(mark.resize((side, side), Image.Resampling.LANCZOS), (left, top))


def _rule(rule: Rule) -> Image.Image:
    strip = _blank(44)
    brush = ImageDraw.Draw(strip)
    dash, gap = (6, 4) if rule.dashed else (INNER, 0)
    for x in range(MARGIN, WIDTH - MARGIN, dash + gap):
        brush.rectangle((x, 20, min(x + dash, WIDTH - MARGIN) - 1, 22), INK)
    return strip


def _columns(columns: Columns) -> Image.Image:
    left, right = columns.left, columns.right
    right_width = _measure(right.size, right.bold)(right.text)
    left_width = INNER - right_width - 24
    if left_width < _measure(left.size, left.bold)(left.text):
        return _stacked(_text(left), _text(right))
    strip = _blank(max(_line_height(left.size), _line_height(right.size)))
    brush = ImageDraw.Draw(strip)
    _write(brush, (MARGIN, strip.height / 2), left.text, left.size, left.bold)
    _write(brush, (WIDTH - MARGIN - right_width, strip.height / 2), right.text, right.size, right.bold)
    return strip


def _stacked(above: Image.Image, below: Image.Image) -> Image.Image:
    strip = _blank(above.height + below.height)
    strip.paste(above, (0, 0))
    strip.paste(below, (0, above.height))
    return strip


def _seal(seal: Seal) -> Image.Image:
    gap = 26
    width = INNER - SEAL_SIDE - gap
    text_height = _paragraphs_height(seal.lines, width)
    strip = _blank(max(SEAL_SIDE, text_height))
    brush = ImageDraw.Draw(strip)
    left, top = MARGIN, (strip.height - SEAL_SIDE) // 2
    right, bottom = left + SEAL_SIDE - 1, top + SEAL_SIDE - 1
    brush.rounded_rectangle((left, top, right, bottom), 11, INK)
    brush.rounded_rectangle((left + 6, top + 6, right - 6, bottom - 6), 7, outline=PAPER, width=2)
    middle = left + SEAL_SIDE / 2
    letter_size = SEAL_SIDE * (0.56 if seal.caption else 0.62)
    letter_size = min(letter_size, letter_size * (SEAL_SIDE - 28) / _measure(letter_size, True)(seal.letter))
    letter_y = top + SEAL_SIDE * (0.41 if seal.caption else 0.5)
    for words, size, y in ((seal.letter, letter_size, letter_y), (seal.caption, 24.0, top + SEAL_SIDE * 0.79)):
        _write(brush, (middle - _measure(size, True)(words) / 2, y), words, size, bold=True, ink=PAPER)
    _paragraphs(brush, seal.lines, left + SEAL_SIDE + gap, (strip.height - text_height) // 2, width)
    return strip


def _dots(dots: Dots) -> Image.Image:
    right = dots.right
    right_width = _measure(right.size, right.bold)(right.text) if right else 0
    room = INNER - right_width - (32 if right else 0)
    if right and room < 3 * DOT_PITCH + YOU:
        return _stacked(_dots(Dots(dots.count)), _text(Text(right.text, right.size, right.bold, Align.RIGHT)))
    fitting = int((room - YOU) // DOT_PITCH)
    shown = min(dots.count, 20, fitting if dots.count <= fitting else fitting - 1)
    strip = _blank(max(YOU + 2, _line_height(right.size) if right else 0))
    brush, middle = ImageDraw.Draw(strip), strip.height / 2
    x: float = MARGIN
    for _ in range(shown):
        _circle(strip, x, middle, DOT, DOT_STROKE)
        x += DOT_PITCH
    if shown < dots.count:
        _write(brush, (x - 2, middle), "+", Size.BODY, bold=True)
        x += DOT_PITCH
    _circle(strip, x + 4 * bool(dots.count), middle, YOU, None)
    if right:
        _write(brush, (WIDTH - MARGIN - right_width, middle), right.text, right.size, right.bold)
    return strip


def _circle(strip: Image.Image, left: float, middle: float, diameter: int, stroke: int | None) -> None:
    scale = 8
    circle = Image.new("L", (diameter * scale, diameter * scale), PAPER)
    box = (0, 0, diameter * scale - 1, diameter * scale - 1)
    if stroke is None:
        ImageDraw.Draw(circle).ellipse(box, INK)
    else:
        ImageDraw.Draw(circle).ellipse(box, PAPER, INK, stroke * scale)
    smooth = circle.resize((diameter, diameter), Image.Resampling.BOX)
    strip.paste(smooth, (round(left), round(middle - diameter / 2)))


def _qr(code: Qr) -> Image.Image:
    matrix = qr_modules(code.data)
    module = qr_module_dots(len(matrix))
    side, quiet = module * len(matrix), module * QR_QUIET_MODULES
    left = max(MARGIN, quiet)
    text_left = left + side + max(quiet, 28)
    width = WIDTH - MARGIN - text_left
    text_height = _paragraphs_height(code.lines, width)
    # the blank of the rules above and below is part of the quiet zone
    strip = _blank(max(side, text_height) + 2 * max(0, quiet - 20))
    top = (strip.height - side) // 2
    brush = ImageDraw.Draw(strip)
    for row, cells in enumerate(matrix):
        for column, dark in enumerate(cells):
            if dark:
                x, y = left + column * module, top + row * module
                brush.rectangle((x, y, x + module - 1, y + module - 1), INK)
    _paragraphs(brush, code.lines, text_left, (strip.height - text_height) // 2, width)
    return strip


def _checklist(checklist: Checklist) -> Image.Image:
    size, indent = checklist.size, 34
    items = tuple(Text(item, size) for item in checklist.items)
    width, gap = INNER - indent, 2
    strip = _blank(_paragraphs_height(items, width) + gap * len(items))
    brush, top = ImageDraw.Draw(strip), 0
    for item in items:
        middle = top + _line_height(size) // 2
        brush.rectangle((MARGIN + 1, middle - 11, MARGIN + 21, middle + 9), PAPER, INK, 2)
        top += _paragraph(brush, item, MARGIN + indent, top, width) + gap
    return strip
