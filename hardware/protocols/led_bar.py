"""窗口条屏: LED bars over windows, of the Onbon BX-5K and 6K families, and those that take a plain line of text. Pure.

    A5 × 8 | header, 14 | data | CRC, low byte first | 5A

Within, A5 becomes A6 02, A6 becomes A6 01, 5A becomes 5B 02, 5B becomes 5B 01; lengths and CRC (`check.crc_a001`, over
header and data) count the bytes before that. Numbers stand low byte first.
Source: the maker's open protocol (BX-5K/6K), text shown at once, without being kept in the bar.

What a bar answers with is not in the sources we have: any frame of this form with a right CRC that is addressed to us
counts as its answer, and nothing in it is looked at.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from hardware.protocols.check import crc_a001

HEAD, TAIL = b"\xa5" * 8, b"\x5a"
HEADER_BYTES, AREA_BYTES = 14, 27
WE = 0x8000
TO_ALL = 0xFFFF  # nobody answers
TO_ALL_WITH_ANSWER = 0xFFFE
ANY_DEVICE = 0xFE
LONGEST_TEXT = 512
LONGEST_FRAME = 2048  # escaped

_SHOW_AT_ONCE = bytes.fromhex("A3 06 01 00 00 00 01")
_ESCAPES = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
_ESCAPED = {escape: bytes((byte,)) for byte, escape in _ESCAPES.items()}


class Motion(IntEnum):
    STILL = 1
    SNAP = 2
    LEFT = 3
    RIGHT = 4
    UP = 5
    DOWN = 6


@dataclass(frozen=True, slots=True)
class Area:
    """Where on the bar the text stands, in dots; `x` and `width` in steps of eight."""

    width: int = 64
    height: int = 32
    x: int = 0
    y: int = 0
    motion: Motion = Motion.STILL
    speed: int = 0x12
    stay: int = 2

    def __post_init__(self) -> None:
        if self.x % 8 or self.width % 8 or not (0 < self.width <= 0x7FF8 and 0 < self.height <= 0xFFFF):
            raise ValueError("an area of a bar stands and ends at multiples of eight dots")


def show(text: str, area: Area, to: int = 1) -> bytes:
    """A frame that shows `text` at once, as far as LONGEST_TEXT bytes of GBK go.

    Characters a bar's type has not are shown as a question mark.
    """
    coded = _coded(text, "gbk")
    header = b"".join((
        b"\x00",
        *(_word(number) for number in (area.x // 8, area.y, area.width // 8, area.height)),
        bytes((0, 0, 0)),  # place and line space as the bar has them; stays until something else comes
        _word(2),
        bytes((0, 0, 0)),
        bytes((2, 1, area.motion, 0, area.speed, area.stay)),  # on several lines, broken by the bar
        len(coded).to_bytes(4, "little"),
    ))  # fmt: skip
    return frame(_SHOW_AT_ONCE + _word(AREA_BYTES + len(coded)) + header + coded, to)


def frame(data: bytes, to: int, sender: int = WE, device: int = ANY_DEVICE) -> bytes:
    header = _word(to) + _word(sender) + bytes((0, 0, 0, 0, 0, 0, device, 2)) + _word(len(data))
    body = header + data
    escaped = b"".join(_ESCAPES.get(byte, bytes((byte,))) for byte in body + _word(crc_a001(body)))
    return HEAD + escaped + TAIL


def _coded(text: str, coding: str) -> bytes:
    """No longer than any bar shows, and with no half character at its end."""
    coded = text.encode(coding, "replace")
    return coded if len(coded) <= LONGEST_TEXT else coded[:LONGEST_TEXT].decode(coding, "ignore").encode(coding)


def _word(number: int) -> bytes:
    return number.to_bytes(2, "little")


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of either direction, unescaped, with a right CRC."""

    to: int
    sender: int
    data: bytes

    @property
    def shown(self) -> str | None:
        """The text a bar is to show; None if it is about something else."""
        start = len(_SHOW_AT_ONCE) + 2 + AREA_BYTES
        if not self.data.startswith(_SHOW_AT_ONCE) or len(self.data) < start:
            return None
        size = int.from_bytes(self.data[start - 4 : start], "little")
        return self.data[start : start + size].decode("gbk", "replace")


class FrameReader:
    """Takes either direction apart. After noise it is in step again at the next head. `spoilt` counts wrong frames."""

    def __init__(self) -> None:
        self.spoilt = 0
        self._waiting: bytearray | None = None  # between head and tail
        self._head = 0  # bytes A5 in a row

    def feed(self, data: bytes) -> list[Frame]:
        frames: list[Frame] = []
        for byte in data:
            if byte == HEAD[0]:  # never within a frame, so something new begins
                self._head += 1
                self._waiting = None
            elif self._waiting is None:
                begins = self._head >= 1  # some of the eight may have been lost on the line
                self._head = 0
                self._waiting = bytearray((byte,)) if begins and byte != TAIL[0] else None
            elif byte == TAIL[0]:
                self._end(frames)
            elif len(self._waiting) >= LONGEST_FRAME:
                self.spoilt += 1
                self._waiting = None
            else:
                self._waiting.append(byte)
        return frames

    def quiet(self) -> list[Frame]:
        return []

    def reset(self) -> None:
        self._waiting, self._head = None, 0

    def _end(self, frames: list[Frame]) -> None:
        body = _unescaped(self._waiting or bytearray())
        self._waiting = None
        if body is None or len(body) < HEADER_BYTES + 2 or _word(crc_a001(body[:-2])) != body[-2:]:
            self.spoilt += 1
            return
        to, sender, size = (int.from_bytes(body[at : at + 2], "little") for at in (0, 2, 12))
        if size == len(body) - HEADER_BYTES - 2:
            frames.append(Frame(to, sender, body[HEADER_BYTES:-2]))
        else:
            self.spoilt += 1


def _unescaped(escaped: bytearray) -> bytes | None:
    """None where an escape is none."""
    plain = bytearray()
    rest = iter(escaped)
    for byte in rest:
        if byte in (0xA6, 0x5B):
            original = _ESCAPED.get(bytes((byte, next(rest, 0))))
            if original is None:
                return None
            plain += original
        else:
            plain.append(byte)
    return bytes(plain)


# --- a plain line of text -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text a bar is to show."""

    text: str


CODINGS = ("gbk", "utf-8")
LINE_END = b"\r\n"

Message: TypeAlias = Frame | Line


def line(text: str, coding: str = "gbk") -> bytes:
    """`text` in one line, as far as LONGEST_TEXT bytes go."""
    return _coded(" ".join(text.split()), coding) + LINE_END


class LineReader:
    """The other side: what a bar that takes plain text receives. Longer lines than it can hold are passed over."""

    def __init__(self, coding: str = "gbk") -> None:
        self._coding = coding
        self._waiting = bytearray()
        self._too_long = False

    def feed(self, data: bytes) -> list[Line]:
        lines: list[Line] = []
        for byte in data:
            if byte not in LINE_END:
                self._too_long = self._too_long or len(self._waiting) >= LONGEST_TEXT
                if not self._too_long:
                    self._waiting.append(byte)
            elif byte == LINE_END[-1]:
                if not self._too_long:
                    lines.append(Line(self._waiting.decode(self._coding, "replace")))
                self.reset()
        return lines

    def reset(self) -> None:
        self._waiting.clear()
        self._too_long = False
