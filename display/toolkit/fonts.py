"""The fonts of the screens, and which characters each can draw."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont
from kivy.core.text import LabelBase

_ICONS = Path(str(files("config"))) / "fonts"

FILES = {
    "Hall": Path(pylopdf_fonts_zh_cn.sans_path()),  # Noto Sans SC Regular
    "Icons": _ICONS / "hall-icons.ttf",
    "IconsLight": _ICONS / "hall-icons-light.ttf",
}

# Of Noto Sans SC, in em: a line's box reaches this far above and below its baseline.
ASCENT_EM = 1.160
DESCENT_EM = 0.288

for _name, _file in FILES.items():
    LabelBase.register(_name, str(_file))


@cache
def coverage(font_name: str) -> frozenset[int]:
    """Code points the font has a glyph for."""
    with TTFont(FILES[font_name], lazy=True) as font:
        return frozenset(font.getBestCmap())


def missing(text: str, font_name: str) -> str:
    """The characters of `text` that would appear as an empty box."""
    drawn = coverage(font_name)
    return "".join(sorted({ch for ch in text if ord(ch) not in drawn and not ch.isspace()}))
