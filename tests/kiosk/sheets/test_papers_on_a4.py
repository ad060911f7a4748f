"""What the A4 sheets say of papers and steps, composed by a kiosk of the sample hall."""

import pytest

from hardware.sheets.document import Sheet, Table
from kiosk import pre_review_examples as walk
from kiosk.rehearsal import Rehearsal


@pytest.fixture
def a4(kiosk: Rehearsal) -> Rehearsal:
    return Rehearsal(kiosk.configuration).with_office_printer().open()


def tables(sheet: Sheet) -> list[Table]:
    return [block for block in sheet.blocks if isinstance(block, Table)]


def guide(a4: Rehearsal) -> Sheet:
    return a4.item(walk.FOOD).touch(a4.flow.item.print_list).sheets[-1][1]


def test_papers_everybody_brings_stand_before_those_only_some_do(a4: Rehearsal) -> None:
    always, sometimes, _ = tables(guide(a4))
    assert (always.columns[0].title, sometimes.columns[0].title) == ("都要带的 2 份", "看情形带的 8 份")
    assert [row[0][0].text for row in always.rows] == ["食品经营许可申请书", "食品安全管理制度"]
    assert all(row[1][0].lead == "这时才要：" for row in sometimes.rows)
    assert not any(para.lead == "这时才要：" for row in always.rows for para in row[1])


def test_every_paper_of_the_guide_is_on_the_sheet_once(a4: Rehearsal) -> None:
    materials = a4.configuration.items[walk.FOOD].materials
    said = [row[0][0].text for table in tables(guide(a4)) if table.ticks for row in table.rows]
    assert sorted(said) == sorted(material.name.zh for material in materials)


def test_papers_all_of_one_kind_stand_in_one_table(a4: Rehearsal) -> None:
    a4.item("marriage-registration").touch(a4.flow.item.print_list)
    (papers,) = [table for table in tables(a4.sheets[-1][1]) if table.ticks]
    assert papers.columns[0].title == "材料"


def test_steps_of_one_word_each_stand_in_one_line_and_sentences_do_not(a4: Rehearsal) -> None:
    about = {row[0][0].text: row[1] for row in tables(guide(a4))[-1].rows}
    (steps,) = about["怎么办"]
    assert steps.text.split("\u2003") == ["1\u2002申请", "2\u2002受理", "3\u2002现场核查", "4\u2002决定", "5\u2002领证"]
    assert [para.mark for para in about["受理条件"]] == ["1", "2", "3", "4"]


def test_what_was_brought_and_will_not_do_is_said_first_and_in_bold(a4: Rehearsal) -> None:
    walk.file(walk.incomplete(a4)).touch(a4.flow.verdict.print_sheet)
    unfit, missing = tables(a4.sheets[-1][1])[0].rows
    assert (unfit[1][0].text, unfit[1][0].bold) == ("带来的不合要求，请换一份", True)
    assert not missing[1][0].bold
    assert unfit[0][1].text == "复印件 1 份"
