"""The socket: who may follow what, that nothing is done twice, and that a slow reader disturbs nobody."""

import asyncio
import json
import socket as sockets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType

import aiohttp
import pytest
from aiohttp import WSMsgType

from config.configuration import HallConfiguration
from queue_server.client import session
from queue_server.client.link import ServerLink
from queue_server.client.session import AnyDelivery
from queue_server.contract import wire
from queue_server.contract.actors import SYSTEM
from queue_server.contract.commands import (
    CallForHelp,
    DeviceHealth,
    IssueTicket,
    PublishConfiguration,
    ReportDevice,
    Tick,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import BoardView, HallView
from queue_server.web import connections, presence
from tests.web.running_hall import PATIENCE_S, RunningHall, Somebody, Talk, new_key, until

ISSUE = IssueTicket(queue_id="comprehensive")


async def test_a_hello_is_welcomed_and_each_topic_shown(hall: RunningHall) -> None:
    board = await hall.station("board-1")
    async with board.talk("board", "board:departments") as talk:
        views = [await talk.hear_a(wire.ViewChanged) for _ in range(2)]
    assert {view.topic for view in views} == {"board", "board:departments"}  # in any order while something is written
    assert all(isinstance(view.view, BoardView) for view in views)


async def test_a_change_reaches_everybody_who_follows(hall: RunningHall) -> None:
    kiosk, other = await hall.station("kiosk-1"), await hall.station("kiosk-2")
    async with kiosk.talk("hall") as talk, other.talk("hall") as listener:
        await talk.say(wire.Request(new_key(), ISSUE))
        accepted = await talk.hear_a(wire.Accepted)
        assert accepted.result.ticket.number == "A001"
        assert accepted.result.ticket.page_path.startswith("/t/")
        for each in (talk, listener):
            while True:
                view = (await each.hear_a(wire.ViewChanged)).view
                if sum(queue.waiting for queue in view.queues) == 1:
                    break


async def test_who_has_seen_the_newest_view_is_not_shown_it_again(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    async with kiosk.talk("hall") as first:
        view = await first.hear_a(wire.ViewChanged)
        await first.say(wire.Request(new_key(), CallForHelp()))  # nothing a kiosk sees
        accepted = await first.hear_a(wire.Accepted)
        async with kiosk.talk(hello=False) as again:
            await again.say(wire.Hello(wire.PROTOCOL, (wire.Topic("hall", accepted.result.seq),)))
            assert isinstance(await again.hear(), wire.Welcome)
            await again.say(wire.Request(new_key(), ISSUE))
            heard = [await again.hear(), await again.hear()]
        (news,) = [message for message in heard if isinstance(message, wire.ViewChanged)]
        assert news.seq > view.seq


async def test_a_seq_of_another_journal_means_nothing_here(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    async with kiosk.talk(hello=False) as talk:
        await talk.say(wire.Hello(wire.PROTOCOL, (wire.Topic("hall", 1_000_000),)))
        assert isinstance((await talk.hear_a(wire.ViewChanged)).view, HallView)


async def test_a_request_repeated_on_another_connection_is_carried_out_once(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    request = wire.Request(new_key(), ISSUE)
    answers = []
    for _ in range(2):
        async with kiosk.talk("hall") as talk:
            await talk.say(request)
            answers.append(await talk.hear_a(wire.Accepted))
    assert answers[0] == answers[1]
    assert hall.server.reception.dispatcher.state.issued == 1


@pytest.mark.parametrize(
    ("who", "topic"),
    [
        ("kiosk-1", "floor"),
        ("kiosk-1", "board"),
        ("board-1", "hall"),
        ("panel-w01", "panel:w02"),
        ("rating-w01", "clerk:w01"),
    ],
)
async def test_topics_of_others_are_not_shown(hall: RunningHall, who: str, topic: str) -> None:
    station = await hall.station(who)
    async with station.talk(hello=False) as talk:
        await talk.say(wire.Hello(wire.PROTOCOL, (wire.Topic(topic),)))
        assert await talk.hear() == wire.Goodbye(RefusalCode.FORBIDDEN, {"topic": topic})


async def test_an_unknown_topic_ends_the_conversation(hall: RunningHall) -> None:
    board = await hall.station("board-1")
    async with board.talk(hello=False) as talk:
        await talk.say(wire.Hello(wire.PROTOCOL, (wire.Topic("board:nowhere"),)))
        assert isinstance(await talk.hear(), wire.Welcome)
        assert await talk.hear() == wire.Goodbye(RefusalCode.NOT_FOUND, {"topic": "board:nowhere"})


@pytest.mark.parametrize(
    "hello",
    [
        wire.encode(wire.Hello(wire.PROTOCOL - 1, (wire.Topic("hall"),))).decode(),
        wire.encode(wire.Hello(wire.PROTOCOL + 1, (wire.Topic("hall"),))).decode(),
        json.dumps({"message": "hello", "protocol": wire.PROTOCOL - 1}),
        json.dumps({"message": "hello", "protocol": wire.PROTOCOL + 1, "topics": {"hall": "anew"}, "tongue": "zh"}),
    ],
    ids=["older", "newer", "older of another shape", "newer of another shape"],
)
async def test_a_station_of_another_protocol_is_told_so_with_the_servers(hall: RunningHall, hello: str) -> None:
    kiosk = await hall.station("kiosk-1")
    async with kiosk.talk(hello=False) as talk:
        await talk.socket.send_str(hello)
        told = {"protocol": str(wire.PROTOCOL)}
        assert await talk.hear() == wire.Goodbye(RefusalCode.PROTOCOL_OUTDATED, told)
        assert (await talk.socket.receive(timeout=PATIENCE_S)).type in (WSMsgType.CLOSE, WSMsgType.CLOSED)


async def test_a_station_program_of_another_protocol_hears_why_it_is_sent_away(
    hall: RunningHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ModuleType("wire")
    vars(other).update({**vars(wire), "PROTOCOL": wire.PROTOCOL + 1})
    monkeypatch.setattr(session, "wire", other)
    kiosk = await hall.station("kiosk-1")
    key = kiosk.headers["Authorization"].partition(":")[2]
    heard: list[AnyDelivery] = []
    link = ServerLink(hall.url, "kiosk-1", key, ["hall"], heard.append)
    running = asyncio.create_task(link.run())
    await until(lambda: session.Dismissed(RefusalCode.PROTOCOL_OUTDATED) in heard)
    running.cancel()
    await asyncio.wait([running])
    assert not any(isinstance(delivery, session.Linked) for delivery in heard)


async def test_a_hello_of_this_protocol_and_another_shape_is_malformed(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    async with kiosk.talk(hello=False) as talk:
        await talk.socket.send_json({"message": "hello", "protocol": wire.PROTOCOL, "topics": "hall"})
        refused = await talk.hear_a(wire.Refused)
        assert (refused.key, refused.code, refused.details["where"]) == (None, RefusalCode.MALFORMED, "$.topics")


async def test_who_says_nothing_is_sent_away(hall: RunningHall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HELLO_S", 0.05)
    kiosk = await hall.station("kiosk-1")
    async with kiosk.talk(hello=False) as talk:
        assert await talk.hear() == wire.Goodbye(RefusalCode.MALFORMED)


async def test_a_request_before_hello_is_refused(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    async with kiosk.talk(hello=False) as talk:
        await talk.say(wire.Request(new_key(), ISSUE))
        refused = await talk.hear()
        assert isinstance(refused, wire.Refused)
        assert refused.code is RefusalCode.MALFORMED
    assert hall.server.reception.dispatcher.state.issued == 0


async def test_a_malformed_message_is_refused_and_several_end_it(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    async with kiosk.talk("hall") as talk:
        for nonsense in ("{", '{"message": "dance"}', '{"message": "request"}', "[" * 40_000):
            await talk.socket.send_str(nonsense)
            refused = await talk.hear_a(wire.Refused)
            assert (refused.key, refused.code) == (None, RefusalCode.MALFORMED)
        await talk.say(wire.Request(new_key(), ISSUE))
        assert (await talk.hear_a(wire.Accepted)).result.ticket.number == "A001"
        await talk.socket.send_bytes(b"\x00\x01")
        assert (await talk.hear_a(wire.Refused)).key is None
        assert await talk.hear_a(wire.Goodbye) == wire.Goodbye(RefusalCode.MALFORMED)


async def test_an_oversized_message_ends_the_conversation(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    async with kiosk.talk("hall") as talk:
        await talk.socket.send_str("x" * (wire.FRAME_LIMIT_BYTES + 1))
        while (frame := await talk.socket.receive(timeout=PATIENCE_S)).type is WSMsgType.TEXT:
            pass
        assert frame.type is WSMsgType.CLOSE
        assert frame.data == 1009  # message too big


async def test_commands_of_others_are_refused_by_key_and_the_conversation_goes_on(hall: RunningHall) -> None:
    board = await hall.station("board-1")
    async with board.talk("board") as talk:
        for command in (ISSUE, Tick()):
            key = new_key()
            await talk.say(wire.Request(key, command))
            refused = await talk.hear_a(wire.Refused)
            assert (refused.key, refused.code) == (key, RefusalCode.FORBIDDEN)
        await talk.say(wire.Request(new_key(), CallForHelp()))
        await talk.hear_a(wire.Accepted)


async def test_a_device_of_another_station_is_unknown(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    async with kiosk.talk("hall") as talk:
        await talk.say(wire.Request(new_key(), ReportDevice("printer-2", DeviceHealth.OK)))
        assert (await talk.hear_a(wire.Refused)).code is RefusalCode.DEVICE_UNKNOWN


async def test_a_wrong_key_does_not_get_a_socket(hall: RunningHall) -> None:
    somebody = Somebody(hall.url, hall.http, {"Authorization": "Station kiosk-1:wrong"})
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with somebody.talk("hall"):
            pass
    assert refused.value.status == 401


@pytest.fixture
def quick_heartbeats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "HEARTBEAT_S", 0.02)


@pytest.mark.usefixtures("quick_heartbeats")
async def test_heartbeats_keep_the_conversation_alive(hall: RunningHall) -> None:
    kiosk, dispatcher = await hall.station("kiosk-1"), hall.server.reception.dispatcher
    async with asyncio.timeout(PATIENCE_S), kiosk.talk("hall") as talk:
        while True:
            message = wire.decode_to_station(await talk.socket.receive_str())
            if isinstance(message, wire.Heartbeat) and message.seq == dispatcher.seq:
                break  # one before may have gone out before it was written down that the station is there


@pytest.mark.usefixtures("quick_heartbeats")
async def test_a_station_whose_key_was_changed_is_sent_away(hall: RunningHall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_server.web.gate.BELIEVED_MS", 0)
    kiosk = await hall.station("kiosk-1")
    async with kiosk.talk("hall") as talk:
        await hall.station("kiosk-1")
        assert await talk.hear_a(wire.Goodbye) == wire.Goodbye(RefusalCode.NOT_SIGNED_IN)


@pytest.mark.usefixtures("quick_heartbeats")
@pytest.mark.parametrize(("window_id", "code"), [("w02", RefusalCode.UNAVAILABLE), (None, RefusalCode.NOT_SIGNED_IN)])
async def test_a_station_that_the_plan_has_elsewhere_or_not_at_all_is_sent_away(
    hall: RunningHall, window_id: str | None, code: RefusalCode
) -> None:
    dispatcher = hall.server.reception.dispatcher
    panel = await hall.station("panel-w01")
    async with panel.talk("panel:w01") as talk:
        now = dispatcher.state.hall
        moved = dispatcher.state.hall.stations["panel-w01"].model_copy(update={"window_id": window_id})
        others = [station for station in now.plan.stations if station.id not in ("panel-w01", "panel-w02")]
        plan = now.plan.model_copy(update={"stations": (*others, *([moved] if window_id else []))})
        changed = HallConfiguration(plan=plan, catalogue=now.catalogue, policy=now.policy)
        publication = PublishConfiguration(changed.content_hash, changed.content)
        await dispatcher.submit(publication, key=new_key(), by=SYSTEM)
        assert await talk.hear_a(wire.Goodbye) == wire.Goodbye(code)


async def test_signing_out_ends_the_clerks_pages(hall: RunningHall) -> None:
    clerk = await hall.clerk("li-juan")
    async with clerk.talk("clerk:w01") as talk:
        await talk.hear_a(wire.ViewChanged)
        assert (await clerk.ask("DELETE", "/api/v1/session")).status == 204
        assert await talk.hear_a(wire.Goodbye) == wire.Goodbye(RefusalCode.NOT_SIGNED_IN)
    assert (await clerk.ask("GET", "/api/v1/session")).refused == (401, "not_signed_in")


@asynccontextmanager
async def a_reader_that_does_not_read(hall: RunningHall, who: Somebody, topic: str) -> AsyncIterator[sockets.socket]:
    """A station that says hello over a line that takes little, and then reads nothing."""
    loop = asyncio.get_running_loop()
    line = sockets.socket()
    line.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4_096)
    line.setblocking(False)
    await loop.sock_connect(line, ("127.0.0.1", hall.server.port))
    request = (
        "GET /api/v1/socket HTTP/1.1\r\nHost: hall\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        f"Authorization: {who.headers['Authorization']}\r\n\r\n"
    )
    hello = wire.encode(wire.Hello(wire.PROTOCOL, (wire.Topic(topic),)))
    assert len(hello) < 126
    frame = bytes((0x81, 0x80 | len(hello))) + bytes(4) + hello  # masked with zeros
    await loop.sock_sendall(line, request.encode() + frame)
    try:
        yield line
    finally:
        line.close()


async def test_a_reader_that_does_not_read_disturbs_nobody_and_gets_the_newest(
    hall: RunningHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queue_server.engine.feed.SOON_S", 0.0)
    lazy, kiosk = await hall.station("kiosk-2"), await hall.station("kiosk-1")
    async with a_reader_that_does_not_read(hall, lazy, "hall") as line, kiosk.talk("hall") as talk:
        await until(lambda: hall.server.reception.connections.of_station("kiosk-2") is not None)
        slow = hall.server.reception.connections.of_station("kiosk-2")
        assert slow is not None
        issued = 0
        while not slow.holding:
            issued += 1
            assert issued < 450, "the line took everything"
            await talk.say(wire.Request(new_key(), ISSUE))
            await talk.hear_a(wire.Accepted)
        for _ in range(20):
            issued += 1
            await talk.say(wire.Request(new_key(), ISSUE))
            assert (await talk.hear_a(wire.Accepted)).result.ticket.number == f"A{issued:03}"
        assert slow.kept_back <= 3  # the newest of its topic and a heartbeat, whatever has happened
        newest = await _last_view(line, f'"waiting":{issued},')
        assert newest.seq == hall.server.reception.dispatcher.seq


async def _last_view(line: sockets.socket, until_text: str) -> wire.ViewChanged:
    """Reads on until a view with that text comes, and returns it."""
    loop = asyncio.get_running_loop()
    buffer = b""
    async with asyncio.timeout(PATIENCE_S):
        while until_text.encode() not in buffer:
            buffer += await loop.sock_recv(line, 65_536)
        start = buffer.rindex(b'{"message":"view"')
        while True:
            try:
                message = wire.decode_to_station(buffer[start : buffer.rindex(b"}}") + 2])
            except ValueError:
                buffer += await loop.sock_recv(line, 65_536)
            else:
                assert isinstance(message, wire.ViewChanged)
                return message


async def test_a_goodbye_does_not_wait_for_a_reader_that_does_not_read(
    hall: RunningHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queue_server.engine.feed.SOON_S", 0.0)
    monkeypatch.setattr(connections, "CLOSE_S", 0.05)
    lazy, kiosk = await hall.station("kiosk-2"), await hall.station("kiosk-1")
    party = hall.server.reception.connections
    async with a_reader_that_does_not_read(hall, lazy, "hall"), kiosk.talk("hall") as talk:
        await until(lambda: party.of_station("kiosk-2") is not None)
        slow = party.of_station("kiosk-2")
        assert slow is not None
        while not slow.holding:
            await talk.say(wire.Request(new_key(), ISSUE))
            await talk.hear_a(wire.Accepted)
        async with asyncio.timeout(PATIENCE_S):
            await party.end(slow.caller, RefusalCode.NOT_SIGNED_IN)
        await until(lambda: party.of_station("kiosk-2") is None)


async def test_a_reader_stuck_for_long_is_dropped(hall: RunningHall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("queue_server.engine.feed.SOON_S", 0.0)
    monkeypatch.setattr("queue_server.web.outlet.STUCK_MS", 50)
    lazy, kiosk = await hall.station("kiosk-2"), await hall.station("kiosk-1")
    async with a_reader_that_does_not_read(hall, lazy, "hall"), kiosk.talk("hall") as talk:
        await until(lambda: hall.server.reception.connections.of_station("kiosk-2") is not None)
        for _ in range(450):
            await talk.say(wire.Request(new_key(), ISSUE))
            await talk.hear_a(wire.Accepted)
            if hall.server.reception.connections.of_station("kiosk-2") is None:
                break
        await until(lambda: hall.server.reception.connections.of_station("kiosk-2") is None)


async def test_a_station_is_online_while_it_is_connected(hall: RunningHall) -> None:
    kiosk = await hall.station("kiosk-1")
    stations = hall.server.reception.dispatcher.state.stations
    assert not stations["kiosk-1"].online
    async with kiosk.talk("hall"):
        await until(lambda: stations["kiosk-1"].online)


async def test_a_station_that_stays_away_is_reported_but_not_one_that_comes_back(
    hall: RunningHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = hall.server.reception.connections._presence
    kiosk, board = await hall.station("kiosk-1"), await hall.station("board-1")
    dispatcher = hall.server.reception.dispatcher
    monkeypatch.setattr(gone, "_away_s", 60.0)
    async with kiosk.talk("hall"):
        await until(lambda: dispatcher.state.stations["kiosk-1"].online)
    await until(lambda: "kiosk-1" in gone._leaving)
    async with kiosk.talk("hall"):
        await until(lambda: not gone._leaving)
    await until(lambda: "kiosk-1" in gone._leaving)
    monkeypatch.setattr(gone, "_away_s", 0.01)
    async with board.talk("board"):
        await until(lambda: dispatcher.state.stations["board-1"].online)
    await until(lambda: not dispatcher.state.stations["board-1"].online)
    assert dispatcher.state.stations["kiosk-1"].online


async def test_stations_are_not_gone_because_the_server_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with RunningHall.open(tmp_path) as hall:
        kiosk = await hall.station("kiosk-1")
        talking = kiosk.talk("hall")
        talk: Talk = await talking.__aenter__()
        await until(lambda: hall.server.reception.dispatcher.state.stations["kiosk-1"].online)
        await hall.server.stop()
        assert await talk.hear_a(wire.Goodbye) == wire.Goodbye(RefusalCode.UNAVAILABLE)
        await talking.__aexit__(None, None, None)
    async with RunningHall.open(tmp_path) as hall:
        assert hall.server.reception.dispatcher.state.stations["kiosk-1"].online
    monkeypatch.setattr(presence, "AFTER_START_S", 0.05)
    async with RunningHall.open(tmp_path) as hall:  # it does not come back in time
        await until(lambda: not hall.server.reception.dispatcher.state.stations["kiosk-1"].online)
