"""Rating on a phone, in Chromium."""

import pytest
from msgspec.structs import replace
from playwright.async_api import expect

from simulation.gallery.pages import ratings
from simulation.gallery.pages.examples import EXAMPLES, rating
from simulation.gallery.pages.photograph import faults
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_rating_has_its_level_the_reasons_that_fit_and_what_was_written(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["rating"])
    await expect(page.locator(".about")).to_contain_text("A012")
    await expect(page.locator(".more")).to_be_hidden()
    await page.click("[value=dissatisfied]")
    await expect(page.locator(".reasons:visible legend").first).to_have_text("哪里不满意？")
    await page.click("[value='202']")
    await page.click("[value=acceptance]")
    await page.fill("#words", "等了一小时，<b>没人</b>说缺什么 🙂")
    await page.fill("#contact", "138 0000 0000")
    await page.click("[type=submit]")
    await expect(page.locator("h1")).to_have_text("谢谢您的评价")
    [(path, _, body)] = hall.ratings
    assert path == "rating"
    assert body == {
        "service_id": "2026-11-23.A012.s1",
        "level": "dissatisfied",
        "reasons": ["202"],
        "stage": "acceptance",
        "words": "等了一小时，<b>没人</b>说缺什么 🙂",
        "contact": "138 0000 0000",
    }


async def test_a_level_alone_is_a_rating(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["rating"])
    await page.click("[value=very_satisfied]")
    await page.click("[type=submit]")
    await expect(page.locator("h1")).to_have_text("谢谢您的评价")
    [(_, _, body)] = hall.ratings
    assert (body["level"], body["reasons"], body["words"], body["contact"], body["stage"]) == (
        "very_satisfied",
        [],
        None,
        None,
        None,
    )


async def test_nothing_is_chosen_beforehand_and_nothing_is_sent_without_a_level(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["rating"])
    await expect(page.locator(":checked")).to_have_count(0)
    await page.click("[type=submit]")
    await expect(page.get_by_role("alert")).to_have_text("请先选一个等级")
    await expect(page.locator("[value=very_satisfied]")).to_be_focused()
    assert hall.ratings == []
    await page.keyboard.press("Space")
    await expect(page.locator(".trouble")).to_be_hidden()


async def test_reasons_of_a_level_that_was_given_up_are_not_sent(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["rating"])
    await page.click("[value=dissatisfied]")
    await page.click("[value='202']")
    await page.click("[value=satisfied]")
    await expect(page.locator("[value='202']")).to_be_hidden()
    await page.click("[type=submit]")
    await expect(page.locator("h1")).to_have_text("谢谢您的评价")
    assert hall.ratings[0][2]["reasons"] == []


async def test_the_whole_errand_can_be_done_by_keyboard(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["rating"])
    await page.focus("[value=very_satisfied]")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.focus("#words")
    await page.keyboard.type("讲得明白")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_be_focused()
    [(_, _, body)] = hall.ratings
    assert (body["level"], body["reasons"], body["words"]) == ("satisfied", ["401"], "讲得明白")


async def test_a_screen_reader_hears_names_of_everything_that_can_be_chosen(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["rating"])
    await expect(page.get_by_role("group", name="这次办得怎么样？")).to_be_visible()
    await page.get_by_role("radio", name="非常不满意").check(force=True)
    await page.get_by_role("checkbox", name="推诿").check(force=True)
    await expect(page.get_by_label("写几句")).to_have_accessible_description("可以不写。请不要写身份证号、银行卡号。")
    await expect(page.get_by_label("留个电话")).to_have_accessible_description(
        "可以不留。只用来向您核实、告诉您结果，365 天后删掉。 不满意的，1 个工作日内与您联系。"
    )


async def test_two_taps_are_one_rating(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["rating"])
    await page.click("[value=fair]")
    await page.evaluate("() => { const f = document.forms[0]; f.requestSubmit(); f.requestSubmit(); }")
    await expect(page.locator("h1")).to_have_text("谢谢您的评价")
    assert len(hall.ratings) == 1


async def test_without_a_network_it_says_so_and_sends_the_same_rating_once_back(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["rating"])
    await page.click("[value=dissatisfied]")
    await page.fill("#words", "写了好久")
    await page.context.set_offline(True)
    await page.click("[type=submit]")
    await expect(page.get_by_role("alert")).to_have_text("网络断了，您写的都还在，一连上就自动提交。")
    await expect(page.locator("#words")).to_have_value("写了好久")
    await page.context.set_offline(False)
    await expect(page.locator("h1")).to_have_text("谢谢您的评价")
    assert [body["words"] for _, _, body in hall.ratings] == ["写了好久"]


async def test_a_server_that_is_away_gets_it_under_the_same_key(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["rating"])
    hall.rating_answers += [(503, {"code": "unavailable", "details": {}})] * 100  # away until the words are seen
    await page.click("[value=fair]")
    await page.click("[type=submit]")
    await expect(page.get_by_role("alert")).to_contain_text("一连上就自动提交")
    hall.rating_answers.clear()
    await expect(page.locator("h1")).to_have_text("谢谢您的评价")
    first, *again = hall.ratings
    assert again
    assert all(rating == first for rating in again)


async def test_what_the_hall_refuses_stays_written_and_is_sent_under_a_new_key(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["rating"])
    hall.rating_answers.append((409, {"code": "reasons_unfit", "details": {}}))
    await page.click("[value=fair]")
    await page.fill("#words", "还在这里")
    await page.click("[type=submit]")
    await expect(page.get_by_role("alert")).to_contain_text("没有提交成功")
    await expect(page.locator("#words")).to_have_value("还在这里")
    await page.click("[type=submit]")
    await expect(page.locator("h1")).to_have_text("谢谢您的评价")
    assert hall.ratings[0][1] != hall.ratings[1][1]


async def test_somebody_who_rated_at_the_terminal_meanwhile_is_thanked(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["rating"])
    hall.rating_answers.append((409, {"code": "already_rated", "details": {}}))
    await page.click("[value=fair]")
    hall.rateable = ratings.RATED
    await page.click("[type=submit]")
    await expect(page.locator("h1")).to_have_text("谢谢您的评价")


async def test_characters_are_counted_and_no_more_than_fit_can_be_written(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["rating"])
    await page.click("[value=fair]")
    await expect(page.locator("#words-left")).to_be_hidden()
    await page.fill("#words", "慢")
    await expect(page.locator("#words-left")).to_have_text("还可以写 499 字")
    await page.evaluate("document.getElementById('words').focus()")
    await page.keyboard.insert_text("长" * 600)
    await expect(page.locator("#words-left")).to_have_text("还可以写 0 字")


async def test_once_more_it_can_be_rated_later_and_only_once(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["rating, thanks"])
    await page.click("summary")
    await page.click("[value=very_dissatisfied]")
    await page.fill("#words", "回家才发现少了一张")
    await page.click("[type=submit]")
    await expect(page.locator("summary")).to_have_count(0)
    [(path, _, body)] = hall.ratings
    assert path == "rating-again"
    assert body == {
        "service_id": "2026-11-23.A012.s1",
        "level": "very_dissatisfied",
        "reasons": [],
        "words": "回家才发现少了一张",
        "contact": None,
    }


async def test_days_later_it_says_which_visit_it_is_about_and_until_when(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["rating, another day"])
    await expect(page.locator(".about")).to_contain_text("11 月 20 日（星期五）办完")
    await expect(page.locator(".asking")).to_contain_text("11 月 27 日 10:05 前都可以评")


@pytest.mark.parametrize(
    ("example", "words"), [("rating, over", "评价的时间过了"), ("rating, too early", "还在办，先不急着评")]
)
async def test_when_it_cannot_be_rated_it_says_why(open_page: Open, example: str, words: str) -> None:
    page, _ = await open_page(EXAMPLES[example])
    await expect(page.locator("h1")).to_have_text(words)
    await expect(page.locator("form")).to_have_count(0)


async def test_markup_in_a_name_is_shown_as_it_is_written(open_page: Open) -> None:
    item = replace(ratings.FOOD, zh="<img src=x onerror=alert(1)>")
    page, _ = await open_page(rating(replace(ratings.TO_RATE, item=item)))
    await expect(page.locator(".about")).to_contain_text("<img src=x")


async def test_the_ticket_page_leads_to_it_once_a_service_has_ended(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["ticket, to be rated"])
    hall.rateable = ratings.TO_RATE
    await page.click("a.rate")
    await expect(page.locator("h1")).to_have_text("这次办得怎么样？")
    waiting, _ = await open_page(EXAMPLES["ticket, waiting"])
    await expect(waiting.locator("a.rate")).to_have_count(0)


async def test_letters_twice_as_large_are_whole(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["rating, poor"])
    await page.evaluate("document.documentElement.style.fontSize = '212.5%'")
    assert await faults(page) == []
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, "nothing to scroll sideways for"
