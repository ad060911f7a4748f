"""Work orders out of the history: whole lists for those who work on them, and what concerns one person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, and_, exists, or_, select

from queue_server.domain.work_orders import RatedHow, WorkOrderStep
from queue_server.storage import schema

Order: TypeAlias = Row[Any]  # the columns of `schema.work_orders`
Step: TypeAlias = Row[Any]  # of `schema.work_order_steps`

_orders, _steps = schema.work_orders.c, schema.work_order_steps.c


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which work orders. `states`: empty for all; `before`: older than (when it was opened, its id)."""

    states: tuple[str, ...] = ()
    from_ms: int | None = None
    before_ms: int | None = None
    window_id: str | None = None
    before: tuple[int, str] | None = None


def found(connection: Connection, hall_id: str, reader_id: str, wanted: Wanted, limit: int) -> list[Order]:
    """The newest first, without those about the reader's own work."""
    conditions = [_orders.hall_id == hall_id, _not_about(reader_id)]
    if wanted.states:
        conditions.append(_orders.state.in_(wanted.states))
    if wanted.from_ms is not None:
        conditions.append(_orders.opened_at_ms >= wanted.from_ms)
    if wanted.before_ms is not None:
        conditions.append(_orders.opened_at_ms < wanted.before_ms)
    if wanted.window_id is not None:
        conditions.append(_orders.window_id == wanted.window_id)
    if wanted.before is not None:
        at_ms, order_id = wanted.before
        same = and_(_orders.opened_at_ms == at_ms, _orders.order_id < order_id)
        conditions.append(or_(_orders.opened_at_ms < at_ms, same))
    newest_first = (_orders.opened_at_ms.desc(), _orders.order_id.desc())
    return list(connection.execute(select(schema.work_orders).where(*conditions).order_by(*newest_first).limit(limit)))


def whole(connection: Connection, hall_id: str, reader_id: str, order_id: str) -> tuple[Order, list[Step]] | None:
    """One with all its steps; None if there is none, or it is about the reader's own work."""
    order = connection.execute(
        select(schema.work_orders).where(
            _orders.hall_id == hall_id, _orders.order_id == order_id, _not_about(reader_id)
        )
    ).one_or_none()
    return None if order is None else (order, _steps_of(connection, hall_id, [order_id]))


def of_same_service(connection: Connection, hall_id: str, order: Order) -> str | None:
    """The id of the other order about that service: of its first rating, or of the one that followed (追评)."""
    return connection.execute(
        select(_orders.order_id).where(
            _orders.hall_id == hall_id,
            _orders.business_day == order.business_day,
            _orders.rating_id == order.rating_id,
            _orders.order_id != order.order_id,
        )
    ).scalar_one_or_none()


def for_person(
    connection: Connection, hall_id: str, person_id: str, roles: Iterable[str], limit: int
) -> list[tuple[Order, list[Step]]]:
    """Those about that person's own work, or that they are responsible for, once somebody has written what is to be
    read of them; the newest first."""
    released = exists().where(
        _steps.hall_id == _orders.hall_id,
        _steps.order_id == _orders.order_id,
        _steps.step == WorkOrderStep.ASSIGNED.value,
        _steps.has_text == 1,
    )
    theirs = or_(
        _orders.clerk_id == person_id,
        _orders.trainee_id == person_id,
        _orders.assignee_id == person_id,
        _orders.role.in_(tuple(roles)),
    )
    orders = connection.execute(
        select(schema.work_orders)
        .where(_orders.hall_id == hall_id, theirs, released)
        .order_by(_orders.opened_at_ms.desc(), _orders.order_id.desc())
        .limit(limit)
    ).all()
    by_order: dict[str, list[Step]] = {order.order_id: [] for order in orders}
    for step in _steps_of(connection, hall_id, tuple(by_order)):
        by_order[step.order_id].append(step)
    return [(order, by_order[order.order_id]) for order in orders]


def rating_of(connection: Connection, hall_id: str, order: Order) -> Row[Any] | None:
    """The rating it was opened for, with the columns of its table."""
    table, key = {
        RatedHow.ERRAND.value: (schema.errand_ratings, schema.errand_ratings.c.rating_id),
        RatedHow.ENTERED.value: (schema.window_ratings, schema.window_ratings.c.rating_id),
    }.get(order.rated_how, (schema.ratings, schema.ratings.c.service_id))
    return connection.execute(select(table).where(table.c.hall_id == hall_id, key == order.rating_id)).one_or_none()


def _not_about(reader_id: str) -> Any:
    return and_(
        or_(_orders.clerk_id.is_(None), _orders.clerk_id != reader_id),
        or_(_orders.trainee_id.is_(None), _orders.trainee_id != reader_id),
    )


def _steps_of(connection: Connection, hall_id: str, order_ids: Sequence[str]) -> list[Step]:
    return list(
        connection.execute(
            select(schema.work_order_steps)
            .where(_steps.hall_id == hall_id, _steps.order_id.in_(order_ids))
            .order_by(_steps.order_id, _steps.number)
        )
    )
