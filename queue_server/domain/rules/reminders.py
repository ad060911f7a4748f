"""Reminders: of somebody parked too long, and of what is promised for today while there is time to keep it."""

from datetime import date

from queue_server.contract.views import TicketState
from queue_server.domain.business_day import ends_at_ms
from queue_server.domain.events import AlarmRaised
from queue_server.domain.moment import Events
from queue_server.domain.priority import MINUTE_MS
from queue_server.domain.rules.alarms import BUNDLE_DUE, PARKED_LONG, alarm_id
from queue_server.domain.state import HallState, Ticket


def next_due_ms(state: HallState) -> int | None:
    """When there will be something to remind of; None if never."""
    due = [parked_too_long_at_ms(state, ticket) for ticket in _parked(state)]
    if state.one_day:
        due.append(_promised_at_ms(state))
    return min(due, default=None)


def reminders(state: HallState, now_ms: int) -> Events:
    """Each ticket once: until it is parked again, or comes back after it was missed."""
    about = [
        (PARKED_LONG, ticket.ticket_id) for ticket in _parked(state) if parked_too_long_at_ms(state, ticket) <= now_ms
    ]
    if state.one_day and _promised_at_ms(state) <= now_ms:
        about += ((BUNDLE_DUE, ticket_id) for ticket_id in state.one_day)
    return tuple(
        AlarmRaised(alarm_id(state, kind, ticket_id, more=more), kind, ticket_id)
        for more, (kind, ticket_id) in enumerate(about)
    )


def parked_too_long_at_ms(state: HallState, ticket: Ticket) -> int:
    return ticket.since_ms + state.hall.policy.park_reminder_s * 1000


def _parked(state: HallState) -> list[Ticket]:
    """Those nobody was reminded of."""
    parked = (state.tickets[ticket_id] for ticket_id in state.by_state[TicketState.PARKED])
    return [ticket for ticket in parked if not ticket.reminded]


def _promised_at_ms(state: HallState) -> int:
    """So long before the closing hour that what is promised for the day can still be done."""
    policy, day = state.hall.policy, date.fromisoformat(state.business_day or state.last_day or "")
    return ends_at_ms(day, policy.hours, state.hall.plan.time_zone) - policy.bundle_due_alarm_min * MINUTE_MS
