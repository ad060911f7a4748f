import hashlib

import msgspec
import pytest

from queue_server.storage.chain import GENESIS, StoredRow, follows, row_hash

ROW = StoredRow("anhe", 1, "2026-11-23", 1_000, '{"id":"kiosk-1"}', "TicketExpired", '{"ticket_id":"A001"}', "")


def hashed(row: StoredRow, previous: str) -> StoredRow:
    content = (previous, row.hall_id, row.seq, row.at_ms, row.business_day, row.actor, row.type, row.body)
    return msgspec.structs.replace(row, hash=row_hash(*content))


def test_the_hash_is_what_the_page_says() -> None:
    text = f'["{GENESIS}","anhe",1,1000,"2026-11-23","{{\\"id\\":\\"kiosk-1\\"}}","TicketExpired",' + (
        '"{\\"ticket_id\\":\\"A001\\"}"]'
    )
    assert hashed(ROW, GENESIS).hash == hashlib.sha256(text.encode()).hexdigest()


def test_a_row_follows_the_one_it_was_written_after() -> None:
    first = hashed(ROW, GENESIS)
    second = hashed(msgspec.structs.replace(ROW, seq=2), first.hash)
    assert follows(first, GENESIS)
    assert follows(second, first.hash)
    assert not follows(second, GENESIS)


@pytest.mark.parametrize(
    "change",
    [
        {"hall_id": "other"},
        {"seq": 2},
        {"at_ms": 1_001},
        {"business_day": None},
        {"actor": '{"id":"kiosk-2"}'},
        {"type": "TicketVoided"},
        {"body": '{"ticket_id":"A002"}'},
    ],
)
def test_a_row_altered_in_any_column_no_longer_follows(change: dict[str, object]) -> None:
    assert not follows(msgspec.structs.replace(hashed(ROW, GENESIS), **change), GENESIS)


def test_a_row_moved_is_known_at_its_old_place() -> None:
    moved = msgspec.structs.replace(hashed(ROW, GENESIS), seq=5)
    assert follows(moved, GENESIS, seq=1)
    assert not follows(moved, GENESIS)
