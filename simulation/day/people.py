"""The people of the day: visitors who come, wait, miss, return and rate; clerks who come, call, pause and go.

Each follows a course of its own, drawn from the day's seed and their own place in it, so that nobody's luck depends on
anybody else's. They know the hall by what it shows them and nothing else.
"""

import asyncio
import random
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from config.hall import Clerk as Post
from config.pre_review import Finding, Verdict
from kiosk.flow import Place
from kiosk.presenters.ticket import Phase, TicketState
from queue_server.contract.actors import Role
from queue_server.contract.commands import (
    AnyCommand,
    BreakOff,
    CallNext,
    CancelTicket,
    CheckPreReview,
    CloseWindow,
    FinishServing,
    MarkNoShow,
    OpenWindow,
    ParkTicket,
    PauseWindow,
    RateService,
    RatingChannel,
    RatingLevel,
    RecallTicket,
    RequeueTicket,
    ResumeTicket,
    StartServing,
    TransferTicket,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Accepted, ClerkView, PreReviewLine, PreReviewView, TicketView
from queue_server.web.caller import Caller
from simulation.day.applicant import Applicant
from simulation.day.arrivals import Arrival
from simulation.day.checking import otherwise
from simulation.day.ledger import Check, Deed, Notice, PageLook, StaffLedger, VisitorLedger
from simulation.day.server import ServerAway
from simulation.day.stations import Kiosk

if TYPE_CHECKING:
    from simulation.day.hall import Hall

STEP_S = 10  # people look up and act at whole steps, so that what happens at once is carried out at once
ASK_AGAIN_S = 2
RETURNS = 2  # so often somebody comes again with what was missing
LAST_RETURN_S = 7_200  # before closing: later nobody goes home to fetch something
_NUMBER = re.compile(r"[A-Z]{1,2}\d{3,4}")
_LEVELS = (RatingLevel.VERY_SATISFIED,) * 6 + (RatingLevel.SATISFIED,) * 3 + tuple(RatingLevel)


class Person:
    """Somebody who gives commands through a page and repeats them with the same key until there is an answer."""

    def __init__(self, hall: "Hall", name: str, number: int) -> None:
        self.hall = hall
        self.name = name
        self.number = number
        self.chance = random.Random(f"{hall.seed}:{name}")  # noqa: S311
        self._keys = 0

    async def ask(self, command: AnyCommand, caller: Caller, attempts: int = 400) -> Accepted:
        """Raises CommandRefused; ServerAway after very many attempts."""
        self._keys += 1
        key = f"{self.name}.{self._keys:06d}"
        for _ in range(attempts):
            try:
                return await self.hall.server.submit(command, key, caller, self.number)
            except ServerAway:
                pass
            except CommandRefused as refused:
                if refused.code is not RefusalCode.UNAVAILABLE:
                    raise
            await asyncio.sleep(ASK_AGAIN_S)
        raise ServerAway

    async def rest(self, seconds: float) -> None:
        """Until the first whole step after that time."""
        loop = self.hall.loop
        until_s = loop.time() + max(seconds, 0.0)
        await asyncio.sleep(-(-until_s // STEP_S) * STEP_S - loop.time())


# --- visitors -----------------------------------------------------------------------------------------------------


class Visitor(Person):
    def __init__(self, hall: "Hall", arrival: Arrival, index: int) -> None:
        super().__init__(hall, f"visitor-{index}", 1_000 + index)
        self.arrival = arrival
        self.ledger = VisitorLedger(index)
        self.here = True  # in the hall, not at home with a number of the night or waiting to come
        self.called = asyncio.Event()  # saw the number on a screen
        self.window_id: str | None = None  # where to go
        self.done = asyncio.Event()  # the clerk has ended it
        self._address = ""
        item = hall.configuration.items.get(arrival.item_id or "")
        self._applicant = Applicant(self, item) if arrival.pre_review and item is not None else None
        self._goes_home = False  # to fetch what is missing

    async def live(self) -> None:
        if self._applicant is not None and self.arrival.online:
            await self._until(self.arrival.at_s - self.chance.uniform(900, 5_400))
            await self._applicant.file_online(self.hall.portal)
        await self._until(self.arrival.at_s)
        self.ledger.came_ms = self.hall.clock.now_ms()
        await self._visit()
        for _ in range(RETURNS):
            if not self._goes_home or self._applicant is None:
                break
            await self._until(max(self.hall.opens_s, self.hall.loop.time()) + self.chance.uniform(1_500, 5_400))
            self._applicant.fetch()
            await self._visit()
        if not self.ledger.has_ticket:
            return
        self.hall.holders.setdefault(self.ledger.number, []).append(self)
        if self.hall.loop.time() < self.hall.opens_s:
            self.here = False
            await self._until(self.hall.opens_s + self.chance.uniform(-1_200, 600))
            self.here = True
        await self._wait()
        self.here = False

    async def _until(self, at_s: float) -> None:
        await asyncio.sleep(max(0.0, at_s - self.hall.loop.time()))

    # at the kiosk

    async def _visit(self) -> None:
        self._goes_home = False
        kiosk = self.hall.kiosk_for(self.arrival, self.ledger.visitor)
        async with kiosk.turn:
            await self._take(kiosk)
            await kiosk.settle()

    async def _take(self, kiosk: Kiosk) -> None:
        flow, chance = kiosk.flow, self.chance
        flow.tick(self.hall.clock.now_ms())  # it has stood there alone
        if not await kiosk.until(lambda: flow.state.place is Place.START, within_s=600):
            return  # the kiosk had no number to give for ten minutes
        flow.touched(self.hall.clock.now_ms())
        if chance.random() < 0.15:
            flow.switch_language()
        patience_s = 60 if chance.random() < 0.9 else 2
        await self._look(kiosk)
        press = await self._go_to_key(kiosk)
        if press is None:
            return
        asked_on = flow.state.place
        for _ in range(5):
            flow.touched(self.hall.clock.now_ms())
            press()
            if chance.random() < 0.05:
                press()  # a double touch
            if await kiosk.until(lambda: flow.state.place is Place.TICKET, within_s=patience_s):
                await self._take_slip(kiosk)
                return
            if flow.state.place is not asked_on:
                break
        flow.home()  # gives the wish up

    async def _look(self, kiosk: Kiosk) -> None:
        await asyncio.sleep(self.chance.uniform(0.5, 2.0))
        kiosk.flow.touched(self.hall.clock.now_ms())

    async def _go_to_key(self, kiosk: Kiosk) -> Callable[[], None] | None:
        """From the start screen to the key that takes a number; None: they leave without one."""
        flow, choice = kiosk.flow, self.arrival
        if self._applicant is not None:
            return await self._review(kiosk, self._applicant)
        if choice.bundle_id is not None:
            flow.start.choose("bundles")
            await self._look(kiosk)
            flow.find.open_bundle(choice.bundle_id)
            return flow.bundle.take
        if choice.item_id is not None:
            flow.start.choose("take")
            await self._look(kiosk)
            flow.find.open_item(choice.item_id)
            return flow.item.take
        flow.start.choose("windows")
        await self._look(kiosk)
        flow.windows.select(choice.queue_id)
        return flow.windows.take

    async def _review(self, kiosk: Kiosk, applicant: Applicant) -> Callable[[], None] | None:
        """The pre-review first; who goes home afterwards comes again if there is time."""
        if not await applicant.review(kiosk):
            return None
        press = await applicant.decide(kiosk)
        newest = self.ledger.advice[-1]
        if press is not None:
            with_verdict = press != kiosk.flow.verdict.take_advice
            self.ledger.reviewed = newest.pre_review_id if with_verdict else ""
            return press
        self._goes_home = newest.verdict != Verdict.INELIGIBLE
        if self._goes_home and self.hall.loop.time() > self.hall.closes_s - LAST_RETURN_S:
            self._goes_home = False
            self.ledger.reviewed = newest.pre_review_id
            return kiosk.flow.verdict.take
        kiosk.flow.home()
        return None

    async def _take_slip(self, kiosk: Kiosk) -> None:
        flow, chance = kiosk.flow, self.chance
        page = flow.state.page
        if not isinstance(page, TicketState):
            return
        self.ledger.screen_number, self.ledger.caption = page.number, page.caption
        self.ledger.language, self.ledger.took_ms = flow.state.language, self.hall.clock.now_ms()
        address = page.qr
        await kiosk.until(lambda: _phase(kiosk) is not Phase.PRINTING, within_s=60)
        await asyncio.sleep(1)
        flow.touched(self.hall.clock.now_ms())
        if _phase(kiosk) is Phase.PRINTED:
            self._read_slip(kiosk.take_slip() or "")
        elif _phase(kiosk) is Phase.UNCONFIRMED:
            if chance.random() < 0.7:
                self._note(page.number, address)
                flow.ticket.press()  # 我记下了
            else:
                self.ledger.renounced = self.hall.server.ticket_id(address) or ""
                if chance.random() < 0.5:
                    return  # walks away without a word
                flow.ticket.give_up()
        await asyncio.sleep(1)
        if flow.state.place is Place.TICKET:
            flow.touched(self.hall.clock.now_ms())
            flow.ticket.press()

    def _read_slip(self, slip: str) -> None:
        self.ledger.slip = slip
        lines = slip.splitlines()
        number = next((line.strip() for line in lines if _NUMBER.fullmatch(line.strip())), "")
        self._note(number, next((line for line in lines if "/t/" in line), ""))
        self.ledger.from_slip = True

    def _note(self, number: str, address: str) -> None:
        self._address = address
        self.ledger.number = number
        self.ledger.ticket_id = self.hall.server.ticket_id(address) or f"unreadable:{number}"

    # waiting

    async def _wait(self) -> None:
        """In the lobby, until served or out of patience."""
        loop, chance, course = self.hall.loop, self.chance, self.arrival
        leaves_s = loop.time() + course.patience_s
        while not self.done.is_set() and not self.hall.over:
            left_s = leaves_s - loop.time()
            if left_s <= 0:
                await self._leave()
                return
            try:
                await asyncio.wait_for(self.called.wait(), max(0.1, min(left_s, chance.uniform(240, 900))))
            except TimeoutError:
                state = await self._look_at_page()
                if state == "no_show":
                    if chance.random() < 0.5:
                        return
                    await self._come_back()
                elif state == "called":
                    await self._go()
                continue
            if chance.random() < course.misses:
                course.misses /= 4
                self.called.clear()
                await self.rest(240)  # out for a moment, and so the call is missed
                if await self._look_at_page() == "no_show":
                    await self._come_back()
                continue
            await self._go()
            leaves_s = max(leaves_s, loop.time() + 900)

    async def _go(self) -> None:
        """To the window the screen names, and stays there until the clerk has ended it."""
        self.called.clear()
        window_id = self.window_id
        if window_id is None:
            return
        await self.rest(self.chance.uniform(5, 25))
        desk = self.hall.desks[window_id]
        if desk.expects(self):
            desk.visitor = self
            desk.arrived.set()
            ended = asyncio.ensure_future(desk.ended.wait())
            try:
                await asyncio.wait([ended], timeout=4 * 3600)
            finally:
                ended.cancel()

    async def _leave(self) -> None:
        if self.chance.random() < 0.6 and self._address:
            try:
                await self.ask(CancelTicket(self.ledger.ticket_id), Caller.of_ticket(self.ledger.ticket_id))
            except (CommandRefused, ServerAway):
                return
            self.ledger.cancelled = True

    async def _look_at_page(self) -> str:
        """Opens the page behind the QR code."""
        if not self.ledger.has_ticket:
            return ""
        try:
            view = await self.hall.server.view(f"ticket:{self.ledger.ticket_id}")
        except (CommandRefused, ServerAway):
            return ""
        if not isinstance(view, TicketView):
            return ""
        window_id = view.window.window_id if view.window else None
        self.ledger.looks.append(PageLook(self.hall.clock.now_ms(), view.state.value, window_id))
        if window_id is not None:
            self.window_id = window_id
        return view.state.value

    async def _come_back(self) -> None:
        if await self.hall.guide.requeue(self.ledger.ticket_id):
            self.called.clear()

    # what others do to them

    def notice(self, where: str, window: str, window_id: str) -> None:
        """Their number is on a screen."""
        if self.here:
            self.ledger.notices.append(Notice(self.hall.clock.now_ms(), where, window))
            self.window_id = window_id
            self.called.set()

    async def rate(self, window_id: str, service_id: str | None) -> None:
        """At the terminal if the window has one that asks, else perhaps later on the phone."""
        chance = self.chance
        if chance.random() < 0.35:
            return
        await asyncio.sleep(chance.uniform(3, 30))
        level = chance.choice(_LEVELS)
        terminal = self.hall.terminals.get(window_id)
        if terminal is not None and terminal.asks_about(self.ledger.number):
            terminal.presenter.touched(self.hall.clock.now_ms())
            terminal.presenter.rate(level)
            key = terminal.sent[-1]
            self.ledger.rated.append(level.value)
            self.hall.ratings[key] = (terminal, self.ledger)
        elif terminal is None and service_id is not None and self._address and chance.random() < 0.5:
            command = RateService(service_id, level, RatingChannel.TICKET_PAGE)
            try:
                await self.ask(command, Caller.of_ticket(self.ledger.ticket_id))
            except (CommandRefused, ServerAway):
                return
            self.ledger.rated.append(level.value)


def _phase(kiosk: Kiosk) -> Phase | None:
    page = kiosk.flow.state.page
    return page.phase if isinstance(page, TicketState) else None


# --- staff --------------------------------------------------------------------------------------------------------


class Desk:
    """The place before a window: who was called there, and who has come."""

    def __init__(self) -> None:
        self.number = ""
        self.visitor: Visitor | None = None
        self.arrived = asyncio.Event()
        self.ended = asyncio.Event()

    def expects(self, visitor: Visitor) -> bool:
        return bool(self.number) and self.number == visitor.ledger.number

    def call(self, number: str) -> None:
        self.number = number
        self.visitor = None
        self.arrived.clear()
        self.ended.clear()

    def end(self) -> None:
        self.number = ""
        self.ended.set()


class Guide(Person):
    """Stands in the lobby; whoever missed their call is helped back into the queue."""

    def __init__(self, hall: "Hall", post: Post) -> None:
        super().__init__(hall, post.id, 900)
        self._caller = Caller.of_clerk(post, "day")
        self.ledger = StaffLedger()

    async def requeue(self, ticket_id: str) -> bool:
        try:
            await self.ask(RequeueTicket(ticket_id), self._caller)
        except (CommandRefused, ServerAway):
            return False
        self.ledger.deeds[Deed("TicketRequeued", ticket_id, None)] += 1
        return True


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

    async def _end_service(self, visitor: Visitor, ticket: TicketView, took_s: float) -> None:
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
