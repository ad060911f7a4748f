"""Calls of any day, out of the history."""

from typing import Any, TypeAlias

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from queue_server.domain.trace import Trace
from queue_server.storage import schema

Called: TypeAlias = tuple[Row[Any], Trace | None]  # a call's row and its trace; those of former versions have none

_calls = schema.calls.c
_decode_trace = msgspec.json.Decoder(Trace).decode


def call(connection: Connection, hall_id: str, call_id: str) -> Called | None:
    """None if there is none of that id. A recall is a part of the call before it."""
    found = connection.execute(
        select(schema.calls).where(_calls.hall_id == hall_id, _calls.call_id == call_id)
    ).one_or_none()
    return _traced(found) if found is not None else None


def calls_of_day(
    connection: Connection,
    hall_id: str,
    business_day: str,
    *,
    window_id: str | None = None,
    rule: str | None = None,
    before: str | None = None,
    limit: int,
) -> list[Called]:
    """The newest first. `before`: id of a call, those older than it; nothing is older than one nobody knows."""
    wanted = [_calls.hall_id == hall_id, _calls.business_day == business_day]
    if window_id is not None:
        wanted.append(_calls.window_id == window_id)
    if rule is not None:
        wanted.append(_calls.rule == rule)
    if before is not None:
        wanted.append(_older(connection, hall_id, before))
    newest_first = select(schema.calls).where(*wanted).order_by(_calls.called_at_ms.desc(), _calls.call_id.desc())
    return [_traced(row) for row in connection.execute(newest_first.limit(limit))]


def calls_of_ticket(connection: Connection, hall_id: str, ticket_id: str) -> list[Called]:
    """The first one first."""
    its_own = select(schema.calls).where(_calls.hall_id == hall_id, _calls.ticket_id == ticket_id)
    return [_traced(row) for row in connection.execute(its_own.order_by(_calls.called_at_ms, _calls.call_id))]


def _older(connection: Connection, hall_id: str, call_id: str) -> ColumnElement[bool]:
    """Calls of one batch have the same time: their ids decide."""
    asked = select(_calls.called_at_ms).where(_calls.hall_id == hall_id, _calls.call_id == call_id)
    at_ms = connection.execute(asked).scalar_one_or_none() or 0
    return or_(_calls.called_at_ms < at_ms, and_(_calls.called_at_ms == at_ms, _calls.call_id < call_id))


def _traced(row: Row[Any]) -> Called:
    return row, _decode_trace(row.trace) if row.trace is not None else None
