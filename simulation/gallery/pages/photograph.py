"""Pictures of the pages in their example states."""

from pathlib import Path

from playwright.async_api import Browser, Page

from simulation.gallery.pages.examples import NOW_MS, Example
from simulation.gallery.pages.scripted_hall import ScriptedHall

CHROMIUM = "/usr/bin/chromium-headless-shell"  # the same engine without a browser around it: half the processor
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CUT_OFF = Path(__file__).with_name("cut_off.js").read_text()


async def photograph(browser: Browser, example: Example, path: Path) -> list[str]:
    """Writes the picture of an example to `path`; returns what is cut off or overlaps in it (nothing, it is hoped)."""
    async with ScriptedHall(example) as hall:
        width, height = example.size
        context = await browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        try:
            page = await context.new_page()
            await page.clock.install(time=NOW_MS / 1000)
            await stand(page, hall)
            await page.screenshot(path=str(path))
            return await faults(page)
        finally:
            await context.close()


async def stand(page: Page, hall: ScriptedHall) -> None:
    """Brings the page into the state its example names."""
    example = hall.example
    await page.goto(hall.address)
    await page.wait_for_selector(example.ripe)
    await page.evaluate("document.fonts.ready")
    if example.sign_in_answer:
        await page.fill("#account", "1003")
        await page.fill("#password", "not the one")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#trouble:not([hidden])")
    for key in example.keys:
        await page.keyboard.press(key)
    if example.folder:
        await page.set_input_files("#folder", example.folder)
    for selector, words in example.typed:
        await page.fill(selector, words)
    for selector in example.clicks:
        await page.click(selector)
    for selector, value in example.selected:
        await page.select_option(selector, value)
    if example.away:
        await hall.cut()
        await page.wait_for_selector("[data-link=lost]")


async def faults(page: Page) -> list[str]:
    """Texts that are cut off, and things that stand outside the page or on each other."""
    found: list[str] = await page.evaluate(CUT_OFF)
    return found
