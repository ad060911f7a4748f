import pytest
from sqlalchemy import select

from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.storage import accounts, passwords, schema
from queue_server.storage.accounts import ATTEMPTS, IDLE_S, LOCKED_S, LONGEST_S
from queue_server.storage.database import Database
from queue_server.storage.hall_secrets import TICKET_PAGES, hall_secret
from queue_server.storage.passwords import PasswordUnfit, hash_password, matches
from queue_server.storage.station_keys import enrol, fits, key_hashes, revoke

HALL = "anhe"
CLERK = "li-juan"
PASSWORD = "a lantern in the fog"
NOW_MS = 1_795_395_600_000


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real function with its smallest parameters: a test need not last as long as an attack."""
    cheap = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", cheap)


async def refusal_of(database: Database, password: str, now_ms: int = NOW_MS, clerk_id: str = CLERK) -> CommandRefused:
    with pytest.raises(CommandRefused) as caught:
        await accounts.sign_in(database, HALL, clerk_id, password, now_ms)
    return caught.value


async def test_a_clerk_signs_in_with_the_right_password_and_is_known_by_the_session(database: Database) -> None:
    await accounts.set_password(database, HALL, CLERK, PASSWORD, NOW_MS)
    session = await accounts.sign_in(database, HALL, CLERK, PASSWORD, NOW_MS)
    assert await accounts.signed_in(database, HALL, session.token, NOW_MS) == CLERK
    assert await accounts.signed_in(database, "another-hall", session.token, NOW_MS) is None
    await accounts.sign_out(database, HALL, session.token)
    assert await accounts.signed_in(database, HALL, session.token, NOW_MS) is None


async def test_a_wrong_password_an_unknown_and_a_disabled_account_are_refused_alike(database: Database) -> None:
    await accounts.set_password(database, HALL, CLERK, PASSWORD, NOW_MS)
    await accounts.set_password(database, HALL, "gone", PASSWORD, NOW_MS)
    assert await accounts.set_disabled(database, HALL, "gone", True, NOW_MS)
    refusals = [
        await refusal_of(database, "a candle in the fog"),
        await refusal_of(database, PASSWORD, clerk_id="nobody"),
        await refusal_of(database, PASSWORD, clerk_id="gone"),
    ]
    assert [(refused.code, refused.details) for refused in refusals] == [(RefusalCode.WRONG_CREDENTIALS, {})] * 3


async def test_wrong_passwords_in_a_row_lock_the_account_for_a_while(database: Database) -> None:
    await accounts.set_password(database, HALL, CLERK, PASSWORD, NOW_MS)
    for _ in range(ATTEMPTS):
        assert (await refusal_of(database, "wrong password")).code is RefusalCode.WRONG_CREDENTIALS
    locked = await refusal_of(database, PASSWORD)
    assert (locked.code, locked.details) == (RefusalCode.TOO_MANY_ATTEMPTS, {"wait_s": str(LOCKED_S)})
    assert await accounts.sign_in(database, HALL, CLERK, PASSWORD, NOW_MS + LOCKED_S * 1_000)


async def test_a_right_password_in_time_forgets_the_wrong_ones(database: Database) -> None:
    await accounts.set_password(database, HALL, CLERK, PASSWORD, NOW_MS)
    for _ in range(2):
        for _ in range(ATTEMPTS - 1):
            await refusal_of(database, "wrong password")
        await accounts.sign_in(database, HALL, CLERK, PASSWORD, NOW_MS)


async def test_a_session_ends_when_it_is_not_used(database: Database) -> None:
    await accounts.set_password(database, HALL, CLERK, PASSWORD, NOW_MS)
    session = await accounts.sign_in(database, HALL, CLERK, PASSWORD, NOW_MS)
    used_ms = NOW_MS + IDLE_S * 1_000 - 1
    assert await accounts.signed_in(database, HALL, session.token, used_ms) == CLERK
    assert await accounts.signed_in(database, HALL, session.token, used_ms + IDLE_S * 1_000 - 1) == CLERK
    assert await accounts.signed_in(database, HALL, session.token, used_ms + 2 * IDLE_S * 1_000) is None


async def test_a_session_in_constant_use_ends_all_the_same(database: Database) -> None:
    await accounts.set_password(database, HALL, CLERK, PASSWORD, NOW_MS)
    session = await accounts.sign_in(database, HALL, CLERK, PASSWORD, NOW_MS)
    for used_s in range(0, LONGEST_S, IDLE_S // 2):
        assert await accounts.signed_in(database, HALL, session.token, NOW_MS + used_s * 1_000) == CLERK
    assert session.ends_at_ms == NOW_MS + LONGEST_S * 1_000
    assert await accounts.signed_in(database, HALL, session.token, session.ends_at_ms) is None


@pytest.mark.parametrize("change", ["password", "disabled"])
async def test_a_new_password_or_a_disabled_account_ends_its_sessions(database: Database, change: str) -> None:
    await accounts.set_password(database, HALL, CLERK, PASSWORD, NOW_MS)
    session = await accounts.sign_in(database, HALL, CLERK, PASSWORD, NOW_MS)
    if change == "password":
        await accounts.set_password(database, HALL, CLERK, "another lantern", NOW_MS)
    else:
        await accounts.set_disabled(database, HALL, CLERK, True, NOW_MS)
    assert await accounts.signed_in(database, HALL, session.token, NOW_MS) is None


async def test_ended_sessions_leave_nothing_behind(database: Database) -> None:
    await accounts.set_password(database, HALL, CLERK, PASSWORD, NOW_MS)
    await accounts.sign_in(database, HALL, CLERK, PASSWORD, NOW_MS)
    fresh = await accounts.sign_in(database, HALL, CLERK, PASSWORD, NOW_MS + IDLE_S * 1_000)
    await accounts.forget_ended_sessions(database, HALL, NOW_MS + IDLE_S * 1_000)
    tokens = await database.read(lambda c: c.scalars(select(schema.account_sessions.c.token_hash)).all())
    assert len(tokens) == 1
    assert await accounts.signed_in(database, HALL, fresh.token, NOW_MS + IDLE_S * 1_000) == CLERK


async def test_accounts_are_listed_and_disabling_an_unknown_one_is_told(database: Database) -> None:
    await accounts.set_password(database, HALL, "zhou-jie", PASSWORD, NOW_MS)
    await accounts.set_password(database, HALL, CLERK, PASSWORD, NOW_MS)
    assert [account.clerk_id for account in await accounts.accounts(database, HALL)] == [CLERK, "zhou-jie"]
    assert not await accounts.set_disabled(database, HALL, "nobody", True, NOW_MS)


async def test_neither_passwords_nor_tokens_nor_keys_are_stored(database: Database) -> None:
    await accounts.set_password(database, HALL, CLERK, PASSWORD, NOW_MS)
    session = await accounts.sign_in(database, HALL, CLERK, PASSWORD, NOW_MS)
    key = await enrol(database, HALL, "kiosk-1", NOW_MS)
    tables = (schema.accounts, schema.account_sessions, schema.station_keys)
    rows = await database.read(lambda c: [row for table in tables for row in c.execute(select(table)).all()])
    assert len(rows) == 3
    assert not any(secret in str(row) for row in rows for secret in (PASSWORD, session.token, key))


@pytest.mark.parametrize("password", ["short", "x" * 129, "administrator"])
async def test_an_unfit_password_is_not_taken(password: str) -> None:
    with pytest.raises(PasswordUnfit):
        await hash_password(password, "Administrator")


async def test_a_password_matches_its_own_hash_only() -> None:
    stored = await hash_password(PASSWORD, CLERK)
    assert await matches(stored, PASSWORD)
    assert not await matches(stored, PASSWORD + " ")
    assert not await matches(None, PASSWORD)
    assert not await matches(stored, "x" * 1_000_000)


async def test_an_unknown_account_costs_as_much_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    monkeypatch.setattr(passwords, "_verify", lambda stored, password: bool(checked.append(stored)))
    await matches(None, PASSWORD)
    (stored,) = checked
    cost = stored.rsplit("$", 2)[0]
    assert passwords.PasswordHasher.from_parameters(passwords.profiles.RFC_9106_LOW_MEMORY).hash("x").startswith(cost)


async def test_a_station_is_known_by_its_newest_key_until_that_is_revoked(database: Database) -> None:
    first = await enrol(database, HALL, "kiosk-1", NOW_MS)
    second = await enrol(database, HALL, "kiosk-1", NOW_MS)
    stored = (await key_hashes(database, HALL))["kiosk-1"]
    assert fits(second, stored)
    assert not fits(first, stored)
    assert await revoke(database, HALL, "kiosk-1")
    assert not await revoke(database, HALL, "kiosk-1")
    assert await key_hashes(database, HALL) == {}


async def test_a_hall_keeps_its_secret(database: Database) -> None:
    secret = await hall_secret(database, HALL, TICKET_PAGES)
    assert len(secret) == 32
    assert await hall_secret(database, HALL, TICKET_PAGES) == secret
    assert await hall_secret(database, "another", TICKET_PAGES) != secret
