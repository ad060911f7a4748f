"""Slips that staff ask this kiosk to print once more (补打): taken, printed, reported, beside whatever is in front."""

from kiosk.flow.sight import Sight
from kiosk.flow.surroundings import Printing, Server
from kiosk.messages import SlipAdvanced, SlipFailed, SlipPrinted
from kiosk.presenters.slip import compose_slip
from queue_server.contract.commands import BeginReprint, ReportReprint
from queue_server.contract.views import HallView, TicketView


class Reprinting:
    def __init__(self, sight: Sight, server: Server, devices: Printing) -> None:
        self._sight = sight
        self._server = server
        self._devices = devices
        self._asked: dict[str, BeginReprint] = {}  # by the request's key
        self._begun: dict[str, BeginReprint] = {}  # by reprint: at the printer

    def look(self, hall: HallView) -> None:
        """Takes what is asked of this kiosk; the hall gives each to one taker, once."""
        station = self._sight.outlook.station
        taken = {begin.reprint_id for begin in (*self._asked.values(), *self._begun.values())}
        for line in hall.to_print:
            if station is not None and line.station_id == station.id and line.reprint_id not in taken:
                begin = BeginReprint(line.ticket_id, line.reprint_id)
                self._asked[self._server.send(begin)] = begin

    def answered(self, key: str, ticket: TicketView | None, page_url: str) -> bool:
        """Whether it was about a reprint: the ticket of one that is this kiosk's now, to be printed with its mark."""
        begin = self._asked.pop(key, None)
        if begin is None:
            return False
        if ticket is not None:
            self._begun[begin.reprint_id] = begin
            slip = compose_slip(self._sight.outlook, ticket, None, page_url, again=True)
            self._devices.print_slip(begin.reprint_id, slip)
        return True

    def refused(self, key: str) -> bool:
        """Whether it was about a reprint: somebody else's now, or too late."""
        return self._asked.pop(key, None) is not None

    def told(self, message: SlipAdvanced | SlipPrinted | SlipFailed) -> bool:
        """Whether it was about a reprint."""
        begin = self._begun.get(message.ticket_id)
        if begin is None:
            return False
        if not isinstance(message, SlipAdvanced):
            del self._begun[message.ticket_id]
            printed = isinstance(message, SlipPrinted)
            self._server.send(ReportReprint(begin.ticket_id, begin.reprint_id, printed=printed))
        return True
