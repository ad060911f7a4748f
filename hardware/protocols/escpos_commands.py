"""What a ticket printer understands: bytes of ESC/POS → commands. The other side of `escpos`, for the virtual printer.

It knows exactly what `escpos` sends. Anything else becomes `Unknown`: an error in whoever sent it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from hardware.protocols import escpos
from hardware.slip_document import Align

RASTER_ROWS_LIMIT = 2_400


@dataclass(frozen=True, slots=True)
class Initialise:
    pass


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class EndLine:
    pass


@dataclass(frozen=True, slots=True)
class HanziMode:
    on: bool


@dataclass(frozen=True, slots=True)
class SetAlign:
    align: Align


@dataclass(frozen=True, slots=True)
class Magnify:
    wide: int
    high: int


@dataclass(frozen=True, slots=True)
class Bold:
    on: bool


@dataclass(frozen=True, slots=True)
class Reverse:
    on: bool


@dataclass(frozen=True, slots=True)
class LineSpacing:
    dots: int


@dataclass(frozen=True, slots=True)
class Feed:
    dots: int


@dataclass(frozen=True, slots=True)
class Raster:
    width_bytes: int
    rows: bytes


@dataclass(frozen=True, slots=True)
class QrSetting:
    """Model, module size or error correction: `function` is the command's own byte."""

    function: int
    value: int


@dataclass(frozen=True, slots=True)
class QrStore:
    data: str


@dataclass(frozen=True, slots=True)
class QrPrint:
    pass


@dataclass(frozen=True, slots=True)
class Cut:
    feed_dots: int


@dataclass(frozen=True, slots=True)
class AskPaper:
    pass


@dataclass(frozen=True, slots=True)
class AskStatus:
    """Real time."""

    query: escpos.Query


@dataclass(frozen=True, slots=True)
class ClearBuffers:
    """Real time."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Bytes it does not know, and where they stood."""

    data: bytes
    why: str


Command: TypeAlias = (
    Initialise
    | Words
    | EndLine
    | HanziMode
    | SetAlign
    | Magnify
    | Bold
    | Reverse
    | LineSpacing
    | Feed
    | Raster
    | QrSetting
    | QrStore
    | QrPrint
    | Cut
    | AskPaper
    | AskStatus
    | ClearBuffers
    | Unknown
)

_NOTHING = Words("")
_REAL_TIME = re.compile(rb"\x10(?:\x04[\x01-\x04]|\x14\x08\x01\x03\x14\x01\x06\x02\x08)")
_CONTROL = re.compile(rb"[\x00-\x1f]")

# first bytes → how many argument bytes follow
_FIXED: dict[bytes, int] = {
    b"\x1b@": 0,
    b"\x1ba": 1,
    b"\x1bE": 1,
    b"\x1b3": 1,
    b"\x1bJ": 1,
    b"\x1c&": 0,
    b"\x1c.": 0,
    b"\x1d!": 1,
    b"\x1dB": 1,
    b"\x1dV": 2,
    b"\x1dr": 1,
}


class CommandReader:
    """Takes the bytes of one sender apart. `feed` gives the commands that are complete; the rest waits, bounded.

    Real-time commands are seen at once, as in a printer, even inside the data of another command; there they are
    reported as `Unknown` too, unless the sender before broke off in the middle (`broke_off`).
    """

    def __init__(self) -> None:
        self._pending = bytearray()
        self._searched = 0  # of what waits, up to here for real-time commands
        self._hanzi = False
        self._broken = False

    def feed(self, data: bytes) -> list[Command]:
        self._pending += data
        commands: list[Command] = []
        while self._pending:
            command, length = self._first()
            if self._real_time_inside(length or len(self._pending), commands):
                continue
            if not command:
                break
            commands.append(command)
            if command == ClearBuffers():
                self._hanzi = False
            self._drop(length)
        return [command for command in commands if command is not _NOTHING]

    @property
    def in_the_middle(self) -> bool:
        return bool(self._pending)

    def broke_off(self) -> None:
        """The sender has gone; the next one's bytes continue what it began."""
        self._broken = self.in_the_middle

    def _drop(self, length: int) -> None:
        del self._pending[:length]
        self._searched = 0
        self._broken = False

    def _real_time_inside(self, length: int, commands: list[Command]) -> bool:
        """Reports those inside the first `length` bytes. True if one of them has cleared everything before it."""
        begin = max(1, self._searched)
        if self._pending.find(escpos.DLE, begin, length) < 0:
            return False  # nearly always
        found = [(bytes(match[0]), match.end()) for match in _REAL_TIME.finditer(self._pending, begin, length)]
        for data, end in found:
            command = _real_time(data)
            commands.append(command)
            if not self._broken:
                commands.append(Unknown(data, "real-time command inside the data of another"))
            if command == ClearBuffers():
                self._drop(end)
                return True
            self._searched = end
        return False

    def _first(self) -> tuple[Command | None, int]:
        """The first command that waits and its length; None while it is incomplete."""
        head = self._pending[0]
        if head >= 0x20:
            return self._words()
        if head == escpos.LINE_FEED[0]:
            return EndLine(), 1
        if head == escpos.NOTHING[0]:
            return _NOTHING, len(self._pending) - len(self._pending.lstrip(escpos.NOTHING))
        if head not in b"\x10\x1b\x1c\x1d":
            return Unknown(bytes((head,)), "not a command"), 1
        if len(self._pending) < 2:
            return None, 0
        if head == escpos.DLE[0]:
            return self._dle()
        start = bytes(self._pending[:2])
        if start == b"\x1dv":
            return self._raster()
        if start == b"\x1d(":
            return self._symbol()
        if start not in _FIXED:
            return Unknown(start, "not a command"), 2
        length = 2 + _FIXED[start]
        if len(self._pending) < length:
            return None, 0
        whole = bytes(self._pending[:length])
        command = _fixed(start, whole[2:])
        if isinstance(command, Initialise):
            self._hanzi = False
        if isinstance(command, HanziMode):
            self._hanzi = command.on
        return command or Unknown(whole, "argument out of range"), length

    def _words(self) -> tuple[Command | None, int]:
        end = match.start() if (match := _CONTROL.search(self._pending)) else len(self._pending)
        if not self._hanzi:
            plain = bytes(self._pending[:end])
            if plain.isascii():
                return Words(plain.decode("ascii")), end
            return Unknown(plain, "not ASCII, and not in Hanzi mode"), end
        length = 0
        while length < end:
            size = 1 if self._pending[length] < 0x80 else 2
            if length + size > end:
                break
            length += size
        if length == 0 and match is None:
            return None, 0  # half a character; its other half is on the way
        run = bytes(self._pending[: length or end])
        text = run.decode("gb18030", "replace")
        if not escpos.in_type_rom(text):
            return Unknown(run, "not in the printer's type"), len(run)
        return Words(text), len(run)

    def _dle(self) -> tuple[Command | None, int]:
        for length in (3, 10):
            if match := _REAL_TIME.fullmatch(self._pending, 0, length):
                return _real_time(match[0]), length
        clear = escpos.CLEAR_BUFFERS
        if len(self._pending) < 3 and self._pending[1] in (0x04, 0x14):
            return None, 0
        if clear.startswith(self._pending):
            return None, 0
        return Unknown(bytes(self._pending[:2]), "not a command"), 2

    def _raster(self) -> tuple[Command | None, int]:
        if len(self._pending) < 8:
            return None, 0
        width = int.from_bytes(self._pending[4:6], "little")
        height = int.from_bytes(self._pending[6:8], "little")
        possible = 0 < width <= escpos.WIDTH_DOTS // 8 and 0 < height <= RASTER_ROWS_LIMIT
        if self._pending[2:4] != b"0\x00" or not possible:
            return Unknown(bytes(self._pending[:8]), "a picture wider or longer than the paper"), 8
        length = 8 + width * height
        if len(self._pending) < length:
            return None, 0
        return Raster(width, bytes(self._pending[8:length])), length

    def _symbol(self) -> tuple[Command | None, int]:
        if len(self._pending) < 5:
            return None, 0
        size = int.from_bytes(self._pending[3:5], "little")
        if self._pending[2] != ord("k") or not 3 <= size <= 400:
            return Unknown(bytes(self._pending[:5]), "not a command"), 5
        if len(self._pending) < 5 + size:
            return None, 0
        whole = bytes(self._pending[: 5 + size])
        return _qr(whole[5:]) or Unknown(whole, "argument out of range"), len(whole)


def _real_time(data: bytes) -> AskStatus | ClearBuffers:
    return ClearBuffers() if data == escpos.CLEAR_BUFFERS else AskStatus(escpos.Query(data[2]))


@lru_cache(maxsize=1_024)
def _fixed(start: bytes, arguments: bytes) -> Command | None:
    value = arguments[0] if arguments else 0
    match start:
        case b"\x1b@":
            return Initialise()
        case b"\x1ba":
            return SetAlign(Align(value)) if value <= 2 else None
        case b"\x1bE":
            return Bold(bool(value)) if value <= 1 else None
        case b"\x1b3":
            return LineSpacing(value)
        case b"\x1bJ":
            return Feed(value)
        case b"\x1c&":
            return HanziMode(True)
        case b"\x1c.":
            return HanziMode(False)
        case b"\x1d!":
            return Magnify((value >> 4) + 1, (value & 0x0F) + 1) if not value & 0x88 else None
        case b"\x1dB":
            return Reverse(bool(value)) if value <= 1 else None
        case b"\x1dV":
            return Cut(arguments[1]) if value == ord("B") else None
        case b"\x1dr":
            return AskPaper() if value == 1 else None
    return None


def _qr(function: bytes) -> Command | None:
    """`function` begins with cn (31 for QR codes) and fn."""
    kind, arguments = function[:2], function[2:]
    if kind == b"\x31\x41" and arguments == b"\x32\x00":
        return QrSetting(0x41, 2)
    if kind == b"\x31\x43" and len(arguments) == 1 and 1 <= arguments[0] <= 16:
        return QrSetting(0x43, arguments[0])
    if kind == b"\x31\x45" and len(arguments) == 1 and arguments[0] in list(escpos.ErrorCorrection):
        return QrSetting(0x45, arguments[0])
    if kind == b"\x31\x50" and arguments[:1] == b"\x30" and len(arguments) > 1 and arguments.isascii():
        return QrStore(arguments[1:].decode("ascii"))
    if function == b"\x31\x51\x30":
        return QrPrint()
    return None
