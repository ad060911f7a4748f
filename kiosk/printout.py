"""What can be had on paper in two forms: a sheet of A4, and a short slip where there is no such printer. Pure."""

from dataclasses import dataclass

from hardware.sheets.document import Sheet
from hardware.slip_document import Document


@dataclass(frozen=True, slots=True)
class Printout:
    """One of them comes out, never both."""

    sheet: Sheet
    slip: Document
