"""Prepares Kivy for one station. Kivy reads its environment when it is first imported, so this comes before."""

import logging
import os
import sys

STUDIO = (1920, 1920)  # holds every screen of the hall, see portrait.py

_prepared: list[tuple[tuple[int, int], int, bool]] = []  # what was asked for; at most one


def prepare(size: tuple[int, int], *, max_fps: int = 30, fullscreen: bool = False) -> None:
    """Sets up Kivy for a window of `size` in px. Call before anything of Kivy is imported; again only alike.

    Without a display (no DISPLAY, no SDL_VIDEODRIVER) the window is drawn offscreen by the processor. Touches come from
    SDL alone: with Kivy's own input providers beside it, one finger on a real panel could count twice.
    """
    asked = (size, max_fps, fullscreen)
    if _prepared == [asked]:
        return
    if "kivy" in sys.modules:
        raise RuntimeError("Kivy was imported before its window was prepared")
    if not os.environ.get("DISPLAY"):
        os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
    _prepared.append(asked)
    offscreen = os.environ.get("SDL_VIDEODRIVER") == "offscreen"
    os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1", KIVY_LOG_MODE="PYTHON")
    logging.getLogger("kivy").setLevel(logging.WARNING)

    from kivy.config import Config

    for option in Config.options("input"):
        Config.remove_option("input", option)
    Config.set("input", "mouse", "mouse,disable_multitouch")
    Config.set("kivy", "exit_on_escape", "0")
    width, height = size
    for option, value in {
        "width": width,
        "height": height,
        "fullscreen": "auto" if fullscreen and not offscreen else "0",
        "multisamples": 0 if offscreen else 4,
        "maxfps": max_fps,
        "show_cursor": 0 if fullscreen else 1,
    }.items():
        Config.set("graphics", option, str(value))


def keep_pace() -> None:
    """From now on the window begins a frame only when the one before is finished.

    Without a graphics card nothing else makes it wait: the frames the processor has not got round to would pile up, up
    to 64 of them with all they are drawn from, which is 30 MB each for a kiosk.
    """
    from kivy.core.window import Window

    Window.unbind(on_draw=_finish_frame)
    Window.bind(on_draw=_finish_frame)  # what is bound is called before the window draws


def _finish_frame(*_: object) -> None:
    from kivy.graphics.opengl import glFinish

    glFinish()
