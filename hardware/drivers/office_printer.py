"""A4 打印机: prints a PDF through CUPS, or a printer that speaks IPP itself, and says what became of it.

    printer = OfficePrinter("ipp://127.0.0.1:631/printers/reception")      not tried on hardware

    match await printer.print(pdf, name="受理通知书"):
        case Printed(): ...
        case NotPrinted(health): ...             it is certain that nothing more comes: refused, or taken back
        case Unfinished(health, job): ...        the printer still has it, and nobody knows what comes of it

Nothing is ever printed again by itself. What a printer could not finish in time is taken back; where that is not
confirmed the outcome is unfinished, and somebody looks at the tray.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

import aiohttp
import structlog

from hardware import health as watching
from hardware.health import Health
from hardware.link import host_and_port
from hardware.protocols import ipp
from hardware.protocols.ipp import Group, JobState, Message, Operation, Value

POLL_S = 0.5
FINISH_S = 60.0
WELL = (Health.OK, Health.PAPER_LOW)
_ENDED = (JobState.COMPLETED, JobState.CANCELED, JobState.ABORTED)

_log = structlog.get_logger("hardware.office_printer")


@dataclass(frozen=True, slots=True)
class Printed:
    """The printer says that the job is completed."""


@dataclass(frozen=True, slots=True)
class NotPrinted:
    health: Health


@dataclass(frozen=True, slots=True)
class Unfinished:
    """`job`: its number at the printer; None if it never told one."""

    health: Health
    job: int | None


Outcome: TypeAlias = Printed | NotPrinted | Unfinished


class OfficePrinter:
    """One printer, by URL. Raises ValueError for such a URL.

    `answer_s`: time for one answer. `finish_s`: time for a job to be done.
    """

    def __init__(
        self, url: str, *, answer_s: float = 5.0, finish_s: float = FINISH_S, poll_s: float = POLL_S, user: str = "hall"
    ) -> None:
        parts = urlsplit(url)
        host, port = host_and_port(parts)
        if parts.scheme != "ipp" or not host or not parts.path.strip("/") or parts.query:
            raise ValueError(f"{url}: an A4 printer is ipp://host:631/printers/name")
        self._uri = url
        self._http = f"http://{f'[{host}]' if ':' in host else host}:{port or 631}{parts.path}"
        self._answer_s, self._finish_s, self._poll_s = answer_s, finish_s, poll_s
        self._user = user
        self._number = 0
        self._turn = asyncio.Lock()
        self._lost = False

    async def status(self) -> Health:
        """Asks the printer. Never raises."""
        answer = await self._ask(Operation.GET_PRINTER, {"requested-attributes": _PRINTER})
        return self._heard(answer if isinstance(answer, Health) else ipp.health(answer))

    async def watch(self, interval_s: float) -> AsyncIterator[Health]:
        """The printer's health now, and again whenever it has changed."""
        async for health in watching.changes(self.status, lambda: 0.0, interval_s):
            yield health

    async def close(self) -> None:
        """Nothing stays open between two calls."""

    async def print(self, pdf: bytes, name: str, copies: int = 1) -> Outcome:
        """Prints a PDF and waits until it is done. Never raises for what a printer does.

        `name` is what the printer's own list shows: never a person's.
        """
        async with self._turn:
            before = await self.status()
            if before not in WELL:
                return NotPrinted(before)
            about: dict[str, tuple[Value, ...]] = {"job-name": (name,), "document-format": ("application/pdf",)}
            answer = await self._ask(Operation.PRINT_JOB, about, copies, pdf)
            if isinstance(answer, Health):
                return Unfinished(self._heard(answer), None)
            if not answer.ok:
                return NotPrinted(Health.FAULT)
            job = answer.numbers(Group.JOB, "job-id")
            if not job:
                return Unfinished(Health.FAULT, None)
            return await self._finished(job[0])

    async def _finished(self, job: int) -> Outcome:
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + self._finish_s
        while True:
            ended = await self._ended(job)
            if ended is not None:
                return ended
            if loop.time() >= deadline_s:
                return await self._taken_back(job)
            await asyncio.sleep(self._poll_s)

    async def _ended(self, job: int) -> Outcome | None:
        answer = await self._ask(Operation.GET_JOB, {"job-id": (job,)})
        state = () if isinstance(answer, Health) else answer.numbers(Group.JOB, "job-state")
        if not state or state[0] not in _ENDED:
            return None
        return Printed() if state[0] == JobState.COMPLETED else NotPrinted(Health.FAULT)

    async def _taken_back(self, job: int) -> Outcome:
        health = await self.status()
        await self._ask(Operation.CANCEL_JOB, {"job-id": (job,)})
        ended = await self._ended(job)
        if isinstance(ended, NotPrinted):
            return NotPrinted(Health.FAULT if health in WELL else health)
        return ended or Unfinished(Health.FAULT if health in WELL else health, job)

    async def _ask(
        self, operation: Operation, about: Mapping[str, tuple[Value, ...]], copies: int = 1, document: bytes = b""
    ) -> Message | Health:
        """The answer, or OFFLINE or NO_ANSWER."""
        self._number = self._number % 0x7FFF_FFFF + 1
        question = ipp.request(
            operation, self._number, self._uri, {"requesting-user-name": (self._user,), **about}, document
        )
        if operation is Operation.PRINT_JOB:
            question = Message(
                question.code, question.request, {**question.groups, Group.JOB: {"copies": (copies,)}}, document
            )
        try:
            async with (
                asyncio.timeout(self._answer_s),
                aiohttp.ClientSession() as session,
                session.post(
                    self._http, data=ipp.encoded(question), headers={"Content-Type": "application/ipp"}
                ) as response,
            ):
                answer = ipp.decoded(await _body(response.content))
        except TimeoutError:
            return Health.NO_ANSWER
        except (aiohttp.ClientError, OSError):
            return Health.OFFLINE
        return answer if answer is not None and answer.request == self._number else Health.NO_ANSWER

    def _heard(self, health: Health) -> Health:
        lost = health in (Health.OFFLINE, Health.NO_ANSWER)
        if lost is not self._lost:
            self._lost = lost
            if lost:
                _log.warning("device is lost", url=self._uri, why=health.value)
            else:
                _log.info("device is back", url=self._uri)
        return health


async def _body(content: aiohttp.StreamReader) -> bytes:
    """All of it, in however many pieces it comes; a little more than the largest answer of what is longer."""
    body = bytearray()
    while len(body) <= ipp.LARGEST_ANSWER and (piece := await content.readany()):
        body += piece
    return bytes(body)


_PRINTER = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs")
