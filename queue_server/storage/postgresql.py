"""PostgreSQL as the database behind one or many halls."""

import contextlib
import hashlib
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from queue_server.storage.database import Database, HallTaken

P = ParamSpec("P")
T = TypeVar("T")


class PostgreSQLDatabase(Database):
    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"), pool_pre_ping=True, hide_parameters=True
        )
        event.listen(self._engine.sync_engine, "do_connect", _connect)
        self._held: dict[str, AsyncConnection] = {}

    async def write(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(function, *args, **kwargs)

    async def read(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            return await connection.run_sync(function, *args, **kwargs)

    async def purge(self, table_name: str) -> None:
        """The space of the old rows is free to be written over; what the write-ahead log and backups have, stays."""
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text(f"VACUUM {connection.dialect.identifier_preparer.quote(table_name)}"))

    async def hold(self, hall_id: str) -> None:
        """An advisory lock, which PostgreSQL gives back when the connection ends."""
        connection = await (await self._engine.connect()).execution_options(isolation_level="AUTOCOMMIT")
        taken = await connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": _lock_number(hall_id)})
        if not taken:
            await connection.close()
            raise HallTaken(hall_id)
        self._held[hall_id] = connection

    async def release(self, hall_id: str) -> None:
        if (connection := self._held.pop(hall_id, None)) is not None:
            with contextlib.suppress(DBAPIError):  # a connection that was lost has lost the lock too
                await connection.scalar(text("SELECT pg_advisory_unlock(:number)"), {"number": _lock_number(hall_id)})
            await connection.close()

    async def close(self) -> None:
        for hall_id in tuple(self._held):
            await self.release(hall_id)
        await self._engine.dispose()


def _connect(dialect: Dialect, _: ConnectionPoolEntry, place: list[Any], how: dict[str, Any]) -> DBAPIConnection:
    """A server that is not there is an error of the driver too; asyncpg has it as one of the operating system."""
    try:
        return dialect.connect(*place, **how)
    except OSError as error:  # also TimeoutError
        raise dialect.loaded_dbapi.OperationalError(str(error) or type(error).__name__, error) from error


def _lock_number(hall_id: str) -> int:
    return int.from_bytes(hashlib.sha256(hall_id.encode()).digest()[:8], "big", signed=True)
