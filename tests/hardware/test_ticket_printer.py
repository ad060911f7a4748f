"""The driver against the virtual printer, over a real socket and a real pseudo-terminal."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import zxingcpp

from hardware import slip_picture
from hardware.drivers.ticket_printer import (
    CoverOpen,
    CutterFault,
    Fault,
    NoAnswer,
    Offline,
    Outcome,
    PaperOut,
    Printed,
    Progress,
    Stage,
    TicketPrinter,
)
from hardware.protocols import escpos
from hardware.protocols.escpos import Health, Paper
from hardware.simulators.ticket_printer import VirtualPrinter
from tests.hardware.sample_slips import PAGE, SHORT, chinese, chinese_longest, english_longest

WAIT_S = 5.0


async def soon(awaitable: Awaitable[object]) -> None:
    await asyncio.wait_for(awaitable, WAIT_S)


def codes(virtual: VirtualPrinter) -> list[str]:
    picture = virtual.slips[-1].picture.convert("L")
    return [code.text for code in zxingcpp.read_barcodes(picture)]


class Halfway:
    """Does something to the printer when the first of the slip is out."""

    def __init__(self, act: Callable[[], Awaitable[None]]) -> None:
        self._act = act
        self._acting: asyncio.Task[None] | None = None

    def __call__(self, progress: Progress) -> None:
        if progress.stage is Stage.PRINTING and self._acting is None:
            self._acting = asyncio.ensure_future(self._act())


# --- all is well --------------------------------------------------------------------------------------------------


async def test_a_good_printer_is_well(printer: TicketPrinter) -> None:
    status = await printer.status()
    assert (status.health, status.paper, status.online) == (Health.OK, Paper.OK, True)


async def test_a_slip_comes_out_exactly_as_it_was_drawn(virtual: VirtualPrinter, printer: TicketPrinter) -> None:
    assert await printer.print(chinese()) == Printed()
    drawn, (slip,) = slip_picture.draw(chinese()), virtual.slips
    printed = slip.picture.crop((0, 0, drawn.width, drawn.height))
    differing = sum(a != b for a, b in zip(printed.tobytes(), drawn.tobytes(), strict=True))
    assert slip.complete
    assert not virtual.errors
    assert differing < 20, "only the few dots that keep real-time commands out of the picture"


async def test_an_independent_decoder_reads_the_qr_code_from_the_printed_paper(
    virtual: VirtualPrinter, printer: TicketPrinter
) -> None:
    await printer.print(chinese())
    assert codes(virtual) == [PAGE]


@pytest.mark.parametrize("document", [chinese(), chinese_longest(), english_longest()])
async def test_a_slip_in_the_printers_own_type_is_read_back_as_text(virtual: VirtualPrinter, document: object) -> None:
    driver = TicketPrinter(f"{virtual.url}?text=gb18030")
    assert await driver.print(document) == Printed()  # type: ignore[arg-type]
    await driver.close()
    (slip,) = virtual.slips
    number = next(block.text for block in document.blocks if getattr(block, "size", 0) == 216)  # type: ignore[attr-defined]
    assert number in slip.text.splitlines()
    assert codes(virtual)[0] in slip.text.splitlines()
    assert not virtual.errors


async def test_the_kiosk_hears_of_every_stage_in_order(printer: TicketPrinter) -> None:
    heard: list[Progress] = []
    await printer.print(chinese(), heard.append)
    stages = list(dict.fromkeys(progress.stage for progress in heard))
    assert stages == [Stage.SENT, Stage.PRINTING, Stage.CUT]
    shares = [progress.share for progress in heard]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert any(0 < share < 1 for share in shares)


async def test_two_slips_at_once_come_out_one_after_the_other(virtual: VirtualPrinter, printer: TicketPrinter) -> None:
    outcomes = await asyncio.gather(*(printer.print(SHORT) for _ in range(3)), printer.status())
    assert outcomes[:3] == [Printed()] * 3
    assert [slip.complete for slip in virtual.slips] == [True] * 3
    assert not virtual.errors


async def test_low_paper_is_told_with_the_printed_slip(virtual: VirtualPrinter, printer: TicketPrinter) -> None:
    await virtual.switch(near_end=True)
    assert await printer.print(SHORT) == Printed(paper_low=True)


async def test_a_slip_is_not_printed_before_all_of_it_is_out() -> None:
    virtual = VirtualPrinter("slow", "socket://127.0.0.1:0", speed_mm_s=200.0)
    await virtual.start()
    driver = TicketPrinter(virtual.url, answer_s=1.0, stall_s=3.0)
    assert await driver.print(SHORT) == Printed()
    assert len(virtual.slips) == 1, "the paper lies in the tray when the outcome is known"
    await driver.close()
    await virtual.stop()


# --- before anything is sent --------------------------------------------------------------------------------------

FAULTS: list[tuple[str, type[Outcome]]] = [
    ("cover_open", CoverOpen),
    ("offline", Offline),
    ("mute", NoAnswer),
]


@pytest.mark.parametrize(("switch", "outcome"), FAULTS)
async def test_nothing_is_sent_to_a_printer_that_is_not_well(
    virtual: VirtualPrinter, printer: TicketPrinter, switch: str, outcome: type[Outcome]
) -> None:
    await virtual.switch(**{switch: True})
    assert await printer.print(SHORT) == outcome()
    await virtual.switch(**{switch: False})
    assert await printer.print(SHORT) == Printed()
    assert [slip.number for slip in virtual.slips] == [1]


async def test_without_paper_nothing_is_sent(virtual: VirtualPrinter, printer: TicketPrinter) -> None:
    await virtual.load_paper(0)
    assert await printer.print(SHORT) == PaperOut()
    assert (await printer.status()).paper is Paper.OUT


async def test_a_printer_that_answers_noise_is_never_believed(virtual: VirtualPrinter, printer: TicketPrinter) -> None:
    await virtual.load_paper(0)
    await virtual.switch(garble=True)
    for _ in range(5):
        assert not isinstance(await printer.print(SHORT), Printed)


# --- in the middle ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("switch", "outcome"), FAULTS)
async def test_a_fault_in_the_middle_is_never_printed_and_the_rest_never_comes_out(
    switch: str, outcome: type[Outcome]
) -> None:
    virtual = VirtualPrinter("slow", "socket://127.0.0.1:0", speed_mm_s=200.0)
    await virtual.start()
    driver = TicketPrinter(virtual.url, answer_s=0.3, stall_s=2.0)
    try:
        halfway = Halfway(lambda: virtual.switch(**{switch: True}))
        assert await driver.print(chinese(), halfway) == outcome(partly=True)
        await virtual.switch(**{switch: False})
        assert await driver.print(SHORT) == Printed()
        assert virtual.slips[-1].complete
        assert codes(virtual) == [PAGE]
        assert virtual.slips[-1].picture.height < 800, "nothing of the slip before hangs on this one"
        assert not virtual.errors
    finally:
        await driver.close()
        await virtual.stop()


@pytest.mark.parametrize("left_mm", [1, 6, 40, 100, 179])
async def test_paper_that_ends_at_any_place_is_paper_out(
    virtual: VirtualPrinter, printer: TicketPrinter, left_mm: float
) -> None:
    await virtual.load_paper(left_mm)
    assert await printer.print(chinese()) == PaperOut(partly=True)
    await virtual.load_paper(1_000)
    assert [slip.complete for slip in virtual.slips] in ([], [False])
    assert await printer.print(chinese()) == Printed(paper_low=True)
    assert virtual.slips[-1].complete
    assert codes(virtual) == [PAGE]
    assert sum(slip.complete for slip in virtual.slips) == 1, "the slip that broke off did not come out later"


async def test_a_printer_that_is_not_well_after_the_cut_is_not_believed(
    virtual: VirtualPrinter, printer: TicketPrinter
) -> None:
    def open_at_the_end(progress: Progress) -> None:
        virtual.switches.cover_open = progress.share == 1.0

    assert await printer.print(SHORT, open_at_the_end) == CoverOpen(partly=True)


async def test_paper_that_ends_with_the_last_dot_is_not_printed(
    virtual: VirtualPrinter, printer: TicketPrinter
) -> None:
    assert await printer.print(SHORT) == Printed()
    length_mm = virtual.slips[-1].picture.height / escpos.DOTS_PER_MM
    await virtual.load_paper(length_mm)
    assert isinstance(await printer.print(SHORT), PaperOut)


async def test_a_jammed_cutter_is_a_cutter_fault(virtual: VirtualPrinter, printer: TicketPrinter) -> None:
    assert await printer.print(SHORT) == Printed()
    await virtual.switch(cutter_jam=True)
    assert await printer.print(SHORT) == CutterFault(partly=True)
    assert (await printer.status()).cutter_error
    await virtual.switch(cutter_jam=False)
    assert await printer.print(SHORT) == Printed()
    assert [slip.complete for slip in virtual.slips] == [True, False, True]


async def test_a_cable_pulled_in_the_middle_is_offline_and_the_next_slip_is_whole(port: int) -> None:
    virtual = VirtualPrinter("slow", f"socket://127.0.0.1:{port}", speed_mm_s=200.0)
    await virtual.start()
    driver = TicketPrinter(virtual.url, answer_s=0.3, stall_s=2.0)
    try:
        assert await driver.print(chinese(), Halfway(lambda: virtual.switch(unplugged=True))) == Offline(partly=True)
        assert (await driver.status()).health is Health.OFFLINE
        await virtual.switch(unplugged=False)
        assert await driver.print(SHORT) == Printed()
        assert virtual.slips[-1].complete
        assert codes(virtual) == [PAGE]
        assert not virtual.errors
    finally:
        await driver.close()
        await virtual.stop()


async def test_a_terminal_that_hangs_up_in_the_middle_is_offline() -> None:
    virtual = VirtualPrinter("slow", "pty", speed_mm_s=200.0)
    await virtual.start()
    driver = TicketPrinter(virtual.url, answer_s=0.3, stall_s=2.0)
    try:
        assert await driver.print(chinese(), Halfway(lambda: virtual.switch(unplugged=True))) == Offline(partly=True)
    finally:
        await driver.close()
        await virtual.stop()


@pytest.mark.parametrize("another", [False, True])
async def test_after_a_program_that_ended_in_the_middle_the_next_slip_is_whole(another: bool) -> None:
    virtual = VirtualPrinter("slow", "socket://127.0.0.1:0", speed_mm_s=200.0)
    await virtual.start()
    driver = TicketPrinter(virtual.url, answer_s=0.5, stall_s=2.0)
    try:
        begun = asyncio.Event()
        printing = asyncio.ensure_future(driver.print(chinese(), lambda progress: begun.set()))
        await soon(begun.wait())
        printing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await printing
        if another:
            driver = TicketPrinter(virtual.url)
        assert await driver.print(SHORT) == Printed()
        assert virtual.slips[-1].complete
        assert codes(virtual) == [PAGE]
    finally:
        await driver.close()
        await virtual.stop()


# --- the link -----------------------------------------------------------------------------------------------------


async def test_a_printer_that_is_not_there_is_offline(port: int) -> None:
    virtual = VirtualPrinter("gone", f"socket://127.0.0.1:{port}")
    await virtual.start()
    driver = TicketPrinter(virtual.url)
    await virtual.stop()
    assert await driver.print(SHORT) == Offline()
    assert not (await driver.status()).reachable


async def test_a_connection_that_the_printer_closed_while_it_rested_is_opened_again(
    virtual: VirtualPrinter, printer: TicketPrinter
) -> None:
    assert (await printer.status()).can_print
    if virtual.url.startswith("socket"):
        await virtual.switch(unplugged=True)
        await virtual.switch(unplugged=False)
    assert await printer.print(SHORT) == Printed()


class Line:
    """A line between driver and printer that damages bytes: `spoil` on their way back, `forget` on their way there."""

    def __init__(
        self,
        virtual: VirtualPrinter,
        spoil: Callable[[bytes], bytes],
        forget: Callable[[bytes], bytes] = lambda data: data,
    ) -> None:
        self._target = virtual.url.removeprefix("socket://").rsplit(":", 1)
        self._spoil = spoil
        self._forget = forget
        self._server: asyncio.Server | None = None
        self._pipes: set[asyncio.Task[None]] = set()

    async def open(self) -> str:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        return f"socket://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        for pipe in self._pipes:
            pipe.cancel()
        await asyncio.gather(*self._pipes, return_exceptions=True)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        there = asyncio.ensure_future(self._carry(reader, far_writer, self._forget, 7))
        back = asyncio.ensure_future(self._carry(far_reader, writer, self._spoil, 1))
        self._pipes |= {there, back}
        await asyncio.wait({there, back}, return_when=asyncio.FIRST_COMPLETED)
        for end in (writer, far_writer):
            end.transport.abort()

    async def _carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, change: Callable[[bytes], bytes], size: int
    ) -> None:
        while data := await source.read(997 * size):
            for at in range(0, len(data), 97 * size):
                target.write(change(data[at : at + 97 * size]))
                await target.drain()


@pytest.fixture
async def on_a_socket() -> AsyncIterator[VirtualPrinter]:
    virtual = VirtualPrinter("far", "socket://127.0.0.1:0", speed_mm_s=None)
    await virtual.start()
    yield virtual
    await virtual.stop()


async def print_over(virtual: VirtualPrinter, spoil: Callable[[bytes], bytes]) -> Outcome:
    line = Line(virtual, spoil)
    driver = TicketPrinter(await line.open(), answer_s=0.2, stall_s=1.0)
    outcome = await driver.print(SHORT)
    await driver.close()
    await line.close()
    return outcome


async def test_over_a_line_that_cuts_everything_into_pieces_it_prints(on_a_socket: VirtualPrinter) -> None:
    assert await print_over(on_a_socket, lambda data: data) == Printed()
    assert not on_a_socket.errors


async def test_a_printer_that_cannot_clear_its_buffers_completes_what_broke_off_and_then_prints(
    on_a_socket: VirtualPrinter,
) -> None:
    reader = on_a_socket.reader()
    await on_a_socket.take(escpos.raster(72, bytes(72 * escpos.BAND_ROWS))[:1000], reader, lambda answer: None)
    on_a_socket.leave(reader)
    line = Line(on_a_socket, lambda data: data, lambda data: data.replace(escpos.CLEAR_BUFFERS, b""))
    driver = TicketPrinter(await line.open(), answer_s=0.2, stall_s=1.0)
    assert await driver.print(SHORT) == Printed()
    assert codes(on_a_socket) == [PAGE]
    assert not on_a_socket.errors
    await driver.close()
    await line.close()


async def test_over_a_line_that_adds_harmless_noise_it_prints(on_a_socket: VirtualPrinter) -> None:
    assert await print_over(on_a_socket, lambda data: b"\x11" + data) == Printed()


async def test_over_a_line_that_counts_parts_twice_it_does_not_believe() -> None:
    virtual = VirtualPrinter("slow", "socket://127.0.0.1:0", speed_mm_s=100.0)
    await virtual.start()
    assert await print_over(virtual, lambda data: data.replace(b"\x00", b"\x00\x00")) == Fault(partly=True)
    await virtual.stop()


async def test_over_a_line_that_loses_answers_it_never_claims_to_have_printed(on_a_socket: VirtualPrinter) -> None:
    for lost_at in range(1, 14):
        seen = 0

        def lose(data: bytes, lost_at: int = lost_at) -> bytes:
            nonlocal seen
            seen += 1
            return data if seen < lost_at else b""

        before = len([slip for slip in on_a_socket.slips if slip.complete])
        outcome = await print_over(on_a_socket, lose)
        after = len([slip for slip in on_a_socket.slips if slip.complete])
        assert not isinstance(outcome, Printed) or after == before + 1


# --- watching -----------------------------------------------------------------------------------------------------


async def test_watching_tells_every_change_of_health_once(virtual: VirtualPrinter, printer: TicketPrinter) -> None:
    changes = printer.watch(interval_s=0.02)
    assert await anext(changes) is Health.OK
    await virtual.switch(cover_open=True)
    assert await asyncio.wait_for(anext(changes), WAIT_S) is Health.COVER_OPEN
    await virtual.switch(cover_open=False, near_end=True)
    assert await asyncio.wait_for(anext(changes), WAIT_S) is Health.PAPER_LOW
    await virtual.switch(near_end=False)
    assert await asyncio.wait_for(anext(changes), WAIT_S) is Health.OK


@pytest.mark.parametrize(
    "url", ["http://x", "socket://nohost", "socket://h:1?text=utf8", "socket://h:1?colour=red", "x"]
)
def test_a_url_that_it_does_not_understand_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"is not the URL|names no device|another computer|no option|text is"):
        TicketPrinter(url)


def test_every_failure_names_its_health() -> None:
    for kind in (PaperOut, CoverOpen, CutterFault, Fault, Offline, NoAnswer):
        assert kind().health not in (Health.OK, Health.PAPER_LOW)
    assert Printed(paper_low=True).health is Health.PAPER_LOW
