"""The day that is played against a running hall: visitors with their pre-reviews, clerks who look at them."""

from pathlib import Path

import pytest

from config.loading import load
from simulation.day.hall import Day
from simulation.day.live import WINDOW, play_against
from simulation.enrolment import enrol_stations, sample_accounts
from tests.web.running_hall import HALL, RunningHall, hall_folder


async def test_pre_reviews_are_filed_and_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = hall_folder(tmp_path, demonstration=True)
    policy = files / "policy.toml"
    # between two keys of a clerk: a second of life would be hours of this day, and most would wait in vain
    policy.write_text("misclick_s = 0\n" + policy.read_text(encoding="utf-8"), encoding="utf-8")
    async with RunningHall.open(tmp_path) as hall:
        configuration = load(files)
        data = tmp_path / "data"
        await enrol_stations(hall.database, HALL, ["kiosk-1"], data / "keys")
        await sample_accounts(hall.database, configuration, WINDOW, data / "sample-password")
        day = Day("2", 60, tmp_path, configuration)
        assert await play_against(day, hall.url, data, speed=20_000) == 0
        (told,) = (line for line in capsys.readouterr().out.splitlines() if line.startswith("watched: "))
        figures = dict(part.split("=") for part in told.split()[1:])
        counts = {name: int(number) for name, number in figures.items() if name != "speed"}
        reviewed = hall.server.reception.dispatcher.state.pre_reviews.values()
        checked = sum(len(found) for each in reviewed for found in each.checked.values())
        assert counts["served"] > 4  # by four clerks: none has gone home after the first
        assert counts["pre_reviews"] > 0
        assert counts["checked"] == checked > 0
