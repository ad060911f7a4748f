"""Publishing a hall's folder from the page, in Chromium."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from config.loading import SAMPLE
from simulation.gallery.pages.examples import EXAMPLES, publishing
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_page_says_what_is_in_force_and_since_when(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["catalogue"])
    for fact in ("5e0c1f2a9b7d4e63", "2026-11-20 09:00", "73"):
        await expect(page.locator("#in-force")).to_contain_text(fact)
    await expect(page.locator("#send")).to_be_disabled()


async def test_a_folder_is_sent_whole_and_what_is_in_force_changes(open_page: Open) -> None:
    page, hall = await open_page(publishing())
    await expect(page.locator("#outcome")).to_contain_text("已发布，版本 b3b3b3b3b3b3b3b3")
    await expect(page.locator("#in-force")).to_contain_text("b3b3b3b3b3b3b3b3")
    await expect(page.locator("#in-force")).to_contain_text("2026-11-23 10:05")
    await expect(page.locator("#send")).to_be_disabled()
    paths = [*SAMPLE.glob("*.toml"), *(SAMPLE / "catalogue").glob("*.toml")]
    assert hall.published == [{path.relative_to(SAMPLE).as_posix(): path.read_text("utf-8") for path in paths}]


async def test_every_finding_is_shown_and_the_folder_can_be_mended_and_sent_again(open_page: Open) -> None:
    page, hall = await open_page(EXAMPLES["catalogue, refused"])
    await expect(page.locator("#outcome .words")).to_contain_text("没有发布，有 3 处要改")
    rows = page.locator("#outcome tbody tr")
    await expect(rows).to_have_count(3)
    await expect(rows.nth(0)).to_contain_text("catalogue/police.toml")
    await expect(rows.nth(0)).to_contain_text('did you mean "where"?')
    await expect(page.locator("#in-force")).to_contain_text("5e0c1f2a9b7d4e63")
    hall.example = publishing()
    await page.set_input_files("#folder", SAMPLE)
    await expect(rows).to_have_count(0)
    await page.click("#send")
    await expect(page.locator("#outcome")).to_contain_text("已发布")
    assert len(hall.published) == 2


async def test_a_folder_without_a_hall_is_not_sent(open_page: Open, tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "hall.toml").write_text("", "utf-8")
    page, hall = await open_page(publishing(folder=tmp_path, clicks=()))
    await expect(page.locator("#outcome")).to_contain_text("请选有 hall.toml 的文件夹")
    await expect(page.locator("#send")).to_be_disabled()
    assert hall.published == []


async def test_what_is_the_same_is_said_to_be_the_same(open_page: Open) -> None:
    same = {"content_hash": "5e0c1f2a9b7d4e63" * 4, "business_day": None}
    page, _ = await open_page(publishing(publish_answer=(200, same)))
    await expect(page.locator("#outcome")).to_contain_text("和正在用的一样")


async def test_the_folder_is_chosen_by_keyboard_alone(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["catalogue"])
    page.on("filechooser", lambda _: None)  # the browser is asked to tell of it before a key is pressed
    await page.focus("#folder")
    async with page.expect_file_chooser() as choosing:
        await page.keyboard.press("Enter")
    assert (await choosing.value).is_multiple()
