"""The pre-review sheet (预审结果单): the verdict, and everything told once (一次性告知), what is missing first.

It is advice, carries no number of an official paper, and says so. What must be told, and that it is told once and
completely: 行政许可法 art. 32(4).
"""

from collections.abc import Iterable

from config.catalogue import Material
from config.pre_review import Brought, Finding, PreReview, Verdict
from hardware.slip_document import Align, Block, Checklist, Columns, Document, Masthead, Qr, Rule, Size, Space, Text
from kiosk.errand import lacking
from kiosk.presenters.outlook import Outlook
from kiosk.review import Review


def compose_sheet(outlook: Outlook, review: Review) -> Document:
    """The sheet of a review at its verdict, in the language of the screen. Raises Unfitting before there is one."""
    result = review.errand.verdict
    blocks: list[Block] = [
        *_head(outlook, review, result),
        *_barrier(outlook, review),
        *_missing(outlook, review, result),
        *_promise(outlook, review, result),
        *_in_order(outlook, review, result),
        *_answers(outlook, review),
        *_come_again(outlook, review),
        *_foot(outlook, review),
    ]
    return Document(tuple(blocks))


def say(look: Outlook, key: str, **values: object) -> str:
    return look.texts.text(f"slip.sheet.{key}", look.language, **values)


def counted(look: Outlook, key: str, number: int) -> str:
    return say(look, key if number != 1 else f"{key}_one", number=number)


def sentence(look: Outlook, result: PreReview) -> str:
    """The verdict in one sentence."""
    if result.verdict in (Verdict.INCOMPLETE, Verdict.DEFERRABLE):
        return counted(look, result.verdict.value, sum(lacking(line.finding) for line in result.materials))
    return say(look, result.verdict.value)


def _head(look: Outlook, review: Review, result: PreReview) -> list[Block]:
    return [
        Masthead(look.hall_name),
        Rule(),
        Text(say(look, "title"), align=Align.CENTRE),
        Text(review.errand.item.name.text(look.language), Size.TITLE, bold=True, align=Align.CENTRE),
        Space(12),
        Text(sentence(look, result), Size.HEADING, bold=True, align=Align.CENTRE),
        Text(say(look, "opinion"), Size.SMALL, align=Align.CENTRE),
    ]


def _barrier(look: Outlook, review: Review) -> list[Block]:
    """Why the item cannot be granted, on what ground, and what helps."""
    barrier = review.errand.barred_by
    if barrier is None:
        return []
    situation, answer, refusal = barrier.situation, barrier.answer, barrier.refusal
    return [
        Rule(dashed=True),
        Text(say(look, "why"), bold=True),
        Text(refusal.reason.text(look.language)),
        Text(
            say(look, "said", question=situation.question.text(look.language), answer=answer.name.text(look.language)),
            Size.SMALL,
        ),
        Text(say(look, "basis", basis=refusal.basis), Size.SMALL),
        Space(8),
        Text(refusal.instead.text(look.language), lead=say(look, "instead")),
    ]


def _missing(look: Outlook, review: Review, result: PreReview) -> list[Block]:
    """What cannot wait, then what may follow; each complete."""
    item = review.errand.item
    blocks: list[Block] = []
    for key, findings in (
        ("missing", (Finding.MISSING, Finding.UNFIT)),
        ("later", (Finding.DEFERRED,)),
    ):
        about = [line.about for line in result.materials if line.finding in findings]
        if about:
            heading = say(look, key, number=len(about), days=item.deferral_days)
            blocks += [Rule(dashed=True), Text(heading, bold=True)]
            for material_id in about:
                brought = review.errand.ticked.get(material_id, Brought.MISSING)
                blocks += _material(look, item.material[material_id], brought)
    return blocks


def _material(look: Outlook, material: Material, brought: Brought) -> list[Block]:
    language = look.language
    name = with_forms(look, material)
    if brought is Brought.UNFIT:
        name = say(look, "unfit", name=name)
    blocks: list[Block] = [
        Space(6),
        Checklist((name,)),
        Text(say(look, "source", source=material.source.text(language)), Size.SMALL),
    ]
    if material.must is not None:
        blocks.append(Text(say(look, "must", must=material.must.text(language)), Size.SMALL))
    if material.sample is not None:
        blocks.append(Text(say(look, "sample", sample=material.sample.text(language)), Size.SMALL))
    return blocks


def _promise(look: Outlook, review: Review, result: PreReview) -> list[Block]:
    if result.verdict is not Verdict.DEFERRABLE:
        return []
    key = "promised" if review.promised else "promise"
    days = review.errand.item.deferral_days
    return [
        Rule(dashed=True),
        Text(say(look, "promise_heading"), bold=True),
        Text(say(look, key, days=days)),
        Text(say(look, "promise_breach"), Size.SMALL),
    ]


def _in_order(look: Outlook, review: Review, result: PreReview) -> list[Block]:
    """What is here already: to be taken along, but not looked for again."""
    item = review.errand.item
    held = [item.material[line.about] for line in result.materials if line.finding is Finding.HELD]
    given = [item.material[line.about] for line in result.materials if line.finding is Finding.GIVEN]
    blocks: list[Block] = []
    if held:
        blocks += [
            Rule(dashed=True),
            Text(counted(look, "held", len(held)), bold=True),
            Checklist(tuple(with_forms(look, material) for material in held)),
        ]
    if given:
        names = look.word("list.separator").join(material.name.text(look.language) for material in given)
        blocks += [Rule(dashed=True), Text(counted(look, "given", len(given)), bold=True), Text(names)]
    return blocks


def _answers(look: Outlook, review: Review) -> list[Block]:
    """What was answered, so that nobody has to remember what the advice rests on."""
    answers = review.errand.answers
    if not answers or review.errand.barred_by is not None:
        return []
    lines = [
        Text(
            say(
                look,
                "said",
                question=review.errand.item.situation[question_id].question.text(look.language),
                answer=answer_text(look, review, question_id, answer_id),
            ),
            Size.SMALL,
        )
        for question_id, answer_id in answers.items()
    ]
    return [Rule(dashed=True), Text(say(look, "answers"), bold=True), *lines]


def answer_text(look: Outlook, review: Review, question_id: str, answer_id: str) -> str:
    situation = review.errand.item.situation[question_id]
    name = situation.by_id[answer_id].name.text(look.language)
    unsure = all(answer.id != answer_id for answer in situation.answers)
    return say(look, "unsure", answer=name) if unsure else name


def _come_again(look: Outlook, review: Review) -> list[Block]:
    """The code under which all this is found again, or that there is none."""
    if not review.code or review.filed is None:
        return [Rule(dashed=True), Text(say(look, "no_code"))]
    until = look.day(review.filed.until_ms)
    return [
        Rule(dashed=True),
        Qr(
            review.code,
            (
                Text(say(look, "code"), Size.BODY, bold=True),
                Text(review.code, Size.TITLE, bold=True),
                Text(say(look, "code_until", until=until), Size.SMALL),
            ),
        ),
    ]


def _foot(look: Outlook, review: Review) -> list[Block]:
    item = review.errand.item
    kiosk = look.station.name.text(look.language) if look.station else ""
    at = say(look, "made", date=look.day(look.now_ms), clock=look.clock())
    phones: Iterable[str] = (
        say(look, "department", name=look.department_name(item.department_id)),
        say(look, "phones", phone=item.phone, supervision=item.supervision),
    )
    return [
        Rule(),
        Columns(Text(at, Size.FLOOR), Text(kiosk, Size.FLOOR)),
        *(Text(line, Size.FLOOR) for line in phones),
        Text(say(look, "guide", number=item.number, version=item.version[:8]), Size.FLOOR),
    ]


def with_forms(look: Outlook, material: Material) -> str:
    """Its name, and whether the original or how many copies are asked for."""
    name, said = material.name.text(look.language), forms(look, material)
    return look.texts.text("slip.material", look.language, name=name, forms=said) if said else name


def forms(look: Outlook, material: Material) -> str:
    """ "原件、复印件 1 份"; empty where any form does."""

    def word(key: str, **values: object) -> str:
        return look.texts.text(f"slip.{key}", look.language, **values)

    asked = [word("original")] if material.original else []
    if material.copies:
        asked.append(word("copies" if material.copies != 1 else "copies_one", number=material.copies))
    return word("joint").join(asked)
