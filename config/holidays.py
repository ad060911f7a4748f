"""The table of a year as the State Council announced it, from the package `chinesecalendar`.

That package has the years that were announced when it was made, and no other; nothing here is guessed.
"""

from datetime import date

import chinese_calendar

from config.policy import CalendarYear


def known_years() -> tuple[int, ...]:
    """First to last."""
    return tuple(sorted({day.year for day in chinese_calendar.holidays}))


def table(year: int) -> CalendarYear | None:
    """Holidays, at weekends too, and the days worked to make up for them; None for a year that is not known."""
    if year not in known_years():
        return None
    return CalendarYear(
        year=year,
        source=f"国务院办公厅关于 {year} 年部分节假日安排的通知",
        closed_days=_days(chinese_calendar.holidays, year),
        open_days=_days(chinese_calendar.workdays, year),
    )


def _days(named: dict[date, str], year: int) -> tuple[date, ...]:
    return tuple(sorted(day for day in named if day.year == year))


def toml(year: CalendarYear) -> str:
    """As policy.toml has it, each day with the name of its holiday."""
    lines = ["[[hours.years]]", f"year = {year.year}", f'source = "{year.source}"', "closed_days = ["]
    lines += [f"    {day}, # {_name(chinese_calendar.holidays[day])}" for day in year.closed_days]
    lines += ["]", "open_days = ["]
    lines += [f"    {day}, # {_name(chinese_calendar.workdays[day])}调休" for day in year.open_days]
    return "\n".join([*lines, "]", ""])


def _name(holiday: str) -> str:
    chinese: str = chinese_calendar.Holiday(holiday).chinese
    return chinese
