"""The page of one item: its whole guide, turned in pages or dragged."""

from kivy.animation import Animation

from display.toolkit.listing import Item
from kiosk.screens.page import Page, load_beside

TURN_S = 0.16
TURN_SHARE = 0.85  # of what is visible: the last lines stay in sight


class ItemPage(Page):
    def begin(self):
        self.ids.guide.scroll_y = 1

    def turn(self, down: bool):
        """One page on or back."""
        guide = self.ids.guide
        hidden = guide.children[0].height - guide.height
        if hidden <= 0:
            return
        step = guide.height * TURN_SHARE / hidden
        target = min(max(guide.scroll_y + (-step if down else step), 0), 1)
        Animation(scroll_y=target, duration=TURN_S).start(guide)


class TurnKeys(Item):
    """上翻, 下翻: the guide turned by keys."""


class SectionCard(Item):
    """One element of the guide."""


class SectionLine(Item):
    pass


load_beside(__file__)
