"""A finger from afar: presses and releases the window where somebody at the console touched its picture."""

from collections import deque

from kivy.clock import Clock
from kivy.core.window import Window

PRESS_S = 0.1
SETTLE_S = 0.2  # until the page that a touch opened stands
SETTLE_FRAMES = 12  # and has been laid out, on a machine that draws slowly too
WAITING_LIMIT = 30


class RemoteFinger:
    """One touch after the other, in the order they came; while `WAITING_LIMIT` are waiting, no more are taken."""

    def __init__(self):
        self._waiting: deque[tuple[float, float]] = deque()
        self._is_busy = False

    def touch(self, x: float, y: float) -> None:
        """At fractions of the window from the top left, as if by mouse."""
        if len(self._waiting) < WAITING_LIMIT:
            self._waiting.append((min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)))
        if not self._is_busy:
            self._next()

    def _next(self) -> None:
        self._is_busy = bool(self._waiting)
        if self._is_busy:
            x, y = self._waiting.popleft()
            width, height = Window.size
            at = x * (width - 1), y * (height - 1)
            Window.dispatch("on_mouse_down", *at, "left", [])
            Clock.schedule_once(lambda _dt: self._release(at), PRESS_S)

    def _release(self, at: tuple[float, float]) -> None:
        Window.dispatch("on_mouse_up", *at, "left", [])
        Clock.schedule_once(lambda _dt: self._settle(SETTLE_FRAMES), SETTLE_S)

    def _settle(self, frames: int) -> None:
        if frames:
            Clock.schedule_once(lambda _dt: self._settle(frames - 1), 0)
        else:
            self._next()
