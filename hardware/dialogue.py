"""A dialogue with a device: one question at a time over a link, and the answer that belongs to it.

dialogue = Dialogue(url, FrameReader(), answer_s=1.0)
async with dialogue:                                      one at a time
    await dialogue.ready()                                open, nothing old in the way; raises LinkLost: nothing sent
    answer = await dialogue.ask(question, fits)           None: no answer; raises LinkLost: nobody knows what arrived
"""

import asyncio
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

import structlog

from hardware.health import Health
from hardware.link import Link, LinkLost

Message = TypeVar("Message")

_log = structlog.get_logger("hardware.dialogue")


class Reader(Protocol[Message]):
    """Takes a device's bytes apart. Its buffer is bounded, and it never raises."""

    def feed(self, data: bytes) -> list[Message]: ...

    def quiet(self) -> list[Message]:
        """Nothing has come for a while: what only that could end, ends."""
        ...

    def reset(self) -> None: ...


class Dialogue(Generic[Message]):
    """`answer_s`: time for an answer. `quiet_s`: a pause this long ends what has no other end.
    `discard` is called for every message nobody takes.

    Raises ValueError for a URL it does not understand, or options but those in `options`.
    """

    def __init__(
        self,
        url: str,
        reader: Reader[Message],
        *,
        answer_s: float,
        quiet_s: float = 0.05,
        options: tuple[str, ...] = (),
        baud: int = 115_200,
        discard: Callable[[Message], None] = lambda message: None,
    ) -> None:
        self.link = Link(url, baud=baud)
        if unknown := self.link.address.options.keys() - set(options):
            known = f"knows {', '.join(options)}" if options else "has no options but baud and flow"
            raise ValueError(f"{url}: {', '.join(sorted(unknown))}: this device {known}")
        self.options = self.link.address.options
        self._reader = reader
        self._answer_s = answer_s
        self._quiet_s = quiet_s
        self._heard: deque[Message] = deque()  # and nobody has listened yet
        self._discard = discard
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        await self._turn.acquire()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, asyncio.CancelledError):
            self.link.close()  # an answer still to come must not meet the next question
        self._turn.release()

    async def ready(self) -> bool:
        """Open, and without old answers. A connection the device closed while it rested is opened once more.

        Whether it has stayed open since it was last used. Raises LinkLost.
        """
        if self.link.is_open:
            try:
                await self._drop_old()
            except LinkLost:
                pass
            else:
                return True
        await self.link.open()
        await self._drop_old()
        return False

    async def ask(
        self, question: bytes, fits: Callable[[Message], bool], within_s: float | None = None
    ) -> Message | None:
        """The first message that fits, or None; what does not fit is passed over. Raises LinkLost."""
        await self.send(question)
        answer = await self.listen(fits, within_s)
        if answer is not None:
            self.link.proven()
        return answer

    async def send(self, data: bytes) -> None:
        """Raises LinkLost; nobody knows then how much has arrived."""
        await self.link.send(data, self._answer_s)

    async def listen(self, fits: Callable[[Message], bool], within_s: float | None = None) -> Message | None:
        """The first message that fits, or None. Raises LinkLost."""
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + (self._answer_s if within_s is None else within_s)
        while True:
            while self._heard:
                if fits(message := self._heard.popleft()):
                    return message
                self._discard(message)
            left_s = deadline_s - loop.time()
            if left_s <= 0:
                return None
            data = await self.link.receive(min(left_s, self._quiet_s))
            self._heard.extend(self._reader.feed(data) if data else self._reader.quiet())

    async def close(self) -> None:
        async with self:
            self.link.close()
            self.forget()

    async def _drop_old(self) -> None:
        await self.link.drop_old()
        self.forget()

    def forget(self) -> None:
        """What has been heard and nobody has taken, whole or begun."""
        while self._heard:
            self._discard(self._heard.popleft())
        self._reader.reset()


class Presence:
    """Whether one of several devices on a line answers: said once when it is lost, and once when it is back."""

    def __init__(self, **who: object) -> None:
        self._who = who
        self.health = Health.NO_ANSWER
        self._lost_logged = False

    @property
    def is_lost(self) -> bool:
        return self._lost_logged

    def answered(self, health: Health = Health.OK) -> None:
        self.health = health
        if self._lost_logged:
            self._lost_logged = False
            _log.info("device is back", **self._who)

    def lost(self, health: Health) -> None:
        """`health`: OFFLINE or NO_ANSWER."""
        self.health = health
        if not self._lost_logged:
            self._lost_logged = True
            _log.warning("device is lost", **self._who, why=health.value)
