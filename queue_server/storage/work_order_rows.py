"""The history of work orders: one row for each, and one for each of its steps. Open ones stay in memory."""

from collections.abc import Iterator
from typing import Final

import msgspec
from sqlalchemy import Table

from queue_server.contract.commands import WorkOrderCourse, WorkOrderState
from queue_server.domain.events import Recorded, WorkOrderMoved, WorkOrderOpened
from queue_server.domain.work_orders import WorkOrderDue, WorkOrderStep
from queue_server.storage import schema
from queue_server.storage.rows import Row

_encode = msgspec.json.Encoder(order="deterministic").encode

_DUE: Final = {
    WorkOrderDue.CONTACT: "contact_due_ms",
    WorkOrderDue.RECTIFY: "rectify_due_ms",
    WorkOrderDue.FEED_BACK: "feed_back_due_ms",
    WorkOrderDue.CALL_BACK: "call_back_due_ms",
    WorkOrderDue.CLOSE: "close_due_ms",
}
_AT: Final = {
    WorkOrderStep.CONTACTED: "contacted_at_ms",
    WorkOrderStep.CONTACT_GIVEN_UP: "contacted_at_ms",
    WorkOrderStep.RECTIFIED: "rectified_at_ms",
    WorkOrderStep.FED_BACK: "fed_back_at_ms",
    WorkOrderStep.CALLED_BACK: "called_back_at_ms",
    WorkOrderStep.CALL_BACK_GIVEN_UP: "called_back_at_ms",
    WorkOrderStep.APPEALED: "appealed_at_ms",
    WorkOrderStep.EXCLUDED: "reviewed_at_ms",
    WorkOrderStep.UPHELD: "reviewed_at_ms",
    WorkOrderStep.EXTENDED: "extended_at_ms",
    WorkOrderStep.CLOSED: "closed_at_ms",
}
_SAYS: Final[dict[WorkOrderStep, dict[str, str | int]]] = {
    WorkOrderStep.CONTACTED: {"reached": 1},
    WorkOrderStep.CONTACT_GIVEN_UP: {"reached": 0},
    WorkOrderStep.CALLED_BACK: {"answered": 1},
    WorkOrderStep.CALL_BACK_GIVEN_UP: {"answered": 0},
    WorkOrderStep.EXCLUDED: {"excluded": 1},
    WorkOrderStep.TO_RECTIFY_AT_ONCE: {"course": WorkOrderCourse.AT_ONCE.value},
    WorkOrderStep.TO_RECTIFY_BY: {"course": WorkOrderCourse.BY_DATE.value},
    WorkOrderStep.TO_EXPLAIN: {"course": WorkOrderCourse.EXPLAIN.value},
}
_EMPTY: Final = ("assignee_id", "role", "course", "until_day", "escalated_to", "reached", "answered", "satisfied")


class WorkOrderRows:
    """`rows` of an event, in order, each with its table and its key there. `open_ones`, by id, are kept up to date."""

    def __init__(self, hall_id: str, open_ones: dict[str, Row]) -> None:
        self._hall_id = hall_id
        self._open = open_ones

    def rows(self, recorded: Recorded) -> Iterator[tuple[Table, str, Row]]:
        match recorded.event:
            case WorkOrderOpened() as event:
                yield from self._opened(event, recorded)
            case WorkOrderMoved() as event:
                yield from self._moved(event, recorded)

    def _opened(self, event: WorkOrderOpened, recorded: Recorded) -> Iterator[tuple[Table, str, Row]]:
        row: Row = {
            "hall_id": self._hall_id,
            "order_id": event.order_id,
            "business_day": event.business_day,
            "rated_how": event.rated_how.value,
            "rating_id": event.rating_id,
            "level": event.level.value,
            "named": int(event.named),
            "window_id": event.window_id,
            "clerk_id": event.clerk_id,
            "trainee_id": event.trainee_id,
            "item_id": event.item_id,
            "department_id": event.department_id,
            "state": WorkOrderState.RECEIVED.value,
            "excluded": 0,
            "missed": 0,
            "opened_at_ms": recorded.at_ms,
            **dict.fromkeys((*_EMPTY, *_DUE.values(), *_AT.values())),
        }
        row.update({_DUE[each.due]: each.due_ms for each in event.deadlines})
        self._open[event.order_id] = row
        yield schema.work_orders, event.order_id, row
        first = WorkOrderMoved(event.order_id, 1, WorkOrderStep.OPENED, WorkOrderState.RECEIVED, None, event.deadlines)
        yield self._step(first, recorded)

    def _moved(self, event: WorkOrderMoved, recorded: Recorded) -> Iterator[tuple[Table, str, Row]]:
        row = self._open[event.order_id]
        row.update(state=event.state.value, **_SAYS.get(event.step, {}))
        row.update({_DUE[each.due]: each.due_ms for each in event.deadlines if each.due in _DUE})
        if event.step in _AT:
            row[_AT[event.step]] = recorded.at_ms
        match event.step:
            case WorkOrderStep.ASSIGNED:
                row.update(assignee_id=event.assignee_id, role=event.role.value if event.role is not None else None)
            case WorkOrderStep.TO_RECTIFY_AT_ONCE | WorkOrderStep.TO_RECTIFY_BY | WorkOrderStep.TO_EXPLAIN:
                row["until_day"] = event.until_day
            case WorkOrderStep.CALLED_BACK:
                row["satisfied"] = None if event.satisfied is None else int(event.satisfied)
            case WorkOrderStep.OVERDUE:
                row.update(missed=row["missed"] + 1, escalated_to=event.role.value if event.role is not None else None)
            case WorkOrderStep.CLOSED:
                del self._open[event.order_id]
        yield schema.work_orders, event.order_id, row
        yield self._step(event, recorded)

    def _step(self, event: WorkOrderMoved, recorded: Recorded) -> tuple[Table, str, Row]:
        row: Row = {
            "hall_id": self._hall_id,
            "order_id": event.order_id,
            "number": event.number,
            "at_ms": recorded.at_ms,
            "by": event.by,
            "step": event.step.value,
            "state": event.state.value,
            "has_text": int(event.has_text),
            "assignee_id": event.assignee_id,
            "role": event.role.value if event.role is not None else None,
            "until_day": event.until_day,
            "satisfied": None if event.satisfied is None else int(event.satisfied),
            "due": event.due.value if event.due is not None else None,
            "deadlines": _encode({each.due.value: each.due_ms for each in event.deadlines}).decode(),
        }
        return schema.work_order_steps, f"{event.order_id} {event.number}", row
