"""What of an open work order its pages offer, found out by the rules themselves."""

from typing import Final

import msgspec

from queue_server.contract.actors import Actor
from queue_server.contract.commands import (
    AnyCommand,
    AppealRating,
    AskExtension,
    AssignWorkOrder,
    CallBack,
    ChooseCourse,
    CloseWorkOrder,
    DecideAppeal,
    DecideExtension,
    FeedBack,
    RecordContact,
    RecordStatement,
    ReportRectified,
    StatementSide,
    WorkOrderCourse,
)
from queue_server.contract.views import Action
from queue_server.domain.rules.work_orders import CONDUCTING, can_be_responsible, latest_day
from queue_server.domain.state import HallState
from queue_server.domain.views.actions import action
from queue_server.domain.work_orders import WorkOrder, WorkOrderDue

_WRITTEN: Final = "…"


class DueLine(msgspec.Struct, frozen=True, gc=False):
    """A deadline that runs. `overdue`: staff were told that it has passed."""

    due: WorkOrderDue
    due_ms: int
    overdue: bool


class StaffLine(msgspec.Struct, frozen=True, gc=False):
    clerk_id: str
    name: str


class OpenWorkOrder(msgspec.Struct, frozen=True, gc=False):
    """`actions`: what whoever asks may do now. `latest_day`: of a day by which it is put right. `to_hear`: whose
    statement is still missing. `attempts`: to reach whoever rated, in vain. `assignees`: to whom it can go."""

    due: tuple[DueLine, ...]
    actions: tuple[Action, ...]
    latest_day: str
    to_hear: tuple[StatementSide, ...]
    attempts: int
    extension_open: bool
    assignees: tuple[StaffLine, ...]


def open_work_order(state: HallState, order_id: str, by: Actor, now_ms: int) -> OpenWorkOrder | None:
    """None if it is not open."""
    order = state.work_orders.by_id.get(order_id)
    if order is None:
        return None
    return OpenWorkOrder(
        due=due_lines(order),
        actions=tuple(action(command, state, by, now_ms) for command in candidates(order, state, by)),
        latest_day=latest_day(order, state, now_ms).isoformat(),
        to_hear=tuple(side for side in StatementSide if side in order.to_hear),
        attempts=order.attempts,
        extension_open=order.extension_open,
        assignees=tuple(StaffLine(*each) for each in _assignees(order, state)),
    )


def due_lines(order: WorkOrder) -> tuple[DueLine, ...]:
    return tuple(
        DueLine(due, order.deadlines[due].due_ms, due in order.overdue)
        for due in WorkOrderDue
        if due in order.deadlines
    )


def candidates(order: WorkOrder, state: HallState, by: Actor) -> tuple[AnyCommand, ...]:
    """Every command about it, once; of a statement the side that whoever asks would write."""
    id_ = order.order_id
    other = next((clerk_id for clerk_id, _ in _assignees(order, state) if clerk_id != order.assignee_id), by.id)
    side = StatementSide.APPLICANT if StatementSide.APPLICANT in order.to_hear else StatementSide.STAFF
    if order.concerns(by.id) or not by.may_act_as(*CONDUCTING):
        side = StatementSide.STAFF
    return (
        AssignWorkOrder(id_, other),
        RecordContact(id_, reached=True),
        RecordStatement(id_, side, _WRITTEN),
        ChooseCourse(id_, WorkOrderCourse.EXPLAIN),
        AppealRating(id_, _WRITTEN),
        DecideAppeal(id_, excluded=False, text=_WRITTEN),
        AskExtension(id_, _WRITTEN),
        DecideExtension(id_, granted=True),
        ReportRectified(id_, _WRITTEN),
        FeedBack(id_, _WRITTEN),
        CallBack(id_, reached=True, satisfied=True),
        CloseWorkOrder(id_),
    )


def _assignees(order: WorkOrder, state: HallState) -> list[tuple[str, str]]:
    """Everybody of the plan who can be responsible, but whom it concerns."""
    clerks = state.hall.plan.clerks
    return [
        (clerk.id, clerk.name)
        for clerk in clerks
        if not order.concerns(clerk.id) and not clerk.trainee and can_be_responsible(clerk)
    ]
