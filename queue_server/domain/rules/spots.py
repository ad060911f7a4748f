"""Pictures and films of the hall's own (公益宣传, 办事指南): what a call board cannot show, staff are told.

An alarm is about one file at one board, of a kind for each fault; it ends when the board shows the file after all, when
it says otherwise of it, and when the file is published no more.
"""

from collections.abc import Iterator
from typing import Final

from config.policy import Policy
from queue_server.contract.commands import ReportSpot, SpotFault
from queue_server.domain.events import AlarmRaised, AnyEvent
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.alarms import alarm_id, cause_gone, subject
from queue_server.domain.state import Alarm, HallState

KINDS: Final = {fault: f"spot_{fault.value}" for fault in SpotFault}


def report(command: ReportSpot, moment: Moment) -> Events:
    """Told again, it is no news; nor is what is said of a file that is not published."""
    state, about = moment.state, f"{moment.by.id}:{command.file}"
    told = KINDS[command.fault] if command.fault is not None else None
    over = tuple(_over(state, about, told))
    if told is None or subject(told, about) in state.alarms or command.file not in _files(state.hall.policy):
        return over
    return *over, AlarmRaised(alarm_id(state, told, about), told, about)


def unpublished(state: HallState, coming: Policy, stations: frozenset[str]) -> Events:
    """The end of those alarms whose file or board there will not be."""
    files = _files(coming)
    return tuple(
        cleared
        for alarm in state.alarms.values()
        if (spot := spot_of(alarm)) is not None and not (spot[0] in stations and spot[1] in files)
        for cleared in cause_gone(state, alarm.kind, alarm.about)
    )


def spot_of(alarm: Alarm) -> tuple[str, str] | None:
    """The board and the file an alarm is about; None for any other alarm."""
    if alarm.kind not in KINDS.values():
        return None
    station_id, _, file = alarm.about.partition(":")
    return station_id, file


def _over(state: HallState, about: str, told: str | None) -> Iterator[AnyEvent]:
    for kind in KINDS.values():
        if kind != told:
            yield from cause_gone(state, kind, about)


def _files(policy: Policy) -> frozenset[str]:
    return frozenset(spot.file for spot in policy.spots)
