"""Calling a ticket to a window: the next, a chosen one, a parked one again, the same once more; and no-show."""

from typing import Final

from queue_server.contract.commands import CallNext, CallTicket, MarkNoShow, RecallTicket, ResumeTicket
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState
from queue_server.domain import lifecycle, routing, tracing
from queue_server.domain.events import TicketCalled, TicketMissed, TicketRecalled
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.emergencies import demand_calm
from queue_server.domain.rules.misclicks import demand_apart
from queue_server.domain.rules.proofs import demand_shown, seen_at_ms
from queue_server.domain.rules.windows import free_window, ticket_at_window
from queue_server.domain.state import HallState, Ticket
from queue_server.domain.trace import Trace

RESUMED: Final = "resumed"


def call_next(command: CallNext, moment: Moment) -> Events:
    demand_calm(moment)
    free_window(moment, command.window_id)
    choice = routing.next_ticket(moment.state, command.window_id, moment.now_ms)
    if choice is None:
        raise _nobody(moment, command.window_id)
    demand_apart(moment, command.window_id)
    ticket = moment.state.tickets[choice.ticket_id]
    because = None if moment.is_asked_only else tracing.of_next(moment.state, command.window_id, choice, moment.now_ms)
    return (_called(moment, command.window_id, ticket, choice.by, because),)


def call(command: CallTicket, moment: Moment) -> Events:
    demand_calm(moment)
    free_window(moment, command.window_id)
    ticket = moment.state.ticket(command.ticket_id)
    lifecycle.demand(ticket.state, TicketCalled, TicketState.WAITING)
    _demand_in_profile(moment.state, command.window_id, ticket)
    if ticket.for_window_id not in (None, command.window_id):
        raise CommandRefused(RefusalCode.KEPT_ELSEWHERE, window_id=ticket.for_window_id or "")
    because = (
        None if moment.is_asked_only else tracing.of_chosen(moment.state, command.window_id, ticket, moment.now_ms)
    )
    return (_called(moment, command.window_id, ticket, tracing.CHOSEN, because, command.reason),)


def resume(command: ResumeTicket, moment: Moment) -> Events:
    """At any window whose profile takes its queue, not only where it was parked."""
    demand_calm(moment)
    free_window(moment, command.window_id)
    ticket = moment.state.ticket(command.ticket_id)
    lifecycle.demand(ticket.state, TicketCalled, TicketState.PARKED)
    _demand_in_profile(moment.state, command.window_id, ticket)
    because = (
        None if moment.is_asked_only else tracing.of_resumed(moment.state, command.window_id, ticket, moment.now_ms)
    )
    return (_called(moment, command.window_id, ticket, RESUMED, because),)


def recall(command: RecallTicket, moment: Moment) -> Events:
    demand_calm(moment)
    ticket = ticket_at_window(moment, command.window_id, command.ticket_id, TicketRecalled)
    last = moment.state.calls[ticket.ticket_id]
    limit = moment.state.hall.policy.recall_limit
    if last.times > limit:
        raise CommandRefused(RefusalCode.RECALLED_ENOUGH, limit=str(limit))
    _demand_later(moment, recall_from_ms(moment.state, last.called_at_ms))
    return (TicketRecalled(ticket.ticket_id, command.window_id, _call_id(ticket), last.times + 1),)


def mark_no_show(command: MarkNoShow, moment: Moment) -> Events:
    """A call counts from when a screen has shown it."""
    demand_calm(moment)
    ticket = ticket_at_window(moment, command.window_id, command.ticket_id, TicketMissed)
    last = moment.state.calls[ticket.ticket_id]
    demand_shown(last, called_aloud=command.called_aloud)
    _demand_later(moment, seen_at_ms(last) + moment.state.hall.policy.no_show_after_s * 1000)
    demand_apart(moment, command.window_id)
    return (TicketMissed(ticket.ticket_id, command.window_id, called_aloud=command.called_aloud and last.unshown),)


def recall_from_ms(state: HallState, called_at_ms: int) -> int:
    """From when on a ticket called then may be called once more."""
    return called_at_ms + state.hall.policy.recall_pause_s * 1000


def _nobody(moment: Moment, window_id: str) -> CommandRefused:
    """Where a strict profile alone keeps those who wait from being called: which one, and for how long at most."""
    state = moment.state
    profile = state.hall.profiles[state.hall.windows[window_id].profile_id]
    lanes = (lane for queue_id in profile.queue_ids for lane in state.waiting[queue_id].orders)
    if all(lane.only_at not in (None, window_id) for lane in lanes):
        return CommandRefused(RefusalCode.NOBODY_WAITING)
    from_ms = routing.possible_from_ms(state, window_id)
    if from_ms is None:
        return CommandRefused(RefusalCode.NOBODY_WAITING, strict=profile.id)
    return CommandRefused(
        RefusalCode.NOBODY_WAITING, strict=profile.id, wait_s=str(-(-(from_ms - moment.now_ms) // 1000))
    )


def _demand_later(moment: Moment, from_ms: int) -> None:
    """Refuses TOO_SOON before that."""
    wait_ms = from_ms - moment.now_ms
    if wait_ms > 0:
        raise CommandRefused(RefusalCode.TOO_SOON, wait_s=str(-(-wait_ms // 1000)))


def _demand_in_profile(state: HallState, window_id: str, ticket: Ticket) -> None:
    if ticket.queue_id not in routing.queues_of(state, window_id):
        raise CommandRefused(RefusalCode.NOT_IN_PROFILE, queue_id=ticket.queue_id)


def _called(
    moment: Moment, window_id: str, ticket: Ticket, rule: str, because: Trace | None, reason: str | None = None
) -> TicketCalled:
    return TicketCalled(ticket.ticket_id, window_id, moment.by.id, _call_id(ticket), rule, reason, because)


def _call_id(ticket: Ticket) -> str:
    return f"{ticket.ticket_id}.c{ticket.calls + 1}"
