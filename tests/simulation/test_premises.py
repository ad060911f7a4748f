"""The whole hall on one machine: what it is told before it opens."""

from datetime import date
from pathlib import Path

from config.hall import StaffRole
from config.loading import SAMPLE, load
from config.opening import is_opening_day
from simulation.enrolment import around
from simulation.premises import Premises, by_the_calendar


def test_with_real_hours_the_sample_hall_keeps_its_calendar_and_all_else(tmp_path: Path) -> None:
    always, real = load(SAMPLE), load(by_the_calendar(SAMPLE, tmp_path))
    assert always.policy.hours.always
    assert not is_opening_day(real.policy.hours, date(2027, 1, 1))
    hours = real.policy.hours.model_copy(update={"always": True})
    assert real.policy.model_copy(update={"hours": hours}) == always.policy
    assert (real.plan, real.catalogue) == (always.plan, always.catalogue)


def test_opening_again_takes_what_the_folder_says_by_then(tmp_path: Path) -> None:
    copied = by_the_calendar(SAMPLE, tmp_path)
    (copied / "hall.toml").write_text("")
    assert load(by_the_calendar(SAMPLE, tmp_path)).plan == load(SAMPLE).plan


def test_the_windows_bridge_is_opened_with_its_devices(tmp_path: Path) -> None:
    at_window_3 = Premises(load(SAMPLE), SAMPLE, tmp_path, "127.0.0.1", 8080, 9190, "w03")
    assert "bridge-1" in [station.id for station in at_window_3.stations]
    assert at_window_3.printers == {"printer-1": "socket://127.0.0.1:9101"}
    assert at_window_3.others == [
        "reader-1=id_card_reader=socket://127.0.0.1:9121",
        "a4-1=office_printer=ipp://127.0.0.1:9131/printers/a4-1",
        "bar-w03=led_bar=socket://127.0.0.1:9111",
        "call-pads-1=call_pads=socket://127.0.0.1:9112",
        "rating-pads-1=rating_pads=socket://127.0.0.1:9113",
        "tags-1=vibrating_tags=socket://127.0.0.1:9114",
        "lockers-1=lock_boards=socket://127.0.0.1:9115",
    ]
    assert at_window_3.receivers_port == 9191
    elsewhere = Premises(load(SAMPLE), SAMPLE, tmp_path, "127.0.0.1", 8080, 9190, "w09")
    assert elsewhere.others == at_window_3.others[:2]


def test_somebody_of_each_kind_of_staff_at_work_has_an_account() -> None:
    roles = {role for clerk in around(load(SAMPLE), "w03") for role in clerk.roles}
    assert roles >= set(StaffRole) - {StaffRole.AUDITOR}
