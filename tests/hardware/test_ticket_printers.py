"""Several ticket printers at one place: the next one prints only what certainly came out of none before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from hardware.drivers.ticket_printer import CoverOpen, Offline, PaperOut, Printed, Progress, Stage, TicketPrinter
from hardware.drivers.ticket_printers import TicketPrinters
from hardware.simulators.ticket_printer import VirtualPrinter
from tests.hardware.sample_slips import SHORT, chinese


class Row:
    """Two virtual printers and the row of their drivers."""

    def __init__(self, port: int) -> None:
        self.first = VirtualPrinter("first", f"socket://127.0.0.1:{port}", speed_mm_s=None)
        self.second = VirtualPrinter("second", "socket://127.0.0.1:0", speed_mm_s=None)

    async def __aenter__(self) -> "Row":
        await self.first.start()
        await self.second.start()
        urls = (self.first.url, self.second.url)
        self.printers = TicketPrinters([TicketPrinter(url, answer_s=0.3, stall_s=1.0) for url in urls])
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self.printers.close()
        await self.first.stop()
        await self.second.stop()

    @property
    def slips(self) -> tuple[int, int]:
        return len(self.first.slips), len(self.second.slips)


@pytest.fixture
async def row(port: int) -> AsyncIterator[Row]:
    async with AsyncExitStack() as stack:
        yield await stack.enter_async_context(Row(port))


async def test_the_first_printer_prints_while_it_can(row: Row) -> None:
    assert await row.printers.print(SHORT) == Printed()
    assert row.slips == (1, 0)


@pytest.mark.parametrize("fault", ["cover_open", "offline", "mute", "unplugged"])
async def test_the_next_prints_what_the_first_could_not_begin(row: Row, fault: str) -> None:
    await row.first.switch(**{fault: True})
    heard: list[Progress] = []
    assert await row.printers.print(SHORT, heard.append) == Printed()
    await row.first.switch(**{fault: False})
    assert await row.printers.print(SHORT) == Printed()
    assert row.slips == (1, 1)
    assert [progress.stage for progress in heard].count(Stage.SENT) == 1


async def test_a_slip_that_broke_off_is_not_printed_again_elsewhere(row: Row) -> None:
    await row.first.load_paper(40)
    assert await row.printers.print(chinese()) == PaperOut(partly=True)
    assert row.slips[1] == 0


async def test_where_none_can_the_first_says_why(row: Row) -> None:
    await row.first.switch(cover_open=True)
    await row.second.switch(unplugged=True)
    assert await row.printers.print(SHORT) == CoverOpen()
    assert row.slips == (0, 0)


async def test_without_a_printer_there_is_no_outcome() -> None:
    assert await TicketPrinters(()).print(SHORT) is None


async def test_a_line_lost_before_the_slip_was_sent_leaves_no_doubt_about_it(
    row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program begins behind a cut; the printer that goes away right then has nothing of the slip."""
    driver = TicketPrinter(row.first.url, answer_s=0.3, stall_s=1.0)
    begin = driver._start_afresh

    async def unplugged() -> None:
        await row.first.switch(unplugged=True)
        async with asyncio.timeout(5):
            while True:
                await begin()

    monkeypatch.setattr(driver, "_start_afresh", unplugged)
    assert await driver.print(SHORT) == Offline()
    await driver.close()
