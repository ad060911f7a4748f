"""The virtual A4 printer: speaks IPP over HTTP, keeps what it printed, and can fail."""

import asyncio
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from aiohttp import web

from hardware.protocols import ipp
from hardware.protocols.ipp import Attributes, Group, JobState, Message, Operation, PrinterState
from hardware.simulators.printed_sheets import pages_in

NOT_FOUND, NOT_POSSIBLE, NOT_SUPPORTED, BAD = 0x0406, 0x0404, 0x0501, 0x0400
LARGEST_BYTES = 50_000_000
JOBS_KEPT = 50
SLOW_ASKS = 10  # so often is a slow printer asked before it is a step further


@dataclass
class Switches:
    """What can be made to go wrong."""

    paper_out: bool = False
    paper_low: bool = False
    door_open: bool = False
    offline: bool = False  # the print server does not reach it
    refuses: bool = False  # takes no jobs
    aborts: bool = False  # takes jobs and gives them up
    mute: bool = False  # never answers
    garble: bool = False  # answers what is no IPP
    unplugged: bool = False  # nobody listens
    keeps_jobs: bool = False  # will not take a job back
    jam: bool = False  # paper sticks after the first page
    stops: bool = False  # halts over a job and does not say why
    hands_on: bool = False  # gives jobs on to a device it sees no further of
    in_one: bool = False  # knows Print-Job alone
    loses_document: bool = False  # the line breaks while a document is sent
    piecemeal: bool = False  # a byte at a time
    slow: bool = False  # warms up, and takes its time over each page


@dataclass
class Job:
    number: int
    name: str
    pdf: bytes
    state: JobState = JobState.PENDING
    reasons: tuple[str, ...] = ("none",)
    pages: int = 0  # that have come out
    whole: bool = True  # its document is here
    asked: int = 0  # how often after it, since it was last a step further


class VirtualOfficePrinter:
    """At `ipp://host:port/printers/name`. `jobs`: the newest, in the order they came, by number.

    `printed`: the documents that came out; `last`: the newest of which any page did.
    """

    def __init__(self, name: str, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "ipp" or not parts.hostname:
            raise ValueError(f"{url}: a virtual A4 printer listens at ipp://host:port/printers/name")
        self.name = name
        self.switches = Switches()
        self.jobs: dict[int, Job] = {}
        self._host, self._port, self._path = parts.hostname, parts.port or 0, parts.path or f"/printers/{name}"
        self._taken = 0  # jobs, ever
        self._runner: web.AppRunner | None = None
        self._never = asyncio.Event()

    @property
    def url(self) -> str:
        return f"ipp://{self._host}:{self._port}{self._path}"

    @property
    def printed(self) -> list[bytes]:
        return [job.pdf for job in self.jobs.values() if job.state is JobState.COMPLETED]

    @property
    def last(self) -> Job | None:
        return next((job for job in reversed(self.jobs.values()) if job.pages), None)

    async def start(self) -> None:
        """Raises OSError where nobody can listen."""
        app = web.Application(client_max_size=LARGEST_BYTES)
        app.router.add_post(self._path, self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        self._never.set()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def switch(self, **switches: bool) -> None:
        """Throws switches by name. Raises KeyError for one it does not have."""
        for name, on in switches.items():
            if name not in {switch.name for switch in fields(self.switches)}:
                raise KeyError(name)
            setattr(self.switches, name, on)
        if switches.get("unplugged") is True and self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        elif switches.get("unplugged") is False and self._runner is None:
            await self.start()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        data = await request.read()
        if self.switches.mute:
            await self._never.wait()
        question = ipp.decoded(data) if len(data) <= ipp.LARGEST_ANSWER else _large(data)
        if (
            self.switches.loses_document
            and question
            and question.code in (Operation.PRINT_JOB, Operation.SEND_DOCUMENT)
        ):
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        answer = self._carried_out(question) if question else Message(BAD, 0)
        body = b"<html>busy</html>" if self.switches.garble else ipp.encoded(answer)
        if self.switches.piecemeal:
            return await _byte_by_byte(request, body)
        return web.Response(body=body, content_type="application/ipp")

    def _carried_out(self, question: Message) -> Message:
        number = question.request
        match question.code:
            case Operation.GET_PRINTER:
                return Message(0, number, {Group.OPERATION: _HEAD, Group.PRINTER: self._printer()})
            case Operation.CREATE_JOB if self.switches.in_one:
                return Message(NOT_SUPPORTED, number, {Group.OPERATION: _HEAD})
            case Operation.PRINT_JOB | Operation.CREATE_JOB:
                if self.switches.refuses:
                    return Message(0x0506, number, {Group.OPERATION: _HEAD})
                name = question.words(Group.OPERATION, "job-name") or ("",)
                return self._about(self._new_job(name[0], question), number)
        job_id = question.numbers(Group.OPERATION, "job-id")
        found = self.jobs.get(job_id[0]) if job_id else None
        if found is None:
            return Message(NOT_FOUND, number, {Group.OPERATION: _HEAD})
        if question.code == Operation.SEND_DOCUMENT:
            if found.whole or found.state is not JobState.PENDING:
                return Message(NOT_POSSIBLE, number, {Group.OPERATION: _HEAD})
            found.pdf, found.whole = question.document, True
        elif question.code == Operation.CANCEL_JOB:
            if self.switches.keeps_jobs or found.state in (JobState.COMPLETED, JobState.ABORTED):
                return Message(NOT_POSSIBLE, number, {Group.OPERATION: _HEAD})
            found.state = JobState.CANCELED
        elif question.code == Operation.GET_JOB:
            self._go_on(found)
        else:
            return Message(NOT_SUPPORTED, number, {Group.OPERATION: _HEAD})
        return self._about(found, number)

    def _new_job(self, name: str, question: Message) -> Job:
        self._taken += 1
        job = Job(self._taken, name, question.document, whole=question.code == Operation.PRINT_JOB)
        self.jobs[job.number] = job
        self.jobs.pop(self._taken - JOBS_KEPT, None)
        return job

    def _go_on(self, job: Job) -> None:
        """Whoever asks sees it one step further: taken up, page by page, done."""
        if not job.whole:
            return
        job.asked += 1
        if self.switches.slow and job.asked < SLOW_ASKS:
            return
        job.asked = 0
        if job.state is JobState.PENDING:
            job.state = JobState.PROCESSING
        elif job.state in (JobState.PROCESSING, JobState.STOPPED):
            stopped = bool(self._reasons()) or self.switches.stops
            if stopped and not (self.switches.jam and not job.pages):
                job.state, job.reasons = JobState.STOPPED, ("printer-stopped",)
            elif self.switches.aborts:
                job.state, job.reasons = JobState.ABORTED, ("aborted-by-system",)
            elif self.switches.jam:
                job.pages = 1
            elif job.pages + 1 < pages_in(job.pdf):
                job.state, job.pages = JobState.PROCESSING, job.pages + 1
            else:
                job.state, job.pages = JobState.COMPLETED, pages_in(job.pdf)
                job.reasons = ("queued-in-device",) if self.switches.hands_on else ("job-completed-successfully",)

    def _about(self, job: Job, number: int) -> Message:
        about: Attributes = {
            "job-id": (job.number,),
            "job-state": (job.state,),
            "job-state-reasons": job.reasons,
            "job-impressions-completed": (job.pages,),
        }
        return Message(0, number, {Group.OPERATION: _HEAD, Group.JOB: about})

    def _reasons(self) -> tuple[str, ...]:
        told = {
            "media-empty-error": self.switches.paper_out,
            "door-open-error": self.switches.door_open,
            "offline-report": self.switches.offline,
            "media-jam-error": self.switches.jam and any(job.pages for job in self._under_way),
        }
        return tuple(reason for reason, so in told.items() if so)

    @property
    def _halted(self) -> bool:
        return self.switches.stops and bool(self._under_way)

    @property
    def _under_way(self) -> list[Job]:
        return [job for job in self.jobs.values() if job.state in (JobState.PROCESSING, JobState.STOPPED)]

    def _printer(self) -> Attributes:
        reasons = self._reasons()
        known = [Operation.PRINT_JOB, Operation.CANCEL_JOB, Operation.GET_JOB, Operation.GET_PRINTER]
        if not self.switches.in_one:
            known += (Operation.CREATE_JOB, Operation.SEND_DOCUMENT)
        low = ("media-low-warning",) if self.switches.paper_low else ()
        return {
            "printer-state": (PrinterState.STOPPED if reasons or self._halted else PrinterState.IDLE,),
            "printer-state-reasons": (*reasons, *low) or ("none",),
            "printer-is-accepting-jobs": (not self.switches.refuses,),
            "operations-supported": tuple(known),
        }


async def _byte_by_byte(request: web.Request, body: bytes) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/ipp"})
    await response.prepare(request)
    for at in range(len(body)):
        await response.write(body[at : at + 1])
        await asyncio.sleep(0)
    await response.write_eof()
    return response


_HEAD: Attributes = {"attributes-charset": ("utf-8",), "attributes-natural-language": ("zh-cn",)}


def _large(data: bytes) -> Message | None:
    """A request with a long document: what stands before it is short."""
    head = ipp.decoded(data[: ipp.LARGEST_ANSWER])
    return Message(head.code, head.request, head.groups, head.document + data[ipp.LARGEST_ANSWER :]) if head else None
