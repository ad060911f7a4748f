"""Tickets: issued, given up, voided, cancelled, and come back after a missed call."""

from datetime import date
from typing import Final

from config.catalogue import ServiceItem
from config.hall import Queue
from queue_server.contract.actors import STATION_ROLES, Actor, Role
from queue_server.contract.commands import CancelTicket, IssueTicket, RequeueTicket, VoidTicket, WithdrawRequest
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import SlipState, TicketState
from queue_server.domain import lifecycle, numbering
from queue_server.domain.events import (
    RequestWithdrawn,
    TicketCancelled,
    TicketIssued,
    TicketRequeued,
    TicketVoided,
)
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.day import open_business_day
from queue_server.domain.state import HallState

CANCEL_REASONS: Final = ("visitor", "staff")
UNCONFIRMED: Final = "unconfirmed"
WITHDRAWN: Final = "withdrawn"

_NOBODY_HAS_IT: Final = frozenset({SlipState.PENDING, SlipState.FAILED})


def issue(command: IssueTicket, moment: Moment) -> Events:
    """For a service item, or straight for a queue: from the kiosk only for queues it offers."""
    state, by = moment.state, moment.by
    business_day = open_business_day(state)
    if (command.item_id is None) == (command.queue_id is None):
        raise CommandRefused(RefusalCode.MALFORMED, where="item_id, queue_id", why="exactly one of the two")
    if command.item_id is not None:
        queue = _queue_of(_acceptable_item(state, command.item_id, business_day), state)
    else:
        queue = _offered_queue(state, command.queue_id or "", by)
    if len(state.waiting[queue.id]) >= state.hall.policy.waiting_limit:
        raise CommandRefused(RefusalCode.QUEUE_FULL, queue_id=queue.id)
    ordinal = numbering.next_ordinal(state, queue.series)
    number = numbering.number(state, queue.series, ordinal)
    return (
        TicketIssued(
            ticket_id=f"{business_day}.{number}",
            number=number,
            series=queue.series,
            ordinal=ordinal,
            queue_id=queue.id,
            item_id=command.item_id,
            language=command.language,
            place=numbering.next_place(state),
            request_key=moment.key,
            configuration_hash=state.configuration_hash,
            by_station=None if by.roles.isdisjoint(STATION_ROLES) else by.id,
        ),
    )


def _acceptable_item(state: HallState, item_id: str, business_day: str) -> ServiceItem:
    item = state.hall.items.get(item_id)
    if item is None:
        raise CommandRefused(RefusalCode.ITEM_UNKNOWN, item_id=item_id)
    if item.closed_because is not None:
        raise CommandRefused(RefusalCode.ITEM_CLOSED, item_id=item_id, why="closed")
    if item.valid_from is not None or item.valid_to is not None:
        today = date.fromisoformat(business_day)
        if item.valid_from is not None and today < item.valid_from:
            raise CommandRefused(RefusalCode.ITEM_CLOSED, item_id=item_id, why="not_yet")
        if item.valid_to is not None and today > item.valid_to:
            raise CommandRefused(RefusalCode.ITEM_CLOSED, item_id=item_id, why="no_longer")
    return item


def _queue_of(item: ServiceItem, state: HallState) -> Queue:
    return state.hall.queues[item.queue_id]


def _offered_queue(state: HallState, queue_id: str, by: Actor) -> Queue:
    queue = state.hall.queues.get(queue_id)
    if queue is None:
        raise CommandRefused(RefusalCode.QUEUE_UNKNOWN, queue_id=queue_id)
    if not queue.on_kiosk and by.may_act_as(Role.KIOSK):
        raise CommandRefused(RefusalCode.FORBIDDEN, queue_id=queue_id)
    return queue


def withdraw(command: WithdrawRequest, moment: Moment) -> Events:
    """Harmless to repeat. A ticket whose slip came out, or that somebody already called, stays."""
    state = moment.state
    ticket_id = state.by_request.get(command.request_key)
    if ticket_id is None:
        return () if command.request_key in state.withdrawn else (RequestWithdrawn(command.request_key),)
    ticket = state.tickets[ticket_id]
    if ticket.by_station != moment.by.id:
        raise CommandRefused(RefusalCode.FORBIDDEN, ticket_id=ticket_id)
    if ticket.state is not TicketState.WAITING or ticket.slip not in _NOBODY_HAS_IT:
        return ()
    return RequestWithdrawn(command.request_key), TicketVoided(ticket_id, WITHDRAWN)


def void(command: VoidTicket, moment: Moment) -> Events:
    """Staff: with a reason. A kiosk: only a number of its own that never reached anybody."""
    ticket = moment.state.ticket(command.ticket_id)
    if moment.by.may_act_as(Role.KIOSK):
        if ticket.by_station != moment.by.id:
            raise CommandRefused(RefusalCode.FORBIDDEN, ticket_id=ticket.ticket_id)
        lifecycle.demand(ticket.state, TicketVoided, TicketState.WAITING)
        if ticket.slip is not SlipState.FAILED:
            raise CommandRefused(RefusalCode.NOT_VOIDABLE, ticket_id=ticket.ticket_id, slip=ticket.slip.value)
        return (TicketVoided(ticket.ticket_id, UNCONFIRMED),)
    lifecycle.demand(ticket.state, TicketVoided)
    return (TicketVoided(ticket.ticket_id, command.reason),)


def cancel(command: CancelTicket, moment: Moment) -> Events:
    """`reason` says whose wish it was: "visitor" or "staff". A visitor may give back their own number only."""
    ticket = moment.state.ticket(command.ticket_id)
    if moment.by.may_act_as(Role.VISITOR) and moment.by.id != ticket.ticket_id:
        raise CommandRefused(RefusalCode.FORBIDDEN, ticket_id=ticket.ticket_id)
    allowed = CANCEL_REASONS[:1] if moment.by.may_act_as(Role.VISITOR) else CANCEL_REASONS
    if command.reason not in allowed:
        raise CommandRefused(RefusalCode.REASON_UNKNOWN, allowed=", ".join(allowed))
    # a service that has started is broken off by its clerk, not cancelled under their hands
    lifecycle.demand(ticket.state, TicketCancelled, TicketState.WAITING, TicketState.CALLED, TicketState.PARKED)
    return (TicketCancelled(ticket.ticket_id, command.reason),)


def requeue(command: RequeueTicket, moment: Moment) -> Events:
    """Back some places behind the first, within the time the policy grants."""
    state = moment.state
    open_business_day(state)
    ticket = state.ticket(command.ticket_id)
    lifecycle.demand(ticket.state, TicketRequeued)
    if moment.now_ms > return_until_ms(state, ticket.since_ms):
        raise CommandRefused(RefusalCode.TOO_LATE, ticket_id=ticket.ticket_id)
    place = numbering.place_after(state, ticket.queue_id, state.hall.policy.missed_return_places)
    return (TicketRequeued(ticket.ticket_id, place),)


def return_until_ms(state: HallState, missed_at_ms: int) -> int:
    """Until when a ticket missed then may come back."""
    return missed_at_ms + state.hall.policy.missed_return_s * 1000
