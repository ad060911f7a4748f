"""Slips: what became of the paper. It says nothing about the number, which is valid since it was issued."""

from collections.abc import Iterator
from typing import Final

from queue_server.contract.actors import Role
from queue_server.contract.commands import ReportSlip, SlipOutcome
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import SlipState
from queue_server.domain.events import AlarmRaised, SlipReported
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.alarms import SLIP_NOT_REPORTED, SLIP_UNCONFIRMED, alarm_id
from queue_server.domain.state import HallState

_SETTLED: Final = frozenset({SlipState.PRINTED, SlipState.ON_SCREEN})


def report(command: ReportSlip, moment: Moment) -> Events:
    """By the station that issued it, or a device bridge. Once somebody has the number, nothing more is to be reported.

    The state of the ticket does not matter: paper that came out for a void number did come out.
    """
    ticket = moment.state.ticket(command.ticket_id)
    if ticket.by_station != moment.by.id and not moment.by.may_act_as(Role.BRIDGE):
        raise CommandRefused(RefusalCode.FORBIDDEN, ticket_id=ticket.ticket_id)
    if ticket.slip in _SETTLED:
        raise CommandRefused(RefusalCode.SLIP_SETTLED, ticket_id=ticket.ticket_id, slip=ticket.slip.value)
    if ticket.slip is SlipState.FAILED and command.outcome is SlipOutcome.FAILED:
        return ()
    return (SlipReported(ticket.ticket_id, command.outcome),)


def next_due_ms(state: HallState) -> int | None:
    """When somebody will have to look after a slip; None if never."""
    due = [
        next(iter(waited_for.values())) + patience_ms
        for waited_for, patience_ms in ((state.slips_due, _patience_ms(state)), (state.slips_failed, _wipe_ms(state)))
        if waited_for
    ]
    return min(due, default=None)


def missing(state: HallState, now_ms: int) -> Events:
    """An alarm for every slip that should have been reported by now, and for every number that may be nobody's.

    A number without a slip is confirmed or void once the kiosk wipes its screen; one that is neither long after has
    been left behind by a kiosk that is gone.
    """
    overdue = [(SLIP_NOT_REPORTED, each) for each in _overdue(state.slips_due, now_ms - _patience_ms(state))]
    overdue += [(SLIP_UNCONFIRMED, each) for each in _overdue(state.slips_failed, now_ms - _wipe_ms(state))]
    return tuple(
        AlarmRaised(alarm_id(state, kind, ticket_id, more=more), kind, ticket_id)
        for more, (kind, ticket_id) in enumerate(overdue)
    )


def _overdue(since: dict[str, int], until_ms: int) -> Iterator[str]:
    """Oldest first."""
    for ticket_id, at_ms in since.items():
        if at_ms > until_ms:
            break
        yield ticket_id


def _patience_ms(state: HallState) -> int:
    return state.hall.policy.slip_report_s * 1000


def _wipe_ms(state: HallState) -> int:
    """Nobody touches the kiosk, it asks, it wipes, and its word has time to come."""
    policy = state.hall.policy
    return (policy.idle_warning_s + policy.idle_wipe_s) * 1000 + _patience_ms(state)
