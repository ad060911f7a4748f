"""A finger on the kiosk's screen: it touches what says certain words."""

from kivy.animation import Animation
from kivy.core.window import Window
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.label import Label

from display.toolkit.portrait import Studio
from kiosk.rehearsal import Rehearsal
from kiosk.screens.keyboard import Key
from kiosk.screens.kiosk_screen import KioskScreen
from kiosk.screens.moving_bar import MovingBar


class Finger:
    """Touches what says certain words, as `StationApp` lets a real finger do."""

    def __init__(self, studio: Studio, kiosk: Rehearsal, screen: KioskScreen) -> None:
        self.studio, self.kiosk, self.screen = studio, kiosk, screen

    @classmethod
    async def at(cls, studio: Studio, kiosk: Rehearsal) -> "Finger":
        screen = await studio.show(KioskScreen, kiosk.flow.state, kiosk.flow)
        kiosk.flow.on_change = lambda state: setattr(screen, "state", state)
        return cls(studio, kiosk, screen)

    @property
    def targets(self) -> dict[str, ButtonBehavior]:
        """What can be touched now, by the words on it."""
        return {
            " ".join(label.text for label in labels_in(widget) if label.text and label.font_name == "Hall"): widget
            for widget in _shown(self.screen)
            if isinstance(widget, ButtonBehavior) and not widget.disabled and widget.width and widget.height
        }

    async def touch(self, words: str) -> None:
        """The target whose words begin so."""
        assert any(said.startswith(words) for said in self.targets), list(self.targets)
        (target,) = [widget for said, widget in self.targets.items() if said.startswith(words)]
        await self.touch_at(*target.to_window(*target.center))

    async def turn_to(self, words: str) -> None:
        """The target whose words begin so, on this page of the list or on one behind it."""
        while not any(said.startswith(words) for said in self.targets):
            await self.touch("下一页")
        await self.touch(words)

    async def touch_at(self, x: float, y: float) -> None:
        at = (x, Window.height - y)
        self.kiosk.flow.touched(self.kiosk.now_ms)
        Window.dispatch("on_mouse_down", *at, "left", [])
        await self.studio.frames(2)
        Window.dispatch("on_mouse_up", *at, "left", [])
        await self.settled()

    async def key(self, key: str) -> None:
        """A key of the keyboard on the screen."""
        (target,) = [widget for widget in _shown(self.screen) if isinstance(widget, Key) and widget.key == key]
        await self.touch_at(*target.to_window(*target.center))

    async def settled(self) -> None:
        """The page before has faded away, and nothing glides any more but what does so for as long as it is there."""
        await self.studio.frames(2)
        while len(self.screen.ids.pages.children) > 1 or _gliding():
            await self.studio.frames(1)

    def says(self, words: str) -> bool:
        return any(words in label.text for label in labels_in(self.screen))


def _gliding():
    """Whether anything moves that comes to an end: a bar says for as long as it must that something takes long."""
    moved = [
        entry["widget"] for each in Animation._instances if type(each) is Animation for entry in each._widgets.values()
    ]
    return any(not isinstance(widget, MovingBar) for widget in moved)


def _shown(widget):
    """The widget and everything in it that is not hidden and can be reached."""
    if widget.opacity == 0:
        return
    yield widget
    for child in widget.children:
        yield from _shown(child)


def labels_in(widget):
    return [label for label in _shown(widget) if isinstance(label, Label)][::-1]
