"""Staff accounts and their sessions. An account is for a clerk of the hall plan and takes its roles from there.

Failed attempts are counted per account and lock it for a while (GB/T 22239-2019 §8.1.4.1 b). A session ends by signing
out, after `IDLE_S` without use, and after `LONGEST_S` in any case. Of its token only the SHA-256 is stored.
"""

import hashlib
import secrets

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.storage import passwords, schema
from queue_server.storage.database import Database

ATTEMPTS = 5  # wrong passwords in a row
LOCKED_S = 600
IDLE_S = 3_600
LONGEST_S = 12 * 3_600
SEEN_EVERY_S = 60  # how exactly the last use of a session is kept

_accounts = schema.accounts.c
_sessions = schema.account_sessions.c


class Account(msgspec.Struct, frozen=True):
    clerk_id: str
    disabled: bool
    locked_until_ms: int  # 0: not locked


class Session(msgspec.Struct, frozen=True):
    """`token` is for the cookie and nowhere else."""

    token: str
    clerk_id: str
    ends_at_ms: int


async def set_password(database: Database, hall_id: str, clerk_id: str, password: str, now_ms: int) -> None:
    """Makes the account, or gives it a new password, lifts its lock and ends its sessions. Raises PasswordUnfit."""
    password_hash = await passwords.hash_password(password, clerk_id)
    await database.write(_set_password, hall_id, clerk_id, password_hash, now_ms)


async def set_disabled(database: Database, hall_id: str, clerk_id: str, disabled: bool, now_ms: int) -> bool:
    """Disabling ends the account's sessions. False: there is no such account."""
    return await database.write(_set_disabled, hall_id, clerk_id, disabled, now_ms)


async def accounts(database: Database, hall_id: str) -> list[Account]:
    """All accounts of the hall, by clerk id."""
    return await database.read(_all_accounts, hall_id)


async def sign_in(database: Database, hall_id: str, clerk_id: str, password: str, now_ms: int) -> Session:
    """A new session. Refuses WRONG_CREDENTIALS (also for unknown and disabled accounts) and TOO_MANY_ATTEMPTS
    (details: wait_s)."""
    password_hash, locked_until_ms = await database.read(_credentials, hall_id, clerk_id)
    if locked_until_ms > now_ms:
        raise CommandRefused(RefusalCode.TOO_MANY_ATTEMPTS, wait_s=str((locked_until_ms - now_ms + 999) // 1_000))
    if not await passwords.matches(password_hash, password):
        await database.write(_count_failure, hall_id, clerk_id, now_ms)
        raise CommandRefused(RefusalCode.WRONG_CREDENTIALS)
    session = Session(secrets.token_urlsafe(32), clerk_id, now_ms + LONGEST_S * 1_000)
    if not await database.write(_begin_session, hall_id, session, password_hash, now_ms):
        raise CommandRefused(RefusalCode.WRONG_CREDENTIALS)
    return session


async def signed_in(database: Database, hall_id: str, token: str, now_ms: int) -> str | None:
    """The clerk id behind a session's token, or None if it has ended. Counts as use of the session."""
    token_hash = _hash(token)
    found = await database.read(_find_session, hall_id, token_hash, now_ms)
    if found is None:
        return None
    clerk_id, seen_at_ms = found
    if now_ms - seen_at_ms >= SEEN_EVERY_S * 1_000:
        await database.write(_see_session, hall_id, token_hash, now_ms)
    return clerk_id


async def sign_out(database: Database, hall_id: str, token: str) -> None:
    """Ends the session; harmless if it has ended already."""
    await database.write(_end_session, hall_id, _hash(token))


async def forget_ended_sessions(database: Database, hall_id: str, now_ms: int) -> None:
    """Removes what is left of sessions that ended by themselves."""
    await database.write(_forget_ended, hall_id, now_ms)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _set_password(connection: Connection, hall_id: str, clerk_id: str, password_hash: str, now_ms: int) -> None:
    values = {"password_hash": password_hash, "changed_at_ms": now_ms, "failures": 0, "locked_until_ms": 0}
    changed = connection.execute(
        update(schema.accounts).where(_accounts.hall_id == hall_id, _accounts.clerk_id == clerk_id).values(values)
    )
    if changed.rowcount == 0:
        connection.execute(
            insert(schema.accounts), {"hall_id": hall_id, "clerk_id": clerk_id, "disabled": False, **values}
        )
    _end_sessions_of(connection, hall_id, clerk_id)


def _set_disabled(connection: Connection, hall_id: str, clerk_id: str, disabled: bool, now_ms: int) -> bool:
    changed = connection.execute(
        update(schema.accounts)
        .where(_accounts.hall_id == hall_id, _accounts.clerk_id == clerk_id)
        .values(disabled=disabled, changed_at_ms=now_ms, failures=0, locked_until_ms=0)
    )
    if disabled:
        _end_sessions_of(connection, hall_id, clerk_id)
    return changed.rowcount == 1


def _all_accounts(connection: Connection, hall_id: str) -> list[Account]:
    rows = connection.execute(
        select(_accounts.clerk_id, _accounts.disabled, _accounts.locked_until_ms)
        .where(_accounts.hall_id == hall_id)
        .order_by(_accounts.clerk_id)
    )
    return [Account(*row) for row in rows]


def _credentials(connection: Connection, hall_id: str, clerk_id: str) -> tuple[str | None, int]:
    """The hash to check against, None where nobody may sign in, and until when the account is locked."""
    row = connection.execute(
        select(_accounts.password_hash, _accounts.disabled, _accounts.locked_until_ms).where(
            _accounts.hall_id == hall_id, _accounts.clerk_id == clerk_id
        )
    ).one_or_none()
    if row is None or row.disabled:
        return None, 0
    return row.password_hash, row.locked_until_ms


def _count_failure(connection: Connection, hall_id: str, clerk_id: str, now_ms: int) -> None:
    mine = (_accounts.hall_id == hall_id, _accounts.clerk_id == clerk_id)
    connection.execute(update(schema.accounts).where(*mine).values(failures=_accounts.failures + 1))
    connection.execute(
        update(schema.accounts)
        .where(*mine, _accounts.failures >= ATTEMPTS)
        .values(failures=0, locked_until_ms=now_ms + LOCKED_S * 1_000)
    )


def _begin_session(
    connection: Connection, hall_id: str, session: Session, password_hash: str | None, now_ms: int
) -> bool:
    """False if the account was disabled, locked or given another password while the password was being checked."""
    unchanged = connection.execute(
        update(schema.accounts)
        .where(
            _accounts.hall_id == hall_id,
            _accounts.clerk_id == session.clerk_id,
            _accounts.password_hash == password_hash,
            _accounts.disabled.is_(False),
            _accounts.locked_until_ms <= now_ms,
        )
        .values(failures=0, locked_until_ms=0)
    )
    if unchanged.rowcount == 0:
        return False
    connection.execute(
        insert(schema.account_sessions),
        {
            "hall_id": hall_id,
            "token_hash": _hash(session.token),
            "clerk_id": session.clerk_id,
            "began_at_ms": now_ms,
            "seen_at_ms": now_ms,
            "ends_at_ms": session.ends_at_ms,
        },
    )
    return True


def _find_session(connection: Connection, hall_id: str, token_hash: str, now_ms: int) -> tuple[str, int] | None:
    row = connection.execute(
        select(_sessions.clerk_id, _sessions.seen_at_ms).where(
            _sessions.hall_id == hall_id,
            _sessions.token_hash == token_hash,
            _sessions.ends_at_ms > now_ms,
            _sessions.seen_at_ms > now_ms - IDLE_S * 1_000,
        )
    ).one_or_none()
    return (row.clerk_id, row.seen_at_ms) if row else None


def _see_session(connection: Connection, hall_id: str, token_hash: str, now_ms: int) -> None:
    connection.execute(
        update(schema.account_sessions)
        .where(_sessions.hall_id == hall_id, _sessions.token_hash == token_hash)
        .values(seen_at_ms=now_ms)
    )


def _end_session(connection: Connection, hall_id: str, token_hash: str) -> None:
    connection.execute(
        delete(schema.account_sessions).where(_sessions.hall_id == hall_id, _sessions.token_hash == token_hash)
    )


def _end_sessions_of(connection: Connection, hall_id: str, clerk_id: str) -> None:
    connection.execute(
        delete(schema.account_sessions).where(_sessions.hall_id == hall_id, _sessions.clerk_id == clerk_id)
    )


def _forget_ended(connection: Connection, hall_id: str, now_ms: int) -> None:
    ended = (_sessions.ends_at_ms <= now_ms) | (_sessions.seen_at_ms <= now_ms - IDLE_S * 1_000)
    connection.execute(delete(schema.account_sessions).where(_sessions.hall_id == hall_id, ended))
