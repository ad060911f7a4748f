"""The kiosk's ticket printers: those the plan gives it, how each of them is, and the slips they are given."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import structlog

from config.hall import Device, DeviceKind
from hardware.drivers.ticket_printer import Outcome, Printed, Progress, TicketPrinter
from hardware.drivers.ticket_printers import TicketPrinters
from hardware.slip_document import Document
from kiosk.messages import AnyMessage, PrinterSeen, SlipAdvanced, SlipFailed, SlipPrinted, SlipStage
from queue_server.contract.commands import DeviceHealth

LOOK_S = 2.0  # between two looks at a printer while nothing is printed
ANSWER_S = 1.0

log = structlog.get_logger(__name__)


class SlipPrinting:
    """`tell`: where its words go, never from within `connect`. `accompany` runs something beside the kiosk."""

    def __init__(
        self,
        tell: Callable[[AnyMessage], None],
        accompany: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        *,
        look_s: float = LOOK_S,
        answer_s: float = ANSWER_S,
    ) -> None:
        self._tell = tell
        self._accompany = accompany
        self._look_s = look_s
        self._answer_s = answer_s
        self._printers = TicketPrinters(())
        self._connected: tuple[Device, ...] = ()  # to which, in the plan's order
        self._watching: list[asyncio.Task[None]] = []

    def connect(self, devices: Sequence[Device]) -> None:
        """To the ticket printers among a station's devices; to new ones where those have changed.

        A printer whose URL the driver does not understand is told as a fault; the others print.
        """
        wanted = tuple(device for device in devices if device.kind is DeviceKind.TICKET_PRINTER)
        if wanted == self._connected:
            return
        for watching in self._watching:
            watching.cancel()
        self._accompany(self._printers.close())
        understood = [(device, printer) for device in wanted if (printer := self._printer(device)) is not None]
        self._printers, self._connected = TicketPrinters([printer for _, printer in understood]), wanted
        self._watching = [self._accompany(self._watch(device, printer)) for device, printer in understood]

    async def print(self, ticket_id: str, document: Document, *, short: bool = False) -> Outcome | None:
        """Tells SlipAdvanced, then SlipPrinted or SlipFailed; gives what became of it, None without a printer.

        `short`: it stands for a sheet.
        """

        def advanced(progress: Progress) -> None:
            self._tell(SlipAdvanced(ticket_id, SlipStage(progress.stage.value), progress.share))

        outcome = await self._printers.print(document, advanced)
        if isinstance(outcome, Printed):
            self._tell(SlipPrinted(ticket_id, short))
        else:
            log.warning("slip_failed", ticket=ticket_id, why=outcome.health.value if outcome else "no printer")
            self._tell(SlipFailed(ticket_id, partly=outcome is not None and outcome.partly))
        return outcome

    async def close(self) -> None:
        await self._printers.close()

    def _printer(self, device: Device) -> TicketPrinter | None:
        try:
            return TicketPrinter(device.url, answer_s=self._answer_s)
        except ValueError as error:
            log.error("device_not_understood", device=device.id, why=str(error))
            self._accompany(self._say(device, DeviceHealth.FAULT))
            return None

    async def _watch(self, device: Device, printer: TicketPrinter) -> None:
        async for health in printer.watch(self._look_s):
            await self._say(device, DeviceHealth(health.value))

    async def _say(self, device: Device, health: DeviceHealth) -> None:
        self._tell(PrinterSeen(device.id, health))
