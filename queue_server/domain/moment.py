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
