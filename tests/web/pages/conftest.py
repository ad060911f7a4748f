"""One Chromium for all page tests; each test has its own context, and no page may complain."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TypeAlias

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from simulation.gallery.pages.examples import NOW_MS, Example
from simulation.gallery.pages.photograph import ARGUMENTS, CHROMIUM, stand
from simulation.gallery.pages.scripted_hall import PATIENCE_S, ScriptedHall

Open: TypeAlias = Callable[[Example], Awaitable[tuple[Page, ScriptedHall]]]

# what a browser writes about answers a test asked for: refusals, and a link that was cut
_EXPECTED = ("Failed to load resource", "WebSocket connection to")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_S * 1000)  # as long as everything else of the browser waits
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        await launched.close()


@pytest.fixture
def complaints() -> list[str]:
    """What pages complained about: script errors, violations of the content security policy, console errors."""
    return []


def listen(page: Page, complaints: list[str]) -> None:
    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_EXPECTED):
            complaints.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(str(error)))


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, complaints: list[str]) -> AsyncIterator[Open]:
    """Opens the page of an example in its own browser context and scripted hall."""
    async with AsyncExitStack() as stack:

        async def opened(example: Example) -> tuple[Page, ScriptedHall]:
            hall = await stack.enter_async_context(ScriptedHall(example))
            width, height = example.size
            context = await browser.new_context(viewport={"width": width, "height": height})
            stack.push_async_callback(context.close)
            page = await context.new_page()
            listen(page, complaints)
            if example.at_its_time:
                await page.clock.install(time=NOW_MS / 1000)
            await stand(page, hall)
            return page, hall

        yield opened
    assert complaints == []
