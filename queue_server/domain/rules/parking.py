"""Parking: a ticket is set aside, any number of them at a window. See `calling` for the way back."""

from queue_server.contract.commands import ParkTicket
from queue_server.domain.events import TicketParked
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.windows import ticket_at_window


def park(command: ParkTicket, moment: Moment) -> Events:
    """A service that had begun ends here without an invitation: the visit goes on. Its ticket page can rate it."""
    ticket = ticket_at_window(moment, command.window_id, command.ticket_id, TicketParked)
    return (TicketParked(ticket.ticket_id, command.window_id, ticket.service_id),)
