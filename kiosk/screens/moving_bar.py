"""A bar that moves: something takes long, and nobody knows how long."""

from kivy.animation import Animation
from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.widget import Widget

from display.toolkit.layout_files import load_beside

ROUND_S = 1.6


class MovingBar(Widget):
    """Moves while `moving`; otherwise nothing is drawn."""

    moving = BooleanProperty(False)
    at = NumericProperty(0.3)  # of the way

    def on_moving(self, *_):
        if self.moving:
            self.go_on()
        else:
            self.pause()

    def pause(self):
        """Where nobody sees it, it need not move: it would do so for ever."""
        Animation.cancel_all(self, "at")

    def go_on(self):
        """It is seen again."""
        if self.moving:
            self.pause()
            self.at = 0.3
            round_trip = Animation(at=1, duration=ROUND_S / 2, t="in_out_sine")
            round_trip += Animation(at=0, duration=ROUND_S / 2, t="in_out_sine")
            round_trip.repeat = True
            round_trip.start(self)


load_beside(__file__)
