"""Alarms: raised, acknowledged, cleared. Of one kind about one thing there is at most one."""

from typing import Final, TypeAlias

from queue_server.contract.commands import AcknowledgeAlarm, ClearAlarm
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import AlarmState
from queue_server.domain.events import (
    ActionUndone,
    AlarmAcknowledged,
    AlarmCleared,
    AnyEvent,
    CallShown,
    DayClosed,
    ServingFinished,
    ServingStarted,
    SlipReported,
    SlipReprinted,
    TagReturned,
    TicketCalled,
    TicketCancelled,
    TicketExpired,
    TicketMissed,
    TicketParked,
    TicketRecalled,
    TicketTransferred,
    TicketVoided,
)
from queue_server.domain.moment import Events, Moment
from queue_server.domain.state import Alarm, HallState

CAUSE_GONE = "cause_gone"
SLIP_NOT_REPORTED = "slip_not_reported"
SLIP_UNCONFIRMED = "slip_unconfirmed"
REPRINT_FAILED = "reprint_failed"
TAG_SILENT = "tag_silent"
CELL_LEFT_OPEN = "cell_left_open"
PARKED_LONG = "parked_long"
BUNDLE_DUE = "bundle_due"
POST_UNCOVERED = "post_uncovered"
CALL_UNSHOWN = "call_unshown"
SCREEN_SILENT = "screen_silent"
WORK_ORDER_DUE = "work_order_due"
WORK_ORDER_LATE = "work_order_late"

_Settling: TypeAlias = (
    ActionUndone
    | CallShown
    | ServingFinished
    | ServingStarted
    | SlipReported
    | SlipReprinted
    | TagReturned
    | TicketCalled
    | TicketCancelled
    | TicketExpired
    | TicketMissed
    | TicketParked
    | TicketRecalled
    | TicketTransferred
    | TicketVoided
)

# kinds of alarm about a ticket, and what settles each
_SETTLED_BY: Final[dict[str, tuple[type[_Settling], ...]]] = {
    SLIP_NOT_REPORTED: (SlipReported, TicketVoided, TicketCancelled, ServingFinished),
    SLIP_UNCONFIRMED: (SlipReported, TicketVoided, TicketCancelled, ServingFinished, TicketExpired, TicketMissed),
    REPRINT_FAILED: (SlipReprinted, TicketVoided, TicketCancelled, ServingFinished, TicketExpired, TicketMissed),
    TAG_SILENT: (
        ServingStarted,
        ServingFinished,
        TagReturned,
        TicketVoided,
        TicketCancelled,
        TicketExpired,
        TicketMissed,
    ),
    PARKED_LONG: (TicketCalled, TicketVoided, TicketCancelled, ActionUndone),
    CALL_UNSHOWN: (
        *(CallShown, TicketRecalled, ServingStarted, TicketMissed, TicketParked, TicketTransferred),
        *(TicketCancelled, TicketVoided, ActionUndone),
    ),
    BUNDLE_DUE: (ServingFinished, TicketVoided, TicketCancelled, TicketExpired, TicketMissed),
}


def subject(kind: str, about: str) -> str:
    """Under which the state keeps an open alarm."""
    return f"{kind}.{about}"


def alarm_id(state: HallState, kind: str, about: str, more: int = 0) -> str:
    """The id of the next alarm; `more` alarms are raised before it by the same command."""
    return f"{subject(kind, about)}.{state.alarms_raised + 1 + more}"


def acknowledge(command: AcknowledgeAlarm, moment: Moment) -> Events:
    """The first who says "I see to it" is remembered; a second changes nothing."""
    alarm = _open_alarm(moment.state, command.alarm_id)
    if alarm.state is AlarmState.ACKNOWLEDGED:
        return ()
    return (AlarmAcknowledged(alarm.alarm_id, moment.by.id),)


def clear(command: ClearAlarm, moment: Moment) -> Events:
    return (AlarmCleared(_open_alarm(moment.state, command.alarm_id).alarm_id, moment.by.id),)


def _open_alarm(state: HallState, alarm_id: str) -> Alarm:
    alarm = state.alarms.get(alarm_id.rpartition(".")[0])
    if alarm is None or alarm.alarm_id != alarm_id:
        raise CommandRefused(RefusalCode.ALARM_UNKNOWN, alarm_id=alarm_id)
    return alarm


def cause_gone(state: HallState, kind: str, about: str) -> Events:
    """Clears the alarm of that kind about that thing, if it is open."""
    alarm = state.alarms.get(subject(kind, about))
    return (AlarmCleared(alarm.alarm_id, CAUSE_GONE),) if alarm else ()


def with_causes_gone(events: Events, state: HallState) -> Events:
    """`events`, and the end of every alarm about a ticket that they settle; the end of the day settles them all."""
    closed = any(isinstance(event, DayClosed) for event in events)
    gone: list[AnyEvent] = []
    for kind, settling in _SETTLED_BY.items():
        if closed:
            abouts = [alarm.about for alarm in state.alarms.values() if alarm.kind == kind]
        else:
            abouts = [event.ticket_id for event in events if isinstance(event, settling)]
        gone += (cleared for about in dict.fromkeys(abouts) for cleared in cause_gone(state, kind, about))
    return *events, *gone
