"""The appointment (预约单) on A4: when to come, the code to check in with, and what to bring. Pure."""

from collections.abc import Iterator
from datetime import date

from hardware.sheets.document import Align, Block, Heading, Note, Panel, Para, Sheet, Size
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.papers import papers
from kiosk.sheets import frame
from queue_server.contract.views import AppointmentView


def compose(look: Outlook, appointment: AppointmentView) -> Sheet:
    """In the language of whoever booked; nothing on it says who that is."""
    name = appointment.item.text(look.language) if appointment.item else ""
    blocks = (_panel(look, appointment), *_bring(look, appointment))
    return frame.sheet(look, _say(look, "title"), name, blocks, (frame.say(look, "asking", phone=look.phone()),))


def _say(look: Outlook, key: str, **values: object) -> str:
    return look.texts.text(f"slip.appointment_slip.{key}", look.language, **values)


def _panel(look: Outlook, appointment: AppointmentView) -> Panel:
    time = _say(look, "time", begins_at=appointment.begins_at, ends_at=appointment.ends_at)
    from_, until = look.clock(appointment.check_in_from_ms), look.clock(appointment.check_in_until_ms)
    lines = (
        Para(time, Size.VERDICT, bold=True),
        Para(_say(look, "check_in", from_at=from_, until_at=until), Size.SMALL),
    )
    code = (
        Para(_say(look, "code"), Size.SMALL, align=Align.CENTRE),
        Para(appointment.code, Size.HEADING, bold=True, align=Align.CENTRE),
    )
    day = look.date(date.fromisoformat(appointment.business_day))
    return Panel("calendar-check", day, lines, appointment.code, code if appointment.code else ())


def _bring(look: Outlook, appointment: AppointmentView) -> Iterator[Block]:
    yield Note((Para(_say(look, "no_need"), Size.SMALL),))
    item = look.configuration.items.get(appointment.item_id) if look.configuration else None
    wanted = papers(look, item) if item is not None else ()
    if wanted:
        yield Heading(frame.counted(look, "bring_then", len(wanted)))
        yield from frame.papers_tables(look, wanted)
