"""A call board with its window, at a real server: what the hall shows there, and what outlives a killed server."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from config.spots import FOLDER
from display.app import DisplayApp
from display.presenters.board import BoardMode, BoardSpot
from display.toolkit.app import Access
from queue_server.settings import sqlite_url
from queue_server.storage import accounts, station_keys
from queue_server.storage.database import Database
from tests.display.spots.films import film, needs_player
from tests.free_ports import kept_port
from tests.web.running_hall import HALL, RunningHall, hall_folder

BOARD, SUPERVISOR, PASSWORD = "board-2", "fang-qing", "the-hall-is-on-fire"


async def until(what, within_s: float = 60):  # type: ignore[no-untyped-def]
    """What `what` says, as soon as it says something; the deadline only ends a test that has failed."""
    async with asyncio.timeout(within_s):
        while not (found := what()):  # noqa: ASYNC110  # what a test waits for announces itself to nobody
            await asyncio.sleep(0.02)
    return found


@asynccontextmanager
async def board_at(url: str, key: str, folder: Path) -> AsyncIterator[DisplayApp]:
    app = DisplayApp(Access(url, BOARD, key), folder / "voice", folder / "ratings", folder / "spots")
    running = asyncio.create_task(app.run())
    try:
        await until(lambda: app.presenter is not None and app.presenter.state.mode is not BoardMode.CONNECTING)
        yield app
    finally:
        app.stop()
        await asyncio.wait_for(running, 30)


def spot_of(app: DisplayApp) -> BoardSpot | None:
    page = app.presenter.state.page
    return page.spot if page is not None else None


# pictures and films


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The board's own clock goes on by these seconds, so that nobody waits for a turn."""
    ahead_s = [0]
    known = DisplayApp.now_ms
    monkeypatch.setattr(DisplayApp, "now_ms", lambda app: known(app) + ahead_s[0] * 1_000)
    return ahead_s


async def _turn_to(app: DisplayApp, ahead_s: list[int], file: str) -> None:
    for _ in range(200):
        if (spot := spot_of(app)) is not None and spot.file == file:
            return
        ahead_s[0] += 3
        app._tick()
    raise AssertionError(f"{file} has no turn")


@needs_player
@pytest.mark.usefixtures("unhurried")
async def test_films_play_while_nobody_is_called_and_what_cannot_be_shown_is_told_to_staff(
    tmp_path: Path, at_noon: list[int]
) -> None:
    files = hall_folder(tmp_path, demonstration=True)
    policy = files / "policy.toml"
    told = "".join(f'\n[[spots]]\nfile = "{name}"\nlength_s = 60\n' for name in ("film.mp4", "broken.mp4", "gone.png"))
    policy.write_text(policy.read_text(encoding="utf-8") + told, encoding="utf-8")
    film(files / FOLDER / "film.mp4", length_s=120)
    (files / FOLDER / "broken.mp4").write_bytes(b"no film" * 1_000)
    async with RunningHall.open(tmp_path) as hall:
        key = await station_keys.enrol(hall.database, HALL, BOARD, now_ms=1)
        state = hall.server.reception.dispatcher.state
        async with board_at(hall.url, key, tmp_path) as app:
            await until(lambda: "board-2:gone.png" in {alarm.about for alarm in state.alarms.values()})  # the last one
            about = {(alarm.kind, alarm.about) for alarm in state.alarms.values() if alarm.kind.startswith("spot")}
            assert about == {("spot_unreadable", "board-2:broken.mp4"), ("spot_missing", "board-2:gone.png")}
            await _turn_to(app, at_noon, "before-you-come.png")
            assert app.stage.screen.ids.spot.texture is not None
            await _turn_to(app, at_noon, "film.mp4")
            await until(lambda: app.stage.screen.ids.spot._frame is not None)
            clerk, kiosk = await hall.clerk("zhou-min"), await hall.station("kiosk-1")
            await clerk.give("open-window", {"window_id": "w09"})
            await kiosk.give("issue-ticket", {"queue_id": "social-security"})
            assert (await clerk.give("call-next", {"window_id": "w09"})).status == 200
            await until(lambda: app.presenter.state.now)
            assert spot_of(app) is None
            assert app._player is not None
            await until(lambda: not any(one.runs for one in app._player._left))
            assert app._player._playing is None


# an emergency message


@pytest.fixture
def port() -> Iterator[int]:
    """Of a server that is killed."""
    with kept_port() as port:
        yield port


@asynccontextmanager
async def server_process(folder: Path, port: int) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    files = hall_folder(folder, demonstration=True)
    with (folder / "server.log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "queue_server", "serve", "--hall", str(files)),
            *("--data", str(folder), "--port", str(port)),
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
    try:
        assert process.stdout is not None
        address = (await process.stdout.readline()).decode().strip()
        assert address, (folder / "server.log").read_text(encoding="utf-8")[-2_000:]
        yield process, address
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def supervisor_at(url: str) -> AsyncIterator[aiohttp.ClientSession]:
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(url, headers={"Origin": url}, cookie_jar=jar) as session:
        async with session.post("/api/v1/session", json={"account": SUPERVISOR, "password": PASSWORD}) as answer:
            assert answer.status == 200, await answer.text()
        yield session


async def _give(caller: aiohttp.ClientSession, command: str, key: str, **fields: str) -> None:
    async with caller.post(f"/api/v1/commands/{command}", json=fields, headers={"Idempotency-Key": key}) as answer:
        assert answer.status == 200, await answer.text()


async def test_an_emergency_message_outlives_a_killed_server_on_the_screen_and_in_the_hall_and_can_be_ended(
    tmp_path: Path, port: int
) -> None:
    now_ms = time.time_ns() // 1_000_000
    async with await Database.open(sqlite_url(tmp_path)) as database:
        await database.upgrade()
        await accounts.set_password(database, HALL, SUPERVISOR, PASSWORD, now_ms)
        key = await station_keys.enrol(database, HALL, BOARD, now_ms)
    async with server_process(tmp_path, port) as (server, url), board_at(url, key, tmp_path) as app:
        async with supervisor_at(url) as supervisor:
            await _give(supervisor, "raise-emergency", "emergency-raised", message_id="evacuate")
        cover = await until(lambda: app.stage.cover_screen)
        server.kill()
        await server.wait()
        await until(lambda: not app.link.linked)
        assert app.stage.cover_screen is cover
        async with server_process(tmp_path, port) as (_, again):
            assert again == url
            await until(lambda: app.link.linked)
            async with supervisor_at(url) as supervisor:
                async with supervisor.get("/api/v1/views/floor") as answer:
                    assert (await answer.json())["emergency"]["kind"] == "evacuate"
                assert app.stage.cover_screen is cover  # it was never away
                await _give(supervisor, "end-emergency", "emergency-ended")
            await until(lambda: app.stage.cover_screen is None)
            assert app.presenter.state.mode in (BoardMode.LISTENING, BoardMode.CLOSED)
