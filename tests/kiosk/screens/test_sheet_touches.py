"""The keys of a kiosk with an A4 printer, by touch on a real window over a real flow: one touch, one sheet."""

import pytest

from config.configuration import HallConfiguration
from config.loading import SAMPLE, load
from display.toolkit.portrait import Studio
from kiosk import appointment_examples, sheet_examples
from kiosk import pre_review_examples as walk
from kiosk.rehearsal import NEXT_DAY, Rehearsal
from tests.kiosk.screens.finger import Finger

pytestmark = pytest.mark.asyncio(loop_scope="module")

HALL: HallConfiguration = appointment_examples.with_schedules(load(SAMPLE))


@pytest.fixture
def a4() -> Rehearsal:
    return sheet_examples.at(HALL)


async def test_the_guide_is_printed_by_one_touch_and_its_key_says_how_it_goes(studio: Studio, a4: Rehearsal) -> None:
    finger = await Finger.at(studio, a4.item(walk.FOOD))
    await finger.touch("打印办事指南")
    for name, said in (("sent", "交给打印机了…"), ("printing", "正在打印…"), ("printed", "打好了，请取走")):
        sheet_examples.told(a4, sheet_examples.ENDS[name])
        await finger.settled()
        assert finger.says(said)
        assert said not in finger.targets
    assert [sheet.title for _, sheet in a4.sheets] == ["办事指南"]


async def test_a_sheet_cut_short_is_printed_again_by_touch_and_a_slip_is_told_as_that(
    studio: Studio, a4: Rehearsal
) -> None:
    finger = await Finger.at(studio, a4.item(walk.FOOD))
    await finger.touch("打印办事指南")
    sheet_examples.told(a4, sheet_examples.ENDS["jam"])
    await finger.settled()
    await finger.touch("只出来一部分，再点一次")
    sheet_examples.told(a4, sheet_examples.ENDS["short"])
    await finger.settled()
    assert finger.says("打成了小票，请取走")
    assert len(a4.sheets) == 2


async def test_without_a4_paper_the_list_is_offered_in_place_of_the_guide(studio: Studio, a4: Rehearsal) -> None:
    finger = await Finger.at(studio, a4.item(walk.FOOD).tell(sheet_examples.out_of_paper()))
    assert "打印办事指南" not in finger.targets
    await finger.touch("打印材料清单")
    assert len(a4.printed) == 1


async def test_a_sheet_nobody_can_tell_of_is_not_printed_again_and_its_code_stays_to_be_photographed(
    studio: Studio, a4: Rehearsal
) -> None:
    walk.file(walk.incomplete(a4)).wait(1)
    finger = await Finger.at(studio, a4)
    await finger.touch("打印结果单")
    sheet_examples.told(a4, sheet_examples.ENDS["unknown"])
    await finger.settled()
    assert not any(words.startswith(("打印", "再打印", "看看出纸口")) for words in finger.targets)
    assert finger.says("拍下这一页带走")
    assert finger.says(walk.CODE)


async def test_an_appointment_is_printed_by_touch_in_english(studio: Studio) -> None:
    kiosk = appointment_examples.book(sheet_examples.at(HALL, "en"))
    kept = appointment_examples.appointment(HALL, day=NEXT_DAY, code="07RJ-K7M2-QX")
    finger = await Finger.at(studio, appointment_examples.booked(kiosk, kept))
    await finger.touch("Print")
    sheet_examples.told(kiosk, sheet_examples.ENDS["printed"])
    await finger.settled()
    assert finger.says("Printed, take it")
    assert [sheet.title for _, sheet in kiosk.sheets] == ["Your appointment"]
