"""Walking through a pre-review the way a person does, and the examples of its pages. For `kiosk.examples`."""

from collections.abc import Callable, Iterator, Mapping

from config.catalogue import ServiceItem, Situation
from config.configuration import HallConfiguration
from config.model import Name
from config.pre_review import Brought
from kiosk.flow import Place
from kiosk.messages import PreReviewFetched, PreReviewNotFetched, PrinterSeen, SlipFailed, SlipPrinted
from kiosk.rehearsal import DAY_MS, Rehearsal
from kiosk.review import Review
from queue_server.client.session import Answered, LinkLost, WasRefused
from queue_server.contract.commands import DeviceHealth, FilePreReview
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted, Label, PreReviewView

CODE = "03RJ-K7M2-QX"
FOOD = "food-licence-new"
NOTHING_SAID: Mapping[str, str] = {}
NOTHING_ELSE: Mapping[str, Brought] = {}


def pause(kiosk: Rehearsal) -> Rehearsal:
    """A moment passes, longer than a double touch takes."""
    kiosk.now_ms += 700
    return kiosk


def begin(kiosk: Rehearsal, item_id: str = FOOD) -> Rehearsal:
    """From the start to the first page of the pre-review of an item."""
    kiosk.item(item_id)
    return pause(kiosk.touch(kiosk.flow.item.review))


def answer(kiosk: Rehearsal, said: Mapping[str, str] = NOTHING_SAID) -> Rehearsal:
    """Every question that is open: as `said`, else with the first answer that does not bar."""
    while kiosk.flow.state.place is Place.SITUATION and (question := _review(kiosk).question) is not None:
        possible = next(each.id for each in question.answers if each.ineligible is None)
        choose(kiosk, said.get(question.id, possible))
        pause(kiosk.touch(kiosk.flow.situation.forward))
    return kiosk


def choose(kiosk: Rehearsal, answer_id: str) -> Rehearsal:
    return kiosk.touch(lambda: kiosk.flow.situation.choose(answer_id))


def tick(kiosk: Rehearsal, brought: Brought) -> Rehearsal:
    """Of the material that is open."""
    return pause(kiosk.touch(lambda: kiosk.flow.materials.tick(brought.value)))


def bring(kiosk: Rehearsal, brought: Mapping[str, Brought] = NOTHING_ELSE) -> Rehearsal:
    """Every material that is asked for: as `brought`, else it is here; then on to the verdict."""
    while kiosk.flow.state.place is Place.MATERIALS and _review(kiosk).errand.unticked:
        row = next(row for row in kiosk.flow.materials.state.rows if row.opened)
        tick(kiosk, brought.get(row.material_id, Brought.HELD))
    return pause(kiosk.touch(kiosk.flow.materials.forward))


def file(kiosk: Rehearsal, code: str = CODE) -> Rehearsal:
    """The hall answers the newest filing."""
    key, command = next((k, c) for k, c in reversed(kiosk.sent.items()) if isinstance(c, FilePreReview))
    return kiosk.tell(Answered(key, Accepted(seq=8, at_ms=kiosk.now_ms, pre_review=filed(kiosk, command, code))))


def filed(kiosk: Rehearsal, command: FilePreReview, code: str = CODE) -> PreReviewView:
    """What the hall says of a filing: as much of it as a kiosk reads."""
    item = kiosk.configuration.items[command.item_id]
    return PreReviewView(
        pre_review_id="p8",
        item_id=item.id,
        item=Label(item.name.zh, item.name.en),
        guide_version=command.guide_version,
        verdict="ready",
        lines=(),
        answers=dict(command.answers),
        materials={key: brought.value for key, brought in command.materials.items()},
        filed_at_ms=kiosk.now_ms,
        deferral_days=item.deferral_days,
        until_ms=kiosk.now_ms + kiosk.configuration.policy.pre_review_days * DAY_MS,
        code=code,
    )


def ready(kiosk: Rehearsal) -> Rehearsal:
    return bring(answer(begin(kiosk)))


def deferrable(kiosk: Rehearsal) -> Rehearsal:
    errand = _review(answer(begin(kiosk))).errand
    return bring(kiosk, {m.id: Brought.MISSING for m in errand.needed if not m.essential})


def incomplete(kiosk: Rehearsal) -> Rehearsal:
    errand = _review(answer(begin(kiosk))).errand
    first, second, *_ = [m for m in errand.needed if m.essential]
    return bring(kiosk, {first.id: Brought.UNFIT if first.must else Brought.MISSING, second.id: Brought.MISSING})


def ineligible(kiosk: Rehearsal) -> Rehearsal:
    return answer(begin(kiosk), {"who": "none"})


def everything_missing(kiosk: Rehearsal, item_id: str) -> Rehearsal:
    errand = _review(answer(begin(kiosk, item_id))).errand
    return bring(kiosk, {m.id: Brought.UNFIT if m.must else Brought.MISSING for m in errand.needed})


def type_code(kiosk: Rehearsal, code: str = CODE) -> Rehearsal:
    """Letter by letter, then it is asked for."""
    kiosk.choose("code")
    for letter in code.replace("-", ""):
        kiosk.touch(lambda letter=letter: kiosk.flow.code.type(letter))  # type: ignore[misc]  # a default, no argument
    return kiosk.touch(kiosk.flow.code.ask)


def come_again(kiosk: Rehearsal, view: PreReviewView) -> Rehearsal:
    """Somebody types the code of `view`."""
    type_code(kiosk)
    return pause(kiosk.tell(PreReviewFetched(kiosk.codes[-1], view)))


def refused_code(kiosk: Rehearsal, why: RefusalCode) -> Rehearsal:
    type_code(kiosk)
    return kiosk.tell(PreReviewNotFetched(kiosk.codes[-1], why))


def long_guide(configuration: HallConfiguration) -> HallConfiguration:
    """The same hall, its food licence with the longest question, answers and papers anybody would write."""
    item = configuration.items[FOOD]
    question, *others = item.situations
    wordy = Name(
        zh="经营场所是租来的、借来的，还是自己的房子，租约或者证明上写的是谁的名字？",
        en="Are the premises rented, borrowed or your own, and whose name does the lease or the proof of use show?",
    )
    said = Name(zh="租来的，租约写的是法定代表人本人", en="Rented, and the lease names the legal representative")
    note = Name(
        zh="租赁合同在登记机关备过案的，带备案号就行，不用带合同原件",
        en="Where the lease was filed with the registry its number will do; the original is not needed",
    )
    answers = tuple(answer.model_copy(update={"name": said, "note": note}) for answer in question.answers)
    long_question = Situation.model_validate(
        question.model_dump() | {"question": wordy, "note": note, "answers": answers}
    )
    paper = Name(zh="港澳台居民居住证或者来往内地通行证", en="Residence permit or travel permit of Hong Kong, Macao")
    materials = tuple(
        m.model_copy(update={"name": paper, "source": note, "must": note, "sample": note}) for m in item.materials
    )
    return _with(configuration, renewed(item, situations=(long_question, *others), materials=materials))


def changed_guide(configuration: HallConfiguration) -> HallConfiguration:
    """The same hall; the guide of the food licence is another version."""
    item = configuration.items[FOOD]
    return _with(configuration, renewed(item, promised_limit_days=item.promised_limit_days - 1))


def renewed(item: ServiceItem, **changes: object) -> ServiceItem:
    """The item with changes. Not `model_copy`: that would keep what was computed from the content before."""
    return ServiceItem.model_validate(item.model_dump() | changes)


def _with(configuration: HallConfiguration, changed: ServiceItem) -> HallConfiguration:
    items = tuple(changed if each.id == changed.id else each for each in configuration.catalogue.items)
    catalogue = configuration.catalogue.model_copy(update={"items": items})
    return HallConfiguration(plan=configuration.plan, catalogue=catalogue, policy=configuration.policy)


def examples(
    sample: HallConfiguration, opened: Callable[[HallConfiguration], Rehearsal], night: Callable[[], Rehearsal]
) -> Iterator[tuple[str, Rehearsal]]:
    """`opened(configuration)`: a kiosk of the open hall on its start screen; `night()`: one of the zone at night."""

    def at() -> Rehearsal:
        return opened(sample)

    def second(kiosk: Rehearsal) -> Rehearsal:
        kiosk = choose(begin(kiosk), "sole-trader").wait(1)
        return kiosk.touch(kiosk.flow.situation.forward).wait(1)

    def third(kiosk: Rehearsal) -> Rehearsal:
        kiosk = choose(second(kiosk), "yes").wait(1)
        return kiosk.touch(kiosk.flow.situation.forward).wait(1)

    def half_ticked(kiosk: Rehearsal) -> Rehearsal:
        answer(begin(kiosk))
        for said in (Brought.HELD, Brought.MISSING, Brought.UNFIT):
            tick(kiosk, said)
        return kiosk

    def sampled(kiosk: Rehearsal) -> Rehearsal:
        answer(begin(kiosk))
        return kiosk.touch(kiosk.flow.materials.show_sample)

    longest = max(sample.catalogue.items, key=lambda item: len(item.materials)).id
    long = long_guide(sample)
    yield "situation-first", begin(at())
    yield "situation", choose(second(at()), "yes")
    yield "situation-en", choose(second(at()), "yes").english()
    yield "situation-third", third(at())
    yield "situation-longest", choose(begin(opened(long)), "sole-trader")
    yield "situation-longest-en", choose(begin(opened(long)), "sole-trader").english()
    yield "situation-guide-changed", second(at()).publish(changed_guide(sample))
    yield "situation-offline", second(at()).tell(LinkLost())
    yield "materials", answer(begin(at()))
    yield "materials-en", answer(begin(at())).english()
    yield "materials-half", half_ticked(at())
    yield "materials-half-en", half_ticked(at()).english()
    yield "materials-sample", sampled(at())
    yield "materials-longest", sampled(opened(long))
    yield "materials-longest-en", sampled(opened(long)).english()
    yield "materials-many", answer(begin(at(), longest))
    yield "materials-many-en", answer(begin(at(), longest)).english()
    before = file(incomplete(at()))
    view = filed(before, next(c for c in reversed(before.sent.values()) if isinstance(c, FilePreReview)))
    yield "materials-brought-back", come_again(at(), view)
    yield "materials-guide-changed", come_again(opened(changed_guide(sample)), view)
    yield "verdict-ready", file(ready(at()))
    yield "verdict-ready-en", file(ready(at())).english()
    yield "verdict-ready-printed", _printed(file(ready(at())))
    yield "verdict-ready-asking", _taking(file(ready(at()))).wait(12)
    yield "verdict-deferrable", file(deferrable(at()))
    yield "verdict-deferrable-en", file(deferrable(at())).english()
    promised = file(deferrable(at()))
    yield "verdict-deferrable-promised", promised.touch(promised.flow.verdict.promise)
    yield "verdict-incomplete", file(incomplete(at()))
    yield "verdict-incomplete-en", file(incomplete(at())).english()
    yield "verdict-incomplete-offline", incomplete(at().tell(LinkLost()))
    yield "verdict-incomplete-longest", file(everything_missing(opened(long), FOOD))
    yield "verdict-incomplete-longest-en", file(everything_missing(opened(long), FOOD)).english()
    yield "verdict-incomplete-many-en", file(everything_missing(at(), longest)).english()
    yield "verdict-no-paper", file(incomplete(at())).tell(PrinterSeen("printer-1", DeviceHealth.PAPER_OUT))
    yield "verdict-sheet-failed", _printed(file(incomplete(at())), failed=True)
    yield "verdict-refused", _taking(file(ready(at()))).refused(RefusalCode.QUEUE_FULL)
    yield "verdict-ineligible", file(ineligible(at()))
    yield "verdict-ineligible-en", file(ineligible(at())).english()
    yield "verdict-no-code", _not_filed(ready(at()))
    typing = at().choose("code")
    yield "situation-night", second(night())
    yield "materials-night", half_ticked(night())
    yield "verdict-ready-night", file(ready(night()))
    yield "verdict-ready-night-en", file(ready(night())).english()
    yield "verdict-deferrable-night", file(deferrable(night()))
    yield "verdict-incomplete-night", file(incomplete(night()))
    yield "verdict-ineligible-night", file(ineligible(night()))
    yield "code-night", night().choose("code")
    yield "code", typing
    yield "code-en", at().english().choose("code")
    yield "code-not-found", refused_code(at(), RefusalCode.NOT_FOUND)
    yield "code-expired", refused_code(at(), RefusalCode.PRE_REVIEW_EXPIRED)
    yield "code-expired-en", refused_code(at().english(), RefusalCode.PRE_REVIEW_EXPIRED)
    yield "code-too-many", refused_code(at(), RefusalCode.TOO_MANY_ATTEMPTS)
    yield "code-offline", at().choose("code").tell(LinkLost())
    yield "code-item-gone", come_again(opened(_without_food(sample)), view)


def _review(kiosk: Rehearsal) -> Review:
    """Raises LookupError where no pre-review is under way."""
    review = kiosk.flow.outlook.review
    if review is None:
        raise LookupError
    return review


def _taking(kiosk: Rehearsal) -> Rehearsal:
    return kiosk.touch(kiosk.flow.verdict.take)


def _printed(kiosk: Rehearsal, *, failed: bool = False) -> Rehearsal:
    kiosk.touch(kiosk.flow.verdict.print_sheet)
    sheet_id = kiosk.printed[-1][0]
    return kiosk.tell(SlipFailed(sheet_id) if failed else SlipPrinted(sheet_id))


def _not_filed(kiosk: Rehearsal) -> Rehearsal:
    key = next(k for k, c in reversed(kiosk.sent.items()) if isinstance(c, FilePreReview))
    return kiosk.tell(WasRefused(key, RefusalCode.UNAVAILABLE))


def _without_food(configuration: HallConfiguration) -> HallConfiguration:
    items = tuple(item for item in configuration.catalogue.items if item.id != FOOD)
    catalogue = configuration.catalogue.model_copy(update={"items": items})
    return HallConfiguration(plan=configuration.plan, catalogue=catalogue, policy=configuration.policy)
