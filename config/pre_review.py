"""The pre-review (预审): whether a matter can be dealt with today, from what the applicant answers and brings.

Pure, so that a kiosk can give its advice while the server is away. A verdict is advice: a clerk confirms or corrects
every line of it, and nobody is turned away by it.

Deferral: 锡林郭勒盟 reform (2020) part 3(1) and 5(3); telling everything once: 行政许可法 art. 32(4), 蠡县 art. 19(2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from config.catalogue import UNSURE, Answer, Material, ServiceItem, Situation


class Verdict(StrEnum):
    READY = "ready"  # 齐全
    DEFERRABLE = "deferrable"  # 可容缺
    INCOMPLETE = "incomplete"  # 需补正
    INELIGIBLE = "ineligible"  # 不符合条件


class Brought(StrEnum):
    """What the applicant says of a material."""

    HELD = "held"  # 带了
    GIVEN = "given"  # handed in before, online or shared: not asked for again (邵阳市 art. 33)
    UNFIT = "unfit"  # brought, but out of date or not as it must be
    MISSING = "missing"  # 没带


class Finding(StrEnum):
    """What a line of the pre-review says of its answer or its material."""

    MET = "met"
    ASSUMED = "assumed"  # the applicant could not say; the stricter answer was taken
    NOT_MET = "not_met"
    HELD = "held"
    GIVEN = "given"
    DEFERRED = "deferred"  # absent or unfit, and may follow
    UNFIT = "unfit"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Line:
    """The reason one answer or one material gives. `about` is the id of the situation or of the material."""

    about: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class PreReview:
    """`answers` in the order asked, `materials` in the order of the guide; no materials where nobody is eligible."""

    verdict: Verdict
    answers: tuple[Line, ...]
    materials: tuple[Line, ...]


class Unfitting(ValueError):
    """Answers or materials that do not belong to this guide, or that leave a question open. `about` names it."""

    def __init__(self, about: str) -> None:
        super().__init__(about)
        self.about = about


def asked(item: ServiceItem, answers: Mapping[str, str]) -> tuple[Situation, ...]:
    """The questions on the way these answers lead, in order; the last is the open one, if there is one."""
    way: list[Situation] = []
    following = item.situations[0] if item.situations else None
    while following is not None and following not in way:
        way.append(following)
        answer = following.by_id.get(answers.get(following.id, ""))
        ends = answer is None or answer.ineligible is not None or answer.leads_to is None
        following = None if ends else item.situation[answer.leads_to]  # type: ignore[union-attr, index]
    return tuple(way)


def open_question(item: ServiceItem, answers: Mapping[str, str]) -> Situation | None:
    """The question to put next; None when all that matter are answered."""
    way = asked(item, answers)
    return way[-1] if way and answers.get(way[-1].id) not in way[-1].by_id else None


def needed(item: ServiceItem, answers: Mapping[str, str]) -> tuple[Material, ...]:
    """The materials these answers ask for, in the order of the guide; a question not answered yet asks for none."""
    given = {situation.id: _answer(situation, answers) for situation in asked(item, answers)}
    return tuple(material for material in item.materials if _is_needed(material, given))


def pre_review(item: ServiceItem, answers: Mapping[str, str], materials: Mapping[str, Brought]) -> PreReview:
    """The verdict, with a reason for every line. Raises Unfitting."""
    way = asked(item, answers)
    open_one = open_question(item, answers)
    strange = set(answers) - {situation.id for situation in way}
    if open_one is not None or strange:
        raise Unfitting(open_one.id if open_one else min(strange))
    told = tuple(Line(situation.id, _of_answer(situation, answers[situation.id])) for situation in way)
    if any(line.finding is Finding.NOT_MET for line in told):
        return PreReview(Verdict.INELIGIBLE, told, ())
    wanted = needed(item, answers)
    if strange := set(materials) - {material.id for material in wanted}:
        raise Unfitting(min(strange))
    lines = tuple(Line(m.id, _of_material(item, m, materials.get(m.id, Brought.MISSING))) for m in wanted)
    return PreReview(_verdict({line.finding for line in lines}), told, lines)


def _verdict(findings: set[Finding]) -> Verdict:
    if findings & {Finding.MISSING, Finding.UNFIT}:
        return Verdict.INCOMPLETE
    return Verdict.DEFERRABLE if Finding.DEFERRED in findings else Verdict.READY


def _of_answer(situation: Situation, answer_id: str) -> Finding:
    if situation.by_id[answer_id].ineligible is not None:
        return Finding.NOT_MET
    return Finding.ASSUMED if answer_id == UNSURE else Finding.MET


def _of_material(item: ServiceItem, material: Material, brought: Brought) -> Finding:
    if brought in (Brought.HELD, Brought.GIVEN):
        return Finding(brought)
    if not material.essential and item.deferral_days is not None:
        return Finding.DEFERRED
    return Finding(brought)


def _answer(situation: Situation, answers: Mapping[str, str]) -> Answer | None:
    return situation.by_id.get(answers.get(situation.id, ""))


def _is_needed(material: Material, given: Mapping[str, Answer | None]) -> bool:
    """A condition on a question that was not put is not met: the way led past it."""
    for situation_id, wanted in material.needed_when.items():
        answer = given.get(situation_id)
        if answer is None or answer.id not in wanted:
            return False
    return True
