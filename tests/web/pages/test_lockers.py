"""The lockers in Chromium: which cells are open, and one opened once, by whoever may, for a reason."""

import pytest
from msgspec.structs import replace
from playwright.async_api import expect

from queue_server.contract.commands import OpenCell
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted
from queue_server.web.lockers import OpeningTold
from simulation.gallery.pages.examples import FLOOR_LOCKERS, NOW_MS, lobby, lockers
from simulation.gallery.pages.lookups import LOCKERS, LOCKERS_ONLY_LOOKING
from simulation.gallery.pages.scripted_hall import Answer
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIXTH = "[data-board='1'][data-lock='6']"
COMMAND = OpenCell("lockers-1", "1", "6", "look")
ASKED = OpeningTold("o8", "lockers-1", 1, 6, "look", "邹建", NOW_MS, None)


async def test_cells_say_how_they_stand_and_those_left_open_stand_out(open_page: Open) -> None:
    page, _ = await open_page(lockers())
    await expect(page.locator("[data-board='1'][data-lock='11']")).to_have_attribute("data-state", "open")
    await expect(page.locator("[data-board='2'][data-lock='5']")).to_have_attribute("data-state", "left_open")
    await expect(page.locator("[data-board='2'][data-lock='5']")).to_have_attribute("aria-label", "2-05，忘关")
    await expect(page.locator("[data-board='3'][data-state=unknown]")).to_have_count(8)
    await expect(page.locator("[data-key=board-3] h3")).to_contain_text("没有应答，不知道柜门开没开")
    await expect(page.locator("#openings li").nth(3)).to_contain_text("2-07方晴维修没有打开，柜门还关着")


async def test_a_cell_is_opened_by_keyboard_for_a_reason_and_what_came_is_said(open_page: Open) -> None:
    page, hall = await open_page(lockers())
    await page.locator("[data-board='1'][data-lock='5']").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.locator(SIXTH)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#question")).to_have_text("为什么打开 1-06")
    told = hall.example.lookups

    async def accept(command: object) -> Answer:
        assert command == COMMAND
        told["lockers"] = replace(LOCKERS, openings=(ASKED, *LOCKERS.openings))
        return Accepted(500, NOW_MS)

    hall.decide = accept
    await page.keyboard.press("3")
    await expect(page.locator("#openings li").first).to_contain_text("1-06")
    await expect(page.locator("#openings li").first).to_contain_text("正在开")
    await expect(page.locator(SIXTH)).to_have_attribute("aria-disabled", "true")
    told["lockers"] = replace(LOCKERS, openings=(replace(ASKED, outcome="unknown"), *LOCKERS.openings))
    await expect(page.locator("#toast")).to_contain_text("1-06：不知道开没开，请去看一下")
    assert await hall.commands(1) == [COMMAND]


async def test_what_is_refused_is_said_and_nothing_is_tried_again(open_page: Open) -> None:
    page, hall = await open_page(lockers(refused=((COMMAND, RefusalCode.STATION_AWAY),)))
    await page.click(SIXTH)
    await page.keyboard.press("3")
    await expect(page.locator("#toast")).to_contain_text("终端没有连接")
    assert await hall.commands(1) == [COMMAND]


async def test_leaving_the_question_opens_nothing(open_page: Open) -> None:
    page, hall = await open_page(lockers())
    await page.click(SIXTH)
    await page.keyboard.press("Escape")
    await expect(page.locator(SIXTH)).to_be_focused()
    await expect(page.locator("#question")).to_have_count(0)
    assert hall.asked == []


async def test_who_may_only_look_is_told_so_and_opens_nothing(open_page: Open) -> None:
    page, hall = await open_page(lockers(lookups={"lockers": LOCKERS_ONLY_LOOKING}))
    await expect(page.locator("#lockers .hint")).to_contain_text("您只能看")
    await expect(page.locator("[data-key=lockers-1] header")).to_contain_text("接入机没连上")
    await page.locator(SIXTH).click(force=True)
    await expect(page.locator("#question")).to_have_count(0)
    assert hall.asked == []


async def test_the_screens_page_leads_to_the_lockers_of_a_hall_that_has_any(open_page: Open) -> None:
    page, _ = await open_page(lobby(path="/console/screens", view=FLOOR_LOCKERS, ripe=".screen"))
    await expect(page.locator("#lead a")).to_have_attribute("href", "/console/lockers")
