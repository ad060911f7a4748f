"""A ticket as its holder sees it."""

from typing import Final

import msgspec

from queue_server.contract.commands import CancelTicket, RateService, RatingChannel, RatingLevel
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Action, TicketState, TicketView
from queue_server.domain import foresight, routing
from queue_server.domain.rules.tickets import return_until_ms
from queue_server.domain.state import HallState, Ticket
from queue_server.domain.views.actions import action, visitor
from queue_server.domain.views.announcements import emergency_line
from queue_server.domain.views.appointments import slot_of_ticket
from queue_server.domain.views.journeys import brief_if_known, lead_label, stage_lines
from queue_server.domain.views.labels import bundle_label, item_label, label, window_brief
from queue_server.domain.views.pre_reviews import of_ticket, to_bring
from queue_server.domain.views.whys import priority_label, why_called
from queue_server.domain.waiting_range import range_min

# what deciding would say of a ticket nobody has served, which is nearly every one that is looked at
_NOTHING_TO_RATE: Final = Action(RateService.__name__, allowed=False, why=RefusalCode.SERVICE_UNKNOWN)


def ticket_view(state: HallState, ticket_id: str, now_ms: int) -> TicketView:
    """Refuses NOT_FOUND for a ticket of an earlier day, and for one whose queue a plan of the evening has dropped."""
    hall = state.hall
    ticket = state.tickets.get(ticket_id)
    queue = hall.queues.get(ticket.queue_id) if ticket is not None else None
    if ticket is None or queue is None:
        raise CommandRefused(RefusalCode.NOT_FOUND, ticket_id=ticket_id)
    zone = hall.zones[queue.zone_id]
    reviewed = of_ticket(state, ticket.pre_review_id)
    missed = ticket.state is TicketState.NO_SHOW
    may_return = missed and state.business_day is not None
    before = foresight.going_before(state, ticket, now_ms) if ticket.state is TicketState.WAITING else None
    rated = ticket.ended_service_id is not None and state.services[ticket.ended_service_id].rated
    return TicketView(
        ticket_id=ticket.ticket_id,
        number=ticket.number,
        state=ticket.state,
        slip=ticket.slip,
        hall=label(hall.plan.name),
        queue=label(queue.name),
        queue_kind=queue.kind.value,
        zone_letter=zone.letter,
        zone=label(zone.name),
        windows=tuple(w.number for w in hall.regular_windows[queue.id] if not state.windows[w.id].withdrawn),
        item=item_label(hall, ticket),
        issued_at_ms=ticket.issued_at_ms,
        language=ticket.language,
        ahead=sum(before.values()) if before is not None else None,
        window=window_brief(hall, ticket.window_id) if ticket.window_id is not None else None,
        called_at_ms=ticket.called_at_ms,
        missed_at_ms=ticket.since_ms if missed else None,
        return_until_ms=return_until_ms(state, ticket.since_ms) if may_return else None,
        return_places=hall.policy.missed_return_places if may_return else 0,
        service_id=ticket.ended_service_id,
        rated=rated,
        verdict=ticket.verdict.value if ticket.verdict is not None else None,
        to_bring=to_bring(reviewed) if reviewed is not None else (),
        bundle=bundle_label(hall, ticket.bundle_id) if ticket.bundle_id is not None else None,
        for_day=state.business_day if state.early else None,
        actions=_actions(state, ticket, now_ms),
        why=why_called(state, ticket),
        appointment=slot_of_ticket(state, ticket),
        priority=priority_label(hall, ticket.priority),
        priority_verified=ticket.priority_verified,
        range_min=_range_min(state, queue.id, before, now_ms) if before is not None else None,
        stages=stage_lines(hall, ticket),
        lead=lead_label(hall, ticket.bundle_id),
        one_day=ticket.one_day,
        kept_for=brief_if_known(hall, ticket.for_window_id),
        goes_back_to=brief_if_known(hall, ticket.way_back.window_id if ticket.way_back is not None else None),
        emergency=emergency_line(state),
    )


def without_rating(shown: TicketView) -> TicketView:
    """As staff see it: neither whether there is something to rate nor whether somebody did."""
    actions = tuple(action for action in shown.actions if action.command != RateService.__name__)
    return msgspec.structs.replace(shown, service_id=None, rated=False, actions=actions)


def _range_min(
    state: HallState, queue_id: str, before: dict[foresight.Place, int], now_ms: int
) -> tuple[int, int] | None:
    """By the queue's own pace, which others who share its windows are in already."""
    if not routing.regular_open_windows(state, queue_id):
        return None
    in_queue = sum(many for (other, _), many in before.items() if other == queue_id)
    return range_min(state.paces[queue_id], in_queue, now_ms)


def _actions(state: HallState, ticket: Ticket, now_ms: int) -> tuple[Action, ...]:
    holder = visitor(ticket.ticket_id)
    cancel = action(CancelTicket(ticket.ticket_id), state, holder, now_ms)
    if ticket.ended_service_id is None:
        return cancel, _NOTHING_TO_RATE
    rate = RateService(ticket.ended_service_id, RatingLevel.SATISFIED, RatingChannel.TICKET_PAGE)
    return cancel, action(rate, state, holder, now_ms)
