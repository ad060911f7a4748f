"""扫码器: gives the QR and bar codes an engine reads.

    reader = CodeReader("serial:///dev/ttyUSB6")          9600 baud, unless ?baud= says otherwise
    again_after_s=3     the same code counts again only after so long; it is held before the window for a while
    suffix=yes          codes end with CR or LF only: a line that halts in the middle gives no half code
    probe=no            for an engine that does not answer questions: it is taken for well while its line is

    async for event in reader.events():
        match event:
            case Scanned(text): ...
            case HealthChanged(health): ...

A code may hold anything, so whoever takes it judges it; it never appears in a log.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TypeAlias

from hardware import options
from hardware.dialogue import Dialogue
from hardware.health import Health
from hardware.link import Address, LinkLost
from hardware.protocols import code_engine
from hardware.protocols.code_engine import Answered, Message, Scanned

BAUD = 9_600
PROBE_S = 10.0  # of silence, then it is asked whether it is still there


@dataclass(frozen=True, slots=True)
class HealthChanged:
    health: Health


Event: TypeAlias = Scanned | HealthChanged


class CodeReader:
    """One engine, by URL. Raises ValueError for such a URL."""

    def __init__(self, url: str, *, answer_s: float = 0.5, probe_s: float = PROBE_S) -> None:
        reader = code_engine.CodeReader(pause_ends=not options.yes(Address.parse(url).options, "suffix", default=False))
        self._dialogue: Dialogue[Message] = Dialogue(
            url, reader, answer_s=answer_s, options=("again_after_s", "probe", "suffix"), baud=BAUD
        )
        self._again_after_s = options.number(self._dialogue.options, "again_after_s", 3, range(61))
        self._probe = options.yes(self._dialogue.options, "probe", default=True)
        self._probe_s = probe_s
        self._read: list[Scanned] = []
        self._last: tuple[str, float] = ("", float("-inf"))

    async def status(self) -> Health:
        """Asks the engine. Never raises. Codes that come meanwhile are kept for `events`."""
        async with self._dialogue.turn():
            try:
                if not self._dialogue.link.is_open:
                    await self._dialogue.ready()
                return await self._asked()
            except LinkLost:
                return Health.OFFLINE

    async def events(self) -> AsyncIterator[Event]:
        """Codes and changes of health, for ever. A lost engine is tried again after growing pauses."""
        last: Health | None = None
        while True:
            health = await self.status()
            if health is not last:
                last = health
                yield HealthChanged(health)
            if health is Health.OK:
                async for scanned in self._until_silent():
                    yield scanned
            else:
                for scanned in self._new():
                    yield scanned
            await asyncio.sleep(self._dialogue.link.pause_s)  # a line may be opened and lost again at once

    async def close(self) -> None:
        await self._dialogue.close()

    async def _until_silent(self) -> AsyncIterator[Scanned]:
        """Codes, those that came while it was asked first, until it is time to ask again or the link is lost."""
        while True:
            for scanned in self._new():
                yield scanned
            async with self._dialogue.turn():
                try:
                    await self._dialogue.listen(self._keep, self._probe_s)
                except LinkLost:
                    return
                self._dialogue.link.proven()  # by what it read, or by a line that has stayed
            if not self._read:
                return

    async def _asked(self) -> Health:
        if not self._probe:
            return Health.OK
        answer = await self._dialogue.ask(
            code_engine.read_setting(0), lambda message: not self._keep(message) and isinstance(message, Answered)
        )
        if answer is None and not self._read:
            self._dialogue.link.silent()
            return Health.NO_ANSWER
        return Health.OK

    def _keep(self, message: Message) -> bool:
        """Whether it is a code; then it is kept."""
        if isinstance(message, Scanned):
            self._read.append(message)
            return True
        return False

    def _new(self) -> list[Scanned]:
        """What was read and does not still lie there since a moment ago."""
        read, self._read = self._read, []
        return [scanned for scanned in read if self._is_new(scanned.text)]

    def _is_new(self, text: str) -> bool:
        now_s = asyncio.get_running_loop().time()
        before, at_s = self._last
        self._last = (text, now_s)
        return text != before or now_s - at_s >= self._again_after_s
