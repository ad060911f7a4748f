"""A courier brings ratings to one receiver over HTTP, one after the other, in the order they were given.

What the receiver refuses is put aside and stops nobody. What fails because of anything else (no answer, 5xx, a key that
is not known there) is tried again after pauses that double, with chance in them, so that halls do not all come at once.
A receiver may get a rating twice if its answer was lost on the way: every message carries a number that is never given
twice (`Export.id_header`), and one that says 409 to a second attempt has it already.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final, TypeAlias

import aiohttp
import msgspec
import structlog
from sqlalchemy.exc import SQLAlchemyError

from config.configuration import HallConfiguration
from config.exports import Export
from queue_server.engine.clock import Clock
from queue_server.exports import metrics
from queue_server.exports.forms import message
from queue_server.exports.gathering import gathered
from queue_server.exports.writing import Message, Unfit
from queue_server.storage import exports
from queue_server.storage.database import Database
from queue_server.storage.exports import Delivery, Due, Outcome

ANSWER_LIMIT_BYTES: Final = 65_536
REST_S: Final = 1.0  # after news, so that a busy hall is not asked with every command
DATABASE_PAUSE_S: Final = 5.0

# not about this rating but about us, or about now: the same one is brought again
_LATER: Final = frozenset({401, 403, 404, 405, 407, 408, 421, 425, 429})
_WHY: Final[dict[int, str]] = {401: "key", 403: "key", 407: "proxy", 404: "address", 405: "address", 429: "too_many"}

Pause: TypeAlias = Callable[[float], Awaitable[object]]

log = structlog.get_logger(__name__)


class Answered(msgspec.Struct, frozen=True):
    """What came of one attempt. `outcome` None: later again, not before `wait_s`."""

    outcome: Outcome | None
    status: int | None = None
    why: str | None = None
    wait_s: float = 0


class Courier:
    """Made for one receiver as one configuration has it; another configuration has another courier."""

    def __init__(
        self,
        export: Export,
        hall: HallConfiguration,
        database: Database,
        http: aiohttp.ClientSession,
        clock: Clock,
        key: str | None,
        pause: Pause = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.export = export
        self._hall = hall
        self._database = database
        self._http = http
        self._clock = clock
        self._key = key
        self._pause = pause
        self._chance = chance
        self._after_seq = 0  # all up to here is settled
        self._anew = False  # some of it is not any more
        self._perhaps_sent = True  # a server before this one may have ended between sending and noting it
        self._news = asyncio.Event()
        self.waiting_since_ms: int | None = None  # the oldest rating that waits
        self.held_up: str | None = None  # why

    def tell(self) -> None:
        """There may be something to bring."""
        self._news.set()

    async def run(self) -> None:
        """Works until cancelled."""
        await self._patiently(self._take_up_unfit)
        while True:
            self._news.clear()
            if not await self._patiently(self._bring_some):
                await self._news.wait()
                await self._pause(REST_S)

    async def _patiently(self, work: Callable[[], Awaitable[bool]]) -> bool:
        """A database that does not answer is asked again."""
        told = False
        while True:
            try:
                return await work()
            except SQLAlchemyError as error:
                if not told:
                    log.warning("exports_not_read", receiver=self.export.id, error=type(error).__name__)
                told = True
                await self._pause(DATABASE_PAUSE_S)

    async def _take_up_unfit(self) -> bool:
        await self._database.write(exports.take_up_unfit, self._hall.plan.hall_id, self.export.id)
        return True

    async def take_up_refused(self) -> int:
        """What was refused is brought once more; returns how many."""
        count = await self._database.write(exports.take_up_refused, self._hall.plan.hall_id, self.export.id)
        self._anew = True
        self.tell()
        return count

    async def _bring_some(self) -> bool:
        """Whether there was something."""
        if self._anew:
            self._after_seq, self._anew = 0, False
        some = await self._database.read(exports.due, self._hall.plan.hall_id, self.export.id, self._after_seq)
        self.waiting_since_ms = some[0].made_at_ms if some else None
        for due in some:
            self.waiting_since_ms = due.made_at_ms
            await self._bring(due)
            if self._anew:
                break
            self._after_seq = due.seq
        return bool(some)

    async def _bring(self, due: Due) -> None:
        """Until it is settled."""
        told = await self._database.read(gathered, self._hall, due, self.export.words)
        attempts = 0
        if told is None:
            answered = Answered(Outcome.OVERTAKEN)
        else:
            try:
                written = message(told, self.export)
            except Unfit as unfit:
                answered = Answered(Outcome.UNFIT, why=str(unfit))
            else:
                answered, attempts = await self._insist(written, told.export_id)
        assert answered.outcome is not None  # noqa: S101  what was insisted on is settled
        delivery = Delivery(
            due.receiver_id,
            due.rating_id,
            due.part,
            answered.outcome.value,
            attempts,
            answered.status,
            answered.why,
            self._clock.now_ms(),
        )
        await self._database.write(exports.settle, self._hall.plan.hall_id, delivery)
        self._perhaps_sent = self._perhaps_sent and not attempts
        metrics.exports(self.export.id, answered.outcome.value).inc()
        if answered.outcome in (Outcome.REFUSED, Outcome.UNFIT):
            log.warning("export_put_aside", receiver=self.export.id, rating=due.rating_id, part=due.part,
                        outcome=answered.outcome.value, status=answered.status)  # fmt: skip

    async def _insist(self, written: Message, export_id: str) -> tuple[Answered, int]:
        """The last answer, and how many attempts it took."""
        attempts, pause_s = 0, float(self.export.pause_s)
        while True:
            attempts += 1
            answered = await self._attempt(written, export_id)
            self._perhaps_sent = True  # until it is noted what came of it
            if answered.outcome is not None:
                self._tell_back()
                return answered, attempts
            self._tell_held_up(answered)
            await self._pause(max(answered.wait_s, pause_s * (0.5 + self._chance() / 2)))
            pause_s = min(pause_s * 2, float(self.export.pause_at_most_s))

    async def _attempt(self, written: Message, export_id: str) -> Answered:
        export = self.export
        headers = {"Content-Type": "application/json; charset=utf-8", export.id_header: export_id}
        if self._key is not None:
            headers[export.key_header] = f"Bearer {self._key}" if export.key_header == "Authorization" else self._key
        timeout = aiohttp.ClientTimeout(total=export.timeout_s)
        try:
            async with self._http.post(
                export.url, data=msgspec.json.encode(written), headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                body = await _body(answer.content)
                return self._read(answer.status, body, answer.headers.get("Retry-After", ""))
        except TimeoutError:
            return Answered(None, why="no_answer")
        except aiohttp.ClientSSLError:
            return Answered(None, why="certificate")
        except (aiohttp.ClientError, OSError, ValueError):
            return Answered(None, why="no_connection")

    def _read(self, status: int, body: bytes, retry_after: str) -> Answered:
        if 200 <= status < 300:
            return self._read_body(status, body)
        if status == HTTPStatus.CONFLICT and self._perhaps_sent:
            return Answered(Outcome.SENT, status, "known")
        if 400 <= status < 500 and status not in _LATER:
            return Answered(Outcome.REFUSED, status)
        wait_s = min(int(retry_after[:6]), self.export.pause_at_most_s) if retry_after.isdecimal() else 0
        return Answered(None, status, _WHY.get(status, "redirected" if status < 400 else "trouble"), wait_s)

    def _read_body(self, status: int, body: bytes) -> Answered:
        """Of a receiver that says in its answer whether it took the rating: one field, and what may stand there."""
        field = self.export.answer_field
        if field is None:
            return Answered(Outcome.SENT, status)
        try:
            said = msgspec.json.decode(body, type=dict)
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            return Answered(None, status, "unreadable")
        value = said.get(field)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        if text in self.export.answer_good:
            return Answered(Outcome.SENT, status)
        return Answered(Outcome.REFUSED, status, f"{field}: {text[:40]}" if isinstance(value, int | str) else field)

    # --- once when it begins, once when it is over ------------------------------------------------------------------

    def _tell_held_up(self, answered: Answered) -> None:
        if self.held_up is None:
            log.warning("exports_held_up", receiver=self.export.id, why=answered.why, status=answered.status)
        self.held_up = answered.why

    def _tell_back(self) -> None:
        if self.held_up is not None:
            log.info("exports_go_on", receiver=self.export.id)
        self.held_up = None


async def _body(content: aiohttp.StreamReader) -> bytes:
    """The whole answer, however many pieces it comes in; of a longer one than we read, its beginning."""
    body = bytearray()
    while piece := await content.read(ANSWER_LIMIT_BYTES - len(body)):
        body += piece
    return bytes(body)
