"""身份证读卡器: waits for a card, reads it, and keeps nothing of it.

    reader = IdCardReader("serial:///dev/ttyUSB0")            115200 baud, unless ?baud= says otherwise

    match await reader.read(within_s=30):
        case CardRead(card): ...
        case NoCard(): ...                                    nobody laid one down
        case NotLifted(): ...                                 lift it, and lay it down again
        case Unreadable() | WrongCard(): ...                  lay it down again; another card
        case Rejected() | UnknownCard(): ...                  to the staff: perhaps forged; empty, or no layout we know
        case OutOfService() | Offline() | NoAnswer(): ...     another way

Each time a card is found, selected and read: a reader wants all three. A card that has been read counts again only
after it was taken away; nobody looks between two readings, so a card that lies there then may be that one. The photo
is overwritten as it arrives; so is every buffer here that held the text.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from hardware import health as watching
from hardware.dialogue import Dialogue
from hardware.health import Health, NoAnswer, Offline
from hardware.link import LinkLost
from hardware.protocols import id_card, sam
from hardware.protocols.id_card import Card
from hardware.protocols.sam import Frame, FrameReader, Status

POLL_S = 0.3  # between two looks for a card
READ_S = 5.0  # radio, and 1295 bytes at 9600 baud
ATTEMPTS = 3  # at a card that lies there and cannot be read


@dataclass(frozen=True, slots=True)
class CardRead:
    card: Card
    health: ClassVar[Health] = Health.OK


@dataclass(frozen=True, slots=True)
class NoCard:
    health: ClassVar[Health] = Health.OK


@dataclass(frozen=True, slots=True)
class NotLifted:
    """One lies there. It may be the one that was read last, which somebody forgot: none was seen to be taken away."""

    health: ClassVar[Health] = Health.OK


@dataclass(frozen=True, slots=True)
class Unreadable:
    """It lay badly or moved."""

    health: ClassVar[Health] = Health.OK


@dataclass(frozen=True, slots=True)
class WrongCard:
    """Some other card."""

    health: ClassVar[Health] = Health.OK


@dataclass(frozen=True, slots=True)
class Rejected:
    """Card and reader did not recognise one another: it may be forged. For the staff to look at."""

    health: ClassVar[Health] = Health.OK


@dataclass(frozen=True, slots=True)
class UnknownCard:
    """It has a layout that is not public, as the permanent residence card of 2023, or nothing on it."""

    health: ClassVar[Health] = Health.OK


@dataclass(frozen=True, slots=True)
class OutOfService:
    """The reader says that it cannot work: self-test failed, or not authorised."""

    health: ClassVar[Health] = Health.FAULT


Outcome: TypeAlias = (
    CardRead | NoCard | NotLifted | Unreadable | WrongCard | Rejected | UnknownCard | OutOfService | Offline | NoAnswer
)

_REFUSALS: dict[int, Outcome] = {
    Status.NO_CARD: NoCard(),
    Status.CARD_REJECTS: Rejected(),
    Status.CARD_REJECTED: Rejected(),
    Status.INFORMATION_REJECTED: Rejected(),
    Status.WRONG_CARD: WrongCard(),
    Status.SELF_TEST_FAILED: OutOfService(),
    Status.NOT_AUTHORISED: OutOfService(),
    Status.NO_CONTENT: UnknownCard(),
}
_SENT_WRONGLY = (Status.CHECK_WRONG, Status.LENGTH_WRONG)
_OUT_OF_STEP = (Status.COMMAND_WRONG, Status.UNRECOGNISED)
_HEADER_BYTES = 11  # of the longest answer that holds no text


class _OutOfStep(Exception):
    """The reader does not know what it is asked, or what has happened to it. A reset may help."""


class IdCardReader:
    """One reader, by URL. Its calls are carried out one after the other. Raises ValueError for such a URL."""

    def __init__(self, url: str, *, answer_s: float = 1.0, read_s: float = READ_S, poll_s: float = POLL_S) -> None:
        self._dialogue: Dialogue[Frame] = Dialogue(url, FrameReader(), answer_s=answer_s, discard=Frame.wipe)
        self._read_s = read_s
        self._poll_s = poll_s
        self._lies_there = False  # the card that was read last, for all anybody has seen

    async def status(self) -> Health:
        """Asks the reader. Never raises."""
        async with self._dialogue.turn():
            try:
                await self._dialogue.ready()
                return (await self._in_step(self._well)).health
            except LinkLost:
                return Health.OFFLINE

    async def read(self, within_s: float) -> Outcome:
        """The next card that is laid down, or why there is none. Never raises for what a reader does."""
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + within_s
        failed = 0
        while True:
            outcome = await self._attempt()
            failed += isinstance(outcome, Unreadable)
            again = isinstance(outcome, NoCard | NotLifted) or (isinstance(outcome, Unreadable) and failed < ATTEMPTS)
            if not again or loop.time() + self._poll_s >= deadline_s:
                return outcome
            await asyncio.sleep(self._poll_s)

    async def watch(self, interval_s: float) -> AsyncIterator[Health]:
        """The reader's health now, and again whenever it has changed."""
        async for health in watching.changes(self.status, lambda: self._dialogue.link.pause_s, interval_s):
            yield health

    async def close(self) -> None:
        await self._dialogue.close()

    async def _attempt(self) -> Outcome:
        async with self._dialogue.turn():
            try:
                await self._dialogue.ready()
                return await self._in_step(self._find_select_read)
            except LinkLost:
                self._lies_there = False  # what happened to the card meanwhile, nobody has seen
                return Offline()
            finally:
                self._dialogue.forget()  # half a card too

    async def _in_step(self, work: Callable[[], Awaitable[Outcome]]) -> Outcome:
        """What came of it; a reader that is out of step is reset, once. Raises LinkLost."""
        for attempt in range(2):
            try:
                return await work()
            except _OutOfStep:
                if attempt == 0:
                    await self._dialogue.ask(sam.RESET, _is_state)
        return OutOfService()

    async def _well(self) -> Outcome:
        status = await self._ask(sam.STATUS, _is_state)
        return NoCard() if status == Status.OK else OutOfService() if status is not None else self._refused(None)

    async def _find_select_read(self) -> Outcome:
        found = await self._ask(sam.FIND, lambda frame: frame.status != Status.OK)
        if found != Status.FOUND:
            self._lies_there = self._lies_there and found != Status.NO_CARD
            return self._refused(found)
        if self._lies_there:
            return NotLifted()
        selected = await self._ask(sam.SELECT, lambda frame: frame.status != Status.FOUND)
        if selected != Status.OK:
            return self._refused(selected)
        return await self._read()

    async def _read(self) -> Outcome:
        def fits(frame: Frame) -> bool:
            late = frame.status == Status.FOUND or (frame.status == Status.OK and len(frame.payload) <= _HEADER_BYTES)
            return not late

        frame = await self._dialogue.ask(sam.READ, fits, self._read_s)
        if frame is None or frame.status != Status.OK:
            return self._refused(None if frame is None else frame.status)
        text = frame.take_text()
        frame.wipe()
        if text is None:
            return Unreadable()
        try:
            card = id_card.read(text)
        finally:
            sam.wipe(text)
        self._lies_there = True
        return CardRead(card) if isinstance(card, Card) else UnknownCard()

    def _refused(self, status: int | None) -> Outcome:
        if status is None:
            self._dialogue.link.silent()
            return NoAnswer()
        if status in _OUT_OF_STEP:
            raise _OutOfStep
        return _REFUSALS.get(status, Unreadable())

    async def _ask(self, command: bytes, fits: Callable[[Frame], bool]) -> int | None:
        """SW3, or None without an answer. What was disturbed on its way there is sent once more. Raises LinkLost."""
        status = None
        for _ in range(2):
            frame = await self._dialogue.ask(command, fits)
            status = None if frame is None else frame.status
            if frame is not None:
                frame.wipe()
            if status not in _SENT_WRONGLY:
                break
        if status in _OUT_OF_STEP:
            raise _OutOfStep
        return status


def _is_state(frame: Frame) -> bool:
    return len(frame.payload) == 3
