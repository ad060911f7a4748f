"""A visitor at a kiosk: from the start screen to a number in their hand, or home without one."""

import asyncio
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from config.pre_review import Verdict
from kiosk.flow import Place
from kiosk.presenters.bundle import BundlePresenter
from kiosk.presenters.item import ItemPresenter
from kiosk.presenters.ticket import Phase, TicketState
from kiosk.presenters.verdict import VerdictPresenter
from kiosk.presenters.windows import WindowsPresenter
from simulation.day.applicant import Applicant
from simulation.day.ledger import Booked
from simulation.day.stations import Kiosk

if TYPE_CHECKING:
    from simulation.day.visitor import Visitor

LAST_RETURN_S = 7_200  # before closing: later nobody goes home to fetch something
_NUMBER = re.compile(r"[A-Z]{1,2}\d{3,4}")


class AtKiosk:
    """One turn of one visitor, who may have booked. Afterwards they may go home to fetch what is missing, or wait until
    it is time to check in."""

    def __init__(self, visitor: "Visitor", kiosk: Kiosk, booked: Booked | None = None) -> None:
        self.goes_home = False
        self.is_early = False
        self._booked = booked
        self._checks_in = False
        self._visitor = visitor
        self._kiosk = kiosk
        self._hall = visitor.hall
        self._chance = visitor.chance
        self._ledger = visitor.ledger

    async def take(self) -> None:
        kiosk, flow, chance = self._kiosk, self._kiosk.flow, self._chance
        flow.tick(self._hall.clock.now_ms())  # it has stood there alone
        if not await kiosk.until(lambda: flow.state.place is Place.START, within_s=600):
            return  # the kiosk had no number to give for ten minutes
        self._touch()
        kiosk.clear_away()
        if chance.random() < 0.15:
            flow.switch_language()
        patience_s = 60 if chance.random() < 0.9 else 2
        await self._look()
        press = await self._go_to_key()
        if press is None:
            return
        await self._claim()
        asked_on = flow.state.place
        for _ in range(5):
            self._touch()
            press()
            if chance.random() < 0.05:
                press()  # a double touch
            if await kiosk.until(lambda: flow.state.place is Place.TICKET, within_s=patience_s):
                await self._take_slip()
                self._ledger.checked_in = self._checks_in and self._ledger.has_ticket
                return
            if flow.state.place is not asked_on:
                break
        flow.home()  # gives the wish up

    def _touch(self) -> None:
        self._kiosk.flow.touched(self._hall.clock.now_ms())

    async def _look(self) -> None:
        await asyncio.sleep(self._chance.uniform(0.5, 2.0))
        self._touch()

    # --- to the key that takes a number -------------------------------------------------------------------------------

    async def _go_to_key(self) -> Callable[[], None] | None:
        """From the start screen; None: they leave without one."""
        flow, choice = self._kiosk.flow, self._visitor.arrival
        if self._booked is not None:
            return await self._check_in(self._booked)
        if self._visitor.applicant is not None and self._offers(choice.item_id):
            return await self._review(self._visitor.applicant)
        if choice.bundle_id is not None:
            flow.start.choose("bundles")
            await self._look()
            flow.find.open_bundle(choice.bundle_id)
            return flow.bundle.take
        if self._offers(choice.item_id):
            flow.start.choose("take")
            await self._look()
            flow.find.open_item(choice.item_id or "")
            return flow.item.take
        flow.start.choose("windows")
        await self._look()
        flow.windows.select(choice.queue_id)
        return flow.windows.take

    async def _check_in(self, booked: Booked) -> Callable[[], None] | None:
        """Found by the code or the phone number. Too early: later again; too late: a number without appointment."""
        page = self._kiosk.flow.check_in
        self._kiosk.flow.start.choose("check_in")
        await self._look()
        by_phone = self._chance.random() < 0.5
        page.choose_tab("phone" if by_phone else "code")
        for sign in self._visitor.phone if by_phone else booked.code:
            page.type(sign)
        await self._look()
        page.press()
        if not await self._kiosk.until(lambda: bool(page.state.rows) or page.state.taking.banner is not None, 15):
            self._kiosk.flow.home()
            return None
        page.select(booked.appointment_id)
        await self._look()
        shown, say = page.state.taking, self._kiosk.flow.outlook.say
        if page.state.rows and shown.key == say("check_in.press"):
            self._checks_in = True
            return page.press
        self.is_early = shown.banner is not None and shown.banner.icon == "clock"
        if not self.is_early and page.state.rows and shown.key == say("check_in.walk_in"):
            page.press()
            await self._look()
            if self._kiosk.flow.state.place is Place.ITEM:
                return self._kiosk.flow.item.take
        self._kiosk.flow.home()
        return None

    def _offers(self, item_id: str | None) -> bool:
        """Not any more, perhaps, since somebody came for it."""
        hall = self._kiosk.flow.outlook.configuration
        return hall is not None and item_id in hall.items

    async def _claim(self) -> None:
        """Whoever is served sooner says so on the page that gives the number."""
        flow, priority = self._kiosk.flow, self._visitor.arrival.priority
        page = flow.presenter
        if priority is None or not isinstance(
            page, ItemPresenter | BundlePresenter | WindowsPresenter | VerdictPresenter
        ):
            return
        asked_on = flow.state.place
        page.claim()
        await self._look()
        if flow.state.place is Place.PRIORITY:
            flow.priority.claim(priority)
            await self._look()
        if flow.state.place is asked_on:
            self._ledger.claimed = priority

    async def _review(self, applicant: Applicant) -> Callable[[], None] | None:
        """The pre-review first; who goes home afterwards comes again if there is time."""
        flow = self._kiosk.flow
        if not await applicant.review(self._kiosk):
            return None
        press = await applicant.decide(self._kiosk)
        newest = self._ledger.advice[-1]
        if press is not None:
            with_verdict = press != flow.verdict.take_advice
            self._ledger.reviewed = newest.pre_review_id if with_verdict else ""
            return press
        self.goes_home = newest.verdict != Verdict.INELIGIBLE
        if self.goes_home and self._hall.loop.time() > self._hall.closes_s - LAST_RETURN_S:
            self.goes_home = False
            self._ledger.reviewed = newest.pre_review_id
            return flow.verdict.take
        flow.home()
        return None

    # --- the number ---------------------------------------------------------------------------------------------------

    async def _take_slip(self) -> None:
        kiosk, flow, chance = self._kiosk, self._kiosk.flow, self._chance
        page = flow.state.page
        if not isinstance(page, TicketState):
            return
        self._ledger.screen_number, self._ledger.caption = page.number, page.caption
        self._ledger.language, self._ledger.took_ms = flow.state.language, self._hall.clock.now_ms()
        address = page.qr
        await kiosk.until(lambda: self._phase is not Phase.PRINTING, within_s=60)
        await asyncio.sleep(1)
        self._touch()
        if self._phase is Phase.PRINTED:
            self._read_slip(kiosk.take_slip() or "")
        elif self._phase is Phase.UNCONFIRMED:
            if chance.random() < 0.7:
                self._visitor.note(page.number, address)
                flow.ticket.press()  # 我记下了
            else:
                self._ledger.renounced = self._hall.server.ticket_id(address) or ""
                if chance.random() < 0.5:
                    return  # walks away without a word
                flow.ticket.give_up()
        await asyncio.sleep(1)
        if flow.state.place is Place.TICKET:
            self._touch()
            flow.ticket.press()

    @property
    def _phase(self) -> Phase | None:
        page = self._kiosk.flow.state.page
        return page.phase if isinstance(page, TicketState) else None

    def _read_slip(self, slip: str) -> None:
        self._ledger.slip = slip
        lines = slip.splitlines()
        number = next((line.strip() for line in lines if _NUMBER.fullmatch(line.strip())), "")
        self._visitor.note(number, next((line for line in lines if "/t/" in line), ""))
        self._ledger.from_slip = True
