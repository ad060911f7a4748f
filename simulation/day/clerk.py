"""A clerk: comes, calls, serves, looks at pre-reviews, pauses and goes."""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING

from config.hall import Clerk as Post
from config.pre_review import Finding
from queue_server.contract.actors import Role
from queue_server.contract.commands import (
    AnyCommand,
    BreakOff,
    CallNext,
    CheckPreReview,
    CloseWindow,
    FinishServing,
    MarkNoShow,
    OpenWindow,
    ParkTicket,
    PauseWindow,
    RecallTicket,
    ResumeTicket,
    StartServing,
    TransferTicket,
)
from queue_server.contract.refusals import CommandRefused
from queue_server.contract.views import Accepted, ClerkView, PreReviewLine, PreReviewView, TicketView
from queue_server.web.caller import Caller
from simulation.day.checking import otherwise
from simulation.day.desk import Desk
from simulation.day.ledger import Check, Deed, StaffLedger
from simulation.day.person import ASK_AGAIN_S, Person
from simulation.day.server import ServerAway

if TYPE_CHECKING:
    from simulation.day.hall import Hall
    from simulation.day.visitor import Visitor


class Clerk(Person):
    def __init__(self, hall: "Hall", post: Post, window_id: str, number: int) -> None:
        super().__init__(hall, post.id, 500 + number)
        self.window_id = window_id
        self.ledger = StaffLedger()
        self._caller = Caller.of_clerk(post, "day")
        self._parked: list[tuple[float, str]] = []  # resumed after, ticket id
        self._open = False

    async def live(self) -> None:
        chance, hall = self.chance, self.hall
        await self.rest(hall.opens_s + chance.uniform(0, 240) - hall.loop.time())
        if not await self._sit_down():
            return
        pause_s = hall.loop.time() + chance.uniform(3_600, 9_000)
        leaves_s = hall.closes_s - chance.choice((0, 0, 0, 60, 300))
        while hall.loop.time() < leaves_s and not hall.over:
            if hall.loop.time() >= pause_s:
                pause_s = hall.loop.time() + chance.uniform(5_400, 10_800)
                if not await self._pause():
                    return
            if not await self._serve_one():
                await self.rest(chance.uniform(20, 45))
        await self._try(CloseWindow(self.window_id))

    async def _sit_down(self) -> bool:
        for _ in range(60):
            if await self._try(OpenWindow(self.window_id)) is not None:
                return True
            await self.rest(10)
        return False

    async def _pause(self) -> bool:
        reason = self.chance.choice(self.hall.configuration.policy.pause_reasons)
        if await self._try(PauseWindow(self.window_id, reason)) is None:
            return True
        await self.rest(self.chance.uniform(300, 900))
        return self.hall.over or await self._sit_down()

    async def _serve_one(self) -> bool:
        """False: nobody waits."""
        loop, now_s = self.hall.loop, self.hall.loop.time()
        ready = next((ticket_id for at_s, ticket_id in self._parked if at_s <= now_s), None)
        accepted = None
        if ready is not None:
            self._parked = [entry for entry in self._parked if entry[1] != ready]
            accepted = await self._try(ResumeTicket(self.window_id, ready))
        if accepted is None:
            accepted = await self._try(CallNext(self.window_id))
        if accepted is None or accepted.ticket is None:
            return False
        ticket = accepted.ticket
        self._did("TicketCalled", ticket.ticket_id)
        self.ledger.called.append((self.hall.clock.now_ms(), self.window_id, ticket.ticket_id))
        desk = self.hall.desks[self.window_id]
        desk.call(ticket.number)
        if not await self._came(desk, ticket.ticket_id):
            desk.end()
            if await self._try(MarkNoShow(self.window_id, ticket.ticket_id)) is not None:
                self._did("TicketMissed", ticket.ticket_id)
            return True
        visitor = desk.visitor
        if visitor is None or await self._try(StartServing(self.window_id, ticket.ticket_id)) is None:
            desk.end()
            return True
        self._did("ServingStarted", ticket.ticket_id)
        visitor.ledger.served_at.append((self.hall.clock.now_ms(), self.window_id))
        began_s = loop.time()
        await self._check(ticket)
        await self.rest(began_s + visitor.arrival.service_s - loop.time())
        await self._end_service(visitor, ticket, loop.time() - began_s)
        desk.end()
        return True

    async def _came(self, desk: Desk, ticket_id: str) -> bool:
        for attempt in range(3):
            try:
                await asyncio.wait_for(desk.arrived.wait(), 30 + attempt * 10)
            except TimeoutError:
                if attempt == 2 or self.hall.over:
                    break
                if await self._try(RecallTicket(self.window_id, ticket_id)) is not None:
                    self._did("TicketRecalled", ticket_id)
            else:
                return True
        return False

    async def _check(self, ticket: TicketView) -> None:
        """Every line of the pre-review that nobody has looked at, one key for each; some keys are the wrong one."""
        reviewed = await self._pre_review() if ticket.verdict is not None else None
        if reviewed is None:
            return
        chance, item_id = self.chance, reviewed.item_id
        lines = [line for line in reviewed.lines if line.checked is None]
        found = [self.hall.disagreement.find(line, item_id, chance) for line in lines]
        first = [
            otherwise(line, finding, chance) if chance.random() < 0.03 else finding
            for line, finding in zip(lines, found, strict=True)
        ]
        await self._find(ticket, reviewed, zip(lines, first, strict=True))
        corrected = [(line, right) for line, right, said in zip(lines, found, first, strict=True) if right is not said]
        await self._find(ticket, reviewed, corrected)

    async def _pre_review(self) -> PreReviewView | None:
        """As the page of the window shows it."""
        while not self.hall.over:
            try:
                view = await self.hall.server.view(f"clerk:{self.window_id}")
            except (ServerAway, CommandRefused):
                await asyncio.sleep(ASK_AGAIN_S)
                continue
            return view.ticket.pre_review if isinstance(view, ClerkView) and view.ticket is not None else None
        return None

    async def _find(
        self, ticket: TicketView, reviewed: PreReviewView, findings: Iterable[tuple[PreReviewLine, Finding]]
    ) -> None:
        """The keys are quick: nobody waits for one answer before the next line."""

        async def find(line: PreReviewLine, finding: Finding) -> None:
            command = CheckPreReview(self.window_id, ticket.ticket_id, line.about, finding)
            if (accepted := await self._try(command)) is not None:
                about = (reviewed.pre_review_id, reviewed.item_id, line.kind, line.about)
                self.ledger.checks.append(Check(accepted.seq, *about, line.finding, finding.value))

        await asyncio.gather(*(find(line, finding) for line, finding in findings))

    async def _end_service(self, visitor: "Visitor", ticket: TicketView, took_s: float) -> None:
        draw = self.chance.random()
        hall, ticket_id = self.hall, ticket.ticket_id
        service_id: str | None = None
        if hall.recorded or draw >= 0.09:
            accepted = await self._try(FinishServing(self.window_id, ticket_id))
            if accepted is None:
                return
            self._did("ServingFinished", ticket_id)
            visitor.ledger.finished = True
            service_id = accepted.ticket.service_id if accepted.ticket else None
            visitor.done.set()
        elif draw < 0.04:
            if await self._try(ParkTicket(self.window_id, ticket_id)) is None:
                return
            self._did("TicketParked", ticket_id)
            self._parked.append((hall.loop.time() + self.chance.uniform(200, 900), ticket_id))
            return
        elif draw < 0.08:
            others = [queue for queue in hall.transfer_queues if queue.id != ticket_queue(hall, ticket)]
            queue_id = self.chance.choice(others).id
            if await self._try(TransferTicket(self.window_id, ticket_id, queue_id)) is None:
                return
            self._did("TicketTransferred", ticket_id)
        else:
            reason = self.chance.choice(hall.configuration.policy.break_off_reasons)
            if await self._try(BreakOff(self.window_id, ticket_id, reason)) is None:
                return
            self._did("TicketCancelled", ticket_id)
            visitor.done.set()
        hall.accompany(visitor.rate(self.window_id, service_id))

    def _did(self, kind: str, ticket_id: str) -> None:
        self.ledger.deeds[Deed(kind, ticket_id, self.window_id)] += 1

    async def _try(self, command: AnyCommand) -> Accepted | None:
        """None: refused."""
        try:
            return await self.ask(command, self._caller)
        except CommandRefused:
            return None
        except ServerAway:
            return None


def ticket_queue(hall: "Hall", ticket: TicketView) -> str:
    """Which queue its label names."""
    return next((queue.id for queue in hall.configuration.plan.queues if queue.name.zh == ticket.queue.zh), "")


def staff_posts(posts: tuple[Post, ...]) -> tuple[dict[str, Post], Post]:
    """Window id → who holds its primary post; and a guide who holds none."""
    clerks = {window_id: post for post in posts for window_id in post.primary}
    guide = next(post for post in posts if not post.primary and Role.GUIDE.value in post.roles)
    return clerks, guide
