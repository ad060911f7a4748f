"""How a place is made to look like what is wanted, in Chromium."""

import pytest

from simulation.gallery.pages.examples import lobby
from tests.web.pages.conftest import Open

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHOWN = """async (drawings) => {
  const { element, show } = await import("/static/elements.js");
  const place = document.createElement("ol");
  const line = ([key, words]) => element("li", { "data-key": key }, words);
  return drawings.map((lines) => {
    const before = new Map([...place.children].map((child) => [child.textContent, child]));
    show(place, lines.map(line));
    const after = [...place.children];
    const kept = after.filter((child) => before.get(child.textContent) === child);
    return [after.map((child) => child.textContent), kept.length];
  });
}"""


async def test_what_has_a_key_is_moved_and_not_made_again(open_page: Open) -> None:
    page, _ = await open_page(lobby())
    drawings = [[["a", "one"], ["b", "two"], ["c", "three"]], [["c", "three"], ["a", "one"]]]
    assert await page.evaluate(SHOWN, drawings) == [[["one", "two", "three"], 0], [["three", "one"], 2]]


async def test_two_of_one_key_stay_two_when_they_are_drawn_again(open_page: Open) -> None:
    page, _ = await open_page(lobby())
    drawing = [["a", "one"], ["a", "two"], ["b", "three"]]
    for words, _ in await page.evaluate(SHOWN, [drawing, drawing, drawing]):
        assert words == ["one", "two", "three"]
