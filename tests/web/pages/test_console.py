"""The floor and the screens in Chromium."""

from dataclasses import replace as replaced

import pytest
from msgspec.structs import replace
from playwright.async_api import expect

from queue_server.contract.commands import AcknowledgeAlarm, ClearAlarm, CloseDay, OpenDay, ReturnToService
from queue_server.contract.views import Label, StationLine
from simulation.gallery.pages.examples import ALARMS, EXAMPLES, FLOOR_OPEN
from tests.web.pages.conftest import Open
from tests.web.running_hall import until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_floor_shows_every_window_queue_and_alarm(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["floor"])
    await expect(page.locator(".window")).to_have_count(26)
    await expect(page.locator(".queues li")).to_have_count(11)
    await expect(page.locator(".alarms li")).to_have_count(len(ALARMS))
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


async def test_a_click_on_a_picture_is_a_touch_at_the_same_place(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["screens"])
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
