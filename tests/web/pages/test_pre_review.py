"""The pre-review on the clerk page, in Chromium: line by line, by keyboard alone, never in the way of the ticket."""

import asyncio

import pytest
from msgspec.structs import replace
from playwright.async_api import Page, expect

from config.pre_review import Finding
from queue_server.contract.commands import AnyCommand, CheckPreReview, FinishServing, StartServing
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted, Action, ClerkView, PreReviewView
from simulation.gallery.pages import pre_reviews
from simulation.gallery.pages.examples import CALLED, CHECKING, FREE, NOW_MS, SERVING, at_window, with_pre_review
from simulation.gallery.pages.scripted_hall import Answer, ScriptedHall
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

FRESH = with_pre_review(SERVING, pre_reviews.DEFERRABLE)


def keep_what_is_said(hall: ScriptedHall) -> None:
    """The hall keeps every line as the clerk said it, and shows it."""

    async def decide(command: AnyCommand) -> Answer:
        if isinstance(command, CheckPreReview):
            await hall.show(_with_line(hall.view, command))
        return Accepted(hall.seq, NOW_MS)

    hall.decide = decide


def _with_line(view: object, command: CheckPreReview) -> ClerkView:
    assert isinstance(view, ClerkView)
    assert view.ticket is not None
    assert view.ticket.pre_review is not None
    said = tuple(
        replace(line, checked=command.finding.value) if line.about == command.about else line
        for line in view.ticket.pre_review.lines
    )
    return replace(view, ticket=replace(view.ticket, pre_review=replace(view.ticket.pre_review, lines=said)))


def said(about: str, finding: Finding) -> CheckPreReview:
    return CheckPreReview("w03", "2026-11-23.A012", about, finding)


async def here(page: Page, words: str) -> None:
    """Waits until the keys speak of the line with these words."""
    await expect(page.locator(".lines [aria-current]")).to_contain_text(words)


async def test_every_line_stands_there_with_what_the_machine_and_the_clerk_say(open_page: Open) -> None:
    page, _ = await open_page(at_window(CHECKING))
    rows = page.locator(".lines tr[data-about]")
    await expect(rows).to_have_count(8)
    await expect(page.locator(".pre-review > header")).to_contain_text("可容缺")
    await expect(page.locator("#left")).to_have_text("还有 3 项没核对，共 8 项")
    asked = rows.nth(1)
    for words in ("要不要现做凉菜", "要做", "说不准"):
        await expect(asked).to_contain_text(words)
    corrected = page.locator("tr[data-about=identity-card] td")
    await expect(corrected.nth(1)).to_have_text("带了")
    await expect(corrected.nth(2)).to_have_text("不合格")
    await expect(corrected.nth(2).locator("[data-differs]")).to_have_count(1)
    await expect(page.locator("tr[data-about=food-form] [data-differs]")).to_have_count(0)
    await here(page, "从业人员健康证明")
    await expect(page.locator(".strip")).to_contain_text("每人一份，一年以内")


async def test_one_key_confirms_a_line_and_one_corrects_it(open_page: Open) -> None:
    page, hall = await open_page(at_window(FRESH))
    keep_what_is_said(hall)
    await here(page, "租的")
    await page.keyboard.press("Enter")
    await here(page, "要做")
    await page.keyboard.press("2")
    await here(page, "食品经营许可申请书")
    await page.keyboard.press("Space")
    await here(page, "营业执照")
    await page.keyboard.press("4")
    await here(page, "经营者身份证")
    assert await hall.commands(4) == [
        said("place", Finding.MET),
        said("cold-dishes", Finding.NOT_MET),
        said("food-form", Finding.HELD),
        said("business-licence", Finding.UNFIT),
    ]
    await expect(page.locator("#left")).to_contain_text("还有 4 项")


@pytest.mark.parametrize(
    ("key", "finding"),
    [
        ("1", Finding.HELD),
        ("2", Finding.GIVEN),
        ("3", Finding.DEFERRED),
        ("4", Finding.UNFIT),
        ("5", Finding.MISSING),
        ("Enter", Finding.DEFERRED),
    ],
)
async def test_each_digit_says_what_stands_beside_it(open_page: Open, key: str, finding: Finding) -> None:
    page, hall = await open_page(at_window(FRESH))
    for _ in range(6):
        await page.keyboard.press("j")
    await here(page, "食品安全管理制度")
    await page.keyboard.press(key)
    assert await hall.commands(1) == [said("safety-rules", finding)]


async def test_an_essential_material_cannot_follow_later(open_page: Open) -> None:
    page, hall = await open_page(at_window(CHECKING))
    await expect(page.locator("[data-finding=deferred]")).to_have_attribute("aria-disabled", "true")
    await page.keyboard.press("3")
    await expect(page.locator("#toast")).to_contain_text("必交，不能后补")
    assert hall.asked == []


async def test_what_was_said_can_be_said_otherwise(open_page: Open) -> None:
    page, hall = await open_page(at_window(CHECKING))
    keep_what_is_said(hall)
    await page.keyboard.press("ArrowUp")
    await here(page, "经营者身份证")
    await page.keyboard.press("1")
    await expect(page.locator("tr[data-about=identity-card] td").nth(2)).to_have_text("带了")
    assert await hall.commands(1) == [said("identity-card", Finding.HELD)]


async def test_only_a_digit_changes_what_was_said(open_page: Open) -> None:
    page, hall = await open_page(at_window(CHECKING))
    await page.keyboard.press("ArrowUp")
    await here(page, "经营者身份证")
    await page.keyboard.press("Enter")
    await page.keyboard.press("4")
    await page.keyboard.press("1")
    assert await hall.commands(1) == [said("identity-card", Finding.HELD)]


async def test_a_quick_hand_is_not_held_up_by_the_link(open_page: Open) -> None:
    page, hall = await open_page(at_window(FRESH))
    may_answer = asyncio.Event()

    async def decide(command: AnyCommand) -> Answer:
        await may_answer.wait()
        return Accepted(hall.seq, NOW_MS)

    hall.decide = decide
    for _ in range(3):
        await page.keyboard.press("Enter")
    assert [command.about for command in await hall.commands(3) if isinstance(command, CheckPreReview)] == [
        "place",
        "cold-dishes",
        "food-form",
    ]
    await expect(page.locator("#left")).to_contain_text("还有 5 项")
    await page.keyboard.press("F6")
    assert isinstance((await hall.commands(4))[3], FinishServing)
    may_answer.set()


async def test_one_key_confirms_all_the_rest(open_page: Open) -> None:
    page, hall = await open_page(at_window(CHECKING))
    keep_what_is_said(hall)
    await page.keyboard.press("a")
    assert await hall.commands(3) == [
        said("health-certificate", Finding.HELD),
        said("safety-rules", Finding.DEFERRED),
        said("floor-plan", Finding.HELD),
    ]
    await expect(page.locator("#left")).to_contain_text("全部核对完了")
    await expect(page.locator("[data-act=check_rest]")).to_have_count(0)
    await page.keyboard.press("a")
    await page.keyboard.press("k")
    assert len(hall.asked) == 3


async def test_a_line_refused_is_open_again_and_the_reason_is_said(open_page: Open) -> None:
    page, hall = await open_page(at_window(CHECKING))

    async def refuse(command: AnyCommand) -> Answer:
        return RefusalCode.WRONG_STATE, {}

    hall.decide = refuse
    await page.keyboard.press("Enter")
    await expect(page.locator("#toast")).to_contain_text("这个号的状态已经变了")
    await here(page, "从业人员健康证明")
    await expect(page.locator("#left")).to_contain_text("还有 3 项")


async def test_the_lines_are_there_already_while_the_ticket_is_called(open_page: Open) -> None:
    page, hall = await open_page(at_window(with_pre_review(CALLED, pre_reviews.READY)))
    await page.keyboard.press("Enter")
    assert await hall.commands(1) == [said("place", Finding.MET)]
    await page.keyboard.press("F4")
    assert isinstance((await hall.commands(2))[1], StartServing)


async def test_while_something_is_asked_the_keys_belong_to_the_question(open_page: Open) -> None:
    page, hall = await open_page(at_window(CHECKING))
    await page.keyboard.press("F9")
    await expect(page.locator("#question")).to_be_visible()
    await page.keyboard.press("a")
    await page.keyboard.press("j")
    assert hall.asked == []
    await page.keyboard.press("Escape")
    await here(page, "从业人员健康证明")


async def test_a_button_in_focus_keeps_its_enter(open_page: Open) -> None:
    page, hall = await open_page(at_window(CHECKING))
    await page.focus("[data-act=finish_serving]")
    await page.keyboard.press("Enter")
    assert isinstance((await hall.commands(1))[0], FinishServing)


async def test_the_mouse_can_do_it_too(open_page: Open) -> None:
    page, hall = await open_page(at_window(CHECKING))
    await page.click("tr[data-about=floor-plan]")
    await here(page, "经营场所布局图")
    await page.click("[data-finding=unfit]")
    assert await hall.commands(1) == [said("floor-plan", Finding.UNFIT)]


async def test_a_screen_reader_hears_the_line_the_keys_speak_of(open_page: Open) -> None:
    page, _ = await open_page(at_window(CHECKING))
    await expect(page.locator("#spoken")).to_have_text("第 6 项，从业人员健康证明。预审：带了。窗口：待核对")
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("#spoken")).to_have_text("第 5 项，经营者身份证。预审：带了。窗口：不合格")


async def test_the_line_the_keys_speak_of_is_in_sight_in_the_longest_list(open_page: Open) -> None:
    page, _ = await open_page(at_window(with_pre_review(SERVING, pre_reviews.LONGEST)))
    for _ in range(18):
        await page.keyboard.press("j")
    row = await page.locator(".lines [aria-current]").bounding_box()
    lines = await page.locator(".lines").bounding_box()
    assert row is not None
    assert lines is not None
    assert lines["y"] <= row["y"]
    assert row["y"] + row["height"] <= lines["y"] + lines["height"] + 1


async def test_the_next_ticket_begins_at_its_own_first_line(open_page: Open) -> None:
    page, hall = await open_page(at_window(CHECKING))
    await here(page, "从业人员健康证明")
    await hall.show(FREE)
    await expect(page.locator(".pre-review")).to_have_count(0)
    assert FRESH.ticket is not None
    await hall.show(replace(FRESH, ticket=replace(FRESH.ticket, ticket_id="2026-11-23.A013")))
    await here(page, "租的")


async def test_while_lines_may_not_be_checked_the_page_says_why(open_page: Open) -> None:
    closed = tuple(
        Action("CheckPreReview", False, RefusalCode.WINDOW_NOT_YOURS) if action.command == "CheckPreReview" else action
        for action in CHECKING.actions
    )
    page, hall = await open_page(at_window(replace(CHECKING, actions=closed)))
    await expect(page.locator(".strip")).to_contain_text("不是您的窗口")
    await page.keyboard.press("Enter")
    await expect(page.locator("#toast")).to_contain_text("您现在不在这个窗口")
    assert hall.asked == []


async def test_while_the_link_is_away_no_line_is_checked(open_page: Open) -> None:
    page, hall = await open_page(at_window(CHECKING))
    await hall.cut()
    await expect(page.locator("#link")).to_contain_text("正在重新连接")
    await page.keyboard.press("Enter")
    await expect(page.locator("#left")).to_contain_text("还有 3 项")
    assert hall.asked == []


async def test_who_waits_shows_the_verdict(open_page: Open) -> None:
    page, _ = await open_page(at_window(FREE))
    await expect(page.locator(".next-head")).to_contain_text("齐全")
    await expect(page.locator(".after-list li").filter(has_text="A016")).to_contain_text("可容缺")
    await expect(page.locator(".after-list li").filter(has_text="A017").locator(".badge")).to_have_count(0)
    await page.keyboard.press("F5")
    await expect(page.locator(".options li").filter(has_text="A016")).to_contain_text("可容缺，15 分钟")


@pytest.mark.parametrize(
    ("review", "verdict"),
    [
        (pre_reviews.READY, "齐全"),
        (pre_reviews.DEFERRABLE, "可容缺"),
        (pre_reviews.INCOMPLETE, "需补正"),
        (pre_reviews.INELIGIBLE, "不符合条件"),
    ],
)
async def test_each_verdict_has_its_word(open_page: Open, review: PreReviewView, verdict: str) -> None:
    page, _ = await open_page(at_window(with_pre_review(SERVING, review)))
    await expect(page.locator(".pre-review > header .badge")).to_have_text(verdict)
