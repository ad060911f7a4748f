"""The verdict of the pre-review in plain words, the reasons for it, and every way on."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from config.catalogue import Material, ServiceItem
from config.hall import WindowKind
from config.pre_review import Finding, Line, PreReview, Unfitting, Verdict
from kiosk.errand import Barrier, Errand, lacking
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.paged import PagedPresenter, pager
from kiosk.presenters.pieces import Banner, Figure, Pager, Tone
from kiosk.presenters.remembered import Remembered
from kiosk.presenters.situation import news
from kiosk.presenters.taking import Taking, taking
from kiosk.review import Filing, Review, Sheet
from kiosk.wish import Wish
from queue_server.contract.refusals import RefusalCode

LACKS_ON_ONE_PAGE = 3
LACKS_BESIDE_PROMISE = 2


@dataclass(frozen=True)
class Fact:
    """A line below an icon of its own."""

    icon: str
    text: str


@dataclass(frozen=True)
class Lack:
    """One thing in the way: numbered, what is the matter with it, and what helps."""

    mark: str
    name: str
    reason: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Check:
    """One thing that is in order: what, and a note at the end of its line."""

    text: str
    note: str


@dataclass(frozen=True)
class Promise:
    """To bring what is missing in time (容缺承诺): what is promised and what follows if it is not kept."""

    text: str
    line: str
    given: bool


@dataclass(frozen=True)
class CodeStrip:
    """Under which code it can be brought back; `code` empty: there is none, and `line` says why."""

    heading: str
    code: str
    line: str


@dataclass(frozen=True)
class VerdictState:
    """`verdict` None: there is none to show. `printing`: the sheet is on its way; `sheet` names its key.

    `staff` is the key that leads to a person where `taking` is not already that, `book` the one to another time.
    """

    verdict: Verdict | None
    tone: Tone
    icon: str
    subject: str
    heading: str
    lead: str
    change: str
    checks: tuple[Check, ...]
    lacks: tuple[Lack, ...]
    pager: Pager
    rest: str
    figures: tuple[Figure, ...]
    news: Banner | None
    promise: Promise | None
    staff: str
    book: str
    strip: CodeStrip | None
    sheet: str
    sheet_ready: bool
    sheet_first: bool  # the sheet is the large key, the number the small one
    taking: Taking
    foot: str


class VerdictPresenter(PagedPresenter[VerdictState]):
    def __init__(
        self,
        outlook: Outlook,
        take: Callable[[], None],
        take_advice: Callable[[], None],
        give_up: Callable[[], None],
        print_sheet: Callable[[], None],
        promise: Callable[[], None],
        change: Callable[[], None],
        step_back: Callable[[], bool],
        claim: Callable[[], None],
        book: Callable[[str], None],
    ) -> None:
        """`take`: a number with this verdict; `take_advice`: one for the advice desk; `give_up` takes that back.

        `change`: to what the verdict rests on; `step_back` says False where the way back leads out.
        `claim` leads to where priority is claimed, `book` to the times that can be booked for an item.
        """
        self._take = take
        self._take_advice = take_advice
        self.give_up = give_up
        self._print_sheet = print_sheet
        self.promise = promise
        self.change = change
        self.claim = claim
        self._book = book
        self._step_back = step_back
        self._judged: Remembered[PreReview | None] = Remembered()
        super().__init__(outlook)

    def begin(self) -> None:
        """The page comes to the front: its state follows with the look at it."""
        self._page = 0
        self._is_old = True

    def step_back(self) -> bool:
        return self._step_back()

    def take(self) -> None:
        if self.state.taking.enabled:
            self._take()

    def take_advice(self) -> None:
        if self.state.staff:
            self._take_advice()

    def book(self) -> None:
        review = self.outlook.review
        if self.state.book and review is not None:
            self._book(review.errand.item.id)

    def print_sheet(self) -> None:
        if self.state.sheet_ready:
            self._print_sheet()

    # --- inside ---------------------------------------------------------------------------------------------------

    def compose(self) -> VerdictState:
        look, review = self.outlook, self.outlook.review
        result = self._judged.of((review.errand,), lambda: _result(review.errand)) if review is not None else None
        if review is None or result is None:
            nothing = Taking("", enabled=False)
            return VerdictState(
                None, Tone.NEUTRAL, "", "", "", "", "", (), (), pager(look, 0, 1), "", (), None, None, "", "", None, "",
                False, False, nothing, "",
            )  # fmt: skip
        verdict, item = result.verdict, review.errand.item
        lacks = self._lacks(review, result)
        room = LACKS_BESIDE_PROMISE if verdict is Verdict.DEFERRABLE else LACKS_ON_ONE_PAGE
        first, pages = self._turned(len(lacks), room)
        tone, icon = _SIGNS[verdict]
        return VerdictState(
            verdict=verdict,
            tone=tone,
            icon=icon,
            subject=look.say("pre_review.subject", item=item.name.text(look.language)),
            heading=self._heading(verdict, len(lacks)),
            lead=look.say(f"verdict.{verdict.value}_lead"),
            change=look.say("verdict.change"),
            checks=self._checks(review, result) if verdict is Verdict.READY else (),
            lacks=lacks[first : first + room],
            pager=pager(look, self._page, pages),
            rest=self._rest(result) if pages == 1 else "",  # the room is needed; the sheet has it all
            figures=self._figures(review) if verdict is Verdict.READY else (),
            news=news(look),
            promise=self._promise(review) if verdict is Verdict.DEFERRABLE else None,
            staff=look.say("verdict.staff") if self._advice_offered(verdict) else "",
            book=self._book_key(review, verdict),
            strip=self._strip(review),
            sheet=look.say(_SHEET_KEYS[review.sheet]),
            sheet_ready=review.sheet in (Sheet.NONE, Sheet.FAILED, Sheet.PARTLY) and look.prints_sheets,
            sheet_first=verdict in (Verdict.INCOMPLETE, Verdict.INELIGIBLE),
            taking=self._taking(review, verdict),
            foot=self._foot(review),
        )

    def _heading(self, verdict: Verdict, number: int) -> str:
        key = f"verdict.{verdict.value}"
        return self.outlook.say(f"{key}_one" if number == 1 and verdict in _COUNTED else key, number=number)

    def _checks(self, review: Review, result: PreReview) -> tuple[Check, ...]:
        look, item = self.outlook, review.errand.item
        given = sum(line.finding is Finding.GIVEN for line in result.materials)
        number = len(result.materials)
        papers = look.say("verdict.papers" if number != 1 else "verdict.papers_one", number=number)
        limit = (
            look.word("limit.on_the_spot")
            if item.promised_limit_days == 0
            else look.say(
                "verdict.limit", limit=look.word(f"limit.{item.limits_in.value}", count=item.promised_limit_days)
            )
        )
        checks = [
            Check(papers, look.say("verdict.papers_given", number=given) if given else look.say("verdict.papers_here")),
            Check(look.say("verdict.time"), limit),
            Check(look.say("item.fee"), item.fee.amount.text(look.language)),
        ]
        if result.answers:
            assumed = any(line.finding is Finding.ASSUMED for line in result.answers)
            note = look.say("verdict.conditions_assumed" if assumed else "verdict.conditions_met")
            checks.insert(0, Check(look.say("verdict.conditions"), note))
        return tuple(checks)

    def _lacks(self, review: Review, result: PreReview) -> tuple[Lack, ...]:
        """What cannot wait before what may follow; where nobody is eligible, the one answer in the way."""
        barrier = review.errand.barred_by
        if barrier is not None:
            return (self._barrier(review, barrier),)
        lines = sorted((line for line in result.materials if lacking(line.finding)), key=_may_wait)
        return tuple(self._lack(review, line, at) for at, line in enumerate(lines, start=1))

    def _lack(self, review: Review, line: Line, at: int) -> Lack:
        look, language = self.outlook, self.outlook.language
        material = review.errand.item.material[line.about]
        facts = [Fact("map-pin", material.source.text(language))]
        if material.must is not None:
            facts.append(Fact("checklist", look.say("materials.must", must=material.must.text(language))))
        return Lack(
            str(at), material.name.text(language), self._reason(review.errand.item, material, line), tuple(facts)
        )

    def _reason(self, item: ServiceItem, material: Material, line: Line) -> str:
        look = self.outlook
        brought = look.review.errand.ticked.get(material.id) if look.review is not None else None
        word = brought.value if brought is not None else Finding.MISSING.value
        if line.finding is Finding.DEFERRED:
            return look.say(f"verdict.{word}_deferred", days=item.deferral_days)
        return look.say(f"verdict.{word}")

    def _barrier(self, review: Review, barrier: Barrier) -> Lack:
        look, language = self.outlook, self.outlook.language
        question = barrier.situation.question.text(language)
        return Lack(
            "",
            barrier.refusal.reason.text(language),
            look.say("verdict.said", question=question, answer=barrier.answer.name.text(language)),
            (
                Fact("arrow-right", barrier.refusal.instead.text(language)),
                Fact("book-2", look.say("verdict.basis", basis=barrier.refusal.basis)),
                Fact("phone", look.say("item.phone", phone=review.errand.item.phone)),
            ),
        )

    def _rest(self, result: PreReview) -> str:
        """That what is here need not be looked for again."""
        here = sum(not lacking(line.finding) for line in result.materials)
        if result.verdict not in (Verdict.INCOMPLETE, Verdict.DEFERRABLE) or not here:
            return ""
        return self.outlook.say("verdict.rest" if here != 1 else "verdict.rest_one", number=here)

    def _figures(self, review: Review) -> tuple[Figure, ...]:
        """Where to go and how many wait there; nothing that is not so now."""
        look, item = self.outlook, review.errand.item
        line = look.queue_lines.get(item.queue_id)
        windows: tuple[int, ...] = ()
        if look.configuration is not None:
            windows = tuple(w.number for w in look.configuration.regular_windows.get(item.queue_id, ()))
        numbers = look.windows(windows)
        where = Figure(look.say("verdict.where"), look.queue_name(item.queue_id), numbers[:1].upper() + numbers[1:])
        if line is None or look.hall_is_old or not look.windows_open:
            return (where,)
        count = look.say("start.people_one" if line.waiting == 1 else "start.people", number=line.waiting)
        opened = look.say("start.windows_one" if line.windows_open == 1 else "start.windows", number=line.windows_open)
        note = look.say("item.waiting_about", wait=wait) if (wait := look.wait(line)) else opened
        return where, Figure(
            look.say("item.waiting"), count, note if line.windows_open else look.say("start.no_window")
        )

    def _promise(self, review: Review) -> Promise:
        look = self.outlook
        return Promise(
            look.say("verdict.promise", days=review.errand.item.deferral_days),
            look.say("verdict.promise_line"),
            review.promised,
        )

    def _advice_offered(self, verdict: Verdict) -> bool:
        """Where the verdict itself does not lead to the advice desk, somebody may still want to see a person there."""
        look = self.outlook
        queue = advice_queue(look)
        return (
            verdict is Verdict.DEFERRABLE
            and queue is not None
            and look.issues
            and look.wish is None
            and look.why_no_queue(queue) is None
        )

    def _book_key(self, review: Review, verdict: Verdict) -> str:
        """Another time: for when the papers are complete, or the windows open."""
        look = self.outlook
        if verdict is Verdict.INELIGIBLE or not look.bookable(review.errand.item) or look.wish is not None:
            return ""
        return look.say("booking.entry_incomplete" if verdict is Verdict.INCOMPLETE else "booking.entry")

    def _strip(self, review: Review) -> CodeStrip | None:
        look = self.outlook
        if review.code:
            line = look.say("verdict.code_line") if look.linked else look.say("away.text")
            return CodeStrip(look.say("verdict.code"), review.code, line)
        if review.filing is Filing.ASKED and look.linked:
            return CodeStrip(look.say("verdict.code_coming"), "", look.say("verdict.code_coming_line"))
        key = "verdict.no_code_away" if review.filing is Filing.ASKED else "verdict.no_code"
        return CodeStrip(look.say(key), "", look.say(f"{key}_line"))

    def _taking(self, review: Review, verdict: Verdict) -> Taking:
        look, item = self.outlook, review.errand.item
        queue = advice_queue(look)
        to_advice = verdict in (Verdict.INCOMPLETE, Verdict.INELIGIBLE) and queue is not None
        why = look.why_no_queue(queue) if to_advice and queue is not None else look.why_no_item(item)
        because = item.closed_because.text(look.language) if item.closed_because else ""
        wish = look.wish
        if wish is None and review.wanted_at_ms is not None:
            wish = Wish(item.id, None, review.wanted_at_ms)
        shown = taking(look, wish, why, because)
        if not look.linked:
            shown = replace(shown, banner=None)  # said where the code would stand, with what works all the same
        if wish is not None and wish.refused in (RefusalCode.PRE_REVIEW_UNKNOWN, RefusalCode.PRE_REVIEW_USED):
            refused = Banner(
                look.say(f"verdict.{wish.refused.value}"), look.say(f"verdict.{wish.refused.value}_advice")
            )
            shown = replace(shown, banner=refused)
        if verdict is Verdict.DEFERRABLE and shown.enabled and not review.promised:
            return replace(shown, key=look.say("verdict.promise_first"), enabled=False)
        if to_advice and shown.key == taking(look, None, why, because).key and look.for_day is None:
            return replace(shown, key=look.say("verdict.staff_anyway"))
        return shown

    def _foot(self, review: Review) -> str:
        look = self.outlook
        if review.sheet is Sheet.UNKNOWN:
            return look.say("verdict.sheet_unknown")
        if review.sheet is Sheet.PARTLY:
            return look.say("verdict.sheet_partly")
        if review.sheet is Sheet.FAILED or not look.prints_sheets:
            return look.say("verdict.no_sheet")
        return look.say("verdict.opinion")


_SIGNS = {
    Verdict.READY: (Tone.PINE, "check"),
    Verdict.DEFERRABLE: (Tone.AMBER, "clock-pause"),
    Verdict.INCOMPLETE: (Tone.AMBER, "file-alert"),
    Verdict.INELIGIBLE: (Tone.NEUTRAL, "info-circle"),
}
_COUNTED = frozenset({Verdict.DEFERRABLE, Verdict.INCOMPLETE})
_SHEET_KEYS = {
    Sheet.NONE: "verdict.print",
    Sheet.WAITING: "verdict.printing",
    Sheet.SENT: "verdict.sent",
    Sheet.PRINTING: "verdict.printing",
    Sheet.PRINTED: "verdict.printed",
    Sheet.SHORT: "verdict.printed_short",
    Sheet.UNKNOWN: "verdict.print_unknown",
    Sheet.FAILED: "verdict.print_again",
    Sheet.PARTLY: "verdict.print_again",
}


def advice_queue(outlook: Outlook) -> str | None:
    """The hall's queue for advice, if it has one."""
    queues = outlook.configuration.plan.queues if outlook.configuration is not None else ()
    return next((queue.id for queue in queues if queue.kind is WindowKind.CONSULTATION), None)


def _result(errand: Errand) -> PreReview | None:
    try:
        return errand.verdict
    except Unfitting:  # a question is open
        return None


def _may_wait(line: Line) -> bool:
    return line.finding is Finding.DEFERRED
