"""The page of one item: its whole guide, turned in pages or dragged."""

from kivy.animation import Animation
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.floatlayout import FloatLayout

from display.toolkit.controls import PrimaryButton, SecondaryButton
from display.toolkit.listing import Item
from kiosk.screens.page import Page, load_beside

TURN_S = 0.16
TURN_SHARE = 0.85  # of what is visible: the last lines stay in sight


class GuidePage(Page):
    """A page with a guide in a view that is turned in pages or dragged."""

    def begin(self):
        super().begin()
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


class ItemPage(GuidePage):
    pass


class GuideKeys(FloatLayout):
    """打印材料清单, 上翻, 下翻: the guide on paper, and turned by keys. Its state has `print_key` and their words."""

    state = ObjectProperty(None, rebind=True, allownone=True)
    at_top = BooleanProperty(True)
    at_end = BooleanProperty(True)

    __events__ = ("on_print", "on_turn")

    def on_print(self):
        """The list is wanted on paper."""

    def on_turn(self, down):
        """One page down, or up."""


class DirectKey(Item, SecondaryButton):
    """直接取号, beside the pre-review."""


class ReviewKey(Item, PrimaryButton):
    """先做预审."""


class OnlyTakeKey(Item):
    """取号 where there is nothing to review."""


class SectionCard(Item):
    """One element of the guide."""


class SectionLine(Item):
    pass


class DetailLine(Item):
    """A second text below a line of a section."""


load_beside(__file__)
