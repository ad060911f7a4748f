"""One service at a window: papers and pre-review are looked at, the work is done, and it goes on somehow."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING

from config.pre_review import Finding
from queue_server.contract.commands import (
    BreakOff,
    CallKey,
    CheckPreReview,
    FinishServing,
    NextStage,
    ParkTicket,
    Position,
    SendAway,
    TransferTicket,
    UndoLast,
)
from queue_server.contract.views import PreReviewLine, PreReviewView, TicketView
from simulation.day.checking import otherwise
from simulation.day.ledger import Check

if TYPE_CHECKING:
    from simulation.day.clerk import Clerk
    from simulation.day.visitor import Visitor

PARKED, SENT_AWAY, TRANSFERRED, HANDED_OVER, BROKEN_OFF = 0.05, 0.06, 0.03, 0.03, 0.01  # of all services
WRONG_KEY = 0.03  # finished by mistake, and taken back


class Service:
    """What the clerk does between "start" and the key that ends it."""

    def __init__(self, clerk: "Clerk", visitor: "Visitor", ticket: TicketView) -> None:
        self._clerk = clerk
        self._hall = clerk.hall
        self._chance = clerk.chance
        self._visitor = visitor
        self._ticket = ticket
        self._window_id = clerk.window_id
        if visitor.sent_by == clerk.window_id:
            visitor.sent_by = None  # handed back

    async def look(self) -> None:
        """At the paper for the priority, unless somebody has, then at the pre-review."""
        if self._ticket.priority is not None and not self._ticket.priority_verified:
            await self._clerk.verify(self._visitor)
        await self._check()

    # --- the pre-review -----------------------------------------------------------------------------------------------

    async def _check(self) -> None:
        """Every line of it that nobody has looked at, one key for each; some keys are the wrong one."""
        reviewed = await self._pre_review() if self._ticket.verdict is not None else None
        if reviewed is None:
            return
        chance, item_id = self._chance, reviewed.item_id
        lines = [line for line in reviewed.lines if line.checked is None]
        found = [self._hall.disagreement.find(line, item_id, chance) for line in lines]
        first = [
            otherwise(line, finding, chance) if chance.random() < 0.03 else finding
            for line, finding in zip(lines, found, strict=True)
        ]
        await self._find(reviewed, zip(lines, first, strict=True))
        corrected = [(line, right) for line, right, said in zip(lines, found, first, strict=True) if right is not said]
        await self._find(reviewed, corrected)

    async def _pre_review(self) -> PreReviewView | None:
        view = await self._clerk.page(self._window_id)
        return view.ticket.pre_review if view is not None and view.ticket is not None else None

    async def _find(self, reviewed: PreReviewView, findings: Iterable[tuple[PreReviewLine, Finding]]) -> None:
        """The keys are quick: nobody waits for one answer before the next line."""

        async def find(line: PreReviewLine, finding: Finding) -> None:
            command = CheckPreReview(self._window_id, self._ticket.ticket_id, line.about, finding)
            if (accepted := await self._clerk.try_(command)) is not None:
                about = (reviewed.pre_review_id, reviewed.item_id, line.kind, line.about)
                self._clerk.ledger.checks.append(Check(accepted.seq, *about, line.finding, finding.value))

        await asyncio.gather(*(find(line, finding) for line, finding in findings))

    # --- how it goes on -----------------------------------------------------------------------------------------------

    async def end(self) -> None:
        """Finished, or led on, sent away, handed over, parked, broken off."""
        await self._way_on(self._chance.random())()

    def _way_on(self, draw: float) -> Callable[[], Awaitable[None]]:
        visitor = self._visitor
        if self._hall.recorded:
            return self._finish
        if visitor.sent_by is not None:
            return self._park if draw < PARKED else self._finish
        ways = [(PARKED, self._park), (TRANSFERRED, self._transfer), (HANDED_OVER, self._hand_over)]
        ways += [(BROKEN_OFF, self._break_off)]
        if not visitor.stages_left:
            ways += [(SENT_AWAY, self._send_away)]
        for share, way in ways:
            draw -= share
            if draw < 0:
                return way
        return self._lead_on if visitor.stages_left else self._finish

    async def _finish(self) -> None:
        """Whoever was sent here goes back; of everybody else the visit ends. Now and then the key came too soon."""
        clerk, visitor, ticket_id = self._clerk, self._visitor, self._ticket.ticket_id
        event = "TicketCameBack" if visitor.sent_by is not None else "ServingFinished"
        by_key = await clerk.press(CallKey.FINISH, lambda shown: shown is None or shown.ticket_id != ticket_id)
        if not by_key and await clerk.try_(FinishServing(self._window_id, ticket_id)) is None:
            return
        clerk.did(event, ticket_id, self._window_id)
        if not self._hall.recorded and self._chance.random() < WRONG_KEY and await self._undo():
            await clerk.rest(30)
            await self._finish()
            return
        if visitor.sent_by is not None:
            visitor.sent_by = None
        else:
            visitor.ledger.finished = True
            visitor.done.set()
        self._hall.accompany(visitor.rater.rate(self._window_id, ended=True))

    async def _undo(self) -> bool:
        await self._clerk.rest(self._chance.uniform(1, 9))
        if await self._clerk.try_(UndoLast(self._window_id)) is None:
            return False
        self._clerk.did("ActionUndone", self._ticket.ticket_id, self._window_id)
        return True

    async def _lead_on(self) -> None:
        if await self._clerk.try_(NextStage(self._window_id, self._ticket.ticket_id)) is not None:
            self._clerk.did("StageFinished", self._ticket.ticket_id, self._window_id)
            self._visitor.ledger.stages += 1
            self._visitor.stages_left -= 1
            self._hall.accompany(self._visitor.rater.rate(self._window_id, ended=False))

    async def _send_away(self) -> None:
        """To pay, mostly; and back to this window."""
        away = [queue.id for queue in self._hall.queues_sent_to if queue.name.zh != self._ticket.queue.zh]
        queue_id = away[0] if self._chance.random() < 0.8 else self._chance.choice(away)
        if await self._clerk.try_(SendAway(self._window_id, self._ticket.ticket_id, queue_id)) is not None:
            self._clerk.did("TicketSentAway", self._ticket.ticket_id, self._window_id)
            self._visitor.ledger.sent_away.append((self._hall.clock.now_ms(), self._window_id))
            self._visitor.sent_by = self._window_id

    async def _park(self) -> None:
        if await self._clerk.try_(ParkTicket(self._window_id, self._ticket.ticket_id)) is not None:
            self._clerk.did("TicketParked", self._ticket.ticket_id, self._window_id)
            self._clerk.park(self._ticket.ticket_id)

    async def _transfer(self) -> None:
        others = [queue for queue in self._hall.transfer_queues if queue.name.zh != self._ticket.queue.zh]
        queue_id, position = self._chance.choice(others).id, self._chance.choice(tuple(Position))
        await self._transferred(TransferTicket(self._window_id, self._ticket.ticket_id, queue_id, position))

    async def _hand_over(self) -> None:
        """To another window, or to the clerk who sits there, as the page offers them."""
        page = await self._clerk.page(self._window_id)
        if page is None or not page.transfer_windows:
            await self._finish()
            return
        line = self._chance.choice(page.transfer_windows)
        to_clerk = self._chance.random() < 0.5
        command = TransferTicket(
            self._window_id,
            self._ticket.ticket_id,
            position=self._chance.choice(tuple(Position)),
            to_window_id=None if to_clerk else line.window.window_id,
            to_clerk_id=line.clerk_id if to_clerk else None,
        )
        await self._transferred(command)

    async def _transferred(self, command: TransferTicket) -> None:
        if await self._clerk.try_(command) is not None:
            self._clerk.did("TicketTransferred", self._ticket.ticket_id, self._window_id)
            self._hall.accompany(self._visitor.rater.rate(self._window_id, ended=False))

    async def _break_off(self) -> None:
        reason = self._chance.choice(self._hall.configuration.policy.break_off_reasons)
        if await self._clerk.try_(BreakOff(self._window_id, self._ticket.ticket_id, reason)) is not None:
            self._clerk.did("TicketCancelled", self._ticket.ticket_id, self._window_id)
            self._visitor.done.set()
            self._hall.accompany(self._visitor.rater.rate(self._window_id, ended=False))
