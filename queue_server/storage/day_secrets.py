"""The keys of persons in the journal: sealed with a secret of the day they are for, which is erased when that day ends.

What the journal says stands for good, and its chain would show a row that lost a word. So a key is written masked: XOR
with HMAC-SHA256 (RFC 2104) of ticket or appointment under the day's secret, cut to the key's length. No mask is used
twice. Once the secret is gone a mask is a random number: nobody can try out phone or identity numbers against the
journal any more, nor see who came twice (PIPL art. 19 and 47: kept as short as need be, and erased then).

A number is for the day it is issued on, an appointment for the day it is booked for.
"""

import hmac
import secrets
from collections.abc import Callable
from typing import Final, NamedTuple

from msgspec.structs import replace
from sqlalchemy import Connection, delete, insert, select

from queue_server.domain.events import AnyEvent, AppointmentBooked, DayClosed, DayOpened, Recorded, TicketIssued
from queue_server.storage import schema
from queue_server.storage.hall_secrets import SECRET_BYTES

SEALED: Final = "~"  # before a key that is written masked

_NAME: Final = "person_keys."  # and the day
_columns = schema.hall_secrets.c


class Whose(NamedTuple):
    """What persons' keys belong to: the number or appointment `about`, which is for that day."""

    day: str
    kind: type[TicketIssued] | type[AppointmentBooked]
    about: str


class DaySecrets:
    """Those of one hall, as one transaction sees them. `chance` gives as many random bytes as it is asked for."""

    def __init__(
        self, connection: Connection, hall_id: str, chance: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self._connection = connection
        self._hall_id = hall_id
        self._chance = chance
        self._known: dict[str, bytes | None] = {}

    def sealed(self, entry: Recorded) -> AnyEvent:
        """The event as it is written."""
        event = entry.event
        if not (isinstance(event, TicketIssued | AppointmentBooked) and event.person_keys):
            return event
        return replace(event, person_keys=self.sealed_keys(_whose(entry, event), event.person_keys))

    def opened(self, entry: Recorded) -> Recorded:
        """The entry as it was before it was written; without keys if their day has ended."""
        event = entry.event
        if not (isinstance(event, TicketIssued | AppointmentBooked) and event.person_keys):
            return entry
        return replace(
            entry, event=replace(event, person_keys=self.opened_keys(_whose(entry, event), event.person_keys))
        )

    def sealed_keys(self, of: Whose, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Keys as they are written, the same wherever they are."""
        secret = self._of(of.day) or self._made(of.day)
        return tuple(SEALED + _masked(secret, of, place, key) for place, key in enumerate(keys))

    def opened_keys(self, of: Whose, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Keys as they were before they were written; none if their day has ended."""
        if not (keys and keys[0].startswith(SEALED)):  # of before there were secrets of days
            return keys
        secret = self._of(of.day)
        sealed = enumerate(keys if secret is not None else ())
        return tuple(_masked(secret or b"", of, place, key.removeprefix(SEALED)) for place, key in sealed)

    def erase_ended(self, event: AnyEvent) -> None:
        """The secrets of the days that have ended with this event."""
        if isinstance(event, DayOpened | DayClosed):
            last = event.business_day
            ended = [day for day in self._days() if day < last or (day == last and isinstance(event, DayClosed))]
            names = [_NAME + day for day in ended]
            self._connection.execute(
                delete(schema.hall_secrets).where(_columns.hall_id == self._hall_id, _columns.name.in_(names))
            )
            self._known.clear()

    def _days(self) -> list[str]:
        names = self._connection.scalars(select(_columns.name).where(_columns.hall_id == self._hall_id))
        return [name.removeprefix(_NAME) for name in names if name.startswith(_NAME)]

    def _of(self, day: str) -> bytes | None:
        if day not in self._known:
            found = self._connection.scalar(
                select(_columns.secret).where(_columns.hall_id == self._hall_id, _columns.name == _NAME + day)
            )
            self._known[day] = bytes(found) if found is not None else None
        return self._known[day]

    def _made(self, day: str) -> bytes:
        secret = self._known[day] = self._chance(SECRET_BYTES)
        row = {"hall_id": self._hall_id, "name": _NAME + day, "secret": secret}
        self._connection.execute(insert(schema.hall_secrets), row)
        return secret


def _whose(entry: Recorded, event: TicketIssued | AppointmentBooked) -> Whose:
    if isinstance(event, AppointmentBooked):
        return Whose(event.for_day, AppointmentBooked, event.appointment_id)
    return Whose(entry.business_day or "", TicketIssued, event.ticket_id)


def _masked(secret: bytes, of: Whose, place: int, key: str) -> str:
    """There and back. `key`: hex digits of at most 32 bytes."""
    mask = hmac.digest(secret, f"{of.kind.__name__}\0{of.about}\0{place}".encode(), "sha256")
    return bytes(one ^ other for one, other in zip(bytes.fromhex(key), mask, strict=False)).hex()
