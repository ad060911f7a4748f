"""Alarms: raised, acknowledged, cleared. Of one kind about one thing there is at most one."""

from queue_server.contract.commands import AcknowledgeAlarm, ClearAlarm
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import AlarmState
from queue_server.domain.events import (
    AlarmAcknowledged,
    AlarmCleared,
    DayClosed,
    ServingFinished,
    SlipReported,
    TicketCancelled,
    TicketVoided,
)
from queue_server.domain.moment import Events, Moment
from queue_server.domain.state import Alarm, HallState

CAUSE_GONE = "cause_gone"
SLIP_NOT_REPORTED = "slip_not_reported"

_SETTLES_THE_SLIP = (SlipReported, TicketVoided, TicketCancelled, ServingFinished)


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
    """`events`, and the end of every slip alarm they settle: the slip was reported, or its ticket or the day ended."""
    if any(isinstance(event, DayClosed) for event in events):
        abouts = [alarm.about for alarm in state.alarms.values() if alarm.kind == SLIP_NOT_REPORTED]
    else:
        abouts = [event.ticket_id for event in events if isinstance(event, _SETTLES_THE_SLIP)]
    return events + tuple(cleared for about in abouts for cleared in cause_gone(state, SLIP_NOT_REPORTED, about))
