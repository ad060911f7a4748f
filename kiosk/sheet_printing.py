"""The kiosk's A4 printers: how each of them is, and the sheets they are given; what they cannot print comes as a slip.

One request, one paper: the ticket printer is given the short slip only while it is certain that nothing of the sheet
came out and nothing will.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import structlog

from config.hall import Device, DeviceKind
from hardware.drivers.office_printer import NotPrinted, OfficePrinter, Outcome, Printed, Progress, Stage, Unfinished
from hardware.health import Health
from hardware.sheets import pdf
from hardware.sheets.document import Sheet
from kiosk.messages import AnyMessage, PrinterSeen, SlipAdvanced, SlipFailed, SlipPrinted, SlipStage
from kiosk.printout import Printout
from kiosk.slip_printing import SlipPrinting
from queue_server.contract.commands import DeviceHealth

LOOK_S = 5.0  # between two looks at a printer
FINISH_S = 45.0  # somebody stands there

log = structlog.get_logger(__name__)

_STAGES = {Stage.QUEUED: SlipStage.SENT, Stage.PRINTING: SlipStage.PRINTING, Stage.STOPPED: SlipStage.PRINTING}


class SheetPrinting:
    """`tell`: where its words go, never from within `connect`. `slips` prints what no A4 printer can."""

    def __init__(
        self,
        tell: Callable[[AnyMessage], None],
        accompany: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        slips: SlipPrinting,
        *,
        look_s: float = LOOK_S,
        make: Callable[[str], OfficePrinter] = lambda url: OfficePrinter(url, finish_s=FINISH_S),
    ) -> None:
        self._tell = tell
        self._accompany = accompany
        self._slips = slips
        self._look_s = look_s
        self._make = make
        self._printers: list[OfficePrinter] = []
        self._connected: tuple[Device, ...] = ()
        self._watching: list[asyncio.Task[None]] = []

    def connect(self, devices: Sequence[Device]) -> None:
        """To the A4 printers among a station's devices; to new ones where those have changed.

        A printer whose URL the driver does not understand is told as a fault.
        """
        wanted = tuple(device for device in devices if device.kind is DeviceKind.OFFICE_PRINTER)
        if wanted == self._connected:
            return
        for watching in self._watching:
            watching.cancel()
        understood = [(device, printer) for device in wanted if (printer := self._printer(device)) is not None]
        self._printers, self._connected = [printer for _, printer in understood], wanted
        self._watching = [self._accompany(self._watch(device, printer)) for device, printer in understood]

    async def print(self, sheet_id: str, printout: Printout) -> None:
        """Tells SlipAdvanced, then SlipPrinted or SlipFailed: of the sheet, or of the slip in its place."""
        outcome = await self._on_a4(sheet_id, printout.sheet)
        match outcome:
            case Printed():
                self._tell(SlipPrinted(sheet_id))
            case Unfinished():
                log.warning("sheet_unfinished", sheet=sheet_id, why=outcome.health.value)
                self._tell(SlipFailed(sheet_id, partly=True, unknown=True))
            case NotPrinted(partly=True):
                log.warning("sheet_failed", sheet=sheet_id, why=outcome.health.value, cause=outcome.cause.value)
                self._tell(SlipFailed(sheet_id, partly=True))
            case _:
                await self._slips.print(sheet_id, printout.slip, short=True)

    async def close(self) -> None:
        for printer in self._printers:
            await printer.close()

    async def _on_a4(self, sheet_id: str, sheet: Sheet) -> Outcome | None:
        """What became of it at the first printer that did not certainly print nothing; None without one that could."""

        def advanced(progress: Progress) -> None:
            self._tell(SlipAdvanced(sheet_id, _STAGES[progress.stage], 0.0))

        if not self._printers:
            return None
        try:
            file = await asyncio.to_thread(pdf.write, sheet)
        except Exception:  # whatever is on a sheet, the slip still comes
            log.exception("sheet_not_written", sheet=sheet_id)
            return None
        for printer in self._printers:
            outcome = await printer.print(file, sheet_id, on_progress=advanced)
            if not isinstance(outcome, NotPrinted) or outcome.partly:
                return outcome
            log.warning("sheet_failed", sheet=sheet_id, why=outcome.health.value, cause=outcome.cause.value)
        return None

    def _printer(self, device: Device) -> OfficePrinter | None:
        try:
            return self._make(device.url)
        except ValueError as error:
            log.error("device_not_understood", device=device.id, why=str(error))
            self._accompany(self._say(device, Health.FAULT))
            return None

    async def _watch(self, device: Device, printer: OfficePrinter) -> None:
        async for health in printer.watch(self._look_s):
            await self._say(device, health)

    async def _say(self, device: Device, health: Health) -> None:
        self._tell(PrinterSeen(device.id, DeviceHealth(health.value)))
