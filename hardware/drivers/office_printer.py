"""A4 打印机: prints a PDF through CUPS, or a printer that speaks IPP itself, and says what became of it.

    printer = OfficePrinter("ipp://127.0.0.1:631/printers/reception")      not tried on hardware

    match await printer.print(pdf, name="受理通知书"):
        case Printed(): ...
        case NotPrinted(health, cause, partly): ...  certainly nothing more comes; `partly`: some page may have
        case Unfinished(health, job): ...        it may have come out or still come, and nobody can know

Nothing is ever printed again by itself. A job is announced before its document is sent (Create-Job, Send-Document), so
that there is a number by which it can be taken back, whatever happens on the way. What a printer does not finish in
time, or stops over, is taken back; where that is not confirmed the outcome is unfinished, and somebody looks at the
tray.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TypeAlias

import aiohttp

from config.device_urls import DeviceUrl
from hardware import health as watching
from hardware import options
from hardware.health import Health
from hardware.presence import Presence
from hardware.protocols import ipp
from hardware.protocols.ipp import Group, JobState, Message, Operation, Value

POLL_S = 0.5
FINISH_S = 60.0
PATIENCE_S = 10.0  # with a printer that has stopped over a job
WELL = (Health.OK, Health.PAPER_LOW)
_ENDED = (JobState.COMPLETED, JobState.CANCELED, JobState.ABORTED)


@dataclass(frozen=True, slots=True)
class Printed:
    """The printer says that the job is completed."""


class Cause(StrEnum):
    """Why a job is not printed."""

    NOT_SENT = "not_sent"  # the printer was not well, or could not be told
    REFUSED = "refused"  # it does not take the job
    ABORTED = "aborted"  # it gave the job up
    CANCELED = "canceled"  # somebody took the job out of its list
    TAKEN_BACK = "taken_back"  # it stopped over the job, or took too long


@dataclass(frozen=True, slots=True)
class NotPrinted:
    """`partly`: a page of it may have come out."""

    health: Health
    cause: Cause = Cause.NOT_SENT
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Unfinished:
    """`job`: its number at the printer; None if it never told one. `health` OK: the printer handed it on and sees
    no further (RFC 8011, 5.3.8: queued-in-device).
    """

    health: Health
    job: int | None


class Stage(Enum):
    """How far a job has come, as the printer itself tells."""

    QUEUED = "queued"  # the printer has it
    PRINTING = "printing"
    STOPPED = "stopped"  # over something somebody could mend


@dataclass(frozen=True, slots=True)
class Progress:
    """`pages`: how many have come out."""

    stage: Stage
    pages: int


Outcome: TypeAlias = Printed | NotPrinted | Unfinished


class OfficePrinter:
    """One printer, by URL. Raises ValueError for such a URL.

    `answer_s`: time for one answer. `finish_s`: time for a job to be done; `patience_s`: with a printer that stops.
    """

    def __init__(
        self,
        url: str,
        *,
        answer_s: float = 5.0,
        finish_s: float = FINISH_S,
        patience_s: float = PATIENCE_S,
        poll_s: float = POLL_S,
        user: str = "hall",
    ) -> None:
        given = DeviceUrl.parse(url, ("ipp",))
        options.known(url, given.options, ())
        host = f"[{given.host}]" if ":" in given.host else given.host
        self._uri = url
        self._http = f"http://{host}:{given.port or 631}{given.path}"
        self._answer_s, self._finish_s, self._patience_s, self._poll_s = answer_s, finish_s, patience_s, poll_s
        self._user = user
        self._number = 0
        self._turn = asyncio.Lock()
        self._presence = Presence(url=url)

    async def status(self) -> Health:
        """Asks the printer. Never raises."""
        answer = await self._ask(Operation.GET_PRINTER, {"requested-attributes": _PRINTER})
        return self._presence.heard(answer if isinstance(answer, Health) else ipp.health(answer))

    async def watch(self, interval_s: float) -> AsyncIterator[Health]:
        """The printer's health now, and again whenever it has changed."""
        async for health in watching.changes(self.status, lambda: 0.0, interval_s):
            yield health

    async def close(self) -> None:
        """Nothing stays open between two calls."""

    async def print(
        self, pdf: bytes, name: str, copies: int = 1, on_progress: Callable[[Progress], None] | None = None
    ) -> Outcome:
        """Prints a PDF and waits until it is done. Never raises for what a printer does.

        `name` is what the printer's own list shows: never a person's. `on_progress` is told every new stage and page.
        """
        async with self._turn:
            answer = await self._ask(Operation.GET_PRINTER, {"requested-attributes": _PRINTER})
            before = self._presence.heard(answer if isinstance(answer, Health) else ipp.health(answer))
            if before not in WELL or isinstance(answer, Health):
                return NotPrinted(before)
            about: dict[str, tuple[Value, ...]] = {"job-name": (name,)}
            format_: dict[str, tuple[Value, ...]] = {"document-format": ("application/pdf",)}
            if not {Operation.CREATE_JOB, Operation.SEND_DOCUMENT} <= set(
                answer.numbers(Group.PRINTER, "operations-supported")
            ):
                return await self._in_one(about | format_, copies, pdf, on_progress)
            created = await self._ask(Operation.CREATE_JOB, about, copies)
            if isinstance(created, Health):
                return NotPrinted(self._presence.heard(created))  # a job without a document prints nothing
            job = created.numbers(Group.JOB, "job-id")
            if not created.ok or not job:
                return NotPrinted(Health.FAULT, Cause.REFUSED)
            sent = await self._ask(
                Operation.SEND_DOCUMENT, {"job-id": (job[0],), **format_, "last-document": (True,)}, document=pdf
            )
            if isinstance(sent, Health):
                return await self._taken_back(job[0], self._presence.heard(sent), _Seen())
            if not sent.ok:
                return await self._taken_back(job[0], Health.FAULT, _Seen(), Cause.REFUSED)
            return await self._finished(job[0], on_progress)

    async def _in_one(
        self,
        about: Mapping[str, tuple[Value, ...]],
        copies: int,
        pdf: bytes,
        on_progress: Callable[[Progress], None] | None,
    ) -> Outcome:
        """For printers that know Print-Job alone: unanswered, there is no number to take it back by."""
        answer = await self._ask(Operation.PRINT_JOB, about, copies, pdf)
        if isinstance(answer, Health):
            return Unfinished(self._presence.heard(answer), None)
        if not answer.ok:
            return NotPrinted(Health.FAULT, Cause.REFUSED)
        job = answer.numbers(Group.JOB, "job-id")
        return await self._finished(job[0], on_progress) if job else Unfinished(Health.FAULT, None)

    async def _finished(self, job: int, on_progress: Callable[[Progress], None] | None) -> Outcome:
        clock = asyncio.get_running_loop().time
        deadline_s, well_at_s = clock() + self._finish_s, clock()
        seen = _Seen()
        if on_progress is not None:
            seen.tell(Progress(Stage.QUEUED, 0), on_progress)
        while True:
            ended = await self._ended(job, seen)
            if ended is not None:
                return ended
            health = await self.status()
            stuck = seen.state in _STUCK or health not in WELL
            if on_progress is not None and seen.state is not None:
                stage = Stage.STOPPED if stuck else Stage.PRINTING if seen.begun else Stage.QUEUED
                seen.tell(Progress(stage, seen.pages or 0), on_progress)
            if not stuck:
                well_at_s = clock()
            if clock() >= deadline_s or clock() >= well_at_s + self._patience_s:
                return await self._taken_back(job, health, seen)
            await asyncio.sleep(self._poll_s)

    async def _ended(self, job: int, seen: "_Seen") -> Outcome | None:
        answer = await self._ask(Operation.GET_JOB, {"job-id": (job,), "requested-attributes": _JOB})
        if isinstance(answer, Health):
            return None
        seen.look(answer)
        if seen.state is JobState.COMPLETED:
            reasons = answer.words(Group.JOB, "job-state-reasons")
            if "queued-in-device" in reasons:
                return Unfinished(Health.OK, job)
            return Unfinished(Health.FAULT, job) if "job-completed-with-errors" in reasons else Printed()
        if seen.state not in _ENDED:
            return None
        cause = Cause.ABORTED if seen.state is JobState.ABORTED else Cause.CANCELED
        return NotPrinted(Health.FAULT, cause, seen.partly)

    async def _taken_back(self, job: int, health: Health, seen: "_Seen", cause: Cause = Cause.TAKEN_BACK) -> Outcome:
        """Unfinished where the printer does not confirm it. `health`: what was the matter."""
        await self._ask(Operation.CANCEL_JOB, {"job-id": (job,)})
        ended = await self._ended(job, seen)
        why = Health.FAULT if health in WELL else health
        if isinstance(ended, NotPrinted):
            return NotPrinted(why, cause, seen.partly)
        return ended or Unfinished(why, job)

    async def _ask(
        self, operation: Operation, about: Mapping[str, tuple[Value, ...]], copies: int = 1, document: bytes = b""
    ) -> Message | Health:
        """The answer, or OFFLINE or NO_ANSWER."""
        self._number = number = self._number % 0x7FFF_FFFF + 1  # `status` asks beside a print, and counts on
        question = ipp.request(operation, number, self._uri, {"requesting-user-name": (self._user,), **about}, document)
        if operation in (Operation.PRINT_JOB, Operation.CREATE_JOB):
            wanted: dict[str, tuple[Value, ...]] = {"copies": (copies,), "media": (A4,)}
            question = Message(question.code, question.request, {**question.groups, Group.JOB: wanted}, document)
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
        return answer if answer is not None and answer.request == number else Health.NO_ANSWER


async def _body(content: aiohttp.StreamReader) -> bytes:
    """All of it, in however many pieces it comes; a little more than the largest answer of what is longer."""
    body = bytearray()
    while len(body) <= ipp.LARGEST_ANSWER and (piece := await content.readany()):
        body += piece
    return bytes(body)


class _Seen:
    """What the printer has told of a job so far. `pages` None: it counts none."""

    def __init__(self) -> None:
        self.state: JobState | None = None
        self.begun = False
        self.pages: int | None = None
        self.told: Progress | None = None

    def look(self, answer: Message) -> None:
        states = answer.numbers(Group.JOB, "job-state")
        if states and states[0] in list(JobState):
            self.state = JobState(states[0])
        self.begun = self.begun or self.state in (JobState.PROCESSING, JobState.STOPPED)
        counted = [
            number
            for name in ("job-impressions-completed", "job-media-sheets-completed")
            for number in answer.numbers(Group.JOB, name)
            if number >= 0
        ]
        self.pages = max(counted, default=self.pages)

    def tell(self, progress: Progress, whom: Callable[[Progress], None]) -> None:
        if progress != self.told:
            self.told = progress
            whom(progress)

    @property
    def partly(self) -> bool:
        """Whether a page may have come out of a job that is not done; who does not count may have printed."""
        return self.begun if self.pages is None else self.pages > 0


A4 = "iso_a4_210x297mm"  # PWG 5101.1
_STUCK = (JobState.STOPPED, JobState.HELD)
_PRINTER = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "operations-supported")
_JOB = ("job-state", "job-state-reasons", "job-impressions-completed", "job-media-sheets-completed")
