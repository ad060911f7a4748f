"""The driver of the A4 printer against the virtual one, over HTTP; and the bytes of IPP."""

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from hardware.drivers.office_printer import NotPrinted, OfficePrinter, Outcome, Printed, Unfinished
from hardware.health import Health
from hardware.protocols import ipp
from hardware.protocols.ipp import Group, JobState, Message, Operation
from hardware.simulators.office_printer import VirtualOfficePrinter

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


@pytest.fixture
async def virtual() -> AsyncIterator[VirtualOfficePrinter]:
    printer = VirtualOfficePrinter("reception", "ipp://127.0.0.1:0/printers/reception")
    await printer.start()
    yield printer
    await printer.stop()


@pytest.fixture
def printer(virtual: VirtualOfficePrinter) -> OfficePrinter:
    return OfficePrinter(virtual.url, answer_s=2.0, finish_s=0.1, poll_s=0.01)


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


async def test_a_job_given_up_by_the_printer_is_not_printed(
    virtual: VirtualOfficePrinter, printer: OfficePrinter
) -> None:
    await virtual.switch(aborts=True)
    assert await printer.print(PDF, "x") == NotPrinted(Health.FAULT)


@pytest.mark.parametrize(
    ("more", "outcome"),
    [((), NotPrinted(Health.PAPER_OUT)), (("keeps_jobs",), Unfinished(Health.PAPER_OUT, 1))],
)
async def test_paper_that_ends_in_the_middle_takes_the_job_back_and_nothing_comes_out_later(
    virtual: VirtualOfficePrinter, more: tuple[str, ...], outcome: Outcome
) -> None:
    class Between(OfficePrinter):
        async def _finished(self, job: int) -> Outcome:
            await virtual.switch(paper_out=True, **dict.fromkeys(more, True))
            return await super()._finished(job)

    assert await Between(virtual.url, finish_s=0.05, poll_s=0.01).print(PDF, "x") == outcome
    await virtual.switch(paper_out=False)
    assert virtual.printed == []
    assert (virtual.jobs[1].state is JobState.CANCELED) is not bool(more)


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
    with pytest.raises(ValueError, match="A4"):
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
