"""The ticket printer: prints a document and says truthfully what became of it.

    printer = TicketPrinter("socket://192.168.1.30:9100")             drawn as a picture; any printer can
    printer = TicketPrinter("serial:///dev/ttyUSB0?text=gb18030")     set in the printer's own type; quick on slow lines

    match await printer.print(document):
        case Printed(paper_low): ...                                  all of it came out and was cut
        case PaperOut() | CoverOpen() | CutterFault() | Fault() | Offline() | NoAnswer() as failure:
            failure.partly                                            whether a piece of paper may have come out

Order: ask for the status, send, wait until the printer has worked through everything, ask again; only then `Printed`.
Nothing is ever printed again by itself. After a slip that broke off, what the printer still holds of it is thrown away,
so that it does not come out hours later, and the next slip starts behind a cut; so does the first one of a program.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias, TypeVar

from hardware import health as watching
from hardware import options, slip_picture, slip_text
from hardware.link import Link, LinkLost
from hardware.protocols import escpos
from hardware.protocols.escpos import BuffersCleared, Health, PaperReply, PrinterStatus, Query, StatusReply
from hardware.slip_document import Document

PARTS_AHEAD = 4  # sent and not yet out; so few that a printer that has stopped still takes questions
ASK_AGAIN_S = 0.25  # while nothing comes out
CUT_FEED_DOTS = 24
LONGEST_COMMAND_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Printed:
    """All of it came out and was cut. `paper_low`: the roll is near its end."""

    paper_low: bool = False

    @property
    def health(self) -> Health:
        return Health.PAPER_LOW if self.paper_low else Health.OK


@dataclass(frozen=True, slots=True)
class Failure:
    """The slip did not come out. `partly`: some of it may have."""

    partly: bool = False
    health: ClassVar[Health] = Health.FAULT


class PaperOut(Failure):
    health = Health.PAPER_OUT


class CoverOpen(Failure):
    health = Health.COVER_OPEN


class CutterFault(Failure):
    health = Health.CUTTER


class Fault(Failure):
    """Hot head, broken head or power, or a stop without a reason given."""

    health = Health.FAULT


class Offline(Failure):
    """It says that it is off line, or its link cannot be opened or broke."""

    health = Health.OFFLINE


class NoAnswer(Failure):
    """It is there and says nothing. Nothing may be concluded."""

    health = Health.NO_ANSWER


Outcome: TypeAlias = Printed | PaperOut | CoverOpen | CutterFault | Fault | Offline | NoAnswer

_FAILURES: dict[Health, type[PaperOut | CoverOpen | CutterFault | Fault | Offline | NoAnswer]] = {
    kind.health: kind for kind in (PaperOut, CoverOpen, CutterFault, Fault, Offline, NoAnswer)
}


class Stage(StrEnum):
    SENT = "sent"  # the printer is ready and has been given the first of it
    PRINTING = "printing"  # paper moves
    CUT = "cut"  # all came out, cut, and the printer is well


@dataclass(frozen=True, slots=True)
class Progress:
    """`share` of the slip, 0 to 1, that the printer itself has reported as printed."""

    stage: Stage
    share: float


_Awaited = TypeVar("_Awaited", StatusReply, PaperReply, BuffersCleared)


class _Stopped(Exception):
    """The printer cannot go on, and this is why."""

    def __init__(self, health: Health) -> None:
        super().__init__(health)
        self.health = health


class TicketPrinter:
    """One printer, by URL. Its calls may come from anywhere; they are carried out one after the other.

    `answer_s`: time for one status answer. `stall_s`: time for one part of a slip to come out.
    Raises ValueError for a URL it does not understand.
    """

    def __init__(self, url: str, *, answer_s: float = 1.0, stall_s: float = 5.0) -> None:
        self._link = Link(url)
        given = options.known(url, self._link.address.options, ("text",))
        self._compose = _COMPOSERS[options.choice(given, "text", "raster", _COMPOSERS)]
        self._answer_s = answer_s
        self._stall_s = stall_s
        self._replies = escpos.ReplyReader()
        self._done = 0  # parts of this slip that are out, by the printer's own word
        self._clean = False  # whether nothing of an earlier slip, ours or another program's, is in the printer

    async def status(self) -> PrinterStatus:
        """Asks the printer. Never raises; a printer that says nothing has `answered` False."""
        async with self._link.turn():
            return await self._status()

    async def print(self, document: Document, on_progress: Callable[[Progress], None] | None = None) -> Outcome:
        """Prints `document` and waits until it is out and cut, or has failed. Never raises for what a printer does."""
        report = on_progress or (lambda progress: None)
        parts = await asyncio.to_thread(self._compose, document)
        async with self._link.turn():
            before = await self._status()
            if not before.can_print:
                return _FAILURES[before.health]()
            sent = False
            try:
                if not self._clean:
                    await self._start_afresh()
                self._clean = False  # until the printer has said otherwise, whatever happens to this task
                sent = True
                after = await self._send(parts, report)
            except _Stopped as stop:
                await self._give_up()
                return _FAILURES[stop.health](partly=True)
            except LinkLost:
                return Offline(partly=sent)
            self._clean = True
            report(Progress(Stage.CUT, 1.0))
            return Printed(paper_low=after.health is Health.PAPER_LOW)

    async def watch(self, interval_s: float) -> AsyncIterator[Health]:
        """The printer's health now, and again whenever it has changed. A lost one is tried after growing pauses."""
        async for health in watching.changes(self._health, lambda: self._link.pause_s, interval_s):
            yield health

    async def close(self) -> None:
        async with self._link.turn():
            self._link.close()

    # --- asking ---------------------------------------------------------------------------------------------------

    async def _health(self) -> Health:
        return (await self.status()).health

    async def _status(self) -> PrinterStatus:
        """While nothing is under way. Network printers close a connection that rests: a second attempt does no harm."""
        attempts = 2 if self._link.is_open else 1
        for _ in range(attempts):
            try:
                await self._link.open()
                await self._drop_old_answers()
                return await self._questions()
            except LinkLost:
                continue
        return escpos.UNREACHABLE

    async def _questions(self) -> PrinterStatus:
        answers: list[int] = []
        for query in Query:
            answer = await self._ask(query)
            if answer is None:
                self._link.silent()
                return escpos.NO_ANSWER
            answers.append(answer)
        self._link.proven()
        return PrinterStatus.from_replies(*answers)

    async def _ask(self, query: Query) -> int | None:
        """The answer's byte; None if there was none in time. Only between commands."""
        await self._link.send(escpos.status_query(query), self._answer_s)
        for reply in await self._await(StatusReply, self._answer_s):
            return reply.byte
        return None

    async def _await(self, kind: type[_Awaited], within_s: float) -> list[_Awaited]:
        """The replies of one kind, as soon as there are any; none if there were none in time."""
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + within_s
        while (left_s := deadline_s - loop.time()) > 0:
            replies = self._replies.feed(await self._link.receive(left_s))
            self._done += sum(isinstance(reply, PaperReply) for reply in replies)
            if found := [reply for reply in replies if isinstance(reply, kind)]:
                return found
        return []

    async def _drop_old_answers(self) -> None:
        await self._link.drop_old()
        self._replies.reset()

    # --- printing -------------------------------------------------------------------------------------------------

    async def _send(self, parts: Sequence[bytes], report: Callable[[Progress], None]) -> PrinterStatus:
        """After every part a question that the printer answers in its turn: then the part is out.

        Gives the status after all. Raises LinkLost, and _Stopped when the printer cannot go on or contradicts itself.
        """
        self._done = 0
        for sent, part in enumerate(parts):
            await self._until_done(sent + 1 - PARTS_AHEAD, len(parts), report)
            await self._link.send(part + escpos.PAPER_SENSOR_QUERY, self._stall_s)
            if sent == 0:
                report(Progress(Stage.SENT, 0.0))
        await self._until_done(len(parts), len(parts), report)
        if self._replies.noise:  # a disturbed line may have counted for us: wait for what would still come
            await self._await(PaperReply, self._answer_s)
        after = await self._questions()
        if not after.can_print:
            raise _Stopped(after.health)
        if self._done != len(parts):
            raise _Stopped(Health.FAULT)
        return after

    async def _until_done(self, count: int, parts: int, report: Callable[[Progress], None]) -> None:
        loop = asyncio.get_running_loop()
        stalled_at_s = loop.time() + self._stall_s
        while self._done < count:
            if await self._await(PaperReply, ASK_AGAIN_S):
                report(Progress(Stage.PRINTING, min(self._done / parts, 1.0)))
                stalled_at_s = loop.time() + self._stall_s
                continue
            status = await self._questions()
            if not status.can_print:
                raise _Stopped(status.health)
            if loop.time() > stalled_at_s:
                raise _Stopped(Health.FAULT)

    async def _give_up(self) -> None:
        """The printer shall forget the rest, so that it does not come out once somebody has put in paper."""
        if self._link.is_open:
            with contextlib.suppress(LinkLost):
                await self._clear()

    async def _start_afresh(self) -> None:
        """Clears all buffers, or fills up a command that broke off in the middle, and cuts off a piece of a slip."""
        if not await self._clear():
            await self._link.send(escpos.NOTHING * LONGEST_COMMAND_BYTES, self._stall_s)
        await self._link.send(escpos.INIT + escpos.cut(CUT_FEED_DOTS), self._stall_s)

    async def _clear(self) -> bool:
        """Whether the printer says that it has; one that does not know the command says nothing."""
        await self._link.send(escpos.CLEAR_BUFFERS, self._answer_s)
        return bool(await self._await(BuffersCleared, self._answer_s))


def _as_picture(document: Document) -> list[bytes]:
    picture = slip_picture.draw(document)
    return _whole(list(escpos.bands(picture.width // 8, slip_picture.black_dots(picture))))


def _as_type(document: Document) -> list[bytes]:
    return _whole(slip_text.commands(document))


def _whole(parts: list[bytes]) -> list[bytes]:
    return [escpos.INIT + parts[0], *parts[1:], escpos.cut(CUT_FEED_DOTS)]


_COMPOSERS = {"raster": _as_picture, "gb18030": _as_type}
