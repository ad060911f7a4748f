"""The emergency message over a whole screen, whatever was in front: nothing under it can be touched.

It stands in every language at once, because nobody has time to choose one.
"""

from dataclasses import dataclass

from kivy.properties import NumericProperty, ObjectProperty

from config import theme
from display.toolkit.listing import Item
from display.toolkit.screen import Screen, load_beside
from queue_server.contract.views import EmergencyLine, Label


@dataclass(frozen=True)
class Message:
    heading: str
    text: str


@dataclass(frozen=True)
class EmergencyState:
    """One message for each language, Chinese first; one alone where there are no other words."""

    messages: tuple[Message, ...]
    calm: bool

    @classmethod
    def of(cls, line: EmergencyLine, own_heading: Label) -> "EmergencyState":
        """`own_heading`: over own words, which have none."""
        heading = line.heading or own_heading
        messages = [Message(heading.zh, line.text.zh)]
        if line.text.en != line.text.zh:
            messages.append(Message(heading.en, line.text.en))
        return cls(tuple(messages), line.calm)


class EmergencyColumn(Item):
    """What it says in one language, as large as its box allows."""

    heading_px = NumericProperty(160)
    line_px = NumericProperty(80)


class EmergencyScreen(Screen):
    surface = ObjectProperty(theme.BOARD)

    def on_touch_down(self, touch) -> bool:
        return True


load_beside(__file__)
