"""A station as a whole, against a server that speaks the real wire: connecting, views, pictures, touches, its end."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from kivy.core.window import Window

from config.catalogue import Catalogue
from config.hall import HallPlan, ServiceWindow, Station, StationKind, WindowKind, WorkProfile
from config.model import Name
from config.policy import Policy
from display.app import DisplayApp
from display.presenters.rating import RatingMode
from display.screens.rating import LevelCard, RatingScreen
from display.toolkit.app import Access
from display.toolkit.waiting import WaitingScreen
from queue_server.contract import wire
from queue_server.contract.commands import RateService, RatingLevel
from queue_server.contract.views import Accepted, Invitation, Label, RatingView, WindowBrief, WindowState

NAME = Name(zh="综合窗口", en="General services")
WINDOW = ServiceWindow(
    id="w03", number=3, name=NAME, kind=WindowKind.COMPREHENSIVE, zone_id="b", profile_id="general"
)  # fmt: skip
PLAN = HallPlan(
    hall_id="hall", name=NAME, address=NAME, phone="0000-1", supervision_phone="0000-2", zones=(), departments=(),
    queues=(), profiles=(WorkProfile(id="general", name=NAME, queue_ids=("general",)),), windows=(WINDOW,), clerks=(),
    stations=(),
)  # fmt: skip
STATION = Station(id="rating-w03", kind=StationKind.RATING, name=NAME, window_id="w03")


class Server:
    """Knows one rating terminal; tells it what the test says and writes down what comes back."""

    def __init__(self) -> None:
        self.enrolled = True
        self.topics: list[str] = []
        self.commands: list[object] = []
        self.pictures: list[bytes] = []
        self._socket: web.WebSocketResponse | None = None

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/api/v1/stations/me", self._me)
        app.router.add_put("/api/v1/stations/me/picture", self._picture)
        app.router.add_get("/api/v1/socket", self._converse)
        return app

    async def tell(self, message: wire.ToStation) -> None:
        assert self._socket is not None
        await self._socket.send_str(wire.encode(message).decode())

    async def _me(self, request: web.Request) -> web.Response:
        if not self.enrolled:
            return web.json_response({"code": "wrong_credentials", "details": {}}, status=401)
        return web.json_response(
            {
                "station": STATION.model_dump(mode="json"),
                "plan": PLAN.model_dump(mode="json"),
                "catalogue": Catalogue(themes=(), items=()).model_dump(mode="json"),
                "policy": Policy().model_dump(mode="json"),
                "configuration_hash": "0" * 64,
                "public_url": "http://hall.example",
            }
        )

    async def _picture(self, request: web.Request) -> web.Response:
        self.pictures.append(await request.read())
        return web.Response(status=204)

    async def _converse(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for frame in socket:
            message = wire.decode_to_server(frame.data)
            if isinstance(message, wire.Hello):
                self.topics = [topic.topic for topic in message.topics]
                self._socket = socket
                await self.tell(wire.Welcome(wire.PROTOCOL, STATION.id, 1, 0))
            else:
                self.commands.append(message.command)
                await self.tell(wire.Accepted(message.key, Accepted(seq=2, at_ms=0)))
        return socket


def asking() -> wire.ViewChanged:
    view = RatingView(
        hall=Label("大厅", "Hall"),
        window=WindowBrief("w03", 3, Label("综合窗口", "General services"), "comprehensive"),
        state=WindowState.OPEN,
        clerk_name="王敏",
        clerk_number="0317",
        number=None,
        invitation=Invitation("A012.s1", "A012", None, until_ms=0),
    )
    return wire.ViewChanged("rating:w03", 1, view)


async def until(what: Callable[[], object]) -> None:
    """Waits until `what` is true; the deadline only ends a test that has failed."""
    async with asyncio.timeout(20):
        while not what():  # noqa: ASYNC110  # what a test waits for announces itself to nobody
            await asyncio.sleep(0.01)


@pytest.fixture
async def server() -> AsyncIterator[tuple[Server, str]]:
    known = Server()
    async with TestServer(known.app(), skip_url_asserts=True) as running:
        yield known, str(running.make_url("/"))


@pytest.fixture
async def station(server: tuple[Server, str]) -> AsyncIterator[DisplayApp]:
    app = DisplayApp(Access(server[1], STATION.id, "key"))
    running = asyncio.create_task(app.run())
    yield app
    app.stop()
    await asyncio.wait_for(running, 20)


async def test_it_becomes_what_the_server_says_and_shows_its_view(
    server: tuple[Server, str], station: DisplayApp
) -> None:
    known, _ = server
    await until(lambda: known.topics)
    assert known.topics == ["rating:w03"]
    assert isinstance(station.stage.screen, RatingScreen)
    assert tuple(Window.size) == (1280, 800)
    await known.tell(asking())
    await until(lambda: station.stage.screen.state.mode is RatingMode.ASKING)


async def test_a_touch_from_afar_reaches_the_face_under_it_and_the_rating_the_server(
    server: tuple[Server, str], station: DisplayApp
) -> None:
    known, _ = server
    await until(lambda: known.topics)
    await known.tell(asking())
    cards = lambda: [card for card in station.stage.walk() if isinstance(card, LevelCard)]  # noqa: E731  # asked twice
    await until(lambda: len(cards()) == 5 and all(card.width > 200 for card in cards()))
    card = next(card for card in cards() if card.item.level is RatingLevel.FAIR)
    x, y = card.to_window(*card.center)
    await known.tell(wire.Touch(x / 1280, 1 - y / 800))
    await until(lambda: known.commands)
    assert known.commands == [RateService("A012.s1", RatingLevel.FAIR)]


async def test_whoever_asks_gets_a_live_picture(server: tuple[Server, str], station: DisplayApp) -> None:
    known, _ = server
    await until(lambda: known.topics)
    await known.tell(wire.PictureWanted())
    await until(lambda: known.pictures)
    assert known.pictures[0].startswith(b"\xff\xd8\xff")


async def test_a_station_nobody_enrolled_says_so(server: tuple[Server, str]) -> None:
    known, url = server
    known.enrolled = False
    app = DisplayApp(Access(url, STATION.id, "key"))
    running = asyncio.create_task(app.run())
    await until(
        lambda: (
            app.root is not None
            and isinstance(app.stage.screen, WaitingScreen)
            and app.stage.screen.state.lines[0] == "这台终端还没有登记，请联系技术人员"
        )
    )
    app.stop()
    await asyncio.wait_for(running, 20)
