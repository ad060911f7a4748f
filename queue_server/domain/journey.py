"""Journeys: the stages a bundle leads through, and the way back for whoever was sent to another window."""

import msgspec

from queue_server.contract.views import Label


class PlannedStage(msgspec.Struct, frozen=True, gc=False):
    """A stage as it was when the ticket was taken: whatever the catalogue says later, the journey stays the same."""

    queue_id: str
    item_ids: tuple[str, ...]
    name: Label


class WayBack(msgspec.Struct, frozen=True, gc=False):
    """Who sent the ticket away: it comes back to that window's queue, and to the window if it is still open."""

    window_id: str
    queue_id: str
