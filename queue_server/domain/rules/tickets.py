"""Tickets: issued, given up, voided, cancelled, and come back after a missed call."""

from typing import Final, NamedTuple

from msgspec import structs

from config.catalogue import ServiceItem
from config.hall import Queue
from queue_server.contract.actors import STATION_ROLES, Actor, Role
from queue_server.contract.commands import (
    CancelTicket,
    CheckIn,
    IssueTicket,
    RequeueTicket,
    VoidTicket,
    WithdrawRequest,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import SlipState, TicketState
from queue_server.domain import lifecycle, numbering
from queue_server.domain.business_day import begun_business_day, coming_day
from queue_server.domain.events import (
    DayOpened,
    RequestWithdrawn,
    TicketCancelled,
    TicketIssued,
    TicketRequeued,
    TicketVoided,
)
from queue_server.domain.last_ticket import demand_numbers
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules import persons
from queue_server.domain.rules.items import accepted_item, advice_queue, bundle
from queue_server.domain.rules.journeys import planned
from queue_server.domain.rules.pre_reviews import MAY_PASS, demand_unused, usable
from queue_server.domain.rules.priorities import claimed
from queue_server.domain.state import HallState, PreReview, Ticket

CANCEL_REASONS: Final = ("visitor", "staff")
UNCONFIRMED: Final = "unconfirmed"
WITHDRAWN: Final = "withdrawn"

_NOBODY_HAS_IT: Final = frozenset({SlipState.PENDING, SlipState.FAILED})


class Admission(NamedTuple):
    """What a number is given for, and which."""

    day: str
    queue: Queue
    item_id: str | None
    reviewed: PreReview | None
    language: str
    ordinal: int
    place: int


def issue(command: IssueTicket, moment: Moment) -> Events:
    """For a service item, a bundle, or straight for a queue: from the kiosk only for queues it offers.

    A number for the next day opens that day early, if nobody's did before.
    """
    state, by = moment.state, moment.by
    day, opened = day_for(command.for_day, moment)
    reviewed = _pre_review_of(command, moment)
    item_id = reviewed.item.id if reviewed is not None else command.item_id
    queue = _queue_of(command, item_id, reviewed, day, moment)
    person_keys = (command.person_key,) if command.person_key is not None else ()
    persons.demand_no_other(state, person_keys, item_id, command.bundle_id, queue.id)
    taken = bundle(state, command.bundle_id) if command.bundle_id is not None else None
    _demand_in_time(command, queue, moment)
    if opened:
        ordinal = place = 1
    else:
        ordinal, place = ordinal_of_next(state, queue), numbering.next_place(state)
    admission = Admission(day, queue, item_id, reviewed, command.language, ordinal, place)
    return (
        *opened,
        structs.replace(
            issued(command, admission, moment),
            person_keys=person_keys,
            bundle_id=command.bundle_id,
            stages=planned(taken) if taken is not None else (),
            one_day=taken is not None and taken.one_day,
            first_asked_by=by.id if by.roles.isdisjoint(STATION_ROLES) else None,
            late_reason=command.late_reason,
        ),
    )


def issued(command: IssueTicket | CheckIn, admission: Admission, moment: Moment) -> TicketIssued:
    """The number, with what is said of the applicant. Refuses PRIORITY_UNKNOWN."""
    state, by, queue, reviewed = moment.state, moment.by, admission.queue, admission.reviewed
    number = numbering.number(state, queue.series, admission.ordinal)
    return TicketIssued(
        ticket_id=f"{admission.day}.{number}",
        number=number,
        series=queue.series,
        ordinal=admission.ordinal,
        queue_id=queue.id,
        item_id=admission.item_id,
        language=admission.language,
        place=admission.place,
        request_key=moment.key,
        configuration_hash=state.configuration_hash,
        by_station=None if by.roles.isdisjoint(STATION_ROLES) else by.id,
        pre_review_id=command.pre_review_id,
        verdict=reviewed.verdict if reviewed is not None else None,
        applicant=command.applicant,
        priority=claimed(state, command.priority),
        case_number=command.case_number,
    )


def _demand_in_time(command: IssueTicket, queue: Queue, moment: Moment) -> None:
    """After the last number staff alone give one, and say why."""
    if command.late_reason is None:
        demand_numbers(moment.state, queue.id, moment.now_ms)
    elif not moment.by.roles.isdisjoint(STATION_ROLES):
        raise CommandRefused(RefusalCode.FORBIDDEN, late_reason="staff")


def day_for(for_day: str | None, moment: Moment) -> tuple[str, Events]:
    """The day the number is for, and its early opening if it is the first for that day.

    A wish for today that comes after closing, and one for a day that is not the next any more, are refused: nobody
    gets a number for a day they did not ask for. One for the day that has begun meanwhile is what they asked for.
    """
    state = moment.state
    if state.begun_day is not None:
        if for_day is not None and for_day != state.begun_day:
            raise CommandRefused(RefusalCode.DAY_CHANGED, next_day=state.begun_day)
        return state.begun_day, ()
    if for_day is None and (given_now := day_given_now(state)) is not None:
        return given_now, ()
    coming = coming_day(state, moment.now_ms)
    if coming is None:
        raise CommandRefused(RefusalCode.DAY_CLOSED)
    if for_day is None:
        raise CommandRefused(RefusalCode.DAY_CLOSED, next_day=coming)
    if for_day != coming:
        raise CommandRefused(RefusalCode.DAY_CHANGED, next_day=coming)
    return coming, () if state.early else (DayOpened(coming, state.configuration_hash, early=True),)


def day_given_now(state: HallState) -> str | None:
    """The day whose numbers are given without being asked for it."""
    return state.business_day if state.begun_day is not None or state.doors_open else None


def _pre_review_of(command: IssueTicket, moment: Moment) -> PreReview | None:
    """What the ticket is for must be said once, and by the pre-review as by the rest of the command."""
    if command.pre_review_id is None:
        if [command.item_id, command.queue_id, command.bundle_id].count(None) != 2:
            raise _malformed("item_id, queue_id, bundle_id", "exactly one of the three")
        return None
    reviewed = usable(moment.state, command.pre_review_id, moment.now_ms)
    elsewhere = command.queue_id is not None or command.bundle_id is not None
    if elsewhere or command.item_id not in (None, reviewed.item.id):
        raise _malformed("item_id, queue_id, bundle_id", "the pre-review is about something else")
    return reviewed


def _queue_of(command: IssueTicket, item_id: str | None, reviewed: PreReview | None, day: str, moment: Moment) -> Queue:
    """Where the ticket waits. Who cannot be dealt with yet is advised first, where there is somebody to do so."""
    state = moment.state
    if command.bundle_id is not None:
        return state.hall.queues[bundle(state, command.bundle_id).queue_id]
    if item_id is None:
        return _offered_queue(state, command.queue_id or "", moment.by)
    return queue_of_item(state, accepted_item(state, item_id, day), reviewed)


def queue_of_item(state: HallState, item: ServiceItem, reviewed: PreReview | None) -> Queue:
    """That of the item, or that for advice."""
    advice = advice_queue(state) if reviewed is not None and reviewed.verdict not in MAY_PASS else None
    return advice or state.hall.queues[item.queue_id]


def ordinal_of_next(state: HallState, queue: Queue) -> int:
    """What the next number of the queue counts. Refuses QUEUE_FULL, NUMBERS_EXHAUSTED."""
    if len(state.waiting[queue.id]) >= state.hall.policy.waiting_limit:
        raise CommandRefused(RefusalCode.QUEUE_FULL, queue_id=queue.id)
    return numbering.next_ordinal(state, queue.series)


def no_number(state: HallState, queue: Queue, now_ms: int) -> RefusalCode | None:
    """Why the queue has no number left for the day that is open; None if it has."""
    try:
        demand_numbers(state, queue.id, now_ms)
        ordinal_of_next(state, queue)
    except CommandRefused as refused:
        return refused.code
    return None


def _malformed(where: str, why: str) -> CommandRefused:
    return CommandRefused(RefusalCode.MALFORMED, where=where, why=why)


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
    """Back some places behind the first, within the time the policy grants, for who has no other number meanwhile."""
    state = moment.state
    begun_business_day(state)
    ticket = state.ticket(command.ticket_id)
    lifecycle.demand(ticket.state, TicketRequeued)
    if moment.now_ms > return_until_ms(state, ticket.since_ms):
        raise CommandRefused(RefusalCode.TOO_LATE, ticket_id=ticket.ticket_id)
    demand_not_replaced(state, ticket)
    place = numbering.place_after(state, ticket.queue_id, state.hall.policy.missed_return_places)
    return (TicketRequeued(ticket.ticket_id, place),)


def demand_not_replaced(state: HallState, ticket: Ticket) -> None:
    """Of a ticket that was over and is to be on its way again. Refuses DUPLICATE_TICKET, PRE_REVIEW_USED."""
    persons.demand_no_other(state, ticket.person_keys, ticket.item_id, ticket.bundle_id, ticket.queue_id)
    if ticket.pre_review_id is not None:
        demand_unused(state, state.pre_reviews[ticket.pre_review_id])


def return_until_ms(state: HallState, missed_at_ms: int) -> int:
    """Until when a ticket missed then may come back."""
    return missed_at_ms + state.hall.policy.missed_return_s * 1000
