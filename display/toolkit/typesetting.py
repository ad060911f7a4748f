"""Breaking Chinese and English text into lines: words and numbers stay whole, no line starts with punctuation."""

from collections.abc import Callable

_NEVER_FIRST = "，。、；：？！）》」』”’】〕…％%,.;:?!)]}—–·"
_NEVER_LAST = "（《「『“‘【〔([{"


def pieces(text: str) -> list[str]:
    """`text` cut where a line may break: after any Chinese character, between words, never before punctuation."""
    cut: list[str] = []
    for ch in text:
        if cut and (ch in _NEVER_FIRST or ch == " " or cut[-1][-1] in _NEVER_LAST or _one_word(cut[-1][-1], ch)):
            cut[-1] += ch
        else:
            cut.append(ch)
    return cut


def wrap(text: str, width_px: float, measure: Callable[[str], float]) -> list[str]:
    """The lines of `text` no wider than `width_px` by `measure`. Line breaks already in it are kept.

    A last line of one or two characters takes a piece or two from the line above, so that nothing hangs alone.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrap_paragraph(pieces(paragraph), width_px, measure)
    return lines


def _wrap_paragraph(cut: list[str], width_px: float, measure: Callable[[str], float]) -> list[str]:
    lines: list[list[str]] = [[]]
    for piece in cut:
        if lines[-1] and measure("".join([*lines[-1], piece]).rstrip()) > width_px:
            lines.append([])
        lines[-1].append(piece)
    if len(lines) > 1:
        last, before = lines[-1], lines[-2]
        while len("".join(last).strip()) < 3 and len(before) > 1:
            last.insert(0, before.pop())
    return ["".join(line).rstrip() for line in lines]


def _one_word(before: str, after: str) -> bool:
    return before.isascii() and after.isascii() and not before.isspace() and before not in "-/"
