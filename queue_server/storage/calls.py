"""A call of any day, out of the history."""

import msgspec
from sqlalchemy import Connection, Row, select

from queue_server.domain.trace import Trace
from queue_server.storage import schema

_calls = schema.calls.c
_decode_trace = msgspec.json.Decoder(Trace).decode


def call(connection: Connection, hall_id: str, call_id: str) -> tuple[Row[*tuple[object, ...]], Trace | None] | None:
    """Its row and its trace; None if there is none of that id. A recall is a part of the call before it."""
    found = connection.execute(
        select(schema.calls).where(_calls.hall_id == hall_id, _calls.call_id == call_id)
    ).one_or_none()
    if found is None:
        return None
    return found, _decode_trace(found.trace) if found.trace is not None else None
