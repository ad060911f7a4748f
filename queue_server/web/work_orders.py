"""Work orders (差评工单): whole for those who work on them and those who audit; the others read what was released.

Whoever rated, how, and when to the minute never reaches the clerk concerned, but what was written for them to read
(锡林郭勒盟 "一窗受理" reform 2020, item 38: 评价数据客观真实).
"""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from config.configuration import HallConfiguration
from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import BusinessDay, Id, RatingLevel, WorkOrderCourse, WorkOrderState
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Action, Label, WindowBrief
from queue_server.domain.state import HallState
from queue_server.domain.views.labels import bundle_label, label, staff_name, window_brief
from queue_server.domain.views.work_orders import DueLine, OpenWorkOrder, due_lines, open_work_order
from queue_server.domain.work_orders import OPEN, RatedHow, WorkOrderDue, WorkOrderStep
from queue_server.engine.dispatcher import Dispatcher
from queue_server.storage import private_words, work_orders
from queue_server.storage.database import Database
from queue_server.storage.work_orders import Order, Step, Wanted
from queue_server.web.access import Door
from queue_server.web.answers import answer, asked_for, day_asked
from queue_server.web.ratings_given import Before, before_asked, midnight_ms, reason_labels
from queue_server.web.reception import CALLER, RECEPTION

AT_ONCE = 50
READERS = frozenset({Role.COMPLAINTS, Role.SUPERVISOR, Role.AUDITOR})
CONCERNED = frozenset({Role.CLERK, Role.GUIDE, Role.TECHNICIAN, Role.SUPERVISOR, Role.COMPLAINTS})

StateAsked = Annotated[
    str,
    msgspec.Meta(
        pattern="^(open|" + "|".join(state.value for state in WorkOrderState) + r")$(?!\n)",
        description="only work orders in that state; open: in any but closed",
        examples=["open"],
    ),
]


class WorkOrderLine(msgspec.Struct, frozen=True):
    """One work order. `due`: the deadlines that run, none of a closed one. `role`: whoever has it is responsible."""

    order_id: str
    state: WorkOrderState
    rated_how: RatedHow
    rating_id: str
    business_day: str | None
    level: RatingLevel
    named: bool
    window: WindowBrief | None
    clerk_id: str | None
    clerk_name: str | None
    trainee_name: str | None
    item: Label | None
    department: Label | None
    assignee_id: str | None
    assignee_name: str | None
    role: Role | None
    course: WorkOrderCourse | None
    until_day: str | None
    excluded: bool
    satisfied: bool | None
    missed: int
    escalated_to: Role | None
    opened_at_ms: int
    closed_at_ms: int | None
    due: tuple[DueLine, ...]


class WorkOrdersFound(msgspec.Struct, frozen=True):
    """The newest first, fifty at once. `older`: what to give as `before` for those before them; None: no more."""

    orders: tuple[WorkOrderLine, ...]
    older: str | None


class StepLine(msgspec.Struct, frozen=True):
    """One step. `by_name` None: the hall's own rule. `text` None though `has_text`: erased after its time."""

    number: int
    at_ms: int
    step: WorkOrderStep
    state: WorkOrderState
    by_name: str | None
    has_text: bool
    text: str | None
    assignee_name: str | None
    role: Role | None
    until_day: str | None
    satisfied: bool | None
    due: WorkOrderDue | None


class RatingTold(msgspec.Struct, frozen=True):
    """The rating itself. `words` and `contact` None: nothing was written, or it is erased."""

    rated_at_ms: int | None
    channel: str | None
    stage: str | None
    ticket_id: str | None
    reasons: tuple[Label, ...]
    words: str | None
    contact: str | None


class WorkOrderView(msgspec.Struct, frozen=True):
    """One work order with its rating and all its steps; `now` None: it is closed.

    `same_service_id`: the other work order, where somebody rated a service poorly twice (追评).
    """

    line: WorkOrderLine
    rating: RatingTold | None
    same_service_id: str | None
    steps: tuple[StepLine, ...]
    now: OpenWorkOrder | None


class StatementLine(msgspec.Struct, frozen=True):
    """What whoever asks wrote, and on which day. `text` None: erased after its time."""

    day: str
    text: str | None


class MyWorkOrder(msgspec.Struct, frozen=True):
    """`concerns_me`: it is about the own work of whoever asks; otherwise they are responsible for it.

    `text`: what was written for them to read; None: erased. `due_day`: by when it is to be put right or explained,
    while that runs. `latest_day`: the last one that may be set for it, for who is responsible. Never more than the day.
    """

    order_id: str
    state: WorkOrderState
    excluded: bool
    concerns_me: bool
    business_day: str | None
    text: str | None
    statements: tuple[StatementLine, ...]
    until_day: str | None
    due_day: str | None
    latest_day: str | None
    actions: tuple[Action, ...]


class MyWorkOrders(msgspec.Struct, frozen=True):
    """The newest first, fifty at most."""

    orders: tuple[MyWorkOrder, ...]


async def of_hall(request: web.Request) -> web.Response:
    """Work orders of the hall, those about whoever asks left out. `from` and `to`: days on which they were opened."""
    reception = request.app[RECEPTION]
    hall = reception.hall
    state = asked_for(request, "state", StateAsked)
    first, last = day_asked(request, "from"), day_asked(request, "to")
    wanted = Wanted(
        states=tuple(each.value for each in OPEN) if state == "open" else (state,) if state is not None else (),
        from_ms=midnight_ms(first, hall.plan.time_zone) if first is not None else None,
        before_ms=midnight_ms(last, hall.plan.time_zone, days=1) if last is not None else None,
        window_id=asked_for(request, "window", Id),
        before=before_asked(request),
    )
    return answer(await orders_found(reception.dispatcher, reception.database, request[CALLER].actor, wanted))


async def orders_found(dispatcher: Dispatcher, database: Database, reader: Actor, wanted: Wanted) -> WorkOrdersFound:
    """Those of the hall that are `wanted`, without those about the reader's own work."""
    hall_id = dispatcher.state.hall.plan.hall_id
    found = await database.read(work_orders.found, hall_id, reader.id, wanted, AT_ONCE + 1)
    shown = found[:AT_ONCE]
    lines = await dispatcher.look(lambda live, _: tuple(_line(live, row) for row in shown))
    older = f"{shown[-1].opened_at_ms}.{shown[-1].order_id}" if len(found) > AT_ONCE else None
    return WorkOrdersFound(lines, older)


async def show(request: web.Request) -> web.Response:
    """One work order with everything that was said and done. Not for whoever it is about."""
    reception = request.app[RECEPTION]
    order_id = request.match_info["order_id"]
    return answer(await order_shown(reception.dispatcher, reception.database, request[CALLER].actor, order_id))


async def order_shown(dispatcher: Dispatcher, database: Database, reader: Actor, order_id: str) -> WorkOrderView:
    """One of them, whole. Refuses NOT_FOUND, also where it is about the reader's own work."""
    hall_id = dispatcher.state.hall.plan.hall_id
    found = await database.read(work_orders.whole, hall_id, reader.id, order_id)
    if found is None:
        raise CommandRefused(RefusalCode.NOT_FOUND, what="work order")
    order, steps = found
    rating = await database.read(work_orders.rating_of, hall_id, order)
    same_service_id = await database.read(work_orders.of_same_service, hall_id, order)
    written = await database.read(private_words.read, hall_id, [order.order_id, order.rating_id])

    def look(live: HallState, now_ms: int) -> WorkOrderView:
        return WorkOrderView(
            _line(live, order),
            _rating(live.hall, order, rating, written),
            same_service_id,
            tuple(_step(live.hall, step, written) for step in steps),
            open_work_order(live, order.order_id, reader, now_ms),
        )

    return await dispatcher.look(look)


async def mine(request: web.Request) -> web.Response:
    """What of work orders whoever asks may read: those about their own work, and those they are responsible for.

    Only once somebody has written for them what is to be read.
    """
    reception = request.app[RECEPTION]
    return answer(await orders_of(reception.dispatcher, reception.database, request[CALLER].actor))


async def orders_of(dispatcher: Dispatcher, database: Database, reader: Actor) -> MyWorkOrders:
    """What of them the reader may read without being one of those who look after ratings."""
    hall_id = dispatcher.state.hall.plan.hall_id
    roles = [role.value for role in reader.roles]
    found = await database.read(work_orders.for_person, hall_id, reader.id, roles, AT_ONCE)
    written = await database.read(private_words.read, hall_id, [order.order_id for order, _ in found])

    def look(live: HallState, now_ms: int) -> MyWorkOrders:
        return MyWorkOrders(tuple(_mine(live, order, steps, written, reader, now_ms) for order, steps in found))

    return await dispatcher.look(look)


def _line(live: HallState, row: Order) -> WorkOrderLine:
    hall, order = live.hall, live.work_orders.by_id.get(row.order_id)
    return WorkOrderLine(
        order_id=row.order_id,
        state=WorkOrderState(row.state),
        rated_how=RatedHow(row.rated_how),
        rating_id=row.rating_id,
        business_day=row.business_day,
        level=RatingLevel(row.level),
        named=bool(row.named),
        window=window_brief(hall, row.window_id) if row.window_id in hall.windows else None,
        clerk_id=row.clerk_id,
        clerk_name=staff_name(hall, row.clerk_id),
        trainee_name=staff_name(hall, row.trainee_id),
        item=_item(hall, row.item_id),
        department=next((label(each.name) for each in hall.plan.departments if each.id == row.department_id), None),
        assignee_id=row.assignee_id,
        assignee_name=staff_name(hall, row.assignee_id),
        role=_role(row.role),
        course=WorkOrderCourse(row.course) if row.course is not None else None,
        until_day=row.until_day,
        excluded=bool(row.excluded),
        satisfied=_yes(row.satisfied),
        missed=row.missed,
        escalated_to=_role(row.escalated_to),
        opened_at_ms=row.opened_at_ms,
        closed_at_ms=row.closed_at_ms,
        due=due_lines(order) if order is not None else (),
    )


def _rating(hall: HallConfiguration, order: Order, row: Any, written: dict[tuple[str, str], str]) -> RatingTold | None:
    if row is None:
        return None
    again = order.rated_how == RatedHow.AGAIN.value
    contact = written.get((order.rating_id, "contact"))
    return RatingTold(
        rated_at_ms=row.again_rated_at_ms if again else row.rated_at_ms,
        channel=row.again_channel if again else getattr(row, "channel", None),
        stage=getattr(row, "stage", None),
        ticket_id=getattr(row, "ticket_id", None),
        reasons=reason_labels(hall, row.again_reasons if again else row.reasons),
        words=written.get((order.rating_id, "again" if again else "words")),
        contact=(written.get((order.rating_id, "again_contact")) or contact) if again else contact,
    )


def _step(hall: HallConfiguration, row: Step, written: dict[tuple[str, str], str]) -> StepLine:
    return StepLine(
        number=row.number,
        at_ms=row.at_ms,
        step=WorkOrderStep(row.step),
        state=WorkOrderState(row.state),
        by_name=staff_name(hall, row.by),
        has_text=bool(row.has_text),
        text=written.get((row.order_id, str(row.number))),
        assignee_name=staff_name(hall, row.assignee_id),
        role=_role(row.role),
        until_day=row.until_day,
        satisfied=_yes(row.satisfied),
        due=WorkOrderDue(row.due) if row.due is not None else None,
    )


_OWN = (WorkOrderStep.STAFF_HEARD.value, WorkOrderStep.APPEALED.value)
_TOLD = {  # to whom it concerns: not whether somebody left a contact
    WorkOrderState.CONTACTED: WorkOrderState.ASSIGNED,
    WorkOrderState.CALLED_BACK: WorkOrderState.FED_BACK,
}
_OFFERED = {
    True: ("RecordStatement", "AppealRating"),
    False: ("RecordStatement", "AppealRating", "ChooseCourse", "AskExtension", "ReportRectified"),
}


def _mine(
    live: HallState, row: Order, steps: list[Step], written: dict[tuple[str, str], str], reader: Actor, now_ms: int
) -> MyWorkOrder:
    concerns_me = reader.id in (row.clerk_id, row.trainee_id)
    state, zone = WorkOrderState(row.state), ZoneInfo(live.hall.plan.time_zone)
    released = [step for step in steps if step.step == WorkOrderStep.ASSIGNED.value and step.has_text]
    now = open_work_order(live, row.order_id, reader, now_ms)
    due_ms = next((each.due_ms for each in now.due if each.due is WorkOrderDue.RECTIFY), None) if now else None
    return MyWorkOrder(
        order_id=row.order_id,
        state=_TOLD.get(state, state) if concerns_me else state,
        excluded=bool(row.excluded),
        concerns_me=concerns_me,
        business_day=row.business_day,
        text=written.get((row.order_id, str(released[-1].number))),
        statements=tuple(
            StatementLine(_day(step.at_ms, zone), written.get((row.order_id, str(step.number))))
            for step in steps
            if step.by == reader.id and step.step in _OWN
        ),
        until_day=row.until_day,
        due_day=_day(due_ms, zone) if due_ms is not None else None,
        latest_day=now.latest_day if now is not None and not concerns_me else None,
        actions=tuple(each for each in now.actions if each.command in _OFFERED[concerns_me]) if now else (),
    )


def _day(at_ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at_ms / 1000, zone).date().isoformat()


def _item(hall: HallConfiguration, item_id: str | None) -> Label | None:
    item = hall.items.get(item_id or "")
    return label(item.name) if item is not None else bundle_label(hall, item_id or "")


def _role(value: str | None) -> Role | None:
    return Role(value) if value is not None else None


def _yes(value: int | None) -> bool | None:
    return bool(value) if value is not None else None


DOORS = (
    Door(
        "GET",
        "/api/v1/work-orders",
        of_hall,
        READERS,
        gives={200: WorkOrdersFound},
        refuses=frozenset({RefusalCode.MALFORMED}),
        query={"state": StateAsked, "from": BusinessDay, "to": BusinessDay, "window": Id, "before": Before},
    ),
    Door(
        "GET",
        "/api/v1/work-orders/{order_id}",
        show,
        READERS,
        gives={200: WorkOrderView},
        refuses=frozenset({RefusalCode.NOT_FOUND}),
    ),
    Door("GET", "/api/v1/my-work-orders", mine, CONCERNED, gives={200: MyWorkOrders}),
)
