"""Every kind of waiting on the clerk page, in Chromium: priority, handing over, back again, stages, undoing, posts."""

import re

import pytest
from msgspec.structs import replace
from playwright.async_api import Page, expect

from queue_server.contract.commands import (
    AnyCommand,
    CallTicket,
    CloseWindow,
    NextStage,
    OpenWindow,
    PauseWindow,
    Position,
    RequestWindow,
    ReturnTag,
    SendAway,
    TakeOver,
    TransferTicket,
    UndoLast,
    VerifyPriority,
    WindowChange,
    WithdrawPriority,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted, Action, UndoLine
from simulation.gallery.pages.examples import (
    ALONE,
    ANOTHERS,
    AWAY_HERE,
    BUSY_DAY,
    CLAIMED,
    CLOSED,
    FREE,
    IN_STAGES,
    NOW_MS,
    SERVING,
    TO_SIT_DOWN,
    UNRELIEVED,
    WITHDRAWN,
    at_window,
)
from simulation.gallery.pages.scripted_hall import Answer
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

TICKET_ID = "2026-11-23.A012"


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


# --- priority -------------------------------------------------------------------------------------------------------


async def test_who_waits_shows_class_and_whether_it_was_verified(open_page: Open) -> None:
    page, _ = await open_page(at_window(BUSY_DAY))
    line = page.locator(".after-list li")
    await expect(line.filter(has_text="A015").locator("[data-priority=claimed]")).to_have_text("老年人优先")
    await expect(line.filter(has_text="A016").locator("[data-priority=verified]")).to_have_text("残疾人优先")
    await expect(line.filter(has_text="A019").locator("[data-priority]")).to_have_count(0)


async def test_a_claim_is_verified_with_one_key(open_page: Open) -> None:
    page, hall = await open_page(at_window(CLAIMED))
    await expect(page.locator(".facts [data-priority=claimed]")).to_have_text("老年人优先")
    await expect(page.locator(".facts")).to_contain_text("老年人优先，等了 9 分钟 · 比先来的 3 人先办")
    await press(page, "v")
    assert await hall.commands(1) == [VerifyPriority(TICKET_ID)]
    assert CLAIMED.ticket is not None
    await hall.show(replace(CLAIMED, ticket=replace(CLAIMED.ticket, priority_verified=True)))
    await expect(page.locator(".facts [data-priority=verified]")).to_be_visible()
    await expect(page.locator("[data-act=verify_priority]")).to_have_count(0)


async def test_a_claim_is_withdrawn_for_a_reason_of_the_list(open_page: Open) -> None:
    page, hall = await open_page(at_window(CLAIMED))
    await press(page, "d")
    await expect(page.locator(".choice")).to_contain_text("按原来的位置接着等")
    await press(page, "2")
    assert await hall.commands(1) == [WithdrawPriority(TICKET_ID, "not_valid")]


async def test_a_reason_may_be_written_and_no_key_does_anything_else_meanwhile(open_page: Open) -> None:
    page, hall = await open_page(at_window(CLAIMED))
    await press(page, "d", "5")
    await expect(page.locator("#own-words")).to_be_focused()
    await press(page, "Enter")  # without a word
    await page.keyboard.type("证件 2 张都不是本人的 vqxz")
    assert hall.asked == []
    await press(page, "Enter")
    assert await hall.commands(1) == [WithdrawPriority(TICKET_ID, "证件 2 张都不是本人的 vqxz")]


async def test_writing_is_left_step_by_step(open_page: Open) -> None:
    page, hall = await open_page(at_window(CLAIMED))
    await press(page, "d", "5", "Escape")
    await expect(page.locator("#own-words")).to_have_count(0)
    await expect(page.locator("#question")).to_be_visible()
    await press(page, "Escape")
    await expect(page.locator("#question")).to_have_count(0)
    assert hall.asked == []


async def test_calling_out_of_order_takes_words_of_ones_own(open_page: Open) -> None:
    page, hall = await open_page(at_window(FREE))
    await press(page, "F5", "2", "6")
    await page.keyboard.type("轮椅")
    await page.click("[data-act=write]")
    assert await hall.commands(1) == [CallTicket("w03", "2026-11-23.A015", "轮椅")]


# --- handing over, out and back, stages ------------------------------------------------------------------------------


async def test_a_ticket_is_handed_over_to_a_window(open_page: Open) -> None:
    page, hall = await open_page(at_window(IN_STAGES))
    await press(page, "F9", "ArrowUp", "ArrowUp", "Enter")
    await expect(page.locator("#question")).to_have_text("A012 转到哪个窗口")
    await expect(page.locator(".options")).to_contain_text("19 号收费窗口")
    await press(page, "2", "3")
    command = TransferTicket("w03", TICKET_ID, position=Position.FIRST, to_window_id="w19")
    assert await hall.commands(1) == [command]
    await expect(page.locator("#toast")).to_contain_text("A012 已转到 19 号窗口")


async def test_a_ticket_is_handed_over_to_somebody(open_page: Open) -> None:
    page, hall = await open_page(at_window(IN_STAGES))
    await press(page, "F9", "ArrowUp", "Enter", "1")
    await expect(page.locator("#question")).to_contain_text("孙蕾")
    await press(page, "1")
    assert await hall.commands(1) == [TransferTicket("w03", TICKET_ID, to_clerk_id="sun-lei")]


async def test_going_back_from_the_place_passes_over_what_was_not_asked(open_page: Open) -> None:
    page, _ = await open_page(at_window(IN_STAGES))
    await press(page, "F9", "2")
    await expect(page.locator("#question")).to_contain_text("排在哪里")
    await press(page, "Escape")
    await expect(page.locator("#question")).to_have_text("A012 转到哪里")


async def test_queues_to_choose_from_say_how_long_it_may_take(open_page: Open) -> None:
    page, _ = await open_page(at_window(IN_STAGES))
    await press(page, "F9")
    options = page.locator(".options li")
    await expect(options.nth(0)).to_contain_text("等 3 人，约 10–25 分钟")
    await expect(options.nth(5)).not_to_contain_text("约")
    await expect(page.locator(".lengths")).to_contain_text("约 10–25 分钟")


async def test_somebody_is_sent_out_and_comes_back(open_page: Open) -> None:
    page, hall = await open_page(at_window(IN_STAGES))
    await press(page, "s")
    await expect(page.locator(".choice")).to_contain_text("不用重新排队")
    await press(page, "6")
    assert await hall.commands(1) == [SendAway("w03", TICKET_ID, "cashier")]
    await hall.show(AWAY_HERE)
    await expect(page.locator(".facts")).to_contain_text("办完返回6 号窗口")
    await hall.show(BUSY_DAY)
    await expect(page.locator(".next-head")).to_contain_text("办完返回")
    await expect(page.locator("#next .why")).to_contain_text("不用再等")


async def test_a_bundle_shows_its_stages_and_goes_on_to_the_next(open_page: Open) -> None:
    page, hall = await open_page(at_window(IN_STAGES))
    stages = page.locator(".stages li")
    await expect(stages).to_have_count(3)
    await expect(page.locator(".stages [data-state=now]")).to_contain_text("缴费")
    await expect(page.locator(".stages")).to_contain_text("市场监督管理局牵头")
    await expect(page.locator(".stages")).to_contain_text("一日办结")
    for words in ("首问苏文", "预约09:30–10:00"):
        await expect(page.locator(".facts")).to_contain_text(words)
    await press(page, "n")
    assert await hall.commands(1) == [NextStage("w03", TICKET_ID)]


async def test_without_stages_the_page_speaks_of_none(open_page: Open) -> None:
    page, hall = await open_page(at_window(SERVING))
    await expect(page.locator(".stages")).to_have_count(0)
    await press(page, "n", "s")
    assert hall.asked == []


# --- undoing, reminders, recalls --------------------------------------------------------------------------------------


async def test_what_can_be_undone_is_named_with_the_time_left(open_page: Open) -> None:
    page, hall = await open_page(at_window(BUSY_DAY))
    await expect(page.locator("#undo")).to_contain_text(re.compile("撤销“A009 过号”，还有 [1-9] 秒"))
    hall.now_ms += 10_000
    await expect(page.locator("#undo")).to_have_count(0)


async def test_the_last_step_is_undone_by_one_key(open_page: Open) -> None:
    allowed = (*FREE.actions, Action("UndoLast", True))
    undoable = UndoLine("ServingFinished", TICKET_ID, "A012", NOW_MS + 60_000)
    page, hall = await open_page(at_window(replace(FREE, undo=undoable, actions=allowed)))
    await expect(page.locator("#undo")).to_contain_text("A012 结束服务")
    await press(page, "z")
    assert await hall.commands(1) == [UndoLast("w03")]
    await expect(page.locator("#toast")).to_contain_text("A012 的上一步已撤销")


async def test_one_parked_too_long_stands_out(open_page: Open) -> None:
    page, _ = await open_page(at_window(BUSY_DAY))
    rows = page.locator("section[aria-labelledby=parked-heading] li")
    await expect(rows.nth(0)).to_contain_text("11 分钟，该叫回了")
    await expect(rows.nth(1).locator(".badge")).to_have_count(0)


async def test_the_recalls_left_stand_beside_their_key(open_page: Open) -> None:
    page, hall = await open_page(at_window(CLAIMED))
    await expect(page.locator("[data-act=recall_ticket]")).to_contain_text("还可叫 2 次")
    enough = tuple(
        Action("RecallTicket", False, RefusalCode.RECALLED_ENOUGH) if one.command == "RecallTicket" else one
        for one in CLAIMED.actions
    )
    await hall.show(replace(CLAIMED, actions=enough, recalls_left=0))
    await expect(page.locator("[data-act=recall_ticket]")).to_contain_text("叫够次数")


async def test_a_second_press_that_comes_too_soon_counts_down(open_page: Open) -> None:
    soon = tuple(
        Action("FinishServing", True, from_ms=NOW_MS + 60_000) if one.command == "FinishServing" else one
        for one in SERVING.actions
    )
    page, hall = await open_page(at_window(replace(SERVING, actions=soon)))
    await press(page, "F6")
    await expect(page.locator("#toast")).to_contain_text("秒后")
    assert hall.asked == []


# --- posts ------------------------------------------------------------------------------------------------------------


async def test_leaving_people_alone_needs_a_reason_and_names_who_could_stand_in(open_page: Open) -> None:
    page, hall = await open_page(at_window(UNRELIEVED))
    await press(page, "x")
    await expect(page.locator(".choice")).to_contain_text("陈立可以顶岗")
    await press(page, "2")
    assert await hall.commands(1) == [CloseWindow("w03", "emergency")]
    await expect(page.locator("#toast")).to_contain_text("窗口已关闭")
    await press(page, "p")
    await expect(page.locator("#question")).to_have_text("为什么暂停")
    await press(page, "1")
    assert (await hall.commands(2))[1] == PauseWindow("w03", "unwell")


async def test_signing_out_of_such_a_window_asks_for_the_reason_too(open_page: Open) -> None:
    page, hall = await open_page(at_window(ALONE))
    await press(page, "q", "1")
    await expect(page.locator(".choice")).to_contain_text("没有人能顶岗")
    await press(page, "4")
    assert await hall.commands(1) == [CloseWindow("w03", "people_told")]
    await page.wait_for_url(f"http://127.0.0.1:{hall.port}/")


async def test_staying_sends_nothing(open_page: Open) -> None:
    page, hall = await open_page(at_window(UNRELIEVED))
    await press(page, "x", "5")
    await expect(page.locator("#question")).to_have_count(0)
    assert hall.asked == []


async def test_a_window_is_opened_with_a_trainee(open_page: Open) -> None:
    page, hall = await open_page(at_window(TO_SIT_DOWN))
    await press(page, "i", "2")
    assert await hall.commands(1) == [OpenWindow("w03", "gu-yu")]
    await hall.show(BUSY_DAY)
    await expect(page.locator(".bar .who")).to_contain_text("带教何苗")


async def test_the_backup_takes_over_in_one_step(open_page: Open) -> None:
    page, hall = await open_page(at_window(ANOTHERS))
    await expect(page.locator("#ticket")).to_contain_text("陈立在这个窗口")

    async def decide(command: AnyCommand) -> Answer:
        await hall.show(SERVING)
        return Accepted(hall.seq, NOW_MS)

    hall.decide = decide
    await press(page, "t")
    assert await hall.commands(1) == [TakeOver("w03")]
    await expect(page.locator("#number")).to_have_text("A012")
    await expect(page.locator("#toast")).to_contain_text("由您接着办")


async def test_nobody_takes_over_from_themselves(open_page: Open) -> None:
    page, hall = await open_page(at_window(replace(SERVING, take_over=Action("TakeOver", True))))
    await expect(page.locator("#number")).to_be_visible()
    await press(page, "t")
    assert hall.asked == []


async def test_a_window_is_asked_to_be_withdrawn_and_set_up_again(open_page: Open) -> None:
    page, hall = await open_page(at_window(FREE))
    await press(page, "r", "1")
    assert await hall.commands(1) == [RequestWindow("w03", WindowChange.WITHDRAW, "few_people")]
    await expect(page.locator("#toast")).to_contain_text("申请已提交")
    await hall.show(WITHDRAWN)
    await expect(page.locator("#ticket")).to_contain_text("窗口已撤销")
    await press(page, "r", "2")
    assert (await hall.commands(2))[1] == RequestWindow("w03", WindowChange.OPEN, "many_people")


async def test_at_a_closed_window_only_what_is_possible_is_offered(open_page: Open) -> None:
    page, _ = await open_page(at_window(CLOSED))
    await expect(page.locator(".seat button")).to_have_text(["R申请调整窗口", "W换窗口"])


async def test_a_vibrating_tag_is_left_with_the_clerk_by_one_key(open_page: Open) -> None:
    page, hall = await open_page(at_window(CLAIMED))
    await expect(page.locator(".facts .care")).to_have_text("12 号牌没有响应，请到大厅里请人")
    await page.keyboard.press("g")
    assert CLAIMED.ticket is not None
    assert await hall.commands(1) == [ReturnTag(CLAIMED.ticket.ticket_id)]
    await hall.show(replace(CLAIMED, tag=None))
    await expect(page.locator("[data-act=return_tag]")).to_have_count(0)
