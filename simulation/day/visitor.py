"""A visitor: comes, takes a number, waits, misses, returns, leaves and rates."""

import asyncio
from typing import TYPE_CHECKING

from queue_server.contract.commands import CancelTicket
from queue_server.contract.refusals import CommandRefused
from queue_server.contract.views import TicketView
from queue_server.web.caller import Caller
from simulation.day.applicant import Applicant
from simulation.day.arrivals import Arrival
from simulation.day.at_kiosk import AtKiosk
from simulation.day.booking import Booking
from simulation.day.ledger import Booked, Notice, PageLook, VisitorLedger
from simulation.day.person import Person
from simulation.day.rater import Rater
from simulation.day.server import ServerAway

if TYPE_CHECKING:
    from simulation.day.hall import Hall

CHECK_INS = 6  # so often somebody who is too early tries again
RETURNS = 2  # so often somebody comes again with what was missing


class Visitor(Person):
    def __init__(self, hall: "Hall", arrival: Arrival, index: int) -> None:
        super().__init__(hall, f"visitor-{index}", 1_000 + index)
        self.arrival = arrival
        self.ledger = VisitorLedger(index)
        self.phone = f"138{self.number:08d}"
        self.here = True  # in the hall, not at home with a number of the night or waiting to come
        self.called = asyncio.Event()  # saw the number on a screen
        self.window_id: str | None = None  # where to go
        self.done = asyncio.Event()  # the clerk has ended it
        self.address = ""  # behind the code on the slip
        item = hall.configuration.items.get(arrival.item_id or "")
        self.applicant = Applicant(self, item) if arrival.pre_review and item is not None else None
        self.booking = Booking(self, item) if arrival.books_s is not None and item is not None else None
        self.rater = Rater(self)
        self.verified = False  # somebody has looked at the paper for what they claim
        self.has_tag = False  # a vibrating one
        self.sent_by: str | None = None  # the window that sent them to another one, until they are back
        bundle = next((each for each in hall.configuration.catalogue.bundles if each.id == arrival.bundle_id), None)
        self.stages_left = max(len(bundle.stages) - 1, 0) if bundle is not None else 0

    async def live(self) -> None:
        if self.applicant is not None and self.arrival.online:
            await self._until(self.arrival.at_s - self.chance.uniform(900, 5_400))
            await self.applicant.file_online(self.hall.portal)
        if self.booking is not None and await self._book(self.booking):
            if await self.booking.stay_away(self.hall.portal):
                return
            await self._until(self.booking.comes_s)
            await self._check_in(self.booking)
        else:
            await self._until(self.arrival.at_s)
        self.ledger.came_ms = self.hall.clock.now_ms()
        goes_home = not self.ledger.has_ticket and (await self._visit()).goes_home
        for _ in range(RETURNS):
            if not goes_home or self.applicant is None:
                break
            await self._until(max(self.hall.opens_s, self.hall.loop.time()) + self.chance.uniform(1_500, 5_400))
            self.applicant.fetch()
            goes_home = (await self._visit()).goes_home
        if not self.ledger.has_ticket:
            return
        self.hall.holders.setdefault(self.ledger.number, []).append(self)
        if self.hall.loop.time() < self.hall.opens_s:
            self.here = False
            await self._until(self.hall.opens_s + self.chance.uniform(-1_200, 600))
            self.here = True
        await self._wait()
        self.here = False

    async def _book(self, booking: Booking) -> bool:
        await self._until(self.arrival.books_s or 0.0)
        return await booking.book(self.hall.portal)

    async def _until(self, at_s: float) -> None:
        await asyncio.sleep(max(0.0, at_s - self.hall.loop.time()))

    async def _check_in(self, booking: Booking) -> None:
        """At the kiosk, or at the guide's. Whom the kiosk finds too early tries again."""
        if self.chance.random() < 0.4:
            await booking.check_in()
            return
        for _ in range(CHECK_INS):
            turn = await self._visit(self.ledger.booked)
            if not turn.is_early:
                return
            await self.rest(600)

    async def _visit(self, booked: Booked | None = None) -> AtKiosk:
        """At the kiosk."""
        kiosk = self.hall.kiosk_for(self.arrival, self.ledger.visitor)
        turn = AtKiosk(self, kiosk, booked)
        async with kiosk.turn:
            await turn.take()
            await kiosk.settle()
        return turn

    def note(self, number: str, address: str) -> None:
        """Reads the number, and the address behind the code beside it."""
        self.address = address
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
                elif state == "waiting":
                    await self._meet_the_guide()
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

    async def _meet_the_guide(self) -> None:
        """Who walks about, looks at papers, and sees who needs help."""
        if self.ledger.claimed is not None and self.chance.random() < 0.3:
            await self.hall.guide.verify(self)
        elif self.ledger.claimed is None and not self.hall.recorded and self.chance.random() < 0.02:
            await self.hall.guide.open_green_channel(self)
        bridge = self.hall.bridge
        if bridge is not None and bridge.is_on and not self.has_tag and self.chance.random() < 0.2:
            await self.hall.guide.give_tag(self)

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
        if self.chance.random() < 0.6 and self.address:
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
