"""Rebuild: computes the history tables of a hall anew from its journal. Its server must not run meanwhile."""

from sqlalchemy import Connection, delete

from queue_server.storage import schema
from queue_server.storage.database import Database
from queue_server.storage.history import History
from queue_server.storage.journal import READ_ROWS, all_stored_rows, read_row, write_changes


async def rebuild(database: Database, hall_id: str) -> int:
    """Replaces the hall's history in one transaction; returns how many events it was made from.

    Raises HallTaken, JournalDamaged.
    """
    await database.hold(hall_id)
    try:
        return await database.write(_rebuild, hall_id)
    finally:
        await database.release(hall_id)


def _rebuild(connection: Connection, hall_id: str) -> int:
    for table in schema.HISTORY:
        connection.execute(delete(table).where(table.c.hall_id == hall_id))
    history = History(hall_id)
    events = 0
    for events, row in enumerate(all_stored_rows(connection, hall_id), 1):
        history.apply(read_row(row))
        if events % READ_ROWS == 0:
            write_changes(connection, history.take_changes())
    write_changes(connection, history.take_changes())
    return events
