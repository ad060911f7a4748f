"""The slips, as they leave a kiosk's printer."""

from collections.abc import Iterator
from pathlib import Path

from config.loading import SAMPLE, load
from hardware.slip_document import Document
from hardware.slip_picture import draw
from kiosk import appointment_examples, pre_review_examples
from kiosk.rehearsal import EVENING_MS, NEXT_DAY, Rehearsal, keeping_hours, long_winded, night_hall, ticket, with_stages
from simulation.gallery.exhibit import Exhibit, picture_path


def documents() -> Iterator[tuple[str, Document]]:
    """State → slip, each composed by the kiosk's own flow."""
    sample = load(SAMPLE)
    usual = Rehearsal(sample).open().item("food-licence-new").take().given(ticket(sample, range_min=(15, 25)))
    early = Rehearsal(sample).open().item("food-licence-new").take().given(ticket(sample))
    english = Rehearsal(sample).open().english().item("food-licence-new").take()
    long = long_winded(sample)
    longest = ticket(
        long, long.catalogue.items[0].id, number="AB1234", ahead=118, range_min=(115, 240), priority="firefighter"
    )
    yield "usual", usual.printed[0][1]
    yield "usual, too early to say how long", early.printed[0][1]
    yield "English", english.given(ticket(sample, language="en")).printed[0][1]
    kept = keeping_hours(sample)
    for language, state in (("zh", "night"), ("en", "night, English")):
        night = Rehearsal(kept, night=True, now_ms=EVENING_MS).open(night_hall(kept))
        asked = (night.english() if language == "en" else night).item("food-licence-new").take()
        taken = ticket(kept, ahead=0, language=language, issued_at_ms=EVENING_MS, for_day=NEXT_DAY)
        yield state, asked.given(taken).printed[0][1]
    bundle = Rehearsal(sample).open().bundle("company-start")
    bundle.touch(bundle.flow.bundle.take).given(ticket(sample, bundle_id="company-start", number="H003", ahead=2))
    yield "bundle", bundle.printed[0][1]
    staged = with_stages(sample)
    hall = appointment_examples.with_schedules(sample)
    kept_until = appointment_examples.appointment(hall, day=NEXT_DAY, code="07RJ-K7M2-QX")
    for language, end in (("zh", ""), ("en", ", English")):
        led = Rehearsal(staged).open()
        led = (led.english() if language == "en" else led).bundle("company-start")
        led.touch(led.flow.bundle.take)
        led.given(ticket(staged, bundle_id="company-start", number="H003", ahead=2, language=language))
        yield f"bundle with stages{end}", led.printed[0][1]
        claimed = Rehearsal(sample).open()
        claimed = (claimed.english() if language == "en" else claimed).item("food-licence-new").claim("elderly").take()
        claimed.given(ticket(sample, language=language, range_min=(8, 16), priority="elderly"))
        yield f"priority{end}", claimed.printed[0][1]
        booked = appointment_examples.book(appointment_examples.opened(hall, language))
        appointment_examples.booked(booked, kept_until).touch(booked.flow.booking.print)
        yield f"appointment{end}", booked.printed[0][1]
    sheets = {
        "sheet, ready": pre_review_examples.ready,
        "sheet, deferrable": pre_review_examples.deferrable,
        "sheet, incomplete": pre_review_examples.incomplete,
        "sheet, ineligible": pre_review_examples.ineligible,
    }
    for state, reach in sheets.items():
        for language in ("", ", English"):
            kiosk = pre_review_examples.file(reach(Rehearsal(sample).open()))
            printing = (kiosk.english() if language else kiosk).touch(kiosk.flow.verdict.print_sheet)
            yield state + language, printing.printed[0][1]
    reading = Rehearsal(sample).open().item("food-licence-new")
    yield "list of papers", reading.touch(reading.flow.item.print_list).printed[0][1]
    reading = Rehearsal(sample).open().english().bundle("newborn")
    yield "list of a bundle, English", reading.touch(reading.flow.bundle.print_list).printed[0][1]
    yield "longest", Rehearsal(long).open().item(long.catalogue.items[0].id).take().given(longest).printed[0][1]


def hang(folder: Path) -> Iterator[Exhibit]:
    """Draws every slip. What does not fit on the paper raises where it is drawn."""
    for state, document in documents():
        path = picture_path(folder, "slip", state)
        draw(document).save(path)
        yield Exhibit("slip", state, path)
