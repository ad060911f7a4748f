"""The pre-review cases of the sample's items, written by hand: each holds, and no rule can change unnoticed.

A case says what somebody answers and brings, and the verdict and every reason that must follow, in their order. For
every item that has cases, each single change of one of its rules must make at least one of them fail; so must each
change of the function itself. A change that no applicant could notice is none, and is passed over.
"""

import inspect
from collections.abc import Iterator
from types import ModuleType

import pytest

from config import pre_review
from config.catalogue import Answer, Material, Refusal, ServiceItem, Situation
from config.model import Name
from config.pre_review import open_question
from tests.config.hand_written import BY_ITEM, CASES, ITEMS, Case, holds, outcome

PARAMETERS = [pytest.param(case, id=name) for name, case in CASES.items()]


@pytest.mark.parametrize("case", PARAMETERS)
def test_a_case_has_the_verdict_and_the_reasons_written_for_it(case: Case) -> None:
    assert outcome(ITEMS[case.item], case.answers, case.materials) == case.expected
    assert len(case.materials) == len(case.held) + len(case.given) + len(case.unfit), "a material is told twice"


# --- changes of an item's rules ------------------------------------------------------------------------------------

REFUSAL = Refusal(reason=Name(zh="不行", en="No"), basis="《法》", instead=Name(zh="另行", en="Elsewhere"))


def changed_rules(item: ServiceItem) -> Iterator[tuple[str, ServiceItem]]:
    """Every single change of a rule of the item, with its name."""
    for material in item.materials:
        yield from _material_changed(item, material)
    for situation in item.situations:
        yield from _situation_changed(item, situation)
    if item.deferral_days is not None:
        yield "deferral_days removed", item.model_copy(update={"deferral_days": None})
    if len(item.situations) > 1:
        first, *rest = item.situations
        yield "another first question", item.model_copy(update={"situations": (*rest, first)})


def _material_changed(item: ServiceItem, material: Material) -> Iterator[tuple[str, ServiceItem]]:
    def put(*instead: Material, **more: object) -> ServiceItem:
        materials = (m for old in item.materials for m in (instead if old is material else (old,)))
        return item.model_copy(update={"materials": tuple(materials), **more})

    flipped = material.model_copy(update={"essential": not material.essential})
    yield f"material {material.id}: essential flipped", put(flipped, deferral_days=item.deferral_days or 10)
    yield f"material {material.id} removed", put()
    for situation_id, wanted in material.needed_when.items():
        others = {key: value for key, value in material.needed_when.items() if key != situation_id}
        place = f"material {material.id}: needed_when.{situation_id}"
        yield f"{place} removed", put(material.model_copy(update={"needed_when": others}))
        for answer in item.situation[situation_id].answers:
            if answer.id in wanted:
                change, now = "removed", tuple(name for name in wanted if name != answer.id)
            else:
                change, now = "added", (*wanted, answer.id)
            conditions = {**material.needed_when, situation_id: now}
            yield f"{place} {answer.id} {change}", put(material.model_copy(update={"needed_when": conditions}))


def _situation_changed(item: ServiceItem, situation: Situation) -> Iterator[tuple[str, ServiceItem]]:
    def put(**changes: object) -> ServiceItem:
        now = situation.model_copy(update=changes)
        return item.model_copy(update={"situations": tuple(now if s is situation else s for s in item.situations)})

    def answer_put(answer: Answer, **changes: object) -> ServiceItem:
        now = answer.model_copy(update=changes)
        return put(answers=tuple(now if a is answer else a for a in situation.answers))

    for answer in situation.answers:
        place = f"situation {situation.id}, answer {answer.id}"
        if answer.ineligible is not None:
            yield f"{place}: ineligible removed", answer_put(answer, ineligible=None)
            continue
        yield f"{place}: ineligible added", answer_put(answer, ineligible=REFUSAL, leads_to=None)
        for leads_to in {None, *item.situation} - {answer.leads_to}:
            yield f"{place}: leads_to {leads_to}", answer_put(answer, leads_to=leads_to)
    if situation.unsure_counts_as is not None:
        for unsure in {None, *(answer.id for answer in situation.answers)} - {situation.unsure_counts_as}:
            yield f"situation {situation.id}: unsure_counts_as {unsure}", put(unsure_counts_as=unsure)


def ways(item: ServiceItem, answers: dict[str, str]) -> Iterator[dict[str, str]]:
    """All ways through the questions, each with the answers on it."""
    following = open_question(item, answers)
    if following is None:
        yield answers
        return
    for answer in following.by_id:
        yield from ways(item, {**answers, following.id: answer})


def is_noticeable(item: ServiceItem, changed: ServiceItem) -> bool:
    """Whether anybody who brings nothing is told something else."""
    return any(outcome(item, answers, {}) != outcome(changed, answers, {}) for answers in ways(item, {}))


def unnoticed(item: ServiceItem, cases: list[Case]) -> Iterator[str]:
    """The changes of its rules that none of these cases notices."""
    for name, copy in changed_rules(item):
        changed = ServiceItem.model_validate(copy.model_dump())  # a copy keeps what was worked out for the original
        if all(holds(case, changed) for case in cases) and is_noticeable(item, changed):
            yield f"{item.id}: {name}"


def test_every_change_of_a_rule_of_an_item_with_cases_is_noticed_by_one_of_them() -> None:
    left = [line for item_id, cases in sorted(BY_ITEM.items()) for line in unnoticed(ITEMS[item_id], cases)]
    assert not left, f"no case notices these {len(left)} changes:\n" + "\n".join(left)


def test_with_a_single_case_most_changes_would_go_unnoticed() -> None:
    for item_id, (first, *_) in BY_ITEM.items():
        assert list(unnoticed(ITEMS[item_id], [first])), item_id


# --- changes of the function ---------------------------------------------------------------------------------------

SOURCE = inspect.getsource(pre_review)

FUNCTION_CHANGES = {
    "deferral ignored": ("if not material.essential and item.deferral_days is not None:", "if False:"),
    "everything may follow": ("if not material.essential and", "if"),
    "what is unfit may not follow": (
        "if not material.essential and",
        "if brought is not Brought.UNFIT and not material.essential and",
    ),
    "unfit counted as held": (
        "if brought in (Brought.HELD, Brought.GIVEN):",
        "if brought is Brought.UNFIT:\n        return Finding.HELD\n    if brought in (Brought.HELD, Brought.GIVEN):",
    ),
    "given asked again": (
        "if brought in (Brought.HELD, Brought.GIVEN):",
        "if brought is Brought.GIVEN:\n        return Finding.MISSING\n    if brought is Brought.HELD:",
    ),
    "given counted as held": ("return Finding(brought)\n    if", "return Finding.HELD\n    if"),
    "silence counted as held": ("materials.get(m.id, Brought.MISSING)", "materials.get(m.id, Brought.HELD)"),
    "unsure counted as met": ("Finding.ASSUMED if answer_id == UNSURE else Finding.MET", "Finding.MET"),
    "unsure counted as no answer": (
        "given = {situation.id: _answer(situation, answers) for situation in asked(item, answers)}",
        "given = {s.id: None if answers.get(s.id) == UNSURE else _answer(s, answers) for s in asked(item, answers)}",
    ),
    "not_met ignored": ("if any(line.finding is Finding.NOT_MET for line in told):", "if False:"),
    "not_met told as met": ("        return Finding.NOT_MET", "        return Finding.MET"),
    "one condition of needed_when is enough": (
        "        if answer is None or answer.id not in wanted:\n            return False\n    return True",
        "        if answer is not None and answer.id in wanted:\n            return True\n"
        "    return not material.needed_when",
    ),
    "a condition on a question not put is met": ("if answer is None or answer.id not", "if answer and answer.id not"),
    "needed_when ignored": ("if _is_needed(material, given))", "if True)"),
    "missing does not count": ("{Finding.MISSING, Finding.UNFIT}", "{Finding.UNFIT}"),
    "unfit does not count": ("{Finding.MISSING, Finding.UNFIT}", "{Finding.MISSING}"),
    "deferred told as ready": ("return Verdict.DEFERRABLE if", "return Verdict.READY if"),
    "deferred told as incomplete": ("return Verdict.DEFERRABLE if", "return Verdict.INCOMPLETE if"),
    "deferrable before incomplete": (
        "if findings & {Finding.MISSING, Finding.UNFIT}:",
        "if Finding.DEFERRED not in findings and findings & {Finding.MISSING, Finding.UNFIT}:",
    ),
    "answers told in another order": ("for situation in way)\n    if any", "for situation in way[::-1])\n    if any"),
    "materials told in another order": ("for m in wanted)", "for m in wanted[::-1])"),
    "the last situation is the first question": ("following = item.situations[0]", "following = item.situations[-1]"),
    "only the first question is put": ("None if ends else item.situation[answer.leads_to]", "None"),
}


def with_change(old: str, new: str) -> ModuleType:
    """The module with this change in its source, which must hit, once."""
    assert SOURCE.count(old) == 1, f"{old!r} is not once in the source"
    module = ModuleType("changed_pre_review")
    exec(compile(SOURCE.replace(old, new), "changed_pre_review", "exec"), vars(module))
    return module


@pytest.mark.parametrize("change", FUNCTION_CHANGES)
def test_a_change_of_the_function_is_noticed_by_a_case(change: str) -> None:
    changed = with_change(*FUNCTION_CHANGES[change])
    assert not all(holds(case, ITEMS[case.item], changed) for cases in BY_ITEM.values() for case in cases)


def test_the_function_unchanged_is_told_apart_from_its_changes() -> None:
    same = with_change("def pre_review(", "def pre_review(")
    assert all(holds(case, ITEMS[case.item], same) for cases in BY_ITEM.values() for case in cases)
