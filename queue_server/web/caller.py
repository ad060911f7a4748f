"""Who stands before one of the server's doors, and what of the hall they may look at."""

from dataclasses import dataclass, field

from config.hall import Clerk, DeviceKind, Station
from queue_server.contract.actors import STATION_ROLES, Actor, Role

STAFF = frozenset({Role.CLERK, Role.GUIDE, Role.SUPERVISOR, Role.TECHNICIAN, Role.AUDITOR, Role.COMPLAINTS})
WHOLE_HALL = frozenset({Role.GUIDE, Role.SUPERVISOR, Role.TECHNICIAN, Role.AUDITOR})
AT_WINDOWS_AND_DEVICES = WHOLE_HALL | {Role.CLERK}  # whoever looks after ratings has no part in these
_TELL_OF_RATINGS = frozenset({"rating", "ticket"})  # views that differ once somebody has rated
_OVER_RATINGS = frozenset({Role.SUPERVISOR, Role.TECHNICIAN, Role.AUDITOR})  # guides help out at windows: not they
_BRIDGED: dict[str, tuple[DeviceKind, ...]] = {
    "panel": (DeviceKind.LED_BAR, DeviceKind.CALL_PADS),
    "rating": (DeviceKind.RATING_PADS,),
}  # what devices at a window show of it


@dataclass(frozen=True, slots=True)
class Caller:
    """One of: a station of the plan, a clerk of the plan who signed in, a visitor who holds a ticket's address."""

    actor: Actor
    station: Station | None = None
    key_hash: str = field(default="", repr=False)  # of the station's key
    clerk: Clerk | None = None
    session: str | None = field(default=None, repr=False)  # the clerk's token
    ticket_id: str | None = None

    @classmethod
    def of_station(cls, station: Station, key_hash: str) -> "Caller":
        return cls(Actor(station.id, frozenset({Role(station.kind.value)})), station=station, key_hash=key_hash)

    @classmethod
    def of_clerk(cls, clerk: Clerk, session: str) -> "Caller":
        roles = frozenset(Role(role.value) for role in clerk.roles)
        return cls(Actor(clerk.id, roles), clerk=clerk, session=session)

    @classmethod
    def of_ticket(cls, ticket_id: str) -> "Caller":
        return cls(Actor(ticket_id, frozenset({Role.VISITOR})), ticket_id=ticket_id)

    @property
    def is_staff(self) -> bool:
        return self.actor.may_act_as(*STAFF)

    def may_see(self, topic: str) -> bool:
        """Whether the view of `topic` may be shown: each station its own place, a clerk the windows of their posts."""
        kind, _, about = topic.partition(":")
        if self.actor.may_act_as(*WHOLE_HALL):
            return kind not in _TELL_OF_RATINGS or self.actor.may_act_as(*_OVER_RATINGS)
        if self.station is not None:
            return self._station_may_see(kind, about)
        if self.clerk is not None:
            return kind == "clerk" and about in (*self.clerk.primary, *self.clerk.backup)
        return kind == "ticket" and about == self.ticket_id

    @property
    def _has_loudspeaker(self) -> bool:
        devices = self.station.devices if self.station is not None else ()
        return any(device.kind is DeviceKind.LOUDSPEAKER for device in devices)

    def _station_may_see(self, kind: str, about: str) -> bool:
        (role,) = self.actor.roles & STATION_ROLES
        match role:
            case Role.KIOSK:
                return kind == "hall" and not about
            case Role.BOARD:
                return kind == "board"
            case Role.PANEL | Role.RATING:
                return kind == role.value and self.station is not None and about == self.station.window_id
            case Role.BRIDGE if kind == "bridge":
                return self.station is not None and about == self.station.id
            case Role.BRIDGE if kind == "hall":  # tells when the plan has changed
                return not about
            case Role.BRIDGE if kind == "board":  # what its loudspeaker says
                return self.station is not None and about == (self.station.zone_id or "") and self._has_loudspeaker
            case Role.BRIDGE:
                return self.station is not None and about in self.station.windows_with(*_BRIDGED.get(kind, ()))
        return False
