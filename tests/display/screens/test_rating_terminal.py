"""The rating terminal by touch, on a real window."""

from collections.abc import Callable
from typing import Any

import pytest
import pytest_asyncio
from kivy.core.window import Window
from kivy.uix.widget import Widget

from config import theme
from config.i18n import Texts
from config.loading import SAMPLE, load
from display.presenters import phone_number
from display.presenters.rating import EXAMPLES, RatingMode, RatingPresenter
from display.screens.phone_page import DigitKey
from display.screens.rating import LevelCard, LevelRow, RatingScreen, ReasonChip, StandingRatingScreen
from display.toolkit import picture
from display.toolkit.colours import palette
from display.toolkit.controls import PrimaryButton, SmallButton, TextKey
from display.toolkit.portrait import Studio
from display.toolkit.text import Text
from queue_server.client.session import Linked, ViewArrived
from queue_server.contract.commands import RateService, RatingLevel
from queue_server.contract.views import Invitation, Label, RatingReasonLine, RatingView, WindowBrief, WindowState

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Listener:
    """Stands where the presenter stands, and writes down what the screen calls."""

    def __init__(self) -> None:
        self.rated: list[RatingLevel] = []
        self.chosen: list[str] = []
        self.typed: list[str] = []
        self.asked: list[str] = []

    def rate(self, level: RatingLevel) -> None:
        self.rated.append(level)

    def choose(self, code: str) -> None:
        self.chosen.append(code)

    def type(self, key: str) -> None:
        self.typed.append(key)

    def __getattr__(self, name: str) -> Callable[[], None]:
        return lambda: self.asked.append(name)


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def unseen(studio: Studio) -> None:
    """Nobody looks at these windows; they are only touched."""
    studio.drawing = False


NOW_MS = 1_795_399_080_000
INVITING = RatingView(
    hall=Label("安和区政务服务大厅", "Anhe Service Hall"),
    window=WindowBrief("w03", 3, Label("综合窗口", "General services"), "comprehensive"),
    state=WindowState.OPEN,
    clerk_name=None,
    clerk_number=None,
    number=None,
    invitation=Invitation("A012.s1", "A012", None, NOW_MS + 60_000),
    reasons=(RatingReasonLine("201", RatingLevel.DISSATISFIED, "efficiency", Label("等得太久", "A long wait")),),
)
SCREENS = [RatingScreen, StandingRatingScreen]


def of(screen: Widget, kind: type, **wanted: object) -> Any:
    """The one widget of `kind` that can be touched and is as wanted."""
    (found,) = [
        widget
        for widget in screen.walk()
        if isinstance(widget, kind)
        and not widget.disabled
        and all(getattr(widget, name) == value for name, value in wanted.items())
    ]
    return found


async def touch(studio: Studio, widget) -> None:
    """A finger on the middle of `widget`."""
    x, y = widget.to_window(*widget.center)
    at = (x, Window.height - y)
    Window.dispatch("on_mouse_down", *at, "left", [])
    await studio.frames(2)
    Window.dispatch("on_mouse_up", *at, "left", [])
    await studio.frames(2)


@pytest.mark.parametrize("screen_class", SCREENS)
@pytest.mark.parametrize("level", list(RatingLevel))
async def test_touching_a_face_rates(studio: Studio, level: RatingLevel, screen_class: type) -> None:
    listener = Listener()
    screen = await studio.show(screen_class, EXAMPLES["asking"], listener)
    (card,) = [w for w in screen.walk() if isinstance(w, LevelCard | LevelRow) and w.item.level is level]
    await touch(studio, card)
    assert listener.rated == [level]


@pytest.mark.parametrize("screen_class", SCREENS)
async def test_touching_a_reason_chooses_it(studio: Studio, screen_class: type) -> None:
    listener = Listener()
    screen = await studio.show(screen_class, EXAMPLES["reasons, longest text"], listener)
    chips = [widget for widget in screen.walk() if isinstance(widget, ReasonChip)]
    for chip in chips:
        await touch(studio, chip)
    codes = [reason.code for column in EXAMPLES["reasons, longest text"].columns for reason in column.reasons]
    assert listener.chosen == [chip.item.code for chip in chips] == codes


@pytest.mark.parametrize("screen_class", SCREENS)
@pytest.mark.parametrize(
    ("kind", "text", "asked"),
    [
        (TextKey, "留个电话，方便回访", "open_phone"),
        (SmallButton, "改选", "change"),
        (SmallButton, "只评等级", "skip"),
        (PrimaryButton, "提交评价", "submit"),
        (TextKey, "环节：申请受理", "switch_stage"),
        (TextKey, "换一批（1/2）", "turn_page"),
        (TextKey, "English", "switch_language"),
        (TextKey, "高对比", "switch_contrast"),
    ],
)
async def test_every_key_beside_the_reasons_does_what_it_says(
    studio: Studio, screen_class: type, kind: type, text: str, asked: str
) -> None:
    listener = Listener()
    screen = await studio.show(screen_class, EXAMPLES["reasons, longest text"], listener)
    await touch(studio, of(screen, kind, text=text))
    assert (listener.asked, listener.chosen) == ([asked], [])


@pytest.mark.parametrize("screen_class", SCREENS)
async def test_touching_the_pad_types_a_number(studio: Studio, screen_class: type) -> None:
    listener = Listener()
    screen = await studio.show(screen_class, EXAMPLES["phone, empty"], listener)
    keys = [widget for widget in screen.walk() if isinstance(widget, DigitKey)]
    for key in keys:
        await touch(studio, key)
    assert listener.typed == [key.item.key for key in keys] == list(phone_number.KEYS)
    assert (listener.asked, listener.rated, listener.chosen) == ([], [], [])


@pytest.mark.parametrize("screen_class", SCREENS)
@pytest.mark.parametrize(
    ("kind", "text", "asked"),
    [
        (SmallButton, "不留了", "close_phone"),
        (PrimaryButton, "提交评价", "submit_phone"),
        (TextKey, "English", "switch_language"),
        (TextKey, "高对比", "switch_contrast"),
    ],
)
async def test_every_key_beside_the_pad_does_what_it_says(
    studio: Studio, screen_class: type, kind: type, text: str, asked: str
) -> None:
    listener = Listener()
    screen = await studio.show(screen_class, EXAMPLES["phone"], listener)
    await touch(studio, of(screen, kind, text=text))
    assert (listener.asked, listener.typed) == ([asked], [])


@pytest.mark.parametrize("screen_class", SCREENS)
async def test_nothing_is_submitted_before_a_digit_is_typed(studio: Studio, screen_class: type) -> None:
    listener = Listener()
    screen = await studio.show(screen_class, EXAMPLES["phone, empty"], listener)
    (submit,) = [w for w in screen.walk() if isinstance(w, PrimaryButton) and w.text == "提交评价"]
    await touch(studio, submit)
    assert listener.asked == []


@pytest.mark.parametrize("screen_class", SCREENS)
async def test_no_digit_stays_on_the_screen_after_the_page(studio: Studio, screen_class: type) -> None:
    screen = await studio.show(screen_class, EXAMPLES["phone"], Listener())
    shown = EXAMPLES["phone"].phone.groups[0]
    assert any(shown in widget.text for widget in screen.walk() if isinstance(widget, Text))
    screen.state = EXAMPLES["thanks"]
    await studio.frames(2)
    assert not any(shown in widget.text for widget in screen.walk() if isinstance(widget, Text))


@pytest.mark.parametrize("screen_class", SCREENS)
async def test_a_number_is_left_by_touch_from_the_level_to_the_thanks(studio: Studio, screen_class: type) -> None:
    sent: list[RateService] = []
    hall = load(SAMPLE)
    presenter = RatingPresenter(
        hall, hall.stations["rating-w03"], Texts.load(), lambda rating: sent.append(rating) or "key"
    )
    presenter.receive(Linked(), NOW_MS)
    presenter.receive(ViewArrived("rating:w03", 1, INVITING), NOW_MS)
    screen = await studio.show(screen_class, presenter.state, presenter)
    presenter.on_change = lambda state: setattr(screen, "state", state)

    async def touch_next(kind: type, **wanted: object) -> None:
        await touch(studio, of(screen, kind, **wanted))
        await studio.frames(2)

    (card,) = [w for w in screen.walk() if isinstance(w, LevelCard | LevelRow) and w.item.label == "不满意"]
    await touch(studio, card)
    await touch_next(TextKey, text="留个电话，方便回访")
    for digit in "66010000":
        await touch(studio, next(w for w in screen.walk() if isinstance(w, DigitKey) and w.item.key == digit))
    assert presenter.state.phone.groups == ("6601", "0000")
    await touch_next(PrimaryButton, text="提交评价")
    assert presenter.state.mode is RatingMode.THANKING
    assert [(rating.level, rating.contact) for rating in sent] == [(RatingLevel.DISSATISFIED, "66010000")]


@pytest.mark.parametrize("screen_class", SCREENS)
async def test_skipping_is_as_easy_as_submitting(studio: Studio, screen_class: type) -> None:
    screen = await studio.show(screen_class, EXAMPLES["reasons"], Listener())
    skip, submit = of(screen, SmallButton, text="只评等级"), of(screen, PrimaryButton, text="提交评价")
    assert (skip.size, skip.y) == (submit.size, submit.y)


async def test_high_contrast_is_for_as_long_as_the_state_says(studio: Studio) -> None:
    screen = await studio.show(RatingScreen, EXAMPLES["reasons, high contrast"], Listener())
    assert tuple(palette.moon) == theme.rgba(theme.HIGH_CONTRAST.moon)
    screen.state = EXAMPLES["resting"]
    assert tuple(palette.moon) == pytest.approx(theme.rgba(theme.DAY.moon))


async def test_a_card_answers_the_finger_at_once(studio: Studio) -> None:
    screen = await studio.show(RatingScreen, EXAMPLES["asking"], Listener())
    card = next(card for card in screen.walk() if isinstance(card, LevelCard))
    resting = list(card.fill)
    x, y = card.to_window(*card.center)
    Window.dispatch("on_mouse_down", x, Window.height - y, "left", [])
    await studio.frames(1)
    assert list(card.fill) != resting
    Window.dispatch("on_mouse_up", x, Window.height - y, "left", [])


async def test_five_cards_are_alike_in_size_and_colour(studio: Studio) -> None:
    screen = await studio.show(RatingScreen, EXAMPLES["asking"], Listener())
    cards = [card for card in screen.walk() if isinstance(card, LevelCard)]
    assert len(cards) == 5
    assert len({(tuple(card.size), tuple(card.fill), card.outline_px) for card in cards}) == 1


async def test_touching_the_language_switches_it(studio: Studio) -> None:
    listener = Listener()
    screen = await studio.show(RatingScreen, EXAMPLES["asking"], listener)
    await touch(studio, of(screen, TextKey, text="English"))
    assert listener.asked == ["switch_language"]


ASKS = (RatingMode.ASKING, RatingMode.REASONS, RatingMode.PHONE)
_SILENT = [name for name, state in EXAMPLES.items() if state.mode not in ASKS]


@pytest.mark.parametrize("screen_class", SCREENS)
@pytest.mark.parametrize("name", _SILENT)
async def test_a_terminal_that_does_not_ask_takes_no_touch(studio: Studio, name: str, screen_class: type) -> None:
    listener = Listener()
    screen = await studio.show(screen_class, EXAMPLES[name], listener)
    for key in [w for w in screen.walk() if isinstance(w, TextKey | SmallButton | PrimaryButton)]:
        await touch(studio, key)
    await touch(studio, screen)
    assert (listener.rated, listener.chosen, listener.asked, listener.typed) == ([], [], [], [])


@pytest.mark.parametrize("screen_class", SCREENS)
async def test_whoever_looks_from_afar_sees_neither_what_is_answered_nor_whether_somebody_answers(
    studio: Studio, screen_class: type
) -> None:
    studio.drawing = True

    async def from_afar(mode: RatingMode) -> picture.Image.Image:
        state = next(state for state in EXAMPLES.values() if state.mode is mode)
        await studio.show(screen_class, state, Listener())
        return picture.image(picture.grab(studio.stage), blank=True)

    answered = [await from_afar(mode) for mode in (*ASKS, RatingMode.THANKING)]
    assert [len(seen.getcolors(100_000)) for seen in answered] == [1, 1, 1, 1]
    resting = await from_afar(RatingMode.RESTING)
    assert len(resting.getcolors(100_000)) > 1
