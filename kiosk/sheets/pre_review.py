"""The pre-review sheet (预审结果单) on A4: the verdict with its code, and everything told once (一次性告知).

What must be told, and that it is told once and completely: 行政许可法 art. 32(4). It is advice, and says so.
"""

from collections.abc import Iterator

from config.catalogue import Material
from config.pre_review import Brought, Finding, PreReview, Verdict
from hardware.sheets.document import Align, Block, Checks, Column, Heading, Note, Panel, Para, Sheet, Size, Table
from kiosk.presenters import sheet as words
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.papers import form
from kiosk.review import Review
from kiosk.sheets import frame

_SIGNS = {
    Verdict.READY: "check",
    Verdict.DEFERRABLE: "clock-pause",
    Verdict.INCOMPLETE: "file-alert",
    Verdict.INELIGIBLE: "info-circle",
}


def compose(look: Outlook, review: Review) -> Sheet:
    """Of a review at its verdict, in the language of the screen. Raises Unfitting before there is one."""
    result, item = review.errand.verdict, review.errand.item
    blocks = (
        _panel(look, review, result),
        *_barrier(look, review),
        *_missing(look, review, result),
        *_promise(look, review, result),
        *_in_order(look, review, result),
        *_answers(look, review),
    )
    foot = (
        words.say(look, "department", name=look.department_name(item.department_id)),
        frame.say(look, "asking_both", phone=item.phone, supervision=item.supervision),
        words.say(look, "guide", number=item.number, version=item.version[:8]),
    )
    return frame.sheet(look, words.say(look, "title"), item.name.text(look.language), blocks, foot)


def _panel(look: Outlook, review: Review, result: PreReview) -> Panel:
    sign, said = _SIGNS[result.verdict], words.sentence(look, result)
    opinion = Para(words.say(look, "opinion"))
    if not review.code or review.filed is None:
        return Panel(sign, said, (opinion, Para(words.say(look, "no_code"), Size.SMALL)))
    until = look.day(review.filed.until_ms)
    below = (
        Para(words.say(look, "code"), Size.SMALL, align=Align.CENTRE),
        Para(review.code, Size.HEADING, bold=True, align=Align.CENTRE),
        Para(frame.say(look, "until", until=until), Size.FLOOR, align=Align.CENTRE),
    )
    return Panel(sign, said, (opinion, Para(frame.say(look, "keep"), Size.SMALL)), review.code, below)


def _barrier(look: Outlook, review: Review) -> Iterator[Block]:
    """Why the item cannot be granted, on what ground, and what helps."""
    barrier = review.errand.barred_by
    if barrier is None:
        return
    question, answer = barrier.situation.question.text(look.language), barrier.answer.name.text(look.language)
    yield Heading(words.say(look, "why"))
    yield Para(barrier.refusal.reason.text(look.language), bold=True)
    yield Para(words.say(look, "said", question=question, answer=answer))
    yield Para(words.say(look, "basis", basis=barrier.refusal.basis))
    yield Note((Para(barrier.refusal.instead.text(look.language), lead=words.say(look, "instead")),))


def _missing(look: Outlook, review: Review, result: PreReview) -> Iterator[Block]:
    """What cannot wait, then what may follow; each complete."""
    item = review.errand.item
    for key, findings in (
        ("missing", (Finding.MISSING, Finding.UNFIT)),
        ("later", (Finding.DEFERRED,)),
    ):
        about = [item.material[line.about] for line in result.materials if line.finding in findings]
        if about:
            yield Heading(words.say(look, key, number=len(about), days=item.deferral_days))
            rows = tuple(_row(look, each, review.errand.ticked.get(each.id, Brought.MISSING)) for each in about)
            yield Table(frame.columns(look), rows, ticks=True)


def _row(look: Outlook, material: Material, brought: Brought) -> tuple[tuple[Para, ...], ...]:
    language = look.language
    unfit = (Para(frame.say(look, "material_unfit"), Size.SMALL, bold=True),) if brought is Brought.UNFIT else ()
    must = frame.paras(material.must.text(language) if material.must is not None else "")
    sample = frame.sample(look, material.sample.text(language) if material.sample is not None else "")
    return (
        (Para(material.name.text(language), bold=True), *frame.paras(form(look, material.original, material.copies))),
        (*unfit, *must, *sample),
        frame.paras(material.source.text(language)),
    )


def _promise(look: Outlook, review: Review, result: PreReview) -> Iterator[Block]:
    if result.verdict is Verdict.DEFERRABLE:
        said = words.say(look, "promised" if review.promised else "promise", days=review.errand.item.deferral_days)
        yield Note(
            (
                Para(words.say(look, "promise_heading"), bold=True),
                Para(said),
                Para(words.say(look, "promise_breach"), Size.SMALL),
            )
        )


def _in_order(look: Outlook, review: Review, result: PreReview) -> Iterator[Block]:
    """What is here already: to be taken along, but not looked for again."""
    item = review.errand.item
    held = [item.material[line.about] for line in result.materials if line.finding is Finding.HELD]
    given = [item.material[line.about] for line in result.materials if line.finding is Finding.GIVEN]
    if held:
        yield Heading(words.counted(look, "held", len(held)))
        yield Checks(tuple(words.with_forms(look, material) for material in held))
    if given:
        yield Heading(words.counted(look, "given", len(given)))
        yield Para(look.word("list.separator").join(material.name.text(look.language) for material in given))


def _answers(look: Outlook, review: Review) -> Iterator[Block]:
    """What was answered, so that nobody has to remember what the advice rests on."""
    errand = review.errand
    if not errand.answers or errand.barred_by is not None:
        return
    rows = tuple(
        (
            frame.paras(errand.item.situation[question].question.text(look.language)),
            frame.paras(words.answer_text(look, review, question, answer)),
        )
        for question, answer in errand.answers.items()
    )
    yield Heading(words.say(look, "answers"))
    yield Table((Column("", 5), Column("", 4)), rows)
