"""The typefaces of sheets: how wide words are, and which face has which character.

Noto Sans SC; what it lacks (生僻字) is set in Noto Serif SC, then in Hanazono where the machine has it (Debian:
`fonts-hanazono`, all of CJK extension B). What no face has is set as 〓, as typesetters do: never left out.
Bold is an outline of the same black, as on the screens.
"""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont

import config.icons
from config.icons import GLYPHS

ICONS = "Icons"
FACES: MappingProxyType[str, Path] = MappingProxyType(
    {
        "Hall": Path(pylopdf_fonts_zh_cn.sans_path()),
        "Serif": Path(pylopdf_fonts_zh_cn.serif_path()),
        "Hanazono": Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
        ICONS: Path(config.icons.__file__).parent / "fonts" / "hall-icons.ttf",
    }
)
MISSING = "〓"
BOLD_EM = 0.021  # thickness of the outline
_CHAIN = ("Hall", "Serif", "Hanazono")
_MIDDLE_EM = 0.37  # of Chinese and of digits, above the base line


def width(words: str, size: float, bold: bool = False) -> float:
    """In points."""
    advance = sum(_advance(character) for character in words)
    return advance * size + (BOLD_EM * size if bold and words else 0.0)


def base_line(middle: float, size: float) -> float:
    """Where the base line is of words whose optical middle is to be at `middle`."""
    return middle + _MIDDLE_EM * size


def runs(words: str) -> Iterator[tuple[str, str, float]]:
    """`words` in pieces of one face each: the face, what is set in it, and how far it reaches, in em."""
    faced = [(_face(character), character) for character in words]
    for face, pairs in groupby(faced, key=lambda pair: pair[0]):
        piece = "".join(character for _, character in pairs)
        reach = sum(_advance(character) for character in piece)
        yield (face, piece, reach) if face else (_CHAIN[0], MISSING * len(piece), reach)


@cache
def icon_middle(icon: str) -> tuple[float, float]:
    """The middle of an icon's strokes, in em from the left end of its base line, upwards."""
    with TTFont(FACES[ICONS]) as font:
        glyph = font["glyf"][font.getBestCmap()[ord(GLYPHS[icon])]]
        em = font["head"].unitsPerEm
        return (glyph.xMin + glyph.xMax) / 2 / em, (glyph.yMin + glyph.yMax) / 2 / em


@cache
def _advances(face: str) -> dict[int, float]:
    """Code point → advance in em; empty where the machine has no such face."""
    if not FACES[face].exists():
        return {}
    with TTFont(FACES[face], lazy=True) as font:
        em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {point: metrics[glyph][0] / em for point, glyph in font.getBestCmap().items()}


@cache
def _face(character: str) -> str:
    """Empty where none has it."""
    return next((face for face in _CHAIN if ord(character) in _advances(face)), "")


@cache
def _advance(character: str) -> float:
    face = _face(character)
    return _advances(face)[ord(character)] if face else _advances(_CHAIN[0])[ord(MISSING)]
