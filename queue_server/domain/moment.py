"""The moment in which a command is given: to which hall, by whom, when, and under which idempotency key."""

from typing import TypeAlias

import msgspec

from queue_server.contract.actors import Actor
from queue_server.domain.events import AnyEvent
from queue_server.domain.state import HallState

Events: TypeAlias = tuple[AnyEvent, ...]


class Moment(msgspec.Struct, frozen=True):
    state: HallState
    by: Actor
    now_ms: int
    key: str

    @property
    def is_asked_only(self) -> bool:
        """A view asks whether something may be done, under no key: what would happen need not be told in full."""
        return not self.key
