"""Serving: started, finished, broken off. See `parking` and `journeys` for the other ways on."""

from config.ratings import Ending
from queue_server.contract.commands import BreakOff, FinishServing, StartServing
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState
from queue_server.domain.events import (
    AnyEvent,
    ServingFinished,
    ServingStarted,
    TicketCancelled,
)
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.journeys import come_back
from queue_server.domain.rules.misclicks import demand_apart
from queue_server.domain.rules.ratings import invitation, made_way_for
from queue_server.domain.rules.windows import ticket_at_window


def start(command: StartServing, moment: Moment) -> Events:
    ticket = ticket_at_window(moment, command.window_id, command.ticket_id, ServingStarted)
    service_id = f"{ticket.ticket_id}.s{ticket.services + 1}"
    window = moment.state.windows[command.window_id]
    started = ServingStarted(ticket.ticket_id, command.window_id, moment.by.id, service_id, window.trainee_id)
    return *made_way_for(moment, command.window_id), started


def finish(command: FinishServing, moment: Moment) -> Events:
    """Whoever another window has sent here goes back to it; everybody else's visit ends."""
    ticket = ticket_at_window(moment, command.window_id, command.ticket_id, ServingFinished)
    assert ticket.service_id is not None  # noqa: S101 - being served is having one
    demand_apart(moment, command.window_id)
    ended: AnyEvent = ServingFinished(ticket.ticket_id, command.window_id, ticket.service_id)
    if ticket.way_back is not None:
        ended = come_back(moment, command.window_id, ticket, ticket.way_back)
    return ended, *invitation(moment, command.window_id, ticket.service_id, Ending.FINISHED)


def break_off(command: BreakOff, moment: Moment) -> Events:
    ticket = ticket_at_window(moment, command.window_id, command.ticket_id, TicketCancelled, TicketState.SERVING)
    reasons = moment.state.hall.policy.break_off_reasons
    if command.reason not in reasons:
        raise CommandRefused(RefusalCode.REASON_UNKNOWN, allowed=", ".join(reasons))
    return (
        TicketCancelled(ticket.ticket_id, command.reason, ticket.service_id),
        *invitation(moment, command.window_id, ticket.service_id, Ending.BROKEN_OFF),
    )
