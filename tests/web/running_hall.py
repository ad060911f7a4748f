"""A real server of the sample hall on a real port and a real database file, and the people who come to its doors."""

import asyncio
import hashlib
import itertools
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp
from sqlalchemy import Connection, insert, select

from config.loading import SAMPLE
from queue_server.app import HallServer
from queue_server.contract import wire
from queue_server.domain.business_day import business_day
from queue_server.engine.clock import Clock
from queue_server.settings import Settings, sqlite_url
from queue_server.storage import schema, station_keys

HALL = "anhe"
PATIENCE_S = 30.0  # this long nothing lasts unless it hangs
PORTAL = '{ id = "portal-1", kind = "portal", name = { zh = "网上预审", en = "Online pre-review" } },'

_keys = itertools.count(1)


def new_key() -> str:
    return f"test-key-{next(_keys):06}"


def hall_folder(folder: Path, *, demonstration: bool) -> Path:
    """A copy of the sample configuration; a real hall is one that is no demonstration, and has all of it confirmed."""
    copied = folder / "hall"
    if not copied.exists():
        shutil.copytree(SAMPLE, copied)
        if not demonstration:
            plan = copied / "hall.toml"
            text = plan.read_text(encoding="utf-8")
            assert "demonstration = true" in text
            plan.write_text(text.replace("demonstration = true", "demonstration = false"), encoding="utf-8")
            for part in (copied / "catalogue").iterdir():
                lines = part.read_text(encoding="utf-8").splitlines(keepends=True)
                confirmed = "".join(line for line in lines if not line.startswith("to_verify = "))
                part.write_text(confirmed, encoding="utf-8")
    return copied


@dataclass
class Answer:
    """What came back: status, headers, and the body as JSON where it is JSON."""

    status: int
    headers: Any
    text: bytes
    json: Any

    @property
    def refused(self) -> tuple[int, str]:
        return self.status, self.json["code"]


@dataclass
class Somebody:
    """A caller with what they show."""

    url: str
    http: aiohttp.ClientSession
    headers: dict[str, str] = field(default_factory=dict)

    async def ask(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        raw: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        sent = {**self.headers, **(headers or {})}
        async with self.http.request(
            method, self.url + path, json=body, data=raw, headers=sent, allow_redirects=False
        ) as answer:
            text = await answer.read()
            is_json = answer.content_type == "application/json"
            return Answer(answer.status, answer.headers, text, await answer.json() if is_json else None)

    async def give(self, command: str, body: Any = None, *, key: str | None = None) -> Answer:
        return await self.ask(
            "POST", f"/api/v1/commands/{command}", body=body or {}, headers={"Idempotency-Key": key or new_key()}
        )

    @asynccontextmanager
    async def talk(self, *topics: str, path: str = "/api/v1/socket", hello: bool = True) -> AsyncIterator["Talk"]:
        async with self.http.ws_connect(self.url + path, headers=self.headers) as socket:
            talk = Talk(socket)
            if hello:
                await talk.say(wire.Hello(wire.PROTOCOL, tuple(wire.Topic(topic) for topic in topics)))
                assert isinstance(await talk.hear(), wire.Welcome)
            yield talk


@dataclass
class Talk:
    """A conversation over the socket."""

    socket: aiohttp.ClientWebSocketResponse

    async def say(self, message: wire.ToServer) -> None:
        await self.socket.send_str(wire.encode(message).decode())

    async def hear(self) -> wire.ToStation:
        """The next message that is no heartbeat."""
        while True:
            message: wire.ToStation = wire.decode_to_station(await self.socket.receive_str(timeout=PATIENCE_S))
            if not isinstance(message, wire.Heartbeat):
                return message

    async def hear_a(self, kind: type[Any]) -> Any:
        """The next message of that kind; others are passed over."""
        while not isinstance(message := await self.hear(), kind):
            pass
        return message


class RunningHall:
    def __init__(self, server: HallServer, http: aiohttp.ClientSession) -> None:
        self.server = server
        self.http = http
        self.url = f"http://127.0.0.1:{server.port}"

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        folder: Path,
        *,
        demonstration: bool = True,
        portal: bool = False,
        port: int = 0,
        database_url: str | None = None,
        clock: Clock | None = None,
        **settings: Any,
    ) -> AsyncIterator[Self]:
        """Opens the hall of `folder`, or of another database; opened again there, it goes on where it stopped.

        `portal`: with a station for the online pre-review, portal-1.
        """
        hall_files = hall_folder(folder, demonstration=demonstration)
        if portal:
            plan = hall_files / "hall.toml"
            text = plan.read_text(encoding="utf-8")
            plan.write_text(text.replace("\nstations = [", f"\nstations = [{PORTAL}", 1), encoding="utf-8")
        server = await HallServer.start(
            Settings(
                database_url=database_url or sqlite_url(folder),
                hall_folder=hall_files,
                port=port,
                **settings,
            ),
            clock=clock,
        )
        try:
            await day_open(server)
            async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
                yield cls(server, http)
        finally:
            await server.stop()

    @property
    def nobody(self) -> Somebody:
        return Somebody(self.url, self.http)

    async def station(self, station_id: str) -> Somebody:
        key = await station_keys.enrol(self.database, HALL, station_id, now_ms=1)
        return Somebody(self.url, self.http, {"Authorization": f"Station {station_id}:{key}"})

    async def clerk(self, clerk_id: str) -> Somebody:
        """Somebody of the staff, signed in already (without the fifth of a second a password takes)."""
        token = f"token-of-{clerk_id}-{next(_keys)}"
        await self.database.write(_begin_session, clerk_id, token, self.server.reception.now_ms())
        return Somebody(self.url, self.http, {"Cookie": f"hall={token}", "Origin": self.url})

    @property
    def database(self) -> Any:
        return self.server.reception.database


async def day_open(server: HallServer) -> None:
    """The sample hall is always open: the day of today begins by itself, also after a day that was left open."""
    reception, dispatcher = server.reception, server.reception.dispatcher
    time_zone = reception.hall.plan.time_zone
    await until(
        lambda: dispatcher.available and dispatcher.state.begun_day == business_day(reception.now_ms(), time_zone)
    )


async def until(condition: Callable[[], bool], within_s: float = PATIENCE_S) -> None:
    """Waits until the condition holds."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110  what is waited for tells nobody
            await asyncio.sleep(0.005)


def _begin_session(connection: Connection, clerk_id: str, token: str, now_ms: int) -> None:
    account = schema.accounts.c
    mine = select(account.clerk_id).where(account.clerk_id == clerk_id)
    if connection.execute(mine).first() is None:
        connection.execute(
            insert(schema.accounts),
            {
                "hall_id": HALL,
                "clerk_id": clerk_id,
                "password_hash": "nobody knows it",
                "disabled": False,
                "changed_at_ms": now_ms,
                "failures": 0,
                "locked_until_ms": 0,
            },
        )
    connection.execute(
        insert(schema.account_sessions),
        {
            "hall_id": HALL,
            "token_hash": hashlib.sha256(token.encode()).hexdigest(),
            "clerk_id": clerk_id,
            "began_at_ms": now_ms,
            "seen_at_ms": now_ms,
            "ends_at_ms": now_ms + 3_600_000,
        },
    )
