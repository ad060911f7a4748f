"""Tags, lockers and the paper roll at a real server with a real bridge, through the pages of those who use them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from display.bridge.station import Bridge
from hardware.protocols.lock_board import Wiring
from hardware.protocols.pads import Model
from hardware.simulators.lock_boards import Board, VirtualLockBoards
from hardware.simulators.pads import VirtualPads
from queue_server.storage import station_keys
from tests.web.pages.test_real_waiting import page_of, press
from tests.web.running_hall import HALL, PATIENCE_S, RunningHall, hall_folder, until

pytestmark = pytest.mark.asyncio(loop_scope="session")

TAGS, LOCKERS = "socket://127.0.0.1:9114", "socket://127.0.0.1:9115"


@dataclass
class Equipped:
    """The sample hall with the tags and lockers of its bridge."""

    hall: RunningHall
    tags: VirtualPads
    lockers: VirtualLockBoards


@pytest_asyncio.fixture(loop_scope="session")
async def equipped(tmp_path: Path) -> AsyncIterator[Equipped]:
    tags = VirtualPads("tags", "socket://127.0.0.1:0", {1: Model.TAG_BASE})
    boards = {1: Board(Wiring.SHUT_SHORTS), 2: Board(Wiring.OPEN_SHORTS, locks=8)}
    lockers = VirtualLockBoards("lockers", "socket://127.0.0.1:0", boards, moves_s=0.05)
    async with contextlib.AsyncExitStack() as stack:
        for device in (tags, lockers):
            await device.start()
            stack.push_async_callback(device.stop)
        plan = hall_folder(tmp_path, demonstration=True) / "hall.toml"
        text = plan.read_text(encoding="utf-8")
        assert TAGS in text
        assert LOCKERS in text
        plan.write_text(text.replace(TAGS, tags.url).replace(LOCKERS, lockers.url), encoding="utf-8")
        hall = await stack.enter_async_context(RunningHall.open(tmp_path))
        key = await station_keys.enrol(hall.database, HALL, "bridge-1", now_ms=1)
        running = asyncio.create_task(Bridge(hall.url, "bridge-1", key).run())
        devices = hall.server.reception.dispatcher.state.devices
        await until(lambda: (devices.get("tags-1"), devices.get("lockers-1")) == ("ok", "ok"))
        yield Equipped(hall, tags, lockers)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_a_guide_lends_a_tag_that_buzzes_when_its_number_is_called(
    browser: Browser, equipped: Equipped, complaints: list[str]
) -> None:
    kiosk, clerk = await equipped.hall.station("kiosk-1"), await equipped.hall.clerk("wang-min")
    await clerk.give("open-window", {"window_id": "w03"})
    await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})
    lobby = await page_of(browser, equipped.hall, "ding-qian", "/console/tickets", complaints)
    await expect(lobby.locator(".found li")).to_have_count(1)
    await press(lobby, "Enter")
    await expect(lobby.locator("[data-act=give_tag]")).not_to_have_attribute("aria-disabled", "true")
    await press(lobby, "Insert", "3")
    await expect(lobby.locator("#ticket .facts")).to_contain_text("3 号牌")
    await clerk.give("call-next", {"window_id": "w03"})
    await asyncio.wait_for(equipped.tags.until(lambda: equipped.tags.pads[1].buzzed == [(3, 3)]), PATIENCE_S)
    desk = await page_of(browser, equipped.hall, "wang-min", "/clerk?window=w03", complaints)
    await expect(desk.locator(".facts")).to_contain_text("3 号牌")
    await press(desk, "g")
    await expect(desk.locator("[data-act=return_tag]")).to_have_count(0)
    await expect(lobby.locator("#ticket .facts")).not_to_contain_text("3 号牌")
    assert complaints == []


async def test_a_supervisor_opens_a_cell_and_sees_it_open(
    browser: Browser, equipped: Equipped, complaints: list[str]
) -> None:
    page = await page_of(browser, equipped.hall, "fang-qing", "/console/screens", complaints)
    await page.click("#lead a")
    cell = page.locator("[data-board='2'][data-lock='5']")
    await expect(cell).to_have_attribute("data-state", "shut")
    await cell.click()
    await press(page, "4")
    await expect(page.locator("#toast")).to_contain_text("2-05：已打开")
    await expect(cell).to_have_attribute("data-state", "open")
    assert equipped.lockers.pulses == [(2, 5)]
    equipped.lockers.press_shut(2, 5)
    await expect(cell).to_have_attribute("data-state", "shut")
    await expect(page.locator("#openings li").first).to_contain_text("2-05方晴维修已打开")
    await equipped.lockers.switch(mute=True)
    await expect(cell).to_have_attribute("data-state", "unknown")
    assert complaints == []


async def test_numbers_of_a_roll_are_entered_as_served_by_hand(
    browser: Browser, equipped: Equipped, complaints: list[str]
) -> None:
    lobby = await page_of(browser, equipped.hall, "ding-qian", "/console/tickets", complaints)
    await expect(lobby.locator("[data-act=enter_paper]")).not_to_have_attribute("aria-disabled", "true")
    await press(lobby, "F1")
    await lobby.select_option("#paper-served", label="3 号窗口 王敏")
    await lobby.focus("#paper-number")
    await lobby.keyboard.type("007")
    await press(lobby, "Enter", "Enter")
    await expect(lobby.locator(".entered [data-state=entered]")).to_contain_text("Z007")
    (ticket,) = equipped.hall.server.reception.dispatcher.state.tickets.values()
    assert (ticket.number, ticket.state, ticket.first_asked_by) == ("Z007", "served", "wang-min")
    assert complaints == []
