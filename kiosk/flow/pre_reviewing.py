"""The pre-review's part of the flow: its steps to and fro, its filing with the hall, its sheet, and coming again.

It holds the `review` and says so to the flow with every change; where the review stands decides which page is shown.
"""

from collections.abc import Callable
from dataclasses import replace

from config.catalogue import ServiceItem
from config.pre_review import Brought
from kiosk.errand import Errand
from kiosk.messages import SlipAdvanced, SlipFailed, SlipPrinted
from kiosk.presenters.paper_list import Printing, became
from kiosk.review import Filing, News, Review, Sheet, Step
from queue_server.contract.commands import AnyCommand, FilePreReview
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import PreReviewView

STEP_RESTS_MS = 600  # the second tap of a double touch must not act on the page the first one brought
ROW_RESTS_MS = 350  # nor on the row that stands where the ticked one stood
CODE_AWAITED_MS = 4_000  # a sheet waits so long for its code, then it is printed without

UNDER_WAY = (Sheet.PRINTING, Sheet.SENT)
SHEETS = {
    Printing.SENT: Sheet.SENT,
    Printing.UNDER_WAY: Sheet.PRINTING,
    Printing.DONE: Sheet.PRINTED,
    Printing.SHORT: Sheet.SHORT,
    Printing.FAILED: Sheet.FAILED,
    Printing.PARTLY: Sheet.PARTLY,
    Printing.UNKNOWN: Sheet.UNKNOWN,
}

Send = Callable[[AnyCommand], str]


class PreReviewing:
    """`changed` is told every new review, None when it is over."""

    def __init__(
        self,
        send: Send,
        withdraw: Callable[[str], None],
        take: Callable[[str | None], None],
        print_sheet: Callable[[str, Review], None],
        changed: Callable[[Review | None], None],
    ) -> None:
        """`take` asks for a number with a filed pre-review's id, or None; `print_sheet` prints under an id."""
        self._send = send
        self._withdraw = withdraw
        self._take = take
        self._print_sheet = print_sheet
        self._changed = changed
        self._key: str | None = None  # of the filing nobody has answered
        self._sheets = 0
        self._turned_at_ms = 0
        self._ticked_at_ms = 0
        self._sheet_asked_at_ms = 0
        self._steady_ms = 0
        self._linked = False
        self._language = ""
        self.review: Review | None = None

    # --- beginning and ending -------------------------------------------------------------------------------------

    def begin(self, item: ServiceItem) -> None:
        """Somebody wants the pre-review of `item`; one begun before goes on where it was left."""
        if self.review is not None and self.review.errand.item.id == item.id:
            self._turn(self.review, self._step(self.review.errand))
            return
        self._let_go()
        self._turn(Review(Errand(item), Step.QUESTION), self._step(Errand(item)))

    def come_again(self, item: ServiceItem, filed: PreReviewView) -> None:
        """Somebody has typed their code: everything is filled in, and only what was missing is asked about."""
        self._let_go()
        ticked = {material_id: Brought(brought) for material_id, brought in filed.materials.items()}
        errand = Errand(item, dict(filed.answers), ticked).come_again()
        news = News.BROUGHT_BACK if filed.guide_version == item.version else News.GUIDE_CHANGED
        review = Review(errand, Step.QUESTION, earlier=filed.pre_review_id, news=news)
        self._turn(review, self._step(errand))

    def forget(self) -> None:
        """They have left. A verdict that was reached is still filed when the server is back: it names nobody."""
        self._let_go()
        if self.review is not None:
            self.review = None
            self._changed(None)

    def _let_go(self) -> None:
        self._key = None
        if self.review is not None:
            self.review = replace(self.review, wanted_at_ms=None)

    # --- what the flow sees ---------------------------------------------------------------------------------------

    def look(self, steady_ms: int, *, linked: bool, language: str) -> None:
        self._steady_ms = steady_ms
        if language != self._language:
            self._language = language
            self._reprint_in_another_language()
        gone = self._linked and not linked
        self._linked = linked
        review = self.review
        if review is None or review.filing is not Filing.ASKED:
            return
        if gone:
            review = replace(review, wanted_at_ms=None)
        if review.sheet is Sheet.WAITING and (gone or steady_ms - self._sheet_asked_at_ms >= CODE_AWAITED_MS):
            self._print(review)
        else:
            self._set(review)

    def catalogue_changed(self, items: dict[str, ServiceItem]) -> bool:
        """Another catalogue was published. False if the item of the errand is gone from it, or accepted no more."""
        review = self.review
        if review is None:
            return True
        item = items.get(review.errand.item.id)
        if item is None or (item.closed_because is not None and review.errand.item.closed_because is None):
            return False
        if item.version == review.errand.item.version:
            return True
        errand = review.errand.under(item)
        review = replace(review, errand=errand, news=News.GUIDE_CHANGED)
        step = self._step(errand) if review.step is Step.VERDICT or not self._still_there(review) else None
        self._turn(self._unfiled(review), step or (review.step, review.question_id))
        return True

    def answered(self, key: str, filed: PreReviewView | None) -> bool:
        """The hall's answer to the filing; False if it is an answer to something else."""
        review = self.review
        if key != self._key or review is None or filed is None:
            return False
        self._key = None
        if review.filing is not Filing.ASKED:  # an answer was changed meanwhile
            self._set(replace(review, earlier=filed.pre_review_id))
        else:
            self._filed(replace(review, filing=Filing.FILED, filed=filed, earlier=filed.pre_review_id))
        return True

    def refused(self, key: str, why: RefusalCode) -> bool:
        """Then the verdict stands all the same, and the number is taken without it."""
        review = self.review
        if key != self._key or review is None:
            return False
        self._key = None
        if review.filing is not Filing.ASKED:
            return True
        if why is RefusalCode.PRE_REVIEW_UNKNOWN and review.earlier is not None:
            self._set(self._file(replace(review, earlier=None)))  # the one it goes on from is too old to be named
        else:
            self._filed(replace(review, filing=Filing.REFUSED, why_refused=why))
        return True

    def _filed(self, review: Review) -> None:
        """Or not: now the sheet is printed and the number taken that waited for it."""
        wanted = review.wanted_at_ms is not None
        review = replace(review, wanted_at_ms=None)
        if review.sheet is Sheet.WAITING:
            self._print(review)
        else:
            self._set(review)
        if wanted:
            self._take(review.filed.pre_review_id if review.filed is not None else None)

    def sheet_told(self, message: SlipAdvanced | SlipPrinted | SlipFailed) -> bool:
        """How far the newest sheet is; whether it was that."""
        if self.review is None or message.ticket_id != self._sheet_id or self.review.sheet not in UNDER_WAY:
            return False
        self._set(replace(self.review, sheet=SHEETS[became(message)]))
        return True

    # --- touches --------------------------------------------------------------------------------------------------

    def choose(self, answer_id: str) -> None:
        """An answer to the question shown; it counts when the next step is asked for, and may be changed till then."""
        review = self.review
        if review is None or review.step is not Step.QUESTION:
            return
        errand = review.errand.answer(review.question_id, answer_id)
        if errand.said != review.errand.said:
            self._set(self._unfiled(replace(review, errand=errand)))

    def forward(self) -> None:
        """To whatever is to be asked next; what was answered before is not asked again."""
        review = self.review
        if review is None or not self._rested:
            return
        if review.step is Step.QUESTION and review.question_id not in review.errand.answers:
            return
        if review.step is Step.MATERIALS and review.errand.unticked:
            return
        if review.step is not Step.VERDICT:
            self._turn(review, self._step(review.errand))

    def back(self) -> bool:
        """One step back; False on the first step, whose way back leads out of the pre-review."""
        review = self.review
        if review is None:
            return False
        way = [situation.id for situation in review.errand.way]
        if review.step is Step.VERDICT and review.errand.barred_by is None and review.errand.needed:
            self._turn(review, (Step.MATERIALS, ""))
            return True
        at = way.index(review.question_id) if review.step is Step.QUESTION and review.question_id in way else len(way)
        if at == 0:
            return False
        self._turn(review, (Step.QUESTION, way[at - 1]))
        return True

    def change(self, question_id: str) -> None:
        """To a question answered before."""
        if self.review is not None and question_id in self.review.errand.answers and self._rested:
            self._turn(self.review, (Step.QUESTION, question_id))

    def change_something(self) -> None:
        """From the verdict to what it rests on: the answer in the way, else the materials, else the last answer."""
        review = self.review
        if review is None or review.step is not Step.VERDICT or not self._rested:
            return
        barred = review.errand.barred_by
        if barred is not None:
            self._turn(review, (Step.QUESTION, barred.situation.id))
        else:
            self.back()

    def tick(self, material_id: str, brought: Brought) -> None:
        self._say(lambda errand: errand.tick(material_id, brought))

    def untick(self, material_id: str) -> None:
        """To say it anew."""
        self._say(lambda errand: errand.untick(material_id))

    def tick_all(self) -> None:
        """都带了: whatever nothing was said of yet."""
        self._say(Errand.tick_rest)

    def promise(self) -> None:
        """Touched: the missing papers will follow in time; touched again: that is taken back."""
        review = self.review
        if review is not None and review.step is Step.VERDICT and review.sheet not in (Sheet.WAITING, Sheet.PRINTING):
            self._set(replace(review, promised=not review.promised, sheet=Sheet.NONE))

    def take(self) -> None:
        """A number with this verdict; while its filing is unanswered, as soon as it is."""
        review = self.review
        if review is None or review.step is not Step.VERDICT or not self._rested:
            return
        match review.filing:
            case Filing.FILED if review.filed is not None:
                self._take(review.filed.pre_review_id)
            case Filing.ASKED:
                self._set(replace(review, wanted_at_ms=self._steady_ms))
            case _:
                self._take(None)

    def stop_taking(self) -> None:
        if self.review is not None and self.review.wanted_at_ms is not None:
            self._set(replace(self.review, wanted_at_ms=None))

    def print_sheet(self) -> None:
        """One touch, one sheet: while it is printed, and once it is out, further touches print nothing."""
        review = self.review
        if review is None or review.step is not Step.VERDICT or not self._rested:
            return
        if review.sheet not in (Sheet.NONE, Sheet.FAILED, Sheet.PARTLY):
            return
        if review.filing is Filing.ASKED and self._linked:
            self._sheet_asked_at_ms = self._steady_ms
            self._set(replace(review, sheet=Sheet.WAITING))
        else:
            self._print(review)

    def file_again(self) -> None:
        """The hall does not know it any more (a day has begun meanwhile)."""
        if self.review is not None and self.review.step is Step.VERDICT:
            self._set(self._file(replace(self._unfiled(self.review), earlier=None)))

    # --- inside ---------------------------------------------------------------------------------------------------

    @property
    def _rested(self) -> bool:
        return self._steady_ms - self._turned_at_ms >= STEP_RESTS_MS

    @property
    def _sheet_id(self) -> str:
        return f"sheet-{self._sheets}"

    def _say(self, of_materials: Callable[[Errand], Errand]) -> None:
        """Something else of the materials."""
        review = self.review
        if review is None or review.step is not Step.MATERIALS or self._steady_ms - self._ticked_at_ms < ROW_RESTS_MS:
            return
        errand = of_materials(review.errand)
        if errand.ticked != review.errand.ticked:
            self._ticked_at_ms = self._steady_ms
            self._set(self._unfiled(replace(review, errand=errand)))

    def _set(self, review: Review) -> None:
        if review != self.review:
            self.review = review
            self._changed(review)

    def _turn(self, review: Review, to: tuple[Step, str]) -> None:
        """To a step; at the verdict it is filed."""
        self._turned_at_ms = self._steady_ms
        review = replace(review, step=to[0], question_id=to[1], wanted_at_ms=None)
        if review.step is Step.VERDICT and review.filing is Filing.NOT_YET:
            review = self._file(review)
        self._set(review)

    def _file(self, review: Review) -> Review:
        """In place of one nobody has answered yet."""
        if self._key is not None:
            self._withdraw(self._key)
        errand = review.errand
        self._key = self._send(
            FilePreReview(
                item_id=errand.item.id,
                guide_version=errand.item.version,
                answers=errand.answers,
                materials=errand.counted_materials,
                earlier=review.earlier,
                language=self._language,
            )
        )
        return replace(review, filing=Filing.ASKED)

    def _unfiled(self, review: Review) -> Review:
        """What was filed, printed or promised was for other answers."""
        return replace(review, filing=Filing.NOT_YET, why_refused=None, filed=None, sheet=Sheet.NONE, promised=False)

    def _print(self, review: Review) -> None:
        self._sheets += 1
        review = replace(review, sheet=Sheet.PRINTING)
        self._set(review)
        self._print_sheet(self._sheet_id, review)

    def _reprint_in_another_language(self) -> None:
        """A sheet can be had in each language."""
        if self.review is not None and self.review.sheet in (Sheet.PRINTED, Sheet.SHORT):
            self._set(replace(self.review, sheet=Sheet.NONE))

    def _still_there(self, review: Review) -> bool:
        """The step shown is one of the errand's."""
        if review.step is Step.QUESTION:
            return any(situation.id == review.question_id for situation in review.errand.way)
        return review.errand.open_question is None

    def _step(self, errand: Errand) -> tuple[Step, str]:
        """What is to be asked next."""
        if errand.barred_by is not None:
            return Step.VERDICT, ""
        if (question := errand.open_question) is not None:
            return Step.QUESTION, question.id
        return (Step.MATERIALS if errand.unticked else Step.VERDICT), ""
