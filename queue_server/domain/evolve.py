"""What events make of the hall. Never refuses: what is recorded has happened."""

from collections.abc import Callable, Mapping
from copy import copy
from typing import Any, Final

import msgspec

from config.configuration import HallConfiguration
from config.ratings import Ratings
from queue_server.contract.commands import WindowChange
from queue_server.contract.views import (
    AlarmState,
    AppointmentState,
    RatingMonth,
    SlipState,
    TicketState,
    WindowMonth,
    WindowState,
)
from queue_server.domain import events
from queue_server.domain.appointments import Appointment
from queue_server.domain.events import Event, Recorded
from queue_server.domain.journey import WayBack
from queue_server.domain.lanes import Lanes
from queue_server.domain.lifecycle import FINAL, OVER, TRANSITIONS, UNDOABLE
from queue_server.domain.routing import lane_of, open_windows, queues_of
from queue_server.domain.rules import alarms, persons, ratings
from queue_server.domain.rules.alarms import subject
from queue_server.domain.rules.pre_reviews import is_over, kind_of
from queue_server.domain.state import (
    ANSWER,
    MATERIAL,
    Alarm,
    Call,
    CellOpening,
    Emergency,
    HallState,
    Invited,
    LastAct,
    LiveStation,
    LiveWindow,
    Notice,
    PreReview,
    Reprint,
    Service,
    TagCall,
    Ticket,
    WindowRequest,
)
from queue_server.domain.waiting_range import Pace
from queue_server.domain.work_orders import WorkOrder, WorkOrderStep

MONTHS_KEPT: Final = 13  # of published ratings: this month of last year too; all of them are in the journal
OPENINGS_KEPT: Final = 50  # of lockers, to be looked at; all of them are in the journal

# of a ticket, what undoing gives back; not how often it was called, nor what others settled meanwhile
_UNDONE: Final = (
    *("queue_id", "place", "arrival", "waits_from_ms", "since_ms", "services", "window_id", "called_at_ms"),
    *("service_id", "started_at_ms", "ended_service_id", "stage_at", "for_window_id", "for_clerk_id", "way_back"),
    *("returned", "first_asked_by"),
)


def evolve(state: HallState, recorded: Recorded) -> None:
    """Applies one event. Events are applied in the order of the journal, each once."""
    event = recorded.event
    if type(event) in UNDOABLE:
        _act(state, event, recorded.at_ms)
    else:
        _CHANGES[type(event)](state, event, recorded.at_ms)
    if state.kept:
        _let_go(state)
    for person_key in persons.gave_up(event, state):
        state.given_up[person_key] = state.given_up.get(person_key, 0) + 1
    state.seq = recorded.seq
    state.foreseen.clear()


# --- the plan and the day -----------------------------------------------------------------------------------------


def _configuration_published(state: HallState, event: events.ConfigurationPublished, at_ms: int) -> None:
    hall = HallConfiguration.recorded(event.content)
    state.planned, state.configuration_hash = hall, event.content_hash
    _assign(state, hall, state.assigned)
    state.published.add(event.content_hash)
    state.waiting = {queue_id: state.waiting.get(queue_id, Lanes()) for queue_id in hall.queues}
    state.paces = {queue_id: state.paces.get(queue_id, Pace()) for queue_id in hall.queues}
    _part_anew(state)
    state.windows = {window_id: state.windows.get(window_id) or LiveWindow() for window_id in hall.windows}
    state.stations = {station_id: state.stations.get(station_id) or LiveStation() for station_id in hall.stations}
    state.requests = {window_id: asked for window_id, asked in state.requests.items() if window_id in hall.windows}
    known = {device.id for station in hall.plan.stations for device in station.devices}
    state.devices = {device_id: health for device_id, health in state.devices.items() if device_id in known}


def _assign(state: HallState, planned: HallConfiguration, assigned: Mapping[str, str]) -> None:
    """The plan with today's profiles, as far as it has those windows and profiles."""
    state.assigned = {
        window_id: profile_id
        for window_id, profile_id in assigned.items()
        if window_id in planned.windows and profile_id in planned.profiles
    }
    state.configuration = planned.with_profiles(state.assigned)


def _part_anew(state: HallState) -> None:
    """Other rules tell other things of the same tickets: everybody keeps the place, some the lane too."""
    for lanes in state.waiting.values():
        lanes.orders.clear()
    for ticket_id in state.by_state[TicketState.WAITING]:
        ticket = state.tickets[ticket_id]
        ticket.lane = lane_of(state.hall, ticket)
        state.waiting[ticket.queue_id].enter(ticket.lane, ticket.standing)


def _day_opened(state: HallState, event: events.DayOpened, at_ms: int) -> None:
    """The evening before is over: its tickets are history, and numbers begin anew."""
    state.business_day = state.last_day = event.business_day
    state.early, state.doors_open = event.early, False
    state.cover_seen_ms.clear()
    state.tickets.clear()
    for tickets in state.by_state.values():
        tickets.clear()
    state.ordinals.clear()
    state.paper_numbers.clear()
    state.arrivals = 0
    state.came_at_ms.clear()
    state.kept.clear()
    state.one_day.clear()
    state.begun_at_ms = 0 if event.early else at_ms
    for lanes in state.waiting.values():
        lanes.called.clear()
    state.paces = {queue_id: Pace() for queue_id in state.waiting}
    state.by_request.clear()
    state.withdrawn.clear()
    state.slips_due.clear()
    state.slips_failed.clear()
    state.reprints.clear()
    state.tags.clear()
    state.tag_calls.clear()
    state.tickets_of.clear()
    state.given_up.clear()
    state.called_out.clear()
    state.appointments.forget_before(event.business_day)
    state.calls.clear()
    _keep_rateable(state, at_ms)
    state.pre_reviews = {id_: filed for id_, filed in state.pre_reviews.items() if not is_over(filed, at_ms)}
    for filed in state.pre_reviews.values():
        filed.ticket_id = None


def _keep_rateable(state: HallState, at_ms: int) -> None:
    """Of the services there were, those that may still be rated; when they ended tells which is a ticket's last."""
    policy = state.hall.policy.ratings if state.configuration is not None else Ratings()
    kept = {
        service_id: service
        for service_id, service in (*state.past_services.items(), *state.services.items())
        if ratings.is_kept(service, policy, at_ms)
    }
    state.past_services = dict(sorted(kept.items(), key=lambda each: each[1].ended_at_ms))
    state.past_tickets = {service.ticket_id: service_id for service_id, service in state.past_services.items()}
    state.services.clear()
    state.unrated = [entry for entry in state.unrated if ratings.awaits_rating(state, *entry)]
    over_ms = at_ms - policy.rate_days * ratings.DAY_MS
    state.errands_rated = {errand: rated_ms for errand, rated_ms in state.errands_rated.items() if rated_ms > over_ms}


def _doors_opened(state: HallState, event: events.DoorsOpened, at_ms: int) -> None:
    state.doors_open = True


def _day_began(state: HallState, event: events.DayBegan, at_ms: int) -> None:
    state.early, state.doors_open, state.begun_at_ms = False, False, at_ms


def _day_closed(state: HallState, event: events.DayClosed, at_ms: int) -> None:
    """Who somebody was is of no use any more."""
    state.business_day = None
    state.tickets_of.clear()
    state.given_up.clear()
    for ticket in state.tickets.values():
        ticket.person_keys = ()
    state.appointments.forget_persons(event.business_day)
    state.slips_due.clear()
    state.slips_failed.clear()
    state.reprints.clear()
    for ticket_id in tuple(state.tags.values()):
        _free_tag(state, state.tickets[ticket_id])
    if state.assigned and state.planned is not None:
        _assign(state, state.planned, {})


# --- the ticket ---------------------------------------------------------------------------------------------------


def _act(state: HallState, event: Any, at_ms: int) -> None:
    """What a window does to a ticket, remembered so that it can be undone. The closing hour acts for no window."""
    before = copy(state.tickets[event.ticket_id])
    call, pace = state.calls.get(event.ticket_id), copy(state.paces[before.queue_id])
    _CHANGES[type(event)](state, event, at_ms)
    if event.window_id is not None:
        window, after = state.windows[event.window_id], state.tickets[event.ticket_id]
        window.last = LastAct(type(event).__name__, window.clerk_id, at_ms, before, call, pace, after.moves)


def _move(state: HallState, ticket: Ticket, event: Event, at_ms: int) -> None:
    _become(state, ticket, TRANSITIONS[ticket.state, type(event)])
    ticket.since_ms = at_ms


def _become(state: HallState, ticket: Ticket, after: TicketState) -> None:
    was_over, is_over_now = ticket.state in OVER, after in OVER
    del state.by_state[ticket.state][ticket.ticket_id]
    state.by_state[after][ticket.ticket_id] = None
    ticket.state = after
    ticket.moves += 1
    state.tag_calls.pop(ticket.ticket_id, None)  # whoever came, or was called off, need not be called
    if after in FINAL:
        state.slips_due.pop(ticket.ticket_id, None)
        state.slips_failed.pop(ticket.ticket_id, None)
        _free_tag(state, ticket)
    if ticket.one_day and was_over is not is_over_now:
        if is_over_now:
            state.one_day.pop(ticket.ticket_id, None)
        else:
            state.one_day[ticket.ticket_id] = None
    if was_over and not is_over_now and ticket.pre_review_id is not None:
        state.pre_reviews[ticket.pre_review_id].ticket_id = ticket.ticket_id


def _stand(state: HallState, ticket: Ticket, queue_id: str, place: int, at_ms: int) -> None:
    """Into the queue, behind whoever stands at that place already; waiting counts since the place was first given."""
    state.arrivals += 1
    ticket.queue_id, ticket.place, ticket.arrival = queue_id, place, state.arrivals
    came = state.came_at_ms
    ticket.waits_from_ms = came[max(place, 1) - 1] if place <= len(came) else at_ms
    _enter(state, ticket)


def _enter(state: HallState, ticket: Ticket) -> None:
    ticket.lane = lane_of(state.hall, ticket)
    state.waiting[ticket.queue_id].enter(ticket.lane, ticket.standing)
    if ticket.for_window_id is not None or ticket.returned:
        state.kept[ticket.ticket_id] = None


def _let_go(state: HallState) -> None:
    """Whose window has closed, or whose clerk has left it, waits for every window of the queue; the place stays."""
    for ticket_id in tuple(state.kept):
        ticket = state.tickets[ticket_id]
        if ticket.for_window_id is None or _is_still_kept(state, ticket, ticket.for_window_id):
            continue
        state.waiting[ticket.queue_id].leave(ticket.lane, ticket.standing)
        ticket.for_window_id = ticket.for_clerk_id = None
        del state.kept[ticket_id]
        _enter(state, ticket)


def _is_still_kept(state: HallState, ticket: Ticket, window_id: str) -> bool:
    window = state.windows.get(window_id)
    return (
        window is not None
        and window.state is not WindowState.CLOSED
        and ticket.for_clerk_id in (None, window.clerk_id)
        and ticket.queue_id in queues_of(state, window_id)
    )


def _step_out(state: HallState, ticket: Ticket, at_ms: int) -> None:
    """Out of its queue, if it stands in one."""
    if ticket.state is TicketState.WAITING:
        lanes = state.waiting[ticket.queue_id]
        lanes.leave(ticket.lane, ticket.standing)
        state.paces[ticket.queue_id].left(at_ms, others_stay=bool(lanes.orders))
        _hold_pace(state, ticket.queue_id)
        state.kept.pop(ticket.ticket_id, None)
        ticket.for_window_id = ticket.for_clerk_id = None
        ticket.returned = False


def _hold_pace(state: HallState, queue_id: str) -> None:
    """While nobody of the queue can be called, no time counts; nor then until the next one has left."""
    is_calm = state.emergency is None or state.emergency.calm
    if not is_calm or not open_windows(state, queue_id):
        state.paces[queue_id].since_ms = None


def _hold_paces(state: HallState) -> None:
    for queue_id in state.paces:
        _hold_pace(state, queue_id)


def _leave_window(state: HallState, ticket: Ticket, at_ms: int) -> None:
    """Away from its window, if it is at one; a service that ran there has ended."""
    if ticket.window_id is not None:
        state.windows[ticket.window_id].ticket_id = None
    if ticket.service_id is not None:
        _end_service(state, ticket.service_id, at_ms)
        ticket.ended_service_id = ticket.service_id
    ticket.window_id = ticket.called_at_ms = ticket.service_id = ticket.started_at_ms = None


def _end_service(state: HallState, service_id: str, at_ms: int) -> None:
    service = state.services[service_id]
    service.ended, service.ended_at_ms = True, at_ms
    if not service.rated:
        state.unrated.append((at_ms, service_id))


def _ticket_issued(state: HallState, event: events.TicketIssued, at_ms: int) -> None:
    """Staff hand out a number by word of mouth: only a station's slip can be missing."""
    ticket = Ticket(
        ticket_id=event.ticket_id,
        number=event.number,
        queue_id=event.queue_id,
        item_id=event.item_id,
        language=event.language,
        request_key=event.request_key,
        by_station=event.by_station,
        issued_at_ms=at_ms if event.taken_at_ms is None else event.taken_at_ms,
        place=event.place,
        arrival=0,
        state=TRANSITIONS[None, events.TicketIssued],
        since_ms=at_ms,
        slip=SlipState.PENDING if event.by_station else SlipState.ON_SCREEN,
        pre_review_id=event.pre_review_id,
        verdict=event.verdict,
        bundle_id=event.bundle_id,
        applicant=event.applicant,
        priority=event.priority,
        case_number=event.case_number,
        appointment_id=event.appointment_id,
        person_keys=event.person_keys,
        stages=event.stages,
        one_day=event.one_day,
        first_asked_by=event.first_asked_by,
    )
    state.tickets[event.ticket_id] = ticket
    state.by_state[ticket.state][event.ticket_id] = None
    state.came_at_ms.append(at_ms)
    _stand(state, ticket, event.queue_id, event.place, at_ms)
    if event.one_day:
        state.one_day[event.ticket_id] = None
    if event.paper:
        state.paper_numbers[event.ordinal] = event.ticket_id
    else:
        state.ordinals[event.series] = event.ordinal
    state.by_request[event.request_key] = event.ticket_id
    for person_key in event.person_keys:
        state.tickets_of.setdefault(person_key, []).append(event.ticket_id)
    if event.appointment_id is not None:
        state.appointments.settle(event.appointment_id, AppointmentState.CHECKED_IN, event.ticket_id)
    if event.pre_review_id is not None:
        state.pre_reviews[event.pre_review_id].ticket_id = event.ticket_id
    if event.by_station:
        state.slips_due[event.ticket_id] = at_ms


def _request_withdrawn(state: HallState, event: events.RequestWithdrawn, at_ms: int) -> None:
    state.withdrawn.add(event.request_key)


def _slip_reported(state: HallState, event: events.SlipReported, at_ms: int) -> None:
    ticket = state.tickets[event.ticket_id]
    ticket.slip = SlipState(event.outcome.value)
    state.slips_due.pop(event.ticket_id, None)
    state.slips_failed.pop(event.ticket_id, None)
    if ticket.slip is SlipState.FAILED and ticket.state not in FINAL:
        state.slips_failed[event.ticket_id] = at_ms


def _slip_reprinted(state: HallState, event: events.SlipReprinted, at_ms: int) -> None:
    state.reprints[event.reprint_id] = Reprint(event.ticket_id, event.station_id, at_ms)
    state.reprints_made += 1


def _reprint_begun(state: HallState, event: events.ReprintBegun, at_ms: int) -> None:
    state.reprints[event.reprint_id].begun = True


def _reprint_reported(state: HallState, event: events.ReprintReported, at_ms: int) -> None:
    del state.reprints[event.reprint_id]


def _tag_given(state: HallState, event: events.TagGiven, at_ms: int) -> None:
    state.tickets[event.ticket_id].tag = event.tag
    state.tags[event.tag] = event.ticket_id


def _tag_returned(state: HallState, event: events.TagReturned, at_ms: int) -> None:
    _free_tag(state, state.tickets[event.ticket_id])


def _free_tag(state: HallState, ticket: Ticket) -> None:
    """Harmless without one."""
    if ticket.tag is not None:
        del state.tags[ticket.tag]
        state.tag_calls.pop(ticket.ticket_id, None)
        ticket.tag = None


def _call_tag(state: HallState, call: Call) -> None:
    """The newest call is the one to be told of. A base the plan has lost calls nobody."""
    tag = state.tickets[call.ticket_id].tag
    base = state.hall.tag_bases.get(tag) if tag is not None else None
    if tag is not None and base is not None:
        state.tag_calls.pop(call.ticket_id, None)
        state.tag_calls[call.ticket_id] = TagCall(call.call_id, tag, base, call.called_at_ms)


def _tag_call_begun(state: HallState, event: events.TagCallBegun, at_ms: int) -> None:
    state.tag_calls[event.ticket_id].begun = True


def _tag_call_reported(state: HallState, event: events.TagCallReported, at_ms: int) -> None:
    del state.tag_calls[event.ticket_id]


def _ticket_gone(
    state: HallState, event: events.TicketVoided | events.TicketCancelled | events.TicketExpired, at_ms: int
) -> None:
    ticket = state.tickets[event.ticket_id]
    _step_out(state, ticket, at_ms)
    _leave_window(state, ticket, at_ms)
    _move(state, ticket, event, at_ms)


def _ticket_voided(state: HallState, event: events.TicketVoided, at_ms: int) -> None:
    """Who had checked in with it may do so again: a kiosk makes numbers void that reached nobody."""
    _ticket_gone(state, event, at_ms)
    appointment = state.appointments.by_id.get(state.tickets[event.ticket_id].appointment_id or "")
    if appointment is not None and appointment.ticket_id == event.ticket_id:
        state.appointments.reopen(appointment.appointment_id)


def _ticket_called(state: HallState, event: events.TicketCalled, at_ms: int) -> None:
    ticket = state.tickets[event.ticket_id]
    if ticket.state is TicketState.WAITING:
        state.waiting[ticket.queue_id].call(ticket.standing)
        state.called_out.setdefault(ticket.queue_id, []).append(ticket.ticket_id)
    _step_out(state, ticket, at_ms)
    _move(state, ticket, event, at_ms)
    ticket.calls += 1
    ticket.reminded = False
    ticket.window_id, ticket.called_at_ms = event.window_id, at_ms
    state.windows[event.window_id].ticket_id = event.ticket_id
    _remember_call(
        state, Call(event.call_id, event.ticket_id, event.window_id, at_ms, event.rule, event.reason, event.trace)
    )


def _ticket_recalled(state: HallState, event: events.TicketRecalled, at_ms: int) -> None:
    state.tickets[event.ticket_id].calls += 1
    again = msgspec.structs.replace(
        state.calls[event.ticket_id],
        call_id=event.call_id,
        called_at_ms=at_ms,
        times=event.times,
        shown_at_ms=None,
        shown=(),
        unshown=False,
    )
    _remember_call(state, again)


def _remember_call(state: HallState, call: Call) -> None:
    state.calls.pop(call.ticket_id, None)
    state.calls[call.ticket_id] = call
    _call_tag(state, call)


def _call_shown(state: HallState, event: events.CallShown, at_ms: int) -> None:
    state.calls[event.ticket_id] = msgspec.structs.replace(
        state.calls[event.ticket_id],
        shown_at_ms=min(showing.at_ms for showing in event.shown),
        shown=event.shown,
        unshown=False,
    )


def _call_unshown(state: HallState, event: events.CallUnshown, at_ms: int) -> None:
    state.calls[event.ticket_id] = msgspec.structs.replace(state.calls[event.ticket_id], unshown=True)


def _serving_started(state: HallState, event: events.ServingStarted, at_ms: int) -> None:
    """Whoever sent it away and serves it again has it back, however it got there."""
    ticket = state.tickets[event.ticket_id]
    _move(state, ticket, event, at_ms)
    if ticket.way_back is not None and ticket.way_back.window_id == event.window_id:
        ticket.way_back = None
    ticket.services += 1
    ticket.service_id, ticket.started_at_ms = event.service_id, at_ms
    ticket.first_asked_by = ticket.first_asked_by or event.clerk_id
    _begin_service(state, ticket, event.service_id, event.window_id, event.clerk_id, event.trainee_id)


def _begin_service(
    state: HallState, ticket: Ticket, service_id: str, window_id: str, clerk_id: str, trainee_id: str | None
) -> None:
    state.services[service_id] = Service(
        ticket.ticket_id,
        window_id,
        clerk_id,
        trainee_id=trainee_id,
        number=ticket.number,
        item_id=ticket.item_id,
        bundle_id=ticket.bundle_id,
        queue_id=ticket.queue_id,
        business_day=state.business_day,
    )


def _served_by_hand(state: HallState, event: events.TicketServedByHand, at_ms: int) -> None:
    """It has left its queue long ago: how fast that moves now, it does not tell."""
    ticket = state.tickets[event.ticket_id]
    state.waiting[ticket.queue_id].leave(ticket.lane, ticket.standing)
    _move(state, ticket, event, at_ms)
    ticket.services += 1
    ticket.first_asked_by, ticket.ended_service_id = event.clerk_id, event.service_id
    _begin_service(state, ticket, event.service_id, event.window_id, event.clerk_id, None)
    _end_service(state, event.service_id, at_ms)


def _ticket_leaves_window(
    state: HallState, event: events.ServingFinished | events.TicketMissed | events.TicketParked, at_ms: int
) -> None:
    ticket = state.tickets[event.ticket_id]
    _leave_window(state, ticket, at_ms)
    _move(state, ticket, event, at_ms)


def _ticket_requeued(state: HallState, event: events.TicketRequeued, at_ms: int) -> None:
    ticket = state.tickets[event.ticket_id]
    _move(state, ticket, event, at_ms)
    _stand(state, ticket, ticket.queue_id, event.place, at_ms)


def _on_to_queue(
    state: HallState,
    event: events.TicketTransferred | events.TicketSentAway | events.TicketCameBack | events.StageFinished,
    at_ms: int,
) -> None:
    ticket = state.tickets[event.ticket_id]
    came_from = ticket.queue_id
    _leave_window(state, ticket, at_ms)
    _move(state, ticket, event, at_ms)
    match event:
        case events.TicketTransferred():
            ticket.for_window_id, ticket.for_clerk_id = event.for_window_id, event.for_clerk_id
        case events.TicketSentAway():
            ticket.way_back = WayBack(event.window_id, came_from)
        case events.TicketCameBack():
            ticket.way_back, ticket.returned = None, True
            ticket.for_window_id = event.for_window_id
        case events.StageFinished():
            ticket.stage_at = event.stage
    _stand(state, ticket, event.queue_id, event.place, at_ms)


def _action_undone(state: HallState, event: events.ActionUndone, at_ms: int) -> None:
    """Whatever the act changed is as it was; waiting goes on as if it had never been interrupted."""
    ticket, window = state.tickets[event.ticket_id], state.windows[event.window_id]
    assert window.last is not None  # noqa: S101 - the rule saw it
    last, window.last = window.last, None
    before = last.before
    if ticket.state is TicketState.NO_SHOW:
        for person_key in ticket.person_keys:
            state.given_up[person_key] -= 1
    if ticket.state is TicketState.WAITING:
        lanes = state.waiting[ticket.queue_id]
        lanes.leave(ticket.lane, ticket.standing)
        state.kept.pop(ticket.ticket_id, None)
        if not lanes.orders:
            state.paces[ticket.queue_id].since_ms = None
    if ticket.service_id is not None and ticket.service_id != before.service_id:
        del state.services[ticket.service_id]
    if before.window_id is None:
        _call_undone(state, ticket, last)
    for name in _UNDONE:
        setattr(ticket, name, getattr(before, name))
    if ticket.state in FINAL and before.tag is not None and before.tag not in state.tags:
        ticket.tag, state.tags[before.tag] = before.tag, ticket.ticket_id  # freed by what is undone
    _become(state, ticket, before.state)
    window.ticket_id = ticket.ticket_id if ticket.window_id is not None else None
    if ticket.service_id is not None:
        state.services[ticket.service_id].ended = False
    _drop_settled(state)
    if ticket.state is TicketState.WAITING:
        _enter(state, ticket)


def _call_undone(state: HallState, ticket: Ticket, last: LastAct) -> None:
    """It was last at the window that had it before. The pace of its queue stays if others have left it since."""
    before, undone = last.before, state.calls[ticket.ticket_id]
    window_id = last.call.window_id if last.call is not None else undone.window_id
    state.calls[ticket.ticket_id] = msgspec.structs.replace(undone, undone=True, window_id=window_id)
    if before.state is TicketState.WAITING:
        state.waiting[before.queue_id].uncall(before.standing)
        called = state.called_out[before.queue_id]
        del called[len(called) - 1 - called[::-1].index(ticket.ticket_id)]
        if state.paces[before.queue_id].since_ms in (None, last.at_ms):
            state.paces[before.queue_id] = last.pace
            _hold_pace(state, before.queue_id)


def _priority_verified(state: HallState, event: events.PriorityVerified, at_ms: int) -> None:
    _prefer(state, event.ticket_id, event.priority, verified=True)


def _priority_withdrawn(state: HallState, event: events.PriorityWithdrawn, at_ms: int) -> None:
    _prefer(state, event.ticket_id, None, verified=False)


def _priority_granted(state: HallState, event: events.PriorityGranted, at_ms: int) -> None:
    _prefer(state, event.ticket_id, event.priority, verified=True)


def _prefer(state: HallState, ticket_id: str, priority: str | None, *, verified: bool) -> None:
    """It keeps its place, in whichever lane that is now."""
    ticket = state.tickets[ticket_id]
    stood = state.waiting[ticket.queue_id] if ticket.state is TicketState.WAITING else None
    if stood is not None:
        stood.leave(ticket.lane, ticket.standing)
    ticket.priority, ticket.priority_verified = priority, verified
    if stood is not None:
        ticket.lane = lane_of(state.hall, ticket)
        stood.enter(ticket.lane, ticket.standing)


# --- appointments -------------------------------------------------------------------------------------------------


def _appointment_booked(state: HallState, event: events.AppointmentBooked, at_ms: int) -> None:
    state.appointments.enter(
        Appointment(
            appointment_id=event.appointment_id,
            item_id=event.item_id,
            business_day=event.for_day,
            begins_at=event.begins_at,
            ends_at=event.ends_at,
            begins_at_ms=event.begins_at_ms,
            ends_at_ms=event.ends_at_ms,
            language=event.language,
            person_keys=event.person_keys,
            source_id=event.source_id,
            by_station=event.by_station,
        )
    )


def _appointment_cancelled(state: HallState, event: events.AppointmentCancelled, at_ms: int) -> None:
    state.appointments.settle(event.appointment_id, AppointmentState.CANCELLED)


def _appointment_missed(state: HallState, event: events.AppointmentMissed, at_ms: int) -> None:
    state.appointments.settle(event.appointment_id, AppointmentState.MISSED)


# --- pre-reviews --------------------------------------------------------------------------------------------------


def _pre_review_filed(state: HallState, event: events.PreReviewFiled, at_ms: int) -> None:
    state.pre_reviews[event.pre_review_id] = PreReview(
        pre_review_id=event.pre_review_id,
        item=state.hall.items[event.item_id],
        answers=event.answers,
        materials=event.materials,
        verdict=event.verdict,
        found={
            ANSWER: {line.about: line.finding for line in event.answer_lines},
            MATERIAL: {line.about: line.finding for line in event.material_lines},
        },
        filed_at_ms=at_ms,
    )


def _pre_review_line_checked(state: HallState, event: events.PreReviewLineChecked, at_ms: int) -> None:
    state.pre_reviews[event.pre_review_id].checked[kind_of(event.clerk)][event.about] = event.clerk


# --- ratings ------------------------------------------------------------------------------------------------------


def _rating_invited(state: HallState, event: events.RatingInvited, at_ms: int) -> None:
    state.windows[event.window_id].invited = Invited(event.service_id, event.until_ms, at_ms)


def _rating_curtailed(state: HallState, event: events.RatingCurtailed, at_ms: int) -> None:
    window = state.windows[event.window_id]
    if window.invited is not None:
        window.invited = msgspec.structs.replace(window.invited, until_ms=event.until_ms)


def _rating_lapsed(state: HallState, event: events.RatingLapsed, at_ms: int) -> None:
    _invite_no_more(state, event.window_id, event.service_id)


def _invite_no_more(state: HallState, window_id: str, service_id: str) -> None:
    window = state.windows.get(window_id)  # gone, when the evening rates what a new plan has dropped
    if window is not None and window.invited is not None and window.invited.service_id == service_id:
        window.invited = None


def _service_rated(state: HallState, event: events.ServiceRated, at_ms: int) -> None:
    _invite_no_more(state, event.window_id, event.service_id)
    if (service := state.service(event.service_id)) is not None:
        service.rated, service.rated_at_ms, service.named = True, at_ms, event.named
    _drop_settled(state)


def _service_rated_again(state: HallState, event: events.ServiceRatedAgain, at_ms: int) -> None:
    if (service := state.service(event.service_id)) is not None:
        service.rated_again = True


def _rating_defaulted(state: HallState, event: events.RatingDefaulted, at_ms: int) -> None:
    if (service := state.service(event.service_id)) is not None:
        service.defaulted = True
    _drop_settled(state)


def _drop_settled(state: HallState) -> None:
    """The first of those unrated is one that waits for it, so that the next default rating is known at a glance."""
    while state.unrated and not ratings.awaits_rating(state, *state.unrated[0]):
        del state.unrated[0]


def _errand_rated(state: HallState, event: events.ErrandRated, at_ms: int) -> None:
    state.errands_rated[f"{event.errand}.{event.errand_id}"] = at_ms


def _window_rated(state: HallState, event: events.WindowRated, at_ms: int) -> None:
    """Kept in the history: nothing in the hall goes on differently for it."""


# --- work orders --------------------------------------------------------------------------------------------------


def _work_order_opened(state: HallState, event: events.WorkOrderOpened, at_ms: int) -> None:
    state.work_orders.enter(
        WorkOrder(
            order_id=event.order_id,
            rated_how=event.rated_how,
            rating_id=event.rating_id,
            opened_at_ms=at_ms,
            window_id=event.window_id,
            clerk_id=event.clerk_id,
            trainee_id=event.trainee_id,
            level=event.level,
            named=event.named,
            deadlines={each.due: each for each in event.deadlines},
            round_from_ms=at_ms,
        )
    )


def _work_order_moved(state: HallState, event: events.WorkOrderMoved, at_ms: int) -> None:
    order = state.work_orders.begin_change(event.order_id)
    order.go_on(event.step, event.state, at_ms, {each.due: each for each in event.deadlines}, event.by)
    order.steps = event.number
    if event.step is WorkOrderStep.ASSIGNED:
        order.assignee_id, order.role = event.assignee_id, event.role
        order.released = order.released or event.has_text
    elif event.due is not None:
        order.tell(event.step, event.due)
    state.work_orders.end_change(order)


# --- windows ------------------------------------------------------------------------------------------------------


def _window_opened(state: HallState, event: events.WindowOpened, at_ms: int) -> None:
    window = state.windows[event.window_id]
    window.state, window.since_ms, window.paused_because = WindowState.OPEN, at_ms, None
    window.clerk_id, window.post, window.trainee_id = event.clerk_id, event.post, event.trainee_id
    state.seats[event.clerk_id] = event.window_id


def _window_paused(state: HallState, event: events.WindowPaused, at_ms: int) -> None:
    window = state.windows[event.window_id]
    window.left_ms = at_ms
    window.state, window.since_ms, window.paused_because = WindowState.PAUSED, at_ms, event.reason
    _hold_paces(state)


def _window_closed(state: HallState, event: events.WindowClosed, at_ms: int) -> None:
    window = state.windows[event.window_id]
    if window.clerk_id is not None:
        del state.seats[window.clerk_id]
    if window.state is WindowState.OPEN:
        window.left_ms = at_ms
    window.state, window.since_ms = WindowState.CLOSED, at_ms
    window.clerk_id = window.post = window.paused_because = window.trainee_id = window.last = None
    _hold_paces(state)


def _window_taken_over(state: HallState, event: events.WindowTakenOver, at_ms: int) -> None:
    window = state.windows[event.window_id]
    if window.state is not WindowState.OPEN:
        window.state, window.since_ms, window.paused_because = WindowState.OPEN, at_ms, None
    del state.seats[event.from_clerk_id]
    window.clerk_id, window.post, window.trainee_id, window.last = event.clerk_id, event.post, None, None
    state.seats[event.clerk_id] = event.window_id
    ticket = state.tickets[window.ticket_id] if window.ticket_id is not None else None
    if ticket is not None and ticket.service_id is not None:
        service = state.services[ticket.service_id]
        service.clerk_id, service.trainee_id = event.clerk_id, None


def _window_requested(state: HallState, event: events.WindowRequested, at_ms: int) -> None:
    state.requests_made += 1
    state.requests[event.window_id] = WindowRequest(
        event.request_id, event.window_id, event.change, event.reason, event.by, at_ms
    )


def _window_approved(state: HallState, event: events.WindowApproved, at_ms: int) -> None:
    del state.requests[event.window_id]
    state.windows[event.window_id].withdrawn = event.change is WindowChange.WITHDRAW


def _window_rejected(state: HallState, event: events.WindowRejected, at_ms: int) -> None:
    del state.requests[event.window_id]


def _profile_assigned(state: HallState, event: events.ProfileAssigned, at_ms: int) -> None:
    """Everybody keeps queue, place and lane: what a rule asks of tickets is the same at every window.

    Where the window was the last one open, people wait in vain from now on.
    """
    if state.windows[event.window_id].state is WindowState.OPEN:
        state.cover_seen_ms.update(dict.fromkeys(queues_of(state, event.window_id), at_ms))
    if state.planned is not None:
        _assign(state, state.planned, {**state.assigned, event.window_id: event.profile_id})
        _hold_paces(state)


# --- the floor ----------------------------------------------------------------------------------------------------


def _key_pressed(state: HallState, event: events.KeyPressed, at_ms: int) -> None:
    """Kept for those who read the journal: what came of it has an event of its own."""


def _device_health_changed(state: HallState, event: events.DeviceHealthChanged, at_ms: int) -> None:
    state.devices[event.device_id] = event.health


def _station_seen(state: HallState, event: events.StationSeen, at_ms: int) -> None:
    state.stations[event.station_id].online = event.online


def _station_taken_out(state: HallState, event: events.StationTakenOut, at_ms: int) -> None:
    state.stations[event.station_id].out_because = event.reason


def _station_returned(state: HallState, event: events.StationReturned, at_ms: int) -> None:
    state.stations[event.station_id].out_because = None


# --- what screens say ---------------------------------------------------------------------------------------------


def _indicators_published(state: HallState, event: events.IndicatorsPublished, at_ms: int) -> None:
    windows = tuple(WindowMonth(*msgspec.structs.astuple(window)) for window in event.windows)
    month = RatingMonth(event.month, at_ms, event.few, event.due, event.rated, event.good, event.stars, windows)
    months = sorted((state.rating_months | {event.month: month}).items(), reverse=True)
    state.rating_months = dict(months[:MONTHS_KEPT])


def _notice_published(state: HallState, event: events.NoticePublished, at_ms: int) -> None:
    if event.notice_id not in state.notices:
        state.notices_made += 1
    state.notices[event.notice_id] = Notice(
        kind=event.kind,
        heading=event.heading,
        text=event.text,
        places=event.places,
        zone_id=event.zone_id,
        rank=event.rank,
        from_ms=event.from_ms,
        until_ms=event.until_ms,
        by=event.by,
    )


def _notice_began(state: HallState, event: events.NoticeBegan, at_ms: int) -> None:
    state.notices[event.notice_id].standing = True


def _notice_ended(state: HallState, event: events.NoticeEnded, at_ms: int) -> None:
    del state.notices[event.notice_id]


def _emergency_raised(state: HallState, event: events.EmergencyRaised, at_ms: int) -> None:
    state.emergencies_raised += 1
    state.emergency = Emergency(
        event.emergency_id, event.message_id, event.heading, event.text, event.calm, at_ms, event.until_ms
    )
    _hold_paces(state)


def _emergency_ended(state: HallState, event: events.EmergencyEnded, at_ms: int) -> None:
    state.emergency = None


def _cell_opening_asked(state: HallState, event: events.CellOpeningAsked, at_ms: int) -> None:
    state.openings_made += 1
    state.openings[event.opening_id] = CellOpening(
        event.opening_id, event.device_id, event.station_id, event.board, event.lock, event.reason, event.by, at_ms
    )


def _cell_opening_begun(state: HallState, event: events.CellOpeningBegun, at_ms: int) -> None:
    state.openings[event.opening_id].begun_at_ms = at_ms


def _cell_opening_reported(state: HallState, event: events.CellOpeningReported, at_ms: int) -> None:
    over = state.openings.pop(event.opening_id)
    over.outcome = event.outcome
    state.opened = [*state.opened, over][-OPENINGS_KEPT:]


def _alarm_raised(state: HallState, event: events.AlarmRaised, at_ms: int) -> None:
    state.alarms[subject(event.kind, event.about)] = Alarm(event.alarm_id, event.kind, event.about, at_ms)
    state.alarms_raised += 1
    match event.kind:
        case alarms.SLIP_NOT_REPORTED:
            state.slips_due.pop(event.about, None)
        case alarms.SLIP_UNCONFIRMED:
            state.slips_failed.pop(event.about, None)
        case alarms.BUNDLE_DUE:
            state.one_day.pop(event.about, None)
        case alarms.PARKED_LONG:
            state.tickets[event.about].reminded = True


def _alarm_acknowledged(state: HallState, event: events.AlarmAcknowledged, at_ms: int) -> None:
    alarm = state.alarms[event.alarm_id.rpartition(".")[0]]
    alarm.state, alarm.acknowledged_by = AlarmState.ACKNOWLEDGED, event.by


def _alarm_cleared(state: HallState, event: events.AlarmCleared, at_ms: int) -> None:
    alarm = state.alarms.pop(event.alarm_id.rpartition(".")[0])
    if alarm.kind == alarms.POST_UNCOVERED:
        state.cover_seen_ms[alarm.about] = at_ms


_CHANGES: Final[dict[type[Event], Callable[[HallState, Any, int], None]]] = {
    events.ConfigurationPublished: _configuration_published,
    events.DayOpened: _day_opened,
    events.DoorsOpened: _doors_opened,
    events.DayBegan: _day_began,
    events.DayClosed: _day_closed,
    events.TicketIssued: _ticket_issued,
    events.AppointmentBooked: _appointment_booked,
    events.AppointmentCancelled: _appointment_cancelled,
    events.AppointmentMissed: _appointment_missed,
    events.PreReviewFiled: _pre_review_filed,
    events.PreReviewLineChecked: _pre_review_line_checked,
    events.RequestWithdrawn: _request_withdrawn,
    events.SlipReported: _slip_reported,
    events.SlipReprinted: _slip_reprinted,
    events.ReprintBegun: _reprint_begun,
    events.ReprintReported: _reprint_reported,
    events.TagGiven: _tag_given,
    events.TagReturned: _tag_returned,
    events.TagCallBegun: _tag_call_begun,
    events.TagCallReported: _tag_call_reported,
    events.TicketVoided: _ticket_voided,
    events.TicketCancelled: _ticket_gone,
    events.TicketExpired: _ticket_gone,
    events.TicketCalled: _ticket_called,
    events.TicketRecalled: _ticket_recalled,
    events.CallShown: _call_shown,
    events.CallUnshown: _call_unshown,
    events.ServingStarted: _serving_started,
    events.ServingFinished: _ticket_leaves_window,
    events.TicketServedByHand: _served_by_hand,
    events.TicketMissed: _ticket_leaves_window,
    events.TicketParked: _ticket_leaves_window,
    events.TicketRequeued: _ticket_requeued,
    events.TicketTransferred: _on_to_queue,
    events.TicketSentAway: _on_to_queue,
    events.TicketCameBack: _on_to_queue,
    events.StageFinished: _on_to_queue,
    events.ActionUndone: _action_undone,
    events.PriorityVerified: _priority_verified,
    events.PriorityWithdrawn: _priority_withdrawn,
    events.PriorityGranted: _priority_granted,
    events.RatingInvited: _rating_invited,
    events.RatingCurtailed: _rating_curtailed,
    events.RatingLapsed: _rating_lapsed,
    events.ServiceRated: _service_rated,
    events.ServiceRatedAgain: _service_rated_again,
    events.RatingDefaulted: _rating_defaulted,
    events.ErrandRated: _errand_rated,
    events.WindowRated: _window_rated,
    events.WorkOrderOpened: _work_order_opened,
    events.WorkOrderMoved: _work_order_moved,
    events.WindowOpened: _window_opened,
    events.WindowPaused: _window_paused,
    events.WindowClosed: _window_closed,
    events.WindowTakenOver: _window_taken_over,
    events.WindowRequested: _window_requested,
    events.WindowApproved: _window_approved,
    events.WindowRejected: _window_rejected,
    events.ProfileAssigned: _profile_assigned,
    events.KeyPressed: _key_pressed,
    events.DeviceHealthChanged: _device_health_changed,
    events.StationSeen: _station_seen,
    events.StationTakenOut: _station_taken_out,
    events.StationReturned: _station_returned,
    events.IndicatorsPublished: _indicators_published,
    events.NoticePublished: _notice_published,
    events.NoticeBegan: _notice_began,
    events.NoticeEnded: _notice_ended,
    events.EmergencyRaised: _emergency_raised,
    events.EmergencyEnded: _emergency_ended,
    events.CellOpeningAsked: _cell_opening_asked,
    events.CellOpeningBegun: _cell_opening_begun,
    events.CellOpeningReported: _cell_opening_reported,
    events.AlarmRaised: _alarm_raised,
    events.AlarmAcknowledged: _alarm_acknowledged,
    events.AlarmCleared: _alarm_cleared,
}
