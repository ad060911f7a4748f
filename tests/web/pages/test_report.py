"""The report of the pre-reviews, in Chromium."""

import csv
from collections.abc import Iterator
from io import StringIO

import pytest
from playwright.async_api import Page, expect

from simulation.gallery.pages import reports
from simulation.gallery.pages.examples import EXAMPLES, TECHNICIAN, publishing, report
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def numbers(page: Page, group: str) -> list[str]:
    """The items' numbers as they stand below one another."""
    return await page.locator(f"tbody[data-key={group}] .item .number:not(.rate)").all_text_contents()


async def test_items_are_ranked_by_rate_and_few_lines_are_not_ranked(open_page: Open) -> None:
    page, _ = await open_page(report(reports.USUAL))
    assert await numbers(page, "many") == ["0103", "0204", "0402"]
    assert await numbers(page, "few") == ["1103", "1201", "–"]
    await expect(page.locator("[data-key=item-1201]")).to_contain_text("只有 4 条")
    await expect(page.locator("[data-key=item-1201]")).not_to_contain_text("%")


async def test_a_rate_stands_beside_its_two_numbers(open_page: Open) -> None:
    page, _ = await open_page(report(reports.USUAL))
    food = page.locator("[data-key=item-0103]")
    await expect(food).to_contain_text("46 / 581")
    await expect(food).to_contain_text("7.9 %")
    await expect(page.locator(".figures")).to_contain_text("74 / 1240")


async def test_a_row_opens_its_lines_by_key_and_closes_again(open_page: Open) -> None:
    page, _ = await open_page(report(reports.USUAL))
    await page.focus("[data-item=item-0103] button")
    await page.keyboard.press("Enter")
    lines = page.locator(".line")
    await expect(lines).to_have_count(6)
    await expect(lines.nth(1)).to_contain_text("要不要现做凉菜")
    await expect(lines.nth(1)).to_contain_text("16.1 %")
    await expect(lines.nth(5)).to_contain_text("4 / 9")
    await expect(lines.nth(5)).to_contain_text("只有 9 条")
    await page.keyboard.press("Enter")
    await expect(lines).to_have_count(0)


async def test_the_period_is_chosen_by_day_or_by_span_and_kept_in_the_address(open_page: Open) -> None:
    page, hall = await open_page(report(reports.USUAL))
    await page.click("[data-span=month]")
    await expect(page.locator(".figures")).to_be_visible()
    await page.fill("#from", "2026-11-02")
    await expect(page.locator(".figures")).to_be_visible()
    assert hall.reports_asked == [
        ("2026-11-17", "2026-11-23"),
        ("2026-10-25", "2026-11-23"),
        ("2026-11-02", "2026-11-23"),
    ]
    await page.reload()
    await expect(page.locator("#from")).to_have_value("2026-11-02")


async def test_a_period_that_ends_before_it_begins_is_not_asked_for(open_page: Open) -> None:
    page, hall = await open_page(report(reports.USUAL))
    await page.fill("#to", "2026-11-01")
    await expect(page.locator("#report")).to_contain_text("请重新选")
    assert len(hall.reports_asked) == 1


async def test_the_file_has_what_is_shown(open_page: Open) -> None:
    page, _ = await open_page(report(reports.USUAL))
    await page.click("[data-item=item-1201] button")
    async with page.expect_download() as downloading:
        await page.click("[data-act=download]")
    kept = await downloading.value
    assert kept.suggested_filename == "pre-reviews-2026-11-17-2026-11-23.csv"
    path = await kept.path()
    text = path.read_bytes().decode("utf-8-sig")
    rows = list(_rows(text))
    assert [row["编号"] for row in rows] == ["0103", "0204", "0402", "1103", "1201", "1201", ""]
    assert rows[0]["更正比例"] == "7.9 %"
    assert (rows[5]["条目"], rows[5]["核对条数"], rows[5]["窗口更正"], rows[5]["更正比例"]) == (
        "退役证件",
        "4",
        "2",
        "",
    )


def _rows(text: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(StringIO(text))


async def test_a_spreadsheet_takes_no_name_for_a_formula(open_page: Open) -> None:
    page, _ = await open_page(report(reports.USUAL))
    written = await page.evaluate("""import("/static/csv.js").then(({ csv }) => csv([["=1+1", 'a "b", c', 3]]))""")
    assert written == '\ufeff"\'=1+1","a ""b"", c","3"\r\n'


async def test_an_empty_period_says_so(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["report, none"])
    await expect(page.locator("#report")).to_contain_text("这段时间没有预审")
    await expect(page.locator("[data-act=download]")).to_have_attribute("aria-disabled", "true")


async def test_a_server_that_does_not_answer_is_told_in_words(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["report, refused"])
    await expect(page.locator("#report")).to_contain_text("暂时连不上大厅服务器")


async def test_only_those_who_may_read_or_publish_are_led_there(open_page: Open) -> None:
    page, _ = await open_page(report(reports.USUAL, person=EXAMPLES["report, longest"].person))
    await expect(page.locator("nav [href='/console/pre-reviews']")).to_have_count(1)
    await expect(page.locator("nav [href='/console/catalogue']")).to_have_count(0)
    technicians, _ = await open_page(publishing(folder=None, clicks=(), person=TECHNICIAN))
    await expect(technicians.locator("nav [href='/console/catalogue']")).to_have_count(1)
    await expect(technicians.locator("nav [href='/console/pre-reviews']")).to_have_count(0)
