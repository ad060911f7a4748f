"""The indicators of a simulated day equal a recount from the raw rows of its journal."""

import asyncio
from pathlib import Path

from config.loading import SAMPLE, load
from queue_server.reports.ratings import By, RatingReport, report
from queue_server.settings import sqlite_url
from queue_server.storage.database import Database
from tests.reports.recount import Recount, journal, plain
from tests.simulation.sample_day import played

ALWAYS = ("2000-01-01", "2999-12-31")


async def told(folder: Path, now_ms: int) -> tuple[Recount, dict[By, RatingReport]]:
    async with await Database.open(sqlite_url(folder)) as database:
        recount = Recount(await database.read(journal), now_ms)
        reports = {by: await database.read(report, load(SAMPLE), *ALWAYS, by, now_ms) for by in (By.WINDOW, By.CLERK)}
    return recount, reports


def test_the_indicators_of_a_simulated_day_equal_a_recount(tmp_path: Path) -> None:
    outcome = played(tmp_path, "21", 90, open_hours=2.0)
    assert outcome.sound
    recount, reports = asyncio.run(told(tmp_path, outcome.journal[-1].at_ms))
    total = reports[By.WINDOW].total
    assert total.due > 40
    assert total.rated > 10
    assert plain(total) == recount.figures()
    for line in reports[By.WINDOW].lines:
        assert plain(line.figures) == recount.figures(window_id=line.key), line.key
    for line in reports[By.CLERK].lines:
        if line.key is not None:
            assert plain(line.figures) == recount.figures(clerk_id=line.key), line.key
