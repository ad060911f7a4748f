"""English has another word for one of a thing."""

import pytest
from playwright.async_api import expect

from simulation.gallery.pages.examples import EXAMPLES
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_one_try_and_two_days_are_told_as_people_say_them(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["work orders, to contact, English"])
    await expect(page.locator("#order")).to_contain_text("Tried 1 time, nobody reached")
    await expect(page.locator("#list")).to_contain_text("2 days late")


async def test_a_poor_rating_on_a_phone_says_one_day_as_one(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["rating, poor, English"])
    await expect(page.locator(".poor:visible")).to_have_text("After a poor rating we contact you within 1 working day.")
