"""窗口条屏: shows a line of text on an LED bar.

    bar = LedBar("socket://192.168.1.60:5005?protocol=onbon&width=128&height=32")
    bar = LedBar("serial:///dev/ttyUSB2?protocol=text&coding=gbk&baud=9600")

    protocol=onbon              width, height, x, y in dots; address=1; answer=no for a bar that never answers
    protocol=text               a line of text, ended by CR LF; coding=gbk or utf-8. Such bars never answer

    match await bar.show("请 A012 号到 3 号窗口"):
        case Shown(): ...                       the bar has answered
        case Sent(): ...                        it is on its way; nobody can know more
        case Offline() | NoAnswer(): ...

Showing the same text twice does no harm, so a question without an answer is asked once more.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from hardware import health as watching
from hardware import options
from hardware.dialogue import Dialogue
from hardware.health import Health, NoAnswer, Offline
from hardware.link import LinkLost
from hardware.protocols import led_bar
from hardware.protocols.led_bar import Area, Frame, FrameReader

ATTEMPTS = 2
BAUD = 9_600
_DOTS = range(8, 4_097)


@dataclass(frozen=True, slots=True)
class Shown:
    health: ClassVar[Health] = Health.OK


@dataclass(frozen=True, slots=True)
class Sent:
    """To a bar that never answers: the line took it."""

    health: ClassVar[Health] = Health.OK


Outcome: TypeAlias = Shown | Sent | Offline | NoAnswer

_OPTIONS = ("protocol", "width", "height", "x", "y", "address", "answer", "coding")


class LedBar:
    """One bar, by URL. Raises ValueError for such a URL."""

    def __init__(self, url: str, *, answer_s: float = 1.0) -> None:
        self._dialogue: Dialogue[Frame] = Dialogue(url, FrameReader(), answer_s=answer_s, options=_OPTIONS, baud=BAUD)
        given = self._dialogue.options
        self._plain = options.choice(given, "protocol", "onbon", ("onbon", "text")) == "text"
        self._coding = options.choice(given, "coding", "gbk", led_bar.CODINGS)
        self._answers = not self._plain and options.yes(given, "answer", default=True)
        self._address = options.number(given, "address", 1, range(1, 0xFFFE))
        self._area = Area(
            options.number(given, "width", 64, _DOTS),
            options.number(given, "height", 32, _DOTS),
            options.number(given, "x", 0, range(4_097)),
            options.number(given, "y", 0, range(4_097)),
        )
        self._shown = ""

    @property
    def pause_s(self) -> float:
        """How long to wait before trying again; 0 while all is well."""
        return self._dialogue.link.pause_s

    async def show(self, text: str) -> Outcome:
        """Shows `text` (its beginning, if it is too long) in place of what stands there. Never raises."""
        self._shown = text
        coded = led_bar.line(text, self._coding) if self._plain else led_bar.show(text, self._area, self._address)
        async with self._dialogue.turn():
            for attempt in range(ATTEMPTS):
                try:
                    stayed = await self._dialogue.ready()
                    if not self._answers:
                        await self._dialogue.send(coded)
                        if stayed:  # a converter may accept and close at once: only a line that stays is back
                            self._dialogue.link.proven()
                        return Sent()
                    if await self._dialogue.ask(coded, self._is_ours):
                        return Shown()
                except LinkLost:
                    if attempt + 1 == ATTEMPTS:
                        return Offline()
            self._dialogue.link.silent()
            return NoAnswer()

    async def status(self) -> Health:
        """Shows once more what stands there: a bar that was switched off and on has forgotten it."""
        return (await self.show(self._shown)).health

    async def watch(self, interval_s: float) -> AsyncIterator[Health]:
        """The bar's health now, and again whenever it has changed."""
        async for health in watching.changes(self.status, lambda: self._dialogue.link.pause_s, interval_s):
            yield health

    async def close(self) -> None:
        await self._dialogue.close()

    def _is_ours(self, frame: Frame) -> bool:
        return (frame.to, frame.sender) == (led_bar.WE, self._address)
