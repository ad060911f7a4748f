"""The page of what the screens say, in Chromium: notices, and the emergency message that nobody raises by a slip."""

import pytest
from playwright.async_api import WebSocketRoute, expect

from queue_server.contract import wire
from queue_server.contract.commands import (
    EndEmergency,
    NoticeKind,
    NoticePlace,
    NoticeRank,
    PublicHeading,
    PublicText,
    PublishNotice,
    RaiseEmergency,
    UrgentText,
    WithdrawNotice,
)
from queue_server.contract.refusals import RefusalCode
from simulation.gallery.pages.examples import FLOOR_EMERGENCY, TECHNICIAN, notices
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVACUATE = "[data-message='evacuate']"


async def test_a_prepared_message_is_raised_only_after_a_second_look(open_page: Open) -> None:
    page, hall = await open_page(notices())
    await page.click(EVACUATE)
    await expect(page.locator(".sure")).to_contain_text("所有屏幕和语音马上播出“请立即离开大厅”")
    await page.keyboard.press("Escape")
    await expect(page.locator(".sure")).to_have_count(0)
    await page.click(EVACUATE)
    await page.click(".sure [data-act='raise']")
    assert await hall.commands(1) == [RaiseEmergency("evacuate")]


async def test_own_words_are_raised_after_a_second_look_too(open_page: Open) -> None:
    page, hall = await open_page(notices())
    await page.fill("#own-zh", "请到东门集合")
    await page.click("#own-sure button")
    await page.click("#own-sure [data-act='raise']")
    assert await hall.commands(1) == [RaiseEmergency(text=UrgentText("请到东门集合"))]


async def test_a_message_that_stands_is_shown_and_ended(open_page: Open) -> None:
    page, hall = await open_page(notices(view=FLOOR_EMERGENCY))
    await expect(page.locator(".stands h3")).to_contain_text("请立即离开大厅")
    await page.click("[data-act='end']")
    assert await hall.commands(1) == [EndEmergency()]


async def test_a_notice_is_written_and_published(open_page: Open) -> None:
    page, hall = await open_page(notices())
    await page.select_option("#notice-kind", "disclosure")
    await page.select_option("#notice-places", "both")
    await page.select_option("#notice-rank", "first")
    await page.fill("#notice-until", "2026-12-01T17:00")
    await page.fill("#notice-heading_zh", "考评结果")
    await page.fill("#notice-text_zh", "<b>实绩突出</b>：3 号窗口")
    await page.fill("#notice-text_en", "Outstanding: window 3")
    await page.click("#publish")
    assert await hall.commands(1) == [
        PublishNotice(
            PublicText("<b>实绩突出</b>：3 号窗口", "Outstanding: window 3"),
            "2026-12-01T17:00",
            PublicHeading("考评结果"),
            NoticeKind.DISCLOSURE,
            (NoticePlace.BOARDS, NoticePlace.KIOSKS),
            rank=NoticeRank.FIRST,
        )
    ]
    await expect(page.locator("#notice-text_zh")).to_have_value("")


async def test_a_notice_is_changed_in_its_place_and_withdrawn_at_once(open_page: Open) -> None:
    page, hall = await open_page(notices())
    await page.click("[data-act='change'][data-notice='n2']")
    await expect(page.locator("#notice-text_zh")).to_have_value("税务窗口明天下午 15:30 停止叫号。")
    await page.click("#publish")
    (changed,) = await hall.commands(1)
    assert isinstance(changed, PublishNotice)
    assert (changed.notice_id, changed.zone_id) == ("n2", "departments")
    await page.click("[data-act='withdraw'][data-notice='n1']")
    assert (await hall.commands(2))[1] == WithdrawNotice("n1")


async def test_what_is_refused_is_said_and_what_was_written_stays(open_page: Open) -> None:
    command = PublishNotice(PublicText("甲"), "2026-11-01T17:00")
    page, _ = await open_page(notices(refused=((command, RefusalCode.PERIOD_UNFIT),)))
    await page.fill("#notice-until", "2026-11-01T17:00")
    await page.fill("#notice-text_zh", "甲")
    await page.click("#publish")
    await expect(page.locator("#toast")).to_contain_text("结束时间要晚于开始时间和现在")
    await expect(page.locator("#notice-text_zh")).to_have_value("甲")


async def test_who_may_neither_publish_nor_raise_sees_what_stands(open_page: Open) -> None:
    page, _ = await open_page(notices(person=TECHNICIAN))
    await expect(page.locator("#list li")).to_have_count(2)
    await expect(page.locator("[data-act='withdraw'], [data-act='ask']")).to_have_count(0)
    await expect(page.locator("#form")).to_be_hidden()
    await expect(page.locator("#words")).to_be_hidden()


async def test_a_server_that_stops_leaves_what_is_being_written(open_page: Open) -> None:
    page, hall = await open_page(notices())
    links: list[WebSocketRoute] = []

    async def pass_on(link: WebSocketRoute) -> None:
        link.connect_to_server()
        links.append(link)

    await page.route_web_socket("**/api/v1/socket", pass_on)
    await page.reload()
    await expect(page.locator("#link")).to_have_attribute("data-link", "linked")
    await page.fill("#notice-text_zh", "二楼空调检修")
    links[0].send(wire.encode(wire.Goodbye(RefusalCode.UNAVAILABLE)).decode())
    await hall.cut()
    await expect(page.locator("#link")).to_contain_text("正在重新连接")
    await expect(page.locator("#notice-text_zh")).to_have_value("二楼空调检修")
    hall.restore()
    await expect(page.locator("#link")).to_have_attribute("data-link", "linked")
    hall.signed_out = True
    links[-1].send(wire.encode(wire.Goodbye(RefusalCode.NOT_SIGNED_IN)).decode())
    await page.wait_for_url("**/")
