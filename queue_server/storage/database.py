"""The database behind one or many halls: SQLite in a file beside the server, or PostgreSQL.

Storage functions are plain functions over an SQLAlchemy `Connection`; `write` runs one of them in one durable
transaction, `read` in one that changes nothing. So a batch, however many statements it has, costs one step out of the
event loop and one back: SQLite on aiosqlite's threads, one for each connection; PostgreSQL through asyncpg.
"""

import asyncio
import contextlib
import fcntl
import os
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import aiosqlite
import structlog
from sqlalchemy import Connection, Engine, column, create_engine, event, inspect, make_url, select, table
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from queue_server.storage.schema import REVISION

P = ParamSpec("P")
T = TypeVar("T")

READERS = 3
BUSY_TIMEOUT_S = 5  # for the short writes of another program, such as `account`, to the same file

_VERSION = table("alembic_version", column("version_num"))

log = structlog.get_logger(__name__)


class HallTaken(Exception):
    """Another server already runs this hall on this database. Stop it first."""

    def __init__(self, hall_id: str) -> None:
        super().__init__(f"another server already runs the hall {hall_id!r} on this database; stop it first")
        self.hall_id = hall_id


class DatabaseUnusable(Exception):
    """The URL names no database this server can work with."""


class DatabaseTooNew(Exception):
    """The tables were made by a newer version of this server; update the server."""


class Database(ABC):
    """One database. Errors of the driver reach the caller as `sqlalchemy.exc.SQLAlchemyError`."""

    @staticmethod
    async def open(url: str) -> "Database":
        """`sqlite+aiosqlite:///PATH` (the folder is made) or `postgresql+asyncpg://…`, the drivers as understood.
        Raises DatabaseUnusable."""
        parsed = make_url(url)
        match parsed.get_backend_name():
            case "sqlite" if parsed.database and parsed.database != ":memory:":
                return SQLiteDatabase(Path(parsed.database))
            case "postgresql":
                from queue_server.storage.postgresql import PostgreSQLDatabase  # a second to load, for those who use it

                return PostgreSQLDatabase(parsed)
        raise DatabaseUnusable(f"a file for SQLite or a PostgreSQL server is needed, not {parsed.render_as_string()}")

    async def upgrade(self) -> None:
        """Brings the tables to the newest revision; harmless when they are. Raises DatabaseTooNew."""
        await self.write(_upgrade)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    @abstractmethod
    async def write(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns, after everything it wrote is durable. If it raises, nothing was written.

        A caller cancelled meanwhile does not know the outcome.
        """

    @abstractmethod
    async def read(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns from one consistent look at the database."""

    @abstractmethod
    async def purge(self, table_name: str) -> None:
        """Lets go of what the files still have of rows of that table that were changed or deleted."""

    @abstractmethod
    async def hold(self, hall_id: str) -> None:
        """Takes the hall for this server until `close`, or until the process ends. Raises HallTaken."""

    @abstractmethod
    async def release(self, hall_id: str) -> None:
        """Lets the hall go; harmless if it is not held."""

    @abstractmethod
    async def close(self) -> None: ...


class SQLiteDatabase(Database):
    """Write-ahead log with full synchronisation: what `write` returned for survives loss of power.

    One connection writes, a few read beside it.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._writer = _SQLiteLine(path, writes=True)
        self._readers = [_SQLiteLine(path, writes=False) for _ in range(READERS)]
        self._idle_readers: asyncio.LifoQueue[_SQLiteLine] = asyncio.LifoQueue()
        for reader in self._readers:
            self._idle_readers.put_nowait(reader)
        self._held: dict[str, int] = {}

    async def write(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._writer.run(lambda connection: function(connection, *args, **kwargs))

    async def read(self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        reader = await self._idle_readers.get()
        try:
            return await reader.run(lambda connection: function(connection, *args, **kwargs))
        finally:
            self._idle_readers.put_nowait(reader)

    async def purge(self, table_name: str) -> None:
        """The file has nothing of them (`secure_delete`); of the log what it has is written back and cut off. While
        somebody reads in an older state, that is done the next time."""
        await self._writer.checkpoint()

    async def hold(self, hall_id: str) -> None:
        """A file lock, which the operating system gives back however the process ends."""
        file = os.open(f"{self._path}.{hall_id}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            raise HallTaken(hall_id) from None
        self._held[hall_id] = file

    async def release(self, hall_id: str) -> None:
        if (file := self._held.pop(hall_id, None)) is not None:
            os.close(file)

    async def close(self) -> None:
        for line in (*self._readers, self._writer):
            await line.close()
        for hall_id in tuple(self._held):
            await self.release(hall_id)


class _SQLiteLine:
    """One connection to the file, opened when it is first used, on the thread aiosqlite keeps for it.

    A transaction goes over to that thread whole, in one step. aiosqlite's public methods would go over for every
    statement and every row fetched, at four times the cost of a batch; `_execute` is the step they are all made of.
    """

    def __init__(self, path: Path, *, writes: bool) -> None:
        self._engine = _sqlite_engine(path, writes=writes)
        self._held: Connection | None = None  # for one transaction after the other: taking one costs as much as a row
        self._connection = aiosqlite.Connection(self._connect, iter_chunk_size=64)
        self._step: Callable[..., Awaitable[Any]] = self._connection._execute
        self._opening: asyncio.Future[aiosqlite.Connection] | None = None

    async def run(self, transaction: Callable[[Connection], T]) -> T:
        """Begins, runs it, commits; rolls back what raises."""
        await self._opened()
        result: T = await self._step(self._transact, transaction)
        return result

    async def checkpoint(self) -> None:
        """Brings the whole log into the file, outside any transaction."""
        await self._opened()
        await self._step(self._truncate_log)

    def _truncate_log(self) -> None:
        with contextlib.closing(self._engine.raw_connection()) as pooled, contextlib.closing(pooled.cursor()) as cursor:
            cursor.execute("PRAGMA busy_timeout = 0")  # who gives a command does not wait for who reads a report
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.fetchall()
            finally:
                cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1_000}")

    async def _opened(self) -> None:
        """Once, whoever gives up waiting for it: the thread of a line is begun once too."""
        if self._opening is None:
            self._opening = asyncio.ensure_future(self._connection)
        await asyncio.shield(self._opening)

    async def close(self) -> None:
        if self._opening is None:
            return
        await asyncio.wait([self._opening])
        if self._opening.exception() is None:
            await self._step(self._dispose)
            await self._connection.close()

    def _connect(self) -> sqlite3.Connection:
        with contextlib.closing(self._engine.raw_connection()) as pooled:
            connection = pooled.driver_connection
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101  what the engine was made for
        return connection

    def _transact(self, transaction: Callable[[Connection], T]) -> T:
        if self._held is None:
            self._held = self._engine.connect()
        try:
            with self._held.begin():
                return transaction(self._held)
        except BaseException:
            self._let_go()  # nobody knows what it is left in
            raise

    def _let_go(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            held.close()

    def _dispose(self) -> None:
        self._let_go()
        self._engine.dispose()


def _sqlite_engine(path: Path, *, writes: bool) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=StaticPool,
        connect_args={"timeout": BUSY_TIMEOUT_S},
        hide_parameters=True,  # what people wrote stays out of error messages and so out of the logs
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver begins nothing of its own accord
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")  # what was erased is overwritten
        cursor.execute(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _upgrade(connection: Connection) -> None:
    if inspect(connection).has_table(_VERSION.name) and connection.scalar(select(_VERSION.c.version_num)) == REVISION:
        return
    from alembic import command, util  # most starts need no migration, and do without loading all of it
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "queue_server.storage:migrations")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except util.CommandError as error:
        raise DatabaseTooNew(str(error)) from error
