"""The A4 sheets, page by page as they leave the printer: the very file it is given, drawn and inspected."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pypdfium2

from config.loading import SAMPLE, load
from hardware.sheets import layout, pdf, typeface
from hardware.sheets.document import Sheet
from hardware.sheets.layout import Page, Words
from kiosk import appointment_examples, pre_review_examples
from kiosk.rehearsal import NEXT_DAY, Rehearsal, long_winded
from kiosk.sheet_examples import at
from queue_server.client.session import LinkLost
from simulation.gallery.exhibit import Exhibit, picture_path

SCALE = 2.0  # 144 dots per inch
_TOLERANCE = 0.5  # points; letters reach a hair's breadth beyond what they are said to be wide


def documents() -> Iterator[tuple[str, Sheet]]:
    """State → sheet, each composed by the kiosk's own flow."""
    sample = load(SAMPLE)
    wordy = pre_review_examples.long_guide(long_winded(sample))
    booking = appointment_examples.with_schedules(sample)
    kept = appointment_examples.appointment(booking, day=NEXT_DAY, code="07RJ-K7M2-QX")
    for language, end in (("zh", ""), ("en", ", English")):
        for state, reach in (
            ("ready", pre_review_examples.ready),
            ("deferrable", pre_review_examples.deferrable),
            ("incomplete", pre_review_examples.incomplete),
            ("ineligible", pre_review_examples.ineligible),
        ):
            filed = pre_review_examples.file(reach(at(sample, language)))
            yield state + end, _sheet(filed.touch(filed.flow.verdict.print_sheet))
        alone = pre_review_examples.incomplete(at(sample, language).tell(LinkLost()))
        yield f"incomplete, without a code{end}", _sheet(alone.touch(alone.flow.verdict.print_sheet))
        all_of_it = pre_review_examples.everything_missing(at(wordy, language), pre_review_examples.FOOD)
        longest = pre_review_examples.file(all_of_it)
        yield f"everything missing, longest{end}", _sheet(longest.touch(longest.flow.verdict.print_sheet))
        for state, hall in (("guide", sample), ("guide, longest", wordy)):
            reading = at(hall, language).item(hall.catalogue.items[0].id if hall is wordy else "food-licence-new")
            yield state + end, _sheet(reading.touch(reading.flow.item.print_list))
        bundle = at(sample, language).bundle("newborn")
        yield f"list of a bundle{end}", _sheet(bundle.touch(bundle.flow.bundle.print_list))
        booked = at(booking, language)
        appointment_examples.booked(appointment_examples.book(booked), kept).touch(booked.flow.booking.print)
        yield f"appointment{end}", _sheet(booked)


def _sheet(kiosk: Rehearsal) -> Sheet:
    return kiosk.sheets[-1][1]


def hang(folder: Path) -> Iterator[Exhibit]:
    """Draws every page of every sheet."""
    for state, sheet in documents():
        pages = layout.pages(sheet)
        with pypdfium2.PdfDocument(pdf.write(sheet)) as file:
            for number, (page, drawn) in enumerate(zip(pages, file, strict=True), 1):
                path = picture_path(folder, "sheet", f"{state}, page {number}")
                drawn.render(scale=SCALE).to_pil().save(path)
                named = f"{state}, page {number} of {len(pages)}"
                yield Exhibit("sheet", named, path, tuple(faults(page)))


def faults(page: Page) -> Iterator[str]:
    """What is wrong with a page: words beyond the margins, over one another, or in no face."""
    words = [mark for mark in page if isinstance(mark, Words)]
    for one in words:
        left, top, right, bottom = _box(one)
        if left < layout.LEFT - _TOLERANCE or right > layout.RIGHT + _TOLERANCE or bottom > layout.BOTTOM or top < 0:
            yield f"beyond the margin: {one.text}"
        if not one.icon and typeface.MISSING in "".join(text for _, text, _ in typeface.runs(one.text)):
            yield f"no face has all of: {one.text}"
    for one, other in combinations(words, 2):
        if _meet(_box(one), _box(other)):
            yield f"over one another: {one.text} / {other.text}"


_Box = tuple[float, float, float, float]


def _box(words: Words) -> _Box:
    """Left, top, right, bottom of what its letters cover, a hair inside."""
    reach = words.size if words.icon else typeface.width(words.text, words.size, words.bold)
    reach += words.tracking * (len(words.text) - 1)
    return words.x, words.y - 0.8 * words.size, words.x + reach, words.y + 0.1 * words.size


def _meet(one: _Box, other: _Box) -> bool:
    apart = _TOLERANCE
    return (
        one[0] < other[2] - apart
        and other[0] < one[2] - apart
        and one[1] < other[3] - apart
        and other[1] < one[3] - apart
    )
