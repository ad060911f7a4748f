"""What the kiosk prints: the slip of a number, the list of papers of a guide, the sheet of a pre-review."""

from typing import Protocol

from kiosk.flow.sight import Sight
from kiosk.flow.surroundings import Devices
from kiosk.messages import SlipAdvanced, SlipFailed, SlipPrinted
from kiosk.presenters.paper_list import Printing, became
from kiosk.presenters.sheet import compose_sheet
from kiosk.presenters.slip import compose_slip
from kiosk.printout import Printout
from kiosk.review import Review
from kiosk.sheets import pre_review
from kiosk.wish import Wish
from queue_server.contract.views import TicketView


class Printed(Protocol):
    """A page of which something is printed: the list of a guide, an appointment."""

    def list_told(self, printing: Printing) -> None: ...


class Printouts:
    def __init__(self, sight: Sight, devices: Devices) -> None:
        self._sight = sight
        self._devices = devices
        self._lists = 0
        self._list_of: Printed | None = None  # whose list is printed now

    def slip(self, ticket: TicketView, wish: Wish, page_url: str) -> None:
        """Of the number that `wish` was for; with a pre-review it has the papers that asks for."""
        look = self._sight.outlook
        review = look.review if wish.pre_review_id is not None else None
        errand = review.errand if review is not None else None
        slip = compose_slip(look, ticket, wish.item_id, page_url, wish.bundle_id, errand)
        self._devices.print_slip(ticket.ticket_id, slip)

    def sheet(self, sheet_id: str, review: Review) -> None:
        look = self._sight.outlook
        self._print(sheet_id, Printout(pre_review.compose(look, review), compose_sheet(look, review)))

    def list_of(self, page: Printed, printout: Printout) -> None:
        self._lists += 1
        self._list_of = page
        self._print(self._list_id, printout)

    def forget(self) -> None:
        """They have left: what becomes of their list is told to nobody."""
        self._list_of = None

    def told(self, message: SlipAdvanced | SlipPrinted | SlipFailed) -> bool:
        """Whether it is of the newest list; who asked for an earlier one has gone on."""
        if self._list_of is None or message.ticket_id != self._list_id:
            return False
        self._list_of.list_told(became(message))
        if not isinstance(message, SlipAdvanced):
            self._list_of = None
        return True

    def _print(self, name: str, printout: Printout) -> None:
        if self._sight.outlook.has_office_printer:
            self._devices.print_sheet(name, printout)
        else:
            self._devices.print_slip(name, printout.slip)

    @property
    def _list_id(self) -> str:
        return f"list-{self._lists}"
