"""What a page with a question says."""

from kiosk import pre_review_examples as walk
from kiosk.errand import Errand
from kiosk.presenters.pieces import Steps
from kiosk.rehearsal import Rehearsal


def second(kiosk: Rehearsal) -> Rehearsal:
    walk.choose(walk.begin(kiosk), "sole-trader")
    return walk.pause(kiosk.touch(kiosk.flow.situation.forward))


def test_the_answer_chosen_says_which_papers_it_asks_for(kiosk: Rehearsal) -> None:
    state = second(kiosk).flow.situation.state
    assert (state.hint, state.room_for_hint) == (None, True)
    hint = walk.choose(kiosk, "yes").flow.situation.state.hint
    assert hint is not None
    assert (hint.text, hint.advice) == ("选“会做”，会多要 1 份材料", "经营场所布局图")
    assert walk.choose(kiosk, "no").flow.situation.state.hint is None


def test_not_sure_is_offered_only_where_something_can_be_assumed(kiosk: Rehearsal) -> None:
    walk.begin(kiosk)
    assert "说不准" not in [answer.title for answer in kiosk.flow.situation.state.answers]
    assert second(kiosk.touch(kiosk.flow.home)).flow.situation.state.answers[-1].title == "说不准"


def test_the_steps_are_counted_in_words(kiosk: Rehearsal) -> None:
    assert second(kiosk).flow.situation.state.steps == Steps(2, 4, "第 2 题，共 4 题")


def test_where_ways_differ_in_length_the_most_is_said(kiosk: Rehearsal) -> None:
    branching = next(
        item
        for item in kiosk.configuration.catalogue.items
        if item.situations and len(set(Errand(item).questions(item.situations[0]))) == 2
    )
    text = walk.begin(kiosk, branching.id).flow.situation.state.steps.text
    assert text == f"第 1 题，最多 {Errand(branching).questions(branching.situations[0])[1]} 题"


def test_answers_given_before_stand_below_with_a_way_to_change_them(kiosk: Rehearsal) -> None:
    (earlier,) = second(kiosk).flow.situation.state.earlier
    assert (earlier.question_id, earlier.question, earlier.said) == ("who", "谁来办？", "个体工商户")
