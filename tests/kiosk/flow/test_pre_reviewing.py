"""The pre-review from the guide to the number, and everything that may happen on the way."""

from typing import TypeVar

import msgspec
import pytest

from config.configuration import HallConfiguration
from config.pre_review import Brought, Verdict
from hardware.slip_document import Checklist, Qr, Text
from kiosk import pre_review_examples as walk
from kiosk.flow import BarKey, Place
from kiosk.messages import PreReviewFetched, SlipFailed, SlipPrinted
from kiosk.rehearsal import Rehearsal, open_hall, ticket
from kiosk.review import Filing, News, Review, Sheet, Step
from queue_server.client.session import Answered, Linked, LinkLost, WasRefused
from queue_server.contract.commands import Command, FilePreReview, IssueTicket
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted, PreReviewView

C = TypeVar("C", bound=Command)
FOOD = walk.FOOD


def of_kind(kiosk: Rehearsal, kind: type[C]) -> list[C]:
    return [command for command in kiosk.sent.values() if isinstance(command, kind)]


def place(kiosk: Rehearsal) -> Place:
    return kiosk.flow.state.place


def review(kiosk: Rehearsal) -> Review:
    now = kiosk.flow.outlook.review
    assert now is not None
    return now


def sheets(kiosk: Rehearsal) -> list[str]:
    return [name for name, _ in kiosk.printed if name.startswith("sheet-")]


def take(kiosk: Rehearsal) -> Rehearsal:
    return kiosk.touch(kiosk.flow.verdict.take)


def print_sheet(kiosk: Rehearsal) -> Rehearsal:
    return kiosk.touch(kiosk.flow.verdict.print_sheet)


@pytest.fixture
def ready(kiosk: Rehearsal) -> Rehearsal:
    return walk.file(walk.ready(kiosk))


@pytest.fixture
def incomplete(kiosk: Rehearsal) -> Rehearsal:
    return walk.file(walk.incomplete(kiosk))


def view_of(kiosk: Rehearsal) -> PreReviewView:
    return walk.filed(kiosk, of_kind(kiosk, FilePreReview)[-1])


# --- the steps ----------------------------------------------------------------------------------------------------


def test_one_question_a_page_then_the_materials_then_the_verdict(kiosk: Rehearsal) -> None:
    walk.begin(kiosk)
    assert (place(kiosk), kiosk.flow.situation.state.question) == (Place.SITUATION, "谁来办？")
    walk.answer(kiosk)
    assert place(kiosk) is Place.MATERIALS
    walk.bring(kiosk)
    assert place(kiosk) is Place.VERDICT
    assert kiosk.flow.verdict.state.verdict is Verdict.READY


def test_without_an_answer_there_is_no_way_on(kiosk: Rehearsal) -> None:
    walk.begin(kiosk)
    kiosk.touch(kiosk.flow.situation.forward)
    assert review(kiosk).question_id == "who"
    assert not kiosk.flow.situation.state.ready


def test_while_a_material_is_not_ticked_there_is_no_verdict(kiosk: Rehearsal) -> None:
    walk.answer(walk.begin(kiosk))
    kiosk.touch(kiosk.flow.materials.forward)
    assert place(kiosk) is Place.MATERIALS
    assert of_kind(kiosk, FilePreReview) == []


def test_an_item_without_questions_begins_with_its_materials(kiosk: Rehearsal) -> None:
    walk.begin(kiosk, "advanced-age-allowance")
    assert place(kiosk) is Place.MATERIALS
    kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK))
    assert place(kiosk) is Place.ITEM


def test_back_goes_step_by_step_and_in_the_end_to_the_guide(kiosk: Rehearsal) -> None:
    walk.ready(kiosk)
    seen = []
    while place(kiosk) is not Place.ITEM:
        seen.append((place(kiosk), review(kiosk).question_id))
        kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK)).wait(1)
    questions = ["visitor", "staff", "raw-food", "who"]
    assert seen == [(Place.VERDICT, ""), (Place.MATERIALS, ""), *((Place.SITUATION, each) for each in questions)]
    kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK))
    assert place(kiosk) is Place.FIND


def test_from_the_guide_the_pre_review_goes_on_where_it_was_left(kiosk: Rehearsal) -> None:
    walk.answer(walk.begin(kiosk))
    walk.tick(kiosk, Brought.HELD)
    while place(kiosk) is not Place.ITEM:
        kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK)).wait(1)
    kiosk.touch(kiosk.flow.item.review)
    assert place(kiosk) is Place.MATERIALS
    assert len(review(kiosk).errand.materials) == 1


def test_an_earlier_answer_is_changed_without_giving_the_others_again(kiosk: Rehearsal) -> None:
    walk.answer(walk.begin(kiosk))
    kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK)).wait(1)
    kiosk.touch(lambda: kiosk.flow.situation.change("raw-food")).wait(1)
    walk.choose(kiosk, "no").wait(1)
    kiosk.touch(kiosk.flow.situation.forward)
    assert place(kiosk) is Place.MATERIALS
    assert "floor-plan" not in [material.id for material in review(kiosk).errand.needed]


def test_an_answer_that_bars_leads_to_the_verdict_at_once_and_can_be_changed(kiosk: Rehearsal) -> None:
    walk.ineligible(kiosk)
    assert kiosk.flow.verdict.state.verdict is Verdict.INELIGIBLE
    kiosk.touch(kiosk.flow.verdict.change).wait(1)
    assert (place(kiosk), review(kiosk).question_id) == (Place.SITUATION, "who")
    walk.choose(kiosk, "company").wait(1)
    kiosk.touch(kiosk.flow.situation.forward)
    assert review(kiosk).question_id == "raw-food"


def test_everything_left_is_ticked_by_one_key(kiosk: Rehearsal) -> None:
    walk.answer(walk.begin(kiosk))
    walk.tick(kiosk, Brought.MISSING)
    kiosk.touch(kiosk.flow.materials.tick_all).wait(1)
    said = list(review(kiosk).errand.materials.values())
    assert said == [Brought.MISSING, *[Brought.HELD] * (len(said) - 1)]


# --- double touches -----------------------------------------------------------------------------------------------


def test_the_second_tap_on_a_tick_does_not_tick_the_next_row(kiosk: Rehearsal) -> None:
    walk.answer(walk.begin(kiosk))
    for _ in range(2):
        kiosk.touch(lambda: kiosk.flow.materials.tick(Brought.HELD.value))
    assert len(review(kiosk).errand.materials) == 1


def test_the_second_tap_on_the_way_to_the_verdict_takes_no_number_and_prints_no_sheet(kiosk: Rehearsal) -> None:
    walk.answer(walk.begin(kiosk))
    kiosk.touch(kiosk.flow.materials.tick_all).wait(1)
    kiosk.touch(kiosk.flow.materials.forward)
    walk.file(kiosk)
    take(kiosk)
    print_sheet(kiosk)
    assert of_kind(kiosk, IssueTicket) == []
    assert sheets(kiosk) == []


def test_a_hundred_taps_take_one_number_and_print_one_sheet(ready: Rehearsal) -> None:
    for _ in range(100):
        print_sheet(ready)
        take(ready)
        ready.wait(0.01)
    assert len(of_kind(ready, IssueTicket)) == 1
    assert len(sheets(ready)) == 1


def test_a_hundred_taps_anywhere_file_one_verdict(kiosk: Rehearsal) -> None:
    walk.ready(kiosk)
    for _ in range(100):
        kiosk.touch(kiosk.flow.materials.forward).touch(kiosk.flow.situation.forward)
        kiosk.touch(kiosk.flow.materials.tick_all)
    assert len(of_kind(kiosk, FilePreReview)) == 1


# --- filing -------------------------------------------------------------------------------------------------------


def test_the_verdict_is_filed_with_the_answers_the_materials_and_the_guide(incomplete: Rehearsal) -> None:
    (filing,) = of_kind(incomplete, FilePreReview)
    errand = review(incomplete).errand
    assert filing == FilePreReview(
        item_id=FOOD,
        guide_version=errand.item.version,
        answers={"who": "sole-trader", "raw-food": "yes", "staff": "yes", "visitor": "self"},
        materials=errand.materials,
    )
    assert sorted(filing.materials.values()).count(Brought.HELD) == len(errand.needed) - 2


def test_the_code_is_shown_as_soon_as_the_hall_has_it(kiosk: Rehearsal) -> None:
    walk.ready(kiosk)
    assert kiosk.flow.verdict.state.strip is not None
    assert kiosk.flow.verdict.state.strip.code == ""
    walk.file(kiosk)
    assert kiosk.flow.verdict.state.strip.code == walk.CODE


def test_looking_back_without_a_change_files_nothing_again(ready: Rehearsal) -> None:
    ready.touch(lambda: ready.flow.press(BarKey.BACK)).wait(1)
    ready.touch(ready.flow.materials.forward).wait(1)
    assert place(ready) is Place.VERDICT
    assert len(of_kind(ready, FilePreReview)) == 1
    assert review(ready).filing is Filing.FILED


def test_a_changed_answer_is_filed_as_going_on_from_the_one_before(ready: Rehearsal) -> None:
    ready.touch(ready.flow.verdict.change).wait(1)
    first = review(ready).errand.needed[0].id
    ready.touch(lambda: ready.flow.materials.open(first)).wait(1)
    walk.tick(ready, Brought.MISSING)
    ready.touch(ready.flow.materials.forward).wait(1)
    before, after = of_kind(ready, FilePreReview)
    assert (before.earlier, after.earlier) == (None, "p8")
    assert after.materials[first] is Brought.MISSING


def test_a_filing_nobody_has_answered_is_withdrawn_when_an_answer_changes(kiosk: Rehearsal) -> None:
    walk.ready(kiosk)
    kiosk.touch(kiosk.flow.verdict.change).wait(1)
    first = review(kiosk).errand.needed[0].id
    kiosk.touch(lambda: kiosk.flow.materials.open(first)).wait(1)
    walk.tick(kiosk, Brought.MISSING)
    kiosk.touch(kiosk.flow.materials.forward)
    assert kiosk.withdrawn == ["rehearsal-1"]
    assert len(of_kind(kiosk, FilePreReview)) == 2


def test_an_answer_to_the_filing_of_other_answers_is_not_taken_for_this_one(kiosk: Rehearsal) -> None:
    walk.ready(kiosk)
    key, command = next(iter(kiosk.sent.items()))
    assert isinstance(command, FilePreReview)
    kiosk.touch(kiosk.flow.verdict.change).wait(1)
    first = review(kiosk).errand.needed[0].id
    kiosk.touch(lambda: kiosk.flow.materials.open(first)).wait(1)
    kiosk.tell(Answered(key, Accepted(seq=1, at_ms=1, pre_review=walk.filed(kiosk, command))))
    assert review(kiosk).filed is None
    assert review(kiosk).earlier == "p8"


def test_while_the_server_is_away_the_verdict_stands_and_is_filed_when_it_is_back(kiosk: Rehearsal) -> None:
    walk.incomplete(kiosk.tell(LinkLost()))
    state = kiosk.flow.verdict.state
    assert state.verdict is Verdict.INCOMPLETE
    assert state.strip is not None
    assert state.strip.heading == "正在等服务器，没有取回码，也取不了号"
    kiosk.tell(Linked())
    walk.file(kiosk)
    assert kiosk.flow.verdict.state.strip is not None
    assert kiosk.flow.verdict.state.strip.code == walk.CODE


def test_who_has_gone_leaves_a_verdict_to_be_filed_and_nothing_on_the_screen(kiosk: Rehearsal) -> None:
    walk.incomplete(kiosk.tell(LinkLost()))
    kiosk.wait(91)
    assert place(kiosk) is Place.START
    assert kiosk.flow.outlook.review is None
    assert kiosk.withdrawn == []
    kiosk.tell(Linked())
    walk.file(kiosk)
    assert kiosk.flow.outlook.review is None


def test_a_pre_review_too_old_to_be_named_is_left_out(kiosk: Rehearsal) -> None:
    walk.ready(kiosk)
    view = view_of(kiosk)
    kiosk.touch(kiosk.flow.home)
    walk.come_again(kiosk, view)
    key = list(kiosk.sent)[-1]
    assert of_kind(kiosk, FilePreReview)[-1].earlier == "p8"
    kiosk.tell(WasRefused(key, RefusalCode.PRE_REVIEW_UNKNOWN))
    assert of_kind(kiosk, FilePreReview)[-1].earlier is None
    assert review(kiosk).filing is Filing.ASKED


# --- the number ---------------------------------------------------------------------------------------------------


def test_the_number_is_taken_with_the_filed_pre_review(ready: Rehearsal) -> None:
    take(ready)
    assert of_kind(ready, IssueTicket) == [IssueTicket(item_id=FOOD, pre_review_id="p8")]


def test_a_number_asked_for_before_the_filing_is_answered_is_taken_once_it_is(kiosk: Rehearsal) -> None:
    walk.ready(kiosk)
    take(kiosk)
    take(kiosk)
    assert of_kind(kiosk, IssueTicket) == []
    assert not kiosk.flow.verdict.state.taking.enabled
    walk.file(kiosk)
    assert of_kind(kiosk, IssueTicket) == [IssueTicket(item_id=FOOD, pre_review_id="p8")]


def test_a_number_not_waited_for_any_more_is_not_taken(kiosk: Rehearsal) -> None:
    walk.ready(kiosk)
    take(kiosk).wait(11)
    assert kiosk.flow.verdict.state.taking.give_up == "不等了"
    kiosk.touch(kiosk.flow.verdict.give_up)
    walk.file(kiosk)
    assert of_kind(kiosk, IssueTicket) == []


@pytest.mark.parametrize(
    ("reach", "wanted"),
    [
        (walk.ready, IssueTicket(item_id=FOOD)),
        (walk.incomplete, IssueTicket(queue_id="consultation")),
        (walk.ineligible, IssueTicket(queue_id="consultation")),
    ],
)
def test_where_it_could_not_be_filed_the_number_leads_to_the_same_windows(
    kiosk: Rehearsal, reach: object, wanted: IssueTicket
) -> None:
    reach(kiosk)  # type: ignore[operator]
    kiosk.tell(WasRefused(list(kiosk.sent)[-1], RefusalCode.UNAVAILABLE))
    take(kiosk)
    assert of_kind(kiosk, IssueTicket) == [wanted]


def test_deferred_materials_are_promised_before_the_number_and_nobody_is_turned_away(kiosk: Rehearsal) -> None:
    walk.file(walk.deferrable(kiosk))
    take(kiosk)
    assert of_kind(kiosk, IssueTicket) == []
    assert kiosk.flow.verdict.state.staff == "不承诺，先见工作人员"
    kiosk.touch(kiosk.flow.verdict.promise)
    take(kiosk)
    assert of_kind(kiosk, IssueTicket) == [IssueTicket(item_id=FOOD, pre_review_id="p8")]


def test_without_a_promise_a_person_can_be_seen(kiosk: Rehearsal) -> None:
    walk.file(walk.deferrable(kiosk))
    kiosk.touch(kiosk.flow.verdict.take_advice)
    assert of_kind(kiosk, IssueTicket) == [IssueTicket(queue_id="consultation")]


def test_a_promise_is_taken_back_by_the_next_touch_and_by_another_answer(kiosk: Rehearsal) -> None:
    walk.file(walk.deferrable(kiosk))
    kiosk.touch(kiosk.flow.verdict.promise).touch(kiosk.flow.verdict.promise)
    assert not review(kiosk).promised
    kiosk.touch(kiosk.flow.verdict.promise).touch(kiosk.flow.verdict.change).wait(1)
    first = review(kiosk).errand.needed[0].id
    kiosk.touch(lambda: kiosk.flow.materials.open(first)).wait(1)
    walk.tick(kiosk, Brought.MISSING)
    assert not review(kiosk).promised


def test_a_pre_review_of_a_day_gone_by_is_filed_anew_and_the_key_works_again(ready: Rehearsal) -> None:
    take(ready).refused(RefusalCode.PRE_REVIEW_UNKNOWN)
    assert len(of_kind(ready, FilePreReview)) == 2
    walk.file(ready).wait(1)
    take(ready)
    assert len(of_kind(ready, IssueTicket)) == 2


def test_with_the_number_the_pre_review_is_over_and_the_slip_lists_what_was_asked_for(incomplete: Rehearsal) -> None:
    errand = review(incomplete).errand
    issued = msgspec.structs.replace(ticket(incomplete.configuration), verdict="incomplete")
    take(incomplete).given(issued)
    assert place(incomplete) is Place.TICKET
    assert incomplete.flow.outlook.review is None
    blocks = incomplete.printed[-1][1].blocks
    lists = [block.items for block in blocks if isinstance(block, Checklist)]
    assert [len(items) for items in lists] == [2, len(errand.needed) - 2]
    assert "已预审，材料还没带齐" in [block.text for block in blocks if isinstance(block, Text)]


# --- the sheet ----------------------------------------------------------------------------------------------------


def test_a_sheet_waits_for_its_code(kiosk: Rehearsal) -> None:
    print_sheet(walk.incomplete(kiosk))
    assert sheets(kiosk) == []
    assert review(kiosk).sheet is Sheet.WAITING
    walk.file(kiosk)
    assert len(sheets(kiosk)) == 1
    assert [block.data for block in kiosk.printed[-1][1].blocks if isinstance(block, Qr)] == [walk.CODE]


def test_a_sheet_does_not_wait_for_ever(kiosk: Rehearsal) -> None:
    print_sheet(walk.incomplete(kiosk)).wait(5)
    assert len(sheets(kiosk)) == 1
    assert not any(isinstance(block, Qr) for block in kiosk.printed[-1][1].blocks)


def test_while_the_server_is_away_the_sheet_is_printed_at_once_and_says_that_it_has_no_code(kiosk: Rehearsal) -> None:
    print_sheet(walk.incomplete(kiosk.tell(LinkLost())))
    said = [block.text for block in kiosk.printed[-1][1].blocks if isinstance(block, Text)]
    assert any("没有取回码" in text for text in said)


def test_a_sheet_that_did_not_come_out_can_be_printed_again(incomplete: Rehearsal) -> None:
    print_sheet(incomplete)
    incomplete.tell(SlipFailed(sheets(incomplete)[-1]))
    assert incomplete.flow.verdict.state.sheet_ready
    assert "拍下这一页" in incomplete.flow.verdict.state.foot
    print_sheet(incomplete)
    assert len(sheets(incomplete)) == 2


def test_a_printed_sheet_is_had_again_in_the_other_language_only(incomplete: Rehearsal) -> None:
    print_sheet(incomplete)
    incomplete.tell(SlipPrinted(sheets(incomplete)[-1]))
    print_sheet(incomplete)
    assert len(sheets(incomplete)) == 1
    print_sheet(incomplete.english())
    assert len(sheets(incomplete)) == 2


# --- leaving ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reach", [walk.begin, lambda k: walk.answer(walk.begin(k)), walk.ready, walk.ineligible])
def test_whoever_walks_away_leaves_nothing_behind(kiosk: Rehearsal, reach: object) -> None:
    reach(kiosk)  # type: ignore[operator]
    kiosk.wait(91)
    assert place(kiosk) is Place.START
    assert kiosk.flow.outlook.review is None
    walk.begin(kiosk)
    assert (review(kiosk).question_id, review(kiosk).errand.said) == ("who", {})


def test_whoever_goes_home_leaves_nothing_behind(kiosk: Rehearsal) -> None:
    walk.answer(walk.begin(kiosk)).touch(lambda: kiosk.flow.press(BarKey.HOME))
    assert kiosk.flow.outlook.review is None


def test_a_kiosk_taken_out_of_service_forgets_the_pre_review(kiosk: Rehearsal) -> None:
    walk.begin(kiosk)
    kiosk.see(msgspec.structs.replace(open_hall(kiosk.configuration), out_of_service=(kiosk.station.id,)))
    assert kiosk.flow.outlook.review is None


def test_another_item_begins_afresh(kiosk: Rehearsal) -> None:
    walk.answer(walk.begin(kiosk))
    while place(kiosk) is not Place.FIND:
        kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK)).wait(1)
    kiosk.open_item("advanced-age-allowance").touch(kiosk.flow.item.review)
    assert review(kiosk).errand.item.id == "advanced-age-allowance"
    assert review(kiosk).errand.ticked == {}


# --- another catalogue --------------------------------------------------------------------------------------------


def test_a_guide_that_changes_keeps_what_still_fits_and_says_so(kiosk: Rehearsal, sample: HallConfiguration) -> None:
    walk.answer(walk.begin(kiosk))
    kiosk.publish(walk.changed_guide(sample))
    assert review(kiosk).news is News.GUIDE_CHANGED
    assert place(kiosk) is Place.MATERIALS
    walk.bring(kiosk)
    (filing,) = of_kind(kiosk, FilePreReview)
    assert filing.guide_version == kiosk.configuration.items[FOOD].version


def test_a_verdict_under_a_guide_that_changes_is_filed_under_the_new_one(
    ready: Rehearsal, sample: HallConfiguration
) -> None:
    ready.publish(walk.changed_guide(sample))
    filings = of_kind(ready, FilePreReview)
    assert [f.guide_version for f in filings] == [
        sample.items[FOOD].version,
        walk.changed_guide(sample).items[FOOD].version,
    ]
    assert place(ready) is Place.VERDICT


def test_a_guide_that_stays_the_same_disturbs_nobody(kiosk: Rehearsal, sample: HallConfiguration) -> None:
    walk.answer(walk.begin(kiosk))
    before = review(kiosk)
    kiosk.publish(sample)
    assert review(kiosk) == before


def test_an_item_withdrawn_meanwhile_shows_its_guide_which_says_why(
    kiosk: Rehearsal, sample: HallConfiguration
) -> None:
    closed = walk.renewed(sample.items[FOOD], closed_because=sample.items[FOOD].name)
    items = tuple(closed if item.id == FOOD else item for item in sample.catalogue.items)
    catalogue = sample.catalogue.model_copy(update={"items": items})
    walk.answer(walk.begin(kiosk))
    kiosk.publish(HallConfiguration(plan=sample.plan, catalogue=catalogue, policy=sample.policy))
    assert place(kiosk) is Place.ITEM
    assert kiosk.flow.outlook.review is None
    kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK))
    assert place(kiosk) is Place.FIND


# --- coming again -------------------------------------------------------------------------------------------------


def test_a_ready_pre_review_brought_back_leads_to_its_verdict_at_once(kiosk: Rehearsal) -> None:
    view = view_of(walk.ready(kiosk))
    kiosk.touch(kiosk.flow.home)
    walk.come_again(kiosk, view)
    assert place(kiosk) is Place.VERDICT
    assert review(kiosk).news is News.BROUGHT_BACK
    assert of_kind(kiosk, FilePreReview)[-1].earlier == "p8"


def test_only_what_was_missing_is_asked_about_again(kiosk: Rehearsal) -> None:
    view = view_of(walk.incomplete(kiosk))
    kiosk.touch(kiosk.flow.home)
    walk.come_again(kiosk, view)
    assert place(kiosk) is Place.MATERIALS
    assert len(review(kiosk).errand.unticked) == 2
    walk.bring(kiosk)
    assert kiosk.flow.verdict.state.verdict is Verdict.READY


def test_back_from_what_was_brought_back_leads_out_over_the_questions(kiosk: Rehearsal) -> None:
    view = view_of(walk.incomplete(kiosk))
    kiosk.touch(kiosk.flow.home)
    walk.come_again(kiosk, view)
    for _ in range(5):
        kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK)).wait(1)
    assert place(kiosk) is Place.START


def test_a_code_of_an_earlier_guide_keeps_what_still_fits(sample: HallConfiguration, kiosk: Rehearsal) -> None:
    view = view_of(walk.incomplete(kiosk))
    again = Rehearsal(walk.changed_guide(sample)).open()
    walk.come_again(again, view)
    assert review(again).news is News.GUIDE_CHANGED
    assert len(review(again).errand.answers) == 4


def test_what_was_handed_in_online_is_not_asked_for(kiosk: Rehearsal) -> None:
    view = view_of(walk.incomplete(kiosk))
    kiosk.touch(kiosk.flow.home)
    given = dict.fromkeys(view.materials, "given")
    walk.come_again(kiosk, msgspec.structs.replace(view, materials=given))
    assert place(kiosk) is Place.VERDICT
    assert of_kind(kiosk, FilePreReview)[-1].materials == dict.fromkeys(given, Brought.GIVEN)


def test_answers_of_another_guide_do_no_harm(kiosk: Rehearsal) -> None:
    view = view_of(walk.incomplete(kiosk))
    kiosk.touch(kiosk.flow.home)
    strange = msgspec.structs.replace(
        view, guide_version="0" * 16, answers={"who": "martian", "shape": "round"}, materials={"moon-rock": "held"}
    )
    walk.come_again(kiosk, strange)
    assert (place(kiosk), review(kiosk).question_id) == (Place.SITUATION, "who")


def test_a_code_found_after_somebody_has_gone_fills_in_nothing(kiosk: Rehearsal) -> None:
    view = view_of(walk.incomplete(kiosk))
    kiosk.touch(kiosk.flow.home)
    walk.type_code(kiosk)
    kiosk.touch(kiosk.flow.home)
    kiosk.tell(PreReviewFetched(kiosk.codes[-1], view))
    assert place(kiosk) is Place.START
    assert kiosk.flow.outlook.review is None


def test_a_code_whose_item_is_offered_no_more_says_so(sample: HallConfiguration, kiosk: Rehearsal) -> None:
    view = view_of(walk.incomplete(kiosk))
    items = tuple(item for item in sample.catalogue.items if item.id != FOOD)
    catalogue = sample.catalogue.model_copy(update={"items": items})
    again = Rehearsal(HallConfiguration(plan=sample.plan, catalogue=catalogue, policy=sample.policy)).open()
    walk.come_again(again, view)
    assert place(again) is Place.CODE
    assert again.flow.code.state.banner is not None
    assert again.flow.code.state.banner.text == "“食品经营许可（新办）”现在不办理"


def test_an_answer_of_the_hall_to_a_filing_of_nobody_changes_nothing(kiosk: Rehearsal) -> None:
    before = kiosk.flow.state
    assert not kiosk.flow.pre_reviewing.answered("nobody", None)
    assert not kiosk.flow.pre_reviewing.refused("nobody", RefusalCode.UNAVAILABLE)
    assert kiosk.flow.state == before


def test_no_step_is_taken_where_no_pre_review_is_under_way(kiosk: Rehearsal) -> None:
    steps = kiosk.flow.pre_reviewing
    steps.choose("yes")
    steps.forward()
    steps.change("who")
    steps.change_something()
    steps.tick("x", Brought.HELD)
    steps.untick("x")
    steps.tick_all()
    steps.promise()
    steps.take()
    steps.stop_taking()
    steps.print_sheet()
    steps.file_again()
    assert not steps.back()
    assert (kiosk.sent, kiosk.printed, steps.review) == ({}, [], None)


def test_each_step_has_its_page(kiosk: Rehearsal) -> None:
    walk.begin(kiosk)
    assert review(kiosk).step is Step.QUESTION
    walk.answer(kiosk)
    assert review(kiosk).step is Step.MATERIALS
    walk.bring(kiosk)
    assert review(kiosk).step is Step.VERDICT
