"""Slips: what became of the paper. It says nothing about the number, which is valid since it was issued."""

from typing import Final

from queue_server.contract.actors import Role
from queue_server.contract.commands import ReportSlip, SlipOutcome
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import SlipState
from queue_server.domain.events import AlarmRaised, SlipReported
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.alarms import SLIP_NOT_REPORTED, alarm_id
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


def due_at_ms(state: HallState, issued_at_ms: int) -> int:
    """When a slip of then is reported missing."""
    return issued_at_ms + state.hall.policy.slip_report_s * 1000


def missing(state: HallState, now_ms: int) -> Events:
    """An alarm for every slip that should have been reported by now."""
    overdue = []
    for ticket_id, issued_at_ms in state.slips_due.items():
        if due_at_ms(state, issued_at_ms) > now_ms:
            break
        overdue.append(ticket_id)
    return tuple(
        AlarmRaised(alarm_id(state, SLIP_NOT_REPORTED, ticket_id, more=more), SLIP_NOT_REPORTED, ticket_id)
        for more, ticket_id in enumerate(overdue)
    )
