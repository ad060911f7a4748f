"""Sheets on a kiosk with an A4 printer: what is printed, and what the screen says of it."""

import pytest

from hardware.sheets import layout
from hardware.sheets.document import Panel
from kiosk import pre_review_examples as walk
from kiosk.messages import PrinterSeen, SlipAdvanced, SlipFailed, SlipPrinted, SlipStage
from kiosk.rehearsal import OFFICE_PRINTER, Rehearsal
from queue_server.contract.commands import DeviceHealth


@pytest.fixture
def a4(kiosk: Rehearsal) -> Rehearsal:
    return Rehearsal(kiosk.configuration).with_office_printer().open()


def test_a_kiosk_with_an_a4_printer_prints_the_sheet_with_its_code_on_it(a4: Rehearsal) -> None:
    walk.file(walk.incomplete(a4)).touch(a4.flow.verdict.print_sheet)
    ((_, sheet),) = a4.sheets
    (panel,) = [block for block in sheet.blocks if isinstance(block, Panel)]
    assert panel.code == walk.CODE
    assert len(layout.pages(sheet)) <= 2


def test_without_one_it_prints_slips_alone(kiosk: Rehearsal) -> None:
    walk.file(walk.incomplete(kiosk)).touch(kiosk.flow.verdict.print_sheet)
    assert kiosk.sheets == []
    assert len(kiosk.printed) == 1


def test_the_screen_follows_the_sheet_and_tells_the_truth_of_its_end(a4: Rehearsal) -> None:
    walk.file(walk.incomplete(a4)).touch(a4.flow.verdict.print_sheet)
    name, page = a4.sheets[0][0], a4.flow.verdict
    a4.tell(SlipAdvanced(name, SlipStage.SENT, 0.0))
    assert page.state.sheet == "交给打印机了…"
    a4.tell(SlipAdvanced(name, SlipStage.PRINTING, 0.0))
    assert page.state.sheet == "正在打印…"
    a4.tell(SlipFailed(name, partly=True, unknown=True)).touch(page.print_sheet)
    assert (page.state.sheet, page.state.sheet_ready) == ("看看出纸口", False)
    assert "拍下这一页" in page.state.foot
    assert len(a4.sheets) == 1


def test_a_slip_in_place_of_the_sheet_is_told_as_that(a4: Rehearsal) -> None:
    walk.file(walk.incomplete(a4)).touch(a4.flow.verdict.print_sheet)
    a4.tell(SlipPrinted(a4.sheets[0][0], short=True))
    assert a4.flow.verdict.state.sheet == "打成了小票，请取走"


def test_the_guide_is_printed_on_a4_and_the_list_where_only_slips_come_out(a4: Rehearsal) -> None:
    a4.item("food-licence-new")
    assert a4.flow.item.state.print_key.text == "打印办事指南"
    a4.tell(PrinterSeen(OFFICE_PRINTER, DeviceHealth.PAPER_OUT))
    assert a4.flow.item.state.print_key.text == "打印材料清单"
    a4.tell(PrinterSeen("printer-1", DeviceHealth.PAPER_OUT))
    assert not a4.flow.item.state.print_key.enabled
    a4.tell(PrinterSeen(OFFICE_PRINTER, DeviceHealth.OK)).touch(a4.flow.item.print_list)
    assert a4.sheets[0][1].title == "办事指南"


def test_a_sheet_of_which_only_a_part_came_out_is_told_as_that_and_can_be_had_again(a4: Rehearsal) -> None:
    walk.file(walk.incomplete(a4)).touch(a4.flow.verdict.print_sheet)
    a4.tell(SlipFailed(a4.sheets[0][0], partly=True))
    assert "只打出来一部分" in a4.flow.verdict.state.foot
    assert a4.flow.verdict.state.sheet_ready
    a4.touch(a4.flow.verdict.print_sheet)
    assert len(a4.sheets) == 2


def test_a_guide_of_which_only_a_part_came_out_likewise(a4: Rehearsal) -> None:
    a4.item("food-licence-new").touch(a4.flow.item.print_list)
    a4.tell(SlipFailed(a4.sheets[0][0], partly=True))
    assert a4.flow.item.state.print_key.text == "只出来一部分，再点一次"
    assert len(a4.touch(a4.flow.item.print_list).sheets) == 2
