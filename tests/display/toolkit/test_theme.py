"""The contrasts the theme promises, measured (WCAG 2.2, relative luminance)."""

import pytest

from config.theme import DAY, HIGH_CONTRAST, NIGHT, Colours, bold_px, lift_px


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


TEXT = (
    ("ink", "paper"),
    ("ink", "moon"),
    ("ink", "dai_soft"),
    ("ink", "amber_soft"),
    ("ink_2", "paper"),
    ("ink_2", "moon"),
    ("ink_2", "mist"),
    ("ink_2", "dai_soft"),
    ("dai_text", "dai"),
    ("dai_text_2", "dai"),
    ("dai_text", "dai_press"),
    ("dai_ink", "paper"),
    ("dai_ink", "moon"),
    ("dai_ink", "dai_soft"),
    ("seal_text", "seal"),
    ("seal_ink", "paper"),
    ("seal_ink", "moon"),
    ("seal_ink", "seal_soft"),
    ("pine", "paper"),
    ("pine", "pine_soft"),
    ("amber", "paper"),
    ("amber", "amber_soft"),
)
OUTLINES = (("edge", "paper"), ("edge", "moon"), ("dot", "paper"), ("dot", "moon"))
SETS = pytest.mark.parametrize("colours", [DAY, NIGHT, HIGH_CONTRAST], ids=["day", "night", "high contrast"])


@SETS
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(colours: Colours, ink: str, ground: str) -> None:
    assert contrast(getattr(colours, ink), getattr(colours, ground)) >= 4.5


@SETS
@pytest.mark.parametrize(("line", "ground"), OUTLINES)
def test_outlines_and_dots_can_be_seen(colours: Colours, line: str, ground: str) -> None:
    assert contrast(getattr(colours, line), getattr(colours, ground)) >= 3.0


@pytest.mark.parametrize(("font_px", "width"), [(35, 0), (36, 1), (95, 1), (96, 2), (199, 2), (200, 3), (300, 4)])
def test_bold_is_an_outline_that_grows_with_the_size(font_px: int, width: int) -> None:
    assert bold_px(font_px) == width


def test_digits_are_lifted_more_than_chinese() -> None:
    assert (lift_px(200, digits=True), lift_px(200, digits=False)) == (13, 11)
