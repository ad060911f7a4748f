import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from queue_server.storage import schema
from queue_server.storage.database import Database, DatabaseUnusable, HallTaken
from tests.storage.waiting import wait_for

SECRET = {"hall_id": "anhe", "name": "one", "secret": b"\x00\xff"}


def store(connection: Connection, *rows: dict[str, object]) -> None:
    connection.execute(insert(schema.hall_secrets), list(rows))


def differences(connection: Connection) -> list[object]:
    """Between the tables and the schema."""
    return list(compare_metadata(MigrationContext.configure(connection), schema.METADATA))


def count(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(schema.hall_secrets)) or 0


async def test_after_a_transaction_that_could_not_be_committed_the_next_one_is_written(database: Database) -> None:
    def write_what_is_checked_at_the_end(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE a (id INTEGER PRIMARY KEY)")
        checked = "INTEGER REFERENCES a (id) DEFERRABLE INITIALLY DEFERRED"
        connection.exec_driver_sql(f"CREATE TABLE b (id INTEGER PRIMARY KEY, a_id {checked})")

    await database.write(write_what_is_checked_at_the_end)
    with pytest.raises(IntegrityError):
        await database.write(lambda connection: connection.exec_driver_sql("INSERT INTO b VALUES (1, 7)"))
    await database.write(lambda connection: connection.exec_driver_sql("INSERT INTO a VALUES (7)"))
    assert await database.read(lambda connection: connection.exec_driver_sql("SELECT count(*) FROM b").scalar()) == 0


async def test_the_migrations_make_the_tables_of_the_schema(empty_database_url: str) -> None:
    async with await Database.open(empty_database_url) as database:
        await database.upgrade()
        assert await database.read(differences) == []


async def test_every_key_begins_with_the_hall() -> None:
    for table in schema.METADATA.tables.values():
        assert next(iter(table.primary_key.columns)).name == "hall_id", table.name


async def test_upgrading_twice_is_harmless(database: Database) -> None:
    await database.write(store, SECRET)
    await database.upgrade()
    assert await database.read(count) == 1


async def test_what_was_written_is_there_after_opening_again(database_url: str) -> None:
    async with await Database.open(database_url) as database:
        await database.upgrade()
        await database.write(store, SECRET)
    async with await Database.open(database_url) as database:
        assert (
            await database.read(lambda connection: connection.scalar(select(schema.hall_secrets.c.secret)))
            == (SECRET["secret"])
        )


async def test_a_write_that_fails_halfway_leaves_nothing(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await database.write(store, SECRET, {**SECRET, "name": "two"}, SECRET)
    assert await database.read(count) == 0


async def test_reading_changes_nothing(database: Database) -> None:
    with pytest.raises(DBAPIError):
        await database.read(store, SECRET)
    assert await database.read(count) == 0


async def test_a_reader_is_not_held_up_by_a_write_and_does_not_see_half_of_it(database: Database) -> None:
    await database.write(store, SECRET)
    written, seen = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow_store(connection: Connection) -> None:
        store(connection, {**SECRET, "name": "two"})
        loop.call_soon_threadsafe(written.set)
        wait_for(seen, loop)

    async def look() -> int:
        await written.wait()
        counted = await database.read(count)
        seen.set()
        return counted

    _, counted = await asyncio.gather(database.write(slow_store), look())
    assert counted == 1
    assert await database.read(count) == 2


async def test_a_line_is_opened_though_who_asked_first_gave_up(database_url: str) -> None:
    async with await Database.open(database_url) as database:
        impatient = [asyncio.create_task(database.read(lambda connection: 1)) for _ in range(8)]
        await asyncio.sleep(0)
        for task in impatient:
            task.cancel()
        await asyncio.wait(impatient)
        assert [await database.read(lambda connection: 2) for _ in range(8)] == [2] * 8


async def test_sqlite_writes_to_the_end_what_nobody_waits_for_any_more(tmp_path: Path) -> None:
    started, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow_store(connection: Connection) -> None:
        loop.call_soon_threadsafe(started.set)
        wait_for(go_on, loop)
        store(connection, SECRET)

    async with await Database.open(f"sqlite:///{tmp_path / 'hall.sqlite'}") as database:
        await database.upgrade()
        writing = asyncio.create_task(database.write(slow_store))
        await started.wait()
        writing.cancel()
        go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await writing
        await database.write(store, {**SECRET, "name": "two"})
        assert await database.read(count) == 2


async def test_sqlite_purges_another_time_while_somebody_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_server.storage.database.BUSY_TIMEOUT_S", 60)
    reads, go_on = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow_count(connection: Connection) -> None:
        count(connection)
        loop.call_soon_threadsafe(reads.set)
        wait_for(go_on, loop)

    log = tmp_path / "hall.sqlite-wal"
    async with await Database.open(f"sqlite:///{tmp_path / 'hall.sqlite'}") as database:
        await database.upgrade()
        reading = asyncio.create_task(database.read(slow_count))
        await reads.wait()
        try:
            await database.write(store, SECRET)
            async with asyncio.timeout(30):
                await database.purge("hall_secrets")
            assert log.stat().st_size > 0
        finally:
            go_on.set()
            await reading
        await database.purge("hall_secrets")
        assert log.stat().st_size == 0
        waits_ms = await database.write(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout").scalar())
        assert waits_ms == 60_000


async def test_sqlite_writes_are_safe_from_loss_of_power(tmp_path: Path) -> None:
    def pragmas(connection: Connection) -> tuple[object, ...]:
        return tuple(
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        )

    async with await Database.open(f"sqlite+aiosqlite:///{tmp_path}/deep/down/hall.sqlite") as database:
        assert await database.write(pragmas) == ("wal", 2, 1, 5_000)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://somewhere/hall"])
async def test_a_database_that_cannot_keep_a_hall_is_refused(url: str) -> None:
    with pytest.raises(DatabaseUnusable):
        await Database.open(url)


@pytest.mark.parametrize("error", [ConnectionRefusedError(111, "refused"), TimeoutError()])
async def test_a_postgresql_that_is_not_there_is_an_error_of_the_database(
    monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    async def connect(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("asyncpg.connect", connect)
    async with await Database.open("postgresql://hall:a-secret-of-ours@127.0.0.1/hall") as database:
        for asked in (database.read(count), database.write(store, SECRET), database.purge("hall_secrets")):
            with pytest.raises(OperationalError) as raised:
                await asked
            assert "a-secret-of-ours" not in str(raised.value)


async def test_a_hall_is_run_by_one_server_at_a_time(database_url: str) -> None:
    async with await Database.open(database_url) as first, await Database.open(database_url) as second:
        await first.hold("anhe")
        await second.hold("another")
        with pytest.raises(HallTaken, match="stop it first"):
            await second.hold("anhe")
        await first.release("anhe")
        await second.hold("anhe")


async def test_closing_the_database_gives_its_halls_back(database_url: str) -> None:
    async with await Database.open(database_url) as first:
        await first.hold("anhe")
    async with await Database.open(database_url) as second:
        await second.hold("anhe")
