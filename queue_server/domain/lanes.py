"""Lanes: those who wait in one queue, parted by what rules can tell of them, each part in the order of its places.

Within a lane nobody is preferred to anybody but by place, so a call looks at its first ticket and never further: what a
call costs grows with the lanes of the window's own queues, not with those who wait in them.
"""

import heapq
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

Standing: TypeAlias = tuple[int, int, str]  # place, arrival, ticket id; see `numbering` for what a place is


class Lane(NamedTuple):
    """What rules can tell of a ticket: the priority class that counts for it, and which terms of the hall it meets."""

    priority: str | None = None
    meets: tuple[int, ...] = ()
    only_at: str | None = None  # the window that it is kept for
    returned: bool = False  # sent away from a window, and back


@dataclass(slots=True)
class Lanes:
    """One queue. A lane in which nobody stands is not kept."""

    orders: dict[Lane, list[Standing]] = field(default_factory=dict)
    called: list[tuple[int, int]] = field(default_factory=list)  # place and arrival of those called today, sorted
    beyond: int = 0  # how many more stand there, in a copy of the front

    def __len__(self) -> int:
        return sum(map(len, self.orders.values())) + self.beyond

    def __iter__(self) -> Iterator[Standing]:
        """By place, whatever the lane."""
        return heapq.merge(*self.orders.values())

    @property
    def first(self) -> Standing | None:
        """Whose place is the smallest."""
        return min((order[0] for order in self.orders.values()), default=None)

    def enter(self, lane: Lane, standing: Standing) -> None:
        insort(self.orders.setdefault(lane, []), standing)

    def leave(self, lane: Lane, standing: Standing) -> None:
        order = self.orders[lane]
        del order[bisect_left(order, standing)]
        if not order:
            del self.orders[lane]

    def uncall(self, standing: Standing) -> None:
        """The call was taken back."""
        self.called.remove(standing[:2])

    def call(self, standing: Standing) -> None:
        """Remembers that whoever stood there was called out of this queue."""
        insort(self.called, standing[:2])

    def overtakes(self, standing: Standing) -> int:
        """How often somebody with a later place was called.

        It goes by places, so whoever is given an earlier place than they had is counted as having stood there all day.
        """
        return len(self.called) - bisect_right(self.called, standing[:2])

    def before(self, standing: Standing) -> int:
        """How many stand before it."""
        return sum(bisect_left(order, standing) for order in self.orders.values())

    def front(self, most: int | None = None) -> "Lanes":
        """A copy to play with: of every lane the first `most`."""
        orders = {lane: order[:most] for lane, order in self.orders.items()}
        shown = sum(map(len, orders.values()))
        return Lanes(orders, list(self.called), len(self) - shown)
