from collections.abc import Iterator
from datetime import date

import msgspec
import pytest

from config.catalogue import Theme
from config.configuration import HallConfiguration
from config.model import Name
from config.search import LONGEST
from kiosk.flow import BarKey, Place
from kiosk.presenters.find import ALL, BUNDLE, DEPARTMENT, GROUPS, ROWS, SEARCH, THEME, FindRow
from kiosk.presenters.pieces import Tone
from kiosk.rehearsal import Rehearsal, open_hall, with_item
from queue_server.client.session import LinkLost
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import ItemLine


def names(kiosk: Rehearsal) -> list[str]:
    return [row.name for row in kiosk.flow.find.state.rows]


def pages(kiosk: Rehearsal) -> Iterator[None]:
    """This page and all behind it."""
    yield
    while kiosk.flow.find.state.pager.can_forward:
        kiosk.touch(kiosk.flow.find.page_forward)
        yield


def all_rows(kiosk: Rehearsal, group: str = ALL) -> dict[str, FindRow]:
    """By name the rows of all pages of a group."""
    kiosk.flow.find.choose_group(group)
    return {row.name: row for _ in pages(kiosk) for row in kiosk.flow.find.state.rows}


def typing(kiosk: Rehearsal, text: str) -> Rehearsal:
    if kiosk.flow.state.place is not Place.FIND:
        kiosk.choose("take")
    kiosk.touch(lambda: kiosk.flow.find.choose_tab(SEARCH))
    for letter in text:
        kiosk.type(letter)
    return kiosk


# --- themes, departments, bundles ---------------------------------------------------------------------------------


def test_every_item_is_reached_by_turning_pages(kiosk: Rehearsal) -> None:
    kiosk.choose("take").flow.find.choose_group(ALL)
    seen = [name for _ in pages(kiosk) for name in names(kiosk)]
    assert seen == [item.name.zh for item in kiosk.configuration.catalogue.items]
    assert len(seen) > ROWS
    while kiosk.flow.find.state.pager.can_back:
        kiosk.touch(kiosk.flow.find.page_back)
    assert kiosk.flow.find.state.pager.page == 1


def test_every_item_is_found_under_its_themes_and_its_department(kiosk: Rehearsal) -> None:
    kiosk.choose("take")
    for item in kiosk.configuration.catalogue.items:
        for tab, groups in ((THEME, item.theme_ids), (DEPARTMENT, (item.department_id,))):
            for group in groups:
                kiosk.flow.find.choose_tab(tab)
                assert item.name.zh in all_rows(kiosk, group)


def test_only_groups_that_have_an_item_are_offered_each_with_their_number(kiosk: Rehearsal) -> None:
    kiosk.choose("take").flow.find.choose_tab(DEPARTMENT)
    items = kiosk.configuration.catalogue.items
    offered = {group.id: group.mark for group in kiosk.flow.find.state.groups}
    assert set(offered) == {item.department_id for item in items}
    assert sum(map(int, offered.values())) == len(items)


def test_a_theme_leads_to_its_items_and_back_to_the_themes(kiosk: Rehearsal) -> None:
    kiosk.choose("take").touch(lambda: kiosk.flow.find.choose_group("business"))
    assert (kiosk.flow.find.state.heading, kiosk.flow.find.state.groups) == ("开办企业", ())
    kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK))
    assert (kiosk.flow.state.place, len(kiosk.flow.find.state.groups)) == (Place.FIND, 12)
    kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK))
    assert kiosk.flow.state.place is Place.START


def test_the_tab_in_front_leads_back_to_its_groups_too(kiosk: Rehearsal) -> None:
    kiosk.choose("take").touch(lambda: kiosk.flow.find.choose_group("business"))
    kiosk.touch(lambda: kiosk.flow.find.choose_tab(THEME))
    assert len(kiosk.flow.find.state.groups) == 12


def test_whoever_came_for_a_theme_goes_back_where_they_came_from(sample: HallConfiguration) -> None:
    kiosk = Rehearsal(sample).open(open_hall(sample, day_open=False))
    kiosk.touch(lambda: kiosk.flow.start.read_theme("business"))
    assert kiosk.flow.find.state.heading == "开办企业"
    kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK))
    assert kiosk.flow.state.place is Place.START


def test_more_groups_than_cells_are_turned_in_pages(sample: HallConfiguration) -> None:
    themes = tuple(Theme(id=f"t{at}", icon="key", name=Name(zh=f"主题{at}", en=f"T{at}")) for at in range(40))
    items = tuple(
        sample.catalogue.items[0].model_copy(update={"id": f"i{at}", "theme_ids": (f"t{at}",)}) for at in range(40)
    )
    catalogue = sample.catalogue.model_copy(update={"themes": themes, "items": items, "bundles": ()})
    kiosk = Rehearsal(HallConfiguration(plan=sample.plan, catalogue=catalogue, policy=sample.policy)).open()
    kiosk.choose("take")
    seen = []
    for _ in pages(kiosk):
        assert len(kiosk.flow.find.state.groups) <= GROUPS
        seen += [group.id for group in kiosk.flow.find.state.groups]
    assert seen == [theme.id for theme in themes] + [ALL]
    kiosk.touch(lambda: kiosk.flow.find.choose_group("t39")).touch(lambda: kiosk.flow.press(BarKey.BACK))
    assert kiosk.flow.find.state.pager.page == 3  # where they came from


def test_every_bundle_is_offered_with_what_it_saves_and_opens_its_page(kiosk: Rehearsal) -> None:
    kiosk.choose("take").touch(lambda: kiosk.flow.find.choose_tab(BUNDLE))
    bundles = kiosk.configuration.catalogue.bundles
    shown = kiosk.flow.find.state.bundles
    assert [(b.title, b.line) for b in shown] == [(b.name.zh, b.note.zh) for b in bundles]
    kiosk.touch(lambda: kiosk.flow.find.open_bundle(bundles[1].id))
    assert (kiosk.flow.state.place, kiosk.flow.bundle.state.title) == (Place.BUNDLE, "新生儿出生一件事")


# --- rows ---------------------------------------------------------------------------------------------------------


def test_a_closed_item_stays_and_says_why_and_what_to_do(kiosk: Rehearsal) -> None:
    (row,) = [row for row in all_rows(kiosk.choose("take"), "care").values() if row.shut]
    assert row.line == "优待证已停办，您凭居民身份证就能享受优待"
    assert (row.badge.text, row.badge.tone) == ("不再受理", Tone.AMBER)


def test_an_item_out_of_its_time_stays_and_says_when_it_is_accepted(sample: HallConfiguration) -> None:
    over = sample.items["food-licence-new"].model_copy(update={"valid_to": date(2026, 10, 31)})
    changed = with_item(sample, over)
    closed = (ItemLine("food-licence-new", RefusalCode.ITEM_CLOSED),)
    kiosk = Rehearsal(changed).open(msgspec.structs.replace(open_hall(changed), closed_items=closed))
    row = all_rows(kiosk.choose("take"))["食品经营许可（新办）"]
    assert (row.shut, row.line) == (True, "受理到 2026-10-31 为止")


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
    catalogue = sample.catalogue.model_copy(update={"items": (), "bundles": ()})
    kiosk = Rehearsal(HallConfiguration(plan=sample.plan, catalogue=catalogue, policy=sample.policy)).open()
    for tab in (THEME, DEPARTMENT, BUNDLE):
        kiosk.choose("take").touch(lambda tab=tab: kiosk.flow.find.choose_tab(tab))  # type: ignore[misc]
        assert kiosk.flow.find.state.empty == "这里还没有事项，请到咨询台问问"


# --- typing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("SPJYXK", "食品经营许可（新办）"),
        ("SHIPINJINGYING", "食品经营许可（新办）"),
        ("食品经营", "食品经营许可（新办）"),
        ("0201", "居民身份证换领"),
        ("FOOD LICENCE", "食品经营许可（新办）"),
        ("XSECS", "新生儿出生一件事"),
    ],
)
def test_what_is_typed_is_found_with_every_letter(kiosk: Rehearsal, typed: str, found: str) -> None:
    typing(kiosk, typed)
    assert found in names(kiosk)


def test_results_come_with_every_letter_and_a_letter_is_taken_back(kiosk: Rehearsal) -> None:
    typing(kiosk, "JMSFZY")
    assert names(kiosk) == ["居民身份证遗失补领"]
    kiosk.type("backspace")
    assert set(names(kiosk)) == {"居民身份证换领", "居民身份证遗失补领"}
    kiosk.type("clear")
    search = kiosk.flow.find.state.search
    assert search is not None
    assert (search.query, names(kiosk), len(search.bundles)) == ("", [], 8)


def test_a_found_item_says_its_number_and_opens_its_guide(kiosk: Rehearsal) -> None:
    row = typing(kiosk, "0201").flow.find.state.rows[0]
    assert row.line == "0201 · 户政出入境，4 人在等"
    kiosk.touch(lambda: kiosk.flow.find.open(row))
    assert (kiosk.flow.state.place, kiosk.flow.item.state.title) == (Place.ITEM, "居民身份证换领")
    kiosk.touch(lambda: kiosk.flow.press(BarKey.BACK))
    assert names(kiosk)[0] == "居民身份证换领"  # as it was left


def test_a_found_bundle_opens_its_page(kiosk: Rehearsal) -> None:
    row = next(row for row in typing(kiosk, "KCYD").flow.find.state.rows if row.bundle)
    kiosk.touch(lambda: kiosk.flow.find.open(row))
    assert (kiosk.flow.state.place, kiosk.flow.bundle.state.title) == (Place.BUNDLE, "开餐饮店一件事")


def test_a_closed_item_is_found_and_says_what_to_do_instead(kiosk: Rehearsal) -> None:
    row = next(row for row in typing(kiosk, "LNR").flow.find.state.rows if row.shut)
    assert row.line.endswith("优待证已停办，您凭居民身份证就能享受优待")


@pytest.mark.parametrize("garbage", ["!?#%", "QXZQXZ", "' OR 1=1 --", "\x00\x07", "🙂🙂", " " * 30, "Z" * 500])
def test_garbage_finds_nothing_and_harms_nothing(kiosk: Rehearsal, garbage: str) -> None:
    state = typing(kiosk, garbage).flow.find.state
    assert state.search is not None
    assert (state.rows, len(state.search.query) <= LONGEST) == ((), True)
    if state.empty:
        assert "求助" in state.advice
        assert state.search.bundles  # a way on all the same


def test_a_hundred_taps_leave_a_field_that_can_be_emptied(kiosk: Rehearsal) -> None:
    typing(kiosk, "ABC" * 40)
    kiosk.type("clear")
    assert kiosk.flow.find.state.search is not None
    assert kiosk.flow.find.state.search.query == ""


def test_a_keyboard_that_is_plugged_in_types_wherever_somebody_looks_for_an_item(kiosk: Rehearsal) -> None:
    kiosk.choose("take")
    for character in "残疾":
        kiosk.flow.key_pressed(character)
    assert "残疾人证新办" in names(kiosk)
    kiosk.flow.key_pressed("\b")
    assert kiosk.flow.find.state.search is not None
    assert kiosk.flow.find.state.search.query == "残"


def test_a_key_pressed_elsewhere_changes_nothing_but_says_that_somebody_is_there(reader: Rehearsal) -> None:
    before = reader.wait(50).flow.item.state
    reader.flow.key_pressed("a")
    assert reader.flow.item.state == before
    assert reader.wait(50).flow.state.dialog is None


def test_what_was_typed_is_gone_for_whoever_comes_next(kiosk: Rehearsal) -> None:
    typing(kiosk, "SFZ").wait(91)
    assert kiosk.flow.state.place is Place.START
    assert typing(kiosk, "").flow.find.state.rows == ()


def test_typing_works_while_the_server_is_away(kiosk: Rehearsal) -> None:
    kiosk.tell(LinkLost())
    kiosk.choose("guide").touch(lambda: kiosk.flow.find.choose_tab(SEARCH)).type("0").type("2")
    assert kiosk.flow.find.state.rows


def test_time_going_on_does_not_search_again(kiosk: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    typing(kiosk, "SFZ")
    found = names(kiosk)
    monkeypatch.setattr("config.search.Index.find", None)  # nobody may call it now
    assert names(kiosk.wait(3)) == found
