"""The tickets page in Chromium: a number is found, looked after, and taken for somebody, by keyboard alone."""

from dataclasses import replace as replaced

import pytest
from msgspec.structs import replace
from playwright.async_api import Page, expect

from config.catalogue import Applicant
from queue_server.contract.commands import (
    AnyCommand,
    CancelTicket,
    EnterPaperTicket,
    GiveTag,
    GrantPriority,
    IssueTicket,
    ReprintSlip,
    ReturnTag,
    ServedByHand,
    VerifyPriority,
    VoidTicket,
    WithdrawPriority,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted, Action, ReprintLine, TicketsFound
from simulation.gallery.pages.examples import AUDITOR, FLOOR_OPEN, GUIDE_AND_CLERK, NOW_MS, WAITING, lobby
from simulation.gallery.pages.lookups import FILE, FOUND, ITEMS, REPRINTING_FILE
from simulation.gallery.pages.scripted_hall import Answer
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

TICKET_ID = FILE.ticket.ticket_id


async def choose(page: Page) -> None:
    """A028, the fourth of those that were found."""
    await expect(page.locator(".found li")).to_have_count(len(FOUND.tickets))
    for _ in range(4):
        await page.keyboard.press("ArrowDown")
    await expect(page.locator("#number-chosen")).to_have_text("A028")


async def test_a_number_is_typed_and_found(open_page: Open) -> None:
    found = {"tickets?number=28": TicketsFound(FOUND.tickets[3:4], 1)}
    page, hall = await open_page(lobby(lookups=found))
    await expect(page.locator(".count")).to_have_text("共 468 个，显示最新 10 个")
    await page.keyboard.type("28")
    await expect(page.locator(".found li")).to_have_count(1)
    await expect(page.locator(".count")).to_have_text("1 个")
    await page.keyboard.press("Enter")
    await expect(page.locator("#number-chosen")).to_have_text("A028")
    assert f"tickets/{TICKET_ID}" in hall.looked_up


async def test_a_state_is_chosen_and_asked_for(open_page: Open) -> None:
    page, hall = await open_page(lobby(lookups={"tickets?state=parked": TicketsFound(FOUND.tickets[7:8], 1)}))
    await page.click("[data-state=parked].chip")
    await expect(page.locator(".found li")).to_have_count(1)
    await expect(page.locator(".found")).to_contain_text("A007")
    assert "tickets?state=parked" in hall.looked_up


async def test_nothing_found_is_said(open_page: Open) -> None:
    page, _ = await open_page(lobby(lookups={"tickets": TicketsFound((), 0)}))
    await expect(page.locator(".count")).to_have_text("今天没有这样的号")


async def test_a_file_tells_all_that_is_known_and_how_it_was_called(open_page: Open) -> None:
    page, _ = await open_page(lobby())
    await choose(page)
    facts = page.locator("#ticket .facts")
    for words in ("服务对象个人", "办件编号AH-2026-001724", "4 人，约 10–25 分钟", "老年人优先"):
        await expect(facts).to_contain_text(words)
    calls = page.locator(".calls li")
    await expect(calls).to_have_count(2)
    await expect(calls.nth(0)).to_contain_text("09:51，3 号窗口，王敏")
    await expect(calls.nth(0)).to_contain_text("叫了 2 次")
    await expect(calls.nth(1)).to_contain_text("老年人优先，等了 9 分钟 · 比先来的 3 人先办")


async def test_staff_verify_grant_and_withdraw_by_one_key_each(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await choose(page)
    await page.keyboard.press("F4")
    await expect(page.locator("#toast")).to_contain_text("A028 的优先已核验")
    await page.keyboard.press("F5")
    await expect(page.locator(".options")).to_contain_text("凭残疾人证")
    await page.keyboard.press("2")
    await expect(page.locator("#question")).to_contain_text("残疾人优先")
    await page.keyboard.press("1")
    await expect(page.locator("#toast")).to_contain_text("已开通优先")
    await page.keyboard.press("F6")
    await page.keyboard.press("5")
    await page.keyboard.type("本人说不用 4")
    await page.keyboard.press("Enter")
    assert await hall.commands(3) == [
        VerifyPriority(TICKET_ID),
        GrantPriority(TICKET_ID, "disabled", "seen"),
        WithdrawPriority(TICKET_ID, "本人说不用 4"),
    ]


async def test_cancelling_is_asked_twice_and_voiding_needs_a_reason(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await choose(page)
    await page.keyboard.press("F8")
    await page.keyboard.press("2")
    assert hall.asked == []
    await page.keyboard.press("F8")
    await page.keyboard.press("1")
    await expect(page.locator("#toast")).to_contain_text("已取消")
    await page.keyboard.press("F10")
    await page.keyboard.press("3")
    assert await hall.commands(2) == [CancelTicket(TICKET_ID, "staff"), VoidTicket(TICKET_ID, "wrong_item")]


async def test_what_is_not_open_says_why_and_sends_nothing(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await choose(page)
    await expect(page.locator("[data-act=requeue_ticket]")).to_contain_text("现在用不上")
    await page.keyboard.press("F7")
    await expect(page.locator("#toast")).to_be_visible()
    assert hall.asked == []


async def test_a_ticket_is_taken_for_somebody_by_what_one_types(open_page: Open) -> None:
    page, hall = await open_page(lobby(person=GUIDE_AND_CLERK))

    async def decide(command: AnyCommand) -> Answer:
        return Accepted(hall.seq, NOW_MS, replace(WAITING, ticket_id=TICKET_ID, number="A028"))

    hall.decide = decide
    await page.keyboard.press("F3")
    await expect(page.locator("#words")).to_be_focused()
    await page.keyboard.type("spjy")
    await expect(page.locator(".issue .options li")).to_have_count(len(ITEMS.items))
    await page.keyboard.press("Enter")
    await expect(page.locator(".issue .wish")).to_contain_text("食品经营许可（新办）")
    await expect(page.locator("#give-number")).to_be_focused()
    await page.select_option("#issue-language", "en")
    await page.select_option("#issue-applicant", "organisation")
    await page.select_option("#issue-priority", "elderly")
    await page.fill("[name=case_number]", "AH-7")
    await page.focus("#give-number")
    await page.keyboard.press("Enter")
    assert await hall.commands(1) == [
        IssueTicket(
            item_id="food-licence-new",
            language="en",
            applicant=Applicant.ORGANISATION,
            priority="elderly",
            case_number="AH-7",
        )
    ]
    await expect(page.locator("#toast")).to_contain_text("A028 已取号")
    await expect(page.locator("#number-chosen")).to_have_text("A028")


async def test_a_ticket_is_taken_straight_for_a_kind_of_window(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await page.keyboard.press("F3")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    assert await hall.commands(1) == [IssueTicket(queue_id="instant")]


async def test_only_classes_a_person_may_claim_are_offered_with_a_number(open_page: Open) -> None:
    page, _ = await open_page(lobby())
    await page.keyboard.press("F3")
    await page.keyboard.press("Enter")
    offered = await page.locator("#issue-priority option").all_text_contents()
    assert "残疾人优先 · 凭残疾人证" in offered
    assert not any("绿色通道" in words for words in offered)


async def test_an_item_that_is_closed_says_so_and_is_not_taken(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await page.keyboard.press("F3")
    await page.keyboard.type("x")
    closed = page.locator(".issue .options li").nth(3)
    await expect(closed.locator("[aria-disabled=true]")).to_be_visible()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        await page.keyboard.press(key)
    await expect(page.locator("#give-number")).to_have_count(0)
    assert hall.asked == []


async def test_at_night_the_number_is_for_the_next_day(open_page: Open) -> None:
    page, hall = await open_page(lobby(lookups={"items": replace(ITEMS, for_day="2026-11-24")}))
    await page.keyboard.press("F3")
    await page.keyboard.type("x")
    await expect(page.locator("#issue")).to_contain_text("取的是 2026-11-24 的号")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    assert await hall.commands(1) == [IssueTicket(item_id="food-licence-new", for_day="2026-11-24")]


async def test_after_the_last_number_staff_say_why_one_more(open_page: Open) -> None:
    page, hall = await open_page(lobby())

    async def refuse(command: AnyCommand) -> Answer:
        late = isinstance(command, IssueTicket) and command.late_reason is not None
        return Accepted(hall.seq, NOW_MS, WAITING) if late else (RefusalCode.NUMBERS_OVER, {})

    hall.decide = refuse
    await page.keyboard.press("F3")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.locator("#late-reason")).to_be_focused()
    await page.keyboard.type("老人从外地赶来")
    await page.keyboard.press("Enter")
    assert (await hall.commands(2))[1] == IssueTicket(queue_id="comprehensive", late_reason="老人从外地赶来")


async def test_escape_leaves_the_form_step_by_step(open_page: Open) -> None:
    page, _ = await open_page(lobby())
    await page.keyboard.press("F3")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await expect(page.locator("#words")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#issue")).to_have_count(0)
    await expect(page.locator("#number")).to_be_focused()


async def test_an_auditor_looks_and_is_offered_nothing(open_page: Open) -> None:
    page, hall = await open_page(lobby(person=AUDITOR, lookups={f"tickets/{TICKET_ID}": replace(FILE, actions=())}))
    await choose(page)
    await expect(page.locator("#actions")).to_contain_text("只看不动")
    await expect(page.locator("[data-act=issue_ticket]")).to_have_count(0)
    for key in ("F3", "F4", "F8"):
        await page.keyboard.press(key)
    await expect(page.locator("#issue")).to_have_count(0)
    assert hall.asked == []


async def test_what_changes_in_the_hall_is_looked_up_again(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await choose(page)
    asked = len(hall.looked_up)
    hall.example = replaced(
        hall.example,
        lookups={f"tickets/{TICKET_ID}": replace(FILE, ticket=replace(FILE.ticket, priority_verified=True))},
    )
    await hall.show(FLOOR_OPEN)
    await expect(page.locator("#ticket [data-priority=verified]")).to_be_visible()
    assert len(hall.looked_up) > asked


async def test_while_the_link_is_away_nothing_is_sent(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await choose(page)
    await hall.cut()
    await expect(page.locator("#link")).to_contain_text("正在重新连接")
    await expect(page.locator("[data-act=verify_priority]")).to_contain_text("未连接")
    await page.keyboard.press("F4")
    assert hall.asked == []


async def test_a_question_outlives_an_outage_and_is_answered_after_it(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await choose(page)
    await page.keyboard.press("F8")
    await expect(page.locator("#question")).to_contain_text("A028")
    async with page.expect_event("requestfailed", lambda request: request.url.endswith(TICKET_ID)):
        await page.route(f"**/tickets/{TICKET_ID}", lambda route: route.abort())  # asked for every second
    await hall.cut()
    await expect(page.locator("#link")).to_contain_text("正在重新连接")
    await expect(page.locator("[data-act=cancel_ticket]")).to_contain_text("未连接")
    await expect(page.locator("#question")).to_contain_text("A028")
    await page.unroute_all()
    hall.restore()
    await expect(page.locator("#link")).to_have_attribute("data-link", "linked")
    await page.keyboard.press("1")
    assert await hall.commands(1) == [CancelTicket(TICKET_ID, "staff")]


async def test_a_question_about_a_ticket_that_is_gone_is_not_asked_any_more(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await choose(page)
    await page.keyboard.press("F8")
    await expect(page.locator("#question")).to_be_visible()
    hall.example = replaced(hall.example, lookups={f"tickets/{TICKET_ID}": RefusalCode.TICKET_UNKNOWN})
    await expect(page.locator("#ticket .no-ticket")).to_contain_text("没有这个号")
    await expect(page.locator("#question")).to_have_count(0)
    await expect(page.locator("[data-act=cancel_ticket]")).to_have_count(0)


async def test_a_slip_is_printed_again_at_the_station_that_is_chosen_first_the_one_that_gave_it(
    open_page: Open,
) -> None:
    page, hall = await open_page(lobby())
    await choose(page)
    await page.keyboard.press("F9")
    stations = page.locator(".options li")
    await expect(stations).to_have_count(3)
    await expect(stations.nth(0)).to_contain_text("3 号自助机在这里取的号，快没纸了")
    await expect(stations.nth(2)).to_contain_text("2 号自助机没纸了")
    await page.keyboard.press("2")
    await expect(page.locator("#toast")).to_contain_text("A028 的号单补打，已交给 1 号自助机")
    await page.keyboard.press("F9")
    await page.keyboard.press("Enter")
    assert await hall.commands(2) == [ReprintSlip(TICKET_ID, "kiosk-1"), ReprintSlip(TICKET_ID, "kiosk-3")]


async def test_the_only_station_that_can_print_is_not_asked_for(open_page: Open) -> None:
    away = tuple(replace(one, online=one.station_id == "kiosk-2") for one in FLOOR_OPEN.stations)
    page, hall = await open_page(lobby(view=replace(FLOOR_OPEN, stations=away)))
    await choose(page)
    await page.keyboard.press("F9")
    assert await hall.commands(1) == [ReprintSlip(TICKET_ID, "kiosk-2")]
    await expect(page.locator("#question")).to_have_count(0)


async def test_what_is_printed_again_already_is_not_asked_for_elsewhere(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await expect(page.locator(".found li")).to_have_count(len(FOUND.tickets))
    for _ in range(3):
        await page.keyboard.press("ArrowDown")
    await expect(page.locator("#ticket .facts")).to_contain_text("补打3 号自助机，正在打")
    await page.keyboard.press("F9")
    assert await hall.commands(1) == [ReprintSlip(REPRINTING_FILE.ticket.ticket_id, "kiosk-3")]


@pytest.mark.parametrize(("failed", "words"), [(False, "A028 的号单已补打"), (True, "没有打出来")])
async def test_what_became_of_a_reprint_is_said(failed: bool, words: str, open_page: Open) -> None:
    path, under_way = f"tickets/{TICKET_ID}", ReprintLine(f"{TICKET_ID}.r1", TICKET_ID, "kiosk-1")
    page, hall = await open_page(lobby(lookups={path: replace(FILE, reprint=under_way)}))
    await choose(page)
    await expect(page.locator("#ticket .facts")).to_contain_text("补打1 号自助机，正在打")
    hall.example = replaced(hall.example, lookups={path: replace(FILE, reprint_failed=failed)})
    await expect(page.locator("#toast")).to_contain_text(words)
    await expect(page.locator("#ticket .facts")).not_to_contain_text("正在打")


async def test_a_refused_reprint_is_told_in_words(open_page: Open) -> None:
    refused = (ReprintSlip(TICKET_ID, "kiosk-3"), RefusalCode.STATION_AWAY)
    page, _ = await open_page(lobby(refused=(refused,)))
    await choose(page)
    await page.keyboard.press("F9")
    await page.keyboard.press("Enter")
    await expect(page.locator("#toast")).to_contain_text("终端没有连接，请检查电源和网络")


async def test_without_a_station_that_can_print_the_key_says_so(open_page: Open) -> None:
    nowhere = replace(FILE, actions=(Action("ReprintSlip", False, RefusalCode.STATION_AWAY),))
    page, hall = await open_page(lobby(lookups={f"tickets/{TICKET_ID}": nowhere}))
    await choose(page)
    await expect(page.locator("[data-act=reprint_slip]")).to_contain_text("终端没连接")
    await page.keyboard.press("F9")
    await expect(page.locator("#toast")).to_contain_text("终端没有连接")
    assert hall.asked == []


async def test_a_vibrating_tag_is_given_with_one_key_and_a_digit_or_its_number(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await choose(page)
    await page.keyboard.press("Insert")
    await expect(page.locator("#question")).to_have_text("给 A028 哪一个震动号牌")
    await page.keyboard.press("3")
    await expect(page.locator("#toast")).to_contain_text("A028 拿 4 号震动号牌")
    for written, given in (("35", 35), ("x", 9999)):
        await page.keyboard.press("Insert")
        await page.keyboard.press("9")
        await expect(page.locator("#own-words")).to_be_focused()
        await page.keyboard.type(written)
        await page.keyboard.press("Enter")
        await expect(page.locator("#toast")).to_contain_text(f"A028 拿 {given} 号震动号牌")
    assert await hall.commands(3) == [GiveTag(TICKET_ID, "4"), GiveTag(TICKET_ID, "35"), GiveTag(TICKET_ID, "9999")]


async def test_a_tag_is_told_in_the_file_and_taken_back_with_the_same_key(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await expect(page.locator(".found li")).to_have_count(len(FOUND.tickets))
    for _ in range(3):
        await page.keyboard.press("ArrowDown")
    await expect(page.locator("#ticket .facts")).to_contain_text("12 号牌")
    await page.keyboard.press("Insert")
    await page.keyboard.press("1")
    assert await hall.commands(1) == [ReturnTag(REPRINTING_FILE.ticket.ticket_id)]
    await expect(page.locator("#toast")).to_contain_text("12 号震动号牌已收回")


async def test_a_hall_without_tags_offers_none(open_page: Open) -> None:
    without = replace(FILE, free_tags=(), actions=FILE.actions[:-1])
    page, _ = await open_page(lobby(lookups={f"tickets/{TICKET_ID}": without}))
    await choose(page)
    await expect(page.locator("[data-act=void_ticket]")).to_be_visible()
    await expect(page.locator("[data-act=give_tag]")).to_have_count(0)


async def test_numbers_of_a_paper_roll_are_entered_one_after_another_by_keyboard(open_page: Open) -> None:
    page, hall = await open_page(lobby(person=GUIDE_AND_CLERK))
    await page.keyboard.press("F1")
    await expect(page.locator("#paper-number")).to_be_focused()
    await page.keyboard.type("z007")
    await page.keyboard.press("Enter")
    await expect(page.locator("#words")).to_be_focused()
    await page.keyboard.type("spjy")
    await page.keyboard.press("Enter")
    await expect(page.locator("#paper-number")).to_have_value("008")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")  # the same again
    await expect(page.locator("#paper-number")).to_have_value("009")
    await page.keyboard.type("31")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Delete")  # what was typed is marked
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert await hall.commands(3) == [
        EnterPaperTicket("007", item_id="food-licence-new"),
        EnterPaperTicket("008", item_id="food-licence-new"),
        EnterPaperTicket("31", queue_id="instant"),
    ]
    await expect(page.locator(".entered li")).to_have_count(3)
    await expect(page.locator("#entered-heading")).to_have_text("已录 3 个")


async def test_a_number_refused_stays_with_its_reason_until_it_is_entered_or_dropped(open_page: Open) -> None:
    used, closed = EnterPaperTicket("007", queue_id="comprehensive"), EnterPaperTicket("008", queue_id="comprehensive")
    refused = ((used, RefusalCode.PAPER_NUMBER_USED), (closed, RefusalCode.DAY_CLOSED))
    page, hall = await open_page(lobby(refused=refused))
    await page.keyboard.press("F1")
    await page.keyboard.type("007")
    for _ in range(6):  # 007, 008, 009
        await page.keyboard.press("Enter")
    lines = page.locator(".entered [data-state=refused]")
    await expect(lines).to_have_count(2)
    await expect(lines.filter(has_text="Z007")).to_contain_text("纸卷上的这个号已经补录过，请核对")
    await expect(page.locator("#entered-heading")).to_have_text("已录 1 个，没录上 2 个")
    await page.keyboard.press("Escape")
    await page.keyboard.press("F1")
    await expect(lines).to_have_count(2)  # they are still there
    hall.example = replaced(hall.example, refused=())
    await page.keyboard.type("008")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(lines).to_have_count(1)
    await lines.locator("[data-act=drop]").click()
    await expect(lines).to_have_count(0)
    await expect(page.locator("#paper-number")).to_be_focused()


async def test_what_else_is_known_of_a_number_is_said_by_keyboard(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await page.keyboard.press("F1")
    await expect(page.locator("#paper-served option")).to_have_count(4)
    await page.keyboard.type("007")
    await page.keyboard.press("Tab")
    await expect(page.locator("#paper-language")).to_be_focused()
    await page.keyboard.press("E")  # English
    await page.keyboard.press("Tab")
    await page.keyboard.type("912")
    await page.keyboard.press("Tab")
    await page.keyboard.press("3")  # the first of window 3
    await page.keyboard.press("Tab")
    await expect(page.locator("#words")).to_be_focused()
    await page.keyboard.press("Enter")
    # language and time are of one number alone; who serves by hand is still the same
    await expect(page.locator("#paper-number")).to_have_value("008")
    await expect(page.locator("#paper-language")).to_have_value("zh")
    await expect(page.locator("#paper-taken-at")).to_have_value("")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    by_hand = ServedByHand("w03", "wang-min")
    assert await hall.commands(2) == [
        EnterPaperTicket("007", queue_id="comprehensive", language="en", taken_at="09:12", served=by_hand),
        EnterPaperTicket("008", queue_id="comprehensive", served=by_hand),
    ]
    line = page.locator(".entered li").filter(has_text="Z007")
    await expect(line).to_contain_text("综合窗口，09:12，3 号窗口 王敏已办完，English")


async def test_what_is_no_time_is_not_sent(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await page.keyboard.press("F1")
    await page.keyboard.type("007")
    for typed in ("9:60", "24:00", "x", "9"):
        await page.fill("#paper-taken-at", typed)
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
        await expect(page.locator("#toast")).to_contain_text("时间写成 09:12 这样")
        await expect(page.locator("#paper-taken-at")).to_be_focused()
    assert hall.asked == []


async def test_what_is_no_number_of_a_roll_is_not_sent(open_page: Open) -> None:
    page, hall = await open_page(lobby())
    await page.keyboard.press("F1")
    for typed in ("0", "00007", "A07", ""):
        await page.fill("#paper-number", typed)
        await page.keyboard.press("Enter")
        await expect(page.locator("#toast")).to_contain_text("请输入 1 到 9999")
        await expect(page.locator("#paper-number")).to_be_focused()
    assert hall.asked == []


async def test_a_hall_without_a_paper_roll_offers_none(open_page: Open) -> None:
    page, _ = await open_page(lobby(view=replace(FLOOR_OPEN, paper_series=None)))
    await expect(page.locator("[data-act=issue_ticket]")).to_be_visible()
    await expect(page.locator("[data-act=enter_paper]")).to_have_count(0)
    await page.keyboard.press("F1")
    await expect(page.locator("#issue")).to_have_count(0)
