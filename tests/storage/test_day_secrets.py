"""Who took a number is kept no longer than the day: what the journal says of it opens nothing any more."""

import msgspec
import pytest
from sqlalchemy import Connection, insert, select

from queue_server.contract.actors import Actor, Role
from queue_server.domain.events import AnyEvent, AppointmentBooked, DayClosed, DayOpened, Recorded, TicketIssued
from queue_server.storage import schema
from queue_server.storage.chain import GENESIS, StoredRow, follows
from queue_server.storage.database import Database
from queue_server.storage.journal import Head, Journal, all_stored_rows

HALL = "anhe"
START = Head(0, GENESIS)
ACTOR = Actor("kiosk-1", frozenset({Role.KIOSK}))
TODAY, TOMORROW = "2026-11-23", "2026-11-24"
ANNE, BILL = "a0" * 16, "0b" * 16


def ticket(ticket_id: str, *keys: str) -> TicketIssued:
    return TicketIssued(ticket_id, "A001", "A", 1, "q", None, "zh", 1, "request", "0" * 64, "kiosk-1", person_keys=keys)


def appointment(appointment_id: str, day: str, *keys: str) -> AppointmentBooked:
    times = ("09:00", "09:30", 1, 2)
    return AppointmentBooked(appointment_id, "item", day, *times, "zh", keys, None, "kiosk-1", "0" * 64)


def journal_of(*events: AnyEvent) -> list[Recorded]:
    return [Recorded(seq, seq, TODAY, ACTOR, event) for seq, event in enumerate(events, 1)]


def keys_of(entries: list[Recorded]) -> list[tuple[str, ...]]:
    return [getattr(entry.event, "person_keys", ()) for entry in entries]


async def rows(database: Database, hall_id: str = HALL) -> list[StoredRow]:
    return await database.read(lambda connection: list(all_stored_rows(connection, hall_id)))


async def secrets_kept(database: Database) -> list[str]:
    return sorted(await database.read(lambda connection: connection.scalars(select(schema.hall_secrets.c.name)).all()))


BOOKED = (
    ticket("t1", ANNE),
    ticket("t2", ANNE),
    appointment("a1", TODAY, BILL),
    appointment("a2", TOMORROW, BILL, ANNE),
    ticket("t3"),
)


async def test_while_the_day_lasts_everybody_is_found_again_and_the_journal_names_nobody(database: Database) -> None:
    journal = Journal(database, HALL)
    entries = journal_of(*BOOKED)
    await journal.append(START, entries, [], [])
    assert await journal.read(0) == entries
    bodies = [row.body for row in await rows(database)]
    assert not any(key in body for key in (ANNE, BILL) for body in bodies)
    sealed = [key for body in bodies for key in msgspec.json.decode(body)["person_keys"]]
    assert len(set(sealed)) == len(sealed) == 5  # nor is it to be seen who is there twice


async def test_when_a_day_has_closed_nobody_of_it_is_known_and_those_of_coming_days_are(database: Database) -> None:
    journal = Journal(database, HALL)
    head = await journal.append(START, journal_of(*BOOKED, DayClosed(TODAY)), [], [])
    assert keys_of(await journal.read(0)) == [(), (), (), (BILL, ANNE), (), ()]
    assert await secrets_kept(database) == [f"person_keys.{TOMORROW}"]
    closed = Recorded(head.seq + 1, 9, TOMORROW, ACTOR, DayClosed(TOMORROW))
    await journal.append(head, [closed], [], [])
    assert keys_of(await journal.read(0)) == [()] * 7
    assert await secrets_kept(database) == []


async def test_a_day_that_was_never_opened_is_over_when_the_next_one_opens(database: Database) -> None:
    journal = Journal(database, HALL)
    booked = appointment("a1", TODAY, ANNE), appointment("a2", TOMORROW, BILL)
    await journal.append(START, journal_of(*booked, DayOpened(TOMORROW, "0" * 64)), [], [])
    assert keys_of(await journal.read(0)) == [(), (BILL,), ()]


async def test_the_chain_holds_after_the_secrets_are_gone(database: Database) -> None:
    await Journal(database, HALL).append(START, journal_of(*BOOKED, DayClosed(TODAY)), [], [])
    previous = GENESIS
    for row in await rows(database):
        assert follows(row, previous)
        previous = row.hash


async def test_each_hall_has_its_own_days(database: Database) -> None:
    anhe, other = Journal(database, HALL), Journal(database, "other")
    await anhe.append(START, journal_of(ticket("t1", ANNE)), [], [])
    await other.append(START, journal_of(ticket("t1", ANNE), DayClosed(TODAY)), [], [])
    assert keys_of(await anhe.read(0)) == [(ANNE,)]
    assert keys_of(await other.read(0)) == [(), ()]
    (here,), (there, _) = await rows(database), await rows(database, "other")
    assert here.body != there.body


async def test_what_was_not_written_leaves_no_secret(database: Database) -> None:
    def fail(name: str) -> None:
        raise RuntimeError(name)

    journal = Journal(database, HALL)
    with pytest.raises(RuntimeError):
        await journal.append(START, journal_of(ticket("t1", ANNE)), [], [], fail)
    assert await secrets_kept(database) == []


async def test_keys_of_before_there_were_such_secrets_are_read_as_they_stand(database: Database) -> None:
    (entry,) = journal_of(ticket("t1", ANNE))
    row = {
        **{"hall_id": HALL, "seq": 1, "business_day": TODAY, "at_ms": 1, "type": "TicketIssued", "hash": "0" * 64},
        **{"actor": msgspec.json.encode(ACTOR).decode(), "body": msgspec.json.encode(entry.event).decode()},
    }

    def write(connection: Connection) -> None:
        connection.execute(insert(schema.journal), row)

    await database.write(write)
    assert await Journal(database, HALL).read(0) == [entry]
