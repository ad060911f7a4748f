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
        self._lens = None
        self.bind(size=self._fit)

    def show(self, screen, *, fade: bool = False) -> None:
        """`fade` crosses over to a following page; never where movement is unwanted."""
        leaving = self._lens
        self.screen = screen
        self._lens = Scatter(
            do_rotation=False, do_scale=False, do_translation=False, auto_bring_to_front=False,
            size_hint=(None, None), size=screen.size,
        )  # fmt: skip
        self._lens.add_widget(screen)
        self.add_widget(self._lens)
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

    def _fit(self, *_):
        if self._lens is None:
            return
        width, height = self.screen.size
        self._lens.scale = min(self.width / width, self.height / height)
        self._lens.pos = (round(self.center_x - width * self._lens.scale / 2),
                          round(self.center_y - height * self._lens.scale / 2))  # fmt: skip
