"""Serving: started, and ended in one of four ways; a ticket that was only called can be parked and transferred too."""

from queue_server.contract.commands import BreakOff, FinishServing, ParkTicket, StartServing, TransferTicket
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState
from queue_server.domain import numbering
from queue_server.domain.events import (
    RatingLapsed,
    ServingFinished,
    ServingStarted,
    TicketCancelled,
    TicketParked,
    TicketTransferred,
)
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.ratings import invitation
from queue_server.domain.rules.windows import ticket_at_window


def start(command: StartServing, moment: Moment) -> Events:
    """Whoever was invited to rate the service before has had their time."""
    ticket = ticket_at_window(moment, command.window_id, command.ticket_id, ServingStarted)
    service_id = f"{ticket.ticket_id}.s{ticket.services + 1}"
    started = ServingStarted(ticket.ticket_id, command.window_id, moment.by.id, service_id)
    invited = moment.state.windows[command.window_id].invited
    return (RatingLapsed(invited.service_id, command.window_id), started) if invited else (started,)


def finish(command: FinishServing, moment: Moment) -> Events:
    ticket = ticket_at_window(moment, command.window_id, command.ticket_id, ServingFinished)
    assert ticket.service_id is not None  # noqa: S101 - being served is having one
    return (
        ServingFinished(ticket.ticket_id, command.window_id, ticket.service_id),
        *invitation(moment, command.window_id, ticket.service_id),
    )


def break_off(command: BreakOff, moment: Moment) -> Events:
    ticket = ticket_at_window(moment, command.window_id, command.ticket_id, TicketCancelled, TicketState.SERVING)
    reasons = moment.state.hall.policy.break_off_reasons
    if command.reason not in reasons:
        raise CommandRefused(RefusalCode.REASON_UNKNOWN, allowed=", ".join(reasons))
    return (
        TicketCancelled(ticket.ticket_id, command.reason, ticket.service_id),
        *invitation(moment, command.window_id, ticket.service_id),
    )


def park(command: ParkTicket, moment: Moment) -> Events:
    """A service that had begun ends here without an invitation: the visit goes on. Its ticket page can rate it."""
    ticket = ticket_at_window(moment, command.window_id, command.ticket_id, TicketParked)
    return (TicketParked(ticket.ticket_id, command.window_id, ticket.service_id),)


def transfer(command: TransferTicket, moment: Moment) -> Events:
    """On to another queue, full or not: the number is already given."""
    state = moment.state
    ticket = ticket_at_window(moment, command.window_id, command.ticket_id, TicketTransferred)
    if command.queue_id not in state.hall.queues:
        raise CommandRefused(RefusalCode.QUEUE_UNKNOWN, queue_id=command.queue_id)
    if command.queue_id == ticket.queue_id:
        raise CommandRefused(RefusalCode.MALFORMED, where="queue_id", why="it comes from there")
    place = numbering.place_on_transfer(state, ticket, command.position)
    return (
        TicketTransferred(
            ticket.ticket_id, command.window_id, command.queue_id, command.position, place, ticket.service_id
        ),
        *invitation(moment, command.window_id, ticket.service_id),
    )
