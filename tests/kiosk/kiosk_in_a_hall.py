"""A real kiosk between a real server and virtual devices that speak their languages: slips, A4 and ID cards."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from config import loading
from config.loading import SAMPLE
from display.toolkit.app import Access
from hardware.drivers.office_printer import OfficePrinter
from hardware.simulators.id_card_reader import VirtualIdCardReader
from hardware.simulators.office_printer import VirtualOfficePrinter
from hardware.simulators.ticket_printer import VirtualPrinter
from kiosk.app import KioskApp
from kiosk.flow import Flow, Place
from kiosk.presenters.ticket import Phase
from queue_server.contract.views import SlipState
from queue_server.domain.state import HallState, Ticket
from queue_server.storage import station_keys
from tests.free_ports import free_ports
from tests.web.running_hall import HALL, RunningHall

ROLL_MM = 80_000
ANSWER_S = 30  # of devices none of which is silent, however busy this machine is
LOOKS_PER_S = 100


async def until(what: Callable[[], object]) -> None:
    """Waits until `what` is true; the deadline only ends a test that has failed."""
    async with asyncio.timeout(30):
        while not what():  # noqa: ASYNC110  # what a test waits for announces itself to nobody
            await asyncio.sleep(0.01)


@dataclass
class Scene:
    """A hall with one kiosk, its ticket printer, its ID card reader and its A4 printer."""

    folder: Path
    hall: RunningHall
    printer: VirtualPrinter
    reader: VirtualIdCardReader
    a4: VirtualOfficePrinter
    app: KioskApp

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path) -> AsyncIterator["Scene"]:
        printer = VirtualPrinter("printer-1", "socket://127.0.0.1:0", speed_mm_s=None, paper_mm=ROLL_MM)
        reader = VirtualIdCardReader("reader-1", "socket://127.0.0.1:0")
        a4 = VirtualOfficePrinter("a4-1", "ipp://127.0.0.1:0/printers/a4-1")
        for device in (printer, reader, a4):
            await device.start()
        plan = shutil.copytree(SAMPLE, folder / "hall") / "hall.toml"
        text = plan.read_text(encoding="utf-8")
        for written, url in (
            ("socket://127.0.0.1:9101", printer.url),
            ("socket://127.0.0.1:9121", reader.url),
            ("ipp://127.0.0.1:9131/printers/a4-1", a4.url),
        ):
            assert written in text
            text = text.replace(written, url)
        plan.write_text(text, encoding="utf-8")
        async with RunningHall.open(folder, port=free_ports(1)[0]) as hall:  # where it may be opened again
            key = await station_keys.enrol(hall.database, HALL, "kiosk-1", now_ms=1)
            app = _unhurried(KioskApp(Access(hall.url, "kiosk-1", key)))
            running = asyncio.create_task(app.run())
            scene = cls(folder, hall, printer, reader, a4, app)
            await scene.ready()
            yield scene
            app.stop()
            await asyncio.wait_for(running, 30)
        for device in (printer, reader, a4):
            await device.stop()

    @property
    def flow(self) -> Flow:
        flow: Flow = self.app.presenter
        return flow

    @property
    def state(self) -> HallState:
        state: HallState = self.hall.server.reception.dispatcher.state
        return state

    async def publish(self, name: str, number: str, other: str) -> None:
        """An item gets another number; the kiosk knows it within five seconds of a machine with nothing else to do."""
        folder = self.folder / "hall"
        files = {each: (folder / each).read_text(encoding="utf-8") for each in loading.files(folder)}
        files[name] = files[name].replace(f'number = "{number}"', f'number = "{other}"', 1)
        supervisor = await self.hall.clerk("fang-qing")
        answer = await supervisor.ask("POST", "/api/v1/configuration", body={"files": files})
        assert answer.status == 200
        looks = 5 * LOOKS_PER_S
        while looks and other not in self.numbers:
            looks -= 1
            await asyncio.sleep(1 / LOOKS_PER_S)
        assert looks

    @property
    def numbers(self) -> set[str]:
        """Of the items the kiosk knows."""
        configuration = self.flow.outlook.configuration
        return {item.number for item in configuration.catalogue.items} if configuration else set()

    async def ready(self) -> None:
        """On its start screen, its printers known."""
        await until(lambda: self.app.presenter is not None)
        await until(lambda: self.flow.state.place is Place.START and self.flow.outlook.linked)
        await until(lambda: self.state.devices.keys() >= {"printer-1", "a4-1"})

    async def take(self, item_id: str = "food-licence-new") -> None:
        self.flow.start.choose("take")
        self.flow.find.open_item(item_id)
        self.flow.item.take()
        await until(lambda: self.flow.state.place is Place.TICKET)

    def confirmed(self, ticket: Ticket) -> bool:
        """我记下了 is touched (again, for a first touch that comes too soon does nothing)."""
        self.flow.touched(self.app.now_ms())
        self.flow.ticket.press()
        return ticket.slip is SlipState.ON_SCREEN

    async def touch(self, target: Callable[[], object], done: Callable[[], object]) -> None:
        """Again until it is taken, and no more: too soon after a page has turned a touch does nothing."""

        def taken() -> object:
            if not done():
                self.flow.touched(self.app.now_ms())
                target()
            return done()

        await until(taken)

    async def answer(self) -> None:
        """Every question of the pre-review, each with its first answer."""
        while self.flow.state.place is Place.SITUATION and (review := self.flow.outlook.review) is not None:
            at, question = review.question_id, review.question
            assert question is not None
            self.flow.situation.choose(question.answers[0].id)
            await self.touch(self.flow.situation.forward, lambda at=at: self.flow.outlook.review.question_id != at)

    async def phase(self, phase: Phase) -> None:
        await until(lambda: self.flow.ticket.state is not None and self.flow.ticket.state.phase is phase)


def _unhurried(app: KioskApp) -> KioskApp:
    """It waits for its devices, and looks at its A4 printer once: later it learns of it what comes of a sheet."""
    app._printing._answer_s = app._reading._answer_s = ANSWER_S
    app._sheets._make = lambda url: OfficePrinter(url, answer_s=ANSWER_S)
    app._sheets._look_s = 3_600
    return app
