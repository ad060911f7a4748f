import pytest
from sqlalchemy import Connection, delete, func, select, update

from queue_server.contract.actors import Actor, Role
from queue_server.domain.events import AlarmRaised, DayOpened, Event, Recorded, StationSeen
from queue_server.storage import schema
from queue_server.storage.chain import GENESIS, follows
from queue_server.storage.database import Database
from queue_server.storage.history import Changes, History
from queue_server.storage.journal import Answer, Head, Journal, JournalDamaged, SecondWriter, all_stored_rows

HALL = "anhe"
START = Head(0, GENESIS)
ACTOR = Actor("console", frozenset(Role))


def recorded(seq: int, event: Event | None = None) -> Recorded:
    return Recorded(seq, seq * 1_000, "2026-11-23", ACTOR, event or StationSeen(f"kiosk-{seq}", True))  # type: ignore[arg-type]


def answer(key: str, seq: int = 1) -> Answer:
    return Answer(key, f"fingerprint of {key}", seq, seq * 1_000, '{"seq":1}')


def changes_of(*entries: Recorded) -> Changes:
    history = History(HALL)
    for entry in entries:
        history.apply(entry)
    return history.take_changes()


async def test_what_was_appended_is_read_back_in_order(database: Database) -> None:
    journal = Journal(database, HALL)
    entries = [recorded(seq) for seq in range(1, 8)]
    head = await journal.append(START, entries[:3], [], [])
    await journal.append(head, entries[3:], [], [])
    assert await journal.read(0) == entries
    assert await journal.read(5) == entries[5:]
    assert await journal.read(7) == []


async def test_the_head_is_where_the_journal_ends(database: Database) -> None:
    journal = Journal(database, HALL)
    assert await journal.head() == START
    head = await journal.append(START, [recorded(1), recorded(2)], [], [])
    assert await journal.head() == head
    assert head.seq == 2


async def test_every_row_follows_the_one_before(database: Database) -> None:
    journal = Journal(database, HALL)
    head = await journal.append(START, [recorded(1), recorded(2)], [], [])
    await journal.append(head, [recorded(3)], [], [])
    rows = await database.read(lambda connection: list(all_stored_rows(connection, HALL)))
    previous = GENESIS
    for row in rows:
        assert follows(row, previous)
        previous = row.hash
    assert len(rows) == 3


async def test_a_second_writer_is_fenced_off(database: Database) -> None:
    first, second = Journal(database, HALL), Journal(database, HALL)
    known = await first.append(START, [recorded(1)], [], [])
    await first.append(known, [recorded(2)], [answer("first-key", 2)], [])
    with pytest.raises(SecondWriter, match="another server"):
        await second.append(known, [recorded(2)], [answer("second-key", 2)], [])
    with pytest.raises(SecondWriter):
        await second.append(START, [recorded(1)], [], [])
    assert set(await first.answers(["first-key", "second-key"])) == {"first-key"}


async def test_halls_share_a_database_and_nothing_else(database: Database) -> None:
    anhe, other = Journal(database, HALL), Journal(database, "other")
    await anhe.append(START, [recorded(1)], [answer("the-same-key")], [])
    await other.append(START, [recorded(1), recorded(2)], [answer("the-same-key")], [])
    assert (await anhe.head()).seq == 1
    assert (await other.head()).seq == 2
    await anhe.forget_answers(10**15)
    assert await anhe.answered_keys() == set()
    assert await other.answered_keys() == {"the-same-key"}


async def test_journal_answers_and_history_are_written_together_or_not_at_all(database: Database) -> None:
    journal = Journal(database, HALL)
    opened = recorded(1, DayOpened("2026-11-23", "hash"))

    def fail(step: str) -> None:
        raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        await journal.append(START, [opened], [answer("some-key")], changes_of(opened), fail)

    def rows(connection: Connection) -> int:
        tables = (schema.journal, schema.heads, schema.requests, schema.business_days)
        return sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables)

    assert await database.read(rows) == 0
    await journal.append(START, [opened], [answer("some-key")], changes_of(opened))
    assert await database.read(rows) == 4


async def test_a_history_row_is_written_once_and_then_brought_up_to_date(database: Database) -> None:
    journal, history = Journal(database, HALL), History(HALL)
    raised = recorded(1, AlarmRaised("help_called.kiosk-1.1", "help_called", "kiosk-1"))
    history.apply(raised)
    head = await journal.append(START, [raised], [], history.take_changes())
    changes = [(schema.alarms, [{**changes_of(raised)[0][1][0], "cleared_by": "guide-1"}])]
    await journal.append(head, [recorded(2)], [], changes)
    stored = await database.read(lambda connection: connection.scalars(select(schema.alarms.c.cleared_by)).all())
    assert stored == ["guide-1"]


async def test_answers_are_found_by_key_until_they_are_forgotten(database: Database) -> None:
    journal = Journal(database, HALL)
    await journal.append(START, [recorded(1)], [answer("old-key", 1), answer("new-key", 9)], [])
    assert await journal.answers(["old-key", "unknown-key"]) == {"old-key": answer("old-key", 1)}
    await journal.forget_answers(9_000)
    assert await journal.answered_keys() == {"new-key"}


async def test_a_missing_row_is_told_when_reading(database: Database) -> None:
    journal = Journal(database, HALL)
    await journal.append(START, [recorded(seq) for seq in range(1, 6)], [], [])
    await database.write(lambda connection: connection.execute(delete(schema.journal).where(schema.journal.c.seq == 3)))
    with pytest.raises(JournalDamaged, match="damaged at 3: the row is missing"):
        await journal.read(0)


async def test_a_row_that_cannot_be_read_is_told(database: Database) -> None:
    journal = Journal(database, HALL)
    await journal.append(START, [recorded(1), recorded(2)], [], [])
    spoil = update(schema.journal).where(schema.journal.c.seq == 2).values(body='{"type":"StationSeen"}')
    await database.write(lambda connection: connection.execute(spoil))
    with pytest.raises(JournalDamaged, match="damaged at 2"):
        await journal.read(0)
