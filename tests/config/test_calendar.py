"""The calendar: a table for each year, seeded from what was announced; what is missing is said, never guessed."""

from datetime import date, datetime, tzinfo
from typing import Any

import pytest

from config import __main__ as command_line
from config import consistency, holidays
from config.__main__ import main
from config.calendar import findings
from config.configuration import HallConfiguration
from config.entries import Entry
from config.loading import SAMPLE, load
from config.notes import notes
from config.opening import first_opening_day, is_opening_day, missing_years
from config.policy import CalendarYear, Hours

YEAR = CalendarYear(
    year=2026, source="通知", closed_days=(date(2026, 10, 1), date(2026, 10, 2)), open_days=(date(2026, 10, 10),)
)
HOURS = Hours(years=(YEAR,))


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        ("2026-09-30", True),
        ("2026-10-01", False),  # a Thursday given off
        ("2026-10-10", True),  # a Saturday worked
        ("2026-10-17", False),  # any other Saturday
        ("2027-10-01", True),  # nobody has said so yet, and nothing is guessed
    ],
)
def test_the_years_table_gives_days_off_and_days_worked(day: str, opens: bool) -> None:
    assert is_opening_day(HOURS, date.fromisoformat(day)) is opens


def test_the_halls_own_days_go_before_the_years_table() -> None:
    own = HOURS.model_copy(update={"closed_days": (date(2026, 10, 10),), "open_days": (date(2026, 10, 1),)})
    assert is_opening_day(own, date(2026, 10, 1))
    assert not is_opening_day(own, date(2026, 10, 10))


def test_a_week_of_holidays_is_stepped_over() -> None:
    year = CalendarYear(year=2026, source="通知", closed_days=tuple(date(2026, 10, day) for day in range(1, 29)))
    assert first_opening_day(Hours(years=(year,)), date(2026, 10, 1)) == date(2026, 10, 29)


def test_a_hall_that_opens_only_on_days_worked_instead_finds_them() -> None:
    assert first_opening_day(Hours(weekdays=(), years=(YEAR,)), date(2026, 10, 3)) == date(2026, 10, 10)


@pytest.mark.parametrize(
    ("today", "missing"),
    [("2026-11-01", ()), ("2026-11-02", (2027,)), ("2027-03-01", (2027,)), ("2027-12-01", (2027, 2028))],
)
def test_a_year_without_a_table_is_missed_sixty_days_before(today: str, missing: tuple[int, ...]) -> None:
    assert missing_years(HOURS, date.fromisoformat(today)) == missing


def test_a_hall_that_is_always_open_misses_no_year() -> None:
    assert missing_years(Hours(always=True), date(2026, 11, 23)) == ()


def test_the_table_of_an_announced_year_is_printed_as_policy_toml_has_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar", "2026"]) == 0
    told = capsys.readouterr().out
    assert "    2026-02-17, # 春节\n" in told  # the first day of the year of the horse
    assert "    2026-10-10, # 国庆节调休\n" in told
    assert told.strip() in (SAMPLE / "policy.toml").read_text(encoding="utf-8")


def test_days_off_and_days_worked_instead_make_up_for_one_another() -> None:
    """Whatever is given off beyond the eleven or thirteen days of the law is taken from weekends."""
    for year in (2024, 2025, 2026):
        table = holidays.table(year)
        assert table is not None
        weekdays_off = [day for day in table.closed_days if day.weekday() < 5]
        assert len(weekdays_off) - len(table.open_days) in range(7, 14), year
        assert all(day.weekday() >= 5 for day in table.open_days), year


def test_of_a_year_that_is_not_announced_nothing_is_printed_but_why(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar", "2027"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "2027 is not known" in told.err
    assert holidays.table(2027) is None


def found(**hours: Any) -> list[str]:
    return [f"{finding.key}: {finding.reason}" for finding in findings(Entry("policy.toml", "hours", hours))]


def test_what_cannot_hold_in_a_calendar_is_found_all_at_once() -> None:
    first, second = date(2026, 1, 1), date(2027, 1, 1)
    years = [
        {"year": 2026, "source": "通知", "closed_days": [first, second], "open_days": [first]},
        {"year": 2026, "source": "通知"},
    ]
    assert found(years=years, lunch={"begins_at": "13:00", "ends_at": "12:00"}) == [
        'hours.years[1].year: "2026" occurs twice, first in hours.years[0]',
        'hours.years[0].open_days[0]: "2026-01-01" is one of closed_days too',
        'hours.years[0].closed_days[1]: "2027-01-01" is not a day of "2026"',
        'hours.lunch.ends_at: "12:00" is not later than begins_at, "13:00"',
    ]


def test_lunch_is_within_the_hours() -> None:
    assert found(lunch={"begins_at": "18:00", "ends_at": "19:00"}) == [
        'hours.lunch.begins_at: "18:00" is not between opens_at and closes_at, "09:00" and "17:00"'
    ]
    assert found(lunch={"begins_at": "12:00", "ends_at": "13:00"}) == []


def test_a_day_open_only_by_a_years_table_is_an_opening() -> None:
    assert found(weekdays=[]) == ["hours.weekdays: the hall never opens"]
    assert found(weekdays=[], years=[{"year": 2026, "source": "通知", "open_days": [date(2026, 1, 3)]}]) == []


class LateIn2026(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "LateIn2026":
        return cls(2026, 11, 23, 9, tzinfo=tz)


def test_the_sample_hall_is_told_loudly_that_2027_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [str(note) for note in notes(load(SAMPLE), date(2026, 11, 23))]
    assert [line for line in told if "2027 is within 60 days" in line] == told
    assert len(told) == 1
    assert list(notes(load(SAMPLE), date(2026, 10, 1))) == []
    monkeypatch.setattr(command_line, "datetime", LateIn2026)
    assert main(["check", str(SAMPLE)]) == 0
    assert capsys.readouterr().out.startswith("note: policy.toml: hours.years: ")


def test_a_window_that_alone_takes_a_queue_names_its_backup() -> None:
    sample = load(SAMPLE)
    clerks = tuple(clerk.model_copy(update={"backup": ()}) for clerk in sample.plan.clerks)
    plan = sample.plan.model_copy(update={"clerks": clerks})
    lonely = HallConfiguration(plan=plan, catalogue=sample.catalogue, policy=sample.policy)
    told = [note.reason for note in notes(lonely, date(2026, 10, 1))]
    alone = {queue for queue, windows in sample.regular_windows.items() if len(windows) == 1}
    assert alone
    assert all(any(f'"{queue}"' in reason for reason in told) for queue in alone)


def test_a_trainee_holds_no_post() -> None:
    plan = {"clerks": [{"id": "eva", "trainee": True, "primary": ["w01"]}], "windows": [{"id": "w01"}]}
    reasons = [finding.reason for finding in consistency.findings({consistency.HALL: plan}, whole=False)]
    assert 'a trainee holds no post, in "eva"' in reasons
