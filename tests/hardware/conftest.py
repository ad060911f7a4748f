"""A virtual printer and a driver for it, over a real socket and over a real pseudo-terminal."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from hardware.drivers.ticket_printer import TicketPrinter
from hardware.simulators.ticket_printer import VirtualPrinter
from tests.steady_loop import SteadyLoop

WHERE = ("socket", "line")


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], SteadyLoop]]:
    """Drivers here wait for tenths of a second, however busy this machine is."""
    return {"steady": SteadyLoop}


def where(front: str, folder: Path) -> str:
    """Where a virtual device listens: on a socket, or on a serial line whose name stays when it is unplugged."""
    return "socket://127.0.0.1:0" if front == "socket" else f"pty:{folder}/line"


@pytest.fixture(params=["socket://127.0.0.1:0", "pty"])
async def virtual(request: pytest.FixtureRequest) -> AsyncIterator[VirtualPrinter]:
    printer = VirtualPrinter("test", request.param, speed_mm_s=None)
    await printer.start()
    yield printer
    await printer.stop()


@pytest.fixture
async def printer(virtual: VirtualPrinter) -> AsyncIterator[TicketPrinter]:
    driver = TicketPrinter(virtual.url, answer_s=0.3, stall_s=1.0)
    yield driver
    await driver.close()
