"""The LED bar over one window (窗口条屏): the panel's news in one line."""

from config.i18n import LANGUAGES, Texts
from display.presenters.panel import PanelMode, PanelState

_UNKNOWN = (PanelMode.CONNECTING, PanelMode.OFFLINE, PanelMode.TURNED_AWAY)


def line(panel: PanelState, texts: Texts, language: str = LANGUAGES[0]) -> str:
    """What stands on the bar. It never shows a number that might be old; an emergency message stays."""
    if panel.emergency:
        return panel.emergency
    key = "unknown" if panel.mode in _UNKNOWN else panel.mode.value
    return texts.text(f"display.bar.{key}", language, number=panel.number, window=panel.window, kind=panel.kind).strip()
