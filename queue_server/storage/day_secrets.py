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
from typing import Final

from msgspec.structs import replace
from sqlalchemy import Connection, delete, insert, select

from queue_server.domain.events import AnyEvent, AppointmentBooked, DayClosed, DayOpened, Recorded, TicketIssued
from queue_server.storage import schema
from queue_server.storage.hall_secrets import SECRET_BYTES

SEALED: Final = "~"  # before a key that is written masked

_NAME: Final = "person_keys."  # and the day
_columns = schema.hall_secrets.c


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
        day = _day(event, entry)
        secret = self._of(day) or self._made(day)
        masked = (_masked(secret, event, place, key) for place, key in enumerate(event.person_keys))
        return replace(event, person_keys=tuple(SEALED + key for key in masked))

    def opened(self, entry: Recorded) -> Recorded:
        """The entry as it was before it was written; without keys if their day has ended."""
        event = entry.event
        if not (isinstance(event, TicketIssued | AppointmentBooked) and event.person_keys):
            return entry
        if not event.person_keys[0].startswith(SEALED):  # of before there were secrets of days
            return entry
        secret = self._of(_day(event, entry))
        sealed = [] if secret is None else [key.removeprefix(SEALED) for key in event.person_keys]
        opened = tuple(_masked(secret or b"", event, place, key) for place, key in enumerate(sealed))
        return replace(entry, event=replace(event, person_keys=opened))

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


def _day(event: TicketIssued | AppointmentBooked, entry: Recorded) -> str:
    return event.for_day if isinstance(event, AppointmentBooked) else entry.business_day or ""


def _masked(secret: bytes, event: TicketIssued | AppointmentBooked, place: int, key: str) -> str:
    """There and back. `key`: hex digits of at most 32 bytes."""
    about = event.appointment_id if isinstance(event, AppointmentBooked) else event.ticket_id
    mask = hmac.digest(secret, f"{type(event).__name__}\0{about}\0{place}".encode(), "sha256")
    return bytes(one ^ other for one, other in zip(bytes.fromhex(key), mask, strict=False)).hex()
