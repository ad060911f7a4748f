"""The sample hall is a whole county-level centre, and its catalogue a published guide."""

from collections import Counter

import pytest

from config import icons, wording
from config.__main__ import names
from config.catalogue import Applicant, ItemKind, ServiceItem
from config.hall import StaffRole, StationKind, WindowKind, ZoneKind
from config.i18n import LANGUAGES
from config.loading import SAMPLE, load
from config.pre_review import Verdict
from tests.config.hand_written import BY_ITEM, CASES

HALL = load(SAMPLE)
PLAN, ITEMS = HALL.plan, HALL.catalogue.items


def test_it_says_that_it_is_a_demonstration_and_its_phones_do_not_exist() -> None:
    phones = [PLAN.phone, PLAN.supervision_phone, *(department.phone for department in PLAN.departments)]
    phones += [phone for item in ITEMS for phone in (item.phone, item.supervision)]
    assert PLAN.demonstration
    assert all(phone.startswith("0000-") for phone in phones)


def test_it_has_every_kind_of_zone_and_every_kind_of_window_that_a_county_hall_has() -> None:
    larger_halls = {
        WindowKind.ONE_THING,
        WindowKind.CROSS_PROVINCE,
        WindowKind.IN_PROVINCE,
        WindowKind.ENTERPRISE_POLICY,
        WindowKind.OPENNESS,
    }
    assert {zone.kind for zone in PLAN.zones} == set(ZoneKind)
    assert {window.kind for window in PLAN.windows} == set(WindowKind) - larger_halls
    assert {queue.kind for queue in PLAN.queues} == set(WindowKind) - larger_halls
    assert len(PLAN.windows) >= 24


def test_every_window_has_a_primary_and_a_backup_clerk_who_are_two_people() -> None:
    clerks = [clerk for clerk in PLAN.clerks if StaffRole.CLERK in clerk.roles]
    primary = Counter(window for clerk in clerks for window in clerk.primary)
    backup = Counter(window for clerk in clerks for window in clerk.backup)
    assert set(primary) == set(backup) == set(HALL.windows)
    assert set(primary.values()) == {1}


def test_every_role_of_the_hall_is_held_by_somebody() -> None:
    assert {role for clerk in PLAN.clerks for role in clerk.roles} == set(StaffRole)


def test_some_windows_take_more_than_one_queue_and_some_queues_are_taken_by_several_kinds_of_window() -> None:
    assert any(len(HALL.profiles[window.profile_id].queue_ids) > 1 for window in PLAN.windows)
    kinds = {queue: {window.kind for window in windows} for queue, windows in HALL.windows_of_queue.items()}
    assert kinds["instant"] == {WindowKind.COMPREHENSIVE, WindowKind.INSTANT}


def test_a_window_takes_a_queue_of_its_own_kind() -> None:
    for window in PLAN.windows:
        kinds = {HALL.queues[queue].kind for queue in HALL.profiles[window.profile_id].queue_ids}
        assert window.kind in kinds, window.id


def test_its_stations_are_three_kiosks_two_boards_a_bridge_and_panels_and_terminals_in_pairs() -> None:
    kinds = Counter(station.kind for station in PLAN.stations)
    assert (kinds[StationKind.KIOSK], kinds[StationKind.BOARD]) == (3, 2)
    assert kinds[StationKind.BRIDGE] == 1
    panels = {station.window_id for station in PLAN.stations if station.kind is StationKind.PANEL}
    terminals = {station.window_id for station in PLAN.stations if station.kind is StationKind.RATING}
    assert panels == terminals
    assert panels >= {"w01", "w02", "w03", "w04"}
    (night,) = (station for station in PLAN.stations if station.night)
    assert night.zone_id is not None
    assert next(zone.kind for zone in PLAN.zones if zone.id == night.zone_id) is ZoneKind.NIGHT


def test_sixty_items_of_twelve_departments_can_be_applied_for_and_twenty_of_them_ask_for_the_situation() -> None:
    open_items = [item for item in ITEMS if item.closed_because is None]
    assert len(open_items) >= 60
    assert {item.kind for item in open_items} == set(ItemKind)
    assert {applicant for item in open_items for applicant in item.applicants} == set(Applicant)
    assert {item.department_id for item in ITEMS} == {department.id for department in PLAN.departments} - {"centre"}
    assert len({item.department_id for item in open_items}) >= 12
    in_full = [item for item in open_items if item.situations and all(m.must or m.sample for m in item.materials)]
    assert len(in_full) >= 20


def test_eighty_pre_review_cases_over_twenty_items_reach_every_verdict() -> None:
    assert len(CASES) >= 80
    assert len(BY_ITEM) >= 20
    assert {case.verdict for cases in BY_ITEM.values() for case in cases} == set(Verdict)


def test_the_number_of_an_item_begins_with_its_department() -> None:
    of_department: dict[str, set[str]] = {}
    for item in ITEMS:
        of_department.setdefault(item.department_id, set()).add(item.number[:2])
    assert all(len(prefixes) == 1 for prefixes in of_department.values()), of_department
    assert len(set().union(*of_department.values())) == len(of_department)


def test_a_bundle_joins_several_departments_and_some_are_done_in_one_day() -> None:
    bundles = HALL.catalogue.bundles
    assert len(bundles) >= 5
    for bundle in bundles:
        assert len({HALL.items[item_id].department_id for item_id in bundle.item_ids}) > 1, bundle.id
    assert {bundle.icon for bundle in bundles} <= set(icons.GLYPHS)
    assert any(bundle.one_day for bundle in bundles)


def test_no_item_waits_where_papers_are_fetched_or_paid_for() -> None:
    queue_ids = [item.queue_id for item in ITEMS] + [bundle.queue_id for bundle in HALL.catalogue.bundles]
    queues = {HALL.queues[queue_id].kind for queue_id in queue_ids}
    assert queues <= set(WindowKind) - {WindowKind.DELIVERY, WindowKind.CASHIER}


def test_a_closed_item_stays_in_the_catalogue_and_says_why() -> None:
    assert [item.id for item in ITEMS if item.closed_because is not None] == ["senior-card"]


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_an_item_keeps_its_promise_within_the_law(item: ServiceItem) -> None:
    if item.statutory_limit_days is not None:
        assert item.promised_limit_days <= item.statutory_limit_days
    assert (item.promised_limit_days == 0) is (item.kind is ItemKind.INSTANT)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_an_item_names_real_laws_and_at_least_one_material_that_cannot_follow_later(item: ServiceItem) -> None:
    assert all(law.startswith("《") for law in item.legal_basis)
    assert any(material.essential for material in item.materials)


def test_every_theme_has_items_and_an_icon_that_exists() -> None:
    used = {theme for item in ITEMS for theme in item.theme_ids}
    assert used == {theme.id for theme in HALL.catalogue.themes}
    assert {theme.icon for theme in HALL.catalogue.themes} <= set(icons.GLYPHS)


def test_every_name_keeps_the_house_style() -> None:
    faults = [
        f"{key}.{language} {fault}"
        for key, name in [*names(PLAN, ""), *names(HALL.catalogue, "")]
        for language in LANGUAGES
        for fault in wording.faults(name.text(language), language)
    ]
    assert faults == []
