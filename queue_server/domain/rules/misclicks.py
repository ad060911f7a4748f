"""Misclicks: a key pressed twice must neither finish one visit and call the next, nor call somebody and lose them."""

from typing import Final

from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.events import ServingFinished, TicketCalled, TicketCameBack, TicketMissed
from queue_server.domain.moment import Moment

_APART: Final = frozenset(event.__name__ for event in (TicketCalled, ServingFinished, TicketCameBack, TicketMissed))


def demand_apart(moment: Moment, window_id: str) -> None:
    """Refuses TOO_SOON while what the window did last was to call, finish or miss somebody a moment ago."""
    last = moment.state.windows[window_id].last
    if last is None or last.what not in _APART:
        return
    wait_ms = last.at_ms + moment.state.hall.policy.misclick_s * 1000 - moment.now_ms
    if wait_ms > 0:
        raise CommandRefused(RefusalCode.TOO_SOON, wait_s=str(-(-wait_ms // 1000)))
