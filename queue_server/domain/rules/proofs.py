"""The proof of a call: which screens have shown it. A call that nobody showed is no call that somebody can miss.

What screens say is gathered outside (`engine.proofs`) and noted here once for each call: when all have shown it, or
when time is up. A later word of a call that nothing had shown is noted again, and so is that of a loudspeaker or a tag.
"""

from queue_server.contract.commands import RecordProof
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.events import AlarmRaised, CallShown, CallUnshown
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.alarms import CALL_UNSHOWN, SCREEN_SILENT, alarm_id, cause_gone, subject
from queue_server.domain.state import Call, HallState


def record(command: RecordProof, moment: Moment) -> Events:
    """Nothing of a ticket that is history, nor of a call that has been repeated since: its recall has its own proof."""
    state = moment.state
    call = state.calls.get(command.ticket_id)
    if call is None or call.call_id != command.call_id:
        return ()
    if call.shown_at_ms is not None:
        return _more(call, command)
    if not command.shown:
        return _unshown(state, call, command.silent)
    told = CallShown(call.ticket_id, call.call_id, call.window_id, command.shown, command.silent)
    speaking = dict.fromkeys(showing.station_id for showing in command.shown)
    back = (cleared for station_id in speaking for cleared in cause_gone(state, SCREEN_SILENT, station_id))
    return told, *back, *_alarms(state, SCREEN_SILENT, command.silent, 0)


def _more(call: Call, command: RecordProof) -> Events:
    """Whoever has told the call since it was noted: a loudspeaker, a tag."""
    known = {(showing.station_id, showing.device_id) for showing in call.shown}
    more = tuple(one for one in command.shown if (one.station_id, one.device_id) not in known)
    if not more:
        return ()
    return (CallShown(call.ticket_id, call.call_id, call.window_id, (*call.shown, *more), command.silent),)


def _unshown(state: HallState, call: Call, silent: tuple[str, ...]) -> Events:
    if call.unshown:
        return ()
    events: Events = (CallUnshown(call.ticket_id, call.call_id, call.window_id, silent),)
    if call.undone or state.tickets[call.ticket_id].window_id != call.window_id:
        return events  # whoever was called is not awaited any more
    raised = _alarms(state, CALL_UNSHOWN, (call.ticket_id,), 0)
    return events + raised + _alarms(state, SCREEN_SILENT, silent, len(raised))


def _alarms(state: HallState, kind: str, abouts: tuple[str, ...], more: int) -> Events:
    new = (about for about in dict.fromkeys(abouts) if subject(kind, about) not in state.alarms)
    return tuple(AlarmRaised(alarm_id(state, kind, about, more + at), kind, about) for at, about in enumerate(new))


def demand_shown(call: Call, *, called_aloud: bool) -> None:
    """Refuses CALL_UNSHOWN where it is known that nothing has shown it."""
    if call.unshown and not called_aloud:
        raise CommandRefused(RefusalCode.CALL_UNSHOWN)


def seen_at_ms(call: Call) -> int:
    """From when on it can be missed: since a screen first showed it, or since it was made, where nobody says."""
    return call.called_at_ms if call.shown_at_ms is None else max(call.shown_at_ms, call.called_at_ms)
