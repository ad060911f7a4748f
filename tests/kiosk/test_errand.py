"""What somebody has entered in a pre-review, and what that asks for next."""

import pytest

from config.catalogue import UNSURE, ServiceItem, Situation
from config.configuration import HallConfiguration
from config.pre_review import Brought, Unfitting, Verdict
from kiosk.errand import Added, Errand


@pytest.fixture
def item(sample: HallConfiguration) -> ServiceItem:
    return sample.items["food-licence-new"]


def answered(item: ServiceItem, **said: str) -> Errand:
    return Errand(item, {question.replace("_", "-"): answer for question, answer in said.items()})


@pytest.fixture
def at_materials(item: ServiceItem) -> Errand:
    return answered(item, who="sole-trader", raw_food="yes", staff="yes", visitor="self")


def test_the_first_question_is_open_at_the_beginning(item: ServiceItem) -> None:
    assert Errand(item).open_question is item.situations[0]


def test_an_answer_the_question_does_not_offer_is_no_answer(item: ServiceItem) -> None:
    assert Errand(item).answer("who", "nobody").answer("nothing", "yes") == Errand(item)


def test_who_changes_an_early_answer_and_back_finds_the_rest_as_it_was(at_materials: Errand) -> None:
    barred = at_materials.answer("who", "none")
    assert barred.barred_by is not None
    assert barred.answers == {"who": "none"}
    assert barred.answer("who", "sole-trader").answers == at_materials.answers


def papers(added: Added) -> list[str]:
    return [material.id for material in added.materials]


def test_an_answer_tells_the_materials_another_one_would_not_ask_for(item: ServiceItem) -> None:
    errand = answered(item, who="sole-trader")
    question = item.situation["raw-food"]
    added = errand.added_by(question, "yes")
    assert (papers(added), added.more) == (["floor-plan"], True)
    assert errand.added_by(question, UNSURE) == added
    assert papers(errand.added_by(question, "no")) == []


def test_papers_in_place_of_others_are_not_called_more(at_materials: Errand) -> None:
    added = at_materials.added_by(at_materials.item.situation["visitor"], "agent")
    assert (papers(added), added.more) == (["authorisation", "agent-id-card"], False)


def test_what_an_answer_adds_does_not_hang_on_whether_it_is_chosen_already(at_materials: Errand) -> None:
    question = at_materials.item.situation["raw-food"]
    assert papers(at_materials.added_by(question, "yes")) == ["floor-plan"]


def test_all_ways_of_the_food_licence_are_equally_long(item: ServiceItem) -> None:
    assert Errand(item).questions(item.situations[0]) == (4, 4)


def test_the_number_of_questions_is_honest_for_every_guide(sample: HallConfiguration) -> None:
    for item in sample.catalogue.items:
        if item.situations:
            least, most = Errand(item).questions(item.situations[0])
            for ways in _ways(item, Errand(item)):
                assert least <= len(ways.way) <= most, (item.id, ways.said)


def test_a_way_that_is_barred_is_not_counted_as_a_short_one(item: ServiceItem) -> None:
    errand = answered(item, who="none")
    assert errand.questions(item.situations[0]) == (4, 4)


def test_what_was_handed_in_before_is_not_asked_for_again(at_materials: Errand) -> None:
    first, *others = at_materials.needed
    errand = Errand(at_materials.item, at_materials.said, {first.id: Brought.GIVEN})
    assert errand.tick(first.id, Brought.MISSING) == errand
    assert errand.untick(first.id) == errand
    assert errand.unticked == tuple(others)


def test_a_material_that_is_not_of_the_guide_is_not_ticked(at_materials: Errand) -> None:
    assert at_materials.tick("moon-rock", Brought.HELD) == at_materials


def test_ticks_of_materials_no_longer_asked_for_rest_until_they_are_again(at_materials: Errand) -> None:
    ticked = at_materials.tick("floor-plan", Brought.MISSING)
    without = ticked.answer("raw-food", "no")
    assert "floor-plan" not in without.materials
    assert without.answer("raw-food", "yes").materials == {"floor-plan": Brought.MISSING}


def test_there_is_no_verdict_while_a_question_is_open(item: ServiceItem) -> None:
    with pytest.raises(Unfitting):
        _ = Errand(item).verdict


def test_ticks_made_before_do_not_stand_in_the_way_of_a_barring_answer(at_materials: Errand) -> None:
    errand = at_materials.tick("floor-plan", Brought.HELD).answer("who", "none")
    assert errand.verdict.verdict is Verdict.INELIGIBLE
    assert errand.counted_materials == {}
    assert errand.complete


def test_who_comes_again_is_asked_only_about_what_was_missing(at_materials: Errand) -> None:
    errand = at_materials
    brought = (Brought.HELD, Brought.MISSING, Brought.UNFIT, Brought.GIVEN)
    for material, said in zip(errand.needed, brought, strict=False):
        errand = Errand(errand.item, errand.said, {**errand.ticked, material.id: said})
    again = errand.come_again()
    assert list(again.materials.values()) == [Brought.HELD, Brought.GIVEN]
    assert again.answers == errand.answers


def test_under_another_guide_what_still_fits_is_kept_and_the_rest_is_asked(at_materials: Errand) -> None:
    item = at_materials.item
    staff = item.situation["staff"]
    answers = tuple(a.model_copy(update={"id": f"{a.id}-now"}) for a in staff.answers)
    renamed = Situation(id="staff", question=staff.question, answers=answers)
    situations = tuple(renamed if s.id == "staff" else s for s in item.situations)
    changed = at_materials.under(ServiceItem.model_validate(item.model_dump() | {"situations": situations}))
    assert changed.answers == {"who": "sole-trader", "raw-food": "yes"}
    assert changed.open_question is not None
    assert changed.open_question.id == "staff"


def _ways(item: ServiceItem, errand: Errand) -> list[Errand]:
    """Every way through the questions that is not barred."""
    question = errand.open_question
    if question is None:
        return [errand]
    answers = [answer for answer in question.answers if answer.ineligible is None]
    return [way for answer in answers for way in _ways(item, errand.answer(question.id, answer.id))]
