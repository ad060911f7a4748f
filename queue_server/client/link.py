"""The link: carries a `Session` over a WebSocket, keeps coming back, and asks the few things stations ask by HTTP."""

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import aiohttp
import msgspec
import structlog

from config.catalogue import Catalogue
from config.configuration import HallConfiguration
from config.hall import HallPlan, Station
from config.policy import Policy
from queue_server.client.refused import refusal
from queue_server.client.session import AnyDelivery, LinkLost, Phase, Session
from queue_server.contract import wire
from queue_server.contract.commands import AnyCommand
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import AppointmentsFound, PreReviewView, RateableView, SlotsView

CONNECT_S = 5
REQUEST_S = 10

_PIECE_BYTES = 262_144

_TURNED_AWAY: dict[int, RefusalCode] = {
    HTTPStatus.UNAUTHORIZED: RefusalCode.WRONG_CREDENTIALS,
    HTTPStatus.FORBIDDEN: RefusalCode.FORBIDDEN,
}

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Me:
    """What a station is told of itself and its hall; staff are left out of the plan. `public_url`: for its QR codes."""

    station: Station
    configuration: HallConfiguration
    configuration_hash: str
    public_url: str


def monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class ServerLink:
    """A station's link to the server. `deliver` is called on the event loop, one delivery at a time, in order.

    `send` and `withdraw` return at once and may be called at any time, before `run` and while the server is away.
    """

    def __init__(
        self,
        server_url: str,
        station_id: str,
        key: str,
        topics: Sequence[str],
        deliver: Callable[[AnyDelivery], None],
        *,
        clock: Callable[[], int] = monotonic_ms,
        chance: Callable[[], float] = random.random,
        new_key: Callable[[], str] = lambda: uuid4().hex,
        silence_ms: int = wire.SILENCE_S * 1_000,
        acknowledges: Sequence[str] = (),
    ) -> None:
        self.station_id = station_id
        self._server_url = server_url.rstrip("/")
        self._headers = {"Authorization": f"Station {station_id}:{key}"}
        self._session = Session(topics, silence_ms=silence_ms, acknowledges=acknowledges)
        self._deliver = deliver
        self._clock = clock
        self._chance = chance
        self._new_key = new_key
        self._something_to_send = asyncio.Event()
        self._hand_over_planned = False
        self._said_lost = False

    @property
    def linked(self) -> bool:
        return self._session.phase is Phase.LINKED

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Keys of the requests nobody has answered yet."""
        return self._session.unanswered

    def send(self, command: AnyCommand, *, only_while_linked: bool = False, key: str = "") -> str:
        """Asks the server and returns the request's key; the answer is delivered later as Answered or WasRefused.

        `key`: that of a request which was made before this link, and may have been heard already.
        """
        key = key or self._new_key()
        self._session.send(command, key, only_while_linked=only_while_linked)
        self._plan_hand_over()
        return key

    def withdraw(self, key: str) -> None:
        """Takes the request `key` back, as far as it was not answered."""
        self._session.withdraw(key)
        self._plan_hand_over()

    def shown(self, call_id: str, device_id: str | None = None) -> None:
        """Tells the hall that the call can be seen now, or that the device has taken it."""
        self._session.shown(call_id, device_id)
        self._something_to_send.set()

    def hall_now_ms(self) -> int | None:
        """What time it is in the hall, UTC milliseconds, however wrong the clock of this machine is set.

        None until the hall has told; afterwards it goes on while the link is lost.
        """
        ahead_ms = self._session.ahead_ms
        return None if ahead_ms is None else self._clock() + ahead_ms

    async def run(self) -> None:
        """Keeps the link until cancelled."""
        async with aiohttp.ClientSession(headers=self._headers) as http:
            try:
                while True:
                    self._hand_over()
                    try:
                        await self._visit(http)
                    except (aiohttp.ClientError, OSError, TimeoutError) as error:
                        self._explain(error)
                    self._session.closed()
                    self._hand_over()
                    await asyncio.sleep(self._session.wait_ms(self._chance()) / 1_000)
            finally:
                if self._session.phase is not Phase.AWAY:
                    self._session.closed()
                    self._hand_over()

    async def fetch_me(self) -> Me:
        """Asks who this station is and what its hall runs on. Raises CommandRefused, or OSError while unreachable."""
        body = await self._ask("GET", "/api/v1/stations/me")
        told: dict[str, Any] = msgspec.json.decode(body)
        return Me(
            station=Station.model_validate(told["station"]),
            configuration=HallConfiguration(
                plan=HallPlan.model_validate(told["plan"]),
                catalogue=Catalogue.model_validate(told["catalogue"]),
                policy=Policy.model_validate(told["policy"]),
            ),
            configuration_hash=told["configuration_hash"],
            public_url=told["public_url"],
        )

    async def fetch_pre_review(self, code: str) -> PreReviewView:
        """The pre-review of a sheet's code. Raises as `fetch_me`: NOT_FOUND, PRE_REVIEW_EXPIRED, TOO_MANY_ATTEMPTS."""
        body = await self._ask("GET", f"/api/v1/pre-reviews/{quote(code, safe='')}")
        return msgspec.json.decode(body, type=PreReviewView)

    async def find_rateable(self, code: str) -> RateableView:
        """What may be rated of the slip with this code. Raises as `fetch_me`: TICKET_UNKNOWN, NOT_FOUND."""
        body = await self._ask("POST", "/api/v1/ratings/find", msgspec.json.encode({"code": code}))
        return msgspec.json.decode(body, type=RateableView)

    async def fetch_slots(self, item_id: str) -> SlotsView:
        """The slots of an item that can be booked from today on, full ones too. Raises as `fetch_me`: ITEM_UNKNOWN."""
        body = await self._ask("GET", f"/api/v1/appointments/slots?item={quote(item_id, safe='')}")
        return msgspec.json.decode(body, type=SlotsView)

    async def find_appointments(
        self, *, code: str | None = None, person: str | None = None, by_card: bool = False
    ) -> AppointmentsFound:
        """Those of a code, or of somebody by phone or identity number, who is found again by `person_key`.

        What was typed, or read from their card (`by_card`), is in this one request and nowhere else. Raises as
        `fetch_me`: APPOINTMENT_UNKNOWN for an unknown code and for what is no number, TOO_MANY_ATTEMPTS.
        """
        wanted = {"code": code} if code is not None else {"person": person, "by_card": by_card}
        body = await self._ask("POST", "/api/v1/appointments/find", msgspec.json.encode(wanted))
        return msgspec.json.decode(body, type=AppointmentsFound)

    async def fetch_rating_page(self, service_id: str) -> str:
        """The path of the page on which the service that this terminal asks about can be rated by phone.

        Raises as `fetch_me`: NOT_FOUND when it asks about another one.
        """
        body = await self._ask("GET", f"/api/v1/stations/me/rating-page?service={quote(service_id, safe='')}")
        return str(msgspec.json.decode(body, type=dict[str, str])["page_path"])

    async def put_picture(self, picture: bytes) -> None:
        """Gives the server the newest picture of the screen, PNG or JPEG. Raises as `fetch_me`."""
        kind = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
        await self._ask("PUT", "/api/v1/stations/me/picture", picture, {"Content-Type": kind})

    async def put_cells(self, told: object) -> None:
        """Tells which cells of a locker are open: `device_id` and `boards`, as the API says.

        Raises as `fetch_me`.
        """
        await self._ask("PUT", "/api/v1/stations/me/cells", msgspec.json.encode(told))

    async def fetch_spot(self, file: str, into: Path, limit_bytes: int, etag: str | None = None) -> str | None:
        """Writes a picture or film of the hall's own to `into`; returns its ETag, None if it still has `etag`.

        Raises as `fetch_me`: NOT_FOUND, TOO_LARGE; OverflowError for more than the server had said.
        """
        headers = self._headers | ({"If-None-Match": etag} if etag else {})
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=REQUEST_S)
        url = f"{self._server_url}/api/v1/spots/{quote(file, safe='')}"
        try:
            async with aiohttp.ClientSession(headers=headers, timeout=timeout) as http, http.get(url) as answer:
                if answer.status == HTTPStatus.NOT_MODIFIED:
                    return None
                if answer.status >= HTTPStatus.BAD_REQUEST:
                    raise refusal(await answer.read())
                await _written(answer, into, limit_bytes)
                return answer.headers.get("ETag", "")
        except aiohttp.ClientError as error:
            raise ConnectionError(str(error)) from error

    async def put_voice(self, told: object) -> None:
        """Tells what a loudspeaker has said and could not say: `device_id` and figures, as the API says.

        Raises as `fetch_me`.
        """
        await self._ask("PUT", "/api/v1/stations/me/voice", msgspec.json.encode(told))

    # the socket

    async def _visit(self, http: aiohttp.ClientSession) -> None:
        """One connection from hello to its end."""
        url = self._server_url + "/api/v1/socket"
        async with asyncio.timeout(CONNECT_S):
            socket = await http.ws_connect(url, compress=0, autoclose=True)
        async with socket:
            self._session.opened(self._clock())
            writer = asyncio.create_task(self._write(socket))
            try:
                await self._read(socket)
            finally:
                writer.cancel()
                await asyncio.gather(writer, return_exceptions=True)

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._hand_over()
        while True:
            wake_at_ms = self._session.wake_at_ms()
            if wake_at_ms is None:
                return
            try:
                frame = await socket.receive(timeout=max(1, wake_at_ms - self._clock()) / 1_000)
            except TimeoutError:
                if not self._session.tick(self._clock()):
                    return
                self._hand_over()
                continue
            if frame.type is not aiohttp.WSMsgType.TEXT:
                return  # closed, broken, or not ours
            try:
                message = wire.decode_to_station(frame.data)
            except msgspec.MsgspecError as error:
                log.warning("message_not_understood", station=self.station_id, reason=str(error))
                continue
            self._session.received(message, self._clock())
            self._session.tick(self._clock())
            self._hand_over()

    async def _write(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            await self._something_to_send.wait()
            self._something_to_send.clear()
            for message in self._session.outgoing():
                await socket.send_str(wire.encode(message).decode())

    # handing over

    def _plan_hand_over(self) -> None:
        """Later, so that a presenter has its key before it hears of the answer."""
        self._something_to_send.set()
        if not self._hand_over_planned:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                return  # `run` has not begun; it hands over first
            self._hand_over_planned = True
            loop.call_soon(self._hand_over)

    def _hand_over(self) -> None:
        self._hand_over_planned = False
        self._something_to_send.set()
        for delivery in self._session.deliveries():
            if isinstance(delivery, LinkLost):
                self._say_lost("connection ended")
            elif self.linked and self._said_lost:
                self._said_lost = False
                log.info("server_back", station=self.station_id, server=self._server_url)
            self._deliver(delivery)

    # words

    def _explain(self, error: Exception) -> None:
        if isinstance(error, aiohttp.WSServerHandshakeError) and (code := _TURNED_AWAY.get(error.status)):
            self._session.turned_away(code)
            self._say_lost(f"turned away: {code}")
        else:
            self._say_lost(str(error) or type(error).__name__)

    def _say_lost(self, why: str) -> None:
        """Once when lost; the next word is `server_back`."""
        if not self._said_lost:
            self._said_lost = True
            log.warning("server_lost", station=self.station_id, server=self._server_url, why=why)

    # HTTP

    async def _ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> bytes:
        timeout = aiohttp.ClientTimeout(total=REQUEST_S)
        try:
            async with (
                aiohttp.ClientSession(headers=self._headers, timeout=timeout) as http,
                http.request(method, self._server_url + path, data=body, headers=headers) as answer,
            ):
                content = await answer.read()
        except aiohttp.ClientError as error:
            raise ConnectionError(str(error)) from error
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise refusal(content)
        return content


async def _written(answer: aiohttp.ClientResponse, into: Path, limit_bytes: int) -> None:
    """Piece by piece: a film is larger than the memory it may take."""
    size = 0
    file = await asyncio.to_thread(into.open, "wb")
    try:
        async for piece in answer.content.iter_chunked(_PIECE_BYTES):
            size += len(piece)
            if size > limit_bytes:
                raise OverflowError(f"more than {limit_bytes} bytes")
            await asyncio.to_thread(file.write, piece)
    finally:
        await asyncio.to_thread(file.close)
