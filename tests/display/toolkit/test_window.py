"""The window draws one frame after the other."""

import pytest
from kivy.core.window import Window

from config import theme
from display.toolkit import window
from display.toolkit.portrait import Studio
from display.toolkit.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="module")


class BarePage(Screen):
    surface = theme.RATING


async def test_a_frame_begins_only_when_the_one_before_is_finished(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    await studio.show(BarePage, None)
    seen: list[str] = []
    monkeypatch.setattr("kivy.graphics.opengl.glFinish", lambda: seen.append("finished"))
    for _ in range(2):  # asking twice does not make it wait twice
        window.keep_pace()
    seen.clear()
    Window.dispatch("on_draw")
    assert seen == ["finished"]


async def test_a_studio_that_does_not_draw_draws_a_picture_when_asked(studio: Studio) -> None:
    await studio.show(BarePage, None)
    drawn = studio.image()
    studio.drawing = False
    try:
        await studio.show(BarePage, None)
        assert studio.image().tobytes() == drawn.tobytes()
    finally:
        studio.drawing = True
    assert sum(drawn.getpixel((5, 5))[:3]) > 0
