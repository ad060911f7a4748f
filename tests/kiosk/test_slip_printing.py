"""The kiosk's printing between its plan and virtual printers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
from structlog.testing import capture_logs

from config.hall import Device, DeviceKind
from hardware.drivers.ticket_printer import Printed
from hardware.simulators.ticket_printer import VirtualPrinter
from kiosk.messages import AnyMessage, PrinterSeen, SlipAdvanced, SlipFailed, SlipPrinted
from kiosk.slip_printing import SlipPrinting
from queue_server.contract.commands import DeviceHealth
from tests.hardware.sample_slips import SHORT as SLIP


def device(device_id: str, url: str, kind: DeviceKind = DeviceKind.TICKET_PRINTER) -> Device:
    return Device(id=device_id, kind=kind, url=url)


class Scene:
    """`told` is what the printing has said."""

    def __init__(self) -> None:
        self.told: list[AnyMessage] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.printing = SlipPrinting(self.told.append, self._accompany, look_s=0.05, answer_s=30)

    def _accompany(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self.tasks.append(asyncio.get_running_loop().create_task(work))
        return self.tasks[-1]

    async def until(self, what: Callable[[], object]) -> None:
        async with asyncio.timeout(30):
            while not what():  # noqa: ASYNC110  what is waited for tells nobody
                await asyncio.sleep(0.005)


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    scene = Scene()
    yield scene
    for task in scene.tasks:
        task.cancel()
    ended = await asyncio.gather(*scene.tasks, return_exceptions=True)
    await scene.printing.close()
    assert [end for end in ended if end is not None and not isinstance(end, asyncio.CancelledError)] == []


@pytest.fixture
async def printer() -> AsyncIterator[VirtualPrinter]:
    printer = VirtualPrinter("p", "socket://127.0.0.1:0", speed_mm_s=None)
    await printer.start()
    yield printer
    await printer.stop()


async def test_a_printer_whose_url_nobody_understands_is_told_as_a_fault_and_the_other_one_prints(
    scene: Scene, printer: VirtualPrinter
) -> None:
    with capture_logs() as logs:
        scene.printing.connect([device("odd", "socket://127.0.0.1:9100?text=klingon"), device("p", printer.url)])
        await scene.until(lambda: len(scene.told) == 2)
    assert set(scene.told) == {PrinterSeen("odd", DeviceHealth.FAULT), PrinterSeen("p", DeviceHealth.OK)}
    assert [(line["event"], line["device"]) for line in logs] == [("device_not_understood", "odd")]
    assert await scene.printing.print("2026-11-23.A001", SLIP) == Printed()
    assert SlipPrinted("2026-11-23.A001") in scene.told
    assert len(printer.slips) == 1


async def test_a_slip_that_comes_out_is_followed_to_its_end(scene: Scene, printer: VirtualPrinter) -> None:
    scene.printing.connect([device("p", printer.url)])
    await scene.printing.print("2026-11-23.A001", SLIP)
    slip = [word for word in scene.told if not isinstance(word, PrinterSeen)]
    assert isinstance(slip[0], SlipAdvanced)
    assert slip[-1] == SlipPrinted("2026-11-23.A001")


async def test_without_a_printer_a_slip_has_failed_and_nothing_came_out(scene: Scene) -> None:
    scene.printing.connect([device("camera", "file:///srv/page.jpg", DeviceKind.DOCUMENT_CAMERA)])
    assert await scene.printing.print("2026-11-23.A001", SLIP) is None
    assert scene.told == [SlipFailed("2026-11-23.A001", partly=False)]


async def test_only_other_printers_are_connected_anew(scene: Scene, printer: VirtualPrinter) -> None:
    plan = [device("p", printer.url)]
    scene.printing.connect(plan)
    await scene.until(lambda: scene.told)
    started = len(scene.tasks)
    scene.printing.connect([*plan, device("bar", "socket://127.0.0.1:5005", DeviceKind.LED_BAR)])
    assert len(scene.tasks) == started
    scene.printing.connect([device("q", printer.url)])
    await scene.until(lambda: PrinterSeen("q", DeviceHealth.OK) in scene.told)
