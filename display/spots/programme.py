"""The programme: which pictures and films of the hall's own a board has, ready to be shown.

    programme = Programme(folder, size, hall, ready)     ready(pictures): by file, the path of its picture
    programme.heed(view.spots)                           whenever the hall says which there are
    await programme.run()                                for ever

Files are fetched from the hall's server, kept across days, and asked for anew now and then. What cannot be shown is
told once to the log and to the hall, and the board shows the rest.
"""

import asyncio
import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import structlog

from config.spots import limit_bytes
from display.spots.picture import prepare
from queue_server.contract.commands import AnyCommand, ReportSpot, SpotFault
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import SpotLine

LOOK_S = 300.0  # a file may be replaced under its name

_REFUSED = {RefusalCode.NOT_FOUND: SpotFault.MISSING, RefusalCode.TOO_LARGE: SpotFault.TOO_LARGE}

log = structlog.get_logger(__name__)


def spot_store() -> Path:
    """Where files are kept if nothing else is said: they can all be fetched again."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "service-hall" / "spots"


class Hall(Protocol):
    """What the programme asks of its station."""

    def send(self, command: AnyCommand) -> str: ...

    async def fetch_spot(self, file: str, into: Path, limit_bytes: int, etag: str | None = None) -> str | None:
        """As `ServerLink.fetch_spot`."""
        ...


class Programme:
    """`folder`: this station's own. `size`: width and height of the place in px."""

    def __init__(
        self, folder: Path, size: tuple[int, int], hall: Hall, ready: Callable[[Mapping[str, str]], None]
    ) -> None:
        self._folder = folder
        self._size = size
        self._hall = hall
        self._ready = ready
        self._files: tuple[str, ...] = ()
        self._pictures: dict[str, str] = {}
        self._unfit: dict[str, SpotFault] = {}  # by what a picture would have been called
        self._told: dict[str, SpotFault | None] = {}
        self._news = asyncio.Event()

    def heed(self, spots: Sequence[SpotLine]) -> None:
        files = tuple(spot.file for spot in spots)
        if files != self._files:
            self._files = files
            self._news.set()

    def path_of(self, file: str) -> Path:
        """The file itself, once its picture is ready."""
        return self._folder / file

    async def run(self) -> None:
        while True:
            self._news.clear()
            try:
                await self._look()
            except OSError as error:  # the server is away, or the disk is full: what is there is shown
                log.info("spots_not_fetched", why=str(error))
            try:
                async with asyncio.timeout(LOOK_S):
                    await self._news.wait()
            except TimeoutError:
                continue

    async def _look(self) -> None:
        if self._files or self._pictures:
            await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True)
        for file in self._files:
            picture = await self._picture(file)
            if isinstance(picture, Path):
                self._show(file, str(picture))
                self._tell(file, None)
            else:
                self._show(file, None)
                self._tell(file, picture)
        for file in self._pictures.keys() - set(self._files):
            self._show(file, None)
        self._told = {file: told for file, told in self._told.items() if file in self._files}
        await asyncio.to_thread(self._tidy)

    async def _picture(self, file: str) -> Path | SpotFault:
        """Raises OSError."""
        kept, etag_of = self._folder / file, self._folder / f"{file}.etag"
        etag = await asyncio.to_thread(_read, etag_of) if kept.exists() else None
        unfinished = self._folder / f"{file}.unfinished"
        try:
            new = await self._hall.fetch_spot(file, unfinished, limit_bytes(file), etag)
        except OverflowError:
            return SpotFault.TOO_LARGE
        except CommandRefused as refused:
            if refused.code not in _REFUSED:
                raise ConnectionError(refused.code.value) from refused
            return _REFUSED[refused.code]
        if new is not None:
            await asyncio.to_thread(_keep, unfinished, kept, etag_of, new)
            etag = new
        picture = (
            self._folder / f"{hashlib.sha256(f'{file} {etag} {self._size}'.encode()).hexdigest()[:24]}.picture.png"
        )
        if picture.exists():
            return picture
        fault = self._unfit.get(picture.name)
        if fault is None or fault is SpotFault.NO_PLAYER:  # it may have been installed
            fault = await asyncio.to_thread(prepare, kept, picture, self._size)
        if fault is None:
            return picture
        self._unfit[picture.name] = fault
        return fault

    def _show(self, file: str, picture: str | None) -> None:
        if self._pictures.get(file) == picture:
            return
        self._pictures = {name: path for name, path in self._pictures.items() if name != file}
        if picture is not None:
            self._pictures[file] = picture
        self._ready(self._pictures)

    def _tell(self, file: str, fault: SpotFault | None) -> None:
        if file in self._told and self._told[file] is fault:
            return
        if fault is not None:
            log.warning("spot_not_shown", file=file, why=fault.value)
        self._told[file] = fault
        self._hall.send(ReportSpot(file, fault))

    def _tidy(self) -> None:
        """Nothing stays that nobody shows."""
        needed = {Path(path) for path in self._pictures.values()}
        needed |= {self._folder / name for file in self._files for name in (file, f"{file}.etag")}
        for path in self._folder.glob("*") if self._folder.exists() else ():
            if path not in needed:
                path.unlink(missing_ok=True)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _keep(unfinished: Path, kept: Path, etag_of: Path, etag: str) -> None:
    """Without its ETag a file is fetched anew: never the ETag of another."""
    etag_of.unlink(missing_ok=True)
    unfinished.replace(kept)
    etag_of.write_text(etag, encoding="utf-8")
