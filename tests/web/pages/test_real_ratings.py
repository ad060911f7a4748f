"""Ratings at a real server: rated by phone, followed up on the console, explained by the clerk, told by telephone."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from queue_server.storage import accounts
from simulation.gallery.pages.examples import DESK, FLOOR, PHONE
from tests.web.pages.conftest import listen
from tests.web.pages.test_real_hall import PASSWORD, signed_in
from tests.web.running_hall import HALL, RunningHall

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def open_hall(tmp_path: Path) -> AsyncIterator[RunningHall]:
    async with RunningHall.open(tmp_path) as opened:
        for clerk_id in ("wang-min", "fang-qing", "gu-ping"):
            await accounts.set_password(opened.database, HALL, clerk_id, PASSWORD, now_ms=1)
        yield opened


async def served(hall: RunningHall) -> dict[str, Any]:
    """A ticket whose service at window 3 has just ended."""
    kiosk, clerk = await hall.station("kiosk-1"), await hall.clerk("wang-min")
    issued: dict[str, Any] = (await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})).json["ticket"]
    window, ticket = {"window_id": "w03"}, {"ticket_id": issued["ticket_id"]}
    for command, about in (
        ("open-window", window),
        ("call-next", window),
        ("start-serving", window | ticket),
        ("finish-serving", window | ticket),
    ):
        answer = await clerk.give(command, about)
        assert answer.status == 200, answer.json
    return issued


async def on_a_phone(browser: Browser, address: str, complaints: list[str]) -> Page:
    width, height = PHONE
    page = await (await browser.new_context(viewport={"width": width, "height": height})).new_page()
    listen(page, complaints)
    await page.goto(address)
    return page


async def test_a_poor_rating_by_phone_goes_all_the_way(
    browser: Browser, open_hall: RunningHall, complaints: list[str]
) -> None:
    ticket = await served(open_hall)
    phone = await on_a_phone(browser, open_hall.url + ticket["page_path"], complaints)
    await phone.click("a.rate")
    await phone.click("[value=dissatisfied]")
    await phone.click("[value='202']")
    await phone.fill("#words", "问了三遍才说缺征信报告")
    await phone.fill("#contact", "13800000000")
    await phone.click("[type=submit]")
    await expect(phone.locator("h1")).to_have_text("谢谢您的评价")

    desk = await signed_in(browser, open_hall, "1071", FLOOR)
    listen(desk, complaints)
    await desk.wait_for_url("**/console/work-orders")
    await desk.locator("#list [data-order]").first.click()
    order = desk.locator("#order")
    await expect(order).to_contain_text("问了三遍才说缺征信报告")
    await expect(order).to_contain_text("13800000000")
    await desk.click("[data-do=AssignWorkOrder]")
    await desk.select_option("[name=clerk_id]", label="方晴")
    await desk.fill("[name=text]", "有群众反映材料没有一次说清")
    await desk.click(".next [type=submit]")
    await expect(desk.locator("#toast")).to_contain_text("已记下")
    await expect(desk.locator(".course")).to_contain_text("派单：方晴")
    await expect(desk.locator(".next h3")).to_have_text("下一步：记录联系")
    await desk.click("[name=reached][value=yes]")
    await desk.click(".next [type=submit]")
    await expect(desk.locator(".course")).to_contain_text("联系核实")
    await expect(desk.locator(".next h3")).to_have_text("下一步：定怎么办")

    window = await signed_in(browser, open_hall, "1003", DESK)
    listen(window, complaints)
    await window.wait_for_url("**/clerk")
    await window.keyboard.press("1")
    await window.click("[data-act=to_explain]")
    mine = window.locator("#mine .card")
    await expect(mine).to_contain_text("有群众反映材料没有一次说清")
    for secret in ("问了三遍", "13800000000", "不满意", ticket["number"]):
        await expect(mine).not_to_contain_text(secret)
    await window.fill("[name=text]", "当时只说了主要材料")
    await window.click(".step [type=submit]")
    await expect(mine).to_contain_text("您写的")

    await desk.reload()
    await expect(desk.locator(".course")).to_contain_text("当时只说了主要材料")
    await desk.click("[value=at_once]")
    await desk.click(".next [type=submit]")
    for heading, words in (("报告已整改", "清单贴在窗口了"), ("记录陈述", "来了两趟"), ("反馈", "已电话告知")):
        await expect(desk.locator(".next h3")).to_have_text(f"下一步：{heading}")
        await desk.fill("[name=text]", words)
        await desk.click(".next [type=submit]")
        await expect(desk.locator(".course")).to_contain_text(words)
    await expect(desk.locator(".next h3")).to_have_text("下一步：回访")
    await desk.click("[value=satisfied]")
    await desk.click(".next [type=submit]")
    await expect(desk.locator(".next h3")).to_have_text("下一步：办结")
    await desk.click(".next [type=submit]")
    await expect(desk.locator("#order")).to_contain_text("已经办结")
    for page in (desk, phone, window):
        await page.context.close()
    assert complaints == []


async def test_the_phone_rates_again_later_and_only_once(
    browser: Browser, open_hall: RunningHall, complaints: list[str]
) -> None:
    ticket = await served(open_hall)
    phone = await on_a_phone(browser, open_hall.url + ticket["page_path"] + "/rate", complaints)
    await phone.click("[value=very_satisfied]")
    await phone.click("[type=submit]")
    await phone.click("summary")
    await phone.click("[value=fair]")
    await phone.fill("#words", "<i>后来</i> 🙂")
    await phone.click("[type=submit]")
    await expect(phone.locator("h1")).to_have_text("谢谢您的评价")
    await expect(phone.locator("form")).to_have_count(0)

    page = await signed_in(browser, open_hall, "1041", FLOOR)
    listen(page, complaints)
    await page.wait_for_url("**/console")
    await page.click("nav [href='/console/ratings']")
    await page.locator("[data-rating]").first.click()
    await expect(page.locator("#chosen")).to_contain_text("<i>后来</i> 🙂")
    await expect(page.locator("#chosen")).to_contain_text("手机扫码")
    await page.click(".tabs [href='/console/indicators']")
    await expect(page.locator("[data-line=total] [data-rate=rated_of_due]")).to_have_text("100.0 %1 / 1")
    async with page.expect_download() as downloading:
        await page.click("#download")
    assert "全大厅" in (await (await downloading.value).path()).read_text("utf-8-sig")
    for each in (page, phone):
        await each.context.close()
    assert complaints == []


async def test_one_told_by_telephone_is_entered_for_a_ticket(
    browser: Browser, open_hall: RunningHall, complaints: list[str]
) -> None:
    ticket = await served(open_hall)
    page = await signed_in(browser, open_hall, "1071", DESK)
    listen(page, complaints)
    await page.wait_for_url("**/console/work-orders")
    await page.click(".tabs [href='/console/ratings']")
    await page.click("[data-act=enter]")
    await page.fill("[name=number]", ticket["number"])
    await page.click("[name=level][value=satisfied]")
    await page.fill("[name=words]", "电话里说办得不错")
    await page.click("#entering [type=submit]")
    await expect(page.locator("#toast")).to_contain_text("已登记")
    row = page.locator("[data-rating]")
    await expect(row).to_contain_text(ticket["number"])
    await expect(row).to_contain_text("电话")
    await page.context.close()
    assert complaints == []


async def test_whoever_looks_after_ratings_comes_to_nothing_else(browser: Browser, open_hall: RunningHall) -> None:
    page = await signed_in(browser, open_hall, "1071", FLOOR)
    await page.wait_for_url("**/console/work-orders")
    for path in (
        "/console",
        "/clerk",
        "/console/tickets",
        "/console/notices",
        "/console/screens",
        "/console/catalogue",
    ):
        await page.goto(open_hall.url + path)
        await page.wait_for_url("**/console/work-orders")
    await page.context.close()


@pytest.mark.parametrize("path", ["/console/ratings", "/console/work-orders", "/console/indicators"])
async def test_the_pages_of_ratings_are_not_for_clerks(browser: Browser, open_hall: RunningHall, path: str) -> None:
    page = await signed_in(browser, open_hall, "1003", DESK)
    await page.wait_for_url("**/clerk")
    await page.goto(open_hall.url + path)
    await page.wait_for_url("**/clerk")
    await page.context.close()
