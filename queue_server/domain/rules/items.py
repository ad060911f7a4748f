"""What the catalogue offers on a day: items, bundles, and the queue in which those wait who come for them."""

from datetime import date

from config.catalogue import Bundle, ServiceItem
from config.hall import Queue, WindowKind
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.state import HallState


def accepted_item(state: HallState, item_id: str, day: str) -> ServiceItem:
    """The item, if it is accepted on that day. Refuses ITEM_UNKNOWN, ITEM_CLOSED."""
    item = state.hall.items.get(item_id)
    if item is None:
        raise CommandRefused(RefusalCode.ITEM_UNKNOWN, item_id=item_id)
    why = closed(item, day)
    if why is not None:
        raise CommandRefused(RefusalCode.ITEM_CLOSED, item_id=item_id, why=why)
    return item


def closed(item: ServiceItem, day: str) -> str | None:
    """Why it is not accepted on that day: "closed", "not_yet", "no_longer"; None if it is."""
    if item.closed_because is not None:
        return "closed"
    if item.valid_from is None and item.valid_to is None:
        return None
    on = date.fromisoformat(day)
    if item.valid_from is not None and on < item.valid_from:
        return "not_yet"
    return "no_longer" if item.valid_to is not None and on > item.valid_to else None


def bundle(state: HallState, bundle_id: str) -> Bundle:
    """Refuses BUNDLE_UNKNOWN."""
    found = next((bundle for bundle in state.hall.catalogue.bundles if bundle.id == bundle_id), None)
    if found is None:
        raise CommandRefused(RefusalCode.BUNDLE_UNKNOWN, bundle_id=bundle_id)
    return found


def advice_queue(state: HallState) -> Queue | None:
    """Where people are advised: the first queue of that kind."""
    return next((queue for queue in state.hall.plan.queues if queue.kind is WindowKind.CONSULTATION), None)
