"""What of the catalogue a ticket can be taken for now, as the staff who take it for somebody see it."""

from config.catalogue import Bundle, ServiceItem
from queue_server.contract.commands import IssueTicket
from queue_server.contract.views import ItemFound, ItemsFound
from queue_server.domain.business_day import coming_day
from queue_server.domain.state import HallState
from queue_server.domain.views.actions import GUIDE, refusal
from queue_server.domain.views.labels import label


def items_found(state: HallState, entries: tuple[ServiceItem | Bundle, ...], now_ms: int) -> ItemsFound:
    """While windows are closed: for the next day."""
    for_day = None if state.begun_day is not None else coming_day(state, now_ms)
    return ItemsFound(tuple(_offer(state, entry, for_day, now_ms) for entry in entries), for_day)


def _offer(state: HallState, entry: ServiceItem | Bundle, for_day: str | None, now_ms: int) -> ItemFound:
    """Found out by asking the very rule that will be asked."""
    is_item = isinstance(entry, ServiceItem)
    wish = IssueTicket(item_id=entry.id if is_item else None, bundle_id=None if is_item else entry.id, for_day=for_day)
    refused = refusal(wish, state, GUIDE, now_ms)
    return ItemFound(
        item_id=wish.item_id,
        bundle_id=wish.bundle_id,
        number=entry.number if isinstance(entry, ServiceItem) else None,
        name=label(entry.name),
        queue=label(state.hall.queues[entry.queue_id].name),
        why=refused.code if refused is not None else None,
    )
