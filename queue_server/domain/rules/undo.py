"""Undoing: a window takes back what it did last to a ticket, by an event of its own. The journal keeps both.

Only while the policy's time lasts, while the same clerk sits there, and while nothing has befallen the ticket since.
That somebody has rated meanwhile changes nothing of it, or the clerk would learn of it: the rating stays.
"""

from queue_server.contract.commands import UndoLast
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.events import ActionUndone, RatingLapsed
from queue_server.domain.lifecycle import OVER
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.tickets import demand_not_replaced
from queue_server.domain.rules.windows import own_window
from queue_server.domain.state import HallState, LastAct


def undo(command: UndoLast, moment: Moment) -> Events:
    """An invitation to rate the service that goes on is taken back with it.

    Whoever has another number for the same, or with the same pre-review, by now keeps that one alone.
    """
    window = own_window(moment, command.window_id)
    last = undoable(moment.state, command.window_id, moment.now_ms)
    if last is None:
        raise CommandRefused(RefusalCode.NOTHING_TO_UNDO, window_id=command.window_id)
    ticket = moment.state.tickets[last.before.ticket_id]
    if ticket.state in OVER:
        demand_not_replaced(moment.state, ticket)
    undone = ActionUndone(last.before.ticket_id, command.window_id, last.what)
    invited = window.invited
    if invited is not None and invited.service_id == last.before.service_id:
        return RatingLapsed(invited.service_id, command.window_id), undone
    return (undone,)


def undoable(state: HallState, window_id: str, now_ms: int) -> LastAct | None:
    """What the window could take back now."""
    window = state.windows[window_id]
    last = window.last
    if last is None or last.clerk_id != window.clerk_id or now_ms > undo_until_ms(state, last):
        return None
    before = last.before
    acted_on = state.tickets[before.ticket_id].moves != last.moves
    return None if acted_on or before.queue_id not in state.hall.queues else last


def undo_until_ms(state: HallState, last: LastAct) -> int:
    return last.at_ms + state.hall.policy.undo_s * 1000
