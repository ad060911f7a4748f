"""A virtual printer and a driver for it, over a real socket and over a real pseudo-terminal."""

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from hardware.drivers.ticket_printer import TicketPrinter
from hardware.simulators.ticket_printer import VirtualPrinter
from tests.steady_loop import SteadyLoop

WHERE = ("socket", "line")


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], SteadyLoop]]:
    """Drivers here wait for tenths of a second, however busy this machine is."""
    return {"steady": SteadyLoop}


@pytest.fixture
def port() -> Iterator[int]:
    """Nobody is given it by chance before the test has ended, though nobody listens at it while it is unplugged."""
    with socket.socket() as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.bind(("127.0.0.1", 0))
        yield place.getsockname()[1]


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
