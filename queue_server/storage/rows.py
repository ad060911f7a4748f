"""Statements of every batch, prepared once: many rows of one table, or one change.

The statement is SQLAlchemy's, compiled once for the database at hand. Values go to the driver as they are: none of
these tables has a type that needs converting, and preparing each row's values by name took longer than writing it.
"""

from collections.abc import Callable, Iterable
from functools import cache
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Insert, Table, Update
from sqlalchemy.dialects import postgresql, sqlite

Row: TypeAlias = dict[str, Any]  # column name → text, whole number or None; every column is there


def insert_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Writes new rows."""
    _write(connection, table, rows, known=False)


def upsert_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Writes new rows, and the new state of rows whose key is known."""
    _write(connection, table, rows, known=True)


def merge_row(connection: Connection, table: Table, row: Row) -> None:
    """Writes what is new of a row that may be there already; columns it does not have stay as they are."""
    inserted = (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table).values(row)
    changed = {name: inserted.excluded[name] for name in row if not table.c[name].primary_key}
    connection.execute(inserted.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changed))


def change(connection: Connection, update: Update, values: Row) -> int:
    """Carries out an update of named parameters; returns how many rows it changed."""
    sql, in_order = _compiled(update, connection.dialect)
    return connection.exec_driver_sql(sql, in_order(values)).rowcount


def _write(connection: Connection, table: Table, rows: Iterable[Row], *, known: bool) -> None:
    sql, in_order = _prepared(table, connection.dialect, known)
    connection.exec_driver_sql(sql, [in_order(row) for row in rows])


@cache
def _prepared(table: Table, dialect: Dialect, known: bool) -> tuple[str, Callable[[Row], tuple[Any, ...]]]:
    """The text of the statement, and what puts a row's values into its order."""
    statement = postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)
    if known:
        statement = statement.on_conflict_do_update(
            index_elements=list(table.primary_key.columns),
            set_={each.name: statement.excluded[each.name] for each in table.columns if not each.primary_key},
        )
    return _compiled(statement, dialect)


@cache
def _compiled(statement: Insert | Update, dialect: Dialect) -> tuple[str, Callable[[Row], tuple[Any, ...]]]:
    compiled = statement.compile(dialect=dialect)
    return str(compiled), itemgetter(*(compiled.positiontup or ()))
