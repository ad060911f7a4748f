"""Priority of a ticket: claimed by the person when it is taken, verified, withdrawn or granted by staff."""

from typing import Final

from config.policy import PriorityClass
from queue_server.contract.actors import Role
from queue_server.contract.commands import GrantPriority, VerifyPriority, WithdrawPriority
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState
from queue_server.domain import lifecycle
from queue_server.domain.events import PriorityGranted, PriorityVerified, PriorityWithdrawn
from queue_server.domain.lifecycle import FINAL
from queue_server.domain.moment import Events, Moment
from queue_server.domain.state import HallState, Ticket

_ON_ITS_WAY: Final = tuple(state for state in TicketState if state not in FINAL)


def claimed(state: HallState, priority: str | None) -> str | None:
    """The class, if a person may claim it. Refuses PRIORITY_UNKNOWN."""
    if priority is not None and not _known(state, priority).claimed:
        raise CommandRefused(RefusalCode.PRIORITY_UNKNOWN, priority=priority)
    return priority


def verify(command: VerifyPriority, moment: Moment) -> Events:
    """By those the class names. Once more it says nothing new."""
    ticket, priority = _of_ticket(moment, command.ticket_id)
    _demand_entitled(moment, priority)
    return () if ticket.priority_verified else (PriorityVerified(ticket.ticket_id, priority),)


def withdraw(command: WithdrawPriority, moment: Moment) -> Events:
    """By those who may verify the class; anybody of the staff may for one the policy has dropped."""
    ticket, priority = _of_ticket(moment, command.ticket_id)
    if priority in moment.state.hall.priorities:
        _demand_entitled(moment, priority)
    return (PriorityWithdrawn(ticket.ticket_id, priority, command.reason),)


def grant(command: GrantPriority, moment: Moment) -> Events:
    """In place of another class the ticket may have. The same, verified already, says nothing new."""
    ticket = _ticket(moment, command.ticket_id)
    _demand_entitled(moment, command.priority)
    if (ticket.priority, ticket.priority_verified) == (command.priority, True):
        return ()
    return (PriorityGranted(ticket.ticket_id, command.priority, command.reason),)


def _ticket(moment: Moment, ticket_id: str) -> Ticket:
    ticket = moment.state.ticket(ticket_id)
    lifecycle.demand(ticket.state, PriorityGranted, *_ON_ITS_WAY)
    return ticket


def _of_ticket(moment: Moment, ticket_id: str) -> tuple[Ticket, str]:
    ticket = _ticket(moment, ticket_id)
    if ticket.priority is None:
        raise CommandRefused(RefusalCode.PRIORITY_UNKNOWN, ticket_id=ticket_id)
    return ticket, ticket.priority


def _known(state: HallState, priority: str) -> PriorityClass:
    found = state.hall.priorities.get(priority)
    if found is None:
        raise CommandRefused(RefusalCode.PRIORITY_UNKNOWN, priority=priority)
    return found


def _demand_entitled(moment: Moment, priority: str) -> None:
    roles = [Role(by.value) for by in _known(moment.state, priority).verified_by]
    if not moment.by.may_act_as(*roles):
        raise CommandRefused(RefusalCode.FORBIDDEN, priority=priority)
