import msgspec

from config.catalogue import Theme
from config.configuration import HallConfiguration
from config.model import Name
from kiosk.examples import Rehearsal, open_hall
from kiosk.presenters.find import GROUPS, MORE, ItemRow
from kiosk.presenters.pieces import Tone
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import ItemLine


def names(kiosk: Rehearsal) -> list[str]:
    return [row.name for row in kiosk.flow.find.state.rows]


def all_rows(kiosk: Rehearsal) -> dict[str, ItemRow]:
    """By name the rows of this page and of all behind it."""
    rows = {row.name: row for row in kiosk.flow.find.state.rows}
    while kiosk.flow.find.state.pager.can_forward:
        kiosk.flow.find.page_forward()
        rows |= {row.name: row for row in kiosk.flow.find.state.rows}
    return rows


def test_every_item_is_reached_by_turning_pages(kiosk: Rehearsal) -> None:
    kiosk.choose("take")
    seen = names(kiosk)
    while kiosk.flow.find.state.pager.can_forward:
        kiosk.touch(kiosk.flow.find.page_forward)
        seen += names(kiosk)
    assert seen == [item.name.zh for item in kiosk.configuration.catalogue.items]
    while kiosk.flow.find.state.pager.can_back:
        kiosk.touch(kiosk.flow.find.page_back)
    assert kiosk.flow.find.state.pager.page == 1


def test_every_item_is_found_under_its_themes_and_its_department(kiosk: Rehearsal) -> None:
    kiosk.choose("take")
    for item in kiosk.configuration.catalogue.items:
        for tab, groups in (("theme", item.theme_ids), ("department", (item.department_id,))):
            kiosk.flow.find.choose_tab(tab)
            for group in groups:
                kiosk.flow.find.choose_group(group)
                assert item.name.zh in all_rows(kiosk)


def test_only_groups_that_have_an_item_are_offered(kiosk: Rehearsal) -> None:
    kiosk.choose("take").flow.find.choose_tab("department")
    offered = {group.id for group in kiosk.flow.find.state.groups}
    kiosk.flow.find.choose_group(MORE)
    offered |= {group.id for group in kiosk.flow.find.state.groups}
    assert offered - {MORE} == {item.department_id for item in kiosk.configuration.catalogue.items}


def test_touching_the_chosen_group_again_shows_all_items(kiosk: Rehearsal) -> None:
    kiosk.choose("take").flow.find.choose_group("business")
    assert kiosk.flow.find.state.list_heading == "开办企业"
    kiosk.flow.find.choose_group("business")
    assert kiosk.flow.find.state.list_heading == "全部事项"


def test_more_groups_than_cells_are_reached_by_the_last_cell(sample: HallConfiguration) -> None:
    themes = tuple(Theme(id=f"t{at}", icon="key", name=Name(zh=f"主题{at}", en=f"T{at}")) for at in range(20))
    items = tuple(
        sample.catalogue.items[0].model_copy(update={"id": f"i{at}", "theme_ids": (f"t{at}",)}) for at in range(20)
    )
    catalogue = sample.catalogue.model_copy(update={"themes": themes, "items": items})
    large = HallConfiguration(plan=sample.plan, catalogue=catalogue, policy=sample.policy)
    kiosk = Rehearsal(large).open().choose("take")
    seen: list[str] = []
    for _ in range(3):
        groups = kiosk.flow.find.state.groups
        assert len(groups) <= GROUPS
        assert groups[-1].id == MORE
        seen += [group.id for group in groups[:-1]]
        kiosk.flow.find.choose_group(MORE)
    assert seen == [theme.id for theme in themes]


def test_a_closed_item_stays_and_says_why_and_what_to_do(kiosk: Rehearsal) -> None:
    kiosk.choose("take").flow.find.choose_group("care")
    (row,) = [row for row in all_rows(kiosk).values() if row.shut]
    assert row.line == "优待证已停办，您凭居民身份证就能享受优待"
    assert (row.badge.text, row.badge.tone) == ("不再受理", Tone.AMBER)


def test_a_full_queue_marks_its_items(kiosk: Rehearsal) -> None:
    full = ItemLine("food-licence-new", RefusalCode.QUEUE_FULL)
    kiosk.see(msgspec.structs.replace(open_hall(kiosk.configuration), closed_items=(full,))).choose("take")
    row = all_rows(kiosk)["食品经营许可（新办）"]
    assert (row.shut, row.badge.text) == (True, "过一会儿再取")


def test_a_row_says_where_it_is_done_and_who_waits_there(kiosk: Rehearsal) -> None:
    row = all_rows(kiosk.choose("take"))["食品经营许可（新办）"]
    assert (row.line, row.badge.text) == ("综合窗口，12 人在等", "承诺件")


def test_whoever_only_reads_sees_department_and_window_instead(kiosk: Rehearsal) -> None:
    assert all_rows(kiosk.choose("guide"))["食品经营许可（新办）"].line == "市场监督管理局，综合窗口"


def test_an_empty_catalogue_says_where_to_turn(sample: HallConfiguration) -> None:
    catalogue = sample.catalogue.model_copy(update={"items": ()})
    kiosk = Rehearsal(HallConfiguration(plan=sample.plan, catalogue=catalogue, policy=sample.policy)).open()
    assert kiosk.choose("take").flow.find.state.empty == "这里还没有事项，请到咨询台问问"
