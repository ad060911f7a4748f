"""The ratings given in a period, out of the history: of services, of errands at kiosks, of windows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, literal, null, or_, select, union_all

from queue_server.storage import schema

Given: TypeAlias = Row[Any]  # the columns of `_COLUMNS`

_COLUMNS = (
    "business_day", "ticket_id", "errand", "queue_id", "item_id", "window_id", "station_id", "clerk_id", "rated_at_ms",
    "level", "reasons", "stage", "channel", "source", "has_words", "named", "entered_by",
    "again_rated_at_ms", "again_level", "again_reasons", "again_has_words",
)  # fmt: skip
_Known: TypeAlias = Mapping[str, ColumnElement[Any]]
_KIOSK: _Known = {"channel": literal("kiosk"), "source": literal("active"), "named": literal(0)}
_TOLD: _Known = {"source": literal("active")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which ratings. `levels`: empty for all; `before`: older than (when it was rated, its id).

    `reader_id`: nobody reads those of their own work, whatever other roles they have (R79).
    """

    reader_id: str
    from_ms: int
    before_ms: int
    levels: tuple[str, ...] = ()
    source: str | None = None
    channel: str | None = None
    window_id: str | None = None
    before: tuple[int, str] | None = None


def given(connection: Connection, hall_id: str, wanted: Wanted, limit: int) -> list[Given]:
    """The newest first. Services nobody rated are none of them."""
    parts = (
        _part(schema.ratings, schema.ratings.c.service_id, hall_id, wanted, {}),
        _part(schema.errand_ratings, schema.errand_ratings.c.rating_id, hall_id, wanted, _KIOSK),
        _part(schema.window_ratings, schema.window_ratings.c.rating_id, hall_id, wanted, _TOLD),
    )
    all_of_them = union_all(*parts).subquery()
    rated_at_ms, rating_id = all_of_them.c.rated_at_ms, all_of_them.c.rating_id
    newest_first = select(all_of_them).order_by(rated_at_ms.desc(), rating_id.desc()).limit(limit)
    if wanted.before is not None:
        at_ms, before_id = wanted.before
        older = or_(rated_at_ms < at_ms, and_(rated_at_ms == at_ms, rating_id < before_id))
        newest_first = newest_first.where(older)
    return list(connection.execute(newest_first))


def orders_of(connection: Connection, hall_id: str, rating_ids: list[str]) -> dict[str, list[tuple[str, bool]]]:
    """The work orders they opened, by rating: the id of each, and whether the rating was left out after an appeal."""
    orders = schema.work_orders.c
    asked = select(orders.rating_id, orders.order_id, orders.excluded)
    mine = asked.where(orders.hall_id == hall_id, orders.rating_id.in_(rating_ids)).order_by(orders.opened_at_ms)
    found: dict[str, list[tuple[str, bool]]] = {}
    for rating_id, order_id, excluded in connection.execute(mine):
        found.setdefault(rating_id, []).append((order_id, bool(excluded)))
    return found


def _part(table: Any, rating_id: ColumnElement[str], hall_id: str, wanted: Wanted, known: _Known) -> Select[Any]:
    """Of one table, in the columns of all; `known` are those that are the same for all its rows."""
    columns = {name: table.c[name] if name in table.c else known.get(name, null()) for name in _COLUMNS}
    conditions = [
        table.c.hall_id == hall_id,
        table.c.rated_at_ms >= wanted.from_ms,
        table.c.rated_at_ms < wanted.before_ms,
    ]
    if wanted.levels:
        again = columns["again_level"].in_(wanted.levels)
        conditions.append(or_(columns["level"].in_(wanted.levels), again))
    for name in ("source", "channel", "window_id"):
        if (value := getattr(wanted, name)) is not None:
            conditions.append(columns[name] == value)
    conditions += [
        or_(table.c[whose].is_(None), table.c[whose] != wanted.reader_id)
        for whose in ("clerk_id", "trainee_id")
        if whose in table.c
    ]
    return select(rating_id.label("rating_id"), *(columns[name].label(name) for name in _COLUMNS)).where(*conditions)
