import msgspec
import pytest
from sqlalchemy import Connection, delete, update

from queue_server.reports.verification import Verification, verify
from queue_server.storage import schema
from queue_server.storage.anchors import Anchor, closed_days, from_line
from queue_server.storage.chain import GENESIS, row_hash
from queue_server.storage.database import Database
from queue_server.storage.journal import Journal, all_stored_rows
from tests.engine.sample_hall import HALL, start
from tests.reports.conftest import Morning


async def spoilt(database: Database, *statements: str) -> Verification:
    for statement in statements:
        await database.write(lambda connection, statement=statement: connection.exec_driver_sql(statement))
    return await verify(database, HALL)


async def test_a_day_that_nobody_touched_is_sound(day: Morning, database: Database) -> None:
    result = await verify(database, HALL)
    assert result.sound
    assert result.head == await Journal(database, HALL).head()
    assert result.events == result.head.seq > 30


async def test_a_hall_without_a_past_is_sound(database: Database) -> None:
    assert (await verify(database, HALL)).sound


async def test_a_running_hall_can_be_verified(day: Morning, database: Database) -> None:
    dispatcher = await start(database, day.clock)
    assert (await verify(database, HALL)).sound
    await dispatcher.stop()


@pytest.mark.parametrize(
    ("statements", "finding"),
    [
        (["UPDATE journal SET body = REPLACE(body, 'A002', 'A009') WHERE seq = 7"], "row 7 was altered"),
        (["UPDATE journal SET at_ms = at_ms + 1 WHERE seq = 12"], "row 12 was altered"),
        (["UPDATE journal SET actor = REPLACE(actor, 'kiosk-1', 'kiosk-2') WHERE seq = 5"], "row 5 was altered"),
        (["UPDATE journal SET hash = hash || '0' WHERE seq = 9"], "row 9 was altered"),
        (["DELETE FROM journal WHERE seq = 10"], "row 10 is missing"),
        (["DELETE FROM journal WHERE seq = 1"], "row 1 is missing"),
        (
            ["DELETE FROM journal WHERE seq = 10", "UPDATE journal SET seq = seq - 1 WHERE seq = 11"],
            "row 10 was altered",
        ),
        (
            [
                "UPDATE journal SET seq = -1 WHERE seq = 8",
                "UPDATE journal SET seq = 8 WHERE seq = 9",
                "UPDATE journal SET seq = 9 WHERE seq = -1",
            ],
            "row 8 is out of order: what belongs there stands at 9",
        ),
    ],
)
async def test_the_first_broken_row_is_named(
    day: Morning, database: Database, statements: list[str], finding: str
) -> None:
    assert (await spoilt(database, *statements)).findings == (finding,)


async def test_a_tail_that_was_cut_off_is_named(day: Morning, database: Database) -> None:
    last = (await verify(database, HALL)).head.seq
    result = await spoilt(database, f"DELETE FROM journal WHERE seq > {last - 3}")
    assert result.findings == (f"row {last - 2} is missing, and all after it up to {last}",)


async def test_rows_that_the_head_does_not_know_are_named(day: Morning, database: Database) -> None:
    head = (await verify(database, HALL)).head
    await database.write(
        lambda connection: connection.exec_driver_sql(f"UPDATE heads SET seq = {head.seq - 1}, hash = '{head.hash}'")
    )
    assert (await verify(database, HALL)).findings == (
        f"row {head.seq} was never written by this server: the head ends before it",
    )


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        (
            "UPDATE ratings SET level = 'very_satisfied' WHERE level IS NOT NULL",
            "ratings 2026-11-23.A001.s1 differs from the journal in level",
        ),
        ("DELETE FROM tickets WHERE number = 'A003'", "tickets 2026-11-23.A003 is missing from the history"),
        (
            "INSERT INTO alarms (hall_id, alarm_id, kind, about, raised_at_ms) VALUES ('anhe', 'x', 'x', 'x', 1)",
            "alarms x is in the history, but not in the journal",
        ),
        (
            "UPDATE requests SET seq = 1000 WHERE key = 'key-00001'",
            "the request key-00001 was answered with an event the journal does not have",
        ),
    ],
)
async def test_a_history_that_disagrees_with_the_journal_is_named(
    day: Morning, database: Database, statement: str, finding: str
) -> None:
    assert (await spoilt(database, statement)).findings == (finding,)


# --- with anchors -------------------------------------------------------------------------------------------------


async def anchor_of(database: Database) -> Anchor:
    (anchor,) = await database.read(closed_days, HALL, ())
    return anchor


def write_anew(connection: Connection) -> None:
    """All of the chain by somebody who knows how, after an altered row: every hash fits, and so does the head."""
    previous = GENESIS
    for row in list(all_stored_rows(connection, HALL)):
        content = (row.hall_id, row.seq, row.at_ms, row.business_day, row.actor, row.type, row.body)
        previous = row_hash(previous, *content)
        connection.execute(update(schema.journal).where(schema.journal.c.seq == row.seq).values(hash=previous))
    connection.execute(update(schema.heads).values(hash=previous))


def cut_off(connection: Connection, last: int) -> None:
    """The newest rows and all that speaks of them."""
    connection.execute(delete(schema.journal).where(schema.journal.c.seq > last))
    (*_, row) = all_stored_rows(connection, HALL)
    connection.execute(update(schema.heads).values(seq=last, hash=row.hash))
    connection.execute(delete(schema.requests).where(schema.requests.c.seq > last))


async def test_a_day_that_nobody_touched_agrees_with_its_anchor_and_with_the_line_on_paper(
    day: Morning, database: Database
) -> None:
    anchor = await anchor_of(database)
    elsewhere = msgspec.structs.replace(anchor, hall_id="another-hall", hash="0" * 64)
    result = await verify(database, HALL, [anchor, from_line(anchor.line), elsewhere])
    assert (result.findings, result.anchored) == ((), 2)


async def test_a_chain_written_anew_fits_in_itself_and_its_anchor_gives_it_away(
    day: Morning, database: Database
) -> None:
    anchor = await anchor_of(database)
    alter = update(schema.journal).where(schema.journal.c.seq == 6).values(at_ms=schema.journal.c.at_ms - 1)
    await database.write(lambda connection: connection.execute(alter))
    assert (await verify(database, HALL, [anchor])).findings == ("row 6 was altered",)
    await database.write(write_anew)
    assert not any("row 6" in finding for finding in (await verify(database, HALL)).findings)
    finding = (
        f"the journal was written anew from a row between 1 and {anchor.seq} on: "
        f"row {anchor.seq} is not the one that closed 2026-11-23"
    )
    for known in (anchor, from_line(anchor.line)):
        assert (await verify(database, HALL, [known])).findings == (finding,)


async def test_a_journal_cut_off_together_with_its_head_is_given_away_by_its_anchor(
    day: Morning, database: Database
) -> None:
    anchor = await anchor_of(database)
    await database.write(cut_off, 20)
    assert not any("cut off" in finding for finding in (await verify(database, HALL)).findings)
    finding = f"the journal was cut off after row 20: 2026-11-23 was closed with row {anchor.seq}"
    assert (await verify(database, HALL, [anchor])).findings == (finding,)
