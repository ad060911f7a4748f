"""The trace of a call: why this ticket and nobody else. Kept with the call for good, small however many wait."""

import msgspec

from queue_server.contract.views import Label


class Head(msgspec.Struct, frozen=True, gc=False):
    """Who stood first of a class in a queue of the window. `score_s`: what the waiting counted for."""

    queue_id: str
    priority: str | None
    ticket_id: str
    waited_s: int
    score_s: int


class Overtaken(msgspec.Struct, frozen=True, gc=False):
    """Somebody with a smaller place in the queue. `right`: "priority" of the one called, "profile" (a rule before the
    one that takes this ticket), "returned" (the one called is back from where a window had sent them), "not_here" (this
    window does not take it now), or "chosen" by the clerk."""

    ticket_id: str
    right: str


class Trace(msgspec.Struct, frozen=True, gc=False):
    """`rule` and `rule_name`: of the work profile, as it was then; `priority`: the class that counted."""

    rule: str | None
    rule_name: Label | None
    priority: str | None
    waited_s: int
    heads: tuple[Head, ...]
    overtaken: int = 0
    overtaken_first: tuple[Overtaken, ...] = ()  # by place, at most ten
