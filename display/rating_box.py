"""The rating box (评价箱): ratings given at this station and not yet answered by the hall, kept on its disk.

A level that was pressed is in here before anything else is asked, so that neither a cut cable nor a pulled plug loses
it; and it goes out under the key it was put in with, so that the hall counts it once however often it is sent. Nothing
on the disk says who rated: a telephone number left with a rating is in memory alone, and the rating outlives it.
"""

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import msgspec
import structlog

from queue_server.client.session import Answered, AnyDelivery, WasRefused
from queue_server.contract.commands import RateService
from queue_server.contract.refusals import RefusalCode

log = structlog.get_logger(__name__)


class _Kept(msgspec.Struct, frozen=True):
    key: str
    rating: RateService


def rating_boxes() -> Path:
    """The folder of boxes if nothing else is said: what lies there cannot be made again."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "service-hall" / "ratings"


class RatingBox:
    """`post` sends a rating under the key it is told. One station has one box, and one box one file."""

    def __init__(
        self, path: Path, post: Callable[[RateService, str], object], new_key: Callable[[], str] = lambda: uuid4().hex
    ) -> None:
        self._path = path
        self._post = post
        self._new_key = new_key
        self._kept: dict[str, _Kept] = {}  # service → its rating
        self._writable = True
        self._open()

    @property
    def unanswered(self) -> tuple[RateService, ...]:
        return tuple(kept.rating for kept in self._kept.values())

    def keep(self, rating: RateService) -> None:
        """Puts it in; a later word about the same service takes its place. It goes out with `send`."""
        self._put(rating)

    def send(self, rating: RateService) -> str:
        """Puts it in and sends it. Returns the key of the request."""
        kept = self._put(rating)
        self._post(kept.rating, kept.key)
        return kept.key

    def send_kept(self) -> None:
        """After a start: whatever is still in here."""
        for kept in tuple(self._kept.values()):
            self._post(kept.rating, kept.key)

    def receive(self, message: AnyDelivery) -> None:
        """What the hall has answered leaves the box. A level is not lost for reasons that no longer fit it."""
        match message:
            case Answered(key=key):
                self._take_out(key)
            case WasRefused(key=key, code=RefusalCode.REASONS_UNFIT):
                rating = self._take_out(key)
                if rating is not None and rating.reasons:
                    self.send(msgspec.structs.replace(rating, reasons=()))
            case WasRefused(key=key, code=code) if code is not RefusalCode.UNAVAILABLE:
                if self._take_out(key) is not None:
                    log.info("rating_refused", why=code.value)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _put(self, rating: RateService) -> _Kept:
        before = self._kept.get(rating.service_id)
        kept = _Kept(before.key if before is not None else self._new_key(), rating)
        if kept != before:
            self._kept[rating.service_id] = kept
            self._write()
        return kept

    def _take_out(self, key: str) -> RateService | None:
        kept = next((kept for kept in self._kept.values() if kept.key == key), None)
        if kept is None:
            return None
        del self._kept[kept.rating.service_id]
        self._write()
        return kept.rating

    def _open(self) -> None:
        try:
            kept = msgspec.json.decode(self._path.read_bytes(), type=list[_Kept])
        except FileNotFoundError:
            return
        except OSError as error:
            self._say_unwritable(error)
            return
        except msgspec.MsgspecError:
            # a file is replaced as a whole, so this is a disk that has lost something; for a technician to look at
            log.error("rating_box_damaged", path=str(self._path))
            with contextlib.suppress(OSError):
                self._path.replace(self._path.with_suffix(".damaged"))
            return
        self._kept = {each.rating.service_id: each for each in kept}

    def _write(self) -> None:
        """On the disk before this returns. A disk that takes nothing keeps nobody from rating."""
        unfinished = self._path.with_suffix(".unfinished")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with unfinished.open("wb") as file:
                file.write(msgspec.json.encode([_nameless(kept) for kept in self._kept.values()]))
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self._path)
            _settle(self._path.parent)
        except OSError as error:
            self._say_unwritable(error)
        else:
            self._writable = True

    def _say_unwritable(self, error: OSError) -> None:
        """Once, until it can be written again."""
        if self._writable:
            self._writable = False
            log.error("rating_box_not_written", path=str(self._path), why=error.strerror or type(error).__name__)


def _nameless(kept: _Kept) -> _Kept:
    return _Kept(kept.key, msgspec.structs.replace(kept.rating, words=None, contact=None))


def _settle(folder: Path) -> None:
    """The new name of a file is on the disk once its folder is (fsync(2))."""
    at = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(at)
    finally:
        os.close(at)
