"""The stage: shows one screen in the window, scaled where the window is not of the size the screen is drawn for."""

from kivy.animation import Animation
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.scatter import Scatter

CROSS_FADE_S = 0.16


class Stage(FloatLayout):
    """Fills the window. `show` exchanges the screen; touches reach it in its own pixels."""

    def __init__(self, **options):
        super().__init__(**options)
        self.screen = None
        self.cover_screen = None
        self._lens = None
        self._cover = None
        self.bind(size=self._fit)

    def show(self, screen, *, fade: bool = False) -> None:
        """`fade` crosses over to a following page; never where movement is unwanted. A cover stays in front."""
        leaving = self._lens
        self.screen = screen
        self._lens = _lens(screen)
        self.add_widget(self._lens, index=1 if self._cover is not None else 0)
        self._fit()
        if leaving is None:
            return
        if not fade:
            self.remove_widget(leaving)
            return
        leaving.disabled = True
        self._lens.opacity = 0
        crossing = Animation(opacity=1, duration=CROSS_FADE_S)
        crossing.bind(on_complete=lambda *_: self.remove_widget(leaving))
        crossing.start(self._lens)

    def cover(self, screen) -> None:
        """Puts a screen before whatever is shown now or later; None takes it away."""
        if self._cover is not None:
            self.remove_widget(self._cover)
        self.cover_screen = screen
        self._cover = None if screen is None else _lens(screen)
        if self._cover is not None:
            self.add_widget(self._cover)
        self._fit()

    def _fit(self, *_):
        for lens, screen in ((self._lens, self.screen), (self._cover, self.cover_screen)):
            if lens is None:
                continue
            width, height = screen.size
            lens.scale = min(self.width / width, self.height / height)
            lens.pos = (round(self.center_x - width * lens.scale / 2),
                        round(self.center_y - height * lens.scale / 2))  # fmt: skip


def _lens(screen) -> Scatter:
    lens = Scatter(
        do_rotation=False, do_scale=False, do_translation=False, auto_bring_to_front=False,
        size_hint=(None, None), size=screen.size,
    )  # fmt: skip
    lens.add_widget(screen)
    return lens
