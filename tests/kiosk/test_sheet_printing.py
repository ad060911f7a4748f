"""The kiosk's A4 printing between its plan and virtual printers: one request, one paper, and the truth of it."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest

from config.hall import Device, DeviceKind
from hardware.drivers.office_printer import OfficePrinter
from hardware.sheets.document import Para, Sheet
from hardware.simulators.office_printer import VirtualOfficePrinter
from hardware.simulators.ticket_printer import VirtualPrinter
from kiosk.messages import AnyMessage, PrinterSeen, SlipAdvanced, SlipFailed, SlipPrinted
from kiosk.printout import Printout
from kiosk.sheet_printing import SheetPrinting
from kiosk.slip_printing import SlipPrinting
from tests.hardware.sample_slips import SHORT

SHEET = Sheet("安和区", "2026-11-23", "预审结果单", "食品经营许可", (Para("补齐就能办"),), (), "{page}/{pages}")
PRINTOUT = Printout(SHEET, SHORT)


class Scene:
    def __init__(self, a4: VirtualOfficePrinter, roll: VirtualPrinter) -> None:
        self.told: list[AnyMessage] = []
        self.tasks: list[asyncio.Task[None]] = []
        self.a4, self.roll = a4, roll
        self.slips = SlipPrinting(self.told.append, self._accompany, answer_s=30)
        self.sheets = SheetPrinting(
            self.told.append,
            self._accompany,
            self.slips,
            make=lambda url: OfficePrinter(url, answer_s=30, finish_s=30, patience_s=0.03, poll_s=0.01),
        )
        devices = [
            Device(id="a4", kind=DeviceKind.OFFICE_PRINTER, url=a4.url),
            Device(id="roll", kind=DeviceKind.TICKET_PRINTER, url=roll.url),
        ]
        self.slips.connect(devices)
        self.sheets.connect(devices)

    def _accompany(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        self.tasks.append(asyncio.get_running_loop().create_task(work))
        return self.tasks[-1]

    @property
    def end(self) -> AnyMessage:
        return [word for word in self.told if not isinstance(word, PrinterSeen | SlipAdvanced)][-1]


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    a4 = VirtualOfficePrinter("a4", "ipp://127.0.0.1:0/printers/a4")
    roll = VirtualPrinter("roll", "socket://127.0.0.1:0", speed_mm_s=None)
    await a4.start()
    await roll.start()
    scene = Scene(a4, roll)
    yield scene
    for task in scene.tasks:
        task.cancel()
    await asyncio.gather(*scene.tasks, return_exceptions=True)
    await scene.sheets.close()
    await scene.slips.close()
    await roll.stop()
    await a4.stop()


@pytest.mark.parametrize(
    ("switches", "end", "papers"),
    [
        ((), SlipPrinted("sheet-1"), (1, 0)),
        (("paper_out",), SlipPrinted("sheet-1", short=True), (0, 1)),
        (("aborts",), SlipPrinted("sheet-1", short=True), (0, 1)),
        (("stops",), SlipPrinted("sheet-1", short=True), (0, 1)),
        (("loses_document",), SlipPrinted("sheet-1", short=True), (0, 1)),
        (("jam",), SlipFailed("sheet-1", partly=True), (0, 0)),
        (("stops", "keeps_jobs"), SlipFailed("sheet-1", partly=True, unknown=True), (0, 0)),
        (("hands_on",), SlipFailed("sheet-1", partly=True, unknown=True), (1, 0)),
    ],
)
async def test_one_request_gives_one_paper_at_most_and_what_is_told_is_true(
    scene: Scene, switches: tuple[str, ...], end: AnyMessage, papers: tuple[int, int]
) -> None:
    await scene.a4.switch(**dict.fromkeys(switches, True))
    await scene.sheets.print("sheet-1", PRINTOUT)
    assert scene.end == end
    assert (len(scene.a4.printed), len(scene.roll.slips)) == papers
