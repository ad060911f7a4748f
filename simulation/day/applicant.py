"""An applicant at the pre-review: what they answer, what they have with them, and what they do with the verdict."""

import asyncio
import random
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import structs

from config.catalogue import UNSURE, Material, ServiceItem, Situation
from config.pre_review import Brought, Finding, Verdict, needed, open_question
from kiosk.errand import lacking
from kiosk.flow import PRE_REVIEW, Place
from kiosk.review import Filing, Review
from kiosk.review import Sheet as Paper
from queue_server.contract.commands import FilePreReview
from queue_server.contract.refusals import CommandRefused
from queue_server.contract.views import PreReviewLine
from queue_server.web.caller import Caller
from simulation.day.ledger import Advice, Sheet
from simulation.day.server import ServerAway
from simulation.day.stations import Kiosk

if TYPE_CHECKING:
    from simulation.day.visitor import Visitor

STEPS = 60  # more touches than any pre-review asks for
CODE_AWAITED_S = 6
SHEET_AWAITED_S = 60
CODE_TRIES = 3

_CODE = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{4}-){2,3}[0-9A-HJKMNP-TV-Z]{1,4}")


class Papers:
    """What one person says and has with them for an item, drawn once: asked again they say the same."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._is_careful = chance.random() < 0.4  # has read the guide and brings everything
        self._answers: dict[str, str] = {}
        self._brought: dict[str, Brought] = {}

    def answer(self, situation: Situation) -> str:
        if situation.id not in self._answers:
            self._answers[situation.id] = self._choose(situation)
        return self._answers[situation.id]

    def think_again(self, situation: Situation) -> None:
        """They will perhaps answer it otherwise."""
        self._answers.pop(situation.id, None)

    def brought(self, material: Material) -> Brought:
        if material.id not in self._brought:
            self._brought[material.id] = self._look(material)
        return self._brought[material.id]

    def filing(self, item: ServiceItem) -> FilePreReview:
        """All of it at once."""
        answers: dict[str, str] = {}
        while (question := open_question(item, answers)) is not None:
            answers[question.id] = self.answer(question)
        materials = {material.id: self.brought(material) for material in needed(item, answers)}
        return FilePreReview(item.id, item.version, answers, materials)

    def fetch(self) -> None:
        """They have been away and are back with most of what was missing."""
        for material_id, brought in self._brought.items():
            if brought is not Brought.HELD and self._chance.random() < 0.85:
                self._brought[material_id] = Brought.HELD

    def _choose(self, situation: Situation) -> str:
        chance = self._chance
        possible = [answer.id for answer in situation.answers if answer.ineligible is None]
        if UNSURE in situation.by_id and chance.random() < 0.1:
            return UNSURE
        if not possible or chance.random() < 0.06:
            return chance.choice(situation.answers).id
        return chance.choice(possible)

    def _look(self, material: Material) -> Brought:
        """What is essential is forgotten less often."""
        draw = self._chance.random()
        if self._is_careful or draw > (0.15 if material.essential else 0.6):
            return Brought.HELD
        return Brought.UNFIT if draw < 0.06 and material.must is not None else Brought.MISSING


class Applicant:
    """Somebody with one matter. `code` is the newest they were given, on a sheet or on a screen."""

    def __init__(self, visitor: "Visitor", item: ServiceItem) -> None:
        self._visitor = visitor
        self._item = item
        self._chance = visitor.chance
        self._papers = Papers(visitor.chance)
        self.code = ""

    # --- from home ------------------------------------------------------------------------------------------------

    async def file_online(self, portal: Caller) -> None:
        """With the city's online pre-review: what is handed in there is not asked for again."""
        filing = self._papers.filing(self._item)
        given = {
            material: Brought.GIVEN if self._chance.random() < 0.6 else brought
            for material, brought in filing.materials.items()
        }
        try:
            accepted = await self._visitor.ask(structs.replace(filing, materials=given), portal)
        except (CommandRefused, ServerAway):
            return
        filed = accepted.pre_review
        if filed is not None:
            self.code = filed.code
            self._note(filed.code, "zh", filed.verdict, tuple(_lack(line) for line in filed.lines if _lacks(line)))

    # --- at the kiosk ---------------------------------------------------------------------------------------------

    async def review(self, kiosk: Kiosk) -> bool:
        """From the start screen to the verdict; False if it did not come to one."""
        if not (self.code and await self._enter_code(kiosk)):
            await self._begin(kiosk)
        for _ in range(STEPS):
            await self.touch(kiosk)
            review, place = kiosk.flow.outlook.review, kiosk.flow.state.place
            if place is not Place.VERDICT and self._chance.random() < 0.003:
                return False  # walks away without a word
            match place:
                case Place.SITUATION if review is not None and review.question is not None:
                    await self._answer(kiosk, review, review.question)
                case Place.MATERIALS if review is not None:
                    self._tick(kiosk, review)
                case Place.VERDICT:
                    await self._read(kiosk)
                    if self._chance.random() >= 0.05:
                        return True
                    await self._correct(kiosk)
                case _:
                    return False
        return False

    async def decide(self, kiosk: Kiosk) -> Callable[[], None] | None:
        """What they do with the verdict: the key that takes a number, or None: they go home with the sheet."""
        page, draw = kiosk.flow.verdict, self._chance.random()
        if self._chance.random() < 0.1:
            await self._print(kiosk)
        match page.state.verdict:
            case Verdict.READY:
                return page.take
            case Verdict.DEFERRABLE if draw < 0.7:
                page.promise()
                await self.touch(kiosk)
                return page.take
            case Verdict.DEFERRABLE if draw < 0.8 and page.state.staff:
                return page.take_advice
            case Verdict.INCOMPLETE | Verdict.INELIGIBLE if draw < 0.4:
                return page.take
        await self._print(kiosk)
        return None

    def fetch(self) -> None:
        """They have been away and are back with most of what was missing."""
        self._papers.fetch()

    async def touch(self, kiosk: Kiosk) -> None:
        """Looks at the screen for a moment, then a finger comes down."""
        await asyncio.sleep(self._chance.uniform(0.7, 1.6))
        kiosk.flow.touched(self._visitor.hall.clock.now_ms())

    # inside

    async def _begin(self, kiosk: Kiosk) -> None:
        flow = kiosk.flow
        if flow.state.place is Place.CODE:
            flow.code.afresh()
        else:
            flow.start.choose("pre_review")
        await self.touch(kiosk)
        flow.find.open_item(self._item.id)
        await self.touch(kiosk)
        flow.item.review()

    async def _enter_code(self, kiosk: Kiosk) -> bool:
        """Typed or scanned; not always right at once."""
        flow, chance = kiosk.flow, self._chance
        flow.start.choose("code")
        for _ in range(CODE_TRIES):
            await self.touch(kiosk)
            flow.code.clear()
            if chance.random() < 0.5:
                for sign in f"{self.code}\n":
                    flow.key_pressed(sign)
            else:
                wrong = chance.random() < 0.1
                for sign in self.code[:-1] + ("7" if wrong else self.code[-1]):
                    flow.code.type(sign)
                await self.touch(kiosk)
                flow.code.ask()
            await kiosk.until(lambda: flow.state.place is not Place.CODE or flow.code.state.banner is not None, 15)
            if flow.state.place in PRE_REVIEW.values():
                return True
        return False

    async def _answer(self, kiosk: Kiosk, review: Review, question: Situation) -> None:
        page = kiosk.flow.situation
        if page.state.earlier and self._chance.random() < 0.03:
            self._papers.think_again(review.errand.way[-2])
            page.back()
            return
        page.choose(self._papers.answer(question))
        await self.touch(kiosk)
        page.forward()

    def _tick(self, kiosk: Kiosk, review: Review) -> None:
        page, brought = kiosk.flow.materials, self._papers.brought
        unticked = review.errand.unticked
        opened = next((row.material_id for row in page.state.rows if row.opened), None)
        if not unticked:
            page.forward()
        elif len(unticked) > 1 and all(brought(material) is Brought.HELD for material in unticked):
            page.tick_all()
        elif opened is not None:
            page.tick(brought(review.errand.item.material[opened]).value)

    async def _read(self, kiosk: Kiosk) -> None:
        """The verdict with all its reasons, and the code beside it."""
        flow = kiosk.flow
        await kiosk.until(lambda: _filing(kiosk) not in (Filing.NOT_YET, Filing.ASKED), CODE_AWAITED_S)
        lacks = []
        for _ in range(flow.verdict.state.pager.pages):
            lacks += [lack.name for lack in flow.verdict.state.lacks]
            flow.verdict.page_forward()
        page = flow.verdict.state
        code = page.strip.code if page.strip is not None else ""
        self.code = code or self.code
        self._note(code, flow.state.language, page.verdict.value if page.verdict else "", tuple(lacks))

    async def _correct(self, kiosk: Kiosk) -> None:
        """Something was wrong after all."""
        kiosk.flow.verdict.change()
        await self.touch(kiosk)
        review = kiosk.flow.outlook.review
        if review is not None and review.question is not None:
            self._papers.think_again(review.question)

    async def _print(self, kiosk: Kiosk) -> None:
        """One touch, or two quick ones, one sheet."""
        flow = kiosk.flow
        flow.verdict.print_sheet()
        if self._chance.random() < 0.1:
            flow.verdict.print_sheet()
        await kiosk.until(lambda: _paper(kiosk) not in (Paper.WAITING, Paper.PRINTING), SHEET_AWAITED_S)
        await self.touch(kiosk)
        words = kiosk.take_slip() if _paper(kiosk) is Paper.PRINTED else None
        if words is not None:
            code = next((line.strip() for line in words.splitlines() if _CODE.fullmatch(line.strip())), "")
            self.code = code or self.code
            self._visitor.ledger.sheets.append(Sheet(self._id_of(code), words))
            advice = self._visitor.ledger.advice
            if not advice[-1].pre_review_id:  # the hall has answered meanwhile
                advice[-1] = replace(advice[-1], pre_review_id=self._id_of(code))

    def _note(self, code: str, language: str, verdict: str, lacks: tuple[str, ...]) -> None:
        now_ms = self._visitor.hall.clock.now_ms()
        advice = Advice(now_ms, self._item.id, language, self._id_of(code), verdict, lacks)
        self._visitor.ledger.advice.append(advice)

    def _id_of(self, code: str) -> str:
        return (self._visitor.hall.server.pre_review_id(code) or f"unreadable:{code}") if code else ""


def _filing(kiosk: Kiosk) -> Filing | None:
    review = kiosk.flow.outlook.review
    return review.filing if review is not None else None


def _paper(kiosk: Kiosk) -> Paper | None:
    review = kiosk.flow.outlook.review
    return review.sheet if review is not None else None


def _lacks(line: PreReviewLine) -> bool:
    return line.finding == Finding.NOT_MET or lacking(Finding(line.finding))


def _lack(line: PreReviewLine) -> str:
    """The name of what is to be brought, or why the item is not possible at all."""
    return line.must.zh if line.finding == Finding.NOT_MET and line.must is not None else line.name.zh
