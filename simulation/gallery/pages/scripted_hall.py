"""A hall that says what a script tells it to: the real templates and static files, the real wire, no server behind.

The edge is true (headers, messages encoded and decoded by `contract.wire`); what it answers is the test's choice.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from http import HTTPStatus
from io import BytesIO
from types import TracebackType
from typing import Any

import msgspec
from aiohttp import WSMsgType, web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from msgspec import structs
from PIL import Image, ImageDraw

from config.i18n import Texts
from config.policy import Hours
from queue_server.contract import wire
from queue_server.contract.commands import AnyCommand
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Accepted, AnyView, TicketView
from queue_server.web.files import FONTS, STATIC
from queue_server.web.middleware import SECURITY_HEADERS
from queue_server.web.pages import STAFF_AREAS, TEMPLATES, told_to_every_page
from queue_server.web.rating_months import share
from queue_server.web.rating_page import AREAS as RATING_AREAS
from queue_server.web.rating_page import LEVELS
from simulation.gallery.pages.examples import HALL, IN_FORCE, NOW_MS, TICKET_PATH, Example
from simulation.gallery.pages.lookups import LOOKED_UP

PAGES = {
    "/": "sign_in.html",
    "/clerk": "clerk.html",
    "/console": "console.html",
    "/console/screens": "screens.html",
    "/console/lockers": "lockers.html",
    "/console/notices": "notices.html",
    "/console/tickets": "tickets.html",
    "/console/calls": "calls.html",
    "/console/appointments": "appointments.html",
    "/console/pre-reviews": "pre_review_report.html",
    "/console/ratings": "ratings.html",
    "/console/work-orders": "work_orders.html",
    "/console/indicators": "indicators.html",
    "/clerk/work-orders": "my_work_orders.html",
    "/console/catalogue": "catalogue.html",
}
TO_LOOK_UP = (
    *("tickets", "priorities", "items", "calls", "views", "appointments", "windows", "lockers"),
    *("ratings", "work-orders", "my-work-orders", "exports", "reports/ratings"),
    "rating-months",
)
TIME_ZONE = "Asia/Shanghai"
PATIENCE_S = 30.0  # this long nothing lasts unless it hangs


def picture(width: int, height: int) -> bytes:
    """A screen as a station might send it: a bar, a card, a seal."""
    drawn = Image.new("RGB", (width, height), "#EEF3F4")
    pen, step = ImageDraw.Draw(drawn), height // 12
    pen.rectangle((0, 0, width, step), fill="#FFFFFF")
    pen.rounded_rectangle((step, 2 * step, width - step, 9 * step), 24, fill="#FFFFFF")
    pen.rounded_rectangle((2 * step, 3 * step, 6 * step, 7 * step), 20, fill="#B8321C")
    pen.rounded_rectangle((step, 10 * step, width - step, 11 * step), 20, fill="#0B4F5E")
    held = BytesIO()
    drawn.save(held, "PNG")
    return held.getvalue()


Answer = Accepted | tuple[RefusalCode, dict[str, str]] | None


class ScriptedHall:
    """Serves one example. `decide` answers each command (None: never); `view` may be changed with `show`."""

    def __init__(self, example: Example) -> None:
        self.example = example
        self.view: AnyView | None = example.view
        self.seq = 1
        self.now_ms = NOW_MS
        self.asked: list[wire.Request] = []
        self._something_asked = asyncio.Event()
        self.touches: list[tuple[str, float, float]] = []
        self.cancelled: list[str] = []
        self.rateable = example.rateable
        self.ratings: list[tuple[str, str, dict[str, Any]]] = []  # path, key, body: whatever came
        self.rating_answers: list[tuple[int, dict[str, Any]]] = []  # to the next ones; then they are taken
        self.reports_asked: list[tuple[str, str]] = []  # from, to
        self.looked_up: list[str] = []  # paths below /api/v1, with their queries
        self.confided: list[dict[str, str]] = []  # looked up by what must not stand in an address
        self.given: list[tuple[str, str, dict[str, Any]]] = []  # command, key, body: over HTTP
        self.give_answers: list[tuple[int, dict[str, Any]]] = []  # to the next ones; then they are accepted
        self.published: list[dict[str, str]] = []  # files by path
        self.in_force = IN_FORCE
        self.signed_out = False
        self.decide: Callable[[AnyCommand], Awaitable[Answer]] = self._accept
        self.away = asyncio.Event()
        self._sockets: set[web.WebSocketResponse] = set()
        self._topics: dict[web.WebSocketResponse, tuple[str, ...]] = {}
        self._texts = Texts.load()
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    async def __aenter__(self) -> "ScriptedHall":
        app = web.Application()
        for path, template in PAGES.items():
            app.router.add_get(path, self._page(template))
        app.router.add_get("/static/fonts/{name}", self._font)
        app.router.add_static("/static", STATIC)
        app.router.add_get("/api/v1/session", self._who)
        app.router.add_post("/api/v1/session", self._sign_in)
        app.router.add_delete("/api/v1/session", self._sign_out)
        app.router.add_get("/api/v1/socket", self._socket)
        app.router.add_get("/api/v1/stations/{id}/picture", self._picture)
        app.router.add_post("/api/v1/stations/{id}/touches", self._touch)
        app.router.add_get("/api/v1/reports/pre-reviews", self._report)
        app.router.add_post("/api/v1/configuration", self._publish)
        looked_up = "/api/v1/{path:(" + "|".join(TO_LOOK_UP) + ")(/.*)?}"
        app.router.add_get(looked_up, self._look)
        app.router.add_post(looked_up, self._look)
        app.router.add_post("/api/v1/commands/{command}", self._give)
        app.router.add_get(TICKET_PATH, self._ticket)
        app.router.add_post(TICKET_PATH + "/cancel", self._cancel)
        app.router.add_get(TICKET_PATH + "/live", self._socket)
        app.router.add_get(TICKET_PATH + "/rate", self._rating_page)
        app.router.add_get("/published-ratings", self._rating_months)
        for path in ("rating", "rating-again"):
            app.router.add_post(f"{TICKET_PATH}/{path}", self._rate)
        app.on_response_prepare.append(self._protect)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self._heart = asyncio.create_task(self._beat())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._heart.cancel()
        await self.cut()
        await self._runner.cleanup()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.example.path}"

    # what a test does

    async def show(self, view: AnyView) -> None:
        """Publishes a new view."""
        self.view = view
        self.seq += 1
        for socket in tuple(self._sockets):
            await self._send_views(socket)

    async def cut(self) -> None:
        """Cuts every link; new ones are refused until `restore`."""
        self.away.set()
        for socket in tuple(self._sockets):
            await socket.close()

    def restore(self) -> None:
        self.away.clear()

    async def commands(self, count: int) -> list[AnyCommand]:
        """The commands asked for, once there are `count`."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.asked) < count:
                self._something_asked.clear()
                await self._something_asked.wait()
        return [request.command for request in self.asked]

    # pages

    async def _protect(self, request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(SECURITY_HEADERS)

    def _page(self, template: str) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def show(request: web.Request) -> web.Response:
            language = request.query.get("language", self.example.language)
            return self._render(template, STAFF_AREAS, language, in_force=self.in_force)

        return show

    async def _ticket(self, request: web.Request) -> web.Response:
        if self.away.is_set():
            raise web.HTTPServiceUnavailable
        if not isinstance(self.view, TicketView):
            raise web.HTTPNotFound
        language = request.query.get("language", self.view.language)
        address = TICKET_PATH.removeprefix("/t/")
        return self._render(
            "ticket_page.html", ("common", "refusals", "ticket_page"), language, ticket=self.view, address=address
        )

    async def _rating_page(self, request: web.Request) -> web.Response:
        if self.away.is_set() or self.rateable is None:
            raise web.HTTPServiceUnavailable
        language = request.query.get("language", self.example.language)
        told: dict[str, Any] = {"rateable": self.rateable, "ticket_path": TICKET_PATH, "is_today": True}
        told |= {"kept_days": 365, "contact_days": 1, "levels": LEVELS}
        return self._render("rating_page.html", RATING_AREAS, language, **told)

    async def _rating_months(self, request: web.Request) -> web.Response:
        language = request.query.get("language", self.example.language)
        areas = ("common", "indicators")
        return self._render("rating_months.html", areas, language, months=self.example.months, share=share)

    async def _rate(self, request: web.Request) -> web.Response:
        """Takes a rating once by its key, and shows it from then on; or answers as the test has it."""
        if self.away.is_set():
            raise web.HTTPServiceUnavailable
        again = request.path.endswith("again")
        key = request.headers["Idempotency-Key"]
        self.ratings.append((request.path.rpartition("/")[2], key, await request.json()))
        status, body = self.rating_answers.pop(0) if self.rating_answers else (200, {})
        if status == HTTPStatus.OK and self.rateable is not None:
            self.rateable = structs.replace(
                self.rateable, rated=True, may_rate=False, rated_again=again, may_rate_again=not again
            )
        return web.json_response(body, status=status)

    def _render(self, template: str, areas: tuple[str, ...], language: str, **values: object) -> web.Response:
        told = told_to_every_page(self._texts, areas, language, HALL, TIME_ZONE, Hours(), self.now_ms)
        content = self._templates.get_template(template).render(**told, **values)
        return web.Response(text=content, content_type="text/html")

    async def _font(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(FONTS[request.match_info["name"]])

    # session

    async def _who(self, request: web.Request) -> web.Response:
        if self.example.person is None or self.signed_out:
            return web.json_response({"code": "not_signed_in", "details": {}}, status=401)
        return web.json_response(asdict(self.example.person))

    async def _sign_in(self, request: web.Request) -> web.Response:
        status, body = self.example.sign_in_answer or (401, {"code": "wrong_credentials", "details": {}})
        return web.json_response(body, status=status)

    async def _sign_out(self, request: web.Request) -> web.Response:
        self.signed_out = True
        return web.Response(status=204)

    # the wire

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if self.away.is_set():
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.add(socket)
        in_hand: set[asyncio.Task[None]] = set()
        try:
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    break
                message = wire.decode_to_server(frame.data)
                if isinstance(message, wire.Hello):
                    self._topics[socket] = tuple(topic.topic for topic in message.topics)
                    await self._send(socket, wire.Welcome(wire.PROTOCOL, "somebody", self.seq, self.now_ms))
                    if any(topic.last_seq < self.seq for topic in message.topics):
                        await self._send_views(socket)
                else:
                    self.asked.append(message)
                    self._something_asked.set()
                    in_hand.add(asyncio.create_task(self._answer(socket, message)))
        finally:
            self._sockets.discard(socket)
            for task in in_hand:
                task.cancel()
        return socket

    async def _answer(self, socket: web.WebSocketResponse, request: wire.Request) -> None:
        match await self.decide(request.command):
            case Accepted() as result:
                await self._send(socket, wire.Accepted(request.key, result))
            case (RefusalCode() as code, dict() as details):
                await self._send(socket, wire.Refused(request.key, code, details))

    async def _accept(self, command: AnyCommand) -> Answer:
        for refused, code in self.example.refused:
            if refused == command:
                return code, {}
        return Accepted(self.seq, self.now_ms)

    async def _send_views(self, socket: web.WebSocketResponse) -> None:
        for topic in self._topics.get(socket, ()):
            if self.view is not None:
                await self._send(socket, wire.ViewChanged(topic, self.seq, self.view))

    async def _send(self, socket: web.WebSocketResponse, message: wire.ToStation) -> None:
        if not socket.closed:
            await socket.send_str(wire.encode(message).decode())

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(wire.HEARTBEAT_S)
            for socket in tuple(self._sockets):
                await self._send(socket, wire.Heartbeat(self.seq, self.now_ms))

    # screens

    async def _picture(self, request: web.Request) -> web.Response:
        size = self.example.pictures.get(request.match_info["id"])
        if size is None:
            return web.json_response({"code": "not_found", "details": {}}, status=404)
        return web.Response(body=picture(*size), content_type="image/png", headers={"Picture-Age-Ms": "400"})

    async def _touch(self, request: web.Request) -> web.Response:
        body = msgspec.json.decode(await request.read(), type=dict[str, float])
        self.touches.append((request.match_info["id"], body["x"], body["y"]))
        return web.json_response({})

    # reports and publishing

    async def _report(self, request: web.Request) -> web.Response:
        self.reports_asked.append((request.query["from"], request.query["to"]))
        status, body = self.example.report_answer
        return web.Response(status=status, body=msgspec.json.encode(body), content_type="application/json")

    async def _look(self, request: web.Request) -> web.Response:
        """Whatever is looked up: as the example has it for the path, with its query if it has that too."""
        self.looked_up.append(request.path_qs.removeprefix("/api/v1/"))
        answers = {**LOOKED_UP, **self.example.lookups}
        path = request.match_info["path"]
        found = answers.get(self.looked_up[-1], answers.get(path))
        if path == "views/floor" and found is None:
            found = self.view
        if request.method == "POST" and "Idempotency-Key" in request.headers:
            key = request.headers["Idempotency-Key"]
            self.given.append((path, key, await request.json()))
            status, body = self.give_answers.pop(0) if self.give_answers else (200, {"on_boards": True})
            return web.json_response(body, status=status)
        if found is None:
            return web.json_response({"code": "not_found", "details": {}}, status=404)
        if isinstance(found, RefusalCode):
            return web.json_response({"code": found, "details": {}}, status=409)
        if request.method == "POST":
            self.confided.append(await request.json())
        return web.Response(body=msgspec.json.encode(found), content_type="application/json")

    async def _give(self, request: web.Request) -> web.Response:
        """A command over HTTP: kept, and answered as the test has it, else accepted."""
        self.given.append((request.match_info["command"], request.headers["Idempotency-Key"], await request.json()))
        status, body = self.give_answers.pop(0) if self.give_answers else (200, {"seq": self.seq, "at_ms": self.now_ms})
        return web.json_response(body, status=status)

    async def _publish(self, request: web.Request) -> web.Response:
        body = msgspec.json.decode(await request.read(), type=dict[str, dict[str, str]])
        self.published.append(body["files"])
        status, answer = self.example.publish_answer
        if status == HTTPStatus.OK:
            self.in_force = replace(self.in_force, content_hash=answer["content_hash"], since_ms=self.now_ms)
        return web.json_response(answer, status=status)

    async def _cancel(self, request: web.Request) -> web.Response:
        self.cancelled.append(request.headers["Idempotency-Key"])
        answer = await self.decide(
            wire.decode_to_server(
                b'{"message":"request","key":"12345678","command":{"type":"CancelTicket","ticket_id":"2026-11-23.A012"}}'
            ).command
        )
        if isinstance(answer, Accepted):
            return web.Response(body=msgspec.json.encode(answer), content_type="application/json")
        return web.json_response({"code": "wrong_state", "details": {}}, status=409)
