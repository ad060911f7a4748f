"""The station's side of the process that prepares phrases: which are wanted, and one order at a time.

The process is `python -m display.voice prepare`: of the lowest priority, and not there while nothing is wanted for a
while, for it takes memory. If it ends by itself it is started again, later and later.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from itertools import islice
from pathlib import Path

import msgspec
import structlog

from display.voice import orders
from display.voice.orders import Order, Setup
from display.voice.phrases import Phrase
from display.voice.store import Store

REST_S = 120.0  # without anything to do; then its memory is given back
TOO_LONG_S = 180.0  # for one phrase: it hangs
FIRST_WAIT_S, LONGEST_WAIT_S = 2.0, 300.0
PHRASE_BYTES = 100_000  # two seconds, about
FULL = 0.7  # of the store is for what is wanted; the rest for what was said of late
GIVEN_UP = 3  # so often a phrase may end the process or take too long

COMMAND = (sys.executable, "-m", "display.voice", "prepare", "--store")

log = structlog.get_logger("display.voice")


class Workshop:
    """`key_of` names a phrase in the store; `changed` hears whether phrases can be prepared at all."""

    def __init__(
        self,
        folder: Path,
        setup: Setup,
        key_of: Callable[[Phrase], str],
        changed: Callable[[bool], None],
        *,
        command: tuple[str, ...] = COMMAND,
    ) -> None:
        self.prepared = 0
        self._command = (*command, str(folder))
        self._setup = setup
        self._store = Store(folder)
        self._key_of = key_of
        self._changed = changed
        self._urgent: dict[str, Phrase] = {}  # by key: missed when they were to be said
        self._wanted: dict[str, Phrase] = {}
        self._refused: dict[str, int] = {}  # cannot be prepared, or how often they failed
        self._news = asyncio.Event()

    def want(self, phrases: Iterable[Phrase]) -> None:
        """All that would be good to have, in this order, instead of what was wanted before.

        No more than the store can hold: what made room for it would be wanted again.
        """
        fits = int(self._setup.limit_bytes * FULL / PHRASE_BYTES)
        wanted = {self._key_of(phrase): phrase for phrase in islice(phrases, fits)}
        if wanted.keys() != self._wanted.keys():
            self._wanted = wanted
            self._news.set()

    def hurry(self, phrases: Iterable[Phrase]) -> None:
        """These before all others."""
        self._urgent |= {self._key_of(phrase): phrase for phrase in phrases}
        self._news.set()

    async def run(self) -> None:
        """For ever."""
        wait_s = FIRST_WAIT_S
        while True:
            await self._something_wanted()
            before = self.prepared
            try:
                why = await self._work()
            except (OSError, TimeoutError, ValueError, msgspec.MsgspecError) as error:
                why = str(error) or type(error).__name__
            if why is None:
                continue
            if self.prepared > before:
                wait_s = FIRST_WAIT_S
            log.warning("voice_cannot_prepare", why=why, again_in_s=wait_s)
            self._changed(False)
            await asyncio.sleep(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    # inside

    def _next(self) -> tuple[str, Phrase] | None:
        """What is not in the store and not known to be impossible. What is there already is wanted no longer."""
        for row in (self._urgent, self._wanted):
            for key in list(row):
                if self._refused.get(key, 0) < GIVEN_UP and not self._store.has(key):
                    return key, row[key]
                del row[key]
        return None

    async def _something_wanted(self) -> None:
        while True:
            self._news.clear()
            if self._next() is not None:
                return
            await self._news.wait()

    async def _work(self) -> str | None:
        """With one process, until it rests. Returns why it ended by itself."""
        async with _process(self._command) as (stdin, stdout):
            stdin.write(orders.encode(self._setup) + b"\n")
            while True:
                self._news.clear()
                wanted = self._next()
                if wanted is None:
                    try:
                        async with asyncio.timeout(REST_S):
                            await self._news.wait()
                    except TimeoutError:
                        return None
                    continue
                why = await self._order(stdin, stdout, *wanted)
                if why is not None:
                    return why

    async def _order(
        self, stdin: asyncio.StreamWriter, stdout: asyncio.StreamReader, key: str, phrase: Phrase
    ) -> str | None:
        """One phrase. Returns why the process is of no use any more."""
        self._refused[key] = self._refused.get(key, 0) + 1  # until it is done
        parts = tuple((part.how.value, part.text) for part in phrase.parts)
        stdin.write(orders.encode(Order(key, phrase.language, parts)) + b"\n")
        await stdin.drain()
        async with asyncio.timeout(TOO_LONG_S):
            line = await stdout.readline()
        if not line:
            return "the process ended"
        answer = orders.decode_prepared(line)
        if answer.again:
            del self._refused[key]
            return answer.why
        if answer.why is not None:
            self._refused[key] = GIVEN_UP
            log.warning("voice_phrase_refused", text=phrase.text, language=phrase.language, why=answer.why)
            return None
        del self._refused[key]
        self.prepared += 1
        self._changed(True)
        return None


@contextlib.asynccontextmanager
async def _process(command: tuple[str, ...]) -> AsyncIterator[tuple[asyncio.StreamWriter, asyncio.StreamReader]]:
    """Its input and output. It is ended and nothing of it is left open, whenever we are cancelled ourselves."""
    creating = asyncio.ensure_future(
        asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    )
    try:
        process = await asyncio.shield(creating)
        if process.stdin is None or process.stdout is None:
            raise OSError("no pipes")
        yield process.stdin, process.stdout
    finally:
        ending = asyncio.ensure_future(_end(creating))
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:
            await ending
            raise


async def _end(creating: asyncio.Future[asyncio.subprocess.Process]) -> None:
    try:
        process = await creating
    except OSError:
        return  # it never began, which its maker tells
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    if process.stdin is not None:
        process.stdin.close()
        with contextlib.suppress(OSError):
            await process.stdin.wait_closed()
    if process.stdout is not None:
        await process.stdout.read()
    await process.wait()
