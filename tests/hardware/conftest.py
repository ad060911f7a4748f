"""A virtual printer and a driver for it, over a real socket and over a real pseudo-terminal."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from hardware.drivers.ticket_printer import TicketPrinter
from hardware.simulators.ticket_printer import VirtualPrinter
from tests.free_ports import kept_port
from tests.steady_loop import SteadyLoop

WHERE = ("socket", "line")


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], SteadyLoop]]:
    """Drivers here wait for tenths of a second, however busy this machine is."""
    return {"steady": SteadyLoop}


@pytest.fixture
def port() -> Iterator[int]:
    """Of a device that may be unplugged."""
    with kept_port() as port:
        yield port


def where(front: str, folder: Path, port: int) -> str:
    """Where a virtual device listens: on a socket, or on a serial line whose name stays when it is unplugged."""
    return f"socket://127.0.0.1:{port}" if front == "socket" else f"pty:{folder}/line"


@pytest.fixture(params=["socket", "pty"])
async def virtual(request: pytest.FixtureRequest, port: int) -> AsyncIterator[VirtualPrinter]:
    url = f"socket://127.0.0.1:{port}" if request.param == "socket" else request.param
    printer = VirtualPrinter("test", url, speed_mm_s=None)
    await printer.start()
    yield printer
    await printer.stop()


@pytest.fixture
async def printer(virtual: VirtualPrinter) -> AsyncIterator[TicketPrinter]:
    driver = TicketPrinter(virtual.url, answer_s=0.3, stall_s=1.0)
    yield driver
    await driver.close()
