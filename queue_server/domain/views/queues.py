"""Queues as the public sees them."""

from collections.abc import Iterable

from config.hall import Queue
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import QueueLine
from queue_server.domain import numbering, routing
from queue_server.domain.last_ticket import last_ticket_at_ms
from queue_server.domain.rules.tickets import day_given_now, no_number
from queue_server.domain.state import HallState
from queue_server.domain.views.labels import label
from queue_server.domain.waiting_range import range_min


def queue_lines(state: HallState, queues: Iterable[Queue], now_ms: int) -> tuple[QueueLine, ...]:
    """Kiosks, boards and every clerk look at the same lines at the same moment: they are worked out once for all."""
    return tuple(_remembered(state, queue, now_ms) for queue in queues)


def _remembered(state: HallState, queue: Queue, now_ms: int) -> QueueLine:
    seq, at_ms, line = state.queue_lines.get(queue.id, (None, None, None))
    if line is None or seq != state.seq or at_ms != now_ms:
        line = _queue_line(state, queue, now_ms)
        state.queue_lines[queue.id] = state.seq, now_ms, line
    return line


def _queue_line(state: HallState, queue: Queue, now_ms: int) -> QueueLine:
    lanes = state.waiting[queue.id]
    first = lanes.first
    windows_open = len(routing.regular_open_windows(state, queue.id))
    ordinal = state.ordinals.get(queue.series)
    refused = RefusalCode.DAY_CLOSED if day_given_now(state) is None else no_number(state, queue, now_ms)
    return QueueLine(
        queue_id=queue.id,
        name=label(queue.name),
        series=queue.series,
        kind=queue.kind.value,
        waiting=len(lanes),
        windows_open=windows_open,
        accepts=refused is None,
        why_not=refused,
        on_kiosk=queue.on_kiosk,
        longest_since_ms=state.tickets[first[2]].issued_at_ms if first else None,
        numbers_over=refused is RefusalCode.NUMBERS_OVER,
        last_ticket_at_ms=last_ticket_at_ms(state, queue.id, now_ms),
        last_number=numbering.number(state, queue.series, ordinal) if ordinal else None,
        range_min=range_min(state.paces[queue.id], len(lanes), now_ms) if windows_open else None,
    )
