import pytest

from display.toolkit.typesetting import wrap


def em(text: str) -> float:
    """Chinese is one wide, anything else a half."""
    return sum(0.5 if ch.isascii() else 1 for ch in text)


def test_what_fits_stays_on_one_line() -> None:
    assert wrap("材料齐了，可以取号", 20, em) == ["材料齐了，可以取号"]


def test_no_line_starts_with_punctuation() -> None:
    assert wrap("材料已经齐全了，现在可以取号。", 7, em) == ["材料已经齐全", "了，现在可以", "取号。"]


def test_an_opening_mark_goes_with_what_it_opens() -> None:
    lines = wrap("请到办理窗口“办不成事”反映", 7, em)
    assert not any(line.endswith("“") for line in lines)


def test_numbers_and_words_stay_whole() -> None:
    assert wrap("请在 2026 年办理", 5, em) == ["请在 2026", "年办理"]
    assert wrap("Take your number to window 12", 6, em) == ["Take your", "number to", "window 12"]


def test_no_last_line_of_one_or_two_characters() -> None:
    lines = wrap("到您的窗口办理吧", 6, em)
    assert "".join(lines) == "到您的窗口办理吧"
    assert len(lines[-1]) >= 3


def test_breaks_made_by_hand_are_kept() -> None:
    assert wrap("请 A012 号\n到 3 号窗口", 20, em) == ["请 A012 号", "到 3 号窗口"]


@pytest.mark.parametrize("width", [3, 5, 8, 13])
def test_nothing_is_lost(width: int) -> None:
    text = "税务系统今天升级，涉税事项请到 7、8 号窗口咨询。"
    assert "".join(wrap(text, width, em)).replace(" ", "") == text.replace(" ", "")
