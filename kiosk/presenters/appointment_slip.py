"""The slip of an appointment: when to come, the code to check in with, what to bring, and that it is no condition."""

from datetime import date

from hardware.slip_document import Align, Block, Columns, Document, Masthead, Qr, Rule, Size, Space, Text
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.papers import papers
from kiosk.presenters.slip import papers_to_tick
from queue_server.contract.views import AppointmentView

QUIET = 20  # dots: with what the drawing leaves, the quiet zone of a code that no rule follows


def compose_appointment(look: Outlook, appointment: AppointmentView) -> Document:
    """In the language of whoever booked; nothing on it says who that is."""
    item = look.configuration.items.get(appointment.item_id) if look.configuration else None
    name = appointment.item or None
    day = look.date(date.fromisoformat(appointment.business_day))
    time = _say(look, "time", begins_at=appointment.begins_at, ends_at=appointment.ends_at)
    from_, until = look.clock(appointment.check_in_from_ms), look.clock(appointment.check_in_until_ms)
    blocks: list[Block] = [
        Masthead(look.hall_name),
        Rule(),
        Text(_say(look, "title"), align=Align.CENTRE),
        Text(name.text(look.language) if name is not None else "", Size.TITLE, bold=True, align=Align.CENTRE),
        Text(day, Size.HEADING, bold=True, align=Align.CENTRE),
        Text(time, Size.HEADING, bold=True, align=Align.CENTRE),
        Rule(dashed=True),
    ]
    if appointment.code:
        told = (Text(_say(look, "code"), bold=True), Text(appointment.code, Size.TITLE, bold=True))
        blocks += [Qr(appointment.code, told), Space(QUIET)]
    blocks += [Text(_say(look, "check_in", from_at=from_, until_at=until)), Text(_say(look, "no_need"))]
    if item is not None:
        blocks += [Rule(dashed=True), Text(_say(look, "bring"), bold=True), *papers_to_tick(look, papers(look, item))]
    made = _say(look, "made", date=look.day(look.now_ms), clock=look.clock())
    blocks += [Rule(), Columns(Text(made, Size.FLOOR), Text(_say(look, "ask", phone=look.phone()), Size.FLOOR))]
    return Document(tuple(blocks))


def _say(look: Outlook, key: str, **values: object) -> str:
    return look.texts.text(f"slip.appointment_slip.{key}", look.language, **values)
