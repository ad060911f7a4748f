"""The programme has ready what can be shown, tells what cannot, and goes on with what it has."""

import asyncio
import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PIL import Image

from display.spots import programme as programmes
from display.spots.programme import Programme
from queue_server.contract.commands import AnyCommand, ReportSpot, SpotFault
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import SpotLine


def _picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (80, 60), colour).save(out, "PNG")
    return out.getvalue()


class Hall:
    """A server's folder, and what it is told."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.away = False
        self.sent: list[ReportSpot] = []
        self.fetched: list[str] = []
        self.told = asyncio.Event()

    def send(self, command: AnyCommand) -> str:
        assert isinstance(command, ReportSpot)
        self.sent.append(command)
        self.told.set()
        return "key"

    async def fetch_spot(self, file: str, into: Path, limit_bytes: int, etag: str | None = None) -> str | None:
        if self.away:
            raise ConnectionError("away")
        if file not in self.files:
            raise CommandRefused(RefusalCode.NOT_FOUND)
        content = self.files[file]
        if len(content) > limit_bytes:
            raise OverflowError
        if etag == f'"{hash(content)}"':
            return None
        self.fetched.append(file)
        into.write_bytes(content)
        return f'"{hash(content)}"'


class Board:
    def __init__(self, folder: Path, hall: Hall) -> None:
        self.pictures: Mapping[str, str] = {}
        self.programme = Programme(folder, (40, 30), hall, self._ready)

    def _ready(self, pictures: Mapping[str, str]) -> None:
        self.pictures = dict(pictures)

    async def look(self, *files: str) -> None:
        """Once, at what the hall says there is."""
        self.programme.heed([SpotLine(file, 12) for file in files])
        await self.programme._look()

    def colours(self) -> dict[str, object]:
        return {file: _colour(Path(path)) for file, path in self.pictures.items()}


def _colour(path: Path) -> object:
    with Image.open(path) as picture:
        return picture.getpixel((3, 3))


RED, BLUE = (255, 0, 0), (0, 0, 255)


async def test_pictures_are_fetched_once_and_again_when_they_are_others(tmp_path: Path) -> None:
    hall = Hall()
    hall.files = {"a.png": _picture("red"), "b.png": _picture("blue")}
    board = Board(tmp_path, hall)
    await board.look("a.png", "b.png")
    await board.look("a.png", "b.png")
    assert board.colours() == {"a.png": RED, "b.png": BLUE}
    assert hall.fetched == ["a.png", "b.png"]
    hall.files["a.png"] = _picture("blue")
    await board.look("a.png", "b.png")
    assert board.colours() == {"a.png": BLUE, "b.png": BLUE}
    await board.look("b.png")
    assert board.colours() == {"b.png": BLUE}
    assert len(list(tmp_path.iterdir())) == 3  # the file, its ETag and its picture: nothing else is left


async def test_what_cannot_be_shown_is_told_once_and_so_is_that_it_can(tmp_path: Path) -> None:
    hall = Hall()
    hall.files = {"page.png": b"<html>", "large.png": bytes(20_000_001), "good.png": _picture("red")}
    board = Board(tmp_path, hall)
    for _ in range(2):
        await board.look("page.png", "large.png", "gone.png", "good.png")
    assert board.colours() == {"good.png": RED}
    assert hall.sent == [
        ReportSpot("page.png", SpotFault.UNREADABLE),
        ReportSpot("large.png", SpotFault.TOO_LARGE),
        ReportSpot("gone.png", SpotFault.MISSING),
        ReportSpot("good.png"),
    ]
    hall.files["gone.png"] = _picture("blue")
    await board.look("page.png", "large.png", "gone.png", "good.png")
    assert hall.sent[4:] == [ReportSpot("gone.png")]
    assert board.colours() == {"good.png": RED, "gone.png": BLUE}


async def test_while_the_server_is_away_a_board_shows_what_it_has(tmp_path: Path) -> None:
    hall = Hall()
    hall.files = {"a.png": _picture("red")}
    board = Board(tmp_path, hall)
    await board.look("a.png")
    hall.away = True
    with pytest.raises(OSError, match="away"):
        await board.look("a.png")
    assert board.colours() == {"a.png": RED}
    assert hall.sent == [ReportSpot("a.png")]


@asynccontextmanager
async def _running(board: Board) -> AsyncIterator[None]:
    running = asyncio.create_task(board.programme.run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_what_the_hall_publishes_is_looked_for_at_once_and_the_rest_now_and_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programmes, "LOOK_S", 0.01)
    hall = Hall()
    board = Board(tmp_path, hall)
    arrived = asyncio.Event()
    board.programme._ready = lambda pictures: arrived.set()
    async with _running(board):
        board.programme.heed([SpotLine("late.png", 12)])
        await asyncio.wait_for(hall.told.wait(), 30)
        hall.files["late.png"] = _picture("red")  # put there afterwards, under the name published
        await asyncio.wait_for(arrived.wait(), 30)
    assert hall.sent[0] == ReportSpot("late.png", SpotFault.MISSING)
