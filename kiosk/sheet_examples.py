"""A kiosk with an A4 printer: what its keys say of a sheet, from the offer to its end. For `kiosk.examples`."""

from collections.abc import Callable, Iterator

from config.configuration import HallConfiguration
from kiosk import appointment_examples, pre_review_examples
from kiosk.messages import AnyMessage, PrinterSeen, SlipAdvanced, SlipFailed, SlipPrinted, SlipStage
from kiosk.rehearsal import NEXT_DAY, OFFICE_PRINTER, RANGES_MIN, Rehearsal, open_hall
from queue_server.contract.commands import DeviceHealth

ENDS: dict[str, Callable[[str], AnyMessage]] = {
    "sent": lambda sheet_id: SlipAdvanced(sheet_id, SlipStage.SENT, 0.0),
    "printing": lambda sheet_id: SlipAdvanced(sheet_id, SlipStage.PRINTING, 0.0),
    "printed": SlipPrinted,
    "short": lambda sheet_id: SlipPrinted(sheet_id, short=True),
    "jam": lambda sheet_id: SlipFailed(sheet_id, partly=True),
    "failed": SlipFailed,
    "unknown": lambda sheet_id: SlipFailed(sheet_id, partly=True, unknown=True),
}
"""What a printer may say of a sheet."""


def examples(sample: HallConfiguration) -> Iterator[tuple[str, Rehearsal]]:
    hall = appointment_examples.with_schedules(sample)
    kept = appointment_examples.appointment(hall, day=NEXT_DAY, code="07RJ-K7M2-QX")
    for language, end in (("zh", ""), ("en", "-en")):
        yield f"item-a4{end}", reading(sample, language)
        yield f"item-a4-no-paper{end}", reading(sample, language).tell(out_of_paper())
        yield f"bundle-a4{end}", at(sample, language).bundle("newborn")
        for name, said in ENDS.items():
            guide = reading(sample, language)
            yield f"item-a4-{name}{end}", told(guide.touch(guide.flow.item.print_list), said)
            judged = pre_review_examples.file(pre_review_examples.incomplete(at(sample, language)))
            yield f"verdict-a4-{name}{end}", told(judged.touch(judged.flow.verdict.print_sheet), said)
        booked = appointment_examples.booked(appointment_examples.book(at(hall, language)), kept)
        yield f"booking-a4-short{end}", told(booked.touch(booked.flow.booking.print), ENDS["short"])


def at(configuration: HallConfiguration, language: str = "zh") -> Rehearsal:
    """An open hall that keeps appointments, in the morning."""
    hall = appointment_examples.keeping(open_hall(configuration, ranges_min=RANGES_MIN))
    kiosk = Rehearsal(configuration).with_office_printer().open(hall)
    return kiosk.english() if language == "en" else kiosk


def reading(configuration: HallConfiguration, language: str = "zh") -> Rehearsal:
    return at(configuration, language).item(pre_review_examples.FOOD)


def out_of_paper() -> PrinterSeen:
    return PrinterSeen(OFFICE_PRINTER, DeviceHealth.PAPER_OUT)


def told(kiosk: Rehearsal, said: Callable[[str], AnyMessage]) -> Rehearsal:
    """A printer says that of the newest sheet."""
    return kiosk.tell(said(kiosk.sheets[-1][0]))
