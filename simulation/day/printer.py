"""A ticket printer for thousands of slips: the same bytes in, the same answers out, and of the slip only its words.

The virtual printer of `hardware.simulators` also draws every dot, which nobody looks at during a day; one kiosk of the
day has it nevertheless.
"""

import asyncio
import contextlib
from collections.abc import Callable
from urllib.parse import urlsplit

from hardware.protocols import escpos
from hardware.protocols import escpos_commands as commands
from hardware.protocols.escpos import Query

SLIP_MM = 160  # of paper that one slip takes


class WordPrinter:
    """`paper_mm` runs out slip by slip. `slips` are the words of what came out whole."""

    def __init__(self, url: str, paper_mm: float) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 0
        self.paper_mm = paper_mm
        self.slips: list[str] = []
        self._server: asyncio.Server | None = None
        self._waiting: list[tuple[commands.Command, Callable[[bytes], None]]] = []
        self._lines: list[str] = []
        self._line = ""
        self._qr = ""

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, self._host, self._port)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    async def load_paper(self, length_mm: float) -> None:
        self.paper_mm = length_mm
        self._work()

    async def _serve(self, incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter) -> None:
        reader = commands.CommandReader()
        with contextlib.suppress(asyncio.CancelledError):  # the day is over
            await self._understand(reader, incoming, outgoing)
        outgoing.close()

    async def _understand(
        self, reader: commands.CommandReader, incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter
    ) -> None:
        while data := await incoming.read(4096):
            for command in reader.feed(data):
                match command:
                    case commands.AskStatus(query):
                        outgoing.write(bytes((self._status(query),)))
                    case commands.ClearBuffers():
                        self._waiting.clear()
                        self._lines, self._line = [], ""
                        outgoing.write(escpos.CLEARED)
                    case _:
                        self._waiting.append((command, outgoing.write))
            self._work()

    def _status(self, query: Query) -> int:
        out = self.paper_mm <= 0
        bits = {Query.PRINTER: 0x08 * out, Query.OFFLINE_CAUSE: 0x20 * out, Query.PAPER: 0x60 * out}
        return 0x12 | bits.get(query, 0)

    def _work(self) -> None:
        """All that waits, unless there is no paper."""
        while self._waiting and self.paper_mm > 0:
            command, answer = self._waiting.pop(0)
            match command:
                case commands.Words(text):
                    self._line += text
                case commands.EndLine():
                    self._lines.append(self._line)
                    self._line = ""
                    self.paper_mm -= SLIP_MM / 20  # so that it can run out in the middle of a slip
                case commands.QrStore(data):
                    self._qr = data
                case commands.QrPrint():
                    self._lines.append(self._qr)
                case commands.AskPaper():
                    answer(b"\x00")
                case commands.Cut():
                    if any(self._lines):
                        self.slips.append("\n".join(self._lines))
                    self._lines = []
