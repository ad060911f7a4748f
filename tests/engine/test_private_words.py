"""What people write with a rating stands in one table, whoever looks wherever else; and after its time nowhere."""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Connection, Row, select, update

from queue_server.contract import wire
from queue_server.contract.actors import SYSTEM, Actor, Role
from queue_server.contract.commands import (
    AnyCommand,
    CallNext,
    CloseDay,
    EnterRating,
    ErrandKind,
    FinishServing,
    IssueTicket,
    OpenDay,
    RateAgain,
    RateErrand,
    RateService,
    RatingLevel,
    StartServing,
    Tick,
    ToldChannel,
)
from queue_server.contract.private_words import FIELDS, set_aside
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Accepted
from queue_server.engine import dispatcher as dispatcher_module
from queue_server.engine.dispatcher import Dispatcher
from queue_server.reports.rebuild import rebuild
from queue_server.reports.verification import verify
from queue_server.storage import schema
from queue_server.storage.database import Database
from tests.engine.manual_clock import ManualClock
from tests.engine.sample_hall import DAY, HALL, KIOSK, clerk_of, start

SAID = "窗口的人说我脑子不好使 😡 <script>alert(1)</script> & 'DROP'"
REACHED = "张三丰 13912345678"
LATER = "后来有人来道歉了，谢谢 🙏"
AT_THE_KIOSK = "屏幕太高我坐轮椅够不着"
TOLD = "来电人说排了两个钟头"
ALL = (SAID, REACHED, LATER, AT_THE_KIOSK, TOLD)
TELLING = ("脑子不好使", "13912345678", "张三丰", "来道歉了", "坐轮椅够不着", "排了两个钟头", "alert(1)")

WARDEN = Actor("gu-ping", frozenset({Role.COMPLAINTS}))
TERMINAL = Actor("rating-w01", frozenset({Role.RATING}))
TICKET = f"{DAY}.A001"
SERVICE = f"{TICKET}.s1"
HOLDER = Actor(TICKET, frozenset({Role.VISITOR}))
RATE = RateService(SERVICE, RatingLevel.VERY_DISSATISFIED, words=SAID, contact=REACHED)
DAY_MS = 86_400_000


async def serve(dispatcher: Dispatcher, clock: ManualClock) -> None:
    clerk = clerk_of("w01")
    await dispatcher.submit(IssueTicket(queue_id="comprehensive"), key="issue-0001", by=KIOSK)
    await dispatcher.submit(CallNext("w01"), key="call-00001", by=clerk)
    await clock.advance(30_000)
    await dispatcher.submit(StartServing("w01", TICKET), key="start-0001", by=clerk)
    await clock.advance(300_000)
    await dispatcher.submit(FinishServing("w01", TICKET), key="finish-001", by=clerk)


async def say_all(dispatcher: Dispatcher) -> list[Accepted]:
    said: tuple[tuple[AnyCommand, Actor], ...] = (
        (RATE, TERMINAL),
        (RateAgain(SERVICE, RatingLevel.DISSATISFIED, words=LATER), HOLDER),
        (RateErrand("printed-1", ErrandKind.GUIDE, RatingLevel.FAIR, words=AT_THE_KIOSK), KIOSK),
        (
            EnterRating(ToldChannel.TELEPHONE, DAY, RatingLevel.DISSATISFIED, window_id="w02", words=TOLD),
            WARDEN,
        ),
    )
    return [
        await dispatcher.submit(command, key=f"say-000{number}", by=by) for number, (command, by) in enumerate(said)
    ]


def kept(connection: Connection) -> list[Row[Any]]:
    words = schema.private_words.c
    return list(connection.execute(select(words.owner_id, words.part, words.text, words.erased_at_ms)))


def everywhere_else(connection: Connection) -> str:
    tables = [table for table in schema.METADATA.tables.values() if table is not schema.private_words]
    return "\n".join(repr(row) for table in tables for row in connection.execute(select(table)))


def told_in(text: str) -> list[str]:
    return [words for words in TELLING if words in text]


@pytest.fixture
async def said(dispatcher: Dispatcher, clock: ManualClock) -> list[Accepted]:
    await serve(dispatcher, clock)
    return await say_all(dispatcher)


async def test_what_was_written_stands_in_its_own_table_to_the_letter(said: list[Accepted], database: Database) -> None:
    rows = {(row.owner_id, row.part): row.text for row in await database.read(kept)}
    window_rating = next(owner for owner, _ in rows if rows[owner, "words"] == TOLD) if rows else ""
    assert rows[SERVICE, "words"] == SAID
    assert rows[SERVICE, "contact"] == REACHED
    assert rows[SERVICE, "again"] == LATER
    assert rows[window_rating, "words"] == TOLD
    assert sorted(rows.values()) == sorted(ALL)


async def test_it_is_in_no_other_table_no_log_no_answer_and_no_view(
    said: list[Accepted], dispatcher: Dispatcher, database: Database, logs: list[MutableMapping[str, Any]]
) -> None:
    assert told_in(await database.read(everywhere_else)) == []
    assert told_in(repr(logs)) == []
    assert told_in(msgspec.json.encode(said).decode()) == []
    assert told_in(repr(dispatcher.state)) == []
    topics = ("hall", "floor", "board", "rating:w01", "clerk:w01", f"ticket:{TICKET}")
    assert told_in(repr([await dispatcher.view(topic) for topic in topics])) == []


async def test_a_batch_that_fails_tells_the_log_nothing_and_keeps_nothing(
    dispatcher: Dispatcher,
    clock: ManualClock,
    database: Database,
    logs: list[MutableMapping[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await serve(dispatcher, clock)
    evolve = dispatcher_module.evolve

    def stumble(state: object, recorded: object) -> None:
        monkeypatch.setattr(dispatcher_module, "evolve", evolve)
        raise KeyError("a mistake of ours")

    monkeypatch.setattr(dispatcher_module, "evolve", stumble)
    with pytest.raises(CommandRefused):
        await dispatcher.submit(RATE, key="rate-00001", by=TERMINAL)
    assert any(line["event"] == "batch_failed" for line in logs)
    assert told_in(repr(logs)) == []
    assert await database.read(kept) == []


async def test_the_same_request_again_is_answered_the_same_and_the_first_words_count(
    dispatcher: Dispatcher, clock: ManualClock, database: Database
) -> None:
    await serve(dispatcher, clock)
    first = await dispatcher.submit(RATE, key="rate-00001", by=TERMINAL)
    differently = msgspec.structs.replace(RATE, words="something else")
    for again in (RATE, differently):
        assert await dispatcher.submit(again, key="rate-00001", by=TERMINAL) == first
    rows = {row.part: row.text for row in await database.read(kept)}
    assert rows == {"words": SAID, "contact": REACHED}


async def test_a_rating_that_is_refused_keeps_no_words(
    dispatcher: Dispatcher, clock: ManualClock, database: Database
) -> None:
    with pytest.raises(CommandRefused) as refused:
        await dispatcher.submit(RATE, key="rate-00001", by=TERMINAL)
    assert refused.value.code is RefusalCode.SERVICE_UNKNOWN
    assert await database.read(kept) == []


async def test_nothing_but_spaces_is_nothing_written(
    dispatcher: Dispatcher, clock: ManualClock, database: Database
) -> None:
    await serve(dispatcher, clock)
    blank = msgspec.structs.replace(RATE, words=" \n　", contact=" ")
    await dispatcher.submit(blank, key="rate-00001", by=TERMINAL)
    assert await database.read(kept) == []


async def test_after_its_time_it_is_erased_and_that_it_was_there_stays(
    said: list[Accepted], dispatcher: Dispatcher, database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    written_ms = clock.now_ms()
    await dispatcher.submit(CloseDay(), key="close-0001", by=SYSTEM)
    await clock.advance(365 * DAY_MS)
    await dispatcher.submit(OpenDay("2027-11-23"), key="open-00001", by=SYSTEM)
    await dispatcher.submit(Tick(), key="tick-00001", by=SYSTEM)  # the day's opening is over by then, with all it does
    rows = await database.read(kept)
    assert len(rows) == len(ALL)
    assert {row.text for row in rows} == {None}
    assert {row.erased_at_ms for row in rows} == {written_ms + 365 * DAY_MS}
    assert await database.read(lambda c: c.scalar(select(schema.ratings.c.has_words))) == 1
    assert in_files(tmp_path) == []


async def test_what_is_due_is_erased_by_a_start_too(
    said: list[Accepted], dispatcher: Dispatcher, database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    assert in_files(tmp_path) != [] or not list(tmp_path.glob("*.sqlite"))
    await dispatcher.stop()
    await clock.advance(365 * DAY_MS)
    again = await start(database, clock)
    assert {row.text for row in await database.read(kept)} == {None}
    assert in_files(tmp_path) == []
    await again.stop()


async def test_nothing_is_erased_before_its_time(
    said: list[Accepted], dispatcher: Dispatcher, database: Database, clock: ManualClock
) -> None:
    await dispatcher.stop()
    await clock.advance(364 * DAY_MS)
    again = await start(database, clock)
    assert sorted(row.text for row in await database.read(kept)) == sorted(ALL)
    await again.stop()


async def test_of_many_texts_that_filled_pages_nothing_is_left_in_the_files(
    dispatcher: Dispatcher, clock: ManualClock, database: Database, tmp_path: Path
) -> None:
    """Rows that grow, shrink and split their pages leave no copy behind."""
    for number in range(120):
        told = EnterRating(
            ToldChannel.LETTER,
            DAY,
            RatingLevel.FAIR,
            window_id="w01",
            words=f"秘密{number:03}" + "很久" * (number * 2),
        )
        await dispatcher.submit(told, key=f"enter-{number:04}", by=WARDEN)
    first_hundred = schema.private_words.c.text.like("秘密0%")
    await database.write(lambda c: c.execute(update(schema.private_words).where(first_hundred).values(keep_until_ms=1)))
    await dispatcher.stop()
    await clock.advance(DAY_MS)
    again = await start(database, clock)
    await again.stop()
    await clock.advance(400 * DAY_MS)
    last = await start(database, clock)
    await last.stop()
    assert {row.text for row in await database.read(kept)} == {None}
    assert [file.name for file in tmp_path.rglob("*") if file.is_file() and "秘密".encode() in file.read_bytes()] == []


def in_files(folder: Path) -> list[str]:
    """Of an SQLite database, with its log. What PostgreSQL's files have is not for us to read."""
    data = b"".join(file.read_bytes() for file in folder.glob("*.sqlite*") if file.is_file())
    return [words for words in TELLING if words.encode() in data]


async def test_history_made_anew_leaves_the_words_alone_and_is_the_same(
    said: list[Accepted], dispatcher: Dispatcher, database: Database
) -> None:
    await dispatcher.stop()
    before = await database.read(kept)
    await rebuild(database, HALL)
    assert await database.read(kept) == before
    assert (await verify(database, HALL)).findings == ()


@pytest.mark.parametrize("command", sorted(FIELDS, key=str))
def test_every_private_field_is_one_of_its_command(command: type[Any]) -> None:
    assert set(FIELDS[command]) <= set(command.__struct_fields__)


def test_no_rule_sees_a_word() -> None:
    aside, written = set_aside(RATE)
    assert written == {"words": SAID, "contact": REACHED}
    assert told_in(repr(aside)) == []


@pytest.mark.parametrize(
    "words", ["a\\u0000b", "a\\u001bb", "x" * 501, "", "\\u202eabc", "x" * 4_000, "\\ud83d"], ids=range(7)
)
def test_what_no_database_can_keep_or_is_too_long_is_refused_and_never_cut(words: str) -> None:
    body = f'{{"type": "RateService", "service_id": "{SERVICE}", "level": "fair", "words": "{words}"}}'
    with pytest.raises(msgspec.MsgspecError):
        msgspec.json.decode(body, type=RateService)


def test_emoji_markup_and_lines_are_text_like_any() -> None:
    words = '👩‍👩‍👧‍👦 <b>很好</b>\n第二行 &amp; "quoted" 𠀀'
    request = wire.Request("key-000001", RateService(SERVICE, RatingLevel.FAIR, words=words))
    again = wire.decode_to_server(wire.encode(request))
    assert isinstance(again, wire.Request)
    assert isinstance(again.command, RateService)
    assert again.command.words == words
