"""ESC/POS, the language of ticket printers: the commands we send, and what a printer answers.

Sources: Epson ESC/POS command reference (GS v 0, GS ( k, GS V, GS r, DLE EOT, DLE DC4 fn 8, GS a); Hanzi mode (FS &,
FS .) as documented by makers of Chinese printers. Commands are functions giving bytes; `ReplyReader` reads answers.
QR codes come from python-escpos; its text, pictures and status are not used, because it sends Hanzi without FS &, takes
an empty status answer for paper, and lets a picture spell a real-time command.

Real-time commands (DLE EOT, DLE DC4) act when they arrive, before everything that still waits in the printer; all
others, GS r among them, act in their turn. So the answer to GS r says that everything before it has been done.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from shutil import rmtree
from typing import TypeAlias

from escpos import capabilities
from escpos.printer import Dummy

from hardware.health import Health as Health
from hardware.slip_document import Align

if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
    rmtree(capabilities.pickle_dir)  # python-escpos makes one with every start and leaves it behind

DLE, ESC, FS, GS = b"\x10", b"\x1b", b"\x1c", b"\x1d"

INIT = ESC + b"@"
LINE_FEED = b"\n"
NOTHING = b"\x00"  # between commands, a printer passes over it
PAPER_SENSOR_QUERY = GS + b"r\x01"
CLEAR_BUFFERS = DLE + bytes((0x14, 8, 1, 3, 20, 1, 6, 2, 8))
CLEARED = b"\x37\x25\x00"

WIDTH_DOTS = 576  # 80 mm paper at 203 dots per inch
COLUMNS = 48  # of the printer's own type, 12 dots wide and 24 high; a Hanzi takes two
DOTS_PER_MM = 8
BAND_ROWS = 48  # of a picture sent at once: 6 mm


class Query(IntEnum):
    """What DLE EOT n asks for."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4


class ErrorCorrection(IntEnum):
    L = 0x30
    M = 0x31
    Q = 0x32
    H = 0x33


# --- commands -----------------------------------------------------------------------------------------------------


def status_query(query: Query) -> bytes:
    """DLE EOT n. Never inside another command: some printers take it apart wrongly there."""
    return DLE + bytes((0x04, query))


def hanzi(text: str) -> bytes:
    """FS & text FS . : one line's text in GB18030. Raises ValueError where `in_type_rom` says it cannot be printed."""
    if not in_type_rom(text):
        raise ValueError(f"no printer's type has all of {text!r}")
    return FS + b"&" + text.encode("gb18030") + FS + b"."


def in_type_rom(text: str) -> bool:
    """Whether a Chinese printer's type has every character: printable ASCII or two bytes of GB18030.

    Rare characters (生僻字) take four bytes and are in hardly any printer; they must be drawn.
    """
    return all(map(_in_type_rom, text))


@lru_cache(maxsize=8_192)
def _in_type_rom(char: str) -> bool:
    return " " <= char <= "~" or (char > "\x7f" and len(char.encode("gb18030", "replace")) == 2)


def align(where: Align) -> bytes:
    return ESC + b"a" + bytes((where.value,))


def magnify(times_wide: int, times_high: int) -> bytes:
    """GS ! n: type 1 to 8 times as wide and high."""
    if not (1 <= times_wide <= 8 and 1 <= times_high <= 8):
        raise ValueError("type is magnified 1 to 8 times")
    return GS + b"!" + bytes(((times_wide - 1) << 4 | (times_high - 1),))


def bold(on: bool) -> bytes:
    return ESC + b"E" + bytes((on,))


def reverse(on: bool) -> bytes:
    """GS B n: white on black."""
    return GS + b"B" + bytes((on,))


def line_spacing(dots: int) -> bytes:
    return ESC + b"3" + bytes((dots,))


def feed(dots: int) -> bytes:
    """ESC J n, as often as needed."""
    full, rest = divmod(dots, 255)
    return (ESC + b"J\xff") * full + (ESC + b"J" + bytes((rest,)) if rest else b"")


def cut(feed_dots: int) -> bytes:
    """GS V 66 n: feed to the cutter and `feed_dots` (0–255) more, then cut all but one point."""
    return GS + b"VB" + bytes((feed_dots,))


def raster(width_bytes: int, rows: bytes) -> bytes:
    """GS v 0: a picture, `width_bytes` per row, a set bit is black. Raises ValueError on a ragged picture."""
    height, ragged = divmod(len(rows), width_bytes)
    if ragged or not 0 < height <= 0xFFFF:
        raise ValueError(f"{len(rows)} bytes are not rows of {width_bytes}")
    return GS + b"v0\x00" + width_bytes.to_bytes(2, "little") + height.to_bytes(2, "little") + _defused(rows)


def bands(width_bytes: int, rows: bytes) -> Iterator[bytes]:
    """A picture of any height as `raster` commands of at most BAND_ROWS rows."""
    step = width_bytes * BAND_ROWS
    for start in range(0, len(rows), step):
        yield raster(width_bytes, rows[start : start + step])


def _defused(rows: bytes) -> bytes:
    """Printers see real-time commands even within a picture. One dot more keeps a picture from ever spelling one."""
    for second in (b"\x04", b"\x05", b"\x14"):
        rows = rows.replace(DLE + second, b"\x18" + second)
    return rows


def qr(data: str, module_dots: int, correction: ErrorCorrection = ErrorCorrection.M) -> bytes:
    """GS ( k: a QR code drawn by the printer, model 2. Raises ValueError where `data` is not printable ASCII.

    A control character could be the beginning of a real-time command.
    """
    if not (data.isascii() and data.isprintable()):
        raise ValueError(f"a QR code of the printer's own holds printable ASCII, not {data!r}")
    paper = Dummy()
    paper.qr(data, ec=correction - ErrorCorrection.L, size=module_dots, native=True)
    return bytes(paper.output)


# --- answers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StatusReply:
    """Answer to DLE EOT. It does not say which of the four was asked, so ask one at a time."""

    byte: int


@dataclass(frozen=True, slots=True)
class PaperReply:
    """Answer to GS r 1: all commands before it are done."""

    byte: int

    @property
    def out(self) -> bool:
        return bool(self.byte & 0x0C)


@dataclass(frozen=True, slots=True)
class AutomaticStatus:
    """Automatic status back (GS a): four bytes that some printers send unasked."""

    bytes: bytes


@dataclass(frozen=True, slots=True)
class BuffersCleared:
    """Answer to DLE DC4 fn 8."""


Reply: TypeAlias = StatusReply | PaperReply | AutomaticStatus | BuffersCleared


class ReplyReader:
    """Takes a printer's bytes apart. The kinds differ in fixed bits, so noise costs at most what it hits.

    DLE EOT: 0xx1xx10 · automatic status: 0xx1xx00, then three of 0xx0xxxx · GS r: 00, 03, 0C, 0F · cleared: 37 25 00.
    `noise` counts bytes that belong to nothing.
    """

    def __init__(self) -> None:
        self.noise = 0
        self._automatic: bytearray | None = None
        self._cleared = b""

    def feed(self, data: bytes) -> list[Reply]:
        replies: list[Reply] = []
        for byte in data:
            self._take(byte, replies)
        return replies

    def reset(self) -> None:
        """Forgets what has begun, and the noise."""
        self._automatic, self._cleared, self.noise = None, b"", 0

    def _take(self, byte: int, replies: list[Reply]) -> None:
        if byte & 0x93 == 0x12:  # may come between the bytes of an automatic status
            replies.append(StatusReply(byte))
        elif self._cleared or byte == CLEARED[0]:
            self._take_cleared(byte, replies)
        elif byte & 0x93 == 0x10:
            self._drop_automatic()
            self._automatic = bytearray((byte,))
        elif self._automatic is not None and byte & 0x90 == 0:
            self._automatic.append(byte)
            if len(self._automatic) == 4:
                replies.append(AutomaticStatus(bytes(self._automatic)))
                self._automatic = None
        elif byte in (0x00, 0x03, 0x0C, 0x0F):
            replies.append(PaperReply(byte))
        else:
            self.noise += 1
            self._drop_automatic()

    def _take_cleared(self, byte: int, replies: list[Reply]) -> None:
        if byte == CLEARED[len(self._cleared)]:
            self._cleared += bytes((byte,))
            if self._cleared == CLEARED:
                replies.append(BuffersCleared())
                self._cleared = b""
        else:
            self.noise += len(self._cleared)
            self._cleared = b""
            self._take(byte, replies)

    def _drop_automatic(self) -> None:
        self.noise += len(self._automatic or b"")
        self._automatic = None


class Paper(StrEnum):
    OK = "ok"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PrinterStatus:
    """What a printer says of itself. `answered` False: it did not say anything, and nothing may be concluded."""

    answered: bool = False
    online: bool = False
    cover_open: bool = False
    paper: Paper = Paper.UNKNOWN
    cutter_error: bool = False
    unrecoverable: bool = False
    recoverable: bool = False  # by itself (a hot head) or by staff
    reachable: bool = True  # False: its link could not even be opened

    @classmethod
    def from_replies(cls, printer: int, offline_cause: int, error_cause: int, paper: int) -> "PrinterStatus":
        """From the four answers to DLE EOT 1 to 4."""
        out = bool(paper & 0x60 or offline_cause & 0x20)
        return cls(
            answered=True,
            online=not printer & 0x08,
            cover_open=bool(offline_cause & 0x04),
            paper=Paper.OUT if out else Paper.LOW if paper & 0x0C else Paper.OK,
            cutter_error=bool(error_cause & 0x08),
            unrecoverable=bool(error_cause & 0x20),
            recoverable=bool(error_cause & 0x44 or offline_cause & 0x40),
        )

    @property
    def health(self) -> Health:
        """The first thing somebody has to do something about."""
        if not self.reachable:
            return Health.OFFLINE
        if not self.answered:
            return Health.NO_ANSWER
        if self.cover_open:
            return Health.COVER_OPEN
        if self.cutter_error:
            return Health.CUTTER
        if self.paper is Paper.OUT:
            return Health.PAPER_OUT
        if self.unrecoverable or self.recoverable:
            return Health.FAULT
        if not self.online:
            return Health.OFFLINE
        return Health.PAPER_LOW if self.paper is Paper.LOW else Health.OK

    @property
    def can_print(self) -> bool:
        return self.health in (Health.OK, Health.PAPER_LOW)


NO_ANSWER = PrinterStatus()
UNREACHABLE = PrinterStatus(reachable=False)
