"""Every kind of waiting at a real server, through the pages of those who do it: guide, clerk, supervisor, auditor."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import ReportStation
from simulation.gallery.pages.examples import DESK, FLOOR
from tests.web.pages.conftest import listen
from tests.web.running_hall import RunningHall

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def open_hall(tmp_path: Path) -> AsyncIterator[RunningHall]:
    async with RunningHall.open(tmp_path) as opened:
        yield opened


async def page_of(
    browser: Browser, hall: RunningHall, clerk_id: str, path: str, complaints: list[str], size: tuple[int, int] = DESK
) -> Page:
    """A page of somebody who is signed in already."""
    cookie = (await hall.clerk(clerk_id)).headers["Cookie"]
    name, _, value = cookie.partition("=")
    context = await browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    await context.add_cookies([{"name": name, "value": value, "url": hall.url}])
    page = await context.new_page()
    listen(page, complaints)
    await page.goto(hall.url + path)
    await expect(page.locator("#bar h1")).to_be_visible()
    return page


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def test_a_number_with_priority_from_the_lobby_to_the_inspection(
    browser: Browser, open_hall: RunningHall, complaints: list[str]
) -> None:
    lobby = await page_of(browser, open_hall, "fang-qing", "/console/tickets", complaints)
    await expect(lobby.locator("#link")).to_contain_text("已连接")
    await press(lobby, "F3")
    await lobby.keyboard.type("spjyxk")
    await expect(lobby.locator("#issue .options")).to_contain_text("食品经营许可")
    await press(lobby, "Enter")
    await lobby.select_option("#issue-priority", "elderly")
    await lobby.focus("#give-number")
    await press(lobby, "Enter")
    number = await lobby.locator("#number-chosen").text_content()
    assert number is not None
    await expect(lobby.locator("#ticket [data-priority=claimed]")).to_be_visible()

    desk = await page_of(browser, open_hall, "wang-min", "/clerk?window=w03", complaints)
    await expect(desk.locator("#link")).to_contain_text("已连接")
    await press(desk, "o")
    await expect(desk.locator("#toast")).to_contain_text("窗口已开放")
    await expect(desk.locator("#next [data-priority=claimed]")).to_be_visible()
    await press(desk, "F2")
    await expect(desk.locator("#number")).to_have_text(number)
    await expect(desk.locator("#toast")).to_contain_text("已叫到")
    await press(desk, "v")
    await expect(desk.locator(".facts [data-priority=verified]")).to_be_visible()
    await expect(desk.locator("#toast")).to_contain_text("已核验")
    await expect(lobby.locator("#ticket [data-priority=verified]")).to_be_visible()
    await press(desk, "F4")
    await expect(desk.locator("#toast")).to_contain_text("开始服务")

    await press(desk, "s")  # to the cashier and back
    cashier = desk.locator(".options li").filter(has_text="收费")
    await cashier.locator("button").click()
    await expect(desk.locator("#toast")).to_contain_text("办完回来")
    await expect(desk.locator("#number")).to_have_count(0)
    await press(desk, "z")
    await expect(desk.locator("#toast")).to_contain_text("已撤销")
    await expect(desk.locator("#number")).to_have_text(number)
    await press(desk, "F9", "2", "1")
    await expect(desk.locator("#toast")).to_contain_text(f"{number} 已转到")

    await expect(lobby.locator("#ticket .since")).to_contain_text("等候")
    await lobby.keyboard.press("F8")
    await lobby.keyboard.press("1")
    await expect(lobby.locator("#toast")).to_contain_text(f"{number} 已取消")

    office = await page_of(browser, open_hall, "yan-zheng", "/console/calls", complaints)
    await office.click("[data-call]")
    await expect(office.locator("#trace .number").first).to_have_text(number)
    await expect(office.locator("#trace tbody")).to_contain_text("老年人优先")
    for page in (lobby, desk, office):
        await page.context.close()
    assert complaints == []


async def test_a_window_is_asked_for_approved_and_given_other_work(
    browser: Browser, open_hall: RunningHall, complaints: list[str]
) -> None:
    desk = await page_of(browser, open_hall, "wang-min", "/clerk?window=w03", complaints)
    await expect(desk.locator("#link")).to_contain_text("已连接")
    await press(desk, "r", "1")
    await expect(desk.locator("#toast")).to_contain_text("申请已提交")
    floor = await page_of(browser, open_hall, "fang-qing", "/console", complaints, FLOOR)
    await expect(floor.locator(".requests li")).to_contain_text("申请撤销 3 号窗口")
    await expect(floor.locator(".requests li")).to_contain_text("来的人少")
    await floor.click("[data-act=ApproveWindow]")
    await expect(floor.locator(".window[data-key=w03]")).to_contain_text("已撤销")
    await expect(desk.locator("#ticket")).to_contain_text("窗口已撤销")

    await floor.click("[data-window=w04]")
    profiles = await floor.locator("#profile option:not([value=''])").evaluate_all("all => all.map((one) => one.value)")
    await floor.select_option("#profile", profiles[0])
    await expect(floor.locator(".effects")).to_be_visible()
    await expect(floor.locator("[data-act=AssignProfile]")).not_to_have_attribute("aria-disabled", "true")
    await floor.fill("#reason", "那边排队长")
    await press(floor, "Enter")
    await expect(floor.locator("#toast")).to_contain_text("4 号窗口的业务范围已调整")
    for page in (desk, floor):
        await page.context.close()
    assert complaints == []


async def test_a_trainee_sits_with_a_mentor_until_the_backup_takes_over(
    browser: Browser, open_hall: RunningHall, complaints: list[str]
) -> None:
    desk = await page_of(browser, open_hall, "wang-min", "/clerk?window=w03", complaints)
    await expect(desk.locator("#link")).to_contain_text("已连接")
    await press(desk, "i", "1")
    await expect(desk.locator(".bar .who")).to_contain_text("带教")
    backup = await page_of(browser, open_hall, "zhao-yan", "/clerk?window=w03", complaints)
    await expect(backup.locator("#ticket")).to_contain_text("王敏在这个窗口")
    await press(backup, "t")
    await expect(backup.locator("#toast")).to_contain_text("由您接着办")
    await expect(desk.locator("#ticket")).to_contain_text("赵岩在这个窗口")
    for page in (desk, backup):
        await page.context.close()
    assert complaints == []


async def test_an_appointment_is_booked_found_again_and_cancelled(
    browser: Browser, open_hall: RunningHall, complaints: list[str]
) -> None:
    page = await page_of(browser, open_hall, "fang-qing", "/console/appointments", complaints)
    await expect(page.locator("#link")).to_contain_text("已连接")
    schedules = open_hall.server.reception.hall.policy.appointments.schedules
    item = open_hall.server.reception.hall.items[schedules[0].item_ids[0]]
    await press(page, "F3")
    await page.keyboard.type(item.number)
    await expect(page.locator("#booking .options")).to_contain_text(item.name.zh)
    await press(page, "Enter")
    await page.locator("[data-act=slot]:not([aria-disabled])").last.click()
    await page.keyboard.type("13900001234")
    await press(page, "Enter")
    await expect(page.locator("#toast")).to_contain_text("已预约")
    code = await page.locator("#ticket dd b.number").text_content()
    assert code
    await press(page, "F2")
    await page.keyboard.type("139 0000 1234")
    await press(page, "Enter")
    await expect(page.locator(".found li")).to_have_count(1)
    await expect(page.locator("#ticket .facts")).to_contain_text(code)
    await press(page, "F8", "1")
    await expect(page.locator("#toast")).to_contain_text("预约已取消")
    await expect(page.locator(".found li")).to_contain_text("已取消")
    assert "1390000" not in page.url
    await page.context.close()
    assert complaints == []


async def test_numbers_of_the_paper_roll_are_entered_and_a_slip_is_printed_for_one(
    browser: Browser, open_hall: RunningHall, complaints: list[str]
) -> None:
    dispatcher = open_hall.server.reception.dispatcher
    kiosk = await open_hall.station("kiosk-2")
    await dispatcher.submit(ReportStation("kiosk-2", True), key="kiosk-2-is-there", by=SYSTEM)
    lobby = await page_of(browser, open_hall, "fang-qing", "/console/tickets", complaints)
    await expect(lobby.locator("[data-act=enter_paper]")).to_be_enabled()
    await press(lobby, "F1")
    await lobby.keyboard.type("007")
    await press(lobby, "Enter")
    await lobby.keyboard.type("spjyxk")
    await press(lobby, "Enter")  # however fast: for what the words mean
    await expect(lobby.locator("#paper-number")).to_have_value("008")
    await lobby.keyboard.type("007")
    await press(lobby, "Enter", "Enter")
    await expect(lobby.locator(".entered [data-state=entered]")).to_contain_text("Z007食品经营许可")
    await expect(lobby.locator(".entered [data-state=refused]")).to_contain_text("已经补录过")
    (ticket,) = dispatcher.state.tickets.values()
    assert (ticket.number, ticket.item_id) == ("Z007", "food-licence-new")

    await press(lobby, "F2")
    await lobby.keyboard.type("Z007")
    await expect(lobby.locator(".found li")).to_have_count(1)
    await press(lobby, "Enter")
    await expect(lobby.locator("#number-chosen")).to_have_text("Z007")
    await expect(lobby.locator("[data-act=reprint_slip]:not([aria-disabled])")).to_be_visible()
    await press(lobby, "F9")
    await expect(lobby.locator("#ticket .facts")).to_contain_text("正在打")
    (reprint_id,) = dispatcher.state.reprints
    fields = {"ticket_id": ticket.ticket_id, "reprint_id": reprint_id}
    assert (await kiosk.give("begin-reprint", fields)).status == 200
    assert (await kiosk.give("report-reprint", {**fields, "printed": True})).status == 200
    await expect(lobby.locator("#toast")).to_contain_text("Z007 的号单已补打")
    await expect(lobby.locator("#ticket .facts")).not_to_contain_text("正在打")
    await lobby.context.close()
    assert complaints == []
