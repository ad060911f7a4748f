"""The pages at a real server: one ticket from the kiosk to the end, by keyboard, seen by clerk, floor and phone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from queue_server.storage import accounts
from simulation.gallery.pages.examples import DESK, FLOOR, PHONE
from tests.web.pages.conftest import listen
from tests.web.running_hall import HALL, RunningHall

pytestmark = pytest.mark.asyncio(loop_scope="session")

PASSWORD = "anhe-2026-hall"


@pytest_asyncio.fixture(loop_scope="session")
async def open_hall(tmp_path: Path) -> AsyncIterator[RunningHall]:
    async with RunningHall.open(tmp_path) as opened:
        for clerk_id in ("wang-min", "fang-qing"):
            await accounts.set_password(opened.database, HALL, clerk_id, PASSWORD, now_ms=1)
        yield opened


async def signed_in(browser: Browser, hall: RunningHall, account: str, size: tuple[int, int]) -> Page:
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    page = await context.new_page()
    page.set_default_timeout(15_000)
    await page.goto(hall.url)
    await page.fill("#account", account)
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    return page


async def test_one_ticket_from_kiosk_to_finish(browser: Browser, open_hall: RunningHall, complaints: list[str]) -> None:
    desk = await signed_in(browser, open_hall, "1003", DESK)
    listen(desk, complaints)
    await desk.wait_for_url("**/clerk")
    await expect(desk.locator(".posts")).to_contain_text("综合窗口")
    await desk.keyboard.press("1")
    await expect(desk.locator("#link")).to_contain_text("已连接")
    await expect(desk.locator("#ticket")).to_contain_text("窗口未开放")
    await desk.keyboard.press("o")
    await expect(desk.locator("#toast")).to_contain_text("窗口已开放")

    kiosk = await open_hall.station("kiosk-1")
    issued = (await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})).json["ticket"]
    phone = await (await browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})).new_page()
    listen(phone, complaints)
    await phone.goto(open_hall.url + issued["page_path"])
    await expect(phone.locator("main")).to_contain_text("下一位就是您")

    floor = await signed_in(browser, open_hall, "1041", FLOOR)
    listen(floor, complaints)
    await floor.wait_for_url("**/console")
    await expect(floor.locator(".queues li[data-key=comprehensive] .number")).to_have_text("1")

    await expect(desk.locator("#next")).to_contain_text(issued["number"])
    await desk.keyboard.press("F2")
    await expect(desk.locator("#number")).to_have_text(issued["number"])
    await expect(phone.locator("h2")).to_have_text("请到 3 号窗口")
    await expect(floor.locator(".window[data-key=w03]")).to_contain_text("叫号中")
    await expect(desk.locator("#toast")).to_contain_text("已叫到 3 号窗口")
    await desk.keyboard.press("F4")
    await expect(phone.locator("h2")).to_have_text("正在 3 号窗口服务")
    await expect(desk.locator("#toast")).to_contain_text("开始服务")
    await desk.keyboard.press("F6")
    await expect(desk.locator("#toast")).to_contain_text("已结束服务")
    await expect(phone.locator("h2")).to_have_text("服务结束了")

    for page in (desk, phone, floor):
        await page.context.close()
    assert complaints == []


async def test_a_visitor_gives_the_number_back(browser: Browser, open_hall: RunningHall) -> None:
    kiosk = await open_hall.station("kiosk-1")
    issued = (await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})).json["ticket"]
    page = await browser.new_page()
    await page.goto(open_hall.url + issued["page_path"])
    await page.click("summary")
    await page.click("[data-act=cancel]")
    await expect(page.locator("h2")).to_have_text("这个号已取消")
    await page.close()


async def test_a_wrong_password_is_refused_in_words(browser: Browser, open_hall: RunningHall) -> None:
    page = await browser.new_page(locale="zh-CN")
    await page.goto(open_hall.url)
    await page.fill("#account", "1003")
    await page.fill("#password", "something else")
    await page.keyboard.press("Enter")
    await expect(page.locator("#trouble")).to_contain_text("账号或密码不对")
    await page.close()
