"""Sending: every rating reaches every receiver once and in order, whatever happens on the way."""

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.exc import OperationalError

from config.exports import Export
from queue_server.contract.commands import RateAgain, RateService, RatingLevel
from queue_server.exports.courier import Answered, Courier
from queue_server.reports.rebuild import rebuild
from queue_server.reports.verification import verify
from queue_server.storage import exports, schema
from queue_server.storage.exports import Counts, counts, not_sent
from simulation.receiver import Fault
from tests.engine.sample_hall import HALL, start
from tests.exports.conftest import Office, visitor


async def counted(office: Office) -> dict[str, Counts]:
    return await office.database.read(counts, HALL)


async def settled(office: Office, receiver_id: str = "province") -> Counts:
    """Once nothing waits there any more."""
    async with asyncio.timeout(30):
        while (told := (await counted(office))[receiver_id]).waiting:  # noqa: ASYNC110  the database tells nobody
            await asyncio.sleep(0.01)
    return told


def deliveries(connection: Connection) -> list[Any]:
    of = schema.deliveries.c
    return list(
        connection.execute(select(of.rating_id, of.part, of.outcome, of.attempts, of.why).order_by(of.rating_id))
    )


async def test_every_rating_reaches_every_receiver_in_the_order_they_were_given(office_on_each: Office) -> None:
    office = office_on_each
    await office.open(office.export("national"), office.export("province"))
    first = await office.rate(RatingLevel.VERY_DISSATISFIED, reasons=("101",))
    second = await office.rate(RatingLevel.VERY_SATISFIED)
    await office.give(RateAgain(first, RatingLevel.SATISFIED), visitor(first))
    office.send()
    third = await office.rate(RatingLevel.FAIR)
    national, province = await office.taken("national", 4), await office.taken("province", 4)
    numbers = [f"{HALL}.{first}.first", f"{HALL}.{second}.first", f"{HALL}.{first}.again", f"{HALL}.{third}.first"]
    assert list(national.taken) == list(province.taken) == numbers
    assert [message["满意度代码"] for message in national.taken.values()] == ["5", "1", "2", "3"]
    assert [message["satisfaction"] for message in province.taken.values()] == ["1", "5", "4", "3"]
    assert [message["评价次数"] for message in national.taken.values()] == ["1", "1", "2", "1"]
    assert (national.refused, province.refused) == (0, 0)
    assert await settled(office) == Counts(sent=4)
    await office.close()
    office.dispatcher = await start(office.database, office.clock)
    assert (await verify(office.database, HALL)).findings == ()


async def test_what_is_refused_is_put_aside_and_stops_nobody(office_on_each: Office, logs: Any) -> None:
    office = office_on_each
    await office.open(office.export("province"))
    desk = office.receiver.desks["province"]
    desk.faults.extend([Fault.REFUSE])
    bad, good = await office.rate(), await office.rate()
    office.send()
    await office.taken("province", 1)
    assert list(desk.taken) == [f"{HALL}.{good}.first"]
    assert await settled(office) == Counts(sent=1, refused=1)
    (aside,) = await office.database.read(not_sent, HALL, 9)
    assert (aside.rating_id, aside.outcome, aside.status, aside.attempts) == (bad, "refused", 422, 1)
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["export_put_aside"]
    # once somebody has put it right there
    assert await office.sending.couriers["province"].take_up_refused() == 1
    await office.taken("province", 2)
    assert await settled(office) == Counts(sent=2)


async def test_a_receiver_that_is_down_holds_up_its_own_ratings_and_no_others(office: Office, logs: Any) -> None:
    await office.open(office.export("national"), office.export("province"))
    office.receiver.desks["province"].faults.extend([Fault.DOWN] * 3)
    rated = [await office.rate() for _ in range(3)]
    office.send()
    assert list((await office.taken("national", 3)).taken) == [f"{HALL}.{id_}.first" for id_ in rated]
    assert list((await office.taken("province", 3)).taken) == [f"{HALL}.{id_}.first" for id_ in rated]
    await settled(office)
    told = await office.database.read(deliveries)
    assert sorted(row.attempts for row in told) == [1, 1, 1, 1, 1, 4]
    events = [line["event"] for line in logs if line["event"].startswith("exports_")]
    assert events == ["exports_held_up", "exports_go_on"]


@pytest.mark.parametrize("fault", [Fault.DIE, Fault.SLOW])
@pytest.mark.parametrize("knows_twice", [True, False])
async def test_an_answer_that_was_lost_doubles_nothing(office: Office, fault: Fault, knows_twice: bool) -> None:
    office.receiver._knows_twice = knows_twice
    await office.open(office.export("province", timeout_s=3))
    office.receiver.desks["province"].faults.append(fault)
    first, second = await office.rate(), await office.rate()
    office.send()
    desk = await office.taken("province", 2)
    assert await settled(office) == Counts(sent=2)
    assert list(desk.taken) == [f"{HALL}.{first}.first", f"{HALL}.{second}.first"]
    assert desk.seen_twice == 1


async def test_two_answers_to_one_message_are_not_taken_for_two_messages(office: Office) -> None:
    await office.open(office.export("province"))
    office.receiver.desks["province"].faults.append(Fault.TWICE)
    for _ in range(3):
        await office.rate()
    office.send()
    desk = await office.taken("province", 3)
    assert await settled(office) == Counts(sent=3)
    assert desk.refused == 0


async def test_a_server_that_ended_between_sending_and_noting_it_is_believed_by_the_receiver(office: Office) -> None:
    await office.open(office.export("province"))
    await office.rate()
    office.send()
    desk = await office.taken("province", 1)
    await settled(office)
    await office.stop_sending()
    await office.database.write(lambda connection: connection.execute(delete(schema.deliveries)))
    office.send()
    assert await settled(office) == Counts(sent=1)
    assert (len(desk.taken), desk.seen_twice) == (1, 1)
    assert (await office.database.read(deliveries))[0].why == "known"


async def test_what_could_not_be_noted_is_sent_again_and_believed_by_the_receiver(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = exports.settle

    def fails_once(*_: Any) -> None:
        monkeypatch.setattr(exports, "settle", settle)
        raise OperationalError(None, None, OSError("the disk is full"))

    monkeypatch.setattr(exports, "settle", fails_once)
    await office.open(office.export("province"))
    await office.rate()
    office.send()
    assert await settled(office) == Counts(sent=1)
    assert office.receiver.desks["province"].seen_twice == 1
    # but who knows a rating that was never sent has mistaken it for another
    strange = await office.serve()
    office.receiver.desks["province"].taken[f"{HALL}.{strange}.first"] = {}
    await office.give(RateService(strange, RatingLevel.FAIR), visitor(strange))
    assert await settled(office) == Counts(sent=1, refused=1)


async def test_a_history_computed_anew_sends_nothing_twice(office_on_each: Office) -> None:
    office = office_on_each
    await office.open(office.export("national"), office.export("province"))
    for _ in range(3):
        await office.rate()
    office.send()
    await office.taken("national", 3)
    await office.taken("province", 3)
    await settled(office, "national")
    await settled(office, "province")
    await office.close()
    before = await office.database.read(deliveries)
    await rebuild(office.database, HALL)
    office.dispatcher = await start(office.database, office.clock)
    office.send()
    later = await office.rate()
    desk = await office.taken("province", 4)
    await settled(office)
    assert list(desk.taken)[-1] == f"{HALL}.{later}.first"
    assert desk.seen_twice == office.receiver.desks["national"].seen_twice == 0
    assert set(before) <= set(await office.database.read(deliveries))


async def test_who_was_not_told_of_in_time_is_told_of_ratings_from_then_on(office: Office) -> None:
    await office.open(office.export("national"))
    await office.rate()
    await office.publish(office.export("national"), office.export("province"))
    later = await office.rate()
    office.send()
    await office.taken("national", 2)
    assert list((await office.taken("province", 1)).taken) == [f"{HALL}.{later}.first"]


async def test_what_cannot_be_written_waits_for_a_configuration_that_has_it(office_on_each: Office) -> None:
    office = office_on_each
    await office.open(office.export("province", case_prefix=None))
    rated = await office.rate()
    office.send()
    assert await settled(office) == Counts(unfit=1)
    (aside,) = await office.database.read(not_sent, HALL, 9)
    assert (aside.outcome, aside.why, aside.attempts) == ("unfit", "projectNo: missing", 0)
    await office.publish(office.export("province"))
    assert list((await office.taken("province", 1)).taken) == [f"{HALL}.{rated}.first"]
    assert await settled(office) == Counts(sent=1)


async def test_the_key_is_shown_to_its_receiver_and_to_nobody_else(office: Office, logs: Any) -> None:
    office.keys["HALL_EXPORT_KEY_PROVINCE"] = "a-secret-of-ours"
    await office.open(office.export("national"), office.export("province"))
    office.receiver.desks["province"].faults.extend([Fault.LOCKED_OUT, Fault.DOWN])
    await office.rate()
    office.send()
    assert (await office.taken("province", 1)).keys == {"Bearer a-secret-of-ours"}
    assert (await office.taken("national", 1)).keys == {""}
    await settled(office)
    assert [line["why"] for line in logs if line["event"] == "exports_held_up"] == ["key"]
    assert "a-secret-of-ours" not in str(logs)


@pytest.mark.parametrize(
    ("wanted", "erased", "sent"), [(True, False, "很好 😀 <b>"), (False, False, None), (True, True, None)]
)
async def test_words_go_to_who_wants_them_while_they_are_kept(
    office_on_each: Office, wanted: bool, erased: bool, sent: str | None
) -> None:
    office = office_on_each
    await office.open(office.export("national", words=wanted))
    await office.rate(words="很好 😀 <b>", contact="0000-1")
    if erased:
        await office.database.write(
            lambda connection: connection.execute(update(schema.private_words).values(text=None))
        )
    office.send()
    (message,) = (await office.taken("national", 1)).taken.values()
    assert message.get("文字评价") == sent
    assert "0000-1" not in str(message)


async def test_pauses_double_with_chance_in_them_up_to_the_longest(office: Office) -> None:
    await office.open(office.export("province", pause_s=4, pause_at_most_s=20))
    office.receiver.desks["province"].faults.extend([Fault.DOWN] * 5)
    await office.rate()
    office.send()
    await office.taken("province", 1)
    await settled(office)
    for pause_s, whole_s in zip(office.pauses, (4, 8, 16, 20, 20), strict=False):
        assert whole_s / 2 <= pause_s <= whole_s


def courier(**differently: Any) -> Courier:
    export = Export.model_validate({"id": "x", "form": "gbt39046", "url": "http://x/", **differently})
    return Courier(export, None, None, None, None, None)  # type: ignore[arg-type]  # it only reads answers


@pytest.mark.parametrize(
    ("status", "body", "wait", "answered"),
    [
        (200, b'{"code": "0"}', "", Answered("sent", 200)),
        (200, b'{"code": 0}', "", Answered("sent", 200)),
        (201, b'{"code": "17"}', "", Answered("refused", 201, "code: 17")),
        (200, b"{}", "", Answered("refused", 200, "code")),
        (200, b'{"code": ["x"]}', "", Answered("refused", 200, "code")),
        (200, b"<html>", "", Answered(None, 200, "unreadable")),
        (200, b"[" * 100_000, "", Answered(None, 200, "unreadable")),
        (302, b"", "", Answered(None, 302, "redirected")),
        (400, b"", "", Answered("refused", 400)),
        (401, b"", "", Answered(None, 401, "key")),
        (404, b"", "", Answered(None, 404, "address")),
        (413, b"", "", Answered("refused", 413)),
        (422, b"", "", Answered("refused", 422)),
        (429, b"", "30", Answered(None, 429, "too_many", 30)),
        (503, b"", "99999", Answered(None, 503, "trouble", 900)),
        (503, b"", "Wed, 21 Oct 2026 07:28:00 GMT", Answered(None, 503, "trouble")),
    ],
)
def test_answers_of_a_receiver_that_says_in_the_body_what_it_did(
    status: int, body: bytes, wait: str, answered: Answered
) -> None:
    read = courier(answer_field="code", answer_good=["0"])._read(status, body, wait)
    assert (read.outcome, read.status, read.why, read.wait_s) == (
        answered.outcome,
        answered.status,
        answered.why,
        answered.wait_s,
    )


async def test_an_answer_that_comes_in_pieces_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    piece_read = asyncio.Event()
    read = aiohttp.StreamReader.read

    async def read_and_tell(content: aiohttp.StreamReader, size: int) -> bytes:
        piece = await read(content, size)
        piece_read.set()
        return piece

    async def answer_in_pieces(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b'{"code":')
        await piece_read.wait()
        await answer.write(b' "0"}')
        return answer

    monkeypatch.setattr(aiohttp.StreamReader, "read", read_and_tell)
    app = web.Application()
    app.router.add_post("/", answer_in_pieces)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        async with aiohttp.ClientSession() as http:
            brings = courier(url=f"http://127.0.0.1:{site.port}/", answer_field="code", answer_good=["0"])
            brings._http = http
            answered = await brings._attempt({}, "one")
    finally:
        await runner.cleanup()
    assert (answered.outcome, answered.status, answered.why) == ("sent", 200, None)


async def test_a_receiver_that_is_not_there_is_told_once(office: Office, logs: Any) -> None:
    await office.open(office.export("province", url="http://127.0.0.1:9/province"))
    await office.rate()
    office.send()
    async with asyncio.timeout(30):
        while len(office.pauses) < 5:  # noqa: ASYNC110  an attempt that reaches nobody tells nobody
            await asyncio.sleep(0.01)
    assert [line["why"] for line in logs if line["event"] == "exports_held_up"] == ["no_connection"]
    assert office.sending.late == ()
    await office.clock.advance(61 * 60_000)
    assert office.sending.late == ("province",)


async def test_the_receivers_page_shows_what_came(office: Office) -> None:
    await office.open(office.export("province"))
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{office.url}/province/faults", json=["down"]) as answer:
            assert answer.status == 204
        await office.rate()
        office.send()
        await office.taken("province", 1)
        async with http.get(office.url) as answer:
            told = await answer.json(content_type=None)
    assert (told["province"]["taken"], told["province"]["refused"], told["national"]["taken"]) == (1, 0, 0)
