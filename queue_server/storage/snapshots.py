"""Snapshots: the hall as it was when its newest business day had just been opened, so that a start reads one day only.

Nothing rests on a snapshot. It is made from the journal, and used only if its digest fits, if the journal still has the
very row it was made after, and if the program that folds on is the one that made it; otherwise the journal is folded
from its beginning, and a snapshot is made anew. `verify` compares it with the journal.

A day that opens has no tickets yet. What a snapshot knows of persons are appointments: their keys are written as the
journal has them, sealed with the secret of their day (`day_secrets`).
"""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import msgspec
import structlog
from sqlalchemy import Connection, delete, insert, select

import config
import queue_server
from config.model import Model
from queue_server.domain.events import AppointmentBooked
from queue_server.domain.state import HallState
from queue_server.storage import schema
from queue_server.storage.day_secrets import DaySecrets, Whose
from queue_server.storage.history import Carried, History

_ROOMS: Final = ("contract", "domain", "storage")  # of the server: where events are folded


def _program() -> str | None:
    """SHA-256, in hex, of the sources that say what comes of an event; None where there are none to be read."""
    server = Path(queue_server.__file__).parent
    roots = (Path(config.__file__).parent, *(server / room for room in _ROOMS))
    texts = [path.read_bytes() for root in roots for path in sorted(root.rglob("*.py")) if path.is_file()]
    return hashlib.sha256(b"".join(hashlib.sha256(text).digest() for text in texts)).hexdigest() if texts else None


PROGRAM: Final = _program()  # the one that runs, whatever is installed over it meanwhile

log = structlog.get_logger(__name__)


class Folded(msgspec.Struct):
    """The hall after the event `seq`, which happened at `at_ms`, and the history with it."""

    seq: int
    at_ms: int
    state: HallState
    history: History


class Snapshot(msgspec.Struct, frozen=True):
    """Of a hall whose day had just been opened. `persons`: day and keys, by appointment."""

    seq: int
    at_ms: int
    content: bytes
    persons: dict[str, tuple[str, tuple[str, ...]]]


class _Content(msgspec.Struct):
    state: HallState
    carried: Carried


def take(folded: Folded) -> Snapshot:
    """Of the hall right after the event that opened its day."""
    state = folded.state
    diary, keys = state.appointments.without_persons()
    persons = {id_: (state.appointments.by_id[id_].business_day, theirs) for id_, theirs in keys.items()}
    written = replace(state, appointments=diary, foreseen={}, queue_lines={})  # views remember for a moment only
    return Snapshot(folded.seq, folded.at_ms, _Encoder().encode(_Content(written, folded.history.carried)), persons)


def keep(connection: Connection, hall_id: str, snapshot: Snapshot) -> None:
    """In place of the one there was. The event it was taken after has been written."""
    if PROGRAM is None:
        return
    days = DaySecrets(connection, hall_id)
    persons = {id_: days.sealed_keys(_whose(id_, day), keys) for id_, (day, keys) in snapshot.persons.items()}
    sealed = msgspec.json.encode(persons).decode()
    row = {
        "hall_id": hall_id,
        "seq": snapshot.seq,
        "hash": _hash_at(connection, hall_id, snapshot.seq),
        "program": PROGRAM,
        "at_ms": snapshot.at_ms,
        "content": snapshot.content,
        "persons": sealed,
        "digest": _digest(snapshot.seq, snapshot.at_ms, snapshot.content, sealed),
    }
    connection.execute(delete(schema.snapshots).where(schema.snapshots.c.hall_id == hall_id))
    connection.execute(insert(schema.snapshots), row)


def restore(connection: Connection, hall_id: str) -> Folded | None:
    """The hall as the snapshot has it, if there is one that fits journal and program."""
    row = connection.execute(select(schema.snapshots).where(schema.snapshots.c.hall_id == hall_id)).one_or_none()
    if row is None or row.program != PROGRAM:
        return None
    if row.hash != _hash_at(connection, hall_id, row.seq):
        log.warning("snapshot_of_another_journal", hall_id=hall_id, seq=row.seq)
        return None
    if row.digest != _digest(row.seq, row.at_ms, row.content, row.persons):
        log.warning("snapshot_damaged", hall_id=hall_id, seq=row.seq)
        return None
    content = _Decoder().decode(row.content)
    sealed = msgspec.json.decode(row.persons, type=dict[str, tuple[str, ...]])
    days, diary = DaySecrets(connection, hall_id), content.state.appointments
    diary.know_persons(
        {id_: days.opened_keys(_whose(id_, diary.by_id[id_].business_day), keys) for id_, keys in sealed.items()}
    )
    return Folded(row.seq, row.at_ms, content.state, History(hall_id, content.carried))


def alike(one: Folded, other: Folded) -> bool:
    """Whether they are the same hall; who its appointments are for is not compared, it may be sealed in one of them."""
    return (one.at_ms, _nobodys(one), one.history.carried) == (other.at_ms, _nobodys(other), other.history.carried)


def _nobodys(folded: Folded) -> HallState:
    return replace(folded.state, appointments=folded.state.appointments.without_persons()[0])


def _whose(appointment_id: str, day: str) -> Whose:
    return Whose(day, AppointmentBooked, appointment_id)


def _hash_at(connection: Connection, hall_id: str, seq: int) -> str | None:
    journal = schema.journal.c
    return connection.scalar(select(journal.hash).where(journal.hall_id == hall_id, journal.seq == seq))


def _digest(seq: int, at_ms: int, content: bytes, persons: str) -> str:
    """SHA-256, in hex, of all that a snapshot says."""
    return hashlib.sha256(b"\0".join((b"%d %d" % (seq, at_ms), persons.encode(), content))).hexdigest()


class _Encoder:
    """A guide is that of many pre-reviews: it is put into words once."""

    def __init__(self) -> None:
        self._texts: dict[int, str] = {}

    def encode(self, content: _Content) -> bytes:
        return msgspec.msgpack.Encoder(enc_hook=self._encode_model).encode(content)

    def _encode_model(self, value: object) -> str:
        if not isinstance(value, Model):
            raise NotImplementedError(type(value).__name__)
        if id(value) not in self._texts:
            self._texts[id(value)] = value.model_dump_json()
        return self._texts[id(value)]


class _Decoder:
    """Equal models are one: the plan in force is mostly the one published, and a guide is that of many pre-reviews."""

    def __init__(self) -> None:
        self._models: dict[tuple[type[Model], str], Model] = {}

    def decode(self, content: bytes) -> _Content:
        return msgspec.msgpack.decode(content, type=_Content, dec_hook=self._decode_model)

    def _decode_model(self, kind: type[Any], text: str) -> Any:
        if (kind, text) not in self._models:
            self._models[kind, text] = kind.model_validate_json(text)
        return self._models[kind, text]
