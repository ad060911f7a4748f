"""The calls page in Chromium: who was called on a day, why, and how it was at that moment."""

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.async_api import expect

from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import CallsFound
from simulation.gallery.pages.examples import inspection
from simulation.gallery.pages.lookups import CALL, CALLS
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_every_call_says_why_as_a_sentence(open_page: Open) -> None:
    page, _ = await open_page(inspection())
    rows = page.locator("#list tbody tr")
    await expect(rows).to_have_count(len(CALLS.calls))
    for number, words in (
        ("A012", "等得最久，等了 24 分钟"),
        ("A028", "老年人优先，等了 9 分钟 · 比先来的 3 人先办"),
        ("A011", "由工作人员选定：老人、孕妇或行动不便"),
        ("A010", "按窗口规则“即办先办”先办"),
    ):
        await expect(rows.filter(has_text=number)).to_contain_text(words)
    await expect(rows.filter(has_text="A012")).to_contain_text("正在叫")


async def test_a_call_opens_its_trace(open_page: Open) -> None:
    page, _ = await open_page(inspection())
    await page.click(f"[data-call='{CALL.call_id}']")
    told = page.locator("#trace")
    await expect(told).to_contain_text("10:03:24，3 号窗口的王敏叫 A028，综合窗口。")
    heads = told.locator("tbody tr")
    await expect(heads).to_have_count(3)
    await expect(heads.nth(0)).to_contain_text("A014综合窗口普通18 分钟18 分钟")
    await expect(heads.nth(1)).to_contain_text("A028综合窗口老年人优先9 分钟18 分钟")
    await expect(told).to_contain_text("先来的 3 人还在等，凭什么先叫")
    await expect(told.locator("li").nth(2)).to_have_text("A016这个窗口当时不办")
    proofs = told.locator(".proofs li")
    await expect(proofs.nth(0)).to_have_text("第 1 次叫号")
    await expect(proofs.nth(1)).to_have_text("没有屏幕播出")
    await expect(proofs.nth(2)).to_have_text("第 2 次叫号")
    await expect(proofs.nth(3)).to_contain_text("大厅综合屏")
    await expect(proofs.nth(4)).to_contain_text("1 号设备接入机 · bar-3")
    await expect(proofs.nth(5)).to_have_text("panel-w03没有播出")


async def test_a_call_of_a_former_version_says_that_no_trace_was_kept(open_page: Open) -> None:
    without = replace(CALL, heads=(), overtaken_first=(), why=replace(CALL.why, overtaken=0))
    page, _ = await open_page(inspection(lookups={f"calls/{CALL.call_id}": without}))
    await page.click(f"[data-call='{CALL.call_id}']")
    await expect(page.locator("#trace")).to_contain_text("没有留下经过")


async def test_the_arrows_go_from_call_to_call(open_page: Open) -> None:
    page, _ = await open_page(inspection())
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#list [aria-current]")).to_contain_text("A028")
    await expect(page.locator("#trace .number").first).to_have_text("A028")
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("#list [aria-current]")).to_contain_text("A012")


async def test_day_window_and_reason_are_asked_for_and_kept_in_the_address(open_page: Open) -> None:
    page, hall = await open_page(inspection())
    await page.select_option("#window", "w03")
    await page.select_option("#rule", "chosen")
    await page.fill("#day", "2026-11-20")
    await expect(page.locator("#list tbody tr")).to_have_count(len(CALLS.calls))
    assert "calls?day=2026-11-20&window=w03&rule=chosen" in hall.looked_up  # only what was asked last is shown
    await expect(page).to_have_url(re.compile("day=2026-11-20&window=w03&rule=chosen"))


async def test_earlier_calls_are_added_below(open_page: Open) -> None:
    last = CALLS.calls[-1].call_id
    older = CallsFound("2026-11-23", (replace(CALLS.calls[0], call_id="2026-11-23.A001.c1", number="A001"),), None)
    page, _ = await open_page(inspection(lookups={f"calls?day=2026-11-23&before={last}": older}))
    await page.fill("#day", "2026-11-23")
    await page.click("[data-act=older]")
    await expect(page.locator("#list tbody tr")).to_have_count(len(CALLS.calls) + 1)
    await expect(page.locator("#list tbody tr").last).to_contain_text("A001")
    await expect(page.locator("[data-act=older]")).to_have_count(0)


@pytest.mark.parametrize(
    ("answer", "words"),
    [(CallsFound("2026-11-23", (), None), "这一天没有这样的叫号"), (RefusalCode.UNAVAILABLE, "服务")],
)
async def test_none_and_trouble_are_said(open_page: Open, answer: object, words: str) -> None:
    page, _ = await open_page(inspection(lookups={"calls": answer}, ripe=".nothing"))
    await expect(page.locator("#list")).to_contain_text(words)


async def test_the_table_is_handed_out_as_a_file(open_page: Open, tmp_path: Path) -> None:
    page, _ = await open_page(inspection())
    async with page.expect_download() as started:
        await page.click("[data-act=download]")
    file = tmp_path / "calls.csv"
    await (await started.value).save_as(file)
    rows = list(csv.reader(StringIO(file.read_text("utf-8-sig"))))
    assert rows[0][1] == "号码"
    assert [row[1] for row in rows[1:]] == [call.number for call in CALLS.calls]
    assert rows[2][5] == "老年人优先，等了 9 分钟 · 比先来的 3 人先办"
