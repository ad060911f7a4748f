"""Verification: is the journal whole and unaltered, does it make a sound hall, and does the history say the same?"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, select

from queue_server.domain.evolve import evolve
from queue_server.domain.invariants import check
from queue_server.domain.state import HallState
from queue_server.storage import schema
from queue_server.storage.anchors import Anchor
from queue_server.storage.chain import GENESIS, StoredRow, follows
from queue_server.storage.database import Database
from queue_server.storage.history import History
from queue_server.storage.journal import Head, JournalDamaged, all_stored_rows, head, read_row, stored_rows
from queue_server.storage.rows import Row
from queue_server.storage.snapshots import Folded, alike, restore


class Verification(msgspec.Struct, frozen=True):
    """`findings` are sentences, empty when all is well. `anchored`: how many anchors the journal was compared with."""

    events: int
    head: Head
    findings: tuple[str, ...]
    anchored: int = 0

    @property
    def sound(self) -> bool:
        return not self.findings


async def verify(database: Database, hall_id: str, anchors: Sequence[Anchor] = ()) -> Verification:
    """Checks everything the hall's journal and history say of one another, and whether the journal still has the rows
    the hall's `anchors` were taken of; those of other halls are passed over. May run beside the server."""
    own = sorted((anchor for anchor in anchors if anchor.hall_id == hall_id), key=lambda anchor: anchor.seq)
    return await database.read(_verify, hall_id, own)


def _verify(connection: Connection, hall_id: str, anchors: Sequence[Anchor]) -> Verification:
    known_head = head(connection, hall_id)
    broken = _first_break(connection, hall_id, known_head) or _first_lost_anchor(connection, hall_id, anchors)
    if broken is not None:
        return Verification(known_head.seq, known_head, (broken,), len(anchors))
    findings = (*_unsound(connection, hall_id), *_unanswerable(connection, hall_id, known_head))
    return Verification(known_head.seq, known_head, findings, len(anchors))


# --- the chain ----------------------------------------------------------------------------------------------------


def _first_break(connection: Connection, hall_id: str, known_head: Head) -> str | None:
    """The first place where the journal is not what was written."""
    previous = Head(0, GENESIS)
    for row in all_stored_rows(connection, hall_id):
        place = previous.seq + 1
        if row.seq != place or not follows(row, previous.hash):
            return _kind_of_break(connection, hall_id, row, place, previous.hash)
        previous = Head(row.seq, row.hash)
    if previous.seq < known_head.seq:
        return f"row {previous.seq + 1} is missing, and all after it up to {known_head.seq}"
    if previous != known_head:
        return f"row {known_head.seq + 1} was never written by this server: the head ends before it"
    return None


def _kind_of_break(connection: Connection, hall_id: str, found: StoredRow, place: int, previous: str) -> str:
    for row in all_stored_rows(connection, hall_id):
        if row.seq >= place and follows(row, previous, seq=place):
            return f"row {place} is out of order: what belongs there stands at {row.seq}"
    return f"row {place} is missing" if found.seq > place else f"row {place} was altered"


def _first_lost_anchor(connection: Connection, hall_id: str, anchors: Sequence[Anchor]) -> str | None:
    """Where a journal that is whole in itself is not the one the anchors were taken of."""
    sound_up_to = 0
    for anchor in anchors:
        row = next(iter(stored_rows(connection, hall_id, anchor.seq - 1, limit=1)), None)
        if row is None:
            ends_at = head(connection, hall_id).seq
            return (
                f"the journal was cut off after row {ends_at}: {anchor.business_day} was closed with row {anchor.seq}"
            )
        if not anchor.fits(row):
            first = sound_up_to + 1
            return (
                f"the journal was written anew from a row between {first} and {anchor.seq} on: "
                f"row {anchor.seq} is not the one that closed {anchor.business_day}"
            )
        sound_up_to = anchor.seq
    return None


# --- the hall and its history -------------------------------------------------------------------------------------


def _unsound(connection: Connection, hall_id: str) -> Iterator[str]:
    state, history = HallState(), History(hall_id)
    kept = restore(connection, hall_id)
    told: dict[Table, dict[tuple[str, ...], Row]] = {table: {} for table in schema.HISTORY}
    for row in all_stored_rows(connection, hall_id):
        try:
            recorded = read_row(row)
            evolve(state, recorded)
            history.apply(recorded)
        except (JournalDamaged, KeyError, ValueError) as error:
            yield f"row {row.seq} cannot be applied: {error}"
            return
        if kept is not None and kept.seq == row.seq and not alike(kept, Folded(row.seq, row.at_ms, state, history)):
            yield f"the snapshot of row {row.seq} is not the hall that the journal makes: delete it from `snapshots`"
        for table, rows in history.take_changes():
            for changed in rows:
                known = told[table].get(_key(table, changed)) or dict.fromkeys(column.name for column in table.columns)
                told[table][_key(table, changed)] = {**known, **changed}
    yield from check(state)
    for table, rows_told in told.items():
        yield from _differences(connection, hall_id, table, rows_told)


def _differences(connection: Connection, hall_id: str, table: Table, told: dict[tuple[str, ...], Row]) -> Iterator[str]:
    rows = connection.execute(select(table).where(table.c.hall_id == hall_id)).mappings()
    stored = {_key(table, row): row for row in map(dict[str, Any], rows)}
    for key in sorted(told.keys() | stored.keys()):
        name = f"{table.name} {key[-1]}"
        if key not in stored:
            yield f"{name} is missing from the history"
        elif key not in told:
            yield f"{name} is in the history, but not in the journal"
        elif stored[key] != told[key]:
            columns = ", ".join(column for column in told[key] if told[key][column] != stored[key][column])
            yield f"{name} differs from the journal in {columns}"


def _key(table: Table, row: Row) -> tuple[str, ...]:
    return tuple(row[column.name] for column in table.primary_key.columns)


def _unanswerable(connection: Connection, hall_id: str, known_head: Head) -> Iterator[str]:
    columns = schema.requests.c
    ahead = select(columns.key).where(columns.hall_id == hall_id, columns.seq > known_head.seq).order_by(columns.key)
    for key in connection.scalars(ahead):
        yield f"the request {key} was answered with an event the journal does not have"
