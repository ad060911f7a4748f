"""The driver of the A4 printer against the virtual one, over HTTP; and the bytes of IPP."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from hardware.drivers.office_printer import (
    Cause,
    NotPrinted,
    OfficePrinter,
    Outcome,
    Printed,
    Progress,
    Stage,
    Unfinished,
)
from hardware.health import Health
from hardware.protocols import ipp
from hardware.protocols.ipp import Group, JobState, Message, Operation
from hardware.sheets import pdf
from hardware.sheets.document import Para, Sheet
from hardware.simulators.office_printer import JOBS_KEPT, VirtualOfficePrinter

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


@pytest.fixture
async def virtual(port: int) -> AsyncIterator[VirtualOfficePrinter]:
    printer = VirtualOfficePrinter("reception", f"ipp://127.0.0.1:{port}/printers/reception")
    await printer.start()
    yield printer
    await printer.stop()


@pytest.fixture
def printer(virtual: VirtualOfficePrinter) -> OfficePrinter:
    """Waits as long as anything goes on, however busy this machine is; not long for who stops over a job."""
    return OfficePrinter(virtual.url, answer_s=30, finish_s=30, patience_s=0.02, poll_s=0.001)


class WatchedWhileItAnswers(VirtualOfficePrinter):
    """Slow: before it answers `driver` anything, `driver` has asked it how it is, and has been told."""

    driver: OfficePrinter
    seen: Health | None = None
    _asked_meanwhile = False

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        if not self._asked_meanwhile:
            self._asked_meanwhile = True
            self.seen = await self.driver.status()
            self._asked_meanwhile = False
        return await super()._answer(request)


async def test_a_slow_printer_that_is_watched_meanwhile_prints_once_and_leaves_nothing_behind() -> None:
    virtual = WatchedWhileItAnswers("reception", "ipp://127.0.0.1:0/printers/reception")
    await virtual.start()
    virtual.driver = OfficePrinter(virtual.url, poll_s=0.01)
    outcome = await virtual.driver.print(PDF, "受理通知书")
    await virtual.stop()
    assert (outcome, virtual.seen) == (Printed(), Health.OK)
    assert [job.pdf for job in virtual.jobs.values()] == virtual.printed == [PDF]


async def test_a_page_comes_out_as_it_was_sent(virtual: VirtualOfficePrinter, printer: OfficePrinter) -> None:
    assert await printer.status() is Health.OK
    assert await printer.print(PDF, "受理通知书", copies=2) == Printed()
    assert virtual.printed == [PDF]
    assert virtual.jobs[1].name == "受理通知书"


async def test_an_answer_in_pieces_is_read_whole(virtual: VirtualOfficePrinter, printer: OfficePrinter) -> None:
    await virtual.switch(piecemeal=True)
    assert await printer.status() is Health.OK
    assert await printer.print(PDF, "x") == Printed()


async def test_a_long_document_comes_out_whole(virtual: VirtualOfficePrinter, printer: OfficePrinter) -> None:
    assert await printer.print(PDF * 100, "清单") == Printed()
    assert virtual.printed == [PDF * 100]


@pytest.mark.parametrize(
    ("switch", "health"),
    [
        ("paper_out", Health.PAPER_OUT),
        ("door_open", Health.COVER_OPEN),
        ("offline", Health.OFFLINE),
        ("refuses", Health.FAULT),
        ("garble", Health.NO_ANSWER),
        ("unplugged", Health.OFFLINE),
    ],
)
async def test_nothing_is_sent_to_a_printer_that_is_not_well(
    virtual: VirtualOfficePrinter, printer: OfficePrinter, switch: str, health: Health
) -> None:
    await virtual.switch(**{switch: True})
    assert await printer.status() is health
    assert await printer.print(PDF, "x") == NotPrinted(health)
    await virtual.switch(**{switch: False})
    assert await printer.print(PDF, "x") == Printed()
    assert len(virtual.jobs) == 1


async def test_a_printer_that_says_nothing_does_not_answer(virtual: VirtualOfficePrinter) -> None:
    await virtual.switch(mute=True)
    assert await OfficePrinter(virtual.url, answer_s=0.1).print(PDF, "x") == NotPrinted(Health.NO_ANSWER)


async def test_low_paper_is_told_and_prints(virtual: VirtualOfficePrinter, printer: OfficePrinter) -> None:
    await virtual.switch(paper_low=True)
    assert await printer.status() is Health.PAPER_LOW
    assert await printer.print(PDF, "x") == Printed()


async def test_a_printer_that_knows_no_jobs_in_two_steps_prints(
    virtual: VirtualOfficePrinter, printer: OfficePrinter
) -> None:
    await virtual.switch(in_one=True)
    assert await printer.print(PDF, "x", copies=2) == Printed()
    assert virtual.printed == [PDF]


async def test_a_job_is_followed_from_stage_to_stage(virtual: VirtualOfficePrinter, printer: OfficePrinter) -> None:
    told: list[Progress] = []
    assert await printer.print(PDF, "x", on_progress=told.append) == Printed()
    assert told == [Progress(Stage.QUEUED, 0), Progress(Stage.PRINTING, 0)]
    await virtual.switch(stops=True)
    assert await printer.print(PDF, "x", on_progress=told.append) == NotPrinted(Health.FAULT, Cause.TAKEN_BACK)
    assert told[2:] == [Progress(Stage.QUEUED, 0), Progress(Stage.STOPPED, 0)]


LINES = tuple(Para(f"第 {at} 行") for at in range(90))
OF_THREE_PAGES = pdf.write(Sheet("安和区", "2026-11-23", "办事指南", "", LINES, (), "{page}/{pages}"))


async def test_a_job_is_followed_page_by_page(virtual: VirtualOfficePrinter, printer: OfficePrinter) -> None:
    told: list[Progress] = []
    assert await printer.print(OF_THREE_PAGES, "x", on_progress=told.append) == Printed()
    assert told == [Progress(Stage.QUEUED, 0), *(Progress(Stage.PRINTING, pages) for pages in (0, 1, 2))]
    assert virtual.last is not None
    assert virtual.last.pages == 3


async def test_paper_that_ends_between_two_pages_is_told_as_a_part(
    virtual: VirtualOfficePrinter, printer: OfficePrinter
) -> None:
    def run_out(progress: Progress) -> None:
        virtual.switches.paper_out = progress.pages == 1 or virtual.switches.paper_out

    outcome = await printer.print(OF_THREE_PAGES, "x", on_progress=run_out)
    assert outcome == NotPrinted(Health.PAPER_OUT, Cause.TAKEN_BACK, partly=True)
    assert virtual.last is not None
    assert virtual.last.pages == 1


async def test_a_slow_printer_is_waited_for(virtual: VirtualOfficePrinter, printer: OfficePrinter) -> None:
    told: list[Progress] = []
    await virtual.switch(slow=True)
    assert await printer.print(PDF, "x", on_progress=told.append) == Printed()
    assert [progress.stage for progress in told] == [Stage.QUEUED, Stage.PRINTING]


async def test_only_the_newest_jobs_are_kept(virtual: VirtualOfficePrinter, printer: OfficePrinter) -> None:
    for _ in range(JOBS_KEPT + 2):
        assert await printer.print(PDF, "x") == Printed()
    assert list(virtual.jobs) == list(range(3, JOBS_KEPT + 3))


async def test_a_printer_that_hands_jobs_on_never_said_that_they_came_out(
    virtual: VirtualOfficePrinter, printer: OfficePrinter
) -> None:
    await virtual.switch(hands_on=True)
    assert await printer.print(PDF, "x") == Unfinished(Health.OK, 1)


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ((), NotPrinted(Health.OFFLINE, Cause.TAKEN_BACK)),
        (("keeps_jobs",), Unfinished(Health.OFFLINE, 1)),
        (("in_one",), Unfinished(Health.OFFLINE, None)),
    ],
)
async def test_a_document_that_was_lost_on_the_way_is_taken_back(
    virtual: VirtualOfficePrinter, printer: OfficePrinter, more: tuple[str, ...], outcome: Outcome
) -> None:
    await virtual.switch(loses_document=True, **dict.fromkeys(more, True))
    assert await printer.print(PDF, "x") == outcome
    assert virtual.printed == []


FAULTS: dict[str, Outcome] = {  # that come while a job is printed
    "paper_out": NotPrinted(Health.PAPER_OUT, Cause.TAKEN_BACK),
    "door_open": NotPrinted(Health.COVER_OPEN, Cause.TAKEN_BACK),
    "offline": NotPrinted(Health.OFFLINE, Cause.TAKEN_BACK),
    "jam": NotPrinted(Health.JAM, Cause.TAKEN_BACK, partly=True),
    "stops": NotPrinted(Health.FAULT, Cause.TAKEN_BACK),
    "aborts": NotPrinted(Health.FAULT, Cause.ABORTED),
    "mute": Unfinished(Health.NO_ANSWER, 1),
    "garble": Unfinished(Health.NO_ANSWER, 1),
    "unplugged": Unfinished(Health.OFFLINE, 1),
}


@pytest.mark.parametrize("keeps_jobs", [False, True])
@pytest.mark.parametrize("moment", ["announced", "sent", "printing"])
@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_at_every_moment_ends_in_the_truth_and_nothing_comes_out_later(
    virtual: VirtualOfficePrinter, fault: str, moment: str, keeps_jobs: bool
) -> None:
    await virtual.switch(keeps_jobs=keeps_jobs)
    after = {"announced": Operation.CREATE_JOB, "sent": Operation.SEND_DOCUMENT, "printing": Operation.GET_JOB}[moment]

    class Between(OfficePrinter):
        """The fault comes right after that answer; who is mute from then on is not waited for as long."""

        async def _ask(self, operation: Operation, *given: Any, **named: Any) -> Message | Health:
            answer = await super()._ask(operation, *given, **named)
            if operation is after and not getattr(virtual.switches, fault):
                await virtual.switch(**{fault: True})
                self._answer_s = 0.1 if fault == "mute" else self._answer_s
            return answer

    printer = Between(virtual.url, answer_s=30, finish_s=30, patience_s=0.03, poll_s=0.01)
    outcome = await printer.print(PDF, "x")
    expected = FAULTS[fault]
    if moment == "announced" and fault in ("mute", "garble", "unplugged"):
        assert isinstance(outcome, Unfinished)
    elif isinstance(expected, NotPrinted) and keeps_jobs and expected.cause is Cause.TAKEN_BACK:
        assert outcome == Unfinished(expected.health, 1)
    else:
        assert outcome == expected
    before = list(virtual.printed)
    await virtual.switch(**{fault: False})
    if isinstance(outcome, NotPrinted):
        await printer._ask(Operation.GET_JOB, {"job-id": (1,)})
        assert virtual.printed == before == []
    assert len(virtual.jobs) == 1


async def test_a_job_that_somebody_takes_out_of_the_list_is_told_as_that(virtual: VirtualOfficePrinter) -> None:
    def take_out(progress: Progress) -> None:
        virtual.jobs[1].state = JobState.CANCELED

    printer = OfficePrinter(virtual.url, poll_s=0.01)
    assert await printer.print(PDF, "x", on_progress=take_out) == NotPrinted(Health.FAULT, Cause.CANCELED)


async def test_losing_a_printer_is_said_once_and_its_return_once(
    virtual: VirtualOfficePrinter, printer: OfficePrinter
) -> None:
    with capture_logs() as logs:
        await virtual.switch(unplugged=True)
        for _ in range(3):
            assert await printer.status() is Health.OFFLINE
        await virtual.switch(unplugged=False)
        for _ in range(2):
            assert await printer.status() is Health.OK
    assert [entry["event"] for entry in logs if entry["event"].startswith("device")] == [
        "device is lost",
        "device is back",
    ]


@pytest.mark.parametrize(
    "url", ["ipp://", "ipp://host", "http://host/printers/x", "ipp://host/p?x=1", "ipp://host:99999/p", "ipp://a..b/p"]
)
def test_a_url_no_a4_printer_has_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"is not the URL|names no device|another computer|no option"):
        OfficePrinter(url)


# --- the bytes ----------------------------------------------------------------------------------------------------


def test_a_request_has_the_bytes_of_the_standard() -> None:
    question = ipp.request(Operation.GET_JOB, 1, "ipp://h/p", {"job-id": (7,)})
    assert ipp.encoded(question) == (
        b"\x02\x00\x00\x09\x00\x00\x00\x01\x01"
        b"\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x48\x00\x1battributes-natural-language\x00\x05zh-cn"
        b"\x45\x00\x0bprinter-uri\x00\x09ipp://h/p"
        b"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x07"
        b"\x03"
    )
    assert ipp.decoded(ipp.encoded(question)) == question


def test_several_values_and_a_document_are_read_back() -> None:
    message = Message(0, 5, {Group.PRINTER: {"printer-state-reasons": ("media-low", "none")}}, b"%PDF")
    assert ipp.decoded(ipp.encoded(message)) == message


@pytest.mark.parametrize("cut", range(0, 60, 7))
def test_half_an_answer_is_none(cut: int) -> None:
    whole = ipp.encoded(Message(0, 5, {Group.PRINTER: {"printer-state": (3,), "printer-state-reasons": ("none",)}}))
    assert ipp.decoded(whole[:cut]) is None


@given(st.binary(max_size=300))
def test_whatever_comes_an_answer_is_a_message_or_none_and_never_well_without_a_state(data: bytes) -> None:
    message = ipp.decoded(b"\x02\x00" + data)
    if message is not None and not message.numbers(Group.PRINTER, "printer-state"):
        assert ipp.health(message) is not Health.OK
