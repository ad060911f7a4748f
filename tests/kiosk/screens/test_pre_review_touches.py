"""The pre-review by touch, from the start screen to the slip, on a real window over a real flow."""

import pytest

from config.configuration import HallConfiguration
from display.toolkit.portrait import Studio
from kiosk import pre_review_examples as walk
from kiosk.flow import Place
from kiosk.messages import PreReviewFetched, SlipPrinted
from kiosk.rehearsal import EVENING_MS, NEXT_DAY, Rehearsal, keeping_hours, night_hall, ticket
from queue_server.client.session import LinkLost
from queue_server.contract.commands import FilePreReview, IssueTicket
from tests.kiosk.screens.finger import Finger

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def answer(finger: Finger, *answers: str) -> None:
    for words in answers:
        await finger.touch(words)
        finger.kiosk.wait(1)
        await finger.touch("下一步")
        finger.kiosk.wait(1)


async def tick(finger: Finger, *keys: str) -> None:
    for words in keys:
        await finger.touch(words)
        finger.kiosk.wait(1)


async def to_the_questions(studio: Studio, kiosk: Rehearsal) -> Finger:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("取号")
    await finger.touch("开办企业")
    await finger.touch("食品经营许可（新办）")
    await finger.touch("先做预审")
    kiosk.wait(1)
    return finger


def issued(kiosk: Rehearsal) -> IssueTicket:
    (command,) = [command for command in kiosk.sent.values() if isinstance(command, IssueTicket)]
    return command


def slip(kiosk: Rehearsal) -> None:
    """The server gives the number, and the slip comes out."""
    kiosk.given(ticket(kiosk.configuration)).tell(SlipPrinted("2026-11-23.A012"))


async def test_ready_from_the_start_to_the_slip(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await to_the_questions(studio, kiosk)
    await answer(finger, "个体工商户", "会做", "有", "负责人本人")
    await tick(finger, "看样子", "我带了", "剩下的都带了")
    await finger.touch("看预审结果")
    walk.file(kiosk).wait(1)
    await finger.settled()
    assert finger.says("材料齐了，可以取号")
    assert finger.says(walk.CODE)
    await finger.touch("取号")
    assert issued(kiosk) == IssueTicket(item_id=walk.FOOD, pre_review_id="p8")
    slip(kiosk)
    await finger.settled()
    assert finger.says("A012")


async def test_deferrable_from_the_start_to_the_slip(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await to_the_questions(studio, kiosk)
    await answer(finger, "个体工商户", "不做", "有", "负责人本人")
    await tick(finger, "我带了", "我带了", "我带了", "我带了", "没带")
    await finger.touch("看预审结果")
    walk.file(kiosk).wait(1)
    await finger.settled()
    assert finger.says("还差 1 份，可以后补")
    assert "取号" not in finger.targets
    await finger.touch("我承诺")
    await finger.touch("取号")
    assert issued(kiosk) == IssueTicket(item_id=walk.FOOD, pre_review_id="p8")
    slip(kiosk)
    await finger.settled()
    assert finger.says("A012")


async def test_deferrable_without_a_promise_to_a_person(studio: Studio, kiosk: Rehearsal) -> None:
    walk.file(walk.deferrable(kiosk))
    finger = await Finger.at(studio, kiosk)
    await finger.touch("不承诺，先见工作人员")
    assert issued(kiosk) == IssueTicket(queue_id="consultation")


async def test_incomplete_from_the_start_to_the_sheet_and_to_the_slip(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await to_the_questions(studio, kiosk)
    await answer(finger, "公司等企业", "说不准", "有", "别人代办")
    await tick(finger, "没带", "不合要求", "剩下的都带了")
    await finger.touch("看预审结果")
    walk.file(kiosk).wait(1)
    await finger.settled()
    assert finger.says("还差 2 份，补齐就能办")
    await finger.touch("打印结果单")
    await finger.settled()
    assert "打印结果单" not in finger.targets
    kiosk.tell(SlipPrinted(kiosk.printed[-1][0]))
    await finger.settled()
    assert finger.says("打好了，请取走")
    await finger.touch("仍要见工作人员")
    assert issued(kiosk) == IssueTicket(item_id=walk.FOOD, pre_review_id="p8")
    slip(kiosk)
    await finger.settled()
    assert finger.says("A012")


async def test_ineligible_from_the_start_to_another_answer_and_to_the_slip(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await to_the_questions(studio, kiosk)
    await answer(finger, "还没有执照")
    walk.file(kiosk).wait(1)
    await finger.settled()
    assert finger.says("这项暂时办不了")
    await finger.touch("改一改")
    kiosk.wait(1)
    assert finger.says("谁来办？")
    await finger.touch("下一步")  # the same answer as before
    kiosk.wait(1)
    await finger.touch("仍要见工作人员")
    assert issued(kiosk) == IssueTicket(item_id=walk.FOOD, pre_review_id="p8")
    slip(kiosk)
    await finger.settled()
    assert finger.says("A012")


async def test_an_earlier_answer_is_changed_by_its_row(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await to_the_questions(studio, kiosk)
    await answer(finger, "个体工商户")
    await finger.touch("修改")
    kiosk.wait(1)
    assert finger.says("第 1 题，共 4 题")
    await answer(finger, "单位食堂")
    assert finger.says("第 2 题，共 4 题")


async def test_a_material_ticked_wrongly_is_said_anew(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, walk.answer(walk.begin(kiosk)))
    await tick(finger, "没带")
    await finger.touch("修改")
    kiosk.wait(1)
    await tick(finger, "我带了")
    assert kiosk.flow.materials.state.bar[0].value == "pine"


async def test_a_code_is_typed_and_everything_is_filled_in(studio: Studio, kiosk: Rehearsal) -> None:
    walk.incomplete(kiosk)
    view = walk.filed(kiosk, next(c for c in kiosk.sent.values() if isinstance(c, FilePreReview)))
    kiosk.touch(kiosk.flow.home)
    finger = await Finger.at(studio, kiosk)
    await finger.touch("有预审单")
    for letter in walk.CODE.replace("-", ""):
        await finger.key(letter)
    assert finger.says("03RJ - K7M2 - QX")
    await finger.touch("取回预审")
    assert kiosk.codes == ["03RJK7M2QX"]
    kiosk.tell(PreReviewFetched("03RJK7M2QX", view)).wait(1)
    await finger.settled()
    assert finger.says("还有 2 份没有核对")


async def test_without_the_server_the_sheet_is_printed_all_the_same(studio: Studio, kiosk: Rehearsal) -> None:
    walk.incomplete(kiosk.tell(LinkLost()))
    finger = await Finger.at(studio, kiosk)
    assert "仍要见工作人员" not in finger.targets
    await finger.touch("打印结果单")
    assert len(kiosk.printed) == 1


async def test_by_night_a_pre_review_leads_to_a_number_for_the_next_day(
    studio: Studio, sample: HallConfiguration
) -> None:
    kept = keeping_hours(sample)
    kiosk = Rehearsal(kept, night=True, now_ms=EVENING_MS).open(night_hall(kept))
    walk.file(walk.ready(kiosk))
    finger = await Finger.at(studio, kiosk)
    await finger.touch(kiosk.flow.verdict.state.taking.key)
    assert issued(kiosk) == IssueTicket(item_id=walk.FOOD, pre_review_id="p8", for_day=NEXT_DAY)


async def test_every_page_of_the_pre_review_can_be_left_by_touch(studio: Studio, kiosk: Rehearsal) -> None:
    for reach in (walk.begin, lambda k: walk.answer(walk.begin(k)), walk.ready):
        finger = await Finger.at(studio, reach(kiosk))
        await finger.touch("首页")
        assert kiosk.flow.state.place is Place.START
        assert kiosk.flow.outlook.review is None
