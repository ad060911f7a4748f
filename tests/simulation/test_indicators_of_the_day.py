"""The indicators of a simulated day equal a recount from the raw rows of its journal."""

import asyncio
from pathlib import Path

import pytest

from config.loading import SAMPLE, load
from queue_server.reports.ratings import By, RatingReport, report
from queue_server.settings import sqlite_url
from queue_server.storage.database import Database
from queue_server.storage.work_orders import Order, Wanted, found
from tests.reports.recount import Recount, journal, plain
from tests.simulation.conftest import RatedDay

ALWAYS = ("2000-01-01", "2999-12-31")
DAYS_LATER = 30  # what was left lying is late by then
DAY_MS = 86_400_000


async def told(folder: Path, now_ms: int) -> tuple[Recount, dict[By, RatingReport], list[Order]]:
    hall = load(SAMPLE)
    async with await Database.open(sqlite_url(folder)) as database:
        recount = Recount(await database.read(journal), now_ms)
        reports = {
            by: await database.read(report, hall, *ALWAYS, by, now_ms) for by in (By.WINDOW, By.CLERK, By.CHANNEL)
        }
        orders = await database.read(found, hall.plan.hall_id, "nobody", Wanted(), 1_000)
    return recount, reports, orders


@pytest.mark.parametrize("later", [0, DAYS_LATER])
def test_the_indicators_of_a_simulated_day_equal_a_recount(rated_day: RatedDay, later: int) -> None:
    now_ms = rated_day.outcome.journal[-1].at_ms + later * DAY_MS
    recount, reports, orders = asyncio.run(told(rated_day.folder, now_ms))
    total = reports[By.WINDOW].total
    assert total.due > 40
    assert total.rated > 10
    assert total.again > 0
    assert plain(total) == recount.figures()
    assert total.excluded == recount.excluded
    for line in reports[By.WINDOW].lines:
        assert plain(line.figures) == recount.figures(window_id=line.key), line.key
    for line in reports[By.CLERK].lines:
        if line.key is not None:
            assert plain(line.figures) == recount.figures(clerk_id=line.key), line.key
    channels = {line.key: line.figures for line in reports[By.CHANNEL].lines if line.key is not None}
    assert {"terminal", "ticket_page", "kiosk", "keypad"} <= channels.keys()
    counted = recount.stars_by_channel()
    assert {key: (each.rated, each.stars.numerator) for key, each in channels.items() if each.rated} == counted
    in_time = total.rectified_in_time
    assert (in_time.numerator < in_time.denominator) == (later > 0)
    assert {order.order_id: order.state for order in orders} == recount.order_states
    assert {order.order_id for order in orders if order.state == "closed" and not order.missed} == recount.in_time
    assert recount.in_time
