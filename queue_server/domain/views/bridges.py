"""What a device bridge is to do."""

from queue_server.contract.views import BridgeView, CellLine, OpeningLine, TagCallLine
from queue_server.domain.rules import lockers
from queue_server.domain.state import HallState


def bridge_view(state: HallState, station_id: str) -> BridgeView:
    """Time alone changes nothing here: what is too late is refused when it is begun."""
    return BridgeView(
        tag_calls=tuple(
            TagCallLine(ticket_id, call.call_id, call.tag, call.base.device_id)
            for ticket_id, call in state.tag_calls.items()
            if call.base.station_id == station_id and not call.begun
        ),
        openings=tuple(
            OpeningLine(opening.opening_id, opening.device_id, opening.board, opening.lock)
            for opening in state.openings.values()
            if opening.station_id == station_id and opening.begun_at_ms is None
        ),
        left_open=tuple(CellLine(*cell) for cell in lockers.left_open(state, station_id)),
    )
