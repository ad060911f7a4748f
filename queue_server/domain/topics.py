"""Which topics an event may have changed: what the feed publishes anew, at once or within a moment.

At once (`now`): calls, windows, services, ratings, alarms. Gathered for a moment (`soon`): the length of queues, which
changes often and matters less by the millisecond.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, TypeAlias

import msgspec

from config.hall import StationKind
from queue_server.domain import events
from queue_server.domain.events import AnyEvent, Event
from queue_server.domain.rules import lockers
from queue_server.domain.state import HallState

EVERY_TICKET: Final = "ticket:*"  # the pattern for all ticket pages


class Touched(msgspec.Struct, frozen=True, gc=False):
    """`EVERY_TICKET` stands in `soon` where others may have moved up or down."""

    now: frozenset[str] = frozenset()
    soon: frozenset[str] = frozenset()


def touched(event: AnyEvent, state: HallState) -> Touched:
    """`state` is the one after the event."""
    now, soon = _TOUCHED[type(event)](event, state)
    return Touched(frozenset(now), frozenset(soon if now.isdisjoint(soon) else soon - now))


_Topics: TypeAlias = set[str] | frozenset[str]


def _of_ticket(ticket_id: str) -> _Topics:
    return {f"ticket:{ticket_id}"}


def _of_window(window_id: str) -> _Topics:
    return {f"panel:{window_id}", f"rating:{window_id}", f"clerk:{window_id}"}


def _boards_over(window_id: str, state: HallState) -> _Topics:
    return {"board", f"board:{state.hall.windows[window_id].zone_id}"}


def _clerks(state: HallState) -> _Topics:
    return {f"clerk:{window_id}" for window_id in state.windows}


def _of_queues(state: HallState) -> _Topics:
    """Wherever the length of a queue or its first ticket shows. Clerks see every queue: they transfer to it."""
    return _of_all_queues(tuple(state.hall.zones), tuple(state.windows))


@lru_cache(maxsize=16)
def _of_all_queues(zone_ids: tuple[str, ...], window_ids: tuple[str, ...]) -> frozenset[str]:
    """Remembered: every ticket taken touches the same topics, as long as the plan is the same."""
    boards = ("board", *(f"board:{zone_id}" for zone_id in zone_ids))
    screens = (f"{kind}:{window_id}" for kind in ("clerk", "panel") for window_id in window_ids)
    return frozenset(("hall", "floor", *boards, *screens))


def _of_all_windows(state: HallState) -> _Topics:
    """Wherever it shows which windows are open."""
    return _of_queues(state) | {f"rating:{window_id}" for window_id in state.windows}


_Touches: TypeAlias = tuple[_Topics, _Topics]  # now, soon


def _nothing(event: Event, state: HallState) -> _Touches:
    return set(), set()


def _hall(event: Event, state: HallState) -> _Touches:
    """Day, plan and windows: what everybody sees, and who is called when."""
    return _of_all_windows(state), {EVERY_TICKET}


def _published(event: events.ConfigurationPublished, state: HallState) -> _Touches:
    """Bridges too, which may be new."""
    now, soon = _hall(event, state)
    bridges = (station.id for station in state.hall.plan.stations if station.kind is StationKind.BRIDGE)
    return now | {f"bridge:{id_}" for id_ in bridges}, soon


def _issued(event: events.TicketIssued, state: HallState) -> _Touches:
    """Whoever comes new stands last, so nobody else moves, but by priority, by rules or by the paper roll."""
    soon = _of_queues(state)
    if event.priority is not None or event.appointment_id is not None or event.paper or state.hall.has_rules:
        soon = soon | {EVERY_TICKET}
    return _of_ticket(event.ticket_id), soon


def _slip(event: events.SlipReported, state: HallState) -> _Touches:
    """Its clerk sees it too, if it was called meanwhile."""
    window_id = state.tickets[event.ticket_id].window_id
    return _of_ticket(event.ticket_id) | ({f"clerk:{window_id}"} if window_id else set()), set()


def _reprint(event: events.SlipReprinted | events.ReprintBegun, state: HallState) -> _Touches:
    """Its station prints it."""
    return {"hall"}, set()


def _bases(state: HallState) -> _Topics:
    """The bridges that call vibrating tags."""
    return {f"bridge:{station_id}" for station_id in state.hall.tag_stations}


def _tag(event: events.TagGiven | events.TagReturned, state: HallState) -> _Touches:
    """Its clerk sees it too, if it is at a window."""
    window_id = state.tickets[event.ticket_id].window_id
    return _bases(state) | ({f"clerk:{window_id}"} if window_id else set()), set()


def _tag_call(event: events.TagCallBegun | events.TagCallReported, state: HallState) -> _Touches:
    return _bases(state), set()


def _moved(event: Any, state: HallState) -> _Touches:
    """Out of a queue or into one. If it ever was at a window, the last one has it no more, or has it now."""
    call = state.calls.get(event.ticket_id)
    now = _of_ticket(event.ticket_id) | (_of_window(call.window_id) if call else set())
    return now | {"floor"} | _bases(state), _of_queues(state) | {EVERY_TICKET}


def _called(event: events.TicketCalled, state: HallState) -> _Touches:
    now, soon = _moved(event, state)
    return now | _boards_over(event.window_id, state), soon


def _undone(event: events.ActionUndone, state: HallState) -> _Touches:
    """A call that is taken back leaves the boards."""
    now, soon = _moved(event, state)
    return now | _of_window(event.window_id) | _boards_over(event.window_id, state), soon


def _line_checked(event: events.PreReviewLineChecked, state: HallState) -> _Touches:
    return _of_ticket(event.ticket_id) | {f"clerk:{event.window_id}"}, set()


def _recalled(event: events.TicketRecalled, state: HallState) -> _Touches:
    here = _of_ticket(event.ticket_id) | _of_window(event.window_id)
    return here | _boards_over(event.window_id, state) | _bases(state), set()


def _service(event: events.ServingStarted | events.ServingFinished, state: HallState) -> _Touches:
    return _of_ticket(event.ticket_id) | _of_window(event.window_id) | {"floor"} | _bases(state), set()


def _finished(event: events.ServingFinished, state: HallState) -> _Touches:
    """Whoever missed a call with another number for the same may come back with that one, wherever it was called."""
    now, soon = _service(event, state)
    ticket = state.tickets[event.ticket_id]
    return now, soon | (_clerks(state) if ticket.person_keys or ticket.pre_review_id is not None else set())


def _started(event: events.ServingStarted, state: HallState) -> _Touches:
    """Boards need not tell of the call any more."""
    now, soon = _service(event, state)
    return now | _boards_over(event.window_id, state), soon


def _invitation(event: Any, state: HallState) -> _Touches:
    service = state.service(event.service_id)
    return (_of_ticket(service.ticket_id) if service is not None else set()) | {f"rating:{event.window_id}"}, set()


def _rated(event: Any, state: HallState) -> _Touches:
    """Its clerk does not learn of it."""
    return _of_ticket(event.ticket_id) | {f"rating:{event.window_id}"}, set()


def _station(event: Event, state: HallState) -> _Touches:
    return {"floor", "hall"}, set()


def _appointment(event: Event, state: HallState) -> _Touches:
    """How many are expected; and whether there is anything to check in for."""
    return set(), {"floor", "hall"}


def _floor(event: Event, state: HallState) -> _Touches:
    return {"floor"}, set()


def _proof(event: events.CallShown | events.CallUnshown, state: HallState) -> _Touches:
    """Its clerk sees whether anybody could see it."""
    return {f"clerk:{event.window_id}"}, set()


def _notice(event: Event, state: HallState) -> _Touches:
    return {"hall", "floor", "board", *(f"board:{zone_id}" for zone_id in state.hall.zones)}, set()


def _emergency(event: Event, state: HallState) -> _Touches:
    return _of_all_windows(state) | {EVERY_TICKET}, set()


def _alarm(event: events.AlarmRaised | events.AlarmCleared, state: HallState) -> _Touches:
    """Clerks see how many there are; a bridge, which cells were left open."""
    bridge_id = lockers.bridge_of_alarm(event.alarm_id, state)
    return {"floor"} | ({f"bridge:{bridge_id}"} if bridge_id else set()), _clerks(state)


def _opening(event: events.CellOpeningBegun | events.CellOpeningReported, state: HallState) -> _Touches:
    """The bridges that have lockers."""
    return {f"bridge:{id_}" for id_ in lockers.bridges(state)}, set()


_TOUCHED: Final[dict[type[Event], Callable[[Any, HallState], _Touches]]] = {
    events.ConfigurationPublished: _published,
    events.DayOpened: _hall,
    events.DoorsOpened: _hall,
    events.DayBegan: _hall,
    events.DayClosed: _hall,
    events.TicketIssued: _issued,
    events.AppointmentBooked: _appointment,
    events.AppointmentCancelled: _appointment,
    events.AppointmentMissed: _appointment,
    events.PreReviewFiled: _nothing,
    events.PreReviewLineChecked: _line_checked,
    events.RequestWithdrawn: _nothing,
    events.SlipReported: _slip,
    events.SlipReprinted: _reprint,
    events.ReprintBegun: _reprint,
    events.ReprintReported: _nothing,
    events.TagGiven: _tag,
    events.TagReturned: _tag,
    events.TagCallBegun: _tag_call,
    events.TagCallReported: _tag_call,
    events.TicketVoided: _moved,
    events.TicketCancelled: _moved,
    events.TicketExpired: _moved,
    events.PriorityVerified: _moved,
    events.PriorityWithdrawn: _moved,
    events.PriorityGranted: _moved,
    events.TicketCalled: _called,
    events.TicketRecalled: _recalled,
    events.CallShown: _proof,
    events.CallUnshown: _proof,
    events.ServingStarted: _started,
    events.ServingFinished: _finished,
    events.TicketServedByHand: _moved,
    events.TicketMissed: _moved,
    events.TicketRequeued: _moved,
    events.TicketParked: _moved,
    events.TicketTransferred: _moved,
    events.TicketSentAway: _moved,
    events.TicketCameBack: _moved,
    events.StageFinished: _moved,
    events.ActionUndone: _undone,
    events.KeyPressed: _nothing,
    events.RatingInvited: _invitation,
    events.RatingCurtailed: _invitation,
    events.RatingLapsed: _invitation,
    events.ServiceRated: _rated,
    events.ServiceRatedAgain: _rated,
    events.RatingDefaulted: _nothing,
    events.ErrandRated: _nothing,
    events.WindowRated: _nothing,
    events.WorkOrderOpened: _nothing,
    events.WorkOrderMoved: _nothing,
    events.WindowOpened: _hall,
    events.WindowPaused: _hall,
    events.WindowClosed: _hall,
    events.WindowTakenOver: _hall,
    events.WindowRequested: _floor,
    events.WindowApproved: _hall,
    events.WindowRejected: _floor,
    events.ProfileAssigned: _hall,
    events.DeviceHealthChanged: _floor,
    events.StationSeen: _floor,
    events.StationTakenOut: _station,
    events.StationReturned: _station,
    events.IndicatorsPublished: _nothing,
    events.NoticePublished: _notice,
    events.NoticeBegan: _notice,
    events.NoticeEnded: _notice,
    events.EmergencyRaised: _emergency,
    events.EmergencyEnded: _emergency,
    events.CellOpeningAsked: _opening,
    events.CellOpeningBegun: _opening,
    events.CellOpeningReported: _opening,
    events.AlarmRaised: _alarm,
    events.AlarmAcknowledged: _floor,
    events.AlarmCleared: _alarm,
}
