"""An event loop that counts what it has worked and waited, and not what the machine did meanwhile.

A driver and its virtual device share it, and so a limit between them is passed when nothing comes, and never because
both stood still: with both an answer and the end of the wait for it to be had, the answer comes first.
"""

import asyncio
import selectors
import time


class _Waiting(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        self._worked_s = time.thread_time()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        worked_s, self._worked_s = self._worked_s, time.thread_time()
        self.now_s += self._worked_s - worked_s
        began_s = time.monotonic()
        ready = super().select(timeout)
        if timeout is not None:
            waited_s = time.monotonic() - began_s
            self.now_s += min(waited_s, timeout / 2) if ready else max(timeout, 0.0)
        return ready


class SteadyLoop(asyncio.SelectorEventLoop):
    """Its time begins at 0, and serves for differences only."""

    def __init__(self) -> None:
        self._waiting = _Waiting()
        super().__init__(self._waiting)

    def time(self) -> float:
        return self._waiting.now_s
