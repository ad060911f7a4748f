"""Names as views carry them."""

from config.configuration import HallConfiguration
from config.hall import Clerk
from config.model import Name
from queue_server.contract.views import Label, WindowBrief
from queue_server.domain.state import HallState, Ticket


def label(name: Name) -> Label:
    return Label(name.zh, name.en)


def item_label(hall: HallConfiguration, ticket: Ticket) -> Label | None:
    """What the ticket is for: its item or its bundle. None without one, and for one the catalogue has dropped since."""
    if ticket.bundle_id is not None:
        return bundle_label(hall, ticket.bundle_id)
    item = hall.items.get(ticket.item_id) if ticket.item_id is not None else None
    return label(item.name) if item is not None else None


def bundle_label(hall: HallConfiguration, bundle_id: str) -> Label | None:
    return next((label(bundle.name) for bundle in hall.catalogue.bundles if bundle.id == bundle_id), None)


def window_brief(hall: HallConfiguration, window_id: str) -> WindowBrief:
    window = hall.windows[window_id]
    return WindowBrief(window.id, window.number, label(window.name), window.kind.value)


def clerk_at(state: HallState, window_id: str) -> Clerk | None:
    """Who sits there now."""
    clerk_id = state.windows[window_id].clerk_id
    return state.hall.clerks[clerk_id] if clerk_id is not None else None


def trainee_at(state: HallState, window_id: str) -> Clerk | None:
    """Who works there with the clerk; None without one, and for one the plan has dropped since."""
    trainee_id = state.windows[window_id].trainee_id
    return state.hall.clerks.get(trainee_id) if trainee_id is not None else None


def staff_name(hall: HallConfiguration, clerk_id: str | None) -> str | None:
    """Of somebody the plan may have dropped since: then their id."""
    clerk = hall.clerks.get(clerk_id or "")
    return clerk.name if clerk is not None else clerk_id
