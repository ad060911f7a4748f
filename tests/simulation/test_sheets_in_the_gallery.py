"""The A4 sheets of the gallery: every page of every one is inspected, and the inspection sees what is wrong."""

import pypdfium2
import pytest
import zxingcpp

from hardware.sheets import layout, pdf
from hardware.sheets.document import Panel
from hardware.sheets.layout import Words
from simulation.gallery import sheets

SHEETS = dict(sheets.documents())
CODES = {
    state: block.code
    for state, sheet in SHEETS.items()
    for block in sheet.blocks
    if isinstance(block, Panel) and block.code
}


@pytest.mark.parametrize("state", SHEETS)
def test_every_page_is_whole_and_nothing_stands_over_anything(state: str) -> None:
    assert [fault for page in layout.pages(SHEETS[state]) for fault in sheets.faults(page)] == []


@pytest.mark.parametrize("state", CODES)
def test_a_code_on_a_sheet_can_be_scanned_from_its_first_page(state: str) -> None:
    with pypdfium2.PdfDocument(pdf.write(SHEETS[state])) as file:
        (code,) = zxingcpp.read_barcodes(file[0].render(scale=1.0).to_pil().convert("L"))
    assert code.text == CODES[state]


def test_the_inspection_sees_what_is_beyond_a_margin_over_something_and_in_no_face() -> None:
    left, top = layout.LEFT, layout.TOP + 20
    good = Words(left, top, "材料", 12)
    assert list(sheets.faults((good, Words(left, top + 17, "要求", 12)))) == []
    assert list(sheets.faults((good, Words(left + 20, top + 3, "要求", 12)))) == ["over one another: 材料 / 要求"]
    assert list(sheets.faults((Words(layout.RIGHT - 20, top, "材料", 12),))) == ["beyond the margin: 材料"]
    assert list(sheets.faults((Words(left, top, "\U0010fffd", 12),))) == ["no face has all of: \U0010fffd"]
