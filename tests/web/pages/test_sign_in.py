"""The sign-in page in Chromium."""

from dataclasses import replace

import pytest
from playwright.async_api import expect

from simulation.gallery.pages.examples import EXAMPLES
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_wrong_password_is_told_in_words_and_the_account_stays(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["sign in, wrong"])
    await expect(page.locator("#trouble")).to_contain_text("账号或密码不对")
    await expect(page.locator("#account")).to_have_value("1003")
    await expect(page.locator("#password")).to_be_focused()


async def test_after_too_many_attempts_the_page_says_how_long_to_wait(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["sign in, too many"])
    await expect(page.locator("#trouble")).to_contain_text("5 分钟后再试")
    await expect(page.locator("button[type=submit]")).to_be_disabled()


async def test_a_short_wait_ends_and_lets_one_try_again(open_page: Open) -> None:
    refusal = (429, {"code": "too_many_attempts", "details": {"wait_s": "60"}})
    page, _ = await open_page(replace(EXAMPLES["sign in"], sign_in_answer=refusal, at_its_time=True))
    await expect(page.locator("button[type=submit]")).to_be_disabled()
    await page.clock.fast_forward(61_000)
    await expect(page.locator("button[type=submit]")).to_be_enabled()


async def test_missing_fields_are_asked_for_without_troubling_the_server(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["sign in"])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    await page.keyboard.press("Enter")
    await expect(page.locator("#trouble")).to_contain_text("请填账号和密码")
    assert "POST" not in asked


async def test_whoever_signs_in_comes_to_where_their_work_is(open_page: Open) -> None:
    example = EXAMPLES["sign in"]
    page, hall = await open_page(example)
    hall.example = replace(EXAMPLES["clerk, free"], path="/", sign_in_answer=(200, {"home": "/clerk"}))
    await page.fill("#account", "1003")
    await page.fill("#password", "the right one")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/clerk")
    await expect(page.locator(".posts")).to_contain_text("您坐哪个窗口")


async def test_the_other_language_is_one_touch_away_and_remembered(open_page: Open) -> None:
    page, _ = await open_page(EXAMPLES["sign in"])
    await page.click("a.language")
    await expect(page.locator("h1")).to_have_text("Staff sign in")
    cookies = {cookie["name"]: cookie["value"] for cookie in await page.context.cookies()}
    assert cookies["language"] == "en"
