"""A clerk: comes, calls, serves, has lunch, pauses, is called away, stands in for somebody, and goes."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from config.hall import Clerk as Post
from queue_server.contract.commands import (
    CallKey,
    CallNext,
    CloseWindow,
    MarkNoShow,
    OpenWindow,
    PauseWindow,
    RecallTicket,
    RequestWindow,
    ResumeTicket,
    StartServing,
    TakeOver,
    UndoLast,
    WindowChange,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import ClerkView, TicketState, TicketView
from simulation.day.desk import Desk, Unfinished
from simulation.day.devices import KEY_COUNTS_MS
from simulation.day.ledger import Press
from simulation.day.person import ASK_AGAIN_S
from simulation.day.server import ServerAway
from simulation.day.service import Service
from simulation.day.staff import Staff

if TYPE_CHECKING:
    from config.policy import Policy
    from simulation.day.hall import Hall

LUNCH = "lunch"
BY_KEY = 0.7  # of what can be done on a keypad
HELP = 0.4  # of services: the key that fetches somebody from the lobby, where there is one
WRONG_CALL = 0.01  # "call next" by mistake, and taken back


class Clerk(Staff):
    """`trainee_id`: who learns at this window. `called_away_s`: when they have to leave in the middle of a service."""

    def __init__(self, hall: "Hall", post: Post, window_id: str, number: int) -> None:
        super().__init__(hall, post, 500 + number)
        self.home = self.window_id = window_id
        self.trainee_id: str | None = None
        self.called_away_s: float | None = None
        self._parked: list[tuple[float, str]] = []  # resumed after, ticket id

    # --- the course of the day ----------------------------------------------------------------------------------------

    async def live(self) -> None:
        chance, hall = self.chance, self.hall
        await self.rest(hall.opens_s + chance.uniform(0, 240) - hall.loop.time())
        if not await self._sit_down():
            return
        pause_s = hall.loop.time() + chance.uniform(3_600, 9_000)
        lunch_s = hall.lunch_s[0] + chance.uniform(0.0, 0.8) * (hall.lunch_s[1] - hall.lunch_s[0])
        leaves_s = hall.closes_s - chance.choice((0, 0, 0, 60, 300))
        while hall.loop.time() < leaves_s and not hall.over:
            now_s = hall.loop.time()
            if lunch_s <= now_s < hall.lunch_s[1]:
                lunch_s = now_s + (900 if await self._pause(LUNCH) is None else 86_400)
            elif now_s >= pause_s:
                pause_s = now_s + chance.uniform(5_400, 10_800)
                await self._pause(chance.choice([why for why in self._policy.pause_reasons if why != LUNCH]))
            if self.window_id != self.home and hall.desks[self.window_id].wanted_back.is_set():
                await self._give_back()
            if not await self._serve_one() and not await self._stand_in():
                await self._wait_for_work()
        await self._close()

    async def _wait_for_work(self) -> None:
        """Or for whatever kept the window from calling to be over."""
        if self.refused_because in (RefusalCode.WINDOW_NOT_OPEN, RefusalCode.WINDOW_NOT_YOURS):
            self.window_id = self.home
            await self._sit_down()
        await self.rest(self.chance.uniform(20, 45))

    async def _sit_down(self) -> bool:
        for _ in range(180):
            if await self.try_(OpenWindow(self.window_id, self._trainee)) is not None:
                self.changed("WindowOpened", self.window_id)
                return True
            if self.hall.over:
                break
            await self.rest(10 if self.refused_because is not RefusalCode.WINDOW_WITHDRAWN else 60)
        return False

    @property
    def _trainee(self) -> str | None:
        return self.trainee_id if self.window_id == self.home else None

    @property
    def _policy(self) -> "Policy":
        return self.hall.configuration.policy

    async def _pause(self, reason: str) -> bool | None:
        """None: not now. Where nobody else serves those who wait, the reason is one that says so."""
        if await self.try_(PauseWindow(self.window_id, reason)) is None:
            if self.refused_because is not RefusalCode.POST_UNCOVERED:
                return None
            reason = self.chance.choice(self._policy.leave_reasons)
            if await self.try_(PauseWindow(self.window_id, reason)) is None:
                return None
        self.changed("WindowPaused", self.window_id)
        away_s = self.chance.uniform(900, 1_500) if reason == LUNCH else self.chance.uniform(300, 900)
        await self.rest(away_s)
        return self.hall.over or await self._sit_down()

    async def _close(self) -> None:
        if await self.try_(CloseWindow(self.window_id)) is None:
            if self.refused_because is not RefusalCode.POST_UNCOVERED:
                return
            if await self.try_(CloseWindow(self.window_id, self.chance.choice(self._policy.leave_reasons))) is None:
                return
        self.changed("WindowClosed", self.window_id)

    async def ask_for(self, change: WindowChange, reason: str) -> bool:
        """That the own window be withdrawn, or set up again."""
        if await self.try_(RequestWindow(self.home, change, reason)) is None:
            return False
        self.changed("WindowRequested", self.home)
        return True

    # --- one after the other ------------------------------------------------------------------------------------------

    def park(self, ticket_id: str) -> None:
        """To be called again after a while."""
        self._parked.append((self.hall.loop.time() + self.chance.uniform(200, 900), ticket_id))

    async def _serve_one(self) -> bool:
        """False: nobody waits."""
        ticket = await self._call()
        if ticket is None:
            return False
        desk = self.hall.desks[self.window_id]
        desk.call(ticket.number)
        if not self.hall.recorded and self.chance.random() < WRONG_CALL and await self._call_undone(desk, ticket):
            return True
        if not await self._came(desk, ticket.ticket_id):
            desk.end()
            if await self.try_(MarkNoShow(self.window_id, ticket.ticket_id)) is not None:
                self.did("TicketMissed", ticket.ticket_id, self.window_id)
            return True
        await self._serve(desk, ticket)
        return True

    async def _call(self) -> TicketView | None:
        now_s = self.hall.loop.time()
        ready = next((ticket_id for at_s, ticket_id in self._parked if at_s <= now_s), None)
        accepted = None
        if ready is None and (pressed := await self._called_by_key()) is not None:
            return pressed
        if ready is not None:
            self._parked = [entry for entry in self._parked if entry[1] != ready]
            accepted = await self.try_(ResumeTicket(self.window_id, ready))
        if accepted is None:
            accepted = await self.try_(CallNext(self.window_id))
            if self.refused_because is RefusalCode.NOBODY_WAITING:
                self.ledger.nobody.append((self.hall.clock.now_ms(), self.window_id))
        if accepted is None or accepted.ticket is None:
            return None
        ticket = accepted.ticket
        self.did("TicketCalled", ticket.ticket_id, self.window_id)
        self.ledger.called.append((self.hall.clock.now_ms(), self.window_id, ticket.ticket_id))
        return ticket

    async def _called_by_key(self) -> TicketView | None:
        """On the keypad, if the window has one; what came of it is on the page. None: the page is used instead."""
        if not await self.press(CallKey.NEXT, lambda ticket: ticket is not None):
            return None
        ticket = await self._on_page()
        if ticket is None:
            return None
        self.did("TicketCalled", ticket.ticket_id, self.window_id)
        self.ledger.called.append((self.hall.clock.now_ms(), self.window_id, ticket.ticket_id))
        return ticket

    async def press(self, key: CallKey, is_done: Callable[[TicketView | None], bool]) -> bool:
        """Whether it was seen on the page within the time in which a key counts. False too without a keypad."""
        bridge, window_id = self.hall.bridge, self.window_id
        if bridge is None or not bridge.is_on or window_id not in bridge.call_pads.address_at:
            return False
        if self.chance.random() >= BY_KEY:
            return False
        at_ms, address = self.hall.clock.now_ms(), bridge.call_pads.address_at[window_id]
        bridge.press(bridge.call_pads, window_id, key)
        seen = False
        while not seen and self.hall.clock.now_ms() < at_ms + KEY_COUNTS_MS:
            await asyncio.sleep(1)
            seen = is_done(await self._on_page())
            if not seen and bridge.call_pads.refused_within(address, at_ms, self.hall.clock.now_ms()):
                break
        self.ledger.pressed.append(Press(at_ms, window_id, key.value, seen))
        return seen

    async def page(self, window_id: str) -> ClerkView | None:
        """The page of the window, as soon as the hall gives it; None once the day is over."""
        while not self.hall.over:
            try:
                view = await self.hall.server.view(f"clerk:{window_id}")
            except (ServerAway, CommandRefused):
                await asyncio.sleep(ASK_AGAIN_S)
                continue
            return view if isinstance(view, ClerkView) else None
        return None

    async def _on_page(self) -> TicketView | None:
        """Who is at the window, as its page says."""
        page = await self.page(self.window_id)
        return page.ticket if page is not None else None

    async def _call_undone(self, desk: Desk, ticket: TicketView) -> bool:
        await self.rest(1)
        if await self.try_(UndoLast(self.window_id)) is None:
            return False
        self.did("ActionUndone", ticket.ticket_id, self.window_id)
        desk.end()
        return True

    async def _came(self, desk: Desk, ticket_id: str) -> bool:
        for attempt in range(3):
            try:
                await asyncio.wait_for(desk.arrived.wait(), 30 + attempt * 10)
            except TimeoutError:
                if attempt == 2 or self.hall.over:
                    break
                if await self.try_(RecallTicket(self.window_id, ticket_id)) is not None:
                    self.did("TicketRecalled", ticket_id, self.window_id)
            else:
                return True
        return False

    async def _serve(self, desk: Desk, ticket: TicketView) -> None:
        visitor, loop = desk.visitor, self.hall.loop
        started = await self._start(ticket) if visitor is not None else None
        if visitor is None or started is None:
            desk.end()
            return
        self.did("ServingStarted", ticket.ticket_id, self.window_id)
        self.ledger.trained[ticket.ticket_id, self.window_id, self._trainee] += 1
        visitor.ledger.served_at.append((self.hall.clock.now_ms(), self.window_id))
        began_s = loop.time()
        if self.chance.random() < HELP:
            await self.press(CallKey.HELP, lambda shown: False)
        service = Service(self, visitor, started)
        await service.look()
        left_s = began_s + visitor.arrival.service_s - loop.time()
        if self.called_away_s is not None and self.called_away_s <= loop.time():
            self.called_away_s = None
            desk.unfinished = Unfinished(visitor, started, left_s)
            await self._be_away(desk)
            return
        await self.rest(left_s)
        await service.end()
        desk.end()

    async def _start(self, ticket: TicketView) -> TicketView | None:
        if await self.press(CallKey.START, lambda shown: shown is not None and shown.state is TicketState.SERVING):
            return await self._on_page()
        accepted = await self.try_(StartServing(self.window_id, ticket.ticket_id))
        return accepted.ticket if accepted is not None else None

    # --- standing in --------------------------------------------------------------------------------------------------

    async def _be_away(self, desk: Desk) -> None:
        """Comes back after a while: to the same service, or to the window as somebody else has kept it."""
        await self.rest(self.chance.uniform(1_200, 2_400))
        while not desk.taken_over:
            if (unfinished := desk.unfinished) is not None:
                desk.unfinished = None
                await Service(self, unfinished.visitor, unfinished.ticket).end()
                desk.end()
                return
            await self.rest(10)  # somebody is just sitting down
        desk.wanted_back.set()
        await desk.given_back.wait()
        for _ in range(60):
            if await self.try_(TakeOver(self.home)) is not None:
                self.changed("WindowTakenOver", self.home)
                break
            await self.rest(10)

    async def _stand_in(self) -> bool:
        """At a window whose clerk had to go, if there is one this clerk has a post at: False if not."""
        for window_id in self.post.backup:
            desk = self.hall.desks.get(window_id)
            if self.window_id != self.home or desk is None or desk.unfinished is None:
                continue
            unfinished, desk.unfinished = desk.unfinished, None
            if await self.try_(TakeOver(window_id)) is None:
                desk.unfinished = unfinished
                continue
            desk.taken_over = True
            self.changed("WindowTakenOver", window_id)
            self.window_id = window_id
            await self.rest(unfinished.left_s)
            await Service(self, unfinished.visitor, unfinished.ticket).end()
            desk.end()
            return True
        return False

    async def _give_back(self) -> None:
        """The own window was closed by going there."""
        self.hall.desks[self.window_id].given_back.set()
        self.window_id = self.home
        await self.rest(60)
        await self._sit_down()
