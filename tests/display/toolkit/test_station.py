"""A station as a whole, against a server that speaks the real wire: connecting, views, pictures, touches, its end."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from kivy.core.window import Window

from config.catalogue import Catalogue
from config.hall import HallPlan, ServiceWindow, Station, StationKind, WindowKind, WorkProfile
from config.model import Name
from config.policy import Policy
from display.app import DisplayApp
from display.presenters.rating import EXAMPLES, RatingMode
from display.screens.rating import LevelCard, RatingScreen
from display.screens.turned_away import TurnedAwayPage
from display.toolkit import app as toolkit_app
from display.toolkit.app import Access
from display.toolkit.waiting import WaitingScreen
from queue_server.client import session
from queue_server.contract import wire
from queue_server.contract.commands import RateService, RatingLevel
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import (
    Accepted,
    EmergencyLine,
    Invitation,
    Label,
    PanelView,
    RatingView,
    TicketState,
    WindowBrief,
    WindowState,
)

NAME = Name(zh="综合窗口", en="General services")
WINDOW = ServiceWindow(
    id="w03", number=3, name=NAME, kind=WindowKind.COMPREHENSIVE, zone_id="b", profile_id="general"
)  # fmt: skip
PLAN = HallPlan(
    hall_id="hall", name=NAME, address=NAME, phone="0000-1", supervision_phone="0000-2", zones=(), departments=(),
    queues=(), profiles=(WorkProfile(id="general", name=NAME, queue_ids=("general",)),), windows=(WINDOW,), clerks=(),
    stations=(),
)  # fmt: skip
STATION_NAME = Name(zh="3 号窗口评价器", en="Rating terminal of window 3")
STATION = Station(id="rating-w03", kind=StationKind.RATING, name=STATION_NAME, window_id="w03")


PANEL = Station(id="panel-w03", kind=StationKind.PANEL, name=STATION_NAME, window_id="w03")
NOW_MS = 1_795_399_080_000  # 2026-11-23 09:58 at UTC+8, by the hall's clock
EVACUATE = EmergencyLine("e1", "evacuate", Label("请立即离开大厅", "Leave the hall"), Label("走", "Go"), NOW_MS)


class Server:
    """Knows one rating terminal; tells it what the test says and writes down what comes back."""

    def __init__(self) -> None:
        self.enrolled = True
        self.stopping = False
        self.plan: dict[str, object] = PLAN.model_dump(mode="json")
        self.protocol = wire.PROTOCOL
        self.topics: list[str] = []
        self.commands: list[object] = []
        self.pictures: list[bytes] = []
        self.shown: list[str] = []
        self.acknowledged: tuple[str, ...] = ()
        self.station = STATION
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

    async def turn_away(self) -> None:
        """From now on this server speaks another protocol."""
        assert self._socket is not None
        self.protocol = wire.PROTOCOL + 1
        await self.tell(wire.Goodbye(RefusalCode.PROTOCOL_OUTDATED, {"protocol": str(self.protocol)}))
        await self._socket.close()

    async def _me(self, request: web.Request) -> web.Response:
        if self.stopping:
            return web.json_response({"code": "unavailable", "details": {}}, status=503)
        if not self.enrolled:
            return web.json_response({"code": "wrong_credentials", "details": {}}, status=401)
        return web.json_response(
            {
                "station": self.station.model_dump(mode="json"),
                "plan": self.plan,
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
                self.acknowledged = message.acknowledges
                self._socket = socket
                if message.protocol != self.protocol:
                    await self.turn_away()
                    break
                await self.tell(wire.Welcome(wire.PROTOCOL, STATION.id, 1, NOW_MS, takes_shown=True))
            elif isinstance(message, wire.Shown):
                self.shown.append(message.call_id)
            else:
                self.commands.append(message.command)
                await self.tell(wire.Accepted(message.key, Accepted(seq=2, at_ms=0)))
        return socket


def asking(emergency: EmergencyLine | None = None) -> wire.ViewChanged:
    view = RatingView(
        hall=Label("大厅", "Hall"),
        window=WindowBrief("w03", 3, Label("综合窗口", "General services"), "comprehensive"),
        state=WindowState.OPEN,
        clerk_name="王敏",
        clerk_number="0317",
        number=None,
        invitation=Invitation("A012.s1", "A012", None, until_ms=0),
        emergency=emergency,
    )
    return wire.ViewChanged("rating:w03", 1, view)


def panel_view(**more: object) -> wire.ViewChanged:
    view = PanelView(
        hall=Label("大厅", "Hall"),
        window=WindowBrief("w03", 3, Label("综合窗口", "General services"), "comprehensive"),
        state=WindowState.OPEN,
        paused_because=None,
        clerk_name=None,
        clerk_number=None,
        clerk_post=None,
        number="A012",
        ticket_state=TicketState.CALLED,
        call_id="A012.c1",
        next_number=None,
        elsewhere=(),
    )
    return wire.ViewChanged("panel:w03", 1, msgspec.structs.replace(view, **more))


async def until(what: Callable[[], object]) -> None:
    """Waits until `what` is true; the deadline only ends a test that has failed."""
    async with asyncio.timeout(30):
        while not what():  # noqa: ASYNC110  # what a test waits for announces itself to nobody
            await asyncio.sleep(0.01)


def first_line(station: DisplayApp) -> str:
    """What a station says that has not begun."""
    screen = station.stage.screen
    return screen.state.lines[0] if isinstance(screen, WaitingScreen) else ""


@pytest.fixture
async def server() -> AsyncIterator[tuple[Server, str]]:
    known = Server()
    async with TestServer(known.app(), skip_url_asserts=True) as running:
        yield known, str(running.make_url("/"))


@pytest.fixture
async def station(server: tuple[Server, str], tmp_path: Path) -> AsyncIterator[DisplayApp]:
    app = DisplayApp(Access(server[1], STATION.id, "key"), Path("voice"), tmp_path)
    running = asyncio.create_task(app.run())
    yield app
    app.stop()
    await asyncio.wait_for(running, 30)


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


async def test_a_call_is_acknowledged_once_after_its_frame_was_drawn(
    server: tuple[Server, str], station: DisplayApp
) -> None:
    known, _ = server
    known.station = PANEL
    await until(lambda: known.topics)
    assert known.acknowledged == ("panel:w03",)
    frames: list[int] = []
    Window.bind(on_flip=lambda *_: frames.append(len(known.shown)))
    await known.tell(panel_view())
    await until(lambda: known.shown)
    assert frames[0] == 0
    await known.tell(panel_view(next_number="A013"))
    await until(lambda: station.stage.screen.state.next_number == "A013")
    await known.tell(panel_view(call_id="A012.c2"))
    await until(lambda: len(known.shown) == 2)
    assert known.shown == ["A012.c1", "A012.c2"]


async def test_an_emergency_message_covers_the_screen_until_the_hall_takes_it_back(
    server: tuple[Server, str], station: DisplayApp
) -> None:
    known, _ = server
    await until(lambda: known.topics)
    await known.tell(asking(emergency=EVACUATE))
    await until(lambda: station.stage.cover_screen is not None)
    cover = station.stage.cover_screen
    assert [message.heading for message in cover.state.messages] == ["请立即离开大厅", "Leave the hall"]
    await until(lambda: station.stage.screen.state.mode is RatingMode.ASKING)  # under it the terminal goes on
    card = next(card for card in station.stage.walk() if isinstance(card, LevelCard))
    x, y = card.to_window(*card.center)
    await known.tell(wire.Touch(x / 1280, 1 - y / 800))
    await known.tell(asking())
    await until(lambda: station.stage.cover_screen is None)
    assert known.commands == []


async def test_a_call_under_an_emergency_message_is_not_shown(server: tuple[Server, str], station: DisplayApp) -> None:
    known, _ = server
    known.station = PANEL
    await until(lambda: known.topics)
    await known.tell(panel_view(emergency=EVACUATE))
    await until(lambda: station.stage.cover_screen is not None)
    await known.tell(panel_view())
    await until(lambda: known.shown)
    assert known.shown == ["A012.c1"]


async def test_a_station_goes_by_the_clock_of_the_hall(server: tuple[Server, str], station: DisplayApp) -> None:
    known, _ = server
    await until(lambda: known.topics)
    await until(lambda: 0 <= station.now_ms() - NOW_MS < 60_000)


async def test_whoever_asks_gets_a_live_picture(server: tuple[Server, str], station: DisplayApp) -> None:
    known, _ = server
    await until(lambda: known.topics)
    await known.tell(wire.PictureWanted())
    await until(lambda: known.pictures)
    assert known.pictures[0].startswith(b"\xff\xd8\xff")


async def test_a_station_of_another_protocol_says_so_on_its_screen_until_it_is_let_in_again(
    server: tuple[Server, str], station: DisplayApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "DISMISSED_WAIT_MS", 20)  # it knocks again at once
    known, _ = server
    await until(lambda: known.topics)
    await known.tell(asking())
    await until(lambda: station.stage.screen.state.mode is RatingMode.ASKING)
    await known.turn_away()
    page = next(widget for widget in station.stage.walk() if isinstance(widget, TurnedAwayPage))
    await until(lambda: page.opacity == 1)
    assert station.stage.screen.state == EXAMPLES["turned away, outdated"]
    assert not any(isinstance(widget, LevelCard) for widget in station.stage.walk())
    known.protocol = wire.PROTOCOL
    await until(lambda: page.opacity == 0)
    assert station.stage.screen.state.turned_away is None


@pytest.mark.parametrize(
    ("hindrance", "words"),
    [
        ({"enrolled": False}, "这台终端还没有登记，请联系技术人员"),
        ({"plan": {"floors": 2}}, "本机需要更新，请联系技术人员"),
    ],
)
async def test_a_station_that_cannot_begin_says_why_and_begins_once_it_can(
    server: tuple[Server, str], station: DisplayApp, monkeypatch: pytest.MonkeyPatch, hindrance: dict[str, object],
    words: str,
) -> None:  # fmt: skip
    monkeypatch.setattr(toolkit_app, "ASK_AGAIN_S", 0.02)
    known, _ = server
    usual = {name: getattr(known, name) for name in hindrance}
    for name, value in hindrance.items():
        setattr(known, name, value)
    await until(lambda: station.root is not None and first_line(station) == words)
    for name, value in usual.items():
        setattr(known, name, value)
    await until(lambda: known.topics)
    assert isinstance(station.stage.screen, RatingScreen)


async def test_a_server_that_stops_turns_nobody_away(
    server: tuple[Server, str], station: DisplayApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toolkit_app, "ASK_AGAIN_S", 0.02)
    known, _ = server
    known.enrolled = False
    await until(lambda: station.root is not None and first_line(station) == "这台终端还没有登记，请联系技术人员")
    known.stopping = True
    await until(lambda: first_line(station) == "正在连接大厅服务器")
