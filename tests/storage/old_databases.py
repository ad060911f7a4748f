"""A stored database of every revision, with a day in it, as SQL text of SQLite.

`python -m tests.storage.old_databases` stores one of the newest revision; afterwards it is never made anew, so that it
stays what a hall of that time left.
"""

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Connection, MetaData, insert, make_url

from queue_server.storage import accounts, station_keys
from queue_server.storage.database import Database
from queue_server.storage.hall_secrets import TICKET_PAGES, hall_secret
from tests.engine.sample_hall import HALL, MORNING_MS
from tests.reports.conftest import Morning

FOLDER = Path(__file__).parent / "old"
CLERK, PASSWORD = "li-juan", "a lantern in the fog"


def revisions() -> list[str]:
    """Of the migrations, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def stored() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("*.sql"))


async def restore(url: str, revision: str) -> None:
    """Makes the empty database of that URL what it was at that revision."""
    text = (FOLDER / f"{revision}.sql").read_text(encoding="utf-8")
    if file := make_url(url).get_backend_name() == "sqlite" and make_url(url).database:
        with closing(sqlite3.connect(file)) as made:
            made.executescript(text)
        return
    with closing(sqlite3.connect(":memory:")) as old:
        old.executescript(text)
        old.row_factory = sqlite3.Row
        async with await Database.open(url) as database:
            await database.write(_copy_into, old, revision)


def _copy_into(connection: Connection, old: sqlite3.Connection, revision: str) -> None:
    """Into the tables as the migrations of the time made them."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    tables = MetaData()
    tables.reflect(connection)
    for table in tables.sorted_tables:
        booleans = [column.name for column in table.columns if isinstance(column.type, Boolean)]
        rows: list[dict[str, Any]] = [dict(row) for row in old.execute(f"SELECT * FROM {table.name}")]
        for row in rows:
            row.update({name: bool(row[name]) for name in booleans})
        if rows and table.name != "alembic_version":
            connection.execute(insert(table), rows)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "queue_server.storage:migrations")
    return config


async def _make(file: Path) -> None:
    async with await Database.open(f"sqlite:///{file}") as database:
        await database.upgrade()
        await Morning(database).pass_by()
        await accounts.set_password(database, HALL, CLERK, PASSWORD, MORNING_MS)
        await accounts.sign_in(database, HALL, CLERK, PASSWORD, MORNING_MS)
        await station_keys.enrol(database, HALL, "kiosk-1", MORNING_MS)
        await hall_secret(database, HALL, TICKET_PAGES)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hall.sqlite"
        asyncio.run(_make(file))
        with closing(sqlite3.connect(file)) as made:
            text = "\n".join(made.iterdump()) + "\n"
    (FOLDER / f"{revisions()[0]}.sql").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
