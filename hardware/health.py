"""How a device is, as a value that stations send to the server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from enum import StrEnum


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
