"""The ticket printers of one place, in the order in which they are tried.

    printers = TicketPrinters([TicketPrinter(url) for url in urls])

A slip goes on to the next printer only while it is certain that nothing of it came out of the one before: two slips for
one number are worse than none.
"""

from collections.abc import Callable, Sequence

from hardware.drivers.ticket_printer import Failure, Outcome, Progress, TicketPrinter
from hardware.slip_document import Document


class TicketPrinters:
    """`printers` in the order of the plan; there may be none."""

    def __init__(self, printers: Sequence[TicketPrinter]) -> None:
        self._printers = tuple(printers)

    async def print(self, document: Document, on_progress: Callable[[Progress], None] | None = None) -> Outcome | None:
        """Prints on the first that can. Never raises for what a printer does.

        What became of it: of the printer that printed it, or in which it broke off; where none could, why the first
        could not. None without a printer.
        """
        first: Outcome | None = None
        for printer in self._printers:
            outcome = await printer.print(document, on_progress)
            if not isinstance(outcome, Failure) or outcome.partly:
                return outcome
            first = first or outcome
        return first

    async def close(self) -> None:
        for printer in self._printers:
            await printer.close()
