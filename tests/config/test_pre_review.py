"""The pre-review as a function: what it takes, what it refuses, and what must hold for every guide there can be."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import UNSURE, Answer, Material, Refusal, ServiceItem, Situation
from config.loading import SAMPLE, load
from config.model import Name
from config.pre_review import (
    Brought,
    Finding,
    Line,
    PreReview,
    Unfitting,
    Verdict,
    asked,
    needed,
    open_question,
    pre_review,
)

PLAIN = load(SAMPLE).items["senior-card"]
WORDS = Name(zh="字", en="Words")
REFUSAL = Refusal(reason=WORDS, basis="《法》", instead=WORDS)


def answer(id_: str, leads_to: str | None = None, *, refuses: bool = False) -> Answer:
    return Answer(id=id_, name=WORDS, leads_to=leads_to, ineligible=REFUSAL if refuses else None)


def situation(id_: str, *answers: Answer, unsure: str | None = None) -> Situation:
    return Situation(id=id_, question=WORDS, answers=answers, unsure_counts_as=unsure)


def material(id_: str, *, essential: bool = True, when: Mapping[str, tuple[str, ...]] | None = None) -> Material:
    return Material(id=id_, name=WORDS, source=WORDS, essential=essential, needed_when=when or {})


def guide(
    situations: tuple[Situation, ...], materials: tuple[Material, ...], deferral_days: int | None = 5
) -> ServiceItem:
    changes = {"situations": situations, "materials": materials, "deferral_days": deferral_days}
    return ServiceItem.model_validate(PLAIN.model_copy(update=changes).model_dump())


# who comes: oneself or an agent; an agent is asked about the power, which must be notarised when it was made abroad
BY_AGENT = guide(
    (
        situation("who", answer("self"), answer("agent", "power"), answer("stranger", refuses=True), unsure="agent"),
        situation("power", answer("here"), answer("abroad")),
    ),
    (
        material("id-card"),
        material("photo", essential=False),
        material("authorisation", when={"who": ("agent",)}),
        material("notarised", when={"who": ("agent",), "power": ("abroad",)}),
    ),
)


def test_the_questions_follow_the_answers() -> None:
    first = open_question(BY_AGENT, {})
    assert first is not None
    assert first.id == "who"
    assert open_question(BY_AGENT, {"who": "self"}) is None
    second = open_question(BY_AGENT, {"who": "agent"})
    assert second is not None
    assert second.id == "power"
    assert [each.id for each in asked(BY_AGENT, {"who": "agent", "power": "here"})] == ["who", "power"]
    assert open_question(BY_AGENT, {"who": "stranger"}) is None


def test_a_question_not_answered_yet_asks_for_no_material() -> None:
    assert [each.id for each in needed(BY_AGENT, {})] == ["id-card", "photo"]
    assert [each.id for each in needed(BY_AGENT, {"who": "agent"})] == ["id-card", "photo", "authorisation"]
    by_agent_abroad = needed(BY_AGENT, {"who": "agent", "power": "abroad"})
    assert [each.id for each in by_agent_abroad] == ["id-card", "photo", "authorisation", "notarised"]


def test_an_item_without_situations_asks_for_all_its_materials_at_once() -> None:
    plain = guide((), (material("id-card"), material("photo", essential=False)))
    assert open_question(plain, {}) is None
    assert pre_review(plain, {}, {"id-card": Brought.HELD}) == PreReview(
        Verdict.DEFERRABLE, (), (Line("id-card", Finding.HELD), Line("photo", Finding.DEFERRED))
    )


def test_whoever_is_not_eligible_is_asked_for_no_materials() -> None:
    result = pre_review(BY_AGENT, {"who": "stranger"}, {"id-card": Brought.HELD})
    assert result == PreReview(Verdict.INELIGIBLE, (Line("who", Finding.NOT_MET),), ())


def test_who_cannot_say_is_told_what_was_assumed_and_asked_for_more() -> None:
    result = pre_review(BY_AGENT, {"who": UNSURE, "power": "here"}, {})
    assert result.answers == (Line("who", Finding.ASSUMED), Line("power", Finding.MET))
    assert "authorisation" in {line.about for line in result.materials}


def test_what_may_follow_may_do_so_only_where_it_is_said_by_when() -> None:
    without_days = guide((), (material("photo", essential=False),), deferral_days=None)
    assert pre_review(without_days, {}, {}).verdict is Verdict.INCOMPLETE
    with_days = guide((), (material("photo", essential=False),))
    assert pre_review(with_days, {}, {}).verdict is Verdict.DEFERRABLE
    assert pre_review(with_days, {}, {"photo": Brought.UNFIT}).verdict is Verdict.DEFERRABLE


@pytest.mark.parametrize(
    ("answers", "materials", "about"),
    [
        ({}, {}, "who"),  # a question is open
        ({"who": "agent"}, {}, "power"),
        ({"who": "nobody"}, {}, "who"),  # an answer of another guide
        ({"power": "here"}, {}, "who"),
        ({"who": "self", "power": "here"}, {}, "power"),  # off the way
        ({"who": "self", "age": "old"}, {}, "age"),
        ({"who": "agent", "power": UNSURE}, {}, "power"),  # here nobody may be unsure
        ({"who": "self"}, {"passport": Brought.HELD}, "passport"),
        ({"who": "self"}, {"authorisation": Brought.HELD}, "authorisation"),  # not needed on this way
    ],
)
def test_what_does_not_fit_the_guide_is_refused_by_its_name(
    answers: dict[str, str], materials: dict[str, Brought], about: str
) -> None:
    with pytest.raises(Unfitting) as caught:
        pre_review(BY_AGENT, answers, materials)
    assert caught.value.about == about


# --- every guide there can be --------------------------------------------------------------------------------------

NAMES = ("a", "b", "c", "d")


@st.composite
def guides(draw: st.DrawFn) -> ServiceItem:
    """A sound guide: every answer leads to a later question or to none."""
    count = draw(st.integers(0, 4))
    situations = []
    for number in range(count):
        later = [f"q{after}" for after in range(number + 1, count)]
        answers: list[Answer] = []
        for name in NAMES[: draw(st.integers(2, 4))]:
            refuses = bool(answers) and draw(st.integers(0, 3)) == 0
            answers.append(answer(name, None if refuses else draw(st.sampled_from([None, *later])), refuses=refuses))
        let_through = [each.id for each in answers if each.ineligible is None]
        unsure = draw(st.sampled_from([None, *let_through]))
        situations.append(situation(f"q{number}", *answers, unsure=unsure))
    materials = []
    for number in range(draw(st.integers(1, 5))):
        about = draw(st.lists(st.sampled_from(situations), max_size=2, unique_by=lambda each: each.id)) if count else []
        when = {
            each.id: tuple(draw(st.lists(st.sampled_from([a.id for a in each.answers]), min_size=1, unique=True)))
            for each in about
        }
        materials.append(material(f"m{number}", essential=draw(st.booleans()), when=when))
    return guide(tuple(situations), tuple(materials), draw(st.sampled_from([None, 5])))


def answered(data: st.DataObject, item: ServiceItem) -> dict[str, str]:
    """Answers to every question that is put."""
    answers: dict[str, str] = {}
    while (following := open_question(item, answers)) is not None:
        assert following.id not in answers
        answers[following.id] = data.draw(st.sampled_from(sorted(following.by_id)))
    return answers


def brought(data: st.DataObject, item: ServiceItem, answers: Mapping[str, str]) -> dict[str, Brought]:
    ids = [each.id for each in needed(item, answers)]
    if not ids:
        return {}
    return data.draw(st.dictionaries(st.sampled_from(ids), st.sampled_from(Brought)))


BAD = {Finding.MISSING, Finding.UNFIT}
ORDER = [Verdict.INCOMPLETE, Verdict.DEFERRABLE, Verdict.READY]  # the worst first


@given(guides(), st.data())
def test_the_verdict_is_what_its_lines_say(item: ServiceItem, data: st.DataObject) -> None:
    answers = answered(data, item)
    result = pre_review(item, answers, brought(data, item, answers))
    findings = {line.finding for line in (*result.answers, *result.materials)}
    assert (result.verdict is Verdict.INELIGIBLE) is (Finding.NOT_MET in findings)
    assert (result.verdict is Verdict.INCOMPLETE) is bool(findings & BAD)
    assert (result.verdict is Verdict.READY) is (not findings & (BAD | {Finding.DEFERRED, Finding.NOT_MET}))
    assert [line.about for line in result.answers] == [each.id for each in asked(item, answers)] == list(answers)
    if result.verdict is not Verdict.INELIGIBLE:
        assert [line.about for line in result.materials] == [each.id for each in needed(item, answers)]
    assert (Finding.DEFERRED in findings) <= (item.deferral_days is not None)
    assert {line.about for line in result.answers if line.finding is Finding.ASSUMED} == {
        about for about, given_answer in answers.items() if given_answer == UNSURE
    }


@given(guides(), st.data())
def test_bringing_what_was_missing_never_makes_it_worse_and_bringing_all_is_enough(
    item: ServiceItem, data: st.DataObject
) -> None:
    answers = answered(data, item)
    held = brought(data, item, answers)
    before = pre_review(item, answers, held)
    for line in before.materials:
        better = pre_review(item, answers, {**held, line.about: Brought.HELD})
        assert ORDER.index(better.verdict) >= ORDER.index(before.verdict)
    everything = {each.id: data.draw(st.sampled_from([Brought.HELD, Brought.GIVEN])) for each in needed(item, answers)}
    assert pre_review(item, answers, everything).verdict in (Verdict.READY, Verdict.INELIGIBLE)


@given(guides(), st.data())
def test_being_unsure_is_judged_like_the_answer_it_counts_as(item: ServiceItem, data: st.DataObject) -> None:
    answers = answered(data, item)
    said = {about: item.situation[about].by_id[given_answer].id for about, given_answer in answers.items()}
    held = brought(data, item, answers)
    unsure, sure = pre_review(item, answers, held), pre_review(item, said, held)
    assert (unsure.verdict, unsure.materials) == (sure.verdict, sure.materials)


@given(
    guides(),
    st.dictionaries(st.sampled_from(["q0", "q1", "q2", "q3", "zz"]), st.sampled_from([*NAMES, UNSURE, "zz", ""])),
    st.dictionaries(st.sampled_from(["m0", "m1", "m2", "m3", "zz"]), st.sampled_from(Brought)),
)
def test_whatever_is_said_there_is_a_verdict_or_it_does_not_fit(
    item: ServiceItem, answers: dict[str, str], materials: dict[str, Brought]
) -> None:
    following = open_question(item, answers)
    known = {each.id for each in asked(item, answers)} | {each.id for each in needed(item, answers)}
    try:
        result = pre_review(item, answers, materials)
    except Unfitting as unfitting:
        about = unfitting.about
    else:
        assert following is None
        assert set(answers) == {line.about for line in result.answers}
        return
    assert about not in known or (following is not None and following.id == about)
