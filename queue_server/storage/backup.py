"""A backup of the embedded database, taken while the server runs: all of it as it was at one moment, in one file.

A copy of the file alone would lack what still stands in the write-ahead log beside it. SQLite's backup interface reads
both in one transaction; the server writes on meanwhile.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

CHECKED: Final = "ok"  # what SQLite says of a sound file


class BackupUnsound(Exception):
    """The copy is damaged, and so is the database: the copy is thrown away."""


def back_up(database: Path, copy: Path) -> dict[str, int]:
    """Writes `copy`, for its owner only, and returns how many events it has of each hall. What is there already is left
    alone. Raises FileNotFoundError, FileExistsError, BackupUnsound, sqlite3.Error."""
    if not database.exists():
        raise FileNotFoundError(None, "There is no database", str(database))
    if not copy.parent.is_dir():
        raise FileNotFoundError(None, "There is no such folder", str(copy.parent))
    if copy.exists():
        raise FileExistsError(None, "It is there already, and stays", str(copy))
    coming = copy.with_name(f".{copy.name}.new")
    coming.unlink(missing_ok=True)
    os.close(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        events = _copied(database, coming)
        os.link(coming, copy)  # unlike a renaming it replaces nothing that came meanwhile
    finally:
        coming.unlink(missing_ok=True)
    folder = os.open(copy.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return events


def _copied(database: Path, copy: Path) -> dict[str, int]:
    source = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
    with closing(source), closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # a file that needs no other beside it
        (said,) = target.execute("PRAGMA quick_check").fetchone()
        if said != CHECKED:
            raise BackupUnsound(f"the database {database} is damaged: {said}")
        return dict(target.execute("SELECT hall_id, seq FROM heads ORDER BY hall_id").fetchall())
