import pytest

from config.i18n import LANGUAGES, Texts
from display.presenters import bar
from display.presenters.panel import EXAMPLES, PanelMode, PanelState

TEXTS = Texts.load()


def panel(mode: PanelMode, number: str = "") -> PanelState:
    return PanelState(mode=mode, window="3", caption="号窗口", kind="综合窗口", status="", number=number)


def test_a_call_names_number_and_window() -> None:
    assert bar.line(panel(PanelMode.CALLING, "A012"), TEXTS) == "请 A012 号到 3 号窗口"
    assert bar.line(panel(PanelMode.CALLING, "A012"), TEXTS, "en") == "A012 to window 3"


def test_a_window_without_a_ticket_says_what_it_is() -> None:
    assert bar.line(panel(PanelMode.FREE), TEXTS) == "3 号综合窗口"
    assert bar.line(panel(PanelMode.PAUSED), TEXTS) == "3 号窗口暂停"
    assert bar.line(panel(PanelMode.CLOSED), TEXTS) == "3 号窗口未开放"


@pytest.mark.parametrize("mode", [PanelMode.CONNECTING, PanelMode.OFFLINE, PanelMode.TURNED_AWAY])
def test_no_number_stands_there_that_might_be_old(mode: PanelMode) -> None:
    assert bar.line(panel(mode, "A012"), TEXTS) == "请听工作人员招呼"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_panel_has_a_line_that_a_bar_can_take(example: str, language: str) -> None:
    line = bar.line(EXAMPLES[example], TEXTS, language)
    assert 0 < len(line) <= 60
    assert "\n" not in line
