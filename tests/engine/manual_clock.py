"""A clock that stands still until it is told to go on."""

import asyncio


class ManualClock:
    def __init__(self, now_ms: int) -> None:
        self._now_ms = now_ms
        self._moved = asyncio.Condition()
        self.sleepers = 0

    def now_ms(self) -> int:
        return self._now_ms

    async def sleep_until(self, at_ms: int) -> None:
        async with self._moved:
            self.sleepers += 1
            try:
                await self._moved.wait_for(lambda: self._now_ms >= at_ms)
            finally:
                self.sleepers -= 1

    async def set(self, now_ms: int) -> None:
        async with self._moved:
            self._now_ms = now_ms
            self._moved.notify_all()

    async def advance(self, ms: int) -> None:
        await self.set(self._now_ms + ms)
