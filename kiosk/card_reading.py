"""The kiosk's ID card reader: the one the plan gives it, how it is, and the card somebody has agreed to have read.

A card is looked for only between `read` and `stop`. Of what stands on it, number, dates and kind go on; name, address
and all else end here, and the photo was never looked at.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import structlog

from config.hall import Device, DeviceKind
from hardware.drivers.id_card_reader import (
    ATTEMPTS,
    POLL_S,
    CardRead,
    IdCardReader,
    NoCard,
    NotLifted,
    Outcome,
    OutOfService,
    Rejected,
    UnknownCard,
    Unreadable,
    WrongCard,
)
from hardware.health import NoAnswer, Offline
from kiosk.messages import AnyMessage, CardAwaited, CardLaid, CardTrouble, ReaderSeen
from queue_server.contract.commands import DeviceHealth

LOOK_S = 2.0  # between two looks at the reader

_TROUBLES: dict[type[Outcome], CardTrouble] = {
    WrongCard: CardTrouble.WRONG_CARD,
    Rejected: CardTrouble.REJECTED,
    UnknownCard: CardTrouble.UNKNOWN_CARD,
    OutOfService: CardTrouble.READER,
    Offline: CardTrouble.READER,
    NoAnswer: CardTrouble.READER,
}

log = structlog.get_logger(__name__)


class CardReading:
    """`tell`: where its words go, never from within `connect`. `accompany` runs something beside the kiosk."""

    def __init__(
        self,
        tell: Callable[[AnyMessage], None],
        accompany: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        *,
        look_s: float = LOOK_S,
        poll_s: float = POLL_S,
        answer_s: float = 1.0,
    ) -> None:
        self._tell = tell
        self._accompany = accompany
        self._look_s = look_s
        self._poll_s = poll_s
        self._answer_s = answer_s
        self._connected: Device | None = None
        self._reader: IdCardReader | None = None
        self._watching: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None

    def connect(self, devices: Sequence[Device]) -> None:
        """To the first ID card reader among a station's devices; to another one where that has changed.

        One whose URL the driver does not understand is told as a fault.
        """
        wanted = next((device for device in devices if device.kind is DeviceKind.ID_CARD_READER), None)
        if wanted == self._connected:
            return
        self.stop()
        if self._watching is not None:
            self._watching.cancel()
        if self._reader is not None:
            self._accompany(self._reader.close())
        self._connected, self._reader, self._watching = wanted, None, None
        if wanted is None:
            return
        try:
            self._reader = IdCardReader(wanted.url, answer_s=self._answer_s, poll_s=self._poll_s)
        except ValueError as error:
            log.error("device_not_understood", device=wanted.id, why=str(error))
            self._accompany(self._say(wanted, DeviceHealth.FAULT))
        else:
            self._watching = self._accompany(self._watch(wanted, self._reader))

    def read(self, asked: int) -> None:
        """Looks for a card until there is one, or `stop`: tells CardLaid, and CardAwaited when something is amiss."""
        self.stop()
        if self._reader is None:
            self._reading = self._accompany(self._none_there(asked))
        else:
            self._reading = self._accompany(self._read(asked, self._reader))

    def stop(self) -> None:
        """No card is looked for any more; one that is half read is forgotten."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    async def close(self) -> None:
        self.stop()
        if self._reader is not None:
            await self._reader.close()

    async def _none_there(self, asked: int) -> None:
        self._tell(CardAwaited(asked, CardTrouble.READER))

    async def _read(self, asked: int, reader: IdCardReader) -> None:
        failed = 0  # attempts at the card that lies there
        trouble: CardTrouble | None = None
        while True:
            outcome = await reader.read(within_s=0)
            if isinstance(outcome, CardRead):
                card = outcome.card
                self._tell(CardLaid(asked, card.kind, card.number, card.born, card.valid_to))
                return
            found = _found(outcome, failed, trouble)
            failed = failed + 1 if isinstance(outcome, Unreadable) else 0
            if found is not trouble:
                trouble = found
                self._tell(CardAwaited(asked, trouble))
            await asyncio.sleep(self._poll_s)

    async def _watch(self, device: Device, reader: IdCardReader) -> None:
        async for health in reader.watch(self._look_s):
            await self._say(device, DeviceHealth(health.value))

    async def _say(self, device: Device, health: DeviceHealth) -> None:
        self._tell(ReaderSeen(device.id, health))


def _found(outcome: Outcome, failed: int, trouble: CardTrouble | None) -> CardTrouble | None:
    """What is the matter now, after so many `failed` attempts at the card and with that `trouble` before.

    What was the matter with a card is said until the next one is laid down.
    """
    match outcome:
        case Unreadable():
            return CardTrouble.UNREADABLE if failed + 1 >= ATTEMPTS else trouble
        case NoCard() if 0 < failed < ATTEMPTS:
            return CardTrouble.TAKEN_AWAY
        case NoCard():
            return None if trouble is CardTrouble.READER else trouble
        case NotLifted():
            return CardTrouble.NOT_LIFTED if trouble in (None, CardTrouble.READER) else trouble
    return _TROUBLES[type(outcome)]
