"""The link over real sockets to a real server: comes back by itself, and whatever was asked is done once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from queue_server.client.link import ServerLink
from queue_server.client.session import (
    Answered,
    AnyDelivery,
    Dismissed,
    Linked,
    LinkLost,
    PictureAsked,
    TouchAsked,
    ViewArrived,
    WasRefused,
)
from queue_server.contract import wire
from queue_server.contract.commands import CallForHelp, IssueTicket, VoidTicket
from queue_server.contract.refusals import CommandRefused, RefusalCode
from tests.engine.sample_hall import review
from tests.free_ports import free_ports
from tests.web.running_hall import RunningHall, until

ISSUE = IssueTicket(queue_id="comprehensive")
PNG = b"\x89PNG\r\n\x1a\n and so on"


class Station:
    """A station whose presenter only remembers."""

    def __init__(self, url: str, station_id: str, key: str, *topics: str, silence_ms: int = 10_000) -> None:
        self.heard: list[AnyDelivery] = []
        self.link = ServerLink(
            url, station_id, key, topics or ("hall",), self.heard.append, chance=lambda: 0.0, silence_ms=silence_ms
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Station"]:
        task = asyncio.create_task(self.link.run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.wait([task])

    def count(self, kind: type[AnyDelivery]) -> int:
        return sum(isinstance(delivery, kind) for delivery in self.heard)

    def views(self) -> list[Any]:
        """Those of the hall that arrived, oldest first."""
        return [delivery.view for delivery in self.heard if isinstance(delivery, ViewArrived)]

    def answer(self, key: str) -> Answered | WasRefused | None:
        found = [d for d in self.heard if isinstance(d, Answered | WasRefused) and d.key == key]
        assert len(found) <= 1
        return found[0] if found else None

    async def answered(self, key: str) -> Answered | WasRefused:
        await until(lambda: self.answer(key) is not None)
        answer = self.answer(key)
        assert answer is not None
        return answer


async def enrolled(hall: RunningHall, station_id: str) -> str:
    """The station's new key."""
    somebody = await hall.station(station_id)
    return somebody.headers["Authorization"].partition(":")[2]


async def a_kiosk(hall: RunningHall) -> Station:
    return Station(hall.url, "kiosk-1", await enrolled(hall, "kiosk-1"))


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[RunningHall]:
    async with RunningHall.open(tmp_path) as opened:
        yield opened


async def test_it_links_and_views_arrive(hall: RunningHall) -> None:
    kiosk = await a_kiosk(hall)
    async with kiosk.running():
        await until(lambda: kiosk.count(ViewArrived) > 0)
    assert isinstance(kiosk.heard[0], Linked)
    assert isinstance(kiosk.heard[-1], LinkLost)


async def test_a_request_is_answered(hall: RunningHall) -> None:
    kiosk = await a_kiosk(hall)
    async with kiosk.running():
        await until(lambda: kiosk.link.linked)
        answer = await kiosk.answered(kiosk.link.send(ISSUE))
        assert isinstance(answer, Answered)
        assert answer.result.ticket is not None
        assert answer.result.ticket.number == "A001"
        refused = await kiosk.answered(kiosk.link.send(IssueTicket(queue_id="nothing")))
        assert isinstance(refused, WasRefused)
        assert refused.code is RefusalCode.QUEUE_UNKNOWN


async def test_a_presenter_has_its_key_before_it_hears_of_the_answer(hall: RunningHall) -> None:
    kiosk = await a_kiosk(hall)
    key = kiosk.link.send(ISSUE)
    assert kiosk.heard == []
    assert await kiosk.answered(key) == WasRefused(key, RefusalCode.UNAVAILABLE)


async def test_it_comes_back_by_itself_and_what_waited_is_done_once(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    with capture_logs() as logs:
        async with RunningHall.open(tmp_path, port=port) as hall:
            kiosk = await a_kiosk(hall)
            running = kiosk.running()
            await running.__aenter__()
            await until(lambda: kiosk.link.linked)
        await until(lambda: not kiosk.link.linked)
        waiting = kiosk.link.send(CallForHelp())
        refused = kiosk.link.send(ISSUE)
        assert await kiosk.answered(refused) == WasRefused(refused, RefusalCode.UNAVAILABLE)
        async with RunningHall.open(tmp_path, port=port) as hall:
            assert isinstance(await kiosk.answered(waiting), Answered)
            state = hall.server.reception.dispatcher.state
            assert [alarm.kind for alarm in state.alarms.values()].count("help_called") == 1
            assert state.issued == 0
            await running.__aexit__(None, None, None)
    assert (kiosk.count(Linked), kiosk.count(LinkLost)) == (2, 2)
    words = [entry["event"] for entry in logs if entry["event"] in ("server_lost", "server_back")]
    assert words == ["server_lost", "server_back"] or words == ["server_lost", "server_back", "server_lost"]


async def test_an_answer_lost_on_the_way_is_given_again_after_the_break(
    hall: RunningHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line breaks after the ticket is durable and before the kiosk hears of it."""
    kiosk = await a_kiosk(hall)
    connections = hall.server.reception.connections
    async with kiosk.running():
        await until(lambda: kiosk.link.linked)
        connection = connections.of_station("kiosk-1")
        assert connection is not None
        with monkeypatch.context() as patched:
            patched.setattr(connection, "tell", lambda message: connection.drop())
            key = kiosk.link.send(ISSUE)
            answer = await kiosk.answered(key)
        assert isinstance(answer, Answered)
        assert kiosk.count(Linked) == 2
        assert hall.server.reception.dispatcher.state.issued == 1


async def test_a_request_withdrawn_while_the_server_is_away_leaves_no_ticket(
    hall: RunningHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person goes while nobody knows whether the ticket was written down: it was, and is voided."""
    kiosk = await a_kiosk(hall)
    async with kiosk.running():
        await until(lambda: kiosk.link.linked)
        connection = hall.server.reception.connections.of_station("kiosk-1")
        assert connection is not None
        monkeypatch.setattr(connection, "tell", lambda message: connection.drop())
        key = kiosk.link.send(ISSUE)
        await until(lambda: kiosk.count(LinkLost) == 1)
        kiosk.link.withdraw(key)
        tickets = hall.server.reception.dispatcher.state.tickets
        await until(lambda: [ticket.state.value for ticket in tickets.values()] == ["void"])
        done = kiosk.link.send(CallForHelp())
        await kiosk.answered(done)
        assert kiosk.answer(key) is None
        assert kiosk.link.unanswered == ()


async def test_a_wrong_key_is_told_once_and_tried_again_slowly(hall: RunningHall) -> None:
    kiosk = Station(hall.url, "kiosk-1", "wrong")
    async with kiosk.running():
        await until(lambda: kiosk.count(Dismissed) == 1)
        assert kiosk.heard == [Dismissed(RefusalCode.WRONG_CREDENTIALS)]
        with pytest.raises(CommandRefused) as refused:
            await kiosk.link.fetch_me()
        assert refused.value.code is RefusalCode.WRONG_CREDENTIALS


async def test_pictures_and_touches_come_and_go(hall: RunningHall) -> None:
    kiosk, clerk = await a_kiosk(hall), await hall.clerk("li-juan")
    async with kiosk.running():
        await until(lambda: kiosk.link.linked)
        await clerk.ask("GET", "/api/v1/stations/kiosk-1/picture")
        await until(lambda: PictureAsked(blank=False) in kiosk.heard)
        await kiosk.link.put_picture(PNG)
        assert (await clerk.ask("GET", "/api/v1/stations/kiosk-1/picture")).text == PNG
        await clerk.ask("POST", "/api/v1/stations/kiosk-1/touches", body={"x": 0.5, "y": 0.25})
        await until(lambda: TouchAsked(0.5, 0.25) in kiosk.heard)


async def test_it_fetches_who_it_is(hall: RunningHall) -> None:
    me = await (await a_kiosk(hall)).link.fetch_me()
    assert me.station.id == "kiosk-1"
    assert me.configuration.plan.clerks == ()
    assert me.configuration.items.keys() == hall.server.reception.hall.items.keys()
    assert me.configuration_hash == hall.server.reception.hall.content_hash
    assert me.public_url == hall.url


async def test_a_server_that_cannot_be_reached_is_an_os_error() -> None:
    link = ServerLink("http://127.0.0.1:1", "kiosk-1", "key", ["hall"], lambda delivery: None)
    with pytest.raises(OSError, match="1"):
        await link.fetch_me()


@asynccontextmanager
async def a_server_that(handler: object) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_get("/api/v1/socket", handler)  # type: ignore[arg-type]
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{site.port}"
    finally:
        await runner.cleanup()


async def test_a_server_that_falls_silent_is_left_and_asked_again() -> None:
    came = 0

    async def silent(request: web.Request) -> web.WebSocketResponse:
        nonlocal came
        came += 1
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive()
        await socket.send_str(wire.encode(wire.Welcome(wire.PROTOCOL, "kiosk-1", 1, 1)).decode())
        await socket.receive()
        return socket

    async with a_server_that(silent) as url:
        kiosk = Station(url, "kiosk-1", "key", silence_ms=50)
        async with kiosk.running():
            await until(lambda: kiosk.count(LinkLost) == 2)
    assert came >= 2


async def test_nonsense_from_the_server_is_passed_over() -> None:
    async def babbling(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for text in ("{", '{"message":"dance"}', wire.encode(wire.Welcome(wire.PROTOCOL, "k", 1, 1)).decode()):
            await socket.send_str(text)
        await socket.receive()
        await socket.receive()
        return socket

    async with a_server_that(babbling) as url:
        kiosk = Station(url, "kiosk-1", "key")
        async with kiosk.running():
            await until(lambda: kiosk.link.linked)
            assert kiosk.heard == [Linked()]


async def test_an_outdated_station_is_told_so() -> None:
    async def newer(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.receive()
        await socket.send_str(wire.encode(wire.Goodbye(RefusalCode.PROTOCOL_OUTDATED)).decode())
        await socket.close()
        return socket

    async with a_server_that(newer) as url:
        kiosk = Station(url, "kiosk-1", "key")
        async with kiosk.running():
            await until(lambda: kiosk.heard == [Dismissed(RefusalCode.PROTOCOL_OUTDATED)])


async def test_a_report_asked_before_the_link_stands_goes_out_with_it(hall: RunningHall) -> None:
    kiosk = await a_kiosk(hall)
    key = kiosk.link.send(VoidTicket(ticket_id="2020-01-01.A001"))
    assert kiosk.link.unanswered == (key,)
    async with kiosk.running():
        answer = await kiosk.answered(key)
    assert isinstance(answer, WasRefused)
    assert answer.code is RefusalCode.TICKET_UNKNOWN


async def test_a_pre_review_is_filed_and_brought_back_by_its_code(hall: RunningHall) -> None:
    kiosk = await a_kiosk(hall)
    async with kiosk.running():
        answered = await kiosk.answered(kiosk.link.send(review()))
        assert isinstance(answered, Answered)
        filed = answered.result.pre_review
        assert filed is not None
        assert await kiosk.link.fetch_pre_review(f" {filed.code.lower()} ") == filed


@pytest.mark.parametrize("code", ["03RJ-K7M2-QX", "../stations/me", "?", "", "预审", "%2F"])
async def test_what_is_no_code_of_this_hall_is_refused(hall: RunningHall, code: str) -> None:
    kiosk = await a_kiosk(hall)
    with pytest.raises(CommandRefused) as refused:
        await kiosk.link.fetch_pre_review(code)
    assert refused.value.code is RefusalCode.NOT_FOUND
