"""Several things in one go: their items, all their papers once, and one number."""

import pytest

from config.catalogue import Applicant
from config.configuration import HallConfiguration
from config.model import Name
from hardware.slip_document import Checklist
from kiosk.flow import BarKey, Place
from kiosk.rehearsal import Rehearsal, ticket, with_item, with_stages, without_item
from queue_server.client.session import LinkLost
from queue_server.contract.commands import IssueTicket
from queue_server.contract.refusals import RefusalCode


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_bundle_names_its_items_and_every_paper_once(kiosk: Rehearsal, language: str) -> None:
    if language == "en":
        kiosk.english()
    items = kiosk.configuration.items
    for bundle in kiosk.configuration.catalogue.bundles:
        state = kiosk.bundle(bundle.id).flow.bundle.state
        assert [row.name for row in state.rows] == [items[item_id].name.text(language) for item_id in bundle.item_ids]
        ids = {material.id for item_id in bundle.item_ids for material in items[item_id].materials}
        papers = state.sections[-1]
        assert len(papers.lines) == len(ids)
        assert state.note == bundle.note.text(language)
        kiosk.touch(kiosk.flow.home)


def test_a_paper_two_items_ask_for_stands_once_with_what_both_look_at(kiosk: Rehearsal) -> None:
    bundle = kiosk.configuration.catalogue.bundles[0]
    uses: dict[str, list[str]] = {}
    for item_id in bundle.item_ids:
        for material in kiosk.configuration.items[item_id].materials:
            uses.setdefault(material.id, []).append(material.must.zh if material.must else "")
    shared = [musts for musts in uses.values() if len(set(filter(None, musts))) > 1]
    assert shared  # or the sample shows nothing here
    said = [" ".join(line.details) for line in kiosk.bundle(bundle.id).flow.bundle.state.sections[-1].lines]
    for musts in shared:
        assert any(all(must in line for must in musts) for line in said)


def test_one_number_is_taken_for_all_of_it(kiosk: Rehearsal) -> None:
    kiosk.bundle("newborn").touch(kiosk.flow.bundle.take).touch(kiosk.flow.bundle.take)
    assert list(kiosk.sent.values()) == [IssueTicket(bundle_id="newborn", applicant=Applicant.PERSON)]
    kiosk.given(ticket(kiosk.configuration, bundle_id="newborn"))
    assert kiosk.flow.state.place is Place.TICKET
    assert kiosk.flow.ticket.state is not None
    assert kiosk.flow.ticket.state.subject == "新生儿出生一件事"


def test_an_item_of_it_is_read_and_the_way_leads_back(kiosk: Rehearsal) -> None:
    kiosk.bundle("newborn").touch(lambda: kiosk.flow.bundle.open_item("birth-registration"))
    shown = [kiosk.flow.state.place]
    kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK))
    assert [*shown, kiosk.flow.state.place] == [Place.ITEM, Place.BUNDLE]


def test_none_of_its_items_is_opened_while_a_number_is_asked_for(kiosk: Rehearsal) -> None:
    kiosk.bundle("newborn").touch(kiosk.flow.bundle.take)
    kiosk.touch(lambda: kiosk.flow.bundle.open_item("birth-registration"))
    assert kiosk.flow.state.place is Place.BUNDLE
    kiosk.refused(RefusalCode.QUEUE_FULL).touch(lambda: kiosk.flow.bundle.open_item("birth-registration"))
    assert (kiosk.flow.state.place, kiosk.flow.item.state.taking.enabled) == (Place.ITEM, True)


def test_its_papers_are_printed_on_one_list(kiosk: Rehearsal) -> None:
    kiosk.bundle("newborn").touch(kiosk.flow.bundle.print_list)
    ((name, document),) = kiosk.printed
    papers = [text for block in document.blocks if isinstance(block, Checklist) for text in block.items]
    assert (name, len(papers)) == ("list-1", len(kiosk.flow.bundle.state.sections[-1].lines))


def test_a_refused_number_is_said_in_place(kiosk: Rehearsal) -> None:
    kiosk.bundle("newborn").touch(kiosk.flow.bundle.take).refused(RefusalCode.BUNDLE_UNKNOWN)
    assert kiosk.flow.bundle.state.taking.banner is not None
    assert kiosk.flow.bundle.state.taking.banner.text == "这件事刚刚有变动"


def test_while_the_server_is_away_it_can_be_read_but_not_taken(kiosk: Rehearsal) -> None:
    kiosk.bundle("newborn").tell(LinkLost()).touch(kiosk.flow.bundle.take)
    assert kiosk.sent == {}
    assert kiosk.flow.bundle.state.sections


def test_an_item_of_it_that_is_closed_says_so_and_the_rest_goes_on(kiosk: Rehearsal, sample: HallConfiguration) -> None:
    kiosk.bundle("newborn")
    why = Name(zh="正在换发新证，12 月恢复", en="Back in December")
    kiosk.publish(with_item(sample, sample.items["birth-registration"].model_copy(update={"closed_because": why})))
    state = kiosk.flow.bundle.state
    assert next((row.shut, row.line) for row in state.rows) == (True, why.zh)
    assert state.taking.banner is not None
    assert (state.taking.banner.text, state.taking.enabled) == ("里面有一项现在不办理", True)


def test_a_bundle_that_was_withdrawn_says_so(kiosk: Rehearsal, sample: HallConfiguration) -> None:
    kiosk.bundle("newborn").publish(without_item(sample, "birth-registration")).touch(kiosk.flow.bundle.take)
    assert kiosk.flow.bundle.state.title == "这项刚刚有变动"
    assert kiosk.sent == {}


def test_a_bundle_done_at_several_windows_says_in_which_order_and_who_leads(sample: HallConfiguration) -> None:
    kiosk = Rehearsal(with_stages(sample)).open().bundle("company-start")
    section = kiosk.flow.bundle.state.sections[0]
    assert (section.heading, section.note) == ("先去哪，再去哪", "不用重新取号")
    said = [(line.mark, line.text) for line in section.lines]
    stages = [("1", "受理：企业开办"), ("2", "缴费：收费"), ("3", "领件：出件领证")]
    assert said == [*stages, ("", "牵头部门：市场监督管理局")]
    assert section.lines[0].details == ("在 E 区（企业开办与项目审批区）等候",)
