"""What a page is made of and does not move with the hall: made once, and again when something it is made of is another.

Pages are composed anew several times a second; guides, words and verdicts change with a touch or a publication only.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """One thing at a time, the newest: nothing grows."""

    def __init__(self) -> None:
        self._newest: tuple[tuple[object, ...], T] | None = None  # what it was made of, and what was made

    def of(self, parts: tuple[object, ...], make: Callable[[], T]) -> T:
        """What `make` makes; `parts` is everything it looks at."""
        if self._newest is None or self._newest[0] != parts:
            self._newest = parts, make()
        return self._newest[1]
