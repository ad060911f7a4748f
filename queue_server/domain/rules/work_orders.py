"""Work orders: opened for every poor rating, worked on by those who are responsible, and never by whom they concern."""

from collections.abc import Collection
from datetime import date
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from config.hall import Clerk
from config.working_days import after_working_days, office_ends
from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import (
    ALLOWED,
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
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.business_day import business_day
from queue_server.domain.events import (
    AlarmRaised,
    AnyEvent,
    ErrandRated,
    ServiceRated,
    ServiceRatedAgain,
    WindowRated,
    WorkOrderMoved,
    WorkOrderOpened,
)
from queue_server.domain.moment import Events, Moment
from queue_server.domain.rules.alarms import WORK_ORDER_DUE, WORK_ORDER_LATE, alarm_id, cause_gone, subject
from queue_server.domain.state import HallState
from queue_server.domain.work_orders import (
    ASSIGNED,
    CALLED_BACK,
    CONTACTED,
    ENDS,
    EXCLUDED,
    FED_BACK,
    TRANSITIONS,
    Deadline,
    RatedHow,
    WorkOrder,
    WorkOrderDue,
    WorkOrderStep,
    begun_by,
    demand,
)

HOUR_MS: Final = 3_600_000
CONDUCTING: Final = frozenset({Role.COMPLAINTS, Role.SUPERVISOR})  # may work on every one that is not about themselves

_COURSES: Final = {
    WorkOrderCourse.AT_ONCE: WorkOrderStep.TO_RECTIFY_AT_ONCE,
    WorkOrderCourse.BY_DATE: WorkOrderStep.TO_RECTIFY_BY,
    WorkOrderCourse.EXPLAIN: WorkOrderStep.TO_EXPLAIN,
}
_HEARD: Final = {
    StatementSide.APPLICANT: WorkOrderStep.APPLICANT_HEARD,
    StatementSide.STAFF: WorkOrderStep.STAFF_HEARD,
}
_Poor: TypeAlias = ServiceRated | ServiceRatedAgain | ErrandRated | WindowRated

# --- opening --------------------------------------------------------------------------------------------------------


def with_opened(events: Events, state: HallState, now_ms: int) -> Events:
    """`events`, and a work order for each poor rating among them."""
    poor = [event for event in events if isinstance(event, _Poor) and event.level.poor]
    for more, event in enumerate(poor, 1):
        opened = _opened(event, f"WO{state.work_orders.opened + more}", state, now_ms)
        events += (opened, _assigned_by_rule(opened, state))
    return events


def _opened(event: _Poor, order_id: str, state: HallState, now_ms: int) -> WorkOrderOpened:
    rated_how, rating_id, named, day = _of_the_rating(event, state)
    window_id = None if isinstance(event, ErrandRated) else event.window_id
    clerk_id, trainee_id, item_id = _of_the_service(event, state)
    running = _begin(begun_by(WorkOrderStep.OPENED, reachable=named, running=()), state, now_ms)
    return WorkOrderOpened(
        order_id=order_id,
        rated_how=rated_how,
        rating_id=rating_id,
        level=event.level,
        named=named,
        business_day=day,
        window_id=window_id,
        clerk_id=clerk_id,
        trainee_id=trainee_id,
        item_id=item_id,
        department_id=_department(window_id, item_id, state),
        deadlines=_in_order(running),
    )


def _of_the_rating(event: _Poor, state: HallState) -> tuple[RatedHow, str, bool, str | None]:
    """How it was rated, under which id, whether a contact was left, and of which day it is."""
    if isinstance(event, ErrandRated):
        return RatedHow.ERRAND, event.rating_id, False, event.on_day
    if isinstance(event, WindowRated):
        return RatedHow.ENTERED, event.rating_id, event.named, event.for_day
    service = state.service(event.service_id)
    day = service.business_day if service is not None else None
    if isinstance(event, ServiceRatedAgain):  # whoever left a contact with the first rating can be reached by it
        return RatedHow.AGAIN, event.service_id, event.named or (service is not None and service.named), day
    return RatedHow.SERVICE, event.service_id, event.named, day


def _of_the_service(event: _Poor, state: HallState) -> tuple[str | None, str | None, str | None]:
    """Its clerk, who worked there with them, and its item; nobody, where nobody served."""
    service = state.service(event.service_id) if isinstance(event, ServiceRated | ServiceRatedAgain) else None
    return (service.clerk_id, service.trainee_id, service.item_id) if service is not None else (None, None, None)


def _department(window_id: str | None, item_id: str | None, state: HallState) -> str | None:
    """Of the window; of the item where the window belongs to none."""
    window, item = state.hall.windows.get(window_id or ""), state.hall.items.get(item_id or "")
    if window is not None and window.department_id is not None:
        return window.department_id
    return item.department_id if item is not None else None


def _assigned_by_rule(opened: WorkOrderOpened, state: HallState) -> WorkOrderMoved:
    assignee_id, role = _responsible(opened, state)
    return WorkOrderMoved(
        order_id=opened.order_id,
        number=2,
        step=WorkOrderStep.ASSIGNED,
        state=ASSIGNED,
        by=None,
        deadlines=opened.deadlines,
        assignee_id=assignee_id,
        role=role,
    )


def _responsible(opened: WorkOrderOpened, state: HallState) -> tuple[str | None, Role | None]:
    """The person or the role of the first rule that fits. Nobody is responsible for what concerns themselves."""
    for rule in state.hall.policy.work_orders.responsible:
        if rule.window_ids and opened.window_id not in rule.window_ids:
            continue
        if rule.department_ids and opened.department_id not in rule.department_ids:
            continue
        if rule.role is not None:
            return None, Role(rule.role.value)
        if rule.clerk_id in state.hall.clerks and rule.clerk_id not in (opened.clerk_id, opened.trainee_id):
            return rule.clerk_id, None
    return None, Role.SUPERVISOR


# --- who may --------------------------------------------------------------------------------------------------------


def is_responsible(order: WorkOrder, by: Actor) -> bool:
    return order.assignee_id == by.id if order.role is None else by.may_act_as(order.role)


def can_be_responsible(clerk: Clerk) -> bool:
    """Auditors read, and do not act."""
    return any(Role(role.value) in ALLOWED[ChooseCourse] for role in clerk.roles)


def may_know(order: WorkOrder, by: Actor) -> bool:
    """Whether it exists for them: whom it concerns learns of it when somebody has written what they may read."""
    if order.concerns(by.id):
        return order.released
    return by.may_act_as(*CONDUCTING) or is_responsible(order, by)


def _known(moment: Moment, order_id: str) -> WorkOrder:
    order = moment.state.work_orders.by_id.get(order_id)
    if order is None or not may_know(order, moment.by):
        raise CommandRefused(RefusalCode.WORK_ORDER_UNKNOWN, order_id=order_id)
    return order


def _worked_on(moment: Moment, order_id: str) -> WorkOrder:
    """Refuses WORK_ORDER_UNKNOWN, and WORK_ORDER_CONCERNED to whom it is about."""
    order = _known(moment, order_id)
    if order.concerns(moment.by.id):
        raise CommandRefused(RefusalCode.WORK_ORDER_CONCERNED, order_id=order_id)
    return order


def _demand_text(text: str | None) -> None:
    """Nothing but spaces is nothing written. Refuses MALFORMED."""
    if text is None:
        raise CommandRefused(RefusalCode.MALFORMED, where="text", why="nothing is written")


# --- the steps ------------------------------------------------------------------------------------------------------


def assign(command: AssignWorkOrder, moment: Moment) -> Events:
    """The same person again with nothing new to read changes nothing."""
    order = _worked_on(moment, command.order_id)
    clerk = moment.state.hall.clerks.get(command.clerk_id)
    if clerk is None or not can_be_responsible(clerk):
        raise CommandRefused(RefusalCode.CLERK_UNKNOWN, clerk_id=command.clerk_id)
    if order.concerns(clerk.id):
        raise CommandRefused(RefusalCode.WORK_ORDER_CONCERNED, order_id=order.order_id)
    demand(order.state, WorkOrderStep.ASSIGNED)
    if order.assignee_id == clerk.id and command.text is None:
        return ()
    return _moved(order, WorkOrderStep.ASSIGNED, moment, text=command.text, assignee_id=clerk.id)


def record_contact(command: RecordContact, moment: Moment) -> Events:
    """Where a contact was left. Not reached as often as the policy asks counts as done."""
    order = _worked_on(moment, command.order_id)
    demand(order.state, WorkOrderStep.CONTACTED)
    if WorkOrderDue.CONTACT not in order.deadlines:
        raise _wrong_state(order, "named")
    if command.reached:
        return _moved(order, WorkOrderStep.CONTACTED, moment, text=command.text)
    enough = order.attempts + 1 >= moment.state.hall.policy.work_orders.attempts
    step = WorkOrderStep.CONTACT_GIVEN_UP if enough else WorkOrderStep.NOT_REACHED
    return _moved(order, step, moment, text=command.text)


def record_statement(command: RecordStatement, moment: Moment) -> Events:
    """Whom it concerns writes their own; whoever works on it writes down either side."""
    order = _known(moment, command.order_id)
    _demand_text(command.text)
    if command.side is StatementSide.APPLICANT:
        order = _worked_on(moment, command.order_id)
        if not moment.by.may_act_as(*CONDUCTING):
            raise CommandRefused(RefusalCode.FORBIDDEN, order_id=order.order_id)
    return _moved(order, _HEARD[command.side], moment, text=command.text)


def choose_course(command: ChooseCourse, moment: Moment) -> Events:
    """Once whoever rated was contacted, where they can be; again, where it turns out otherwise."""
    order = _worked_on(moment, command.order_id)
    step = _COURSES[command.course]
    demand(order.state, step)
    _demand_contacted(order)
    if command.course is WorkOrderCourse.BY_DATE:
        until = _until(command.until_day, order, moment)
        return _moved(order, step, moment, text=command.text, until=until)
    if command.until_day is not None:
        raise CommandRefused(
            RefusalCode.UNTIL_DAY_UNFIT, latest=latest_day(order, moment.state, moment.now_ms).isoformat()
        )
    return _moved(order, step, moment, text=command.text)


def _until(until_day: str | None, order: WorkOrder, moment: Moment) -> date:
    """Refuses UNTIL_DAY_UNFIT."""
    state = moment.state
    latest = latest_day(order, state, moment.now_ms)
    try:
        until = date.fromisoformat(until_day or "")
    except ValueError:
        until = date.min
    if not _day(state, moment.now_ms) < until <= latest:
        raise CommandRefused(RefusalCode.UNTIL_DAY_UNFIT, latest=latest.isoformat())
    return until


def latest_day(order: WorkOrder, state: HallState, now_ms: int) -> date:
    """The last day that may be set for it to be put right."""
    from_ms = now_ms if order.state is CALLED_BACK else order.round_from_ms
    days = state.hall.policy.work_orders.rectify_by_days
    return after_working_days(state.hall.policy.hours, _day(state, from_ms), days)


def appeal(command: AppealRating, moment: Moment) -> Events:
    """Once, within the policy's days. While it is reviewed nothing has to be put right."""
    order, state = _known(moment, command.order_id), moment.state
    _demand_text(command.text)
    demand(order.state, WorkOrderStep.APPEALED)
    last_ms = _after(state, order.opened_at_ms, state.hall.policy.work_orders.appeal_days)
    if order.appealed_by is not None or moment.now_ms > last_ms:
        raise CommandRefused(RefusalCode.APPEAL_OVER, order_id=order.order_id)
    return _moved(order, WorkOrderStep.APPEALED, moment, text=command.text)


def decide_appeal(command: DecideAppeal, moment: Moment) -> Events:
    order = _worked_on(moment, command.order_id)
    _demand_text(command.text)
    step = WorkOrderStep.EXCLUDED if command.excluded else WorkOrderStep.UPHELD
    demand(order.state, step)
    if order.appealed_by == moment.by.id:
        raise CommandRefused(RefusalCode.REQUEST_OWN, order_id=order.order_id)
    _demand_contacted(order)
    _demand_heard(order)
    return _moved(order, step, moment, text=command.text)


def ask_extension(command: AskExtension, moment: Moment) -> Events:
    order = _worked_on(moment, command.order_id)
    _demand_text(command.text)
    demand(order.state, WorkOrderStep.EXTENSION_ASKED)
    if order.extension_by is not None:
        raise CommandRefused(RefusalCode.EXTENSION_UNFIT, order_id=order.order_id)
    return _moved(order, WorkOrderStep.EXTENSION_ASKED, moment, text=command.text)


def decide_extension(command: DecideExtension, moment: Moment) -> Events:
    order = _worked_on(moment, command.order_id)
    step = WorkOrderStep.EXTENDED if command.granted else WorkOrderStep.NOT_EXTENDED
    demand(order.state, step)
    if not order.extension_open:
        raise CommandRefused(RefusalCode.EXTENSION_UNFIT, order_id=order.order_id)
    if order.extension_by == moment.by.id:
        raise CommandRefused(RefusalCode.REQUEST_OWN, order_id=order.order_id)
    return _moved(order, step, moment, text=command.text)


def report_rectified(command: ReportRectified, moment: Moment) -> Events:
    order = _worked_on(moment, command.order_id)
    _demand_text(command.text)
    return _moved(order, WorkOrderStep.RECTIFIED, moment, text=command.text)


def feed_back(command: FeedBack, moment: Moment) -> Events:
    order = _worked_on(moment, command.order_id)
    _demand_text(command.text)
    demand(order.state, WorkOrderStep.FED_BACK)
    if order.state is not EXCLUDED:
        _demand_heard(order)
    return _moved(order, WorkOrderStep.FED_BACK, moment, text=command.text)


def call_back(command: CallBack, moment: Moment) -> Events:
    """Where a contact was left. Whoever was not reached has said nothing."""
    order = _worked_on(moment, command.order_id)
    demand(order.state, WorkOrderStep.CALLED_BACK)
    if not order.is_called_back:
        raise _wrong_state(order, "named")
    if command.reached:
        return _moved(order, WorkOrderStep.CALLED_BACK, moment, text=command.text, satisfied=command.satisfied)
    enough = order.attempts + 1 >= moment.state.hall.policy.work_orders.attempts
    step = WorkOrderStep.CALL_BACK_GIVEN_UP if enough else WorkOrderStep.CALL_NOT_ANSWERED
    return _moved(order, step, moment, text=command.text)


def close(command: CloseWorkOrder, moment: Moment) -> Events:
    """When everything due has been done: whoever left a contact was told, and called back unless it was excluded."""
    order = _worked_on(moment, command.order_id)
    demand(order.state, WorkOrderStep.CLOSED)
    if WorkOrderDue.CLOSE not in order.deadlines:
        raise _wrong_state(order, FED_BACK.value if order.state is EXCLUDED else CALLED_BACK.value)
    return _moved(order, WorkOrderStep.CLOSED, moment, text=command.text)


def _demand_contacted(order: WorkOrder) -> None:
    """Whoever left a contact is asked first."""
    if WorkOrderDue.CONTACT in order.deadlines:
        raise _wrong_state(order, CONTACTED.value)


def _demand_heard(order: WorkOrder) -> None:
    """Refuses STATEMENT_MISSING: both sides are heard before it is settled (R82)."""
    for side in StatementSide:
        if side in order.to_hear:
            raise CommandRefused(RefusalCode.STATEMENT_MISSING, side=side.value)


def _wrong_state(order: WorkOrder, allowed: str) -> CommandRefused:
    return CommandRefused(RefusalCode.WRONG_STATE, state=order.state.value, allowed=allowed)


def _moved(
    order: WorkOrder,
    step: WorkOrderStep,
    moment: Moment,
    *,
    text: str | None = None,
    assignee_id: str | None = None,
    until: date | None = None,
    satisfied: bool | None = None,
) -> Events:
    """The step, and the end of alarms about deadlines that it ends. Refuses WRONG_STATE."""
    demand(order.state, step)
    state, now_ms = moment.state, moment.now_ms
    after = order.before_appeal if step is WorkOrderStep.UPHELD else next(iter(TRANSITIONS[order.state, step]))
    running = {due: each for due, each in order.deadlines.items() if due not in ENDS.get(step, ())}
    reachable = order.is_called_back if step is WorkOrderStep.FED_BACK else order.named
    running |= _begin(begun_by(step, reachable=reachable, running=running), state, now_ms)
    if step is WorkOrderStep.EXTENDED:
        from_ms = max(order.deadlines[WorkOrderDue.RECTIFY].due_ms, now_ms)  # granted late, it is not over at once
        due_ms = _after(state, from_ms, state.hall.policy.work_orders.extension_days)
        running[WorkOrderDue.RECTIFY] = _deadline(WorkOrderDue.RECTIFY, due_ms, state, now_ms)
    elif until is not None:
        running[WorkOrderDue.RECTIFY] = _deadline(WorkOrderDue.RECTIFY, _ends_ms(state, until), state, now_ms)
    moved = WorkOrderMoved(
        order_id=order.order_id,
        number=order.steps + 1,
        step=step,
        state=after or order.state,
        by=moment.by.id,
        deadlines=_in_order(running),
        has_text=text is not None,
        assignee_id=assignee_id,
        until_day=until.isoformat() if until is not None else None,
        satisfied=satisfied,
    )
    return moved, *_settled(order, moved, state)


def _settled(order: WorkOrder, moved: WorkOrderMoved, state: HallState) -> Events:
    """The alarms about it that no deadline causes any more."""
    same = {each.due for each in moved.deadlines if order.deadlines.get(each.due) == each}
    late, near = same & order.overdue, same & (order.warned - order.overdue)
    return (
        *(() if near else cause_gone(state, WORK_ORDER_DUE, order.order_id)),
        *(() if late else cause_gone(state, WORK_ORDER_LATE, order.order_id)),
    )


# --- deadlines ------------------------------------------------------------------------------------------------------


def _begin(begun: Collection[WorkOrderDue], state: HallState, now_ms: int) -> dict[WorkOrderDue, Deadline]:
    rules = state.hall.policy.work_orders
    days = {
        WorkOrderDue.CONTACT: rules.contact_days,
        WorkOrderDue.RECTIFY: rules.rectify_days,
        WorkOrderDue.FEED_BACK: rules.feedback_days,
        WorkOrderDue.REVIEW: rules.review_days,
        WorkOrderDue.CALL_BACK: rules.call_back_days,
        WorkOrderDue.CLOSE: rules.close_days,
    }
    return {due: _deadline(due, _after(state, now_ms, days[due]), state, now_ms) for due in begun}


def _deadline(due: WorkOrderDue, due_ms: int, state: HallState, now_ms: int) -> Deadline:
    """Nobody is warned at once, of what is hardly begun."""
    warn_ms = due_ms - state.hall.policy.work_orders.warn_hours * HOUR_MS
    return Deadline(due, due_ms, warn_ms if now_ms < warn_ms < due_ms else None)


def _in_order(deadlines: dict[WorkOrderDue, Deadline]) -> tuple[Deadline, ...]:
    return tuple(deadlines[due] for due in WorkOrderDue if due in deadlines)


def _day(state: HallState, at_ms: int) -> date:
    return date.fromisoformat(business_day(at_ms, state.hall.plan.time_zone))


def _after(state: HallState, from_ms: int, days: int) -> int:
    """UTC milliseconds of the end of office on the last of so many working days after that time."""
    return _ends_ms(state, after_working_days(state.hall.policy.hours, _day(state, from_ms), days))


def _ends_ms(state: HallState, day: date) -> int:
    local = office_ends(state.hall.policy.hours, day).replace(tzinfo=ZoneInfo(state.hall.plan.time_zone))
    return round(local.timestamp() * 1_000)


def next_due_ms(state: HallState) -> int | None:
    """When the clock has something to say about a work order."""
    return state.work_orders.next_ms


def lapsed(state: HallState, now_ms: int, raised: int) -> Events:
    """Warnings before deadlines, and deadlines that have passed: each once, with an alarm, the next role told.

    `raised` other alarms are raised before by the same command.
    """
    told: list[AnyEvent] = []
    for at_ms, order_id in state.work_orders.expected:
        if at_ms > now_ms:
            break
        events = _turn(state.work_orders.by_id[order_id], state, now_ms, raised)
        raised += sum(isinstance(event, AlarmRaised) for event in events)
        told += events
    return tuple(told)


def _turn(order: WorkOrder, state: HallState, now_ms: int, raised: int) -> Events:
    turns = [(step, due) for step, due, at_ms in order.turns() if at_ms <= now_ms]
    passed = [due for step, due in turns if step is WorkOrderStep.OVERDUE]
    near = [due for step, due in turns if step is WorkOrderStep.WARNED and due not in passed]
    roles = state.hall.policy.work_orders.escalation
    told: list[tuple[WorkOrderStep, WorkOrderDue, Role | None]] = [(WorkOrderStep.WARNED, due, None) for due in near]
    told += [
        (WorkOrderStep.OVERDUE, due, Role(roles[min(order.missed + more, len(roles) - 1)].value))
        for more, due in enumerate(passed)
    ]
    running = _in_order(order.deadlines)
    moved = tuple(
        WorkOrderMoved(order.order_id, order.steps + more, step, order.state, None, running, role=role, due=due)
        for more, (step, due, role) in enumerate(told, 1)
    )
    still_near = (order.warned | set(near)) - order.overdue - set(passed)
    alarms: Events = () if still_near else cause_gone(state, WORK_ORDER_DUE, order.order_id)
    for kind, is_so in ((WORK_ORDER_LATE, passed), (WORK_ORDER_DUE, near)):
        if is_so and subject(kind, order.order_id) not in state.alarms:
            alarms += (AlarmRaised(alarm_id(state, kind, order.order_id, raised), kind, order.order_id),)
            raised += 1
    return moved + alarms
