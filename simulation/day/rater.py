"""How somebody rates: at the terminal, by key, by phone, at a kiosk with their slip, or not at all; some again later.

Each has a course of luck of their own for it, so that whoever rates otherwise does nothing else otherwise.
"""

import asyncio
import random
from typing import TYPE_CHECKING

import msgspec

from kiosk.flow import Place
from queue_server.contract.commands import RateAgain, RateService, RatingChannel, RatingLevel, RatingStage
from queue_server.contract.refusals import CommandRefused
from queue_server.contract.views import RateableView
from queue_server.web.caller import Caller
from simulation.day.bridge import ASKING
from simulation.day.devices import KEY_COUNTS_MS
from simulation.day.ledger import Given, Press, Told
from simulation.day.server import ServerAway
from simulation.day.stations import Kiosk, Line, Terminal

if TYPE_CHECKING:
    from simulation.day.visitor import Visitor

NEVER = 0.35
BY_PHONE, AT_KIOSK = 0.42, 0.1  # of those whom no terminal and no keypad asks
WALKS_AWAY = 0.15  # with a level touched: it counts all the same
WITH_WORDS, WITH_CONTACT = 0.5, 0.4  # by phone; contact of those who write
WITH_POOR_WORDS, WITH_POOR_CONTACT = 0.9, 0.75  # where it was poor
TWICE = 0.12  # by mistake: a key touched twice, or sent again as no answer came
FROM_AN_OLD_PAGE = 0.2  # by phone, of a page opened before the terminal was touched
AGAIN = 0.15  # further on, by phone
LATER_S = (1_200.0, 5_400.0)
REASONS_S = 31.0  # so long a terminal keeps what was touched
LEVELS = (RatingLevel.VERY_SATISFIED,) * 6 + (RatingLevel.SATISFIED,) * 3 + tuple(RatingLevel)
WORDS = ("等了很久，没有人说明原因", "材料说得很清楚，谢谢", "窗口少，人多 🙂", "让我跑了两趟 <b>两趟</b>", "都好")


class Rater:
    def __init__(self, visitor: "Visitor") -> None:
        self._visitor = visitor
        self._hall = visitor.hall
        self._chance = random.Random(f"{visitor.hall.seed}:{visitor.name}:rates")  # noqa: S311
        self._key = f"{visitor.name}.rates"
        self._keys = 0

    async def rate(self, window_id: str, *, ended: bool) -> None:
        """After a service at that window. `ended`: with it the visit, or what they were sent there for."""
        chance, hall = self._chance, self._hall
        if chance.random() < NEVER:
            return
        await asyncio.sleep(chance.uniform(3, 30))
        level = chance.choice(LEVELS)
        terminal = hall.terminals.get(window_id)
        if terminal is not None and terminal.asks_about(self._visitor.ledger.number):
            old = await self._open_page() if chance.random() < FROM_AN_OLD_PAGE else None
            if terminal.asks_about(self._visitor.ledger.number):
                await self._at_terminal(terminal, level)
            if old is not None and old.may_rate:
                await self._send_from(old, level)
        elif not ended or await self._by_key(window_id, level) or not await self._elsewhere(level):
            return
        if ended and chance.random() < AGAIN:
            await self._once_more()

    async def _elsewhere(self, level: RatingLevel) -> bool:
        """Once they have done all they came for; whether they did it."""
        draw = self._chance.random() if self._visitor.done.is_set() else 1.0
        if draw < BY_PHONE:
            return await self._by_phone(level)
        if draw < BY_PHONE + AT_KIOSK and self._visitor.ledger.from_slip:
            await self._at_kiosk(level)
            return True
        return False

    async def _wait(self, seconds: float) -> bool:
        """Whether there is still time then."""
        await asyncio.sleep(seconds)
        return not self._hall.over

    # --- at the window ------------------------------------------------------------------------------------------------

    async def _at_terminal(self, terminal: Terminal, level: RatingLevel) -> None:
        """A level, mostly with a reason or two; some change their mind, some touch twice, some walk away from it."""
        chance, presenter = self._chance, terminal.presenter
        before = len(terminal.line.sent)
        self._touch(terminal)
        presenter.rate(level)
        if chance.random() < TWICE:
            presenter.rate(level)
        given = self._noted(RatingChannel.TERMINAL, terminal.window_id, level)

        def is_mine() -> bool:
            """The next one at the window may have come: then what was touched has gone out."""
            return len(terminal.line.sent) == before

        if is_mine() and chance.random() < 0.1:
            self._touch(terminal)
            presenter.change()
            level = chance.choice(LEVELS)
            presenter.rate(level)
            given.level = level.value
        for code in self._some([reason.code for column in presenter.state.columns for reason in column.reasons]):
            await asyncio.sleep(chance.uniform(0.5, 2))
            if is_mine():
                self._touch(terminal)
                presenter.choose(code)
                given.reasons += (code,)
        if is_mine():
            for _ in range(chance.choice((0, 0, 0, 1, 2))):
                self._touch(terminal)
                presenter.switch_stage()
            given.stage = self._stage_named(presenter.state.stage, presenter.state.language)
        if chance.random() >= WALKS_AWAY:
            await asyncio.sleep(chance.uniform(0.5, 2))
            if is_mine():
                self._touch(terminal)
                presenter.submit()
                if chance.random() < TWICE:
                    presenter.submit()
        elif is_mine():
            await asyncio.sleep(REASONS_S)
            terminal.presenter.tick(self._hall.clock.now_ms())
        self._sent(given, terminal.line, before)

    def _touch(self, terminal: Terminal) -> None:
        terminal.presenter.touched(self._hall.clock.now_ms())

    def _stage_named(self, words: str, language: str) -> str | None:
        return next(
            (
                s.value
                for s in RatingStage
                if words and words == self._hall.texts.text(f"display.rating.stage.{s}", language)
            ),
            None,
        )

    async def _by_key(self, window_id: str, level: RatingLevel) -> bool:
        """On the keypad, if there is one and its lamp asks; it thanks by going out. False: nothing was pressed."""
        bridge, clock = self._hall.bridge, self._hall.clock
        if bridge is None or not bridge.is_on or window_id not in bridge.rating_pads.address_at:
            return False
        if not bridge.lamp(bridge.rating_pads, window_id, ASKING):
            return False
        at_ms = clock.now_ms()
        bridge.press(bridge.rating_pads, window_id, level)
        if self._chance.random() < TWICE:
            bridge.press(bridge.rating_pads, window_id, level)
        thanked = False
        while not thanked and clock.now_ms() < at_ms + KEY_COUNTS_MS:
            await asyncio.sleep(1)
            thanked = not bridge.lamp(bridge.rating_pads, window_id, ASKING)
        self._visitor.ledger.pressed.append(Press(at_ms, window_id, level.value, thanked))
        return True

    # --- by phone -----------------------------------------------------------------------------------------------------

    async def _by_phone(self, level: RatingLevel) -> bool:
        """On the way home, mostly; whether there was something to rate."""
        if not await self._wait(self._chance.uniform(20, 1_500)):
            return False
        page = await self._open_page()
        if page is None or not page.may_rate:
            return False
        await self._send_from(page, level)
        return True

    async def _open_page(self) -> RateableView | None:
        """Behind the code of the slip; None without one, or if the hall does not answer."""
        if not self._visitor.address:
            return None
        try:
            return await self._hall.server.rateable(self._visitor.address)
        except (CommandRefused, ServerAway):
            return None

    async def _send_from(self, page: RateableView, level: RatingLevel) -> None:
        if page.service_id is None:
            return
        words, contact = self._words(level)
        stage = self._chance.choice(page.stages) if self._chance.random() < 0.3 else None
        reasons = self._fitting(page, level)
        command = RateService(
            page.service_id, level, RatingChannel.TICKET_PAGE, reasons, stage, words or None, contact or None
        )
        given = self._noted(RatingChannel.TICKET_PAGE, page.window.window_id if page.window else "", level)
        given.reasons, given.stage = reasons, stage.value if stage is not None else None
        given.words, given.contact, given.service_id = words, contact, page.service_id
        given.told = await self._send(command)

    async def _once_more(self) -> None:
        """追评: later, once; whoever tries it a second time is told that they have."""
        chance = self._chance
        for _ in range(2 if chance.random() < 0.5 else 1):
            if not await self._wait(chance.uniform(*LATER_S)):
                return
            page = await self._open_page()
            if page is None or page.service_id is None or not page.rated:
                return
            level = chance.choice(LEVELS)
            words, contact = self._words(level)
            reasons = self._fitting(page, level)
            given = self._noted(RatingChannel.TICKET_PAGE, page.window.window_id if page.window else "", level)
            given.reasons, given.words, given.contact = reasons, words, contact
            given.service_id, given.again = page.service_id, True
            given.told = await self._send(
                RateAgain(page.service_id, level, reasons, words or None, contact or None),
            )

    async def _send(self, command: RateService | RateAgain) -> Told:
        """As the page sends it: touched twice, or sent again after an answer that got lost, it has the same key."""
        visitor, chance = self._visitor, self._chance
        self._keys += 1
        key = f"{self._key}.{self._keys:06d}"
        caller = Caller.of_ticket(visitor.ledger.ticket_id)
        sent = msgspec.json.decode(msgspec.json.encode(command), type=type(command))
        try:
            if chance.random() < TWICE:
                await asyncio.gather(visitor.ask(sent, caller, key=key), visitor.ask(sent, caller, key=key))
            else:
                await visitor.ask(sent, caller, key=key)
            if chance.random() < TWICE:
                await asyncio.sleep(chance.uniform(5, 30))
                await visitor.ask(sent, caller, key=key)
        except CommandRefused:
            return Told.REFUSED
        except ServerAway:
            return Told.NOTHING
        return Told.TAKEN

    # --- at a kiosk ---------------------------------------------------------------------------------------------------

    async def _at_kiosk(self, level: RatingLevel) -> None:
        """On the way out, the slip before the scanner."""
        chance, hall = self._chance, self._hall
        kiosk = chance.choice([kiosk for kiosk in hall.kiosks if not kiosk.draws] or hall.kiosks)
        if not await self._wait(chance.uniform(10, 120)):
            return
        async with kiosk.turn:
            flow, page = kiosk.flow, kiosk.flow.rate
            flow.tick(hall.clock.now_ms())
            if hall.over or not await kiosk.until(lambda: flow.state.place is Place.START, within_s=60):
                return
            self._stand_before(kiosk)
            for sign in f"{self._visitor.address}\n":
                flow.key_pressed(sign)
            await kiosk.until(lambda: flow.state.place is not Place.RATE or _has_answered(kiosk), within_s=15)
            if flow.state.place is Place.RATE and page.state is not None and page.state.levels:
                await self._touch_level(kiosk, level)
            self._stand_before(kiosk)
            flow.home()
            await kiosk.settle()

    async def _touch_level(self, kiosk: Kiosk, level: RatingLevel) -> None:
        page, before = kiosk.flow.rate, len(kiosk.line.sent)
        self._stand_before(kiosk)
        page.choose(level)
        found = await self._open_page()
        given = self._noted(RatingChannel.KIOSK, found.window.window_id if found and found.window else "", level)
        shown = page.state.reasons if page.state is not None else ()
        for code in self._some([reason.id for reason in shown]):
            await asyncio.sleep(self._chance.uniform(0.5, 2))
            self._stand_before(kiosk)
            page.choose_reason(code)
            given.reasons += (code,)
        self._stand_before(kiosk)
        if self._chance.random() >= WALKS_AWAY:
            page.press()
            if self._chance.random() < TWICE:
                page.press()
        else:
            kiosk.flow.home()
        self._sent(given, kiosk.line, before)

    def _stand_before(self, kiosk: Kiosk) -> None:
        kiosk.flow.touched(self._hall.clock.now_ms())

    # --- what is noted ------------------------------------------------------------------------------------------------

    def _noted(self, channel: RatingChannel, window_id: str, level: RatingLevel) -> Given:
        given = Given(self._hall.clock.now_ms(), channel.value, window_id, level.value)
        self._visitor.ledger.given.append(given)
        return given

    def _sent(self, given: Given, line: Line, before: int) -> None:
        """What came of it is known when the station has its answer."""
        sent = list(line.sent.items())[before:]
        key = next((key for key, command in sent if isinstance(command, RateService)), None)
        if key is None:
            self._visitor.ledger.given.remove(given)
        else:
            self._hall.rated_at.append((given, line, key))

    def _words(self, level: RatingLevel) -> tuple[str, str]:
        """What they write, and how to reach them; "" for nothing."""
        chance, poor = self._chance, level.poor
        writes, leaves_contact = (WITH_POOR_WORDS, WITH_POOR_CONTACT) if poor else (WITH_WORDS, WITH_CONTACT)
        if chance.random() >= writes:
            return "", ""
        words = f"{chance.choice(WORDS)} {self._visitor.number}"
        return words, self._visitor.phone if chance.random() < leaves_contact else ""

    def _fitting(self, page: RateableView, level: RatingLevel) -> tuple[str, ...]:
        return tuple(self._some([reason.code for reason in page.reasons if reason.level is level]))

    def _some(self, codes: list[str]) -> list[str]:
        """None, one or two of them, in the order of the table."""
        chosen = self._chance.sample(codes, min(len(codes), self._chance.choice((0, 1, 1, 2))))
        return sorted(chosen)


def _has_answered(kiosk: Kiosk) -> bool:
    state = kiosk.flow.rate.state
    return state is not None and (bool(state.levels) or state.banner is not None)
