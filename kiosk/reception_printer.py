"""The ticket printer of a device bridge, as at a reception: prints again what staff ask for, and tells how it is."""

import asyncio

from config.hall import Device
from display.bridge.device import LOOK_S, Hall, HealthReport
from hardware.drivers.ticket_printer import Printed, TicketPrinter
from hardware.slip_document import Document
from kiosk.flow.reprinting import Reprinting
from kiosk.flow.sight import Sight
from kiosk.messages import SlipFailed, SlipPrinted
from kiosk.presenters.outlook import Outlook
from queue_server.client.link import Me
from queue_server.client.session import Answered, AnyDelivery, ViewArrived, WasRefused
from queue_server.contract.views import HallView


class ReceptionPrinter:
    """One of a bridge's devices. Slips come out one after the other."""

    topics: tuple[str, ...] = ("hall",)

    def __init__(self, device: Device, me: Me, hall: Hall) -> None:
        """Raises ValueError for a URL the driver does not understand."""
        self._driver = TicketPrinter(device.url)
        self._report = HealthReport(device.id, hall.send)
        self._public_url = me.public_url
        self._sight = Sight(Outlook(hall.texts, station=me.station, configuration=me.configuration))
        self._reprinting = Reprinting(self._sight, hall, self)
        self._wanted: asyncio.Queue[tuple[str, Document]] = asyncio.Queue()

    def receive(self, message: AnyDelivery, now_ms: int) -> None:
        self._sight.see(now_ms=now_ms)
        match message:
            case Answered(key=key, result=result):
                path = result.ticket.page_path if result.ticket is not None else None
                self._reprinting.answered(key, result.ticket, self._public_url + path if path else "")
            case WasRefused(key=key):
                self._reprinting.refused(key)
            case ViewArrived(view=HallView() as view):
                self._sight.see(hall=view)
                self._reprinting.look(view)

    def tick(self, now_ms: int) -> None:
        pass

    def print_slip(self, reprint_id: str, document: Document) -> None:
        self._wanted.put_nowait((reprint_id, document))

    async def run(self) -> None:
        async with asyncio.TaskGroup() as both:
            both.create_task(self._print())
            both.create_task(self._watch())

    async def close(self) -> None:
        await self._driver.close()

    async def _print(self) -> None:
        while True:
            reprint_id, document = await self._wanted.get()
            outcome = await self._driver.print(document)
            self._reprinting.told((SlipPrinted if isinstance(outcome, Printed) else SlipFailed)(reprint_id))

    async def _watch(self) -> None:
        async for health in self._driver.watch(LOOK_S):
            self._report.tell(health)
