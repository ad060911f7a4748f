"""The virtual ticket printer: understands what `escpos` sends, keeps every slip as picture and text, and can fail.

It listens at a URL: `socket://127.0.0.1:9101`, or a pseudo-terminal (`pty`), whose path is then `url`. It answers
real-time questions truthfully while it prints, holds paper that runs out, and stops and goes on as a printer does.
A byte it does not know is an error, kept in `errors`.
"""

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path

import structlog
from PIL import Image

from hardware.protocols import escpos
from hardware.protocols import escpos_commands as commands
from hardware.protocols.escpos import DOTS_PER_MM, Health, PrinterStatus, Query
from hardware.simulators.front import Answer, Front, front
from hardware.simulators.printed_paper import LineTooLong, Typesetter, blank, picture_strip, qr_strip

BUFFER_COMMANDS = 256  # that may wait before it takes no more
STEP_DOTS = 8  # it looks at its sensors after so many
ROLL_MM = 80_000
NEAR_END_MM = 5_000
ERRORS_KEPT = 50
SLIPS_KEPT = 500

_log = structlog.get_logger("hardware.simulators")


@dataclass
class Switches:
    """What can be made to go wrong. All off: a good printer with a full roll."""

    cover_open: bool = False
    cutter_jam: bool = False
    near_end: bool = False
    offline: bool = False  # it says that it is off line
    mute: bool = False  # it takes everything and answers nothing
    garble: bool = False  # its answers arrive as noise
    unplugged: bool = False  # its link is gone


SWITCHES = tuple(switch.name for switch in fields(Switches))


@dataclass(frozen=True)
class Slip:
    """Paper that left the printer. `complete` False: torn off in the middle. `text` is empty for pictures."""

    number: int
    complete: bool
    text: str
    picture: Image.Image


@dataclass
class _Paper:
    """What hangs out of the printer, not yet cut."""

    strips: list[Image.Image] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    marked: bool = False
    torn: bool = False

    def add(self, strip: Image.Image) -> None:
        self.strips.append(strip)
        self.marked = self.marked or strip.getextrema()[0] == 0

    def picture(self) -> Image.Image:
        whole = blank(sum(strip.height for strip in self.strips))
        top = 0
        for strip in self.strips:
            whole.paste(strip, (0, top))
            top += strip.height
        return whole


class _Cleared(Exception):
    """The buffers were cleared while it stood still in the middle of a command."""


class VirtualPrinter:
    """`speed_mm_s` None prints at once. `folder`, if given, receives `000001.png` and `000001.txt` for every slip."""

    def __init__(
        self,
        name: str,
        url: str,
        folder: Path | None = None,
        *,
        speed_mm_s: float | None = 150.0,
        paper_mm: float = ROLL_MM,
    ) -> None:
        self.name = name
        self.url = url
        self.switches = Switches()
        self.paper_mm = paper_mm
        self.errors: deque[str] = deque(maxlen=ERRORS_KEPT)
        self.slips: deque[Slip] = deque(maxlen=SLIPS_KEPT)
        self.printing = False
        self._folder = folder
        self._speed_mm_s = speed_mm_s
        self._count = 0
        self._jammed = False
        self._paper = _Paper()
        self._type = Typesetter()
        self._qr_data, self._qr_module = "", 3
        self._noise = random.Random(name)  # noqa: S311  reproducible noise, not a secret
        self._waiting: deque[tuple[commands.Command, Answer]] = deque()
        self._changed = asyncio.Condition()
        self._generation = 0
        self._left_over = commands.CommandReader()
        self._front: Front | None = None
        self._work: asyncio.Task[None] | None = None

    # --- from outside ---------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Raises OSError if its URL cannot be listened at, ValueError if it is none."""
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._count = max((int(path.stem.split("-")[0]) for path in self._folder.glob("*.png")), default=0)
        self._front = front(self)
        await self._front.open()
        self._work = asyncio.create_task(self._run())

    async def stop(self) -> None:
        if self._work is not None:
            self._work.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._work
        if self._front is not None:
            await self._front.close()

    async def switch(self, **switches: bool) -> None:
        """Throws switches by name. Raises KeyError for one it does not have."""
        for name, on in switches.items():
            if name not in SWITCHES:
                raise KeyError(name)
            setattr(self.switches, name, on)
        if not self.switches.cutter_jam:
            self._jammed = False
        if self._front is not None and "unplugged" in switches:
            await (self._front.close() if switches["unplugged"] else self._front.open())
        await self._notify()

    async def load_paper(self, length_mm: float) -> None:
        """A new roll, or what is left of one. Whatever hung out of the printer is torn off."""
        if self._paper.marked:
            self._keep_slip(complete=False)
            self._paper.torn = self.printing  # what it still holds of that slip comes out on the new roll
        self.paper_mm = length_mm
        await self._notify()

    def status(self) -> PrinterStatus:
        """The truth about it."""
        return PrinterStatus.from_replies(*(self._status_byte(query) for query in Query))

    async def until(self, condition: Callable[[], bool]) -> None:
        """Waits until `condition` holds; looked at whenever anything changes here."""
        async with self._changed:
            await self._changed.wait_for(condition)

    # --- bytes in -------------------------------------------------------------------------------------------------

    def reader(self) -> commands.CommandReader:
        """For a new connection: it goes on with what the last one left in the middle of a command."""
        reader, self._left_over = self._left_over, commands.CommandReader()
        return reader

    def leave(self, reader: commands.CommandReader) -> None:
        reader.broke_off()
        if reader.in_the_middle:
            self._left_over = reader

    async def take(self, data: bytes, reader: commands.CommandReader, answer: Answer) -> None:
        """Bytes of a connection. Returns when it can take more."""
        for command in reader.feed(data):
            match command:
                case commands.AskStatus(query):
                    self._answer(answer, bytes((self._status_byte(query),)))
                case commands.ClearBuffers():
                    self._clear()
                    self._answer(answer, escpos.CLEARED)
                case commands.Unknown(unknown, why):
                    self._error(f"{unknown[:16].hex(' ')}: {why}")
                case _:
                    self._waiting.append((command, answer))
        await self._notify()
        await self.until(lambda: len(self._waiting) < BUFFER_COMMANDS)

    def _answer(self, answer: Answer, data: bytes) -> None:
        if self.switches.mute:
            return
        answer(self._noise.randbytes(3) if self.switches.garble else data)

    def _clear(self) -> None:
        self._waiting.clear()
        self._type = Typesetter()
        self._generation += 1
        self._paper.torn = self._paper.marked

    def _error(self, what: str) -> None:
        self.errors.append(what)
        _log.warning("virtual printer did not understand", printer=self.name, what=what)

    def _status_byte(self, query: Query) -> int:
        out, switches = self.paper_mm <= 0, self.switches
        near = switches.near_end or self.paper_mm < NEAR_END_MM
        offline = switches.offline or switches.cover_open or out or self._jammed
        return (
            0x12
            | {
                Query.PRINTER: 0x08 * offline,
                Query.OFFLINE_CAUSE: 0x04 * switches.cover_open | 0x20 * out | 0x40 * self._jammed,
                Query.ERROR_CAUSE: 0x08 * self._jammed,
                Query.PAPER: 0x0C * near | 0x60 * out,
            }[query]
        )

    # --- paper out ------------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        while True:
            self.printing = False
            await self._notify()
            await self.until(lambda: bool(self._waiting))
            self.printing = True
            command, answer = self._waiting.popleft()
            try:
                await self._carry_out(command, answer)
            except _Cleared:
                continue
            except LineTooLong as error:
                self._error(f"a line of type wider than the paper: {error}")

    async def _carry_out(self, command: commands.Command, answer: Answer) -> None:
        match command:
            case commands.Initialise():
                self._type = Typesetter()
            case commands.Words(text):
                self._type.line.append((text, self._type.style))
            case commands.EndLine():
                strip, text = self._type.take_line()
                await self._advance(strip)
                self._paper.lines.append(text)
            case commands.SetAlign(align):
                self._type.align = align
            case commands.Magnify(wide, high):
                self._type.restyle(size=(wide, high))
            case commands.Bold(on):
                self._type.restyle(bold=on)
            case commands.Reverse(on):
                self._type.restyle(reverse=on)
            case commands.LineSpacing(dots):
                self._type.spacing = dots
            case commands.Feed(dots):
                await self._advance(blank(dots))
            case commands.Raster(width_bytes, rows):
                await self._advance(picture_strip(width_bytes, rows, self._type.align))
            case commands.QrSetting(0x43, value):
                self._qr_module = value
            case commands.QrStore(data):
                self._qr_data = data
            case commands.QrPrint():
                await self._advance(qr_strip(self._qr_data, self._qr_module, self._type.align))
                self._paper.lines.append(self._qr_data)
            case commands.Cut(feed_dots):
                await self._advance(blank(feed_dots))
                await self._cut()
            case commands.AskPaper():
                await self._able()
                self._answer(answer, b"\x0c" if self.paper_mm <= 0 else b"\x00")

    async def _advance(self, strip: Image.Image) -> None:
        for top in range(0, strip.height, STEP_DOTS):
            await self._able()
            step = strip.crop((0, top, strip.width, min(top + STEP_DOTS, strip.height)))
            self.paper_mm = max(0.0, self.paper_mm - step.height / DOTS_PER_MM)
            self._paper.add(step)
            if self._speed_mm_s:
                await asyncio.sleep(step.height / DOTS_PER_MM / self._speed_mm_s)

    async def _able(self) -> None:
        """Waits until it can move paper. Raises _Cleared if its buffers were cleared meanwhile."""
        generation = self._generation
        await self.until(lambda: generation != self._generation or self._status_byte(Query.PRINTER) & 0x08 == 0)
        if generation != self._generation:
            raise _Cleared

    async def _cut(self) -> None:
        await self._able()
        if self.switches.cutter_jam:
            self._jammed = True
            await self._able()
        if self._paper.marked:
            self._keep_slip(complete=not self._paper.torn)
        self._paper = _Paper()
        await self._notify()

    def _keep_slip(self, complete: bool) -> None:
        self._count += 1
        slip = Slip(self._count, complete, "\n".join(self._paper.lines), self._paper.picture())
        self._paper = _Paper()
        self.slips.append(slip)
        if self._folder is not None:
            name = f"{slip.number:06d}" + ("" if complete else "-incomplete")
            unfinished = self._folder / "unfinished"  # whoever sees a slip's name finds the slip whole
            slip.picture.save(unfinished, "PNG", optimize=True)
            unfinished.rename(self._folder / f"{name}.png")
            (self._folder / f"{name}.txt").write_text(slip.text + "\n" * bool(slip.text), encoding="utf-8")
            for old in sorted(self._folder.iterdir())[: -2 * SLIPS_KEPT]:
                old.unlink()
        _log.info("slip", printer=self.name, number=slip.number, complete=complete)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def health(printer: VirtualPrinter) -> Health:
    """As somebody standing before it would say."""
    return Health.OFFLINE if printer.switches.unplugged else printer.status().health
