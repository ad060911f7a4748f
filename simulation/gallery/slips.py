"""The slips, as they leave a kiosk's printer."""

from collections.abc import Iterator
from pathlib import Path

from config.loading import SAMPLE, load
from hardware.slip_document import Document
from hardware.slip_picture import draw
from kiosk.examples import Rehearsal, long_winded, ticket
from simulation.gallery.exhibit import Exhibit, picture_path


def documents() -> Iterator[tuple[str, Document]]:
    """State → slip, each composed by the kiosk's own flow."""
    sample = load(SAMPLE)
    usual = Rehearsal(sample).open().item("food-licence-new").take().given(ticket(sample))
    english = Rehearsal(sample).open().english().item("food-licence-new").take()
    long = long_winded(sample)
    longest = ticket(long, long.catalogue.items[0].id, number="AB1234", ahead=118)
    yield "usual", usual.printed[0][1]
    yield "English", english.given(ticket(sample, language="en")).printed[0][1]
    yield "longest", Rehearsal(long).open().item(long.catalogue.items[0].id).take().given(longest).printed[0][1]


def hang(folder: Path) -> Iterator[Exhibit]:
    """Draws every slip. What does not fit on the paper raises where it is drawn."""
    for state, document in documents():
        path = picture_path(folder, "slip", state)
        draw(document).save(path)
        yield Exhibit("slip", state, path)
