"""Work orders as the pages' examples show them."""

from typing import Any

from msgspec.structs import replace

from queue_server.contract.actors import Role
from queue_server.contract.commands import RatingLevel, StatementSide, WorkOrderState
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Action, Label
from queue_server.domain.views.work_orders import DueLine, OpenWorkOrder, StaffLine
from queue_server.domain.work_orders import RatedHow, WorkOrderDue, WorkOrderStep
from queue_server.web.work_orders import (
    MyWorkOrder,
    MyWorkOrders,
    RatingTold,
    StatementLine,
    StepLine,
    WorkOrderLine,
    WorkOrdersFound,
    WorkOrderView,
)
from simulation.gallery.pages.ratings import DAY_MS, FOOD, MINUTE_MS, NOW_MS, PROPERTY, SLOW, UNCLEAR, WINDOWS

HOUR_MS = 60 * MINUTE_MS
STEPS = (
    "AssignWorkOrder",
    "RecordContact",
    "RecordStatement",
    "ChooseCourse",
    "AppealRating",
    "DecideAppeal",
    "AskExtension",
    "DecideExtension",
    "ReportRectified",
    "FeedBack",
    "CallBack",
    "CloseWorkOrder",
)


def may(*commands: str) -> tuple[Action, ...]:
    return tuple(
        Action(command, command in commands, None if command in commands else RefusalCode.WRONG_STATE)
        for command in STEPS
    )


def due(what: WorkOrderDue, in_ms: int) -> DueLine:
    return DueLine(what, NOW_MS + in_ms, overdue=in_ms <= 0)


def line(order_id: str, state: WorkOrderState, opened_days_ago: float, *deadlines: DueLine, **others: Any) -> Any:
    told: dict[str, Any] = {
        "order_id": order_id,
        "state": state,
        "rated_how": RatedHow.SERVICE,
        "rating_id": "2026-11-20.D056.s1",
        "business_day": "2026-11-20",
        "level": RatingLevel.DISSATISFIED,
        "named": True,
        "window": WINDOWS[1],
        "clerk_id": "guo-lin",
        "clerk_name": "郭琳",
        "trainee_name": None,
        "item": PROPERTY,
        "department": Label("自然资源局", "Natural Resources Bureau"),
        "assignee_id": "fang-qing",
        "assignee_name": "方晴",
        "role": None,
        "course": None,
        "until_day": None,
        "excluded": False,
        "satisfied": None,
        "missed": 0,
        "escalated_to": None,
        "opened_at_ms": NOW_MS - round(opened_days_ago * DAY_MS),
        "closed_at_ms": None,
        "due": deadlines,
    }
    return WorkOrderLine(**(told | others))


ASSIGNED = line(
    "WO7",
    WorkOrderState.ASSIGNED,
    0.1,
    due(WorkOrderDue.CONTACT, 7 * HOUR_MS),
    due(WorkOrderDue.RECTIFY, 7 * DAY_MS),
)
LATE = line(
    "WO3",
    WorkOrderState.RECTIFYING_BY,
    9,
    due(WorkOrderDue.RECTIFY, -2 * DAY_MS),
    item=FOOD,
    window=WINDOWS[0],
    clerk_name="王敏",
    missed=1,
    escalated_to=Role.SUPERVISOR,
    until_day="2026-11-21",
)
APPEALED = line(
    "WO5",
    WorkOrderState.APPEALED,
    4,
    due(WorkOrderDue.REVIEW, 3 * DAY_MS),
    named=False,
    level=RatingLevel.VERY_DISSATISFIED,
    window=WINDOWS[2],
    item=None,
    rated_how=RatedHow.ENTERED,
    assignee_id=None,
    assignee_name=None,
    role=Role.SUPERVISOR,
)
FED_BACK = line("WO4", WorkOrderState.FED_BACK, 6, due(WorkOrderDue.CALL_BACK, 30 * MINUTE_MS))
LATER = line(
    "WO9", WorkOrderState.ASSIGNED, 0.05, due(WorkOrderDue.RECTIFY, 7 * DAY_MS), rated_how=RatedHow.AGAIN, named=False
)
FOUND = WorkOrdersFound((LATER, ASSIGNED, APPEALED, FED_BACK, LATE), None)

PEOPLE = (StaffLine("fang-qing", "方晴"), StaffLine("gu-ping", "顾平"), StaffLine("su-wen", "苏文"))
RATING = RatingTold(
    NOW_MS - 3 * DAY_MS,
    "ticket_page",
    "acceptance",
    "2026-11-20.D056",
    (SLOW, UNCLEAR),
    "九点就到了，十点多才叫到，到了窗口又说要去打征信，来的时候没有人讲。",
    "13800000000",
)


def step(number: int, kind: WorkOrderStep, state: WorkOrderState, ago_ms: int, **others: Any) -> StepLine:
    told: dict[str, Any] = {
        "by_name": "顾平",
        "has_text": "text" in others,
        "text": None,
        "assignee_name": None,
        "role": None,
        "until_day": None,
        "satisfied": None,
        "due": None,
    }
    return StepLine(number=number, at_ms=NOW_MS - ago_ms, step=kind, state=state, **(told | others))


def now(*commands: str, deadlines: tuple[DueLine, ...] = (), **others: Any) -> OpenWorkOrder:
    told: dict[str, Any] = {
        "due": deadlines,
        "actions": may(*commands),
        "latest_day": "2026-12-11",
        "to_hear": (),
        "attempts": 0,
        "extension_open": False,
        "assignees": PEOPLE,
    }
    return OpenWorkOrder(**(told | others))


_OPENED = step(1, WorkOrderStep.OPENED, WorkOrderState.RECEIVED, 3 * HOUR_MS, by_name=None)
_BY_RULE = step(2, WorkOrderStep.ASSIGNED, WorkOrderState.ASSIGNED, 3 * HOUR_MS, by_name=None, role=Role.SUPERVISOR)
_TOLD = step(
    3,
    WorkOrderStep.ASSIGNED,
    WorkOrderState.ASSIGNED,
    2 * HOUR_MS,
    assignee_name="方晴",
    text="有群众反映取号时没有告知要带征信报告，等候较久。",
)
TO_CONTACT = WorkOrderView(
    ASSIGNED,
    RATING,
    "WO9",
    (_OPENED, _BY_RULE, _TOLD, step(4, WorkOrderStep.NOT_REACHED, WorkOrderState.ASSIGNED, HOUR_MS)),
    now(
        "AssignWorkOrder",
        "RecordContact",
        "RecordStatement",
        deadlines=ASSIGNED.due,
        to_hear=(StatementSide.STAFF,),
        attempts=1,
    ),
)
CONTACTED = replace(
    TO_CONTACT,
    line=replace(ASSIGNED, state=WorkOrderState.CONTACTED),
    steps=(
        *TO_CONTACT.steps,
        step(5, WorkOrderStep.CONTACTED, WorkOrderState.CONTACTED, HOUR_MS // 2, text="说明情况属实，希望写在指南上。"),
    ),
    now=now(
        "AssignWorkOrder", "RecordStatement", "ChooseCourse", "AppealRating", "AskExtension", deadlines=ASSIGNED.due
    ),
)
TO_REVIEW = WorkOrderView(
    APPEALED,
    replace(RATING, words="<b>根本没人理</b> 😠", contact=None, channel="letter", reasons=()),
    None,
    (
        _OPENED,
        _BY_RULE,
        step(3, WorkOrderStep.APPEALED, WorkOrderState.APPEALED, HOUR_MS, by_name="叶青", text="当天该窗口没有开放。"),
    ),
    now("AssignWorkOrder", "RecordStatement", "DecideAppeal", deadlines=APPEALED.due),
)
OVERDUE = WorkOrderView(
    LATE,
    RATING,
    None,
    (
        _OPENED,
        _BY_RULE,
        step(
            3,
            WorkOrderStep.TO_RECTIFY_BY,
            WorkOrderState.RECTIFYING_BY,
            5 * DAY_MS,
            until_day="2026-11-21",
            text="改指南",
        ),
        step(
            4,
            WorkOrderStep.OVERDUE,
            WorkOrderState.RECTIFYING_BY,
            2 * DAY_MS,
            by_name=None,
            role=Role.SUPERVISOR,
            due=WorkOrderDue.RECTIFY,
        ),
        step(
            5, WorkOrderStep.EXTENSION_ASKED, WorkOrderState.RECTIFYING_BY, DAY_MS, by_name="方晴", text="等系统改版。"
        ),
    ),
    now("DecideExtension", "ReportRectified", "RecordStatement", deadlines=LATE.due, extension_open=True),
)
READ_ONLY = replace(
    CONTACTED,
    line=FED_BACK,
    steps=(
        *CONTACTED.steps,
        step(6, WorkOrderStep.FED_BACK, WorkOrderState.FED_BACK, HOUR_MS // 4, text="已在指南写明要带征信报告。"),
    ),
    now=now(deadlines=FED_BACK.due),
)
CLOSED = WorkOrderView(
    line("WO1", WorkOrderState.CLOSED, 20, closed_at_ms=NOW_MS - DAY_MS, satisfied=True),
    replace(RATING, words=None, contact=None),
    None,
    (
        _OPENED,
        _TOLD,
        step(3, WorkOrderStep.CALLED_BACK, WorkOrderState.CALLED_BACK, 2 * DAY_MS, satisfied=True, has_text=True),
        step(4, WorkOrderStep.CLOSED, WorkOrderState.CLOSED, DAY_MS),
    ),
    None,
)
LOOKED_UP: dict[str, Any] = {
    "work-orders": FOUND,
    "work-orders/WO7": TO_CONTACT,
    "work-orders/WO5": TO_REVIEW,
    "work-orders/WO3": OVERDUE,
    "work-orders/WO4": READ_ONLY,
    "work-orders/WO1": CLOSED,
}

MINE = MyWorkOrders(
    (
        MyWorkOrder(
            "WO7",
            WorkOrderState.ASSIGNED,
            False,
            True,
            "2026-11-20",
            "有群众反映取号时没有告知要带征信报告，等候较久。",
            (),
            None,
            "2026-11-27",
            None,
            (Action("RecordStatement", True), Action("AppealRating", True)),
        ),
        MyWorkOrder(
            "WO6",
            WorkOrderState.RECTIFYING_AT_ONCE,
            False,
            False,
            "2026-11-19",
            "C 区等候椅坏了两把，请后勤换掉。",
            (StatementLine("2026-11-20", "已报修。"),),
            None,
            "2026-11-26",
            "2026-12-10",
            (
                Action("RecordStatement", True),
                Action("ReportRectified", True),
                Action("ChooseCourse", True),
                Action("AskExtension", False, RefusalCode.EXTENSION_UNFIT),
            ),
        ),
        MyWorkOrder(
            "WO2",
            WorkOrderState.CLOSED,
            True,
            True,
            "2026-10-12",
            None,
            (StatementLine("2026-10-13", None),),
            None,
            None,
            None,
            (),
        ),
    )
)
NOT_MINE = MyWorkOrders(())
