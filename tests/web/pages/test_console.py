"""The floor and the screens in Chromium."""

from dataclasses import replace as replaced

import pytest
from msgspec.structs import replace
from playwright.async_api import expect

from queue_server.contract.commands import (
    AcknowledgeAlarm,
    ApproveWindow,
    AssignProfile,
    ClearAlarm,
    CloseDay,
    CloseWindow,
    OpenDay,
    RejectWindow,
    RequestWindow,
    ReturnToService,
    WindowChange,
)
from queue_server.contract.views import Label, StationLine
from simulation.gallery.pages.examples import ALARMS, EXAMPLES, FLOOR_ASKED, FLOOR_OPEN, GUIDE_AND_CLERK
from simulation.gallery.pages.lookups import REFUSED_PREVIEW
from tests.web.pages.conftest import Open
from tests.web.running_hall import until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_floor_shows_every_window_queue_and_alarm(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["floor"])
    await expect(page.locator(".window")).to_have_count(26)
    await expect(page.locator(".queues li")).to_have_count(11)
    await expect(page.locator(".alarms li")).to_have_count(len(ALARMS))
    await expect(page.locator("[data-key^='device_'] h3").first).to_contain_text(" · 号单打印机")
    await expect(page.locator(".window[data-key=w03]")).to_contain_text("A012")


async def test_the_online_portal_is_no_station_to_look_after(open_page: Open) -> None:
    portal = StationLine("portal", "portal", Label("网上预审", "Online pre-review"), False, False, ())
    stations = (*(replace(one, online=True) for one in FLOOR_OPEN.stations), portal)
    page, _ = await open_page(replaced(EXAMPLES["floor"], view=replace(FLOOR_OPEN, stations=stations)))
    await expect(page.locator(".figures")).to_contain_text("全部在线")


async def test_alarms_are_acknowledged_and_cleared(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["floor"])
    await page.locator("[data-alarm='help_called.kiosk-1.1']").click()
    await expect(page.locator("#toast")).to_contain_text("告警已知悉")
    await page.locator("[data-alarm='station_offline.board-2.1']").click()
    assert await hall.commands(2) == [
        AcknowledgeAlarm("help_called.kiosk-1.1"),
        ClearAlarm("station_offline.board-2.1"),
    ]


async def test_closing_the_day_is_asked_twice(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["floor"])
    await page.click("[data-act=CloseDay]")
    await expect(page.locator("#toast")).to_contain_text("未叫到")
    assert hall.asked == []
    await page.click("[data-act=close_now]")
    assert await hall.commands(1) == [CloseDay()]


async def test_the_day_opens_with_the_date_of_the_hall(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["floor, before opening"])
    await page.click("[data-act=OpenDay]")
    assert await hall.commands(1) == [OpenDay("2026-11-23")]


async def test_only_a_supervisor_is_offered_the_end_of_the_day(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["floor, longest"])
    await expect(page.locator("[data-act=CloseDay]")).to_have_count(0)


async def test_a_queue_says_that_nobody_serves_it_that_numbers_are_over_and_how_long_it_takes(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["floor, asked"])
    await expect(page.locator(".queues li[data-key=unresolved]")).to_contain_text("空岗 11 分钟，24 号窗口可办")
    await expect(page.locator(".queues li[data-key=real-estate]")).to_contain_text("今天的号已发完")
    await expect(page.locator(".queues li[data-key=public-security]")).to_contain_text("取号到 16:05")
    await expect(page.locator(".queues li[data-key=comprehensive]")).to_contain_text("约 10–25 分钟")
    await expect(page.locator(".queues li[data-key=instant] small")).to_have_count(0)


async def test_withdrawn_windows_trainees_and_appointments_are_seen(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["floor, asked"])
    await expect(page.locator(".window[data-key=w08]")).to_contain_text("已撤销")
    await expect(page.locator(".window[data-key=w03]")).to_contain_text("实习 何苗")
    await expect(page.locator(".figures")).to_contain_text("31 / 46")


async def test_what_is_asked_for_windows_is_decided_by_another(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["floor, asked"])
    asked = page.locator(".requests li")
    await expect(asked).to_have_count(3)
    await expect(asked.nth(0)).to_contain_text("申请撤销 6 号窗口")
    await expect(asked.nth(0)).to_contain_text("来的人少。孙蕾，09:58")
    await expect(asked.nth(1).locator("[data-act=ApproveWindow]")).to_have_attribute("aria-disabled", "true")
    await expect(asked.nth(2).locator("button")).to_have_count(0)  # one's own
    await asked.nth(0).locator("[data-act=ApproveWindow]").click()
    await expect(page.locator("#toast")).to_contain_text("申请已批准")
    await asked.nth(1).locator("[data-act=RejectWindow]").click()
    assert await hall.commands(2) == [ApproveWindow("r0"), RejectWindow("r1", "not_now")]


async def test_other_work_for_a_window_is_seen_before_it_is_done(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["floor, asked"])
    await page.click("[data-window=w06]")
    await expect(page.locator("#assign, [data-act=AssignProfile]")).to_have_attribute("aria-disabled", "true")
    await page.select_option("#profile", "real-estate")
    effects = page.locator(".effects")
    await expect(effects).to_contain_text("即办窗口还有人等，会没有窗口开着")
    await expect(effects.locator("[data-key=real-estate]")).to_contain_text("2 变 3")
    await expect(effects.locator("[data-key=w12]")).to_contain_text("13.0 变 8.7")
    await page.click("[data-act=AssignProfile]")
    await expect(page.locator("#reason")).to_be_focused()
    assert hall.asked == []
    await page.keyboard.type("那边排队长")
    await page.keyboard.press("Enter")
    assert await hall.commands(1) == [AssignProfile("w06", "real-estate", "那边排队长")]
    await expect(page.locator("#retasking")).to_have_count(0)
    await expect(page.locator("#toast")).to_contain_text("6 号窗口的业务范围已调整")


async def test_other_work_that_would_leave_a_queue_to_nobody_is_not_offered(open_page: Open) -> None:
    example = replaced(EXAMPLES["floor, other work, seen"], lookups={"windows/w06/preview": REFUSED_PREVIEW})
    page, hall = await open_page(example)
    await expect(page.locator(".effects")).to_contain_text("即办窗口就没有窗口办了")
    await page.fill("#reason", "高峰时段")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-act=AssignProfile]")).to_have_attribute("aria-disabled", "true")
    assert hall.asked == []


async def test_a_supervisor_closes_a_window_somebody_forgot(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["floor, asked"])
    await page.click("[data-window=w06]")
    await page.click("[data-act=CloseWindow]")
    assert await hall.commands(1) == [CloseWindow("w06")]


async def test_a_guide_asks_for_a_window_and_changes_nobodys_work(open_page: Open) -> None:
    page, hall = await open_page(replaced(EXAMPLES["floor, asked"], person=GUIDE_AND_CLERK, view=FLOOR_ASKED))
    await expect(page.locator(".requests button")).to_have_count(0)
    await page.click("[data-window=w08]")
    await expect(page.locator("#profile")).to_have_count(0)
    await page.fill("#reason", "排队的人多")
    await page.click("[data-act=RequestWindow]")
    assert await hall.commands(1) == [RequestWindow("w08", WindowChange.OPEN, "排队的人多")]


async def test_escape_closes_what_was_opened_of_a_window(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["floor, asked"])
    await page.focus("[data-window=w06]")
    await page.keyboard.press("Enter")
    await expect(page.locator("#retasking")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#retasking")).to_have_count(0)
    await expect(page.locator("[data-window=w06]")).to_be_focused()


async def test_a_click_on_a_picture_is_a_touch_at_the_same_place(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["screens"])
    await expect(page.locator("canvas:visible")).to_have_count(4)  # none that comes later moves the others
    canvas = page.locator("[data-kind=kiosk] canvas")
    box = await canvas.bounding_box()
    assert box is not None
    await canvas.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    await until(lambda: bool(hall.touches))
    ((station, x, y),) = hall.touches
    assert station == "kiosk-1"
    assert x == pytest.approx(0.25, abs=0.01)
    assert y == pytest.approx(0.75, abs=0.01)


async def test_in_a_real_hall_only_a_kiosk_out_of_service_is_touched(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["screens, real hall"])
    await page.locator("[data-kind=board] canvas").click()
    await page.locator("[data-kind=kiosk] canvas").click()
    await until(lambda: bool(hall.touches))
    assert [station for station, *_ in hall.touches] == ["kiosk-1"]
    await page.click("[data-act=ReturnToService]")
    assert await hall.commands(1) == [ReturnToService("kiosk-1")]


async def test_a_station_without_a_picture_says_so(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["screens, none yet"])
    await expect(page.locator("[data-kind=board]")).to_contain_text("还没有画面")
    await page.locator("[data-kind=board] select").select_option("board-2")
    await expect(page.locator("[data-kind=board]")).to_contain_text("断开了")
