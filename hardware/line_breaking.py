"""Where a line of Chinese or English may end, and where it ends best.

No line starts with closing punctuation or ends with opening punctuation; words, numbers and a number with its unit
("30 分钟") stay together; no last line of one or two characters while an earlier break avoids it.
Rules: Requirements for Chinese Text Layout (W3C clreq) 3.1.
"""

from collections.abc import Callable

_NOT_FIRST = frozenset("，。、；：？！）》」』】〕”’…—·％℃～,.;:?!)]}%–-")
_NOT_LAST = frozenset("（《「『【〔“‘([{")
_SENSE_ENDS = frozenset("，。、；：？！,.;:?!")
_SHORTEST_LAST = 3  # characters
_SHORTEST_WORD = 10  # letters of an English word that may stand alone in the last line

_LINE_COST = 1_000.0
_ORPHAN_COST = 800.0  # less than a line: it never makes a text longer
_SENSE_GAIN = 8.0


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Lines of at most `width` as `measure` tells, as few as possible, at least one; `\\n` always breaks."""
    return [line for paragraph in text.split("\n") for line in _wrap_paragraph(paragraph.strip(), width, measure)]


def _wrap_paragraph(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    if measure(text) <= width:
        return [text]
    pieces = [part for piece in _pieces(text) for part in _fitting(piece, width, measure)]
    count = len(pieces)
    # best[i]: cost of setting pieces[i:], and where its first line ends
    best: list[tuple[float, int]] = [(0.0, count)] * (count + 1)
    for start in range(count - 1, -1, -1):
        options: list[tuple[float, int]] = []
        for end in range(start + 1, count + 1):
            line = "".join(pieces[start:end]).rstrip()
            room = width - measure(line)
            if room < 0 and end > start + 1:
                break
            cost = _last_line_cost(line) if end == count else _line_cost(line, pieces[end], room / width)
            options.append((cost + best[end][0], end))
        best[start] = min(options)
    lines, start = [], 0
    while start < count:
        end = best[start][1]
        lines.append("".join(pieces[start:end]).strip())
        start = end
    return lines


def _line_cost(line: str, following: str, room: float) -> float:
    ends_well = line[-1] in _SENSE_ENDS or following[0] in _NOT_LAST
    return _LINE_COST + 100 * room * room - (_SENSE_GAIN if ends_well else 0.0)


def _last_line_cost(line: str) -> float:
    short_word = line.isascii() and " " not in line and len(line) < _SHORTEST_WORD
    orphan = short_word or sum(char not in _SENSE_ENDS for char in line) < _SHORTEST_LAST
    return _LINE_COST + (_ORPHAN_COST if orphan else 0.0)


def _pieces(text: str) -> list[str]:
    """`text` cut wherever a line may end. Blanks stay at the end of the piece before."""
    pieces: list[str] = []
    start = 0
    for at in range(1, len(text)):
        if _may_break(text, at):
            pieces.append(text[start:at])
            start = at
    return [*pieces, text[start:]]


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if after == " " or after in _NOT_FIRST or before in _NOT_LAST:
        return False
    if before == " ":
        written = text[:at].rstrip()[-1:]
        return not (written.isascii() and written.isdigit() and after.isalpha())
    return _is_wide(before) or _is_wide(after) or before in "-–/"


def _is_wide(char: str) -> bool:
    return char >= "\u2e80"


def _fitting(piece: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """A piece wider than the line (a long address) is cut where the line ends."""
    parts: list[str] = []
    while len(piece) > 1 and measure(piece.rstrip()) > width:
        length = next(n for n in range(len(piece) - 1, 0, -1) if n == 1 or measure(piece[:n]) <= width)
        parts.append(piece[:length])
        piece = piece[length:]
    return [*parts, piece]
