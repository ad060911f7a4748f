"""Why somebody was called, for the clerk, for the one who was called, and for whoever looks into it later."""

import msgspec

from config.configuration import HallConfiguration
from queue_server.contract.views import Label, Why
from queue_server.domain.state import HallState, Ticket
from queue_server.domain.trace import Trace
from queue_server.domain.views.labels import label


def why_called(state: HallState, ticket: Ticket) -> Why | None:
    """While it is called or served. The clerk's reason is not told here."""
    if ticket.window_id is None:
        return None
    call = state.calls[ticket.ticket_id]
    return why(state.hall, call.rule, call.trace, None)


def why(hall: HallConfiguration, rule: str, trace: Trace | None, reason: str | None) -> Why:
    if trace is None:
        return Why(rule, 0, reason=reason)
    return Why(
        code=rule,
        waited_s=trace.waited_s,
        rule=trace.rule_name,
        priority=priority_label(hall, trace.priority),
        overtaken=trace.overtaken,
        reason=reason,
    )


def with_reason(told: Why | None, reason: str | None) -> Why | None:
    """For staff."""
    return msgspec.structs.replace(told, reason=reason) if told is not None else None


def priority_label(hall: HallConfiguration, priority: str | None) -> Label | None:
    """None without one, and for one the policy has dropped since."""
    found = hall.priorities.get(priority) if priority is not None else None
    return label(found.name) if found is not None else None
