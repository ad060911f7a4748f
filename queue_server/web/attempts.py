"""Failed attempts by name, and for how long too many of them lock it.

To sign in: by the name that was tried. A name nobody has is locked like any other, so that nobody learns from a lock
which accounts there are; locks of real accounts stand in the database too and outlast a restart. With the codes of
sheets: by who tried them."""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.storage.accounts import ATTEMPTS, LOCKED_S

NAMES_LIMIT = 10_000  # remembered; the longest unused is forgotten first


class Attempts:
    def __init__(self, limit: int = ATTEMPTS, locked_s: int = LOCKED_S) -> None:
        """After `limit` failures the name is locked until `locked_s` after the last."""
        self._limit = limit
        self._locked_s = locked_s
        self.checking = 0  # right now
        self._failed: OrderedDict[str, tuple[int, int]] = OrderedDict()  # name → how often, when last

    def check(self, name: str, now_ms: int) -> None:
        """Refuses TOO_MANY_ATTEMPTS (details: wait_s)."""
        times, last_ms = self._failed.get(name, (0, 0))
        left_ms = last_ms + self._locked_s * 1_000 - now_ms
        if left_ms <= 0:
            self._failed.pop(name, None)
        elif times >= self._limit:
            raise CommandRefused(RefusalCode.TOO_MANY_ATTEMPTS, wait_s=str(-(-left_ms // 1_000)))

    @contextmanager
    def one(self) -> Iterator[None]:
        """An attempt, for as long as its password is being checked."""
        self.checking += 1
        try:
            yield
        finally:
            self.checking -= 1

    def failed(self, name: str, now_ms: int) -> None:
        times, _ = self._failed.pop(name, (0, 0))
        self._failed[name] = (times + 1, now_ms)
        if len(self._failed) > NAMES_LIMIT:
            self._failed.popitem(last=False)

    def succeeded(self, name: str) -> None:
        self._failed.pop(name, None)
