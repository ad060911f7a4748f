"""Call boards: the newest calls and the length of the queues, of the whole hall or of one zone."""

from collections.abc import Iterator
from typing import Final

from config.spots import Spot
from queue_server.contract.views import BoardView, CallLine, SpotLine, TicketState
from queue_server.domain.state import HallState
from queue_server.domain.views.announcements import emergency_line, on_boards
from queue_server.domain.views.labels import label, window_brief
from queue_server.domain.views.queues import queue_lines

CALLS_AT_LEAST: Final = 8
RECENT_MS: Final = 60_000


def board_view(state: HallState, zone_id: str | None, now_ms: int) -> BoardView:
    hall = state.hall
    zone = hall.zones[zone_id] if zone_id is not None else None
    queues = (queue for queue in hall.plan.queues if zone is None or queue.zone_id == zone.id)
    return BoardView(
        hall=label(hall.plan.name),
        zone=label(zone.name) if zone else None,
        day_open=state.begun_day is not None,
        calls=tuple(_calls(state, zone_id, now_ms)),
        queues=queue_lines(state, queues, now_ms),
        notices=tuple(label(notice) for notice in hall.plan.notices),
        emergency=emergency_line(state),
        published=on_boards(state, zone_id),
        spots=tuple(_spots(hall.policy.spots, zone_id)),
    )


def _spots(spots: tuple[Spot, ...], zone_id: str | None) -> Iterator[SpotLine]:
    """A board of the whole hall shows what is for all boards."""
    for spot in spots:
        if not spot.zone_ids or zone_id in spot.zone_ids:
            yield SpotLine(
                *(spot.file, spot.length_s, spot.begins_at, spot.ends_at),
                valid_from=spot.valid_from.isoformat() if spot.valid_from else None,
                valid_to=spot.valid_to.isoformat() if spot.valid_to else None,
            )


def _calls(state: HallState, zone_id: str | None, now_ms: int) -> Iterator[CallLine]:
    windows = state.hall.windows
    shown = 0
    for call in reversed(state.calls.values()):
        if shown >= CALLS_AT_LEAST and call.called_at_ms < now_ms - RECENT_MS:
            return
        window = windows.get(call.window_id)  # gone, when a new plan has dropped it since
        if window is None or call.undone or (zone_id is not None and window.zone_id != zone_id):
            continue
        ticket = state.tickets[call.ticket_id]
        yield CallLine(
            *(call.call_id, ticket.number, window_brief(state.hall, window.id), call.called_at_ms, call.times),
            language=ticket.language,
            over=ticket.state is not TicketState.CALLED,
        )
        shown += 1
