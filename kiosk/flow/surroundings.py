"""What the flow asks of the shell around it; every answer comes back as a message."""

from typing import Protocol

from hardware.slip_document import Document
from kiosk.printout import Printout
from queue_server.contract.commands import AnyCommand


class Server(Protocol):
    """What the flow asks of the link."""

    def send(self, command: AnyCommand, *, only_while_linked: bool = False) -> str:
        """Asks and returns the request's key; the answer is received later."""
        ...

    def withdraw(self, key: str) -> None:
        """Nobody waits for the answer any more: it must not be carried out later."""
        ...


class Printing(Protocol):
    def print_slip(self, ticket_id: str, document: Document) -> None:
        """Prints; tells SlipAdvanced, then SlipPrinted or SlipFailed."""
        ...


class Devices(Printing, Protocol):
    """What the flow asks of the kiosk itself."""

    def print_sheet(self, sheet_id: str, printout: Printout) -> None:
        """Prints it as A4, or as a slip where certainly no A4 came out; tells as `print_slip` does."""
        ...

    def fetch_configuration(self) -> None:
        """Asks the server who this kiosk is; tells ConfigurationArrived."""
        ...

    def find_appointments(
        self, asked: int, *, code: str | None = None, person: str | None = None, by_card: bool = False
    ) -> None:
        """Asks the server for the appointments of a code or a person; tells AppointmentsFetched or …NotFetched.

        `by_card`: the person's card was read here, nobody typed the number.
        """
        ...

    def read_card(self, asked: int) -> None:
        """Waits for an ID card; tells CardLaid, until then CardAwaited whenever something is the matter."""
        ...

    def stop_reading(self) -> None:
        """Waits for none any more: no card is read that nobody has been told of."""
        ...

    def fetch_slots(self, item_id: str) -> None:
        """Asks the server what can be booked of an item; tells SlotsFetched or SlotsNotFetched."""
        ...

    def find_rateable(self, code: str) -> None:
        """Asks the server what of a slip may be rated; tells RateableFetched or RateableNotFetched."""
        ...

    def fetch_pre_review(self, code: str) -> None:
        """Asks the server for the pre-review with this code; tells PreReviewFetched or PreReviewNotFetched."""
        ...
