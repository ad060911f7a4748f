"""A kiosk without its window: the real flow and presenters, the real link to the server, its real printing."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from config.hall import Device, DeviceKind
from config.i18n import Texts
from hardware.drivers.ticket_printer import Outcome
from hardware.slip_document import Document
from kiosk.flow import Flow, Place
from kiosk.messages import AnyMessage, ConfigurationArrived
from kiosk.presenters.ticket import Phase
from kiosk.printout import Printout
from kiosk.slip_printing import SlipPrinting
from queue_server.client.link import ServerLink
from queue_server.contract.commands import AnyCommand

ITEM = "food-licence-new"
WAIT_S = 60.0


async def until(condition: Callable[[], object]) -> None:
    """The deadline only ends a test that has failed."""
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110  what is waited for tells nobody
            await asyncio.sleep(0.005)


class Kiosk:
    """`urls`: of its ticket printers, each of which has `answer_s` for an answer.
    `before_print` is awaited once, when a slip is about to be given to them."""

    def __init__(self, server_url: str, station_id: str, key: str, urls: Sequence[str], answer_s: float) -> None:
        self.before_print: Callable[[], Awaitable[None]] | None = None
        self.outcomes: list[Outcome | None] = []  # of all it gave to its printers
        self._ahead_ms = 0
        self._errands: set[asyncio.Task[None]] = set()
        self._devices = [
            Device(id=f"{station_id}-{at}", kind=DeviceKind.TICKET_PRINTER, url=f"{url}?text=gb18030")
            for at, url in enumerate(urls)
        ]
        self._printing = SlipPrinting(self._tell, self._run, look_s=0.5, answer_s=answer_s)
        self.link = ServerLink(server_url, station_id, key, ("hall",), self._tell, chance=lambda: 0.0)
        self.flow = Flow(Texts.load(), self, self, self.now_ms())

    async def open(self) -> None:
        me = await self.link.fetch_me()
        self._tell(ConfigurationArrived(me.station, me.configuration, me.configuration_hash, me.public_url))
        self._run(self.link.run())
        self._printing.connect(self._devices)
        await until(lambda: self.flow.state.place is Place.START and self.flow.outlook.linked)
        await until(lambda: self.flow.outlook.paper is not None)

    async def kill(self) -> None:
        """At once, whatever it was at."""
        for errand in self._errands:
            errand.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)
        await self._printing.close()

    def expect_answers(self, within_s: float) -> None:
        """Of its first printer, from now on."""
        self._printing._printers._printers[0]._answer_s = within_s

    # what people do

    async def take(self) -> None:
        """Asks for a number; returns at once."""
        self.wait(2)
        self.flow.touched(self.now_ms())
        self.flow.start.choose("take")
        self.flow.find.open_item(ITEM)
        self.flow.item.take()

    def wait(self, seconds: float) -> None:
        """Time goes on for this kiosk."""
        for _ in range(round(seconds)):
            self._ahead_ms += 1_000
            self.flow.tick(self.now_ms())

    @property
    def phase(self) -> Phase | None:
        return self.flow.ticket.state.phase if self.flow.ticket.state is not None else None

    async def printed_or_not(self) -> None:
        await until(lambda: self.flow.state.place is Place.TICKET)
        await until(lambda: self.phase is not Phase.PRINTING)

    def press(self) -> None:
        self.wait(1)
        self.flow.touched(self.now_ms())
        self.flow.ticket.press()

    # what the flow asks

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000 + self._ahead_ms

    def send(self, command: AnyCommand, *, only_while_linked: bool = False) -> str:
        return self.link.send(command, only_while_linked=only_while_linked)

    def withdraw(self, key: str) -> None:
        self.link.withdraw(key)

    def print_slip(self, ticket_id: str, document: Document) -> None:
        self._run(self._print(ticket_id, document))

    def print_sheet(self, sheet_id: str, printout: Printout) -> None:
        self.print_slip(sheet_id, printout.slip)

    def fetch_configuration(self) -> None:
        """It has been told at the start, and nothing is published."""

    def find_appointments(
        self, asked: int, *, code: str | None = None, person: str | None = None, by_card: bool = False
    ) -> None:
        raise AssertionError("nobody asks for an appointment here")

    def read_card(self, asked: int) -> None:
        raise AssertionError("nobody lays a card down here")

    def stop_reading(self) -> None:
        """None is read."""

    def fetch_slots(self, item_id: str) -> None:
        raise AssertionError("nobody books here")

    def find_rateable(self, code: str) -> None:
        raise AssertionError("nobody scans a slip here")

    def fetch_pre_review(self, code: str) -> None:
        raise AssertionError("nobody has a sheet here")

    # inside

    def _run(self, errand: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(errand)
        self._errands.add(task)
        return task

    def _tell(self, message: AnyMessage) -> None:
        self.flow.receive(message, self.now_ms())

    async def _print(self, ticket_id: str, document: Document) -> None:
        before, self.before_print = self.before_print, None
        if before is not None:
            await before()
        self.outcomes.append(await self._printing.print(ticket_id, document))
