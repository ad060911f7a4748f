"""The hall as kiosks show it: which queues there are and what can be ticketed now."""

from queue_server.contract.commands import IssueTicket
from queue_server.contract.views import HallView, ItemLine
from queue_server.domain.state import HallState
from queue_server.domain.views.actions import KIOSK, refusal
from queue_server.domain.views.labels import label
from queue_server.domain.views.queues import queue_lines


def hall_view(state: HallState, now_ms: int) -> HallView:
    hall = state.hall
    refusals = ((item.id, refusal(IssueTicket(item_id=item.id), state, KIOSK, now_ms)) for item in hall.catalogue.items)
    return HallView(
        hall=label(hall.plan.name),
        day_open=state.business_day is not None,
        business_day=state.business_day,
        opens_at=hall.policy.hours.opens_at,
        closes_at=hall.policy.hours.closes_at,
        configuration_hash=state.configuration_hash,
        queues=queue_lines(state, hall.plan.queues, now_ms),
        closed_items=tuple(ItemLine(item_id, refused.code) for item_id, refused in refusals if refused),
        out_of_service=tuple(id_ for id_, station in state.stations.items() if station.out_because is not None),
    )
