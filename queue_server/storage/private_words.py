"""What people wrote with their ratings and work orders: kept apart from journal and history, and erased in time.

A row stays when its text has gone, with when that was. Erased text is overwritten in an SQLite file (`secure_delete`)
and in its write-ahead log (`Database.purge`). PostgreSQL gives the space of the old row free with the same `purge` (a
VACUUM), to be written over by later rows; its own write-ahead log and backups keep what they keep.
"""

from collections.abc import Sequence

import msgspec
from msgspec.structs import asdict
from sqlalchemy import Connection, select, update

from queue_server.storage import schema
from queue_server.storage.database import Database
from queue_server.storage.rows import upsert_rows


class Written(msgspec.Struct, frozen=True, gc=False):
    """`part` of what `owner_id` names: a service, a rating, a work order."""

    owner_id: str
    part: str
    text: str
    keep_until_ms: int

    def __repr__(self) -> str:
        return f"Written({self.owner_id}, {self.part})"  # never the text, wherever it is shown


def keep(connection: Connection, hall_id: str, written: Sequence[Written]) -> None:
    """In the transaction of the events they belong to."""
    if written:
        rows = [{"hall_id": hall_id, **asdict(each), "erased_at_ms": None} for each in written]
        upsert_rows(connection, schema.private_words, rows)


async def erase_over(database: Database, hall_id: str, now_ms: int) -> int:
    """Erases what has been kept long enough; returns how many texts that were."""
    erased = await database.write(_erase, hall_id, now_ms)
    if erased:
        await database.purge(schema.private_words.name)
    return erased


def _erase(connection: Connection, hall_id: str, now_ms: int) -> int:
    columns = schema.private_words.c
    over = (columns.hall_id == hall_id, columns.keep_until_ms <= now_ms, columns.text.is_not(None))
    return connection.execute(update(schema.private_words).where(*over).values(text=None, erased_at_ms=now_ms)).rowcount


def read(connection: Connection, hall_id: str, owner_ids: Sequence[str]) -> dict[tuple[str, str], str]:
    """What was written, by owner and part, as far as it is not erased."""
    columns = schema.private_words.c
    rows = connection.execute(
        select(columns.owner_id, columns.part, columns.text).where(
            columns.hall_id == hall_id, columns.owner_id.in_(owner_ids), columns.text.is_not(None)
        )
    )
    return {(row.owner_id, row.part): row.text for row in rows}
