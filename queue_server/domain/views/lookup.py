"""Tickets of the day as the staff in the lobby look for them, and what they may do with one."""

from collections.abc import Iterator

from config.policy import PriorityClass
from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import (
    ALLOWED,
    AnyCommand,
    CancelTicket,
    GiveTag,
    GrantPriority,
    ReprintSlip,
    RequeueTicket,
    ReturnTag,
    VerifyPriority,
    VoidTicket,
    WithdrawPriority,
)
from queue_server.contract.views import Action, PriorityLine, ReprintLine, TicketLine, TicketsFound, TicketState
from queue_server.domain.rules import reprints, tags
from queue_server.domain.state import HallState, Ticket
from queue_server.domain.views.actions import action
from queue_server.domain.views.labels import item_label, label, window_brief
from queue_server.domain.views.whys import priority_label

STAFF_REASON = "staff"
TAGS_OFFERED = 8


def tickets_found(
    state: HallState, *, number: str, queue_id: str | None, ticket_state: TicketState | None, at_most: int
) -> TicketsFound:
    """Those whose number holds these letters and digits, whatever their case; the newest first."""
    wanted = number.strip().upper()
    found = [
        ticket
        for ticket in reversed(state.tickets.values())
        if wanted in ticket.number
        and queue_id in (None, ticket.queue_id)
        and ticket_state in (None, ticket.state)
        and ticket.queue_id in state.hall.queues
    ]
    return TicketsFound(tuple(_line(state, ticket) for ticket in found[:at_most]), len(found))


def _line(state: HallState, ticket: Ticket) -> TicketLine:
    return TicketLine(
        ticket_id=ticket.ticket_id,
        number=ticket.number,
        state=ticket.state,
        item=item_label(state.hall, ticket),
        queue=label(state.hall.queues[ticket.queue_id].name),
        issued_at_ms=ticket.issued_at_ms,
        window=window_brief(state.hall, ticket.window_id) if ticket.window_id is not None else None,
        priority=priority_label(state.hall, ticket.priority),
        priority_verified=ticket.priority_verified,
    )


def actions_on(state: HallState, ticket_id: str, by: Actor, now_ms: int) -> tuple[Action, ...]:
    """What of a ticket is in the hands of `by`, wherever it waits; what belongs to a window is done there."""
    return tuple(
        action(command, state, by, now_ms)
        for command in _in_the_lobby(state, ticket_id, by)
        if by.may_act_as(*ALLOWED[type(command)])
    )


def _in_the_lobby(state: HallState, ticket_id: str, by: Actor) -> Iterator[AnyCommand]:
    ticket = state.ticket(ticket_id)
    if ticket.priority is not None and not ticket.priority_verified:
        yield VerifyPriority(ticket_id)
    if ticket.priority is not None:
        yield WithdrawPriority(ticket_id, STAFF_REASON)
    grantable = next((line.priority_id for line in priorities(state, by) if line.may_grant), None)
    if grantable is not None:
        yield GrantPriority(ticket_id, grantable, STAFF_REASON)
    yield ReprintSlip(ticket_id, next(iter(reprints.stations_that_can(state)), None))
    yield from tag_commands(state, ticket)
    yield RequeueTicket(ticket_id)
    yield CancelTicket(ticket_id, STAFF_REASON)
    yield VoidTicket(ticket_id, STAFF_REASON)


def tag_commands(state: HallState, ticket: Ticket) -> Iterator[AnyCommand]:
    """What can be done about its vibrating tag, in a hall that has any."""
    if tag := next(iter(tags.free(state)), ticket.tag):
        yield GiveTag(ticket.ticket_id, str(tag))
    if ticket.tag is not None:
        yield ReturnTag(ticket.ticket_id)


def free_tags(state: HallState) -> tuple[int, ...]:
    """The first that can be given, few enough to choose among."""
    return tuple(tags.free(state)[:TAGS_OFFERED])


def reprint_of(state: HallState, ticket_id: str) -> ReprintLine | None:
    """The reprint of its slip that is under way."""
    found = reprints.of_ticket(state, ticket_id)
    return ReprintLine(found[0], ticket_id, found[1].station_id) if found is not None else None


def priorities(state: HallState, by: Actor) -> tuple[PriorityLine, ...]:
    """The classes of the policy, in its order."""
    return tuple(
        PriorityLine(
            priority_id=known.id,
            name=label(known.name),
            paper=label(known.paper) if known.paper is not None else None,
            basis=known.basis,
            claimed=known.claimed,
            may_grant=_may_grant(known, by),
        )
        for known in state.hall.policy.priority.classes
    )


def _may_grant(known: PriorityClass, by: Actor) -> bool:
    entitled = [Role(role.value) for role in known.verified_by]
    return by.may_act_as(*ALLOWED[GrantPriority]) and by.may_act_as(*entitled)
