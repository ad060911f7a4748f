"""A dialogue with a device: one question at a time over a link, and the answer that belongs to it.

dialogue = Dialogue(url, FrameReader(), answer_s=1.0)
async with dialogue.turn():                               one at a time
    await dialogue.ready()                                open, nothing old in the way; raises LinkLost: nothing sent
    answer = await dialogue.ask(question, fits)           None: no answer; raises LinkLost: nobody knows what arrived
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Generic, Protocol, TypeVar

from hardware.link import Link, LinkLost
from hardware.options import known

Message = TypeVar("Message")


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
        self.options = known(url, self.link.address.options, options)
        self._reader = reader
        self._answer_s = answer_s
        self._quiet_s = quiet_s
        self._heard: deque[Message] = deque()  # and nobody has listened yet
        self._discard = discard

    def turn(self) -> AbstractAsyncContextManager[None]:
        return self.link.turn()

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
        async with self.turn():
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
