"""Priority: how waiting counts. It accumulates by the weight of the ticket's class, upon a head start: sooner, never at
once (Kleinrock's delay-dependent priority; Stanford, Taylor and Ziedins 2014).

Within its queue a ticket is overtaken only so often, or only while it has waited so long: then it is overdue, and goes
before everybody with a later place.
"""

from config.configuration import HallConfiguration
from queue_server.domain.lanes import Lanes, Standing
from queue_server.domain.state import HallState, Ticket

MINUTE_MS = 60_000


def counted(hall: HallConfiguration, ticket: Ticket) -> str | None:
    """The class that counts for the ticket now; None for an ordinary one."""
    counts = ticket.priority_verified or hall.policy.priority.unverified_counts
    return ticket.priority if counts and ticket.priority in hall.priorities else None


def waited_ms(state: HallState, ticket: Ticket, now_ms: int) -> int:
    """As long as its place has been waiting; a night is not counted."""
    return max(0, now_ms - max(ticket.waits_from_ms, state.begun_at_ms))


def score_ms(state: HallState, ticket: Ticket, priority: str | None, now_ms: int) -> int:
    """What its waiting counts for; the highest is called."""
    since_ms = max(ticket.waits_from_ms, state.begun_at_ms)
    waited = now_ms - since_ms if now_ms > since_ms else 0
    if priority is None:
        return waited
    of = state.hall.priorities[priority]
    return of.weight * waited + of.head_start_min * MINUTE_MS


def is_overdue(state: HallState, lanes: Lanes, standing: Standing, now_ms: int) -> bool:
    """Whether nobody with a later place may go before it. Who stands before an overdue ticket is overdue too."""
    limits = state.hall.policy.priority
    if lanes.overtakes(standing) >= limits.overtakes_at_most:
        return True
    if limits.minutes_at_most is None:
        return False
    return waited_ms(state, state.tickets[standing[2]], now_ms) >= limits.minutes_at_most * MINUTE_MS
