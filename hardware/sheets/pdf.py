"""Writes a sheet as PDF: text as text, so that it is sharp on every printer, the typefaces embedded as far as used.

Equal sheets give equal bytes. Source: ISO 32000, by fpdf2.
"""

import logging
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version

from fpdf import FPDF
from fpdf.enums import TextMode

from config.icons import GLYPHS
from hardware.sheets import layout, typeface
from hardware.sheets.document import Sheet
from hardware.sheets.layout import Disc, Frame, Mark, Modules, Rule, Words

logging.getLogger("fpdf.fonts").setLevel(logging.ERROR)  # else it tells of every icon face that it has no .notdef


def write(sheet: Sheet) -> bytes:
    """The whole file. It takes some tenths of a second: not for an event loop."""
    file = FPDF(unit="pt", format="A4")
    file.set_auto_page_break(False)
    file.set_margin(0)
    file.set_creation_date(datetime.fromtimestamp(sheet.made_at_ms / 1000, UTC))
    file.set_title(f"{sheet.title} {sheet.subject}".strip())
    file.set_lang(sheet.language)
    file.set_producer(_producer())
    for page in layout.pages(sheet):
        file.add_page()
        for mark in page:
            _draw(file, mark)
    return bytes(file.output())


@cache
def _producer() -> str:
    return f"fpdf2 {version('fpdf2')}"


def _draw(file: FPDF, mark: Mark) -> None:
    match mark:
        case Words():
            _write(file, mark)
        case Rule():
            file.set_line_width(mark.thickness)
            inside = mark.thickness / 2 if mark.y == mark.to_y else 0.0  # a line is drawn half its thickness longer
            file.line(mark.x + inside, mark.y, mark.to_x - inside, mark.to_y)
        case Frame():
            file.set_line_width(mark.thickness)
            if mark.width:
                rounded = bool(mark.radius)
                file.rect(mark.x, mark.y, mark.width, mark.height, "D", rounded, mark.radius)
            else:
                file.line(mark.x, mark.y, mark.x, mark.y + mark.height)
        case Disc():
            file.set_fill_color(0)
            file.circle(mark.x, mark.y, mark.radius, "F")
        case Modules():
            _modules(file, mark)


def _write(file: FPDF, words: Words) -> None:
    file.set_text_color(0 if words.ink else 255)
    x = words.x
    file.set_char_spacing(words.tracking)
    pieces = [(typeface.ICONS, GLYPHS[words.text], 1.0)] if words.icon else list(typeface.runs(words.text))
    for face, text, reach_em in pieces:
        if face.lower() not in file.fonts:
            file.add_font(face, fname=typeface.FACES[face])
        file.set_font(face, size=words.size)
        if words.bold:
            outline = typeface.BOLD_EM * words.size
            with file.local_context(text_mode=TextMode.FILL_STROKE, line_width=outline):
                file.text(x + outline / 2, words.y, text)
        else:
            file.text(x, words.y, text)
        x += reach_em * words.size + len(text) * words.tracking


def _modules(file: FPDF, code: Modules) -> None:
    """Dark modules side by side are one box: no hairs between them."""
    file.set_fill_color(0)
    for at, row in enumerate(code.rows):
        start = 0
        while start < len(row):
            end = start
            while end < len(row) and row[end]:
                end += 1
            if end > start:
                file.rect(
                    code.x + start * code.side, code.y + at * code.side, (end - start) * code.side, code.side, "F"
                )
            start = end + 1
