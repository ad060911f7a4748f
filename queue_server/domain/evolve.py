"""What events make of the hall. Never refuses: what is recorded has happened."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from config.configuration import HallConfiguration
from queue_server.contract.views import AlarmState, SlipState, TicketState, WindowState
from queue_server.domain import events
from queue_server.domain.events import Event, Recorded
from queue_server.domain.lanes import Lanes
from queue_server.domain.lifecycle import FINAL, TRANSITIONS
from queue_server.domain.routing import lane_of
from queue_server.domain.rules.alarms import SLIP_NOT_REPORTED, subject
from queue_server.domain.rules.pre_reviews import is_over, kind_of
from queue_server.domain.state import (
    ANSWER,
    MATERIAL,
    Alarm,
    Call,
    HallState,
    Invited,
    LiveStation,
    LiveWindow,
    PreReview,
    Service,
    Ticket,
)
from queue_server.domain.waiting_range import Pace


def evolve(state: HallState, recorded: Recorded) -> None:
    """Applies one event. Events are applied in the order of the journal, each once."""
    event = recorded.event
    _CHANGES[type(event)](state, event, recorded.at_ms)
    state.seq = recorded.seq
    state.foreseen.clear()


# --- the plan and the day -----------------------------------------------------------------------------------------


def _configuration_published(state: HallState, event: events.ConfigurationPublished, at_ms: int) -> None:
    hall = HallConfiguration.recorded(event.content)
    state.configuration, state.configuration_hash = hall, event.content_hash
    state.published.add(event.content_hash)
    state.waiting = {queue_id: state.waiting.get(queue_id, Lanes()) for queue_id in hall.queues}
    state.paces = {queue_id: state.paces.get(queue_id, Pace()) for queue_id in hall.queues}
    _part_anew(state)
    state.windows = {window_id: state.windows.get(window_id) or LiveWindow() for window_id in hall.windows}
    state.stations = {station_id: state.stations.get(station_id) or LiveStation() for station_id in hall.stations}
    known = {device.id for station in hall.plan.stations for device in station.devices}
    state.devices = {device_id: health for device_id, health in state.devices.items() if device_id in known}


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
    state.early = event.early
    state.tickets.clear()
    for tickets in state.by_state.values():
        tickets.clear()
    state.ordinals.clear()
    state.arrivals = 0
    state.came_at_ms.clear()
    state.begun_at_ms = 0 if event.early else at_ms
    for lanes in state.waiting.values():
        lanes.called.clear()
    state.paces = {queue_id: Pace() for queue_id in state.waiting}
    state.by_request.clear()
    state.withdrawn.clear()
    state.slips_due.clear()
    state.calls.clear()
    state.services.clear()
    state.pre_reviews = {id_: filed for id_, filed in state.pre_reviews.items() if not is_over(filed, at_ms)}
    for filed in state.pre_reviews.values():
        filed.ticket_id = None


def _day_began(state: HallState, event: events.DayBegan, at_ms: int) -> None:
    state.early, state.begun_at_ms = False, at_ms


def _day_closed(state: HallState, event: events.DayClosed, at_ms: int) -> None:
    state.business_day = None
    state.slips_due.clear()


# --- the ticket ---------------------------------------------------------------------------------------------------


def _move(state: HallState, ticket: Ticket, event: Event, at_ms: int) -> None:
    after = TRANSITIONS[ticket.state, type(event)]
    del state.by_state[ticket.state][ticket.ticket_id]
    state.by_state[after][ticket.ticket_id] = None
    ticket.state, ticket.since_ms = after, at_ms
    if after in FINAL:
        state.slips_due.pop(ticket.ticket_id, None)


def _stand(state: HallState, ticket: Ticket, queue_id: str, place: int, at_ms: int) -> None:
    """Into the queue, behind whoever stands at that place already; waiting counts since the place was first given."""
    state.arrivals += 1
    ticket.queue_id, ticket.place, ticket.arrival = queue_id, place, state.arrivals
    came = state.came_at_ms
    ticket.waits_from_ms = came[max(place, 1) - 1] if place <= len(came) else at_ms
    ticket.lane = lane_of(state.hall, ticket)
    state.waiting[queue_id].enter(ticket.lane, ticket.standing)


def _step_out(state: HallState, ticket: Ticket, at_ms: int) -> None:
    """Out of its queue, if it stands in one."""
    if ticket.state is TicketState.WAITING:
        lanes = state.waiting[ticket.queue_id]
        lanes.leave(ticket.lane, ticket.standing)
        state.paces[ticket.queue_id].left(at_ms, others_stay=bool(lanes.orders))


def _leave_window(state: HallState, ticket: Ticket) -> None:
    """Away from its window, if it is at one; a service that ran there has ended."""
    if ticket.window_id is not None:
        state.windows[ticket.window_id].ticket_id = None
    if ticket.service_id is not None:
        state.services[ticket.service_id].ended = True
        ticket.ended_service_id = ticket.service_id
    ticket.window_id = ticket.called_at_ms = ticket.service_id = ticket.started_at_ms = None


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
        issued_at_ms=at_ms,
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
    )
    state.tickets[event.ticket_id] = ticket
    state.by_state[ticket.state][event.ticket_id] = None
    state.came_at_ms.append(at_ms)
    _stand(state, ticket, event.queue_id, event.place, at_ms)
    state.ordinals[event.series] = event.ordinal
    state.by_request[event.request_key] = event.ticket_id
    if event.pre_review_id is not None:
        state.pre_reviews[event.pre_review_id].ticket_id = event.ticket_id
    if event.by_station:
        state.slips_due[event.ticket_id] = at_ms


def _request_withdrawn(state: HallState, event: events.RequestWithdrawn, at_ms: int) -> None:
    state.withdrawn.add(event.request_key)


def _slip_reported(state: HallState, event: events.SlipReported, at_ms: int) -> None:
    state.tickets[event.ticket_id].slip = SlipState(event.outcome.value)
    state.slips_due.pop(event.ticket_id, None)


def _ticket_gone(
    state: HallState, event: events.TicketVoided | events.TicketCancelled | events.TicketExpired, at_ms: int
) -> None:
    ticket = state.tickets[event.ticket_id]
    _step_out(state, ticket, at_ms)
    _leave_window(state, ticket)
    _move(state, ticket, event, at_ms)


def _ticket_called(state: HallState, event: events.TicketCalled, at_ms: int) -> None:
    ticket = state.tickets[event.ticket_id]
    if ticket.state is TicketState.WAITING:
        state.waiting[ticket.queue_id].call(ticket.standing)
    _step_out(state, ticket, at_ms)
    _move(state, ticket, event, at_ms)
    ticket.calls += 1
    ticket.window_id, ticket.called_at_ms = event.window_id, at_ms
    state.windows[event.window_id].ticket_id = event.ticket_id
    _remember_call(
        state, Call(event.call_id, event.ticket_id, event.window_id, at_ms, event.rule, event.reason, event.trace)
    )


def _ticket_recalled(state: HallState, event: events.TicketRecalled, at_ms: int) -> None:
    state.tickets[event.ticket_id].calls += 1
    again = msgspec.structs.replace(
        state.calls[event.ticket_id], call_id=event.call_id, called_at_ms=at_ms, times=event.times
    )
    _remember_call(state, again)


def _remember_call(state: HallState, call: Call) -> None:
    state.calls.pop(call.ticket_id, None)
    state.calls[call.ticket_id] = call


def _serving_started(state: HallState, event: events.ServingStarted, at_ms: int) -> None:
    ticket = state.tickets[event.ticket_id]
    _move(state, ticket, event, at_ms)
    ticket.services += 1
    ticket.service_id, ticket.started_at_ms = event.service_id, at_ms
    state.services[event.service_id] = Service(event.ticket_id, event.window_id, event.clerk_id)


def _ticket_leaves_window(
    state: HallState, event: events.ServingFinished | events.TicketMissed | events.TicketParked, at_ms: int
) -> None:
    ticket = state.tickets[event.ticket_id]
    _leave_window(state, ticket)
    _move(state, ticket, event, at_ms)


def _ticket_requeued(state: HallState, event: events.TicketRequeued, at_ms: int) -> None:
    ticket = state.tickets[event.ticket_id]
    _move(state, ticket, event, at_ms)
    _stand(state, ticket, ticket.queue_id, event.place, at_ms)


def _ticket_transferred(state: HallState, event: events.TicketTransferred, at_ms: int) -> None:
    ticket = state.tickets[event.ticket_id]
    _leave_window(state, ticket)
    _move(state, ticket, event, at_ms)
    _stand(state, ticket, event.queue_id, event.place, at_ms)


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
    state.windows[event.window_id].invited = Invited(event.service_id, event.until_ms)


def _rating_over(state: HallState, event: events.RatingLapsed | events.ServiceRated, at_ms: int) -> None:
    window = state.windows.get(event.window_id)  # gone, when the evening rates what a new plan has dropped
    if window is not None and window.invited is not None and window.invited.service_id == event.service_id:
        window.invited = None
    if isinstance(event, events.ServiceRated):
        state.services[event.service_id].rated = True


# --- windows ------------------------------------------------------------------------------------------------------


def _window_opened(state: HallState, event: events.WindowOpened, at_ms: int) -> None:
    window = state.windows[event.window_id]
    window.state, window.since_ms, window.paused_because = WindowState.OPEN, at_ms, None
    window.clerk_id, window.post = event.clerk_id, event.post
    state.seats[event.clerk_id] = event.window_id


def _window_paused(state: HallState, event: events.WindowPaused, at_ms: int) -> None:
    window = state.windows[event.window_id]
    window.state, window.since_ms, window.paused_because = WindowState.PAUSED, at_ms, event.reason


def _window_closed(state: HallState, event: events.WindowClosed, at_ms: int) -> None:
    window = state.windows[event.window_id]
    if window.clerk_id is not None:
        del state.seats[window.clerk_id]
    window.state, window.since_ms = WindowState.CLOSED, at_ms
    window.clerk_id = window.post = window.paused_because = None


# --- the floor ----------------------------------------------------------------------------------------------------


def _device_health_changed(state: HallState, event: events.DeviceHealthChanged, at_ms: int) -> None:
    state.devices[event.device_id] = event.health


def _station_seen(state: HallState, event: events.StationSeen, at_ms: int) -> None:
    state.stations[event.station_id].online = event.online


def _station_taken_out(state: HallState, event: events.StationTakenOut, at_ms: int) -> None:
    state.stations[event.station_id].out_because = event.reason


def _station_returned(state: HallState, event: events.StationReturned, at_ms: int) -> None:
    state.stations[event.station_id].out_because = None


def _alarm_raised(state: HallState, event: events.AlarmRaised, at_ms: int) -> None:
    state.alarms[subject(event.kind, event.about)] = Alarm(event.alarm_id, event.kind, event.about, at_ms)
    state.alarms_raised += 1
    if event.kind == SLIP_NOT_REPORTED:
        state.slips_due.pop(event.about, None)


def _alarm_acknowledged(state: HallState, event: events.AlarmAcknowledged, at_ms: int) -> None:
    alarm = state.alarms[event.alarm_id.rpartition(".")[0]]
    alarm.state, alarm.acknowledged_by = AlarmState.ACKNOWLEDGED, event.by


def _alarm_cleared(state: HallState, event: events.AlarmCleared, at_ms: int) -> None:
    del state.alarms[event.alarm_id.rpartition(".")[0]]


_CHANGES: Final[dict[type[Event], Callable[[HallState, Any, int], None]]] = {
    events.ConfigurationPublished: _configuration_published,
    events.DayOpened: _day_opened,
    events.DayBegan: _day_began,
    events.DayClosed: _day_closed,
    events.TicketIssued: _ticket_issued,
    events.PreReviewFiled: _pre_review_filed,
    events.PreReviewLineChecked: _pre_review_line_checked,
    events.RequestWithdrawn: _request_withdrawn,
    events.SlipReported: _slip_reported,
    events.TicketVoided: _ticket_gone,
    events.TicketCancelled: _ticket_gone,
    events.TicketExpired: _ticket_gone,
    events.TicketCalled: _ticket_called,
    events.TicketRecalled: _ticket_recalled,
    events.ServingStarted: _serving_started,
    events.ServingFinished: _ticket_leaves_window,
    events.TicketMissed: _ticket_leaves_window,
    events.TicketParked: _ticket_leaves_window,
    events.TicketRequeued: _ticket_requeued,
    events.TicketTransferred: _ticket_transferred,
    events.PriorityVerified: _priority_verified,
    events.PriorityWithdrawn: _priority_withdrawn,
    events.PriorityGranted: _priority_granted,
    events.RatingInvited: _rating_invited,
    events.RatingLapsed: _rating_over,
    events.ServiceRated: _rating_over,
    events.WindowOpened: _window_opened,
    events.WindowPaused: _window_paused,
    events.WindowClosed: _window_closed,
    events.DeviceHealthChanged: _device_health_changed,
    events.StationSeen: _station_seen,
    events.StationTakenOut: _station_taken_out,
    events.StationReturned: _station_returned,
    events.AlarmRaised: _alarm_raised,
    events.AlarmAcknowledged: _alarm_acknowledged,
    events.AlarmCleared: _alarm_cleared,
}
