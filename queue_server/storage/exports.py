"""The outbox of ratings: what waits for which receiver, and what became of the rest."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, func, select

from queue_server.storage import schema
from queue_server.storage.rows import upsert_rows

DUE_AT_ONCE = 50

_exports, _deliveries = schema.exports.c, schema.deliveries.c


class Outcome(StrEnum):
    """What became of a row. One without an outcome waits."""

    SENT = "sent"
    REFUSED = "refused"  # by the receiver: it is kept, shown, and not sent again unless staff ask for it
    OVERTAKEN = "overtaken"  # a default rating that somebody's own took the place of before it went out
    UNFIT = "unfit"  # the receiver's form cannot be filled in: tried again when the configuration changes


class Due(msgspec.Struct, frozen=True):
    """A rating that waits for a receiver."""

    receiver_id: str
    rating_id: str
    part: str  # export_rows.Part
    about: str  # export_rows.About
    seq: int
    made_at_ms: int


class Delivery(msgspec.Struct, frozen=True):
    """What became of a rating at a receiver. `status`: of its last HTTP answer; `why`: never what somebody wrote."""

    receiver_id: str
    rating_id: str
    part: str
    outcome: str
    attempts: int
    status: int | None
    why: str | None
    settled_at_ms: int


class Counts(msgspec.Struct, frozen=True):
    waiting: int = 0
    sent: int = 0
    refused: int = 0
    unfit: int = 0
    overtaken: int = 0
    oldest_at_ms: int | None = None  # of what waits


def due(connection: Connection, hall_id: str, receiver_id: str, after_seq: int) -> list[Due]:
    """The next that wait for the receiver, in the order they were given; all up to `after_seq` is settled."""
    found = connection.execute(
        select(*(_exports[name] for name in Due.__struct_fields__))
        .join_from(schema.exports, schema.deliveries, _same(), isouter=True)
        .where(
            _exports.hall_id == hall_id,
            _exports.receiver_id == receiver_id,
            _exports.seq > after_seq,
            _deliveries.outcome.is_(None),
        )
        .order_by(_exports.seq)
        .limit(DUE_AT_ONCE)
    )
    return [Due(*row) for row in found]


def settle(connection: Connection, hall_id: str, delivery: Delivery) -> None:
    upsert_rows(connection, schema.deliveries, [{"hall_id": hall_id, **msgspec.structs.asdict(delivery)}])


def take_up_unfit(connection: Connection, hall_id: str, receiver_id: str) -> None:
    """What could not be written waits once more: the configuration may have its codes now."""
    connection.execute(delete(schema.deliveries).where(*_of(hall_id, receiver_id, Outcome.UNFIT)))


def take_up_refused(connection: Connection, hall_id: str, receiver_id: str) -> int:
    """What the receiver refused waits once more; returns how many."""
    return connection.execute(delete(schema.deliveries).where(*_of(hall_id, receiver_id, Outcome.REFUSED))).rowcount


def counts(connection: Connection, hall_id: str) -> dict[str, Counts]:
    """By receiver, also those that the configuration has no more."""
    found: dict[str, dict[str, Any]] = {}
    rows = connection.execute(
        select(_exports.receiver_id, _deliveries.outcome, func.count(), func.min(_exports.made_at_ms))
        .join_from(schema.exports, schema.deliveries, _same(), isouter=True)
        .where(_exports.hall_id == hall_id)
        .group_by(_exports.receiver_id, _deliveries.outcome)
    )
    for receiver_id, outcome, count, first_ms in rows:
        told = found.setdefault(receiver_id, {})
        if outcome is None:
            told |= {"waiting": count, "oldest_at_ms": first_ms}
        else:
            told[outcome] = count
    return {receiver_id: Counts(**told) for receiver_id, told in found.items()}


def not_sent(connection: Connection, hall_id: str, limit: int) -> Sequence[Delivery]:
    """What was refused or could not be written, newest first."""
    found = connection.execute(
        select(*(_deliveries[name] for name in Delivery.__struct_fields__))
        .where(_deliveries.hall_id == hall_id, _deliveries.outcome.in_((Outcome.REFUSED, Outcome.UNFIT)))
        .order_by(_deliveries.settled_at_ms.desc(), _deliveries.rating_id, _deliveries.receiver_id)
        .limit(limit)
    )
    return [Delivery(*row) for row in found]


def _same() -> ColumnElement[bool]:
    return (
        (_deliveries.hall_id == _exports.hall_id)
        & (_deliveries.receiver_id == _exports.receiver_id)
        & (_deliveries.rating_id == _exports.rating_id)
        & (_deliveries.part == _exports.part)
    )


def _of(hall_id: str, receiver_id: str, outcome: Outcome) -> tuple[ColumnElement[bool], ...]:
    return _deliveries.hall_id == hall_id, _deliveries.receiver_id == receiver_id, _deliveries.outcome == outcome
