"""One planted fault of each kind, and the same thing without the fault."""

from collections.abc import Iterator

import pytest
from kivy.lang import Builder

from config import theme
from display.toolkit.inspection import Fault, Finding, inspect
from display.toolkit.portrait import Studio
from display.toolkit.screen import Screen

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Planted(Screen):
    surface = theme.RATING


@pytest.fixture(autouse=True)
def layout() -> Iterator[None]:
    yield
    Builder.unload_file("planted.kv")


async def findings(studio: Studio, children: str) -> list[Finding]:
    """What inspection finds on a screen with these children, given as `.kv`."""
    body = "\n".join("    " + line for line in children.strip("\n").splitlines())
    Builder.unload_file("planted.kv")
    Builder.load_string(f"<Planted>:\n{body}\n", filename="planted.kv")
    return inspect(await studio.show(Planted, None))


def faults(found: list[Finding]) -> list[Fault]:
    return [finding.fault for finding in found]


LINE = """
Text:
    text: '{text}'
    font_size: 40
    size_hint: None, None
    size: {width}, 60
    pos: {x}, {y}
"""


def line(text: str = "请到 3 号窗口", width: int = 400, x: int = 100, y: int = 300) -> str:
    return LINE.format(text=text, width=width, x=x, y=y)


async def test_a_sound_screen_has_no_findings(studio: Studio) -> None:
    assert await findings(studio, line() + line(y=400)) == []


@pytest.mark.parametrize("text", ["预约 10:00–10:30", "Members of the armed forces"])
async def test_text_as_large_as_what_it_says_is_never_called_clipped(studio: Studio, text: str) -> None:
    """Kivy rounds the advance of each glyph, so a long line is narrower than its type says."""
    assert await findings(studio, f"FitText:\n    text: '{text}'\n    font_size: 26\n    pos: 100, 300") == []
    (found,) = await findings(studio, line(text, width=150))
    assert found.fault is Fault.CLIPPED


async def test_text_wider_than_its_box_is_found_with_its_path_and_numbers(studio: Studio) -> None:
    (found,) = await findings(studio, line(width=120))
    assert found.fault is Fault.CLIPPED
    assert found.path == "Planted/Text"
    assert found.text == "请到 3 号窗口"
    assert "in a box of 100,300 120×60" in found.numbers
    assert str(found).startswith("clipped text: Planted/Text “请到 3 号窗口”")


async def test_text_that_kivy_itself_cuts_off_is_found(studio: Studio) -> None:
    wrapped = """
Label:
    text: '这一段话比它的框长得多，后面几行都看不见，所以要报出来'
    font_name: 'Hall'
    font_size: 40
    text_size: self.size
    size_hint: None, None
    size: 200, 120
    pos: 100, 300
"""
    assert faults(await findings(studio, wrapped)) == [Fault.CLIPPED]
    assert await findings(studio, wrapped.replace("200, 120", "600, 240")) == []


async def test_text_that_reaches_over_the_edge_of_its_card_is_found(studio: Studio) -> None:
    card = """
Card:
    size_hint: None, None
    size: {width}, 100
    pos: 100, 300
    FitText:
        text: '请到综合窗口办理'
        font_size: 40
        pos: 120, 320
"""
    assert faults(await findings(studio, card.format(width=200))) == [Fault.CLIPPED]
    assert await findings(studio, card.format(width=500)) == []


async def test_a_character_without_a_glyph_is_found_and_named(studio: Studio) -> None:
    (found,) = await findings(studio, line(text="𠮷先生"))
    assert found.fault is Fault.MISSING_GLYPH
    assert "U+20BB7" in found.numbers


async def test_two_texts_over_one_another_are_found(studio: Studio) -> None:
    (found,) = await findings(studio, line() + line(text="正在办理", x=150, y=310))
    assert found.fault is Fault.OVERLAP
    assert "正在办理" in found.numbers


async def test_boxes_may_overlap_where_there_is_no_ink(studio: Studio) -> None:
    assert await findings(studio, line(width=600) + line(text="右", width=60, x=600)) == []


async def test_what_is_off_the_screen_is_found(studio: Studio) -> None:
    assert faults(await findings(studio, line(x=1_150))) == [Fault.OFF_SCREEN]


BUTTON = """
SmallButton:
    text: '{text}'
    size: 136, {height}
    pos: {x}, 300
"""


async def test_a_target_too_small_for_a_finger_is_found(studio: Studio) -> None:
    (found,) = await findings(studio, BUTTON.format(text="修改", height=59, x=100))
    assert found.fault is Fault.SMALL_TARGET
    assert found.text == "修改"
    assert "least 60 px" in found.numbers


async def test_targets_that_nearly_touch_are_found(studio: Studio) -> None:
    first, near, far = (BUTTON.format(text=text, height=88, x=x) for text, x in (("甲", 100), ("乙", 240), ("乙", 244)))
    assert faults(await findings(studio, first + near)) == [Fault.CLOSE_TARGETS]
    assert await findings(studio, first + far) == []


async def test_what_is_invisible_is_not_inspected(studio: Studio) -> None:
    assert await findings(studio, line(width=120) + "    opacity: 0") == []


async def test_what_a_dialog_covers_is_not_held_against_it(studio: Studio) -> None:
    dialog = """
Card:
    covers: True
    Text:
        text: '还在吗？'
        font_size: 60
        size_hint: None, None
        size: 400, 80
        pos: 120, 300
"""
    assert await findings(studio, line() + dialog) == []
    assert faults(await findings(studio, line() + dialog.replace("covers: True", "radius: 24"))) == [Fault.OVERLAP]
