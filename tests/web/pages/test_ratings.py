"""The ratings of a period, and entering one, in Chromium."""

import csv
from io import StringIO

import pytest
from msgspec.structs import replace
from playwright.async_api import expect

from queue_server.contract.commands import RatingLevel
from simulation.gallery.pages import ratings
from simulation.gallery.pages.examples import AUDITOR, EXAMPLES, GUIDE_AND_CLERK, given, lobby
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_rating_is_shown_with_all_that_was_said(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["ratings"])
    told = page.locator("#chosen")
    for words in (
        "D056",
        "不动产转移登记",
        "等得太久、没有讲清楚",
        "又说要去打征信",
        "13800000000",
        "后来帮我联系好了",
    ):
        await expect(told).to_contain_text(words)
    await expect(told.locator("a[href='/console/work-orders?order=WO7']")).to_have_text("看工单 WO7")
    await page.keyboard.press("ArrowDown")
    await expect(told).to_contain_text("A007")
    await expect(told).to_contain_text("匿名")


async def test_markup_in_what_was_written_is_nothing_but_words(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["ratings, markup"])
    await expect(page.locator("#chosen .quoted")).to_contain_text("<script>alert(1)</script> 中午没有人")


async def test_what_was_erased_in_time_is_told_as_that(open_page: Open) -> None:
    page, _ = await open_page(given(clicks=("[data-rating='2026-11-23.A002.s1']",)))
    await expect(page.locator("#chosen")).to_contain_text("有留言，到期已删")
    await expect(page.locator("#chosen")).to_contain_text("到期已删")


async def test_a_default_rating_is_told_from_one_somebody_gave(open_page: Open) -> None:
    page, _ = await open_page(given())
    await expect(page.locator("[data-rating='2026-11-23.A003.s1']")).to_contain_text("默认评价")
    await expect(page.locator("[data-rating='2026-11-23.A012.s1']")).not_to_contain_text("默认评价")


async def test_the_filter_is_asked_for_and_kept_in_the_address(open_page: Open) -> None:
    page, hall = await open_page(given())
    await page.select_option("#level", "poor")
    await page.select_option("#channel", "ticket_page")
    await page.click("[data-span=today]")
    await expect(page.locator("[data-rating]").first).to_be_visible()
    asked = "ratings?from=2026-11-23&to=2026-11-23&level=poor&channel=ticket_page"
    assert asked in hall.looked_up  # only what was asked last is shown
    await page.reload()
    await expect(page.locator("#level")).to_have_value("poor")


async def test_older_ones_are_fetched_behind_those_that_stand(open_page: Open) -> None:
    before = ratings.GIVEN.older
    older = replace(ratings.GIVEN, ratings=(ratings.line(999, "A001", RatingLevel.FAIR),), older=None)
    asked = f"ratings?from=2026-11-17&to=2026-11-23&before={before}"
    page, _ = await open_page(given(lookups={**ratings.LOOKED_UP, asked: older}))
    await page.click("[data-act=older]")
    await expect(page.locator("[data-rating]")).to_have_count(8)
    await expect(page.locator("[data-act=older]")).to_have_count(0)


async def test_the_file_has_the_words_as_text_and_no_formulas(open_page: Open) -> None:
    page, _ = await open_page(given())
    async with page.expect_download() as downloading:
        await page.click("[data-act=download]")
    kept = await (await downloading.value).path()
    rows = list(csv.DictReader(StringIO(kept.read_bytes().decode("utf-8-sig"))))
    assert [row["等级"] for row in rows][:2] == ["非常满意", "不满意"]
    assert rows[1]["原因"] == "等得太久、没有讲清楚"
    assert rows[1]["追评"] == "基本满意"
    assert rows[5]["来源"] == "默认评价"


async def test_one_told_by_telephone_is_entered_once(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["ratings, entering"])
    await page.fill("[name=number]", "a012")
    await page.fill("[name=business_day]", "2026-11-20")
    await page.click("[value='203']")
    await page.fill("[name=words]", "电话里说，让他跑了两趟")
    await page.click("#entering [type=submit]")
    await expect(page.locator("#toast")).to_contain_text("已登记")
    [(command, _, body)] = hall.given
    assert command == "enter-rating"
    assert body == {
        "channel": "telephone",
        "business_day": "2026-11-20",
        "level": "dissatisfied",
        "number": "A012",
        "window_id": None,
        "reasons": ["203"],
        "words": "电话里说，让他跑了两趟",
        "contact": None,
    }


async def test_one_about_a_window_names_no_number(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["ratings, entering"])
    await page.click("[value=suggestion_box]:not(option)")
    await page.click("[name=about][value=window]")
    await expect(page.locator("[name=number]")).to_have_count(0)
    await page.select_option("[name=window_id]", "w24")
    await page.click("#entering [type=submit]")
    await expect(page.locator("#toast")).to_contain_text("已登记")
    body = hall.given[0][2]
    assert (body["channel"], body["window_id"], body["number"]) == ("suggestion_box", "w24", None)


async def test_a_refusal_is_told_and_nothing_written_is_lost(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["ratings, entering"])
    hall.give_answers.append((404, {"code": "service_unknown", "details": {}}))
    hall.give_answers.append((503, {"code": "unavailable", "details": {}}))
    await page.fill("[name=number]", "A999")
    await page.fill("[name=words]", "原话")
    await page.click("#entering [type=submit]")
    await expect(page.locator("#entering [role=alert]")).to_be_visible()
    await page.click("#entering [type=submit]")
    await expect(page.locator("#entering [role=alert]")).to_contain_text("连不上")
    await expect(page.locator("[name=words]")).to_have_value("原话")
    await page.click("#entering [type=submit]")
    await expect(page.locator("#toast")).to_contain_text("已登记")
    keys = [key for _, key, _ in hall.given]
    assert keys[0] != keys[1], "what is asked after a refusal is something else"
    assert keys[1] == keys[2], "after silence it is the same"


async def test_an_auditor_reads_and_enters_nothing(open_page: Open) -> None:
    page, _ = await open_page(given(person=AUDITOR))
    await expect(page.locator("[data-act=enter]")).to_have_count(0)


async def test_whoever_looks_after_ratings_is_led_there_and_nowhere_else(open_page: Open) -> None:
    page, _ = await open_page(given())
    await expect(page.locator(".bar nav a")).to_have_count(1)
    guides, _ = await open_page(lobby(person=GUIDE_AND_CLERK))
    await expect(guides.locator("nav [href='/console/tickets']")).to_have_count(1)
    await expect(guides.locator("nav [href='/console/ratings']")).to_have_count(0)
    await expect(guides.locator("nav [href='/clerk/work-orders']")).to_have_text("待办工单")
