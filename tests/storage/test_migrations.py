"""Databases of former versions come up to this one with everything that is in them."""

from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select

from queue_server.contract.views import TicketState
from queue_server.reports.verification import verify
from queue_server.storage import accounts, schema
from queue_server.storage.database import Database, DatabaseTooNew
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, HALL, MORNING_MS, start
from tests.storage import old_databases
from tests.storage.test_database import differences
from tests.web.running_hall import RunningHall

DAY_MS = 86_400_000


@pytest.fixture(params=old_databases.stored())
async def old_database_url(empty_database_url: str, request: pytest.FixtureRequest) -> str:
    """A database as a former version left it after the morning of `tests/reports/conftest.py`."""
    await old_databases.restore(empty_database_url, request.param)
    return empty_database_url


def test_of_every_revision_there_is_a_stored_database() -> None:
    assert old_databases.stored() == sorted(old_databases.revisions())


async def test_an_old_database_comes_up_to_the_newest_tables_and_is_sound(old_database_url: str) -> None:
    async with await Database.open(old_database_url) as database:
        await database.upgrade()
        assert await database.read(differences) == []
        result = await verify(database, HALL)
        assert result.findings == ()
        assert result.events > 30


def test_the_tables_name_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", "queue_server.storage:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == schema.REVISION


async def test_an_old_hall_is_recovered_with_every_ticket(old_database_url: str) -> None:
    async with await Database.open(old_database_url) as database:
        await database.upgrade()
        dispatcher = await start(database, ManualClock(MORNING_MS))
        states = {ticket.number: ticket.state for ticket in dispatcher.state.tickets.values()}
        # begun at one window and handed on: until 0002 it expired, like those whom nobody had called
        assert states.pop("A003") in (TicketState.EXPIRED, TicketState.CANCELLED)
        assert states == {
            "A001": TicketState.SERVED,
            "A002": TicketState.EXPIRED,
            "A004": TicketState.CANCELLED,
        }
        assert dispatcher.state.last_day == DAY
        await dispatcher.stop()


async def test_an_old_hall_is_served_on_and_its_people_can_still_sign_in(old_database_url: str, tmp_path: Path) -> None:
    clock = ManualClock(MORNING_MS + DAY_MS)
    async with RunningHall.open(tmp_path, database_url=old_database_url, clock=clock) as hall:
        kiosk = await hall.station("kiosk-1")
        issued = await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})
        assert issued.json["ticket"]["ticket_id"] == "2026-11-24.A001"
        assert await accounts.sign_in(hall.database, HALL, old_databases.CLERK, old_databases.PASSWORD, clock.now_ms())
        assert (await verify(hall.database, HALL)).findings == ()


async def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(database: Database) -> None:
    def everything(connection: Connection) -> list[object]:
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return [version, *connection.execute(select(schema.heads)).all(), *differences(connection)]

    await database.write(lambda c: c.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match="9999"):
        await database.upgrade()
    assert await database.read(everything) == ["9999"]
