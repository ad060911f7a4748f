"""Persons, as far as the hall knows them: by opaque keys, where somebody said who they are. Nobody has to.

One person holds one number for one matter at a time. Who gives up number after number in a day (占号) is shown to
staff, who may ask; nothing is refused for it.
"""

from typing import Final

from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState
from queue_server.domain.events import (
    AlarmRaised,
    AnyEvent,
    AppointmentCancelled,
    AppointmentMissed,
    TicketCancelled,
    TicketMissed,
    TicketVoided,
)
from queue_server.domain.lifecycle import FINAL
from queue_server.domain.moment import Events
from queue_server.domain.rules.alarms import alarm_id, subject
from queue_server.domain.state import HallState, Ticket

HOARDING_SUSPECTED: Final = "hoarding_suspected"

_GIVING_UP: Final = frozenset({TicketCancelled, TicketVoided, TicketMissed, AppointmentCancelled, AppointmentMissed})
_ON_ITS_WAY: Final = frozenset(TicketState) - FINAL - {TicketState.NO_SHOW}
_NOT_THEIR_DOING: Final = frozenset({"unconfirmed", "withdrawn", "staff", "hall_closed"})


def demand_no_other(
    state: HallState, person_keys: tuple[str, ...], item_id: str | None, bundle_id: str | None, queue_id: str
) -> None:
    """Refuses DUPLICATE_TICKET with the number that stands, for the same item, bundle or queue."""
    for key in person_keys:
        for ticket_id in state.tickets_of.get(key, ()):
            ticket = state.tickets[ticket_id]
            if ticket.state in _ON_ITS_WAY and _is_for(ticket, item_id, bundle_id, queue_id):
                raise CommandRefused(RefusalCode.DUPLICATE_TICKET, number=ticket.number, ticket_id=ticket_id)


def _is_for(ticket: Ticket, item_id: str | None, bundle_id: str | None, queue_id: str) -> bool:
    """Who asked for a queue has no matter but that one."""
    same = (ticket.item_id, ticket.bundle_id) == (item_id, bundle_id)
    return same and (item_id is not None or bundle_id is not None or ticket.queue_id == queue_id)


def gave_up(event: AnyEvent, state: HallState) -> tuple[str, ...]:
    """Whose number or appointment came to nothing with this event, by their own doing."""
    if type(event) not in _GIVING_UP:
        return ()
    match event:
        case TicketCancelled(ticket_id, reason, None) | TicketVoided(ticket_id, reason):
            return () if reason in _NOT_THEIR_DOING else state.tickets[ticket_id].person_keys
        case TicketMissed(ticket_id, _, reason):
            return () if reason in _NOT_THEIR_DOING else state.tickets[ticket_id].person_keys
        case AppointmentCancelled(appointment_id, reason):
            return () if reason in _NOT_THEIR_DOING else state.appointments.by_id[appointment_id].person_keys
        case AppointmentMissed(appointment_id):
            return state.appointments.by_id[appointment_id].person_keys
    return ()


def with_signs(events: Events, state: HallState) -> Events:
    """`events`, and an alarm for each of them with which somebody has given up too often today.

    It is about the ticket or appointment that was given up last; once is enough for a day.
    """
    if not state.tickets_of and not state.appointments.by_person:
        return events
    given_up: dict[str, int] = {}
    abouts: list[str] = []
    for event in events:
        for key in gave_up(event, state):
            given_up[key] = given_up.get(key, state.given_up.get(key, 0)) + 1
            about = event.ticket_id if hasattr(event, "ticket_id") else getattr(event, "appointment_id", "")
            known = about in abouts or subject(HOARDING_SUSPECTED, about) in state.alarms
            if given_up[key] == state.hall.policy.appointments.hoarding_signs and not known:
                abouts.append(about)
    before = sum(isinstance(event, AlarmRaised) for event in events)
    return events + tuple(
        AlarmRaised(alarm_id(state, HOARDING_SUSPECTED, about, more=before + more), HOARDING_SUSPECTED, about)
        for more, about in enumerate(abouts)
    )
