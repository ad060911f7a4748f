"""How a device is, as a value that stations send to the server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Health(StrEnum):
    """How a device is, in one word: the words of the hall's contract, but what a station says of its voice."""

    OK = "ok"
    PAPER_LOW = "paper_low"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    JAM = "jam"
    FAULT = "fault"
    OFFLINE = "offline"  # it says so, or its link cannot be opened or broke
    NO_ANSWER = "no_answer"  # it is there and says nothing; nothing may be concluded


@dataclass(frozen=True, slots=True)
class Offline:
    """What comes of asking a device whose link cannot be opened, or broke."""

    health: ClassVar[Health] = Health.OFFLINE


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """What comes of asking a device that is there and says nothing."""

    health: ClassVar[Health] = Health.NO_ANSWER


def of_line(told: Collection[Health]) -> Health:
    """Of several devices on one line: well when every one of them answers."""
    return next((each for each in (Health.OFFLINE, Health.NO_ANSWER) if each in told), Health.OK)


async def changes(
    ask: Callable[[], Awaitable[Health]], pause_s: Callable[[], float], interval_s: float
) -> AsyncIterator[Health]:
    """What `ask` gives now, and again whenever it has changed. `pause_s` is the link's: a lost device is asked less."""
    last: Health | None = None
    while True:
        health = await ask()
        if health is not last:
            last = health
            yield health
        await asyncio.sleep(pause_s() or interval_s)
