"""The indicators of ratings and their receivers, in Chromium."""

import pytest
from msgspec.structs import replace
from playwright.async_api import expect

from queue_server.contract.refusals import RefusalCode
from simulation.gallery.pages import indicators as told
from simulation.gallery.pages.examples import EXAMPLES, SUPERVISOR, indicators
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_rate_stands_with_both_its_numbers(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["indicators"])
    hall = page.locator("[data-line=total]")
    await expect(hall.locator("[data-rate=good_of_rated]")).to_have_text("98.3 %234 / 238")
    await expect(hall.locator("[data-rate=stars]")).to_have_text("4.771135 / 238")
    await expect(hall).to_contain_text("剔除 1，默认 2，实习 12")
    rates = page.locator("td[data-rate]")
    for at in range(await rates.count()):
        assert "/" in await rates.nth(at).inner_text(), "never a rate without its two numbers"


async def test_few_ratings_are_not_ranked(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["indicators"])
    await expect(page.locator("[data-line]")).to_have_count(4)  # receivers and months may come before them
    order = await page.locator("[data-line]").evaluate_all("rows => rows.map((row) => row.dataset.line)")
    assert order == ["total", "w03", "w12", "w24"]
    await expect(page.locator("tbody[data-key=others]")).to_contain_text("主动评价不到 10 个的，不排名")
    await expect(page.locator("[data-line=w24] td").first).to_have_text("")
    await expect(page.locator("[data-line=w03] td").first).to_have_text("1")


async def test_the_period_and_what_it_is_divided_by_are_asked_for_and_kept(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["indicators"])
    await expect(page.locator("[data-line=total]")).to_be_visible()
    assert "reports/ratings?from=2026-10-25&to=2026-11-23&by=window" in hall.looked_up
    await page.select_option("#by", "clerk")
    await page.click("[data-span=week]")
    await expect(page.locator("[data-line=total]")).to_be_visible()
    asked = "reports/ratings?from=2026-11-17&to=2026-11-23&by=clerk"
    assert asked in hall.looked_up  # only what was asked last is shown
    await page.reload()
    await expect(page.locator("#by")).to_have_value("clerk")


async def test_the_file_is_the_servers_for_the_same_period(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["indicators"])
    await expect(page.locator("#download")).to_have_attribute(
        "href", "/api/v1/reports/ratings.csv?from=2026-10-25&to=2026-11-23&by=window&language=zh"
    )


async def test_channels_are_not_compared_and_have_no_rank(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["indicators, by channel"])
    await expect(page.locator("[data-line=terminal]")).to_be_visible()
    head = await page.locator(".sheet thead th").all_inner_texts()
    assert "排名" not in head
    assert await page.locator("[data-line=terminal] > *").count() == len(head)


async def test_channels_are_called_by_their_names(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["indicators, by channel"])
    await expect(page.locator("[data-line=suggestion_box]")).to_contain_text("意见箱")
    await expect(page.locator("[data-line=none]")).to_contain_text("没有归属")


async def test_receivers_tell_what_waits_and_why(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["indicators"])
    await expect(page.locator("[data-receiver=national]")).to_contain_text("都报了")
    province = page.locator("tr[data-receiver=province]")
    await expect(province).to_contain_text("对方没有应答，最早的等了 1 小时 15 分")
    await page.click(".aside summary")
    await expect(page.locator(".aside li")).to_have_count(2)
    await expect(page.locator(".aside li").first).to_contain_text("taskCode")
    await expect(province.locator("[data-act=again]")).to_have_count(0)


async def test_a_receiver_that_lacks_some_is_not_said_to_have_all(open_page: Open) -> None:
    national, province = told.EXPORTS.receivers
    lacking = replace(told.EXPORTS, receivers=(national, replace(province, waiting=0, refused=0, oldest_at_ms=None)))
    page, _ = await open_page(indicators(lookups={"reports/ratings": told.BY_WINDOW, "exports": lacking}))
    await expect(page.locator("[data-receiver=province] .badge")).to_have_text("没有报成的 1 条")
    await expect(page.locator("[data-receiver=national] .badge")).to_have_text("都报了")


async def test_a_supervisor_sends_refused_ones_again(open_page: Open) -> None:
    page, hall = await open_page(indicators(person=SUPERVISOR))
    await page.click("[data-act=again]")
    await expect(page.locator("#toast")).to_contain_text("2 条重新排队上报")
    assert hall.confided == [{"receiver_id": "province"}]


async def test_a_period_that_ends_before_it_begins_is_not_asked_for(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["indicators"])
    await page.fill("#to", "2026-10-01")
    await expect(page.locator("#ratings")).to_contain_text("请重新选")
    assert not [asked for asked in hall.looked_up if "to=2026-10-01" in asked]


async def test_a_server_that_does_not_answer_is_told_in_words(open_page: Open) -> None:
    page, _ = await open_page(
        indicators(lookups={"reports/ratings": RefusalCode.UNAVAILABLE, "exports": told.NO_EXPORTS}, ripe=".receivers")
    )
    await expect(page.locator("#ratings")).to_contain_text("连不上")
    await expect(page.locator(".receivers")).to_contain_text("没有配置上报")


async def test_a_supervisor_signs_a_month_that_is_over_after_being_asked(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["indicators, signing"])
    october = page.locator("[data-month='2026-10']").first
    await expect(october).to_contain_text("签发以后，网站和大厅屏幕都看得到。")
    assert hall.given == []
    hall.give_answers.append((503, {"code": "unavailable", "details": {}}))
    await page.keyboard.press("Enter")
    await expect(page.locator("#toast")).to_contain_text("连不上")
    await page.click("[data-act=publish]")
    await expect(page.locator("#toast")).to_contain_text("2026-10 的评价结果已公布")
    first, second = hall.given
    assert first == second
    assert first[2] == {"month": "2026-10"}
    await expect(page.locator(".sure")).to_have_count(0)


async def test_who_looks_after_ratings_sees_which_months_are_public_and_signs_none(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["indicators"])
    await expect(page.locator("[data-month]")).to_have_count(3)
    await expect(page.locator("[data-month='2026-09']")).to_contain_text("已公布")
    await expect(page.locator("[data-month='2026-10']")).to_contain_text("没有公布")
    await expect(page.locator("[data-act=sign]")).to_have_count(0)
