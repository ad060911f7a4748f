"""The kiosk as a program: the flow with its link to the server, its ticket printer, its window and its clock."""

import asyncio

import structlog

from config import theme
from config.configuration import HallConfiguration
from config.hall import StationKind
from display.toolkit import memory
from display.toolkit.app import ASK_AGAIN_S, Access, Furnished, StationApp
from hardware.slip_document import Document
from kiosk.card_reading import CardReading
from kiosk.code_reading import CodeReading
from kiosk.flow import Flow
from kiosk.messages import (
    AnyMessage,
    AppointmentsFetched,
    AppointmentsNotFetched,
    ConfigurationArrived,
    PreReviewFetched,
    PreReviewNotFetched,
    RateableFetched,
    RateableNotFetched,
    SlotsFetched,
    SlotsNotFetched,
)
from kiosk.printout import Printout
from kiosk.screens.kiosk_screen import KioskScreen
from kiosk.sheet_printing import SheetPrinting
from kiosk.slip_printing import SlipPrinting
from queue_server.client.link import Me, monotonic_ms
from queue_server.contract.commands import AnyCommand
from queue_server.contract.refusals import CommandRefused, RefusalCode

log = structlog.get_logger(__name__)


class NotAKiosk(Exception):
    """Station "ID" is a KIND; this program is a kiosk."""

    def __init__(self, station_id: str, kind: str) -> None:
        super().__init__(f'Station "{station_id}" is a {kind}; this program is a kiosk.')


class KioskApp(StationApp):
    """The shell of `kiosk.flow`: what the flow asks of its server and its devices is done here."""

    def __init__(self, access: Access) -> None:
        super().__init__(access, surface=theme.KIOSK)
        self._printing = SlipPrinting(self._tell, self.accompany)
        self._sheets = SheetPrinting(self._tell, self.accompany, self._printing)
        self._reading = CardReading(self._tell, self.accompany)
        self._codes = CodeReading(self._tell, self.accompany)
        self._fetching: asyncio.Task[None] | None = None

    def furnish(self, me: Me) -> Furnished:
        """Raises NotAKiosk."""
        if me.station.kind is not StationKind.KIOSK:
            raise NotAKiosk(me.station.id, me.station.kind.value)
        flow = Flow(self.texts, self, self, self.now_ms(), monotonic_ms)
        flow.receive(_configuration(me), self.now_ms())
        self._printing.connect(me.station.devices)
        self._sheets.connect(me.station.devices)
        self._reading.connect(me.station.devices)
        self._codes.connect(me.station.devices)
        self.accompany(self._prepare_search(me.configuration))
        return Furnished(topics=("hall",), presenter=flow, screen=KioskScreen())

    async def run(self) -> None:
        try:
            await super().run()
        finally:
            await self._printing.close()
            await self._sheets.close()
            await self._reading.close()
            await self._codes.close()

    # what the flow asks

    def send(self, command: AnyCommand, *, only_while_linked: bool = False) -> str:
        key = self.link.send(command, only_while_linked=only_while_linked)
        self._plan_wake()  # what is said while somebody waits for the answer
        return key

    def print_slip(self, ticket_id: str, document: Document) -> None:
        self.accompany(self._print(ticket_id, document))

    def print_sheet(self, sheet_id: str, printout: Printout) -> None:
        self.accompany(self._sheets.print(sheet_id, printout))

    def fetch_configuration(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
        self._fetching = self.accompany(self._fetch())

    def fetch_pre_review(self, code: str) -> None:
        self.accompany(self._fetch_pre_review(code))

    def find_rateable(self, code: str) -> None:
        self.accompany(self._find_rateable(code))

    def find_appointments(
        self, asked: int, *, code: str | None = None, person: str | None = None, by_card: bool = False
    ) -> None:
        self.accompany(self._find_appointments(asked, code, person, by_card))

    def read_card(self, asked: int) -> None:
        self._reading.read(asked)

    def stop_reading(self) -> None:
        self._reading.stop()

    def fetch_slots(self, item_id: str) -> None:
        self.accompany(self._fetch_slots(item_id))

    # inside

    def _tell(self, message: AnyMessage) -> None:
        """A word of the kiosk's own parts, on the same way as the server's."""
        if self.presenter is not None:
            self.presenter.receive(message, self.now_ms())
            self._plan_wake()

    async def _fetch(self) -> None:
        """Until the server answers: the hall runs on something else than this kiosk knows."""
        while True:
            try:
                me = await self.link.fetch_me()
            except (OSError, CommandRefused, ValueError) as error:
                # a plan of another version has what this program has no name for; its text may be long
                why = "plan_not_understood" if isinstance(error, ValueError) else str(error)
                log.warning("configuration_not_fetched", why=why)
                await asyncio.sleep(ASK_AGAIN_S)
            else:
                self._printing.connect(me.station.devices)
                self._sheets.connect(me.station.devices)
                self._reading.connect(me.station.devices)
                self._codes.connect(me.station.devices)
                self._tell(_configuration(me))
                await self._prepare_search(me.configuration)
                return

    async def _prepare_search(self, configuration: HallConfiguration) -> None:
        """Before somebody searches. The readings of characters, loaded with it, are two hundred thousand objects."""
        await asyncio.to_thread(getattr, configuration, "index")
        memory.settle()

    async def _fetch_pre_review(self, code: str) -> None:
        try:
            found = await self.link.fetch_pre_review(code)
        except CommandRefused as error:
            self._tell(PreReviewNotFetched(code, error.code))
        except (OSError, ValueError) as error:  # unreachable, or a server of another version
            log.warning("pre_review_not_fetched", why=type(error).__name__)
            self._tell(PreReviewNotFetched(code, RefusalCode.UNAVAILABLE))
        else:
            self._tell(PreReviewFetched(code, found))

    async def _find_rateable(self, code: str) -> None:
        try:
            found = await self.link.find_rateable(code)
        except CommandRefused as error:
            self._tell(RateableNotFetched(code, error.code))
        except (OSError, ValueError) as error:
            log.warning("rateable_not_fetched", why=type(error).__name__)
            self._tell(RateableNotFetched(code, RefusalCode.UNAVAILABLE))
        else:
            self._tell(RateableFetched(code, found))

    async def _find_appointments(self, asked: int, code: str | None, person: str | None, by_card: bool) -> None:
        try:
            found = await self.link.find_appointments(code=code, person=person, by_card=by_card)
        except CommandRefused as error:
            self._tell(AppointmentsNotFetched(asked, error.code))
        except (OSError, ValueError) as error:
            log.warning("appointments_not_fetched", why=type(error).__name__)
            self._tell(AppointmentsNotFetched(asked, RefusalCode.UNAVAILABLE))
        else:
            self._tell(AppointmentsFetched(asked, found.appointments, found.person_key))

    async def _fetch_slots(self, item_id: str) -> None:
        try:
            slots = await self.link.fetch_slots(item_id)
        except (OSError, CommandRefused, ValueError) as error:
            log.warning("slots_not_fetched", item=item_id, why=type(error).__name__)
            self._tell(SlotsNotFetched(item_id))
        else:
            self._tell(SlotsFetched(slots))

    async def _print(self, ticket_id: str, document: Document) -> None:
        await self._printing.print(ticket_id, document)


def _configuration(me: Me) -> ConfigurationArrived:
    return ConfigurationArrived(me.station, me.configuration, me.configuration_hash, me.public_url)
