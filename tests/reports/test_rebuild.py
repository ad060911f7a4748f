from typing import Any

import pytest
from sqlalchemy import Connection, select

from queue_server.reports.rebuild import rebuild
from queue_server.reports.verification import verify
from queue_server.storage import schema
from queue_server.storage.database import Database, HallTaken
from tests.engine.sample_hall import DAY, HALL, MORNING_MS, start
from tests.reports.conftest import Morning

MINUTE_MS = 60_000


def history(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    return {
        table.name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
        for table in schema.HISTORY
    }


async def test_the_history_tells_every_ticket_from_issue_to_end(day: Morning, database: Database) -> None:
    tickets = {row["number"]: row for row in (await database.read(history))["tickets"]}
    assert {number: (row["state"], row["reason"]) for number, row in tickets.items()} == {
        "A001": ("served", None),
        "A002": ("expired", None),
        "A003": ("cancelled", "hall_closed"),
        "A004": ("cancelled", "applicant_left"),
    }
    first = tickets["A001"]
    assert first["slip"] == "printed"
    assert (first["first_called_at_ms"] - first["issued_at_ms"]) == 9 * MINUTE_MS  # waiting time
    assert (tickets["A002"]["calls"], tickets["A002"]["requeues"]) == (1, 1)
    assert (tickets["A003"]["first_queue_id"], tickets["A003"]["queue_id"]) == ("comprehensive", "instant")
    assert tickets["A003"]["transfers"] == 1


async def test_the_history_tells_way_time_and_serving_time(day: Morning, database: Database) -> None:
    told = await database.read(history)
    calls = {row["call_id"]: row for row in told["calls"]}
    first = calls[f"{DAY}.A001.c1"]
    assert (first["outcome"], first["times"]) == ("started", 2)
    assert first["ended_at_ms"] - first["called_at_ms"] == 2 * MINUTE_MS  # way time
    assert sorted(row["outcome"] for row in calls.values()) == ["no_show", "parked", "started", "started", "started"]
    services = {row["ticket_id"]: row for row in told["services"]}
    served = services[f"{DAY}.A001"]
    assert served["ended_at_ms"] - served["started_at_ms"] == MINUTE_MS  # serving time
    assert [(row["outcome"], row["reason"]) for row in services.values()] == [
        ("finished", None),
        ("transferred", None),
        ("broken_off", "applicant_left"),
    ]


async def test_the_history_tells_ratings_windows_alarms_and_days(day: Morning, database: Database) -> None:
    told = await database.read(history)
    rated = next(row for row in told["ratings"] if row["service_id"] == f"{DAY}.A001.s1")
    assert (rated["level"], rated["channel"], rated["ticket_id"]) == ("satisfied", "ticket_page", f"{DAY}.A001")
    assert rated["invited_at_ms"] < rated["rated_at_ms"]
    assert [(row["state"], row["reason"], row["ended_at_ms"] is None) for row in told["window_sessions"]] == [
        ("open", None, False),
        ("paused", "equipment", False),
    ]
    (alarm,) = told["alarms"]
    assert alarm["raised_at_ms"] < alarm["acknowledged_at_ms"] < alarm["cleared_at_ms"]
    assert (alarm["acknowledged_by"], alarm["cleared_by"]) == ("guide-1", "guide-1")
    (business_day,) = told["business_days"]
    assert (business_day["opened_at_ms"], business_day["closed_at_ms"] > MORNING_MS) == (MORNING_MS, True)


async def test_a_history_rebuilt_is_the_history_that_grew(day: Morning, database: Database) -> None:
    grown = await database.read(history)
    assert await rebuild(database, HALL) == (await verify(database, HALL)).events
    assert await database.read(history) == grown


async def test_rebuilding_mends_a_history_that_was_lost_or_altered(day: Morning, database: Database) -> None:
    grown = await database.read(history)

    def spoil(connection: Connection) -> None:
        connection.exec_driver_sql("DELETE FROM tickets")
        connection.exec_driver_sql("UPDATE services SET clerk_id = 'somebody'")
        connection.exec_driver_sql(
            "INSERT INTO alarms (hall_id, alarm_id, kind, about, raised_at_ms) VALUES ('anhe', 'x', 'x', 'x', 1)"
        )

    await database.write(spoil)
    assert not (await verify(database, HALL)).sound
    await rebuild(database, HALL)
    assert await database.read(history) == grown


async def test_the_history_of_a_running_hall_is_not_rebuilt(day: Morning, database: Database) -> None:
    dispatcher = await start(database, day.clock)
    with pytest.raises(HallTaken):
        await rebuild(database, HALL)
    await dispatcher.stop()


async def test_rebuilding_leaves_other_halls_alone(day: Morning, database: Database) -> None:
    grown = await database.read(history)
    assert await rebuild(database, "another-hall") == 0
    assert await database.read(history) == grown
