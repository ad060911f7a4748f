"""Anchors: where the journal stood when a business day was closed, kept outside the database.

Whoever can write to the database can cut the journal off, or write all of it anew with fitting hashes. An anchor kept
elsewhere gives that away: `verify` compares. It is kept in a file to which lines are only ever added, best on another
disk or machine, and as one line of text for the log and for a slip that somebody takes home.
"""

import os
import re
from collections.abc import Collection
from pathlib import Path

import msgspec
from sqlalchemy import Connection, select

from queue_server.storage import schema
from queue_server.storage.chain import StoredRow

LINE_DIGITS = 32  # of the hash's 64: nobody finds a second journal that shares 128 bits
_GROUP = 4

_LINE = re.compile(r"(?P<hall_id>\S+)\s+(?P<business_day>\d{4}-\d\d-\d\d)\s+(?P<seq>\d+)\s+(?P<hash>[0-9a-fA-F\s]+)")


class AnchorUnreadable(Exception):
    """A line that is no anchor."""


class Anchor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`seq` and `hash` of the row that closed the business day; from a line, only the beginning of the hash."""

    hall_id: str
    business_day: str
    seq: int
    hash: str

    @property
    def line(self) -> str:
        """For people: "anhe 2026-11-23 1204 3f2a 9c01 …", the hash by its first 32 digits."""
        digits = self.hash[:LINE_DIGITS]
        groups = (digits[start : start + _GROUP] for start in range(0, len(digits), _GROUP))
        return " ".join((self.hall_id, self.business_day, str(self.seq), *groups))

    def fits(self, row: StoredRow) -> bool:
        """Whether `row` is the row this anchor was taken of."""
        return row.seq == self.seq and row.hash.startswith(self.hash)


def from_line(text: str) -> Anchor:
    """The anchor of a line that was noted or printed; spaces do not matter. Raises AnchorUnreadable."""
    found = _LINE.fullmatch(text.strip())
    digits = "".join(found["hash"].split()).lower() if found else ""
    if found is None or not LINE_DIGITS <= len(digits) <= 64:
        raise AnchorUnreadable(
            f"{text!r} is no anchor; one looks like: anhe 2026-11-23 1204 and {LINE_DIGITS} digits of the hash"
        )
    return Anchor(found["hall_id"], found["business_day"], int(found["seq"]), digits)


class AnchorFile:
    """One JSON object a line. It may hold anchors of several halls."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> list[Anchor]:
        """In the order they were noted; none if there is no file. What a loss of power left of a last line is not
        there: that anchor is noted again. Raises AnchorUnreadable, OSError."""
        try:
            whole, _, _ = self._path.read_bytes().rpartition(b"\n")
        except FileNotFoundError:
            return []
        return [self._decode(number, line) for number, line in enumerate(whole.splitlines(), 1)]

    def note(self, anchors: Collection[Anchor]) -> None:
        """Adds them; returns when they are durable. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        with os.fdopen(file, "r+b", buffering=0) as opened:
            opened.truncate(opened.read().rfind(b"\n") + 1)  # a torn last line was never an anchor
            opened.write(b"".join(msgspec.json.encode(anchor) + b"\n" for anchor in anchors))
            os.fsync(opened.fileno())
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _decode(self, number: int, line: bytes) -> Anchor:
        try:
            return msgspec.json.decode(line, type=Anchor)
        except msgspec.MsgspecError as error:
            raise AnchorUnreadable(f"{self._path}, line {number}: {error}") from error


def closed_days(connection: Connection, hall_id: str, noted: Collection[str]) -> list[Anchor]:
    """The anchors of the closed business days that are not among those `noted`, oldest first."""
    days = schema.business_days.c
    closed = select(days.business_day).where(days.hall_id == hall_id, days.closed_at_ms.is_not(None))
    due = set(connection.scalars(closed)).difference(noted)
    if not due:
        return []
    rows = schema.journal.c
    found = connection.execute(
        select(rows.business_day, rows.seq, rows.hash)
        .where(rows.hall_id == hall_id, rows.type == "DayClosed", rows.business_day.in_(due))
        .order_by(rows.seq)
    )
    return [Anchor(hall_id, row.business_day, row.seq, row.hash) for row in found]
