"""The place before a window."""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.day.visitor import Visitor


class Desk:
    """The place before a window: who was called there, and who has come."""

    def __init__(self) -> None:
        self.number = ""
        self.visitor: Visitor | None = None
        self.arrived = asyncio.Event()
        self.ended = asyncio.Event()

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
