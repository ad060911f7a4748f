"""The journal of one hall: what has happened, in order, for good; and with it, in the same transaction, the history."""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache

import msgspec
from msgspec.structs import asdict
from sqlalchemy import Connection, Insert, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from queue_server.contract.actors import Actor
from queue_server.domain.events import AnyEvent, Event, Recorded
from queue_server.storage import schema, snapshots
from queue_server.storage.chain import GENESIS, StoredRow, row_hash
from queue_server.storage.database import Database
from queue_server.storage.day_secrets import DaySecrets
from queue_server.storage.history import Changes
from queue_server.storage.private_words import Written
from queue_server.storage.private_words import keep as keep_words
from queue_server.storage.rows import Row, change, insert_rows, merge_row, upsert_rows
from queue_server.storage.snapshots import Folded, Snapshot

READ_ROWS = 5_000  # at a time

_encode = msgspec.json.Encoder(order="deterministic").encode
_decode_event = msgspec.json.Decoder(AnyEvent).decode
_decode_actor = lru_cache(maxsize=1_024)(msgspec.json.Decoder(Actor).decode)


class SecondWriter(Exception):
    """Somebody else has written to this hall's journal; this server's picture of the hall is no longer true."""

    def __init__(self, hall_id: str, seq: int) -> None:
        super().__init__(f"the journal of the hall {hall_id!r} does not end at {seq}: another server writes to it")


class JournalDamaged(Exception):
    """A row that cannot be read, or that is not where it must be. `verify` tells more."""

    def __init__(self, hall_id: str, seq: int, why: str) -> None:
        super().__init__(f"the journal of the hall {hall_id!r} is damaged at {seq}: {why}")
        self.seq = seq
        self.why = why


class Head(msgspec.Struct, frozen=True):
    """Where the journal ends."""

    seq: int
    hash: str


class Answer(msgspec.Struct, frozen=True, gc=False):
    """The first answer to a request, kept so that the same request gets it again. `answer` is JSON."""

    key: str
    fingerprint: str
    seq: int
    at_ms: int
    answer: str


class Journal:
    """The durable memory of one hall. `chance` gives random bytes, for the secrets of its days."""

    def __init__(self, database: Database, hall_id: str, chance: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._database = database
        self._hall_id = hall_id
        self._chance = chance

    async def head(self) -> Head:
        return await self._database.read(head, self._hall_id)

    async def append(
        self,
        after: Head,
        recorded: Sequence[Recorded],
        answers: Sequence[Answer],
        changes: Changes,
        step: Callable[[str], None] = lambda name: None,
        written: Sequence[Written] = (),
    ) -> Head:
        """Writes all of it in one durable transaction and returns the new head.

        `after` is the head the caller knows; raises SecondWriter if the journal does not end there.
        """
        return await self._database.write(
            _append, self._hall_id, after, recorded, answers, changes, step, written, self._chance
        )

    async def read(self, after_seq: int) -> list[Recorded]:
        """The next READ_ROWS events at most, empty at the end; persons are known in those of days that have not ended.

        Raises JournalDamaged.
        """
        return await self._database.read(_read, self._hall_id, after_seq)

    async def newest(self, kind: type[Event]) -> int:
        """The number of the newest event of that kind; 0 if there is none."""
        return await self._database.read(_newest, self._hall_id, kind.__name__)

    async def snapshot(self) -> Folded | None:
        """The hall when its newest day had just been opened, if that was kept and fits what the journal has."""
        return await self._database.read(snapshots.restore, self._hall_id)

    async def keep(self, snapshot: Snapshot) -> None:
        """In place of the snapshot there was. The event it was taken after has been written."""
        await self._database.write(snapshots.keep, self._hall_id, snapshot)

    async def answers(self, keys: Iterable[str]) -> dict[str, Answer]:
        """What the requests with these keys were answered, by key."""
        return await self._database.read(_answers, self._hall_id, list(keys))

    async def answered_keys(self) -> set[str]:
        """The keys of all requests whose answers are kept."""
        return await self._database.read(_answered_keys, self._hall_id)

    async def forget_answers(self, before_ms: int) -> None:
        """Forgets the answers given before that time: their keys are free again."""
        await self._database.write(_forget_answers, self._hall_id, before_ms)


def head(connection: Connection, hall_id: str) -> Head:
    """Where the journal of this hall ends; before its first event, at the genesis."""
    row = connection.execute(
        select(schema.heads.c.seq, schema.heads.c.hash).where(schema.heads.c.hall_id == hall_id)
    ).one_or_none()
    return Head(row.seq, row.hash) if row else Head(0, GENESIS)


def stored_rows(connection: Connection, hall_id: str, after_seq: int, *, limit: int = READ_ROWS) -> list[StoredRow]:
    """The next rows, `limit` at most, as they are stored."""
    rows = connection.execute(
        select(schema.journal)
        .where(schema.journal.c.hall_id == hall_id, schema.journal.c.seq > after_seq)
        .order_by(schema.journal.c.seq)
        .limit(limit)
    )
    return [StoredRow(*row) for row in rows]


def all_stored_rows(connection: Connection, hall_id: str) -> Iterator[StoredRow]:
    """The whole journal, a few thousand rows at a time."""
    seq = 0
    while rows := stored_rows(connection, hall_id, seq):
        yield from rows
        seq = rows[-1].seq


def read_row(row: StoredRow) -> Recorded:
    """What a stored row says, keys of persons sealed as they are. Raises JournalDamaged if it cannot be read."""
    try:
        return Recorded(row.seq, row.at_ms, row.business_day, _decode_actor(row.actor), _decode_event(row.body))
    except msgspec.MsgspecError as error:
        raise JournalDamaged(row.hall_id, row.seq, str(error)) from error


def write_changes(connection: Connection, changes: Changes) -> None:
    """Writes the new rows and the new state of known rows, some of which are told in part."""
    for table, rows in changes:
        whole = [row for row in rows if len(row) == len(table.columns)]
        if whole:
            upsert_rows(connection, table, whole)
        for row in rows if len(whole) < len(rows) else ():
            if len(row) < len(table.columns):
                merge_row(connection, table, row)


def _append(
    connection: Connection,
    hall_id: str,
    after: Head,
    recorded: Sequence[Recorded],
    answers: Sequence[Answer],
    changes: Changes,
    step: Callable[[str], None],
    written: Sequence[Written],
    chance: Callable[[int], bytes],
) -> Head:
    new_head = after
    if recorded:
        days = DaySecrets(connection, hall_id, chance)
        rows = _chained(hall_id, after, recorded, days)
        new_head = Head(recorded[-1].seq, rows[-1]["hash"])
        _move_head(connection, hall_id, after, new_head)
        insert_rows(connection, schema.journal, rows)
        for entry in recorded:
            days.erase_ended(entry.event)
    if answers:
        insert_rows(connection, schema.requests, ({"hall_id": hall_id, **asdict(answer)} for answer in answers))
    write_changes(connection, changes)
    keep_words(connection, hall_id, written)
    step("written")
    return new_head


def _chained(hall_id: str, after: Head, recorded: Sequence[Recorded], days: DaySecrets) -> list[Row]:
    rows: list[Row] = []
    previous = after.hash
    for entry in recorded:
        actor = _actor_text(entry.actor)
        kind = type(entry.event).__name__
        body = _encode(days.sealed(entry)).decode()
        previous = row_hash(previous, hall_id, entry.seq, entry.at_ms, entry.business_day, actor, kind, body)
        rows.append(
            {
                "hall_id": hall_id,
                "seq": entry.seq,
                "business_day": entry.business_day,
                "at_ms": entry.at_ms,
                "actor": actor,
                "type": kind,
                "body": body,
                "hash": previous,
            }
        )
    return rows


def _move_head(connection: Connection, hall_id: str, after: Head, new_head: Head) -> None:
    if after.seq == 0:
        first = {"hall_id": hall_id, "seq": new_head.seq, "hash": new_head.hash}
        moved = connection.execute(_first_head(connection.dialect.name), first).rowcount
    else:
        parameters = {"of": hall_id, "before": after.seq, "hash_before": after.hash}
        moved = change(connection, _NEXT_HEAD, {**parameters, "after": new_head.seq, "hash_after": new_head.hash})
    if moved != 1:
        raise SecondWriter(hall_id, after.seq)


def _read(connection: Connection, hall_id: str, after_seq: int) -> list[Recorded]:
    rows = stored_rows(connection, hall_id, after_seq)
    for expected, row in enumerate(rows, after_seq + 1):
        if row.seq != expected:
            raise JournalDamaged(hall_id, expected, "the row is missing")
    days = DaySecrets(connection, hall_id)
    return [days.opened(read_row(row)) for row in rows]


def _newest(connection: Connection, hall_id: str, kind: str) -> int:
    columns = schema.journal.c
    newest = select(columns.seq).where(columns.hall_id == hall_id, columns.type == kind).order_by(columns.seq.desc())
    return connection.scalar(newest.limit(1)) or 0


def _answers(connection: Connection, hall_id: str, keys: list[str]) -> dict[str, Answer]:
    columns = schema.requests.c
    rows = connection.execute(
        select(columns.key, columns.fingerprint, columns.seq, columns.at_ms, columns.answer).where(
            columns.hall_id == hall_id, columns.key.in_(keys)
        )
    )
    return {row.key: Answer(*row) for row in rows}


def _answered_keys(connection: Connection, hall_id: str) -> set[str]:
    return set(connection.scalars(select(schema.requests.c.key).where(schema.requests.c.hall_id == hall_id)))


def _forget_answers(connection: Connection, hall_id: str, before_ms: int) -> None:
    connection.execute(
        delete(schema.requests).where(schema.requests.c.hall_id == hall_id, schema.requests.c.at_ms < before_ms)
    )


@lru_cache(maxsize=1_024)
def _actor_text(actor: Actor) -> str:
    return _encode(actor).decode()


_NEXT_HEAD = (
    update(schema.heads)
    .where(
        schema.heads.c.hall_id == bindparam("of"),
        schema.heads.c.seq == bindparam("before"),
        schema.heads.c.hash == bindparam("hash_before"),
    )
    .values(seq=bindparam("after"), hash=bindparam("hash_after"))
)


@cache
def _first_head(dialect: str) -> Insert:
    first = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return first(schema.heads).on_conflict_do_nothing()
