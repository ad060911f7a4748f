"""The open page of ratings that were signed, in Chromium."""

import pytest
from playwright.async_api import expect

from simulation.gallery.pages.examples import EXAMPLES
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("example", ["published ratings", "published ratings, phone, English"])
async def test_no_rate_is_told_without_the_two_numbers_it_is_made_of(example: str, open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES[example])
    told = await page.locator("dl div, td").all_inner_texts()
    rates = [words for words in told if "%" in words]
    assert len(rates) > 40
    assert [words for words in rates if " / " not in words] == []


async def test_a_window_that_few_rated_has_counts_and_no_rate(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["published ratings"])
    line = page.locator("tr", has_text="4 号窗口").first
    await expect(line.locator("td")).to_have_text(["138", "6", "–", "–", "–"])
