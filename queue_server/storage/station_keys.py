"""The keys with which stations sign in, given once at enrolment. Only their SHA-256 is stored.

A hall has some dozens of stations and every request of theirs carries the key, so a server keeps all hashes in memory
and reads them anew when an unknown key turns up.
"""

import hashlib
import hmac
import secrets

from sqlalchemy import Connection, delete, insert, select

from queue_server.storage import schema
from queue_server.storage.database import Database

_keys = schema.station_keys.c


async def enrol(database: Database, hall_id: str, station_id: str, now_ms: int) -> str:
    """A new key for the station, told this once; its former key is worth nothing from now on."""
    key = secrets.token_urlsafe(32)
    await database.write(_store, hall_id, station_id, key_hash(key), now_ms)
    return key


async def revoke(database: Database, hall_id: str, station_id: str) -> bool:
    """False: the station had no key."""
    return await database.write(_revoke, hall_id, station_id)


async def key_hashes(database: Database, hall_id: str) -> dict[str, str]:
    """Station id → hash of its key, for all stations that have one."""
    return await database.read(_key_hashes, hall_id)


def key_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def fits(key: str, stored_hash: str) -> bool:
    """Whether this is the key behind the hash; takes as long whatever the answer."""
    return hmac.compare_digest(key_hash(key), stored_hash)


def _store(connection: Connection, hall_id: str, station_id: str, hashed: str, now_ms: int) -> None:
    _revoke(connection, hall_id, station_id)
    connection.execute(
        insert(schema.station_keys),
        {"hall_id": hall_id, "station_id": station_id, "key_hash": hashed, "enrolled_at_ms": now_ms},
    )


def _revoke(connection: Connection, hall_id: str, station_id: str) -> bool:
    removed = connection.execute(
        delete(schema.station_keys).where(_keys.hall_id == hall_id, _keys.station_id == station_id)
    )
    return removed.rowcount == 1


def _key_hashes(connection: Connection, hall_id: str) -> dict[str, str]:
    rows = connection.execute(select(_keys.station_id, _keys.key_hash).where(_keys.hall_id == hall_id))
    return {row.station_id: row.key_hash for row in rows}
