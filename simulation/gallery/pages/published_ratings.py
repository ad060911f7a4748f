"""The published ratings of two months, as the open page's examples show them."""

from msgspec.structs import replace

from config.loading import SAMPLE, load
from queue_server.contract.views import Label, RatingMonth, WindowMonth

_FEW = 10
_PUBLISHED_AT_MS = 1_793_520_660_000  # 2026-11-01 16:11 in Shanghai


def _window(number: int, name: Label) -> WindowMonth:
    rated = 6 if number == 4 else 80 + 3 * number
    return WindowMonth(number, name, 110 + 7 * number, rated, rated - number % 4, rated * 5 - 4 * (number % 9), None)


def _ranked(windows: list[WindowMonth]) -> tuple[WindowMonth, ...]:
    def score(window: WindowMonth) -> float:
        return window.good / window.rated

    scores = sorted((score(window) for window in windows if window.rated >= _FEW), reverse=True)
    return tuple(
        replace(window, rank=scores.index(score(window)) + 1) if window.rated >= _FEW else window for window in windows
    )


def _month(month: str, published_at_ms: int) -> RatingMonth:
    plan = sorted(load(SAMPLE).plan.windows, key=lambda window: window.number)
    windows = _ranked([_window(window.number, Label(window.name.zh, window.name.en)) for window in plan])
    due, rated, good, stars = (
        sum(getattr(window, name) for window in windows) for name in ("due", "rated", "good", "stars")
    )
    return RatingMonth(month, published_at_ms, _FEW, due, rated, good, stars, windows)


PUBLISHED = (_month("2026-10", _PUBLISHED_AT_MS), _month("2026-09", _PUBLISHED_AT_MS - 31 * 86_400_000))
