"""Who asks: every command is given by an actor, and every command names the roles that may give it."""

from enum import StrEnum

import msgspec


class Role(StrEnum):
    KIOSK = "kiosk"
    BOARD = "board"
    PANEL = "panel"
    RATING = "rating"
    BRIDGE = "bridge"
    PORTAL = "portal"  # the city's online pre-review, a station without a place in the hall
    CLERK = "clerk"
    GUIDE = "guide"
    SUPERVISOR = "supervisor"
    TECHNICIAN = "technician"
    AUDITOR = "auditor"
    COMPLAINTS = "complaints"  # 评价监督
    VISITOR = "visitor"  # the holder of a ticket, through the page behind the slip's QR code
    SYSTEM = "system"  # the server itself: timers, opening and closing


PLACED_STATIONS = frozenset({Role.KIOSK, Role.BOARD, Role.PANEL, Role.RATING, Role.BRIDGE})
STATION_ROLES = PLACED_STATIONS | {Role.PORTAL}


class Actor(msgspec.Struct, frozen=True, gc=False):
    """`id` is a station, clerk or ticket id; a person may hold several roles."""

    id: str
    roles: frozenset[Role]

    def may_act_as(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


SYSTEM = Actor("system", frozenset({Role.SYSTEM}))
