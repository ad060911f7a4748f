"""Every example of every page: nothing cut off, nothing on each other, no complaint of the browser."""

import pytest
from playwright.async_api import Browser

from simulation.gallery.pages.examples import EXAMPLES
from simulation.gallery.pages.photograph import CUT_OFF, faults
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("name", EXAMPLES)
async def test_an_example_is_whole(name: str, open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES[name])
    assert await faults(page) == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<p style="width: 40px; overflow: hidden; white-space: nowrap">cut off text</p>', "cut off"),
        ('<p style="position: absolute; left: 2000px">far away</p>', "off the side"),
        ('<p style="height: 0; margin: 0">one</p><p style="margin: 0">two</p>', "on each other"),
        (
            '<p class="card" style="width: 90px"><button style="width: 100px">wide</button></p>',
            "over the edge of its card",
        ),
    ],
)
async def test_a_planted_fault_is_found(html: str, fault: str, browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content(html)
    found: list[str] = await page.evaluate(CUT_OFF)
    assert any(one.startswith(fault) for one in found)
    await page.close()
