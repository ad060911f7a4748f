"""Text that is fitted to its box, also while the box is just being made."""

from display.toolkit.text import FittedText


def test_in_a_window_that_is_just_being_sized_text_has_its_least_size() -> None:
    text = FittedText(words="请立即离开大厅", size_px=9, least_px=30)
    assert text.font_size == 30
    text.size_px = 60
    text.size = (800, 200)
    assert (text.font_size, text.text) == (60, "请立即离开大厅")
