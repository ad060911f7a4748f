"""The clerk page in Chromium: by keyboard alone, by mouse, and when things go wrong."""

import asyncio
import re

import pytest
from msgspec.structs import replace
from playwright.async_api import expect

from queue_server.contract.commands import (
    AnyCommand,
    BreakOff,
    CallNext,
    CallTicket,
    CloseWindow,
    FinishServing,
    MarkNoShow,
    OpenWindow,
    PauseWindow,
    Position,
    RequeueTicket,
    ResumeTicket,
    StartServing,
    TransferTicket,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted, Action, Label, Why
from simulation.gallery.pages.examples import CALLED, CLOSED, EXAMPLES, FREE, NOW_MS, SERVING, TICKET, at_window
from simulation.gallery.pages.scripted_hall import Answer, ScriptedHall
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

AFTER = {OpenWindow: FREE, CallNext: CALLED, StartServing: SERVING, FinishServing: FREE}


def act_like_a_hall(hall: ScriptedHall) -> None:
    """Every command of an errand leads to the state it leads to."""

    async def decide(command: AnyCommand) -> Answer:
        after = AFTER.get(type(command))
        if after is not None:
            await hall.show(after)
        return Accepted(hall.seq, NOW_MS)

    hall.decide = decide


async def test_a_whole_errand_needs_no_mouse(open_page: Open) -> None:
    page, hall = await open_page(at_window(CLOSED))
    act_like_a_hall(hall)
    await page.keyboard.press("o")
    await expect(page.locator("#toast")).to_contain_text("窗口已开放")
    await page.keyboard.press("F2")
    await expect(page.locator("#toast")).to_contain_text("已叫到 3 号窗口")
    await expect(page.locator("#number")).to_have_text("A012")
    await page.keyboard.press("F4")
    await expect(page.locator("#toast")).to_contain_text("A012 开始服务")
    await page.keyboard.press("F6")
    await expect(page.locator("#toast")).to_contain_text("A012 已结束服务")
    assert [type(command) for command in await hall.commands(4)] == [OpenWindow, CallNext, StartServing, FinishServing]


async def test_a_call_that_did_not_go_by_waiting_alone_says_why(open_page: Open) -> None:
    page, hall = await open_page(at_window(FREE))
    assert CALLED.ticket is not None
    why = Why("chosen", 600, priority=Label("老年人优先", "Older people"), overtaken=2, reason="wheelchair")
    await hall.show(replace(CALLED, ticket=replace(CALLED.ticket, why=why)))
    await expect(page.locator(".facts")).to_contain_text("由工作人员选定：wheelchair · 比先来的 2 人先办")
    await hall.show(replace(CALLED, ticket=replace(CALLED.ticket, why=Why("longest_waiting", 600))))
    await expect(page.locator(".facts")).not_to_contain_text("等得最久")


async def test_a_double_press_sends_one_command(open_page: Open) -> None:
    page, hall = await open_page(at_window(FREE))
    may_answer = asyncio.Event()

    async def decide(command: AnyCommand) -> Answer:
        await may_answer.wait()
        await hall.show(CALLED)
        return Accepted(hall.seq, NOW_MS)

    hall.decide = decide
    await page.keyboard.press("F2")
    await page.keyboard.press("F2")
    await page.locator("[data-act=call_next]").dispatch_event("click")
    await expect(page.locator("#toast")).to_contain_text("正在办")
    may_answer.set()
    await expect(page.locator("#number")).to_have_text("A012")
    assert len(hall.asked) == 1


async def test_each_press_has_its_own_idempotency_key(open_page: Open) -> None:
    page, hall = await open_page(at_window(CALLED))
    for _ in range(2):
        await page.keyboard.press("F3")
        await expect(page.locator("#toast")).to_contain_text("又叫了一次")
        await page.keyboard.press("F1")
        await page.keyboard.press("Escape")
    await hall.commands(2)
    assert len({request.key for request in hall.asked}) == 2


async def test_a_refusal_is_said_in_words_and_the_page_goes_on(open_page: Open) -> None:
    page, hall = await open_page(at_window(FREE))

    async def refuse(command: AnyCommand) -> Answer:
        return RefusalCode.NOBODY_WAITING, {}

    hall.decide = refuse
    await page.keyboard.press("F2")
    await expect(page.locator("#toast")).to_contain_text("现在没有人等候")
    await expect(page.locator("[data-act=call_next]")).not_to_have_attribute("aria-disabled", "true")


async def test_an_action_not_open_says_why_and_sends_nothing(open_page: Open) -> None:
    page, hall = await open_page(at_window(SERVING))
    await expect(page.locator("[data-act=call_next]")).to_contain_text("先办完这位")
    await page.keyboard.press("F2")
    await expect(page.locator("#toast")).to_contain_text("请先结束这个号")
    assert hall.asked == []


async def test_what_is_only_too_soon_counts_down_and_opens(open_page: Open) -> None:
    soon = tuple(
        Action("RecallTicket", allowed=True, from_ms=NOW_MS + 60_000) if action.command == "RecallTicket" else action
        for action in CALLED.actions
    )
    page, hall = await open_page(at_window(replace(CALLED, actions=soon)))
    await expect(page.locator("[data-act=recall_ticket]")).to_contain_text("秒后")
    hall.now_ms += 61_000
    await expect(page.locator("[data-act=recall_ticket]")).not_to_have_attribute("aria-disabled", "true")


async def test_calling_out_of_order_asks_whom_and_why(open_page: Open) -> None:
    page, hall = await open_page(at_window(FREE))
    await page.keyboard.press("F5")
    await expect(page.locator("#question")).to_have_text("选呼哪一位")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator("#question")).to_contain_text("A015")
    await page.keyboard.press("1")
    assert await hall.commands(1) == [CallTicket("w03", "2026-11-23.A015", "elderly")]


async def test_a_transfer_asks_for_queue_and_place(open_page: Open) -> None:
    page, hall = await open_page(at_window(SERVING))
    await page.keyboard.press("F9")
    await page.keyboard.press("2")
    await page.keyboard.press("2")
    assert await hall.commands(1) == [TransferTicket("w03", "2026-11-23.A012", "social-security", Position.LAST)]


async def test_a_question_leaves_the_ticket_in_sight_and_goes_back_step_by_step(open_page: Open) -> None:
    page, hall = await open_page(at_window(SERVING))
    await page.keyboard.press("F9")
    await page.keyboard.press("1")
    await expect(page.locator("#number")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#question")).to_contain_text("转到哪里")
    await page.keyboard.press("Escape")
    await expect(page.locator("#question")).to_have_count(0)
    assert hall.asked == []


async def test_breaking_off_and_pausing_need_a_reason(open_page: Open) -> None:
    page, hall = await open_page(at_window(SERVING))
    await page.keyboard.press("Delete")
    await page.keyboard.press("3")
    assert await hall.commands(1) == [BreakOff("w03", "2026-11-23.A012", "materials_missing")]
    await hall.show(FREE)
    await expect(page.locator("[data-act=pause_window]")).not_to_have_attribute("aria-disabled", "true")
    await page.keyboard.press("p")
    await page.keyboard.press("2")
    assert (await hall.commands(2))[1] == PauseWindow("w03", "meeting")


async def test_what_needs_a_ticket_says_that_none_is_called(open_page: Open) -> None:
    finish = Action("FinishServing", False, RefusalCode.TICKET_UNKNOWN)  # as the real hall says it of no ticket
    page, hall = await open_page(at_window(replace(FREE, actions=(finish,))))
    await expect(page.locator("[data-act=finish_serving]")).to_contain_text("没有叫号")
    await page.keyboard.press("F6")
    await expect(page.locator("#toast")).to_contain_text("没有叫号")
    assert hall.asked == []


async def test_after_the_day_the_clerk_is_not_told_to_open_the_window(open_page: Open) -> None:
    opening = Action("OpenWindow", False, RefusalCode.DAY_CLOSED)
    page, _ = await open_page(at_window(replace(CLOSED, actions=(opening,))))
    await expect(page.locator("#ticket")).to_contain_text("业务日")


async def test_who_cannot_come_back_is_told_why_in_words(open_page: Open) -> None:
    [parked], [missed, another] = FREE.parked, FREE.missed
    kept_away = replace(parked, actions=(Action("ResumeTicket", False, RefusalCode.EMERGENCY),))
    elsewhere = replace(missed, actions=(Action("RequeueTicket", False, RefusalCode.DUPLICATE_TICKET),))
    page, _ = await open_page(at_window(replace(FREE, parked=(kept_away,), missed=(elsewhere, another))))
    await page.keyboard.press("F7")
    options = page.locator(".options li")
    await expect(options.nth(0)).to_contain_text("正在播应急信息")
    await expect(options.nth(1)).to_contain_text("已另取号")


async def test_a_refusal_without_short_words_is_told_as_one(open_page: Open) -> None:
    first, *others = FREE.waiting
    unheard_of = replace(first, actions=(Action("CallTicket", False, RefusalCode.WINDOW_UNKNOWN),))
    page, _ = await open_page(at_window(replace(FREE, waiting=(unheard_of, *others))))
    await page.keyboard.press("F5")
    await expect(page.locator(".options .note").first).to_have_text("现在不能")


async def test_parked_and_missed_come_back_by_key_and_by_mouse(open_page: Open) -> None:
    page, hall = await open_page(at_window(FREE))
    await page.keyboard.press("F7")
    await page.keyboard.press("1")
    assert await hall.commands(1) == [ResumeTicket("w03", "2026-11-23.A007")]
    button = page.locator("[data-act=return][data-ticket='2026-11-23.A003']")
    await expect(button).not_to_have_attribute("aria-disabled", "true")
    await button.click()
    assert (await hall.commands(2))[1] == RequeueTicket("2026-11-23.A003")


async def test_while_the_link_is_away_the_page_says_so_and_sends_nothing(open_page: Open) -> None:
    page, hall = await open_page(at_window(FREE))
    await hall.cut()
    await expect(page.locator("#link")).to_contain_text("正在重新连接")
    await expect(page.locator("#link")).to_contain_text("10:05:2")
    await expect(page.locator("#toast")).to_contain_text("连上以前不能操作")
    await expect(page.locator("[data-act=call_next]")).to_have_attribute("aria-disabled", "true")
    await page.keyboard.press("F2")
    assert hall.asked == []
    await expect(page.locator("#next")).to_contain_text("A014")
    hall.view = CALLED
    hall.seq += 1
    hall.restore()
    await expect(page.locator("#link")).to_contain_text("已连接")
    await expect(page.locator("#number")).to_have_text("A012")


async def test_a_request_cut_off_is_sent_again_with_the_same_key(open_page: Open) -> None:
    page, hall = await open_page(at_window(FREE))

    async def never(command: AnyCommand) -> Answer:
        await asyncio.Event().wait()
        return None

    hall.decide = never
    await page.keyboard.press("F2")
    await hall.commands(1)
    await hall.cut()
    act_like_a_hall(hall)
    hall.restore()
    await expect(page.locator("#number")).to_have_text("A012")
    assert len(hall.asked) == 2
    assert len({request.key for request in hall.asked}) == 1


async def test_two_pages_of_one_window_show_the_same(open_page: Open) -> None:
    page, hall = await open_page(at_window(FREE))
    act_like_a_hall(hall)
    other = await page.context.new_page()
    await other.goto(hall.address)
    await expect(other.locator("#next")).to_contain_text("A014")
    await page.keyboard.press("F2")
    for each in (page, other):
        await expect(each.locator("#number")).to_have_text("A012")
    await other.close()


async def test_without_a_window_in_the_address_a_digit_chooses_ones_post(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["clerk, posts"])
    await page.keyboard.press("2")
    await expect(page.locator("#toast")).to_contain_text("您在 4 号窗口")
    await expect(page).to_have_url(re.compile("window=w04$"))


async def test_a_session_that_ended_leads_back_to_the_sign_in_page(open_page: Open) -> None:
    page, hall = await open_page(at_window(FREE))
    hall.signed_out = True
    await hall.cut()
    await page.wait_for_url(f"http://127.0.0.1:{hall.port}/")


async def test_signing_out_asks_what_becomes_of_the_window(open_page: Open) -> None:
    page, hall = await open_page(at_window(FREE))
    await page.keyboard.press("q")
    await expect(page.locator(".options")).to_contain_text("关窗口并退出")
    await page.keyboard.press("2")
    await page.wait_for_url(f"http://127.0.0.1:{hall.port}/")
    assert hall.signed_out
    assert hall.asked == []


async def test_signing_out_in_the_middle_of_a_service_can_finish_it_so_that_it_is_rated(open_page: Open) -> None:
    page, hall = await open_page(at_window(SERVING))
    act_like_a_hall(hall)
    await page.keyboard.press("q")
    await expect(page.locator(".options")).to_contain_text("结束 A012，关窗口并退出")
    await page.keyboard.press("1")
    await page.wait_for_url(f"http://127.0.0.1:{hall.port}/")
    assert hall.signed_out
    assert [type(command) for command in await hall.commands(2)] == [FinishServing, CloseWindow]


async def test_nobody_is_signed_out_whose_service_could_not_be_finished(open_page: Open) -> None:
    page, hall = await open_page(at_window(SERVING))

    async def decide(command: AnyCommand) -> Answer:
        return RefusalCode.TOO_SOON, {"wait_s": "1"}

    hall.decide = decide
    await page.keyboard.press("q")
    await page.keyboard.press("1")
    await expect(page.locator("#toast")).to_contain_text("离上一步太近")
    assert [type(command) for command in await hall.commands(1)] == [FinishServing]
    assert not hall.signed_out


async def test_focus_survives_a_new_view(open_page: Open) -> None:
    page, hall = await open_page(at_window(FREE))
    await page.focus("[data-act=call_ticket]")
    await hall.show(replace(FREE, waiting_count=9))
    await expect(page.locator("#waiting")).to_contain_text("9 人")
    await expect(page.locator("[data-act=call_ticket]")).to_be_focused()


async def test_a_call_that_nobody_could_see_is_missed_only_after_it_was_called_out(open_page: Open) -> None:
    page, hall = await open_page(at_window(replace(CALLED, call_shown=False)))
    await expect(page.locator("#bar")).to_contain_text("没有屏幕播出这次叫号")
    await page.keyboard.press("F10")
    await expect(page.locator("#question")).to_have_text(f"您当面叫过 {TICKET.number} 号，没有人来？")
    await page.keyboard.press("1")
    assert await hall.commands(1) == [MarkNoShow("w03", TICKET.ticket_id, called_aloud=True)]


async def test_a_call_that_was_shown_is_missed_with_one_key(open_page: Open) -> None:
    page, hall = await open_page(at_window(replace(CALLED, call_shown=True)))
    await page.keyboard.press("F10")
    assert await hall.commands(1) == [MarkNoShow("w03", TICKET.ticket_id)]


async def test_the_page_says_that_an_emergency_message_stands(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["clerk, emergency"])
    await expect(page.locator("#bar")).to_contain_text("请立即离开大厅")
