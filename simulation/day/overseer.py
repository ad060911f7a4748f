"""Whoever looks after ratings (评价监督): sees to every work order they are responsible for, step by step.

They go by what its page says and offers. Not everything is done on the day: some orders are left lying.
"""

import random
from typing import TYPE_CHECKING

from config.hall import Clerk as Post
from queue_server.contract.commands import (
    AnyCommand,
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
    WorkOrderState,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.views.work_orders import OpenWorkOrder
from queue_server.domain.work_orders import OPEN, WorkOrderDue
from queue_server.storage.work_orders import Wanted
from queue_server.web.work_orders import WorkOrderLine, WorkOrderView, order_shown, orders_found
from simulation.day.ledger import OrderRead, OrderStep, Told
from simulation.day.server import ServerAway
from simulation.day.staff import Staff

if TYPE_CHECKING:
    from simulation.day.hall import Hall

LOOKS_S = 900
STEP_S = (30.0, 420.0)
STEPS = 40  # more than any order needs
LEFT_LYING = 0.15
REACHED, SATISFIED = 0.75, 0.8
ANSWER_S = (240.0, 600.0)  # so long they wait for whoever was asked
COURSES = (WorkOrderCourse.AT_ONCE,) * 5 + (WorkOrderCourse.BY_DATE,) * 2 + (WorkOrderCourse.EXPLAIN,) * 3
EXTENDED = 0.4  # of those that are put right by a day

State = WorkOrderState


class OrderStaff(Staff):
    """Somebody who has to do with work orders, with keys and luck of their own for that, beside their other work."""

    def __init__(self, hall: "Hall", post: Post, number: int) -> None:
        super().__init__(hall, post, number, f"{post.id}.orders")

    async def step(self, command: AnyCommand, order_id: str, *, offered: bool = True) -> bool:
        """Whether the hall took it. `offered`: their page said so, so it may not be refused but for somebody's step
        in between."""
        text = getattr(command, "text", None) or ""
        noted = OrderStep(order_id, type(command).__name__, text)
        self.ledger.steps.append(noted)
        try:
            await self.ask(command, self._caller)
        except CommandRefused as refused:
            noted.told = Told.REFUSED
            if offered and refused.code is not RefusalCode.WRONG_STATE:
                self.ledger.refused_though_offered.append(f"{noted.what} of {order_id}: {refused.code}")
            return False
        except ServerAway:
            return False
        noted.told = Told.TAKEN
        return True


class Overseer(OrderStaff):
    async def live(self) -> None:
        hall, taken = self.hall, set[str]()
        await self.rest(hall.opens_s + LOOKS_S - hall.loop.time())
        while not hall.over:
            for line in await self._list():
                if line.order_id not in taken and self._is_mine(line):
                    taken.add(line.order_id)
                    hall.accompany(_Case(self, line.order_id).see_to())
            await self.rest(LOOKS_S)

    def _is_mine(self, line: WorkOrderLine) -> bool:
        if line.assignee_id is not None:
            return line.assignee_id == self.post.id
        return line.role is not None and line.role.value in self.post.roles

    async def _list(self) -> tuple[WorkOrderLine, ...]:
        wanted = Wanted(states=tuple(state.value for state in OPEN))
        try:
            found = await self.hall.server.read(
                lambda dispatcher, database: orders_found(dispatcher, database, self._caller.actor, wanted)
            )
        except (ServerAway, CommandRefused):
            return ()
        return found.orders

    async def page(self, order_id: str) -> WorkOrderView | None:
        """As its page shows it; None while nobody answers."""
        try:
            return await self.hall.server.read(
                lambda dispatcher, database: order_shown(dispatcher, database, self._caller.actor, order_id)
            )
        except (ServerAway, CommandRefused):
            return None


class _Case:
    """One work order in the hands of whoever sees to it."""

    def __init__(self, overseer: Overseer, order_id: str) -> None:
        self._overseer, self._order_id = overseer, order_id
        self._hall = overseer.hall
        self._chance = random.Random(f"{overseer.hall.seed}:{overseer.name}:{order_id}")  # noqa: S311
        self._steps_left = self._chance.randint(1, 6) if self._chance.random() < LEFT_LYING else STEPS
        self._course = self._chance.choice(COURSES)
        self._is_released = self._has_asked = self._began_anew = False

    async def see_to(self) -> None:
        while self._steps_left and not self._hall.over:
            await self._overseer.rest(self._chance.uniform(*STEP_S))
            view = await self._overseer.page(self._order_id)
            if view is None:
                continue
            if view.now is None:
                return  # closed
            self._read(view)
            self._steps_left -= 1
            await self._go_on(view.line, view.now)

    def _read(self, view: WorkOrderView) -> None:
        rating = view.rating
        words, contact = (rating.words or "", rating.contact or "") if rating is not None else ("", "")
        read = OrderRead(self._order_id, view.line.level.value, words, contact)
        self._overseer.ledger.read.setdefault(self._order_id, read)

    async def _go_on(self, line: WorkOrderLine, now: OpenWorkOrder) -> None:
        """One step, as the page offers it."""
        command = self._next(line, now)
        if command is None:
            await self._ask_the_clerk(line)
            return
        if await self._overseer.step(command, self._order_id, offered=_offers(now, type(command))):
            self._done(command, line)

    def _done(self, command: AnyCommand, line: WorkOrderLine) -> None:
        match command:
            case AssignWorkOrder(text=str(text)):
                self._is_released = True
                self._overseer.ledger.told_of[self._order_id] = text
            case ChooseCourse():
                self._began_anew = line.state is State.CALLED_BACK
            case AskExtension():
                self._hall.accompany(self._decide_extension())

    def _next(self, line: WorkOrderLine, now: OpenWorkOrder) -> AnyCommand | None:
        """None: the clerk's side is missing."""
        id_, chance = self._order_id, self._chance
        due = {each.due for each in now.due}
        if not self._is_released:
            return AssignWorkOrder(id_, self._overseer.post.id, f"请说明 {line.business_day} 的情况")
        if WorkOrderDue.CONTACT in due:
            return RecordContact(id_, chance.random() < REACHED, "打过电话")
        match line.state:
            case State.FED_BACK if WorkOrderDue.CALL_BACK in due:
                reached = chance.random() < REACHED
                return CallBack(id_, reached, chance.random() < SATISFIED if reached else None, "问过是否改了")
            case State.CALLED_BACK if line.satisfied is False and not self._began_anew:
                return ChooseCourse(id_, WorkOrderCourse.AT_ONCE, text="再办一次")
            case State.FED_BACK | State.CALLED_BACK:
                return CloseWorkOrder(id_, "办结")
            case State.EXCLUDED:
                return FeedBack(id_, "这次评价不计入") if line.named else CloseWorkOrder(id_)
        if StatementSide.APPLICANT in now.to_hear:
            return RecordStatement(id_, StatementSide.APPLICANT, "评价人说等得太久")
        if StatementSide.STAFF in now.to_hear:
            return RecordStatement(id_, StatementSide.STAFF, "口头说明") if self._has_asked else None
        match line.state:
            case State.APPEALED:
                return DecideAppeal(id_, chance.random() < 0.5, "看过录像")
            case State.ASSIGNED | State.CONTACTED:
                until = now.latest_day if self._course is WorkOrderCourse.BY_DATE else None
                return ChooseCourse(id_, self._course, until)
            case State.RECTIFYING_BY if chance.random() < EXTENDED and _offers(now, AskExtension):
                return AskExtension(id_, "要等配件")
            case State.RECTIFYING_AT_ONCE | State.RECTIFYING_BY:
                return ReportRectified(id_, "已经改好")
        return FeedBack(id_, "已告知评价人" if line.named else "已在大厅公开")

    async def _ask_the_clerk(self, line: WorkOrderLine) -> None:
        """By telephone: they state their side, or appeal, between two people at their window."""
        self._has_asked = True
        concerned = self._hall.concerned(line.clerk_id or "")
        if concerned is not None:
            self._hall.accompany(concerned.answer(self._order_id))
        await self._overseer.rest(self._chance.uniform(*ANSWER_S))

    async def _decide_extension(self) -> None:
        """Somebody else's to approve."""
        other = next((each for each in self._hall.overseers if each is not self._overseer), None)
        if other is not None:
            await other.rest(self._chance.uniform(*STEP_S))
            command = DecideExtension(self._order_id, granted=self._chance.random() < 0.6)
            await other.step(command, self._order_id, offered=False)


def _offers(now: OpenWorkOrder, kind: type[AnyCommand]) -> bool:
    return any(each.command == kind.__name__ and each.allowed for each in now.actions)
