"""Live views: what each person in the hall sees. Pure functions of the state, with the actions open to that person.

Of time they know only `now_ms`: which calls are recent, which missed tickets may still come back, what is too soon.
"""

from config.hall import StationKind
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import AnyView
from queue_server.domain.state import HallState
from queue_server.domain.views.appointments import appointment_view
from queue_server.domain.views.boards import board_view
from queue_server.domain.views.bridges import bridge_view
from queue_server.domain.views.clerks import clerk_view
from queue_server.domain.views.floor import floor_view
from queue_server.domain.views.halls import hall_view
from queue_server.domain.views.pre_reviews import pre_review_view
from queue_server.domain.views.tickets import ticket_view
from queue_server.domain.views.windows import panel_view, rating_view

__all__ = ["appointment_view", "pre_review_view", "ticket_view", "view"]


def view(state: HallState, topic: str, now_ms: int) -> AnyView:
    """The view of a topic as `contract.wire` lists them. Refuses NOT_FOUND, also while no configuration is in force."""
    hall = state.hall
    name, colon, about = topic.partition(":")
    match name:
        case "hall" if not colon:
            return hall_view(state, now_ms)
        case "floor" if not colon:
            return floor_view(state, now_ms)
        case "board" if not colon:
            return board_view(state, None, now_ms)
        case "board" if about in hall.zones:
            return board_view(state, about, now_ms)
        case "panel" if about in hall.windows:
            return panel_view(state, about, now_ms)
        case "rating" if about in hall.windows:
            return rating_view(state, about)
        case "clerk" if about in hall.windows:
            return clerk_view(state, about, now_ms)
        case "bridge" if about in hall.stations and hall.stations[about].kind is StationKind.BRIDGE:
            return bridge_view(state, about)
        case "ticket" if about in state.tickets:
            return ticket_view(state, about, now_ms)
    raise CommandRefused(RefusalCode.NOT_FOUND, topic=topic)
