"""Random secrets of a hall, made when first asked for. Losing one invalidates what was signed with it, nothing more."""

import secrets

from sqlalchemy import Connection, insert, select

from queue_server.storage import schema
from queue_server.storage.database import Database

TICKET_PAGES = "ticket_pages"  # signs the addresses behind the QR codes of the slips
SHEET_CODES = "sheet_codes"  # makes the codes on pre-review sheets
APPOINTMENT_CODES = "appointment_codes"
PERSON_KEYS = "person_keys"  # makes the opaque keys by which a person is found again

SECRET_BYTES = 32

_columns = schema.hall_secrets.c


async def hall_secret(database: Database, hall_id: str, name: str) -> bytes:
    """The hall's secret of that name: 32 random bytes, the same at every call and after every restart."""
    return await database.write(_find_or_make, hall_id, name)


def _find_or_make(connection: Connection, hall_id: str, name: str) -> bytes:
    found = connection.scalar(select(_columns.secret).where(_columns.hall_id == hall_id, _columns.name == name))
    if found is not None:
        return bytes(found)
    secret = secrets.token_bytes(SECRET_BYTES)
    connection.execute(insert(schema.hall_secrets), {"hall_id": hall_id, "name": name, "secret": secret})
    return secret
