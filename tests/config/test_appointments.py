"""Which slots a configuration offers, and what is wrong with one that cannot be meant so."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from config import loading
from config.appointments import Appointments, SlotRow, findings
from config.clock import is_clock
from config.entries import Entry
from config.loading import SAMPLE, ConfigurationError
from config.policy import Hours
from config.slots import slots_on

MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)
MORNING = {"begins_at": "09:00", "ends_at": "12:00", "every_min": 60, "quota": 2}


def schedule(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "papers", "item_ids": ["licence"], "rows": list(rows or (MORNING,)), **more}


def wrong(*schedules: dict[str, Any], opens: str = "09:00", closes: str = "17:00") -> list[tuple[str, str]]:
    """Key and reason of every finding, the catalogue having "licence" and "stamp"."""
    items = [Entry("catalogue.toml", f"items[{n}]", {"id": id_}) for n, id_ in enumerate(("licence", "stamp"))]
    booked = Entry("appointments.toml", "", {"schedules": list(schedules)})
    return [(finding.key, finding.reason) for finding in findings(booked, items, opens, closes)]


def test_a_row_is_cut_into_slots_of_its_length() -> None:
    assert [(slot.begins_at, slot.ends_at, slot.quota) for slot in SlotRow.model_validate(MORNING).slots] == [
        ("09:00", "10:00", 2),
        ("10:00", "11:00", 2),
        ("11:00", "12:00", 2),
    ]
    whole = SlotRow(begins_at="09:00", ends_at="12:00", quota=1)
    assert [(slot.begins_at, slot.ends_at) for slot in whole.slots] == [("09:00", "12:00")]


def test_a_day_has_the_slots_of_its_rows_in_order_of_time() -> None:
    afternoon = {"begins_at": "14:00", "ends_at": "15:00", "quota": 1}
    kept = Appointments.model_validate({"schedules": [schedule(afternoon, MORNING)]})
    assert [slot.begins_at for slot in slots_on(kept, Hours(), "licence", MONDAY)] == [
        "09:00",
        "10:00",
        "11:00",
        "14:00",
    ]
    assert slots_on(kept, Hours(), "stamp", MONDAY) == ()


def test_a_closed_hall_has_no_slots_and_one_that_is_always_open_has_them_each_day() -> None:
    kept = Appointments.model_validate({"schedules": [schedule()]})
    assert slots_on(kept, Hours(), "licence", SATURDAY) == ()
    assert slots_on(kept, Hours(closed_days=(MONDAY,)), "licence", MONDAY) == ()
    assert len(slots_on(kept, Hours(always=True), "licence", SATURDAY)) == 3


def test_what_is_well_said_has_no_findings() -> None:
    later = {"begins_at": "12:00", "ends_at": "13:00", "quota": 1}
    other_day = {**MORNING, "weekdays": ["tue"]}
    special = {"day": MONDAY, "rows": [MORNING]}
    assert wrong(schedule({**MORNING, "weekdays": ["mon"]}, other_day, later, special_days=[special])) == []


@pytest.mark.parametrize(
    ("schedules", "key", "reason"),
    [
        ([schedule(), {**schedule(), "item_ids": ["stamp"]}], "schedules[1].id", '"papers" occurs twice'),
        ([schedule(item_ids=["lisence"])], "schedules[0].item_ids[0]", '"lisence" is not the id of any of the items'),
        ([schedule(), schedule(id="more")], "schedules[1].item_ids[0]", '"licence" is in the schedule "papers" too'),
        (
            [schedule(MORNING, {"begins_at": "11:30", "ends_at": "12:30", "quota": 1})],
            "schedules[0].rows[1].begins_at",
            "overlaps schedules[0].rows[0]",
        ),
        (
            [schedule({**MORNING, "weekdays": ["mon", "tue"]}, {**MORNING, "weekdays": ["tue"]})],
            "schedules[0].rows[1].begins_at",
            "overlaps schedules[0].rows[0]",
        ),
        ([schedule({**MORNING, "begins_at": "08:00"})], "schedules[0].rows[0].begins_at", "is not within the hall's"),
        ([schedule({**MORNING, "ends_at": "18:00"})], "schedules[0].rows[0].ends_at", "09:00 to 18:00 is not within"),
        ([schedule({**MORNING, "ends_at": "08:30"})], "schedules[0].rows[0].ends_at", "is not later than begins_at"),
        ([schedule({**MORNING, "every_min": 50})], "schedules[0].rows[0].every_min", "leave 30 over"),
        (
            [schedule(special_days=[{"day": MONDAY}, {"day": MONDAY}])],
            "schedules[0].special_days[1].day",
            '"2026-11-23" occurs twice',
        ),
        (
            [schedule(special_days=[{"day": MONDAY, "rows": [{**MORNING, "ends_at": "19:00"}]}])],
            "schedules[0].special_days[0].rows[0].ends_at",
            "is not within the hall's hours",
        ),
    ],
)
def test_what_cannot_be_meant_is_found_with_its_place(schedules: list[dict[str, Any]], key: str, reason: str) -> None:
    found = wrong(*schedules)
    assert [(at, reason in why) for at, why in found] == [(key, True)], found


@pytest.mark.parametrize("shape", [{"rows": "09:00"}, {"rows": [{"begins_at": 9, "ends_at": []}]}, {"special_days": 7}])
def test_what_has_another_shape_is_left_to_the_check_of_shapes(shape: dict[str, Any]) -> None:
    wrong({**schedule(), **shape})


def folder(at: Path, appointments: str, policy: str = "") -> Path:
    for name in loading.files(SAMPLE):
        (at / name).parent.mkdir(exist_ok=True)
        (at / name).write_bytes((SAMPLE / name).read_bytes())
    (at / "appointments.toml").write_text(appointments, encoding="utf-8")
    (at / "policy.toml").write_text((SAMPLE / "policy.toml").read_text(encoding="utf-8") + policy, encoding="utf-8")
    return at


def told(at: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        loading.load(at)
    return [f"{finding.file}: {finding.key}" for finding in caught.value.findings]


def test_nobody_without_an_appointment_can_be_shut_out(tmp_path: Path) -> None:
    """R31: between two who booked at least one who did not is called; that cannot be set to none."""
    assert told(folder(tmp_path, "walk_ins_between = 0")) == ["appointments.toml: walk_ins_between"]


def test_appointments_stand_in_one_file(tmp_path: Path) -> None:
    both = folder(tmp_path, "days_ahead = 3", policy="\n[appointments]\ndays_ahead = 4\n")
    assert told(both) == ["policy.toml: appointments"]


def test_a_hall_may_be_without_appointments_or_have_them_in_its_policy(tmp_path: Path) -> None:
    hall = folder(tmp_path, "", policy="\n[appointments]\ndays_ahead = 4\n")
    (hall / "appointments.toml").unlink()
    assert loading.load(hall).policy.appointments == Appointments(days_ahead=4)


def test_the_sample_hall_offers_slots_of_ten_items_each_day() -> None:
    hall = loading.load(SAMPLE)
    booked = hall.policy.appointments.schedule_of
    assert len(booked) == 10
    assert all(slots_on(hall.policy.appointments, hall.policy.hours, item, SATURDAY) for item in booked)


@pytest.mark.parametrize("written", ["9:00", "24:00", "09:60", "09:00\n", "", None, 9, "०९:००"])
def test_what_is_no_time_of_day_is_none(written: object) -> None:
    assert not is_clock(written)
