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
    """`paper_mm` runs out slip by slip. `slips` are the words of what came out whole.

    `mute`: it takes everything, prints it, and answers nothing.
    """

    def __init__(self, name: str, url: str, paper_mm: float) -> None:
        self.name = name
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 0
        self.paper_mm = paper_mm
        self.slips: list[str] = []
        self.mute = False
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.StreamWriter, None] = {}  # in order
        self._waiting: list[tuple[commands.Command, Callable[[bytes], None]]] = []
        self._lines: list[str] = []
        self._line = ""
        self._qr = ""

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, self._host, self._port)

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    async def switch(self, *, mute: bool | None = None, unplugged: bool | None = None) -> None:
        """What can go wrong with it besides its paper; `unplugged` in the middle of a slip too."""
        self.mute = self.mute if mute is None else mute
        if unplugged:
            await self.stop()
            for connection in tuple(self._connections):
                connection.transport.abort()
        elif unplugged is False:
            await self.start()

    async def load_paper(self, length_mm: float) -> None:
        self.paper_mm = length_mm
        self._work()

    async def _serve(self, incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter) -> None:
        reader = commands.CommandReader()
        self._connections[outgoing] = None
        with contextlib.suppress(asyncio.CancelledError):  # the day is over
            await self._understand(reader, incoming, self._answers(outgoing))
        del self._connections[outgoing]
        outgoing.close()

    def _answers(self, outgoing: asyncio.StreamWriter) -> Callable[[bytes], None]:
        def answer(data: bytes) -> None:
            if not self.mute and not outgoing.transport.is_closing():
                outgoing.write(data)

        return answer

    async def _understand(
        self, reader: commands.CommandReader, incoming: asyncio.StreamReader, answer: Callable[[bytes], None]
    ) -> None:
        while data := await incoming.read(4096):
            for command in reader.feed(data):
                match command:
                    case commands.AskStatus(query):
                        answer(bytes((self._status(query),)))
                    case commands.ClearBuffers():
                        self._waiting.clear()
                        self._lines, self._line = [], ""
                        answer(escpos.CLEARED)
                    case _:
                        self._waiting.append((command, answer))
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
