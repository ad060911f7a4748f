"""The whole way by touch, on a real window over a real flow."""

import pytest
from kivy.animation import Animation
from kivy.core.window import Window
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.label import Label

from config.configuration import HallConfiguration
from display.toolkit.portrait import Studio
from kiosk.examples import Rehearsal, open_hall, ticket
from kiosk.flow import Place
from kiosk.messages import SlipFailed
from kiosk.presenters.ticket import Phase
from kiosk.screens.kiosk_screen import KioskScreen
from queue_server.client.session import LinkLost
from queue_server.contract.commands import CallForHelp, IssueTicket, ReportSlip, SlipOutcome

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
            " ".join(label.text for label in _inside(widget) if label.text and label.font_name == "Hall"): widget
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

    async def settled(self) -> None:
        """The page before has faded away, and nothing glides any more."""
        await self.studio.frames(2)
        while len(self.screen.ids.pages.children) > 1 or Animation._instances:
            await self.studio.frames(1)

    def says(self, words: str) -> bool:
        return any(words in label.text for label in _inside(self.screen))


def _shown(widget):
    """The widget and everything in it that is not hidden and can be reached."""
    if widget.opacity == 0:
        return
    yield widget
    for child in widget.children:
        yield from _shown(child)


def _inside(widget):
    return [label for label in _shown(widget) if isinstance(label, Label)][::-1]


async def test_from_the_start_to_the_number_and_back(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("取号")
    await finger.touch("开办企业")
    await finger.turn_to("食品经营许可（新办）")
    await finger.touch("取号")
    assert list(kiosk.sent.values()) == [IssueTicket(item_id="food-licence-new")]
    kiosk.given(ticket(kiosk.configuration)).tell(SlipFailed("2026-11-23.A012")).wait(1)
    await finger.settled()
    assert finger.says("A012")
    await finger.touch("我记下了")
    assert list(kiosk.sent.values())[-1] == ReportSlip("2026-11-23.A012", SlipOutcome.ON_SCREEN)
    kiosk.wait(1)
    await finger.touch("好了，结束")
    assert kiosk.flow.state.place is Place.START


async def test_a_kind_of_window_by_touch(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("按窗口取号")
    assert "取号" not in finger.targets
    await finger.touch("咨询")
    await finger.touch("取号")
    assert list(kiosk.sent.values()) == [IssueTicket(queue_id="consultation")]


async def test_the_bar_leads_back_home_and_to_another_language(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("帮助")
    await finger.touch("English")
    assert finger.says("How to use this kiosk")
    await finger.touch("Back")
    await finger.touch("Help")
    await finger.touch("Start")
    assert kiosk.flow.state.place is Place.START
    assert finger.says("Hello. What would you like to do?")


async def test_going_to_and_fro_quicker_than_pages_fade_loses_nothing(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    for _ in range(3):
        kiosk.choose("help").touch(kiosk.flow.home)
    await finger.settled()
    assert finger.says("您好，请选择要办的事")
    await finger.touch("帮助")
    assert finger.says("怎么用这台机器")


async def test_tabs_and_pages_of_the_list(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("办事指南")
    await finger.touch("下一页")
    assert finger.says("第 2 页，共 ")
    await finger.touch("上一页")
    assert "上一页" not in finger.targets
    await finger.touch("按部门")
    await finger.touch("公安局")
    assert finger.says("居民身份证换领")
    await finger.touch("全部")
    assert finger.says("全部事项")


async def test_the_guide_is_turned_by_keys_to_its_end_and_back(studio: Studio, reader: Rehearsal) -> None:
    finger = await Finger.at(studio, reader)
    (guide,) = [widget for widget in finger.screen.walk() if type(widget).__name__ == "ScrollView"]
    assert "上翻" not in finger.targets
    for _ in range(20):
        if "下翻" not in finger.targets:
            break
        await finger.touch("下翻")
    assert guide.scroll_y == 0
    await finger.touch("上翻")
    assert guide.scroll_y > 0


async def test_the_guide_begins_at_its_top_for_every_item(studio: Studio, reader: Rehearsal) -> None:
    finger = await Finger.at(studio, reader)
    await finger.touch("下翻")
    await finger.touch("返回")
    await finger.turn_to("个体工商户设立登记")
    assert "上翻" not in finger.targets


async def test_the_question_takes_every_touch_and_its_key_goes_on(studio: Studio, reader: Rehearsal) -> None:
    finger = await Finger.at(studio, reader)
    reader.wait(70)
    await finger.settled()
    await finger.touch("继续办理")
    assert reader.flow.state.dialog is None
    reader.wait(70)
    await finger.settled()
    await finger.touch_at(700, 240)  # where 取号 lies under it
    assert reader.flow.state.dialog is None
    assert reader.sent == {}


async def test_help_is_called_from_the_bar_and_from_the_help_page(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk)
    await finger.touch("求助")
    await finger.touch("好的")
    await finger.touch("帮助")
    await finger.touch("叫工作人员过来")
    assert list(kiosk.sent.values()) == [CallForHelp(), CallForHelp()]


async def test_a_number_without_a_slip_is_given_up_by_its_own_key(studio: Studio, reader: Rehearsal) -> None:
    reader.take().given(ticket(reader.configuration)).tell(SlipFailed("2026-11-23.A012")).wait(1)
    finger = await Finger.at(studio, reader)
    await finger.touch("不要这个号")
    assert reader.flow.ticket.state is not None
    assert reader.flow.ticket.state.phase is Phase.VOID


async def test_while_the_server_is_away_no_target_offers_a_number(studio: Studio, kiosk: Rehearsal) -> None:
    finger = await Finger.at(studio, kiosk.tell(LinkLost()))
    assert not any("取号" in words for words in finger.targets)
    await finger.touch("办事指南")
    await finger.turn_to("食品经营许可（新办）")
    assert "取号" not in finger.targets


async def test_at_night_a_theme_opens_its_guides(studio: Studio, sample: HallConfiguration) -> None:
    kiosk = Rehearsal(sample, night=True).open(open_hall(sample, day_open=False))
    finger = await Finger.at(studio, kiosk)
    await finger.touch("新生儿出生")
    assert finger.says("生育登记")


@pytest.mark.parametrize("place", ["take", "windows", "help"])
async def test_every_page_can_be_left_by_touch(studio: Studio, kiosk: Rehearsal, place: str) -> None:
    finger = await Finger.at(studio, kiosk.choose(place))
    await finger.touch("首页")
    assert kiosk.flow.state.place is Place.START
