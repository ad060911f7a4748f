"""Vibrating tags (震动叫号牌): for whoever neither hears a call nor sees a board. One tag for one ticket, called once
for every call and recall of it.

Source: 政务大厅无障碍设施建设标准, which asks for them at windows with staff (人工窗口：震动叫号牌).
"""

from queue_server.contract.commands import BeginTagCall, GiveTag, ReportTagCall, ReturnTag, TagOutcome
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import TicketState
from queue_server.domain.events import AlarmRaised, TagCallBegun, TagCallReported, TagGiven, TagReturned
from queue_server.domain.lifecycle import OVER
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.alarms import TAG_SILENT, alarm_id, cause_gone, subject
from queue_server.domain.state import HallState, TagCall


def give(command: GiveTag, moment: Moment) -> Events:
    """Another one takes the place of the one they have: its battery may be flat."""
    state = moment.state
    ticket = state.ticket(command.ticket_id)
    if ticket.state in OVER:
        allowed = ", ".join(each.value for each in TicketState if each not in OVER)
        raise CommandRefused(RefusalCode.WRONG_STATE, state=ticket.state.value, allowed=allowed)
    tag = int(command.tag)
    if tag not in state.hall.tag_bases:
        raise CommandRefused(RefusalCode.TAG_UNKNOWN, tag=command.tag)
    holder_id = state.tags.get(tag)
    if holder_id == ticket.ticket_id:
        return ()
    if holder_id is not None:
        raise CommandRefused(RefusalCode.TAG_TAKEN, number=state.tickets[holder_id].number)
    returned = (TagReturned(ticket.ticket_id, ticket.tag),) if ticket.tag is not None else ()
    return *returned, TagGiven(ticket.ticket_id, tag)


def take_back(command: ReturnTag, moment: Moment) -> Events:
    """Also of somebody who was missed: the tag may lie on a chair."""
    ticket = moment.state.ticket(command.ticket_id)
    if ticket.tag is None:
        raise CommandRefused(RefusalCode.TAG_UNKNOWN, ticket_id=ticket.ticket_id)
    return (TagReturned(ticket.ticket_id, ticket.tag),)


def free(state: HallState) -> list[int]:
    """The tags nobody has, by number."""
    return sorted(state.hall.tag_bases.keys() - state.tags.keys())


def begin(command: BeginTagCall, moment: Moment) -> Events:
    """Whoever was called a while ago has been fetched, or will be called again: an old call is begun by nobody."""
    call = _mine(command, moment)
    if call.begun or moment.now_ms >= _lapses_at_ms(moment.state, call):
        raise _unknown(command)
    return (TagCallBegun(command.ticket_id, call.call_id),)


def report(command: ReportTagCall, moment: Moment) -> Events:
    call = _mine(command, moment)
    if not call.begun:
        raise _unknown(command)
    return _reported(moment.state, command.ticket_id, call, command.outcome)


def next_due_ms(state: HallState) -> int | None:
    """When the oldest call that is under way has taken too long; None without one."""
    oldest = next(iter(state.tag_calls.values()), None)
    return None if oldest is None else _lapses_at_ms(state, oldest)


def lapsed(state: HallState, now_ms: int, more: int) -> Events:
    """Those of which nobody has said in time what became of them. `more` alarms are raised before theirs."""
    events: Events = ()
    for ticket_id, call in state.tag_calls.items():
        if _lapses_at_ms(state, call) > now_ms:
            break
        reported = _reported(state, ticket_id, call, TagOutcome.UNANSWERED, more)
        more += len(reported) - 1
        events += reported
    return events


def _reported(state: HallState, ticket_id: str, call: TagCall, outcome: TagOutcome, more: int = 0) -> Events:
    """With an alarm for staff, who go and fetch the person; a tag that answers at last ends it."""
    told = TagCallReported(ticket_id, call.call_id, call.tag, outcome)
    if outcome is TagOutcome.CALLED:
        return told, *cause_gone(state, TAG_SILENT, ticket_id)
    if subject(TAG_SILENT, ticket_id) in state.alarms:
        return (told,)
    return told, AlarmRaised(alarm_id(state, TAG_SILENT, ticket_id, more=more), TAG_SILENT, ticket_id)


def _mine(command: BeginTagCall | ReportTagCall, moment: Moment) -> TagCall:
    ticket = moment.state.ticket(command.ticket_id)
    call = moment.state.tag_calls.get(ticket.ticket_id)
    if call is None or call.call_id != command.call_id or call.base.station_id != moment.by.id:
        raise _unknown(command)
    return call


def _unknown(command: BeginTagCall | ReportTagCall) -> CommandRefused:
    return CommandRefused(RefusalCode.TAG_CALL_UNKNOWN, call_id=command.call_id)


def _lapses_at_ms(state: HallState, call: TagCall) -> int:
    return call.called_at_ms + state.hall.policy.tag_call_s * 1000
