"""The hash chain: every journal row carries the hash of itself and of the one before it, so an altered past shows.

    hash_0 = 64 zeros
    hash_i = SHA-256 of the JSON array [hash_(i-1), hall_id, seq, at_ms, business_day, actor, type, body], in hex

Actor and body enter as the texts that are stored. The chain cannot show that its newest rows were cut off together with
the head, or that all of it was written anew by somebody who knows this page: for that there are anchors (anchors.py).
"""

import hashlib

import msgspec

GENESIS = "0" * 64

_encode = msgspec.json.Encoder().encode


class StoredRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the journal as it is stored, in the order of its columns; `actor` and `body` are JSON texts."""

    hall_id: str
    seq: int
    business_day: str | None
    at_ms: int
    actor: str
    type: str
    body: str
    hash: str


def row_hash(
    previous: str, hall_id: str, seq: int, at_ms: int, business_day: str | None, actor: str, kind: str, body: str
) -> str:
    """The hash of a row that follows the row with the hash `previous`."""
    return hashlib.sha256(_encode((previous, hall_id, seq, at_ms, business_day, actor, kind, body))).hexdigest()


def follows(row: StoredRow, previous: str, *, seq: int | None = None) -> bool:
    """Whether `row`, at its own place or at `seq`, is unaltered and follows the row with the hash `previous`."""
    place = row.seq if seq is None else seq
    return row.hash == row_hash(
        previous, row.hall_id, place, row.at_ms, row.business_day, row.actor, row.type, row.body
    )
