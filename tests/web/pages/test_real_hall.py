"""The pages at a real server: one ticket from the kiosk to the end, by keyboard, seen by clerk, floor and phone."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from config.catalogue import ServiceItem
from config.loading import SAMPLE, load
from config.pre_review import needed, open_question
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


def brought_to(item: ServiceItem) -> dict[str, Any]:
    """What somebody says of an item who is eligible and has everything but what may follow later."""
    answers: dict[str, str] = {}
    while (question := open_question(item, answers)) is not None:
        answers[question.id] = next(answer.id for answer in question.answers if answer.ineligible is None)
    materials = {material.id: "held" for material in needed(item, answers) if material.essential}
    return {"item_id": item.id, "guide_version": item.version, "answers": answers, "materials": materials}


async def test_a_pre_review_goes_from_the_kiosk_to_the_report(
    browser: Browser, open_hall: RunningHall, complaints: list[str]
) -> None:
    item = load(SAMPLE).items["food-licence-new"]
    kiosk = await open_hall.station("kiosk-1")
    filed = (await kiosk.give("file-pre-review", brought_to(item))).json["pre_review"]
    assert filed["verdict"] == "deferrable"
    issued = (await kiosk.give("issue-ticket", {"pre_review_id": filed["pre_review_id"]})).json["ticket"]

    phone = await (await browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]})).new_page()
    listen(phone, complaints)
    await phone.goto(open_hall.url + issued["page_path"])
    await expect(phone.locator(".pre-review h2")).to_contain_text("可以先办，1 份材料后补")
    await expect(phone.locator(".pre-review li")).to_have_text([item.material["food-safety-rules"].name.zh])

    desk = await signed_in(browser, open_hall, "1003", DESK)
    listen(desk, complaints)
    await desk.wait_for_url("**/clerk")
    await expect(desk.locator(".posts")).to_contain_text("综合窗口")
    await desk.keyboard.press("1")
    await expect(desk.locator("#link")).to_contain_text("已连接")
    await desk.keyboard.press("o")
    await expect(desk.locator("#toast")).to_contain_text("窗口已开放")
    await expect(desk.locator(".next-head")).to_contain_text("可容缺")
    await desk.keyboard.press("F2")
    await expect(desk.locator("#number")).to_have_text(issued["number"])
    lines = desk.locator(".lines tr[data-about]")
    await expect(lines).to_have_count(len(filed["lines"]))
    await desk.keyboard.press("2")
    await expect(lines.nth(0)).to_contain_text("不符合")
    await desk.keyboard.press("F4")
    await expect(desk.locator("#toast")).to_contain_text("开始服务")
    await desk.keyboard.press("a")
    await expect(desk.locator("#left")).to_contain_text("全部核对完了")
    await expect(lines.locator("[data-differs]")).to_have_count(1)
    await desk.keyboard.press("F6")
    await expect(desk.locator("#toast")).to_contain_text("已结束服务")

    floor = await signed_in(browser, open_hall, "1041", FLOOR)
    listen(floor, complaints)
    await floor.wait_for_url("**/console")
    await floor.click("nav [href='/console/pre-reviews']")
    row = floor.locator(f"[data-key='{item.id}']")
    await expect(row).to_contain_text(item.name.zh)
    await expect(row).to_contain_text(f"1 / {len(filed['lines'])}")
    for page in (desk, phone, floor):
        await page.context.close()
    assert complaints == []


async def test_a_catalogue_is_published_from_the_page(
    browser: Browser, open_hall: RunningHall, complaints: list[str], tmp_path: Path
) -> None:
    folder = tmp_path / "mended"
    shutil.copytree(SAMPLE, folder)
    page = await signed_in(browser, open_hall, "1041", FLOOR)
    listen(page, complaints)
    await page.wait_for_url("**/console")
    await page.click("nav [href='/console/catalogue']")
    before = await page.locator("#in-force").get_attribute("data-hash")
    assert before == load(SAMPLE).content_hash

    themes = (folder / "catalogue.toml").read_text("utf-8")
    (folder / "catalogue.toml").write_text(themes.replace('icon = "', 'icons = "', 1), "utf-8")
    await page.set_input_files("#folder", folder)
    await page.click("#send")
    await expect(page.locator("#outcome .words")).to_contain_text("没有发布")
    await expect(page.locator("#outcome tbody")).to_contain_text("catalogue.toml")
    assert open_hall.server.reception.dispatcher.state.configuration_hash == before

    police = folder / "catalogue" / "police.toml"
    (folder / "catalogue.toml").write_text(themes, "utf-8")
    phones = police.read_text("utf-8")
    police.write_text(phones.replace('phone = "', 'phone = "010-', 1), "utf-8")
    now = load(folder).content_hash
    assert now != before
    await page.set_input_files("#folder", folder)
    await page.click("#send")
    await expect(page.locator("#outcome .words")).to_contain_text("已发布")
    await expect(page.locator("#in-force")).to_have_attribute("data-hash", now)
    await page.context.close()
    assert complaints == []


async def test_the_report_is_not_for_clerks(browser: Browser, open_hall: RunningHall) -> None:
    page = await signed_in(browser, open_hall, "1003", DESK)
    await page.wait_for_url("**/clerk")
    for path in ("/console/pre-reviews", "/console/catalogue"):
        await page.goto(open_hall.url + path)
        await page.wait_for_url("**/clerk")
    await page.context.close()


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
