"""The one place that asks what time it is. A test or a simulation hands in a clock of its own."""

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    def now_ms(self) -> int:
        """UTC milliseconds."""
        ...

    async def sleep_until(self, at_ms: int) -> None:
        """Returns at that time or earlier: whoever sleeps looks at the clock again."""
        ...


class SystemClock:
    """The computer's clock. It may be set while we sleep, so nobody sleeps long on its word."""

    LONGEST_SLEEP_S = 30.0

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    async def sleep_until(self, at_ms: int) -> None:
        await asyncio.sleep(min(max(at_ms - self.now_ms(), 0) / 1_000, self.LONGEST_SLEEP_S))
