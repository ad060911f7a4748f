"""Portraits of screens: any screen in any state, drawn offscreen at its real size, all in one process.

An offscreen window can become smaller at run time but never larger than it was made (what lies beyond stays black), so
the studio's window is as wide as the widest and as high as the highest screen (`window.prepare(window.STUDIO)` before
this module is imported), and is cut to each sitter.
"""

import asyncio
from pathlib import Path

from kivy.animation import Animation
from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window
from PIL import Image

from display.toolkit import picture
from display.toolkit.stage import Stage
from display.toolkit.text import BlinkingText
from display.toolkit.window import keep_pace

_SETTLING_FRAMES = 4
_FRAMES_PER_S = 250  # nobody looks on, so frames need not last as long as an eye wants them to


class _StudioApp(App):
    def build(self):
        keep_pace()
        return Stage()


class Studio:
    """`async with Studio() as studio:` — one window, many portraits.

    While `drawing` is off everything is laid out, moves and can be touched, but no pixel is drawn: quicker by far where
    nobody wants a picture.
    """

    drawing = True

    async def __aenter__(self) -> "Studio":
        BlinkingText.resting = True
        self._usual_frames_per_s, Clock._max_fps = Clock._max_fps, _FRAMES_PER_S
        Window.bind(on_draw=self._rest)
        self._app = _StudioApp()
        self._running = asyncio.create_task(self._app.async_run("asyncio"))
        while self._app.root is None or not Window.initialized:
            if self._running.done():
                await self._running  # tells why there is no window
            await asyncio.sleep(0.01)
        await self.frames(_SETTLING_FRAMES)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stand_still()
        self._app.stop()
        await asyncio.wait_for(self._running, 30)
        Window.unbind(on_draw=self._rest)
        Clock._max_fps = self._usual_frames_per_s
        BlinkingText.resting = False

    @property
    def stage(self) -> Stage:
        return self._app.root

    async def show(self, screen_factory, state, presenter=None):
        """Builds the screen at its surface's size, gives it `state` and waits until it has settled. Returns it."""
        screen = screen_factory(presenter=presenter, state=state)
        self._stand_still()
        if tuple(Window.size) != screen.surface.size:
            Window.size = screen.surface.size
        self.stage.show(screen)
        await self.frames(_SETTLING_FRAMES)
        return screen

    def _stand_still(self) -> None:
        """Who leaves the studio moves no more: what repeats for ever would keep its screen alive, and busy."""
        for widget in self.stage.walk():
            Animation.cancel_all(widget)

    async def frames(self, count: int) -> None:
        """Waits until `count` more frames were drawn, or laid out."""
        for _ in range(count):
            drawn = asyncio.get_running_loop().create_future()
            Clock.schedule_once(lambda _dt, drawn=drawn: drawn.done() or drawn.set_result(None), 0)
            Window.canvas.ask_update()
            await drawn

    def _rest(self, *_: object) -> bool:
        """True keeps the window from drawing."""
        return not self.drawing

    def image(self) -> Image.Image:
        """What the window shows now; drawn for it if need be."""
        if not self.drawing:
            self.drawing = True
            Window.dispatch("on_draw")
            self.drawing = False
        return picture.image(picture.grab(self.stage))


async def render(studio: Studio, screen_factory, state, path: Path):
    """Draws `screen_factory` in `state` to a PNG at `path`. Returns the screen, for inspection."""
    screen = await studio.show(screen_factory, state)
    path.parent.mkdir(parents=True, exist_ok=True)
    studio.image().save(path)
    return screen
