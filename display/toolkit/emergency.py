"""The emergency message over a whole screen, whatever was in front: nothing under it can be touched.

It stands in every language at once, because nobody has time to choose one.
"""

from dataclasses import dataclass

from kivy.properties import ColorProperty, NumericProperty, ObjectProperty

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

    ink = ColorProperty()
    heading_px = NumericProperty(160)
    line_px = NumericProperty(80)


class EmergencyScreen(Screen):
    surface = ObjectProperty(theme.BOARD)
    ink = ColorProperty()

    def on_touch_down(self, touch) -> bool:
        return True


EXAMPLES: dict[str, EmergencyState] = {
    "evacuate": EmergencyState(
        (
            Message("请立即离开大厅", "请跟随工作人员，从最近的安全出口离开，不要乘坐电梯，不要返回取物。"),
            Message(
                "Leave the hall now",
                "Follow the staff to the nearest exit. Do not use the lifts. Do not go back for your things.",
            ),
        ),
        calm=False,
    ),
    "all clear": EmergencyState(
        (
            Message("警报解除", "请回到等候区，马上接着叫号，您的号码仍然有效。"),
            Message(
                "All clear", "Please return to the waiting area. Calls go on shortly, and your number still counts."
            ),
        ),
        calm=True,
    ),
    "own words": EmergencyState((Message("紧急通知", "请车牌尾号 318 的车主马上到东门移车。"),), calm=False),
    "longest own words": EmergencyState((Message("紧急通知", "请从东门离开，不要停留，谢谢。" * 5),), calm=False),
    "longest in both languages": EmergencyState(
        (
            Message("紧急通知", "请从东门离开，不要停留，谢谢。" * 5),
            Message("Emergency", "Please leave by the east door without stopping. " * 4),
        ),
        calm=False,
    ),
}

load_beside(__file__)
