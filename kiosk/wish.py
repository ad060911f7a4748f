"""The wish for a number, as it stands on the screen while the hall has not answered it."""

from dataclasses import dataclass
from enum import StrEnum

from queue_server.contract.refusals import RefusalCode

SAID_AFTER_MS = 300
LONG_AFTER_MS = 3_000
WAY_OUT_AFTER_MS = 10_000


class Asking(StrEnum):
    """How a request for a number looks while it is unanswered: the longer, the more is said."""

    QUIET = "quiet"
    SAID = "said"  # "正在取号…"
    LONG = "long"  # and a bar that moves
    WAY_OUT = "way_out"  # and a key to give it up


@dataclass(frozen=True)
class Wish:
    """Somebody wants a number, for an item, a queue or a bundle; one touch, one wish. `refused` is the server's no.

    `number`: of the ticket because of which it was refused. `appointment_id`: they check in.
    """

    item_id: str | None
    queue_id: str | None
    asked_at_ms: int
    refused: RefusalCode | None = None
    bundle_id: str | None = None
    pre_review_id: str | None = None
    appointment_id: str | None = None
    number: str = ""

    def asking(self, steady_ms: int) -> Asking | None:
        """How long it has been asked, or None once it was refused."""
        if self.refused is not None:
            return None
        waited_ms = steady_ms - self.asked_at_ms
        if waited_ms >= WAY_OUT_AFTER_MS:
            return Asking.WAY_OUT
        if waited_ms >= LONG_AFTER_MS:
            return Asking.LONG
        return Asking.SAID if waited_ms >= SAID_AFTER_MS else Asking.QUIET

    def changes_at_ms(self, steady_ms: int) -> int | None:
        """When more is said next."""
        if self.refused is not None:
            return None
        steps = (self.asked_at_ms + after_ms for after_ms in (SAID_AFTER_MS, LONG_AFTER_MS, WAY_OUT_AFTER_MS))
        return next((at_ms for at_ms in steps if at_ms > steady_ms), None)
