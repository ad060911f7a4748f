"""Journeys: on to another queue, window or clerk; away to another window and back; from stage to stage of a bundle.

Nobody queues again for what somebody else in the hall sends them to: a ticket keeps its own place.
"""

from typing import NamedTuple

from config.catalogue import Bundle
from config.ratings import Ending
from queue_server.contract.commands import NextStage, SendAway, TransferTicket
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Label, WindowState
from queue_server.domain import numbering, routing
from queue_server.domain.events import (
    StageFinished,
    TicketCameBack,
    TicketSentAway,
    TicketTransferred,
)
from queue_server.domain.journey import PlannedStage, WayBack
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.ratings import invitation
from queue_server.domain.rules.windows import ticket_at_window
from queue_server.domain.state import HallState, Ticket


class _Target(NamedTuple):
    """Where a ticket waits next; `window_id`: for that window alone, `clerk_id`: while that clerk sits there."""

    queue_id: str
    window_id: str | None = None
    clerk_id: str | None = None


def transfer(command: TransferTicket, moment: Moment) -> Events:
    """On to another queue, full or not: the number is already given. Where it was sent away from still gets it back."""
    ticket = ticket_at_window(moment, command.window_id, command.ticket_id, TicketTransferred)
    queue_id, window_id, clerk_id = _target(command, ticket, moment.state)
    return (
        TicketTransferred(
            ticket.ticket_id,
            command.window_id,
            queue_id,
            command.position,
            numbering.place_on_transfer(moment.state, ticket, queue_id, command.position),
            ticket.service_id,
            window_id,
            clerk_id,
        ),
        *invitation(moment, command.window_id, ticket.service_id, Ending.TRANSFERRED),
    )


def _target(command: TransferTicket, ticket: Ticket, state: HallState) -> _Target:
    if [command.queue_id, command.to_window_id, command.to_clerk_id].count(None) != 2:
        raise _malformed("queue_id, to_window_id, to_clerk_id", "exactly one of the three")
    if command.queue_id is not None:
        return _Target(_other_queue(state, ticket, command.queue_id))
    window_id = command.to_window_id or _seat(state, command.to_clerk_id or "")
    if state.window(window_id).state is WindowState.CLOSED:
        raise CommandRefused(RefusalCode.WINDOW_NOT_OPEN, window_id=window_id)
    if window_id == command.window_id:
        raise _malformed("to_window_id, to_clerk_id", "it is there")
    return _Target(_queue_at(state, window_id, ticket), window_id, command.to_clerk_id)


def _other_queue(state: HallState, ticket: Ticket, queue_id: str) -> str:
    if queue_id not in state.hall.queues:
        raise CommandRefused(RefusalCode.QUEUE_UNKNOWN, queue_id=queue_id)
    if queue_id == ticket.queue_id:
        raise _malformed("queue_id", "it comes from there")
    return queue_id


def _seat(state: HallState, clerk_id: str) -> str:
    """The window where the clerk sits."""
    if clerk_id not in state.hall.clerks:
        raise CommandRefused(RefusalCode.CLERK_UNKNOWN, clerk_id=clerk_id)
    if clerk_id not in state.seats:
        raise CommandRefused(RefusalCode.CLERK_AWAY, clerk_id=clerk_id)
    return state.seats[clerk_id]


def _queue_at(state: HallState, window_id: str, ticket: Ticket) -> str:
    """Of the queues the window takes the ticket's own, that of its item, or the first."""
    queue_ids = routing.queues_of(state, window_id)
    item = state.hall.items.get(ticket.item_id or "")
    own = (ticket.queue_id, item.queue_id if item is not None else "")
    return next((queue_id for queue_id in own if queue_id in queue_ids), queue_ids[0])


def send_away(command: SendAway, moment: Moment) -> Events:
    """It comes back when the service there is finished."""
    ticket = ticket_at_window(moment, command.window_id, command.ticket_id, TicketSentAway)
    _demand_not_away(ticket)
    queue_id = _other_queue(moment.state, ticket, command.queue_id)
    return (
        TicketSentAway(ticket.ticket_id, command.window_id, queue_id, ticket.place, ticket.service_id or ""),
        *invitation(moment, command.window_id, ticket.service_id, Ending.SENT_AWAY),
    )


def come_back(moment: Moment, window_id: str, ticket: Ticket, way_back: WayBack) -> TicketCameBack:
    """Its service at `window_id` is finished: to the window that sent it, or to its queue if that one has closed."""
    state = moment.state
    sender = state.windows.get(way_back.window_id)
    takes_it = (
        sender is not None
        and sender.state is not WindowState.CLOSED
        and way_back.queue_id in routing.queues_of(state, way_back.window_id)
    )
    return TicketCameBack(
        ticket.ticket_id,
        window_id,
        way_back.queue_id,
        ticket.place,
        ticket.service_id or "",
        way_back.window_id if takes_it else None,
    )


def next_stage(command: NextStage, moment: Moment) -> Events:
    ticket = ticket_at_window(moment, command.window_id, command.ticket_id, StageFinished)
    _demand_not_away(ticket)
    coming = ticket.next_stage
    if coming is None:
        raise CommandRefused(RefusalCode.NO_FURTHER_STAGE, ticket_id=ticket.ticket_id)
    return (
        StageFinished(
            ticket.ticket_id,
            command.window_id,
            ticket.stage_at + 1,
            coming.queue_id,
            ticket.place,
            ticket.service_id or "",
        ),
        *invitation(moment, command.window_id, ticket.service_id, Ending.NEXT_STAGE),
    )


def _demand_not_away(ticket: Ticket) -> None:
    if ticket.way_back is not None:
        raise CommandRefused(RefusalCode.ALREADY_AWAY, window_id=ticket.way_back.window_id)


def planned(bundle: Bundle) -> tuple[PlannedStage, ...]:
    return tuple(
        PlannedStage(stage.queue_id, stage.item_ids, Label(stage.name.zh, stage.name.en)) for stage in bundle.stages
    )


def _malformed(where: str, why: str) -> CommandRefused:
    return CommandRefused(RefusalCode.MALFORMED, where=where, why=why)
