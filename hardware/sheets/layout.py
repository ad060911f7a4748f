"""Sets a sheet on pages of A4: where every word, line and box stands. Pure.

A heading never stands without the first of what follows it; no paragraph leaves its first or last line alone; a
table's head stands again on every page, a row is cut only if it is very tall, and a short table without a head never.
All lengths are points, from the upper left corner.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeAlias, assert_never

from hardware.line_breaking import wrap
from hardware.sheets import typeface
from hardware.sheets.document import Align, Block, Cell, Checks, Heading, Note, Panel, Para, Sheet, Size, Table
from hardware.slip_picture import qr_modules

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
LEFT, TOP = 56.7, 45.0  # 20 mm and 16 mm
BOTTOM = PAGE_HEIGHT - 39.7  # 14 mm: below it no printer is sure to print
INNER = PAGE_WIDTH - 2 * LEFT
RIGHT = LEFT + INNER

HAIR, THIN, THICK = 0.5, 0.75, 1.5  # lines
CELL_GAP, ROW_PAD = 11.0, 4.8
TICK_COLUMN, TICK_SIDE = 21.0, 10.5
MARK_INDENT = 17.0
QR_SIDE, QR_QUIET_MODULES = 82.0, 4
DISC = 40.0
PANEL_PAD = 15.0
ROW_TALLEST = 260.0  # a taller row may be cut
TABLE_WHOLE = 150.0  # a lower one without a head is not cut
TABLES_APART = 15.0
TITLE_TRACKING_EM = 0.1  # between the Hanzi of a title, as on notices
SPREADS = (1.0, 0.8, 0.6, 0.45)  # of the gaps between blocks and in rows, the most beautiful first


@dataclass(frozen=True, slots=True)
class Words:
    """Set from `x` on the base line `y`. `ink`: black; else white. `tracking`: more room between two letters."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    ink: bool = True
    icon: bool = False
    tracking: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    x: float
    y: float
    to_x: float
    to_y: float
    thickness: float


@dataclass(frozen=True, slots=True)
class Frame:
    x: float
    y: float
    width: float
    height: float
    thickness: float
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Disc:
    """Black, around (x, y)."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Modules:
    """The dark modules of a QR code, each `side` wide."""

    x: float
    y: float
    side: float
    rows: tuple[tuple[bool, ...], ...]


Mark: TypeAlias = Words | Rule | Frame | Disc | Modules
Page: TypeAlias = tuple[Mark, ...]


def pages(sheet: Sheet) -> tuple[Page, ...]:
    """At least one. Blocks and rows stand closer together where that saves a page."""
    foot = _Foot(sheet)
    filled = _set(sheet, foot.top, SPREADS[0])
    for spread in SPREADS[1:]:
        if len(filled) > 1 and len(closer := _set(sheet, foot.top, spread)) < len(filled):
            filled = closer
    return tuple((*marks, *foot.marks(page, len(filled))) for page, marks in enumerate(filled, 1))


def _set(sheet: Sheet, bottom: float, spread: float) -> list[list[Mark]]:
    """The marks of each page but for its foot."""
    pieces = [_head(sheet)]
    for before, block in zip((None, *sheet.blocks), sheet.blocks, strict=False):
        first, *others = _pieces(block, spread)
        after_table = isinstance(block, Table) and isinstance(before, Table)
        pieces += (replace(first, gap=TABLES_APART) if after_table else first, *others)
    filling = _Filling(_running(sheet), bottom, spread)
    for chunk in _chunks(pieces):
        filling.put_together(chunk)
    return filling.pages


# --- pieces -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is never cut. `marks` from its own top; `gap` above it, but at the top of a page; `keep`: with the next.

    `head` is set before it where it begins a page: that of its table.
    """

    height: float
    marks: tuple[Mark, ...]
    gap: float = 0.0
    keep: bool = False
    head: "tuple[_Piece, ...]" = ()


@dataclass(slots=True)
class _Filling:
    """Fills page after page, down to `bottom`. `running` stands at the top of all but the first.

    `spread`: how much of the gaps between blocks is kept.
    """

    running: _Piece
    bottom: float
    spread: float
    pages: list[list[Mark]] = field(default_factory=lambda: [[]])
    y: float = TOP
    fresh: bool = True

    def put(self, piece: _Piece) -> None:
        self.y += 0.0 if self.fresh else piece.gap * self.spread
        self.pages[-1].extend(_moved(mark, 0, self.y) for mark in piece.marks)
        self.y += piece.height
        self.fresh = False

    def put_together(self, chunk: Sequence[_Piece]) -> None:
        height = sum(piece.gap * self.spread + piece.height for piece in chunk)
        if not self.fresh and self.y + height > self.bottom + 0.01:
            self.turn()
            for piece in chunk[0].head:
                self.put(piece)
        for piece in chunk:
            self.put(piece)

    def turn(self) -> None:
        self.pages.append([])
        self.y, self.fresh = TOP, True
        self.put(self.running)
        self.y, self.fresh = self.y + 14.0, True


def _chunks(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    chunk: list[_Piece] = []
    for piece in pieces:
        chunk.append(piece)
        if not piece.keep:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _moved(mark: Mark, by_x: float, by_y: float) -> Mark:
    if isinstance(mark, Rule):
        return replace(mark, x=mark.x + by_x, y=mark.y + by_y, to_x=mark.to_x + by_x, to_y=mark.to_y + by_y)
    return replace(mark, x=mark.x + by_x, y=mark.y + by_y)


# --- paragraphs ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    height: float
    marks: tuple[Mark, ...]


def _leading(size: float) -> float:
    return size * (1.25 if size >= Size.VERDICT else 1.42 if size >= Size.BODY else 1.36)


def _measure(size: float, bold: bool) -> Callable[[str], float]:
    return lambda words: typeface.width(words, size, bold)


def _lines(para: Para, left: float, width: float) -> list[_Line]:
    """Of a paragraph in a column, each with its marks from its own top."""
    size, height = float(para.size), _leading(para.size)
    marks: tuple[Mark, ...] = ()
    if para.mark:
        marks = (Words(left, typeface.base_line(height / 2, size), para.mark, size, para.bold),)
        left, width = left + MARK_INDENT, width - MARK_INDENT
    lines, lead = [], para.lead
    for words in wrap(para.lead + para.text, width, _measure(size, para.bold or bool(para.lead))):
        x = left + (width - typeface.width(words, size, para.bold)) * para.align.value
        y = typeface.base_line(height / 2, size)
        bold_part = words[: len(lead)]
        if bold_part:
            marks += (Words(x, y, bold_part, size, True),)
            x += typeface.width(bold_part, size, True)
            lead = lead[len(bold_part) :].lstrip()
        if rest := words[len(bold_part) :]:
            marks += (Words(x, y, rest, size, para.bold),)
        lines.append(_Line(height, marks))
        marks = ()
    return lines


def _stacked(lines: Iterable[_Line], top: float = 0.0) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    for line in lines:
        marks += (_moved(mark, 0, top) for mark in line.marks)
        top += line.height
    return tuple(marks)


def _height(lines: Iterable[_Line]) -> float:
    return sum(line.height for line in lines)


def _cell(cell: Cell, left: float, width: float) -> list[_Line]:
    return [line for para in cell for line in _lines(para, left, width)]


def _para(para: Para) -> Iterator[_Piece]:
    lines = _lines(para, LEFT, INNER)
    for at, line in enumerate(lines):
        keep = at + 1 < len(lines) and (at == 0 or at == len(lines) - 2)
        yield _Piece(line.height, line.marks, 5.0 if at == 0 else 0.0, keep)


# --- blocks -------------------------------------------------------------------------------------------------------


def _pieces(block: Block, spread: float) -> Iterator[_Piece]:
    match block:
        case Para():
            yield from _para(block)
        case Heading():
            yield _heading(block)
        case Panel():
            yield _panel(block)
        case Table():
            yield from _table(block, spread)
        case Checks():
            yield from _checks(block)
        case Note():
            yield from _note(block)
        case _:
            assert_never(block)


def _head(sheet: Sheet) -> _Piece:
    """Mark and name of the hall, when and where; the title, what it is about, and a double rule."""
    side = 24.0
    name = _lines(Para(sheet.hall, bold=True), LEFT + side + 9, INNER - side - 9)
    at = _lines(Para(sheet.at, Size.FLOOR, align=Align.RIGHT), LEFT, INNER)
    beside = typeface.width(sheet.hall, Size.BODY, True) + typeface.width(sheet.at, Size.FLOOR) + side + 30 <= INNER
    top = max(side, _height(name))
    marks: list[Mark] = [*_gate(LEFT, (top - side) / 2, side), *_stacked(name, (top - _height(name)) / 2)]
    if beside:
        marks += _stacked(at, (top - _height(at)) / 2)
    else:
        marks += _stacked(at, top + 2)
        top += 2 + _height(at)
    y = top + 22
    for lines in (
        _title(sheet.title),
        _lines(Para(sheet.subject, Size.HEADING, align=Align.CENTRE), LEFT, INNER) if sheet.subject else [],
    ):
        marks += _stacked(lines, y)
        y += _height(lines) + (5 if lines else 0)
    y += 5
    marks += (Rule(LEFT, y, RIGHT, y, 1.6), Rule(LEFT, y + 2.8, RIGHT, y + 2.8, THIN))
    return _Piece(y + 2.8, tuple(marks))


def _title(title: str) -> list[_Line]:
    """Hanzi stand a little apart from one another, where there is room for that."""
    size = float(Size.TITLE)
    tracking = TITLE_TRACKING_EM * size
    reach = typeface.width(title, size, True) + tracking * (len(title) - 1)
    if not title or not all("一" <= character <= "鿿" for character in title) or reach > INNER:
        return _lines(Para(title, Size.TITLE, bold=True, align=Align.CENTRE), LEFT, INNER)
    height = _leading(size)
    left = LEFT + (INNER - reach) / 2
    return [_Line(height, (Words(left, typeface.base_line(height / 2, size), title, size, True, tracking=tracking),))]


def _gate(left: float, top: float, side: float) -> tuple[Mark, ...]:
    """The product's mark in outline: a gate of one line and one dot in it."""
    unit = side / 44
    gate = ((12.5, 33.0), (12.5, 13.0), (31.5, 13.0), (31.5, 33.0))
    lines = (
        Rule(left + x * unit, top + y * unit, left + to_x * unit, top + to_y * unit, 3.4 * unit)
        for (x, y), (to_x, to_y) in pairwise(gate)
    )
    frame = Frame(left + 0.6, top + 0.6, side - 1.2, side - 1.2, 1.2, 9 * unit)
    return (frame, *lines, Disc(left + 22 * unit, top + 24 * unit, 4 * unit))


def _running(sheet: Sheet) -> _Piece:
    """At the top of the second page and the following ones: what this is, should the pages part."""
    words = f"{sheet.title}  {sheet.subject}".strip()
    lines = _lines(Para(words, Size.FLOOR), LEFT, INNER)
    y = _height(lines) + 4
    return _Piece(y, (*_stacked(lines), Rule(LEFT, y, RIGHT, y, THIN)))


def _heading(heading: Heading) -> _Piece:
    lines = _lines(Para(heading.text, Size.HEADING, bold=True), LEFT + 12, INNER - 12)
    bar = Frame(LEFT + 1.6, 4.2, 0.0, _leading(Size.HEADING) - 8.4, 3.2)
    return _Piece(_height(lines) + 5, (bar, *_stacked(lines)), 17.0, keep=True)


def _panel(panel: Panel) -> _Piece:
    code = qr_modules(panel.code) if panel.code else []
    aside = 158.0 if code else 0.0
    left = LEFT + PANEL_PAD + (DISC + 15 if panel.icon else 0)
    width = RIGHT - PANEL_PAD - aside - left
    said = _lines(Para(panel.heading, Size.VERDICT, bold=True), left, width)
    if panel.lines:
        said += (_Line(3.0, ()), *_cell(panel.lines, left, width))
    below: list[_Line] = []
    beside_x = RIGHT - aside + 8
    if code:
        below = _cell(panel.code_lines, beside_x, aside - 16)
    height = max(_height(said), DISC if panel.icon else 0, QR_SIDE + 7 + _height(below) if code else 0) + 2 * PANEL_PAD
    marks: list[Mark] = [Frame(LEFT + 0.75, 0.75, INNER - 1.5, height - 1.5, THICK, 9.0)]
    if panel.icon:
        marks += _sign(panel.icon, LEFT + PANEL_PAD + DISC / 2, height / 2)
    marks += _stacked(said, (height - _height(said)) / 2)
    if code:
        module = QR_SIDE / len(code)
        top = (height - QR_SIDE - 7 - _height(below)) / 2
        x = beside_x + (aside - 16 - QR_SIDE) / 2
        marks.append(Modules(x, top, module, tuple(tuple(row) for row in code)))
        marks += _stacked(below, top + QR_SIDE + 7)
        marks.append(Rule(RIGHT - aside, PANEL_PAD, RIGHT - aside, height - PANEL_PAD, HAIR))
    return _Piece(height, tuple(marks), 15.0)


def _sign(icon: str, x: float, y: float) -> tuple[Mark, ...]:
    size = DISC * 0.62
    right, up = typeface.icon_middle(icon)
    return Disc(x, y, DISC / 2), Words(x - right * size, y + up * size, icon, size, ink=False, icon=True)


def _table(table: Table, spread: float) -> Iterator[_Piece]:
    rows = list(_rows(table, spread))
    whole = not any(column.title for column in table.columns) and sum(row.height for row in rows) < TABLE_WHOLE
    for at, row in enumerate(rows):
        yield replace(row, keep=at < len(rows) - 1) if whole else row


def _rows(table: Table, spread: float) -> Iterator[_Piece]:
    """Its head, if it has one, and its rows."""
    head = _table_head(table)
    if head:
        yield replace(head[0], gap=3.0, keep=True)
    last = len(table.rows) - 1
    for at, row in enumerate(table.rows):
        cells = [_cell(cell, left, width) for cell, (left, width) in zip(row, _columns(table), strict=True)]
        slices = list(_slices(cells))
        for part, lines in enumerate(slices):
            ended = part == len(slices) - 1
            closed = THICK if at == last and ended else HAIR
            first = at == 0 and part == 0
            piece = _row(
                lines, ROW_PAD * spread, tick=table.ticks and part == 0, opened=not head and first, rule=closed
            )
            # the last row is not left alone on a page of its own
            keep = ended and at == last - 1 and len(slices) == 1 and piece.height < ROW_TALLEST / 3
            yield replace(piece, gap=3.0 if not head and first else 0.0, keep=keep, head=head)


def _columns(table: Table) -> list[tuple[float, float]]:
    """Left end and width of each, the gap between two taken off."""
    left = LEFT + (TICK_COLUMN if table.ticks else 0)
    room = RIGHT - left - CELL_GAP * (len(table.columns) - 1)
    shares = sum(column.share for column in table.columns)
    columns = []
    for column in table.columns:
        width = room * column.share / shares
        columns.append((left, width))
        left += width + CELL_GAP
    return columns


def _table_head(table: Table) -> tuple[_Piece, ...]:
    if not any(column.title for column in table.columns):
        return ()
    titles = [
        _lines(Para(column.title, Size.SMALL, bold=True), left, width)
        for column, (left, width) in zip(table.columns, _columns(table), strict=True)
    ]
    height = max(_height(lines) for lines in titles) + 2 * 3.5
    marks = tuple(mark for lines in titles for mark in _stacked(lines, 3.5))
    rules = (Rule(LEFT, 0.0, RIGHT, 0.0, THICK), Rule(LEFT, height, RIGHT, height, THIN))
    return (_Piece(height, (*rules, *marks)),)


def _slices(cells: list[list[_Line]]) -> Iterator[list[list[_Line]]]:
    """A row in parts none of which is taller than ROW_TALLEST."""
    while True:
        part: list[list[_Line]] = []
        rest: list[list[_Line]] = []
        for lines in cells:
            taken, height = 0, 0.0
            while taken < len(lines) and height + lines[taken].height <= ROW_TALLEST:
                height += lines[taken].height
                taken += 1
            part.append(lines[:taken])
            rest.append(lines[taken:])
        yield part
        if not any(rest):
            return
        cells = rest


def _row(cells: list[list[_Line]], pad: float, *, tick: bool, opened: bool, rule: float) -> _Piece:
    height = max([TICK_SIDE if tick else 0.0, *(_height(lines) for lines in cells)]) + 2 * pad
    marks = [mark for lines in cells for mark in _stacked(lines, pad)]
    if tick:
        first = max((lines[0].height for lines in cells if lines), default=TICK_SIDE)
        marks.append(_box(LEFT + 2, pad + first / 2))
    if opened:
        marks.append(Rule(LEFT, 0.0, RIGHT, 0.0, THICK))
    marks.append(Rule(LEFT, height, RIGHT, height, rule))
    return _Piece(height, tuple(marks))


def _box(left: float, middle: float) -> Frame:
    return Frame(left, middle - TICK_SIDE / 2, TICK_SIDE, TICK_SIDE, 0.9, 1.2)


def _checks(checks: Checks) -> Iterator[_Piece]:
    indent = 19.0
    half = (INNER - CELL_GAP) / 2
    short = all(len(_lines(Para(item), 0.0, half - indent)) <= 2 for item in checks.items)
    abreast = 2 if short else 1
    width = half if abreast == 2 else INNER
    rows = [checks.items[at : at + abreast] for at in range(0, len(checks.items), abreast)]
    for at, row in enumerate(rows):
        marks: list[Mark] = []
        height = 0.0
        for column, item in enumerate(row):
            left = LEFT + column * (half + CELL_GAP)
            lines = _lines(Para(item), left + indent, width - indent)
            marks += (_box(left + 2, lines[0].height / 2), *_stacked(lines))
            height = max(height, _height(lines))
        yield _Piece(height, tuple(marks), 2.0, keep=at == len(rows) - 2)


def _note(note: Note) -> Iterator[_Piece]:
    """In a frame that is drawn piece by piece, so that it may go on overleaf."""
    lines = _cell(note.lines, LEFT + PANEL_PAD, INNER - 2 * PANEL_PAD)
    for at, line in enumerate(lines):
        first, last = at == 0, at == len(lines) - 1
        above, below = (9.0 if first else 0.0), (9.0 if last else 0.0)
        height = above + line.height + below
        marks: list[Mark] = list(_stacked([line], above))
        marks += (Rule(x, 0.0, x, height, THIN) for x in (LEFT, RIGHT))
        marks += (Rule(LEFT, y, RIGHT, y, THIN) for y, is_edge in ((0.0, first), (height, last)) if is_edge)
        keep = not last and (first or at == len(lines) - 2)
        yield _Piece(height, tuple(marks), 12.0 if first else 0.0, keep)


class _Foot:
    """On every page: a rule, whom to ask, and which page of how many this is. `top`: where its room begins."""

    def __init__(self, sheet: Sheet) -> None:
        self._page_of = sheet.page_of
        widest = typeface.width(sheet.page_of.format(page=888, pages=888), Size.FLOOR)
        self._lines = [
            line for text in sheet.foot for line in _lines(Para(text, Size.FLOOR), LEFT, INNER - widest - CELL_GAP)
        ]
        self._height = max(_height(self._lines), _leading(Size.FLOOR))
        self._rule_y = BOTTOM - self._height - 6
        self.top = self._rule_y - 12

    def marks(self, page: int, pages: int) -> tuple[Mark, ...]:
        number = Para(self._page_of.format(page=page, pages=pages), Size.FLOOR, align=Align.RIGHT)
        said = _lines(number, LEFT, INNER)
        return (
            Rule(LEFT, self._rule_y, RIGHT, self._rule_y, THIN),
            *_stacked(self._lines, BOTTOM - self._height),
            *_stacked(said, BOTTOM - _leading(Size.FLOOR)),
        )
