"""The page behind a slip's QR code, in Chromium."""

import pytest
from msgspec.structs import replace
from playwright.async_api import Browser, expect

from queue_server.contract.commands import AnyCommand
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Label, PreReviewView, TicketState, Why
from simulation.gallery.pages import pre_reviews
from simulation.gallery.pages.examples import (
    CANCEL,
    EXAMPLES,
    OVER,
    RANGED,
    STAGED,
    TICKET,
    WAITING,
    in_state,
    phone,
    reviewed,
)
from simulation.gallery.pages.scripted_hall import Answer, ScriptedHall
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_facts_are_there_without_a_script(browser: Browser) -> None:
    async with ScriptedHall(EXAMPLES["ticket, waiting"]) as hall:
        context = await browser.new_context(java_script_enabled=False)
        page = await context.new_page()
        await page.goto(hall.address)
        for fact in ("A012", "前面还有 5 人", "请到 B 区等候", "1 至 8 号窗口"):
            await expect(page.locator("main")).to_contain_text(fact)
        await expect(page.locator(".cancel")).to_be_hidden()
        await context.close()


async def test_a_call_turns_the_page_red_without_reloading(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["ticket, waiting"])
    await expect(page.locator("#link")).to_contain_text("实时更新")
    await page.evaluate("window.stayed = true")
    await hall.show(replace(WAITING, ahead=1))
    await expect(page.locator("main")).to_contain_text("前面还有 1 人")
    await hall.show(replace(TICKET, actions=CANCEL))
    await expect(page.locator("h2")).to_have_text("请到 3 号窗口")
    await expect(page.locator(".seal[data-now]")).to_contain_text("3")
    assert await page.evaluate("window.stayed") is True


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (TicketState.SERVING, "正在 3 号窗口服务"),
        (TicketState.PARKED, "马上再叫您"),
        (TicketState.SERVED, "服务结束了"),
        (TicketState.CANCELLED, "这个号已取消"),
        (TicketState.EXPIRED, "今天没有叫到这个号"),
        (TicketState.VOID, "这个号作废了"),
    ],
)
async def test_every_state_says_what_it_means(open_page: Open, state: TicketState, words: str) -> None:
    page, hall = await open_page(EXAMPLES["ticket, waiting"])
    shown = replace(TICKET, state=state, actions=OVER) if state is TicketState.SERVING else in_state(state)
    await hall.show(shown)
    await expect(page.locator("h2")).to_contain_text(words)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (Why("longest_waiting", 725), "等得最久，等了 12 分钟"),
        (Why("priority", 300, priority=Label("老年人优先", "Older people")), "老年人优先，等了 5 分钟"),
        (Why("profile", 300, rule=Label("即办先办", "Quick ones first")), "按窗口规则“即办先办”先办"),
        (Why("chosen", 300), "由工作人员选定"),
        (Why("returned", 300), "从别处办完回来，接着办"),
    ],
)
async def test_who_is_called_reads_why(open_page: Open, why: Why, words: str) -> None:
    page, hall = await open_page(EXAMPLES["ticket, waiting"])
    await hall.show(replace(TICKET, why=why, actions=CANCEL))
    await expect(page.locator(".place")).to_contain_text(words)


async def test_a_missed_ticket_says_until_when_it_may_come_back(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["ticket, missed"])
    await expect(page.locator("main")).to_contain_text("10:32 前到窗口说一声")
    await expect(page.locator("main")).to_contain_text("往后排 3 位")


async def test_a_missed_ticket_whose_time_is_over_says_so(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["ticket, too late"])
    await expect(page.locator("main")).to_contain_text("请重新取号")


@pytest.mark.parametrize(
    ("review", "words", "materials"),
    [
        (pre_reviews.READY, "材料齐了", []),
        (pre_reviews.DEFERRABLE, "可以先办，1 份材料后补", ["食品安全管理制度"]),
        (pre_reviews.INCOMPLETE, "还差 3 份材料", ["从业人员健康证明", "食品安全管理制度", "经营场所布局图"]),
        (pre_reviews.INELIGIBLE, "这项暂时办不了", []),
    ],
)
async def test_the_pre_review_says_how_it_stands_and_what_to_bring(
    open_page: Open, review: PreReviewView, words: str, materials: list[str]
) -> None:
    page, hall = await open_page(phone(reviewed(WAITING, review)))
    await expect(page.locator(".pre-review h2")).to_contain_text(words)
    await expect(page.locator(".pre-review li")).to_have_text(materials)
    await hall.show(in_state(TicketState.SERVED))
    await expect(page.locator(".pre-review")).to_have_count(0)


async def test_without_a_pre_review_the_page_speaks_of_none(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["ticket, waiting"])
    await expect(page.locator(".pre-review")).to_have_count(0)


async def test_a_bundle_bears_its_name(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["ticket, bundle"])
    await expect(page.locator(".slip header")).to_contain_text("新生儿出生一件事")
    await expect(page.locator(".slip header")).to_contain_text("一起办")


async def test_how_long_it_may_take_is_told_only_once_enough_was_seen(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["ticket, waiting"])
    await expect(page.locator(".range")).to_have_count(0)
    await hall.show(replace(WAITING, range_min=(10, 25)))
    await expect(page.locator(".range")).to_have_text("约 10–25 分钟")
    await hall.show(replace(WAITING, range_min=(5, 5)))
    await expect(page.locator(".range")).to_have_text("约 5 分钟")
    await hall.show(replace(WAITING, range_min=(5, 9), for_day="2026-11-24"))
    await expect(page.locator(".for-day")).to_be_visible()
    await expect(page.locator(".range")).to_have_count(0)


async def test_a_claim_is_to_be_shown_until_it_was_verified(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["ticket, range"])
    await expect(page.locator(".slip header")).to_contain_text("老年人优先，叫到后请出示证件")
    await expect(page.locator(".slip header")).to_contain_text("预约 10:00–10:30")
    await hall.show(replace(RANGED, priority_verified=True))
    await expect(page.locator(".slip header")).to_contain_text("老年人优先，已核验")


async def test_a_journey_shows_where_it_is_and_what_comes(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["ticket, stages"])
    stages = page.locator(".stages li")
    await expect(stages).to_have_count(3)
    await expect(stages.nth(0)).to_contain_text("办完了")
    await expect(stages.nth(1)).to_contain_text("现在这一步")
    await expect(page.locator(".stages > p")).to_have_text(
        "一个号办到底，中间不用再取号。承诺今天办完。市场监督管理局牵头。"
    )
    await hall.show(replace(STAGED, state=TicketState.SERVED, window=None, actions=OVER))
    await expect(page.locator(".stages")).to_have_count(0)


async def test_who_is_sent_out_reads_where_to_go_back_to(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["ticket, goes back"])
    await expect(page.locator("main")).to_contain_text("会叫您到 3 号窗口")
    await expect(page.locator("main")).to_contain_text("回到 6 号窗口接着办，不用重新取号")


async def test_a_night_number_says_when_calling_starts_until_it_does(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["ticket, night"])
    await expect(page.locator(".for-day")).to_have_text("11 月 24 日（星期二） 09:00 开始叫号")
    await expect(page.locator("main")).to_contain_text("前面还有 5 人")
    await expect(page.locator("h2").first).to_have_text("到时请到 B 区等候")
    await hall.show(replace(WAITING, ahead=0))
    await expect(page.locator(".for-day")).to_have_count(0)
    await expect(page.locator("main")).to_contain_text("下一位就是您")


async def test_giving_the_number_back_is_asked_twice(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["ticket, waiting"])
    await page.click("summary")
    await page.click("[data-act=keep]")
    assert hall.cancelled == []
    hall_accepts = hall.decide

    async def decide(command: AnyCommand) -> Answer:
        await hall.show(in_state(TicketState.CANCELLED))
        return await hall_accepts(command)

    hall.decide = decide
    await page.click("summary")
    await page.click("[data-act=cancel]")
    await expect(page.locator("h2")).to_have_text("这个号已取消")
    assert len(hall.cancelled) == 1


async def test_a_cancel_refused_is_told(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["ticket, waiting"])

    async def refuse(command: AnyCommand) -> Answer:
        return RefusalCode.WRONG_STATE, {}

    hall.decide = refuse
    await page.click("summary")
    await page.click("[data-act=cancel]")
    await expect(page.locator(".trouble")).to_be_visible()


async def test_while_the_link_is_away_the_page_says_how_old_it_is(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["ticket, waiting"])
    await expect(page.locator("#link")).to_contain_text("实时更新")
    await hall.cut()
    await expect(page.locator("#link")).to_contain_text("这里是 10:05 的情况")
    hall.view = in_state(TicketState.SERVED)
    hall.seq += 1
    hall.restore()
    await expect(page.locator("h2")).to_have_text("服务结束了")
    await expect(page.locator("#link")).to_contain_text("实时更新")


async def test_the_page_speaks_the_tickets_language_and_offers_the_other(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["ticket, waiting, English"])
    await expect(page.locator("main")).to_contain_text("5 ahead of you")
    await page.click(".top a")
    await expect(page.locator("main")).to_contain_text("前面还有 5 人")
    await hall.show(replace(WAITING, language="en", ahead=2))
    await expect(page.locator("main")).to_contain_text("前面还有 2 人")


async def test_an_emergency_message_of_the_hall_stands_above_the_ticket(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["ticket, emergency"])
    await expect(page.locator("main .emergency")).to_contain_text("请立即离开大厅")
    await hall.show(WAITING)
    await expect(page.locator("main .emergency")).to_have_count(0)
