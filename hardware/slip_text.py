"""Sets a slip in the printer's own type: few bytes, so quick on slow lines; plainer than the picture.

A line with a character that printers' type lacks (生僻字) is drawn instead.
"""

from dataclasses import replace
from typing import assert_never

from hardware import slip_picture
from hardware.line_breaking import wrap
from hardware.protocols import escpos
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

LINE_SPACING_DOTS = 36
GAP_DOTS = 10
DOTS_LIMIT = 20


def commands(document: Document) -> list[bytes]:
    """ESC/POS commands, one bytes value for each block."""
    return [escpos.line_spacing(LINE_SPACING_DOTS), *(_set(block) for block in document.blocks)]


def columns(words: str) -> int:
    """How many columns of the printer's type `words` take: a Hanzi or full-width sign two, everything else one."""
    return 2 * len(words) - len(words.encode("ascii", "ignore"))


def _set(block: Block) -> bytes:
    match block:
        case Text():
            return _text(block)
        case Masthead():
            return _text(Text(block.name, bold=True))
        case Rule():
            return _text(Text("- " * (escpos.COLUMNS // 2) if block.dashed else "─" * (escpos.COLUMNS // 2)))
        case Columns():
            return _ends(block.left, block.right)
        case Seal():
            sign = escpos.reverse(True) + _line(Text(f" {block.letter} {block.caption} ", Size.HEADING))
            return sign + escpos.reverse(False) + b"".join(_text(line) for line in block.lines)
        case Dots():
            return _dots(block)
        case Qr():
            return _qr(block)
        case Checklist():
            return b"".join(_checklist_item(item) for item in block.items)
        case Space():
            return escpos.feed(block.dots)
        case _:
            assert_never(block)


def _times(text: Text) -> int:
    if text.size is Size.NUMBER:
        return max(1, min(8, escpos.COLUMNS // columns(text.text)))
    return 2 if text.size >= Size.TITLE else 1


def _text(text: Text) -> bytes:
    lines = wrap(text.lead + text.text, escpos.COLUMNS // _times(text), columns)
    return b"".join(_line(replace(text, text=line, lead="")) for line in lines)


def _line(text: Text) -> bytes:
    if not escpos.in_type_rom(text.text):
        return _drawn(text)
    below = escpos.feed(GAP_DOTS) if _times(text) > 1 else b""  # large type has no line spacing of its own
    return escpos.align(text.align) + _words(text) + escpos.LINE_FEED + below


def _words(text: Text) -> bytes:
    times = _times(text)
    return (
        escpos.magnify(times, times) + escpos.bold(text.bold) + escpos.hanzi(text.text) + escpos.magnify(1, 1)
    ) + escpos.bold(False)


def _drawn(text: Text) -> bytes:
    picture = slip_picture.draw_text(text)
    return b"".join(escpos.bands(picture.width // 8, slip_picture.black_dots(picture)))


def _ends(left: Text, right: Text) -> bytes:
    blanks = escpos.COLUMNS - columns(left.text) * _times(left) - columns(right.text) * _times(right)
    if blanks < 1 or not escpos.in_type_rom(left.text + right.text):
        return _text(left) + _text(right)
    return escpos.align(Align.LEFT) + _words(left) + escpos.hanzi(" " * blanks) + _words(right) + escpos.LINE_FEED


def _dots(dots: Dots) -> bytes:
    taken = columns(dots.right.text) * _times(dots.right) + 1 if dots.right else 0
    room = min(DOTS_LIMIT, (escpos.COLUMNS - taken - columns("●")) // columns("○"))
    shown = dots.count if dots.count <= room else max(3, room - 1)
    row = Text("○" * shown + ("+" if shown < dots.count else "") + "●")
    return _ends(row, dots.right) if dots.right else _text(row)


def _qr(code: Qr) -> bytes:
    module = min(16, slip_picture.qr_module_dots(slip_picture.qr_size(code.data)))
    quiet = escpos.feed(module * slip_picture.QR_QUIET_MODULES)
    drawn = escpos.align(Align.CENTRE) + quiet + escpos.qr(code.data, module) + quiet
    return drawn + b"".join(_text(replace(line, align=Align.CENTRE)) for line in code.lines)


def _checklist_item(item: str) -> bytes:
    lines = wrap(item, escpos.COLUMNS - 3, columns)
    return b"".join(_line(Text(("□ " if row == 0 else "   ") + line)) for row, line in enumerate(lines))
