"""Priority is claimed before the number is taken, goes with it, and stays with nobody."""

import pytest

from config.catalogue import Applicant
from config.configuration import HallConfiguration
from kiosk.flow import Place
from kiosk.rehearsal import Rehearsal, ticket
from queue_server.client.session import LinkLost
from queue_server.contract.commands import AnyCommand, IssueTicket
from queue_server.contract.refusals import RefusalCode


def asked(kiosk: Rehearsal) -> AnyCommand:
    return list(kiosk.sent.values())[-1]


def with_classes(sample: HallConfiguration, *ids: str) -> HallConfiguration:
    """The same hall with these classes alone."""
    classes = tuple(each for each in sample.policy.priority.classes if each.id in ids)
    priority = sample.policy.priority.model_copy(update={"classes": classes})
    policy = sample.policy.model_copy(update={"priority": priority})
    return HallConfiguration(plan=sample.plan, catalogue=sample.catalogue, policy=policy)


def test_a_claim_made_at_a_guide_goes_with_the_number(reader: Rehearsal) -> None:
    reader.claim("elderly")
    claim = reader.flow.item.state.taking.claim
    assert claim is not None
    assert (reader.flow.state.place, claim.text, claim.made) == (Place.ITEM, "老年人优先", True)
    reader.take()
    assert asked(reader) == IssueTicket(item_id="food-licence-new", priority="elderly")


def test_a_claim_goes_with_a_number_for_a_kind_of_window_and_for_a_bundle(kiosk: Rehearsal) -> None:
    kiosk.choose("windows").claim("soldier").touch(lambda: kiosk.flow.windows.select("instant"))
    kiosk.touch(kiosk.flow.windows.take)
    assert asked(kiosk) == IssueTicket(queue_id="instant", priority="soldier")
    kiosk.touch(kiosk.flow.home).bundle("newborn").claim("pregnant").touch(kiosk.flow.bundle.take)
    assert asked(kiosk) == IssueTicket(bundle_id="newborn", priority="pregnant", applicant=Applicant.PERSON)


def test_a_claim_can_be_changed_and_taken_back(reader: Rehearsal) -> None:
    reader.claim("elderly").claim("disabled").touch(reader.flow.item.claim)
    assert [row.id for row in reader.flow.priority.state.rows if row.selected] == ["disabled"]
    reader.touch(reader.flow.priority.claim_none).take()
    assert asked(reader) == IssueTicket(item_id="food-licence-new")


def test_the_second_tap_of_a_double_touch_claims_nothing_and_leaves_no_page(reader: Rehearsal) -> None:
    reader.claim("elderly").touch(lambda: reader.flow.priority.claim("disabled"))
    assert (reader.flow.state.place, reader.flow.outlook.claim) == (Place.ITEM, "elderly")


def test_all_that_is_claimed_by_people_is_offered_with_the_paper_to_show_and_its_ground(reader: Rehearsal) -> None:
    reader.touch(reader.flow.item.claim)
    state = reader.flow.priority.state
    classes = [each for each in reader.configuration.policy.priority.classes if each.claimed]
    assert [row.id for row in state.rows] == [each.id for each in classes]
    assert (state.rows[0].paper, state.rows[0].basis) == ("请出示：身份证", "依据：老年人权益保障法第五十五条")
    assert state.promise.text == "会叫得早些，但不会排到所有人前面"
    assert "工作人员会看您的证件" in state.promise.advice


def test_what_was_claimed_is_forgotten_with_whoever_claimed_it(reader: Rehearsal) -> None:
    reader.claim("elderly").touch(reader.flow.home)
    assert reader.flow.outlook.claim is None
    reader.open_item("food-licence-new").claim("elderly").wait(61)
    dialog = reader.flow.state.dialog
    assert dialog is not None
    assert dialog.text == "再过一会儿，会清掉刚才填的内容"
    reader.wait(40)
    assert (reader.flow.state.place, reader.flow.outlook.claim) == (Place.START, None)


def test_a_claim_is_used_up_by_the_number(reader: Rehearsal) -> None:
    reader.claim("elderly").take().given(ticket(reader.configuration, priority="elderly"))
    assert reader.flow.outlook.claim is None


@pytest.mark.parametrize("remaining", [(), ("major-project",)])
def test_where_nothing_can_be_claimed_nothing_is_said_of_it(
    sample: HallConfiguration, remaining: tuple[str, ...]
) -> None:
    kiosk = Rehearsal(with_classes(sample, *remaining)).open().item("food-licence-new")
    assert kiosk.flow.item.state.taking.claim is None


def test_where_no_number_can_be_had_no_priority_is_claimed(reader: Rehearsal) -> None:
    assert reader.tell(LinkLost()).flow.item.state.taking.claim is None


def test_a_class_that_is_gone_meanwhile_is_not_claimed(reader: Rehearsal, sample: HallConfiguration) -> None:
    reader.claim("elderly").publish(with_classes(sample, "disabled"))
    claim = reader.flow.item.state.taking.claim
    assert claim is not None
    assert not claim.made
    reader.take()
    assert asked(reader) == IssueTicket(item_id="food-licence-new")


def test_a_refused_claim_is_let_go_and_the_next_touch_takes_an_ordinary_number(reader: Rehearsal) -> None:
    reader.claim("elderly").take().refused(RefusalCode.PRIORITY_UNKNOWN)
    banner = reader.flow.item.state.taking.banner
    assert banner is not None
    assert (banner.text, banner.advice) == ("优先条件刚刚有变动", "请再选一次，或者直接取普通的号")
    reader.take()
    assert asked(reader) == IssueTicket(item_id="food-licence-new")


def test_an_item_for_one_kind_of_applicant_says_who_applies(kiosk: Rehearsal) -> None:
    items = kiosk.configuration.items
    for_organisations = next(item.id for item in items.values() if item.applicants == (Applicant.ORGANISATION,))
    kiosk.item(for_organisations).take()
    assert asked(kiosk) == IssueTicket(item_id=for_organisations, applicant=Applicant.ORGANISATION)
