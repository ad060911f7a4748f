"""What link, hall and printer tell this kiosk of itself and its hall, and what it asks and reports in return."""

from collections.abc import Sequence

from config.hall import DeviceKind
from kiosk.flow.sight import Sight
from kiosk.flow.surroundings import Devices, Server
from kiosk.messages import AnyMessage, ConfigurationArrived, PrinterSeen, ReaderSeen
from kiosk.presenters.outlook import PRINTING
from queue_server.client.session import Dismissed, Linked, LinkLost, ViewArrived
from queue_server.contract.commands import DeviceHealth, ReportDevice
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import HallView, TicketView


class HallNews:
    """`dismissed`: why the server has turned this kiosk away, until it is linked again."""

    def __init__(self, sight: Sight, server: Server, devices: Devices) -> None:
        self._sight = sight
        self._server = server
        self._devices = devices
        self._public_url = ""
        self._printers: dict[str, DeviceHealth] = {}  # device id → how it is
        self._readers: dict[str, DeviceHealth] = {}
        self._asked_for_hash: str | None = None
        self.dismissed: RefusalCode | None = None

    def told(self, message: AnyMessage, now_ms: int) -> bool:
        """False if the message is about something else."""
        match message:
            case Linked():
                self.dismissed = None
                self._sight.see(linked=True, now_ms=now_ms)
                for device_id, health in (*self._printers.items(), *self._readers.items()):
                    self._report(device_id, health)
                self._fetch(None)
            case LinkLost():
                self._sight.see(linked=False, seen_at_ms=now_ms, now_ms=now_ms)
            case Dismissed(code=code):
                self.dismissed = code
            case ViewArrived(view=HallView() as hall):
                self._sight.see(hall=hall, seen_at_ms=now_ms, now_ms=now_ms)
                self._fetch(hall.configuration_hash)
            case ConfigurationArrived():
                self._public_url = message.public_url.rstrip("/")
                self._asked_for_hash = message.configuration_hash
                mine = {device.id for device in message.station.devices}
                self._printers = {each: health for each, health in self._printers.items() if each in mine}
                self._readers = {each: health for each, health in self._readers.items() if each in mine}
                station, configuration = message.station, message.configuration
                self._sight.see(station=station, configuration=configuration, now_ms=now_ms)
                self._sight.see(paper=self._paper, office_paper=self._office_paper)
                self._sight.see(reader=self._reader)
            case PrinterSeen(health=health, device_id=device_id):
                self._printers[device_id] = health
                self._sight.see(paper=self._paper, office_paper=self._office_paper, now_ms=now_ms)
                self._report(device_id, health)
            case ReaderSeen(health=health, device_id=device_id):
                self._readers[device_id] = health
                self._sight.see(reader=self._reader, now_ms=now_ms)
                self._report(device_id, health)
            case _:
                return False
        return True

    def page_url(self, ticket: TicketView) -> str:
        """The address of the ticket's page on the phone; empty without one."""
        return self._public_url + ticket.page_path if ticket.page_path else ""

    @property
    def _paper(self) -> DeviceHealth | None:
        """Of the printer that is best off; of the one told of first where none can print."""
        office = self._of(DeviceKind.OFFICE_PRINTER)
        return _best([health for each, health in self._printers.items() if each not in office])

    @property
    def _office_paper(self) -> DeviceHealth | None:
        """Of the A4 printer, likewise."""
        office = self._of(DeviceKind.OFFICE_PRINTER)
        return _best([health for each, health in self._printers.items() if each in office])

    def _of(self, kind: DeviceKind) -> list[str]:
        """The ids of this kiosk's devices of a kind."""
        station = self._sight.outlook.station
        return [device.id for device in station.devices if device.kind is kind] if station is not None else []

    @property
    def _reader(self) -> DeviceHealth | None:
        """Of the ID card reader."""
        return next(
            (self._readers[each] for each in self._of(DeviceKind.ID_CARD_READER) if each in self._readers), None
        )

    def _report(self, device_id: str, health: DeviceHealth) -> None:
        self._server.send(ReportDevice(device_id=device_id, health=health))

    def _fetch(self, wanted_hash: str | None) -> None:
        """Asks for plan and catalogue when there are none or the hall runs on others."""
        look = self._sight.outlook
        unknown = look.configuration is None or look.station is None
        if unknown or (wanted_hash is not None and wanted_hash != self._asked_for_hash):
            self._asked_for_hash = wanted_hash
            self._devices.fetch_configuration()


def _best(healths: Sequence[DeviceHealth]) -> DeviceHealth | None:
    return next((health for health in PRINTING if health in healths), next(iter(healths), None))
