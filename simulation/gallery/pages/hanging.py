"""Photographs every page in every example, in a real browser."""

from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import async_playwright

from simulation.gallery.exhibit import Exhibit, picture_path
from simulation.gallery.pages.examples import EXAMPLES
from simulation.gallery.pages.photograph import ARGUMENTS, CHROMIUM, photograph


async def hang(folder: Path) -> AsyncIterator[Exhibit]:
    """Each page in each example, with what is cut off or overlaps in it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            for state, example in EXAMPLES.items():
                path = picture_path(folder, "page", state)
                yield Exhibit("page", state, path, tuple(await photograph(browser, example, path)))
        finally:
            await browser.close()
