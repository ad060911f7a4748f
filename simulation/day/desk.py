"""The place before a window: who was called there, who has come, and who of the staff sits behind it."""

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from queue_server.contract.views import TicketView

if TYPE_CHECKING:
    from simulation.day.visitor import Visitor


@dataclass(frozen=True)
class Unfinished:
    """A service whose clerk had to go in the middle of it."""

    visitor: "Visitor"
    ticket: TicketView
    left_s: float  # of work


class Desk:
    """`unfinished`: whoever has a post here may take it over; `wanted_back`: by the clerk whose window it is."""

    def __init__(self) -> None:
        self.number = ""
        self.visitor: Visitor | None = None
        self.arrived = asyncio.Event()
        self.ended = asyncio.Event()
        self.unfinished: Unfinished | None = None
        self.taken_over = False
        self.wanted_back = asyncio.Event()
        self.given_back = asyncio.Event()

    def expects(self, visitor: "Visitor") -> bool:
        return bool(self.number) and self.number == visitor.ledger.number

    def call(self, number: str) -> None:
        self.number = number
        self.visitor = None
        self.arrived.clear()
        self.ended.clear()

    def end(self) -> None:
        self.number = ""
        self.ended.set()
