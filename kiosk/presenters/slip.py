"""The slip (号单): everything the applicant carries away, composed from the ticket, the catalogue and the policy."""

from config.catalogue import Material
from hardware.slip_document import (
    Align,
    Block,
    Checklist,
    Columns,
    Document,
    Dots,
    Masthead,
    Qr,
    Rule,
    Seal,
    Size,
    Space,
    Text,
)
from kiosk.presenters.outlook import Outlook
from queue_server.contract.views import TicketView

QR_LIMIT = 250  # characters of an address a slip's code holds


def compose_slip(outlook: Outlook, ticket: TicketView, item_id: str | None, page_url: str) -> Document:
    """The slip of `ticket` in the language it was taken in. `page_url` is its page on the phone, empty without one."""
    look = outlook if outlook.language == ticket.language else outlook.in_language(ticket.language)
    blocks: list[Block] = [*_number(look, ticket), *_place(look, ticket)]
    if 0 < len(page_url) <= QR_LIMIT and page_url.isascii():
        blocks += _phone(look, page_url)
    blocks += _materials(look, item_id)
    blocks += _missed(look)
    blocks += _foot(look, ticket)
    return Document(tuple(blocks))


def _say(look: Outlook, key: str, **values: object) -> str:
    return look.texts.text(f"slip.{key}", look.language, **values)


def _number(look: Outlook, ticket: TicketView) -> list[Block]:
    language = look.language
    blocks: list[Block] = [
        Masthead(ticket.hall.text(language)),
        Rule(),
        Text(_say(look, "caption"), align=Align.CENTRE),
        Text(ticket.number, Size.NUMBER, bold=True, align=Align.CENTRE),
    ]
    subject = ticket.item or ticket.queue
    blocks.append(Text(subject.text(language), Size.TITLE, bold=True, align=Align.CENTRE))
    return blocks


def _place(look: Outlook, ticket: TicketView) -> list[Block]:
    queue = ticket.queue.text(look.language)
    windows = _say(look, "windows", queue=queue, windows=look.windows(ticket.windows)) if ticket.windows else queue
    go = Text(_say(look, "go", letter=ticket.zone_letter), Size.HEADING, bold=True)
    blocks: list[Block] = [
        Rule(dashed=True),
        Seal(ticket.zone_letter, _say(look, "zone"), (go, Text(windows), Text(_say(look, "listen")))),
    ]
    if ticket.ahead is not None:
        key = {0: "ahead_none", 1: "ahead_one"}.get(ticket.ahead, "ahead")
        ahead = Text(_say(look, key, number=ticket.ahead))
        blocks += [Space(12), Columns(ahead, Text(_say(look, "you"), Size.SMALL)), Dots(ticket.ahead)]
    return blocks


def _phone(look: Outlook, page_url: str) -> list[Block]:
    heading = Text(_say(look, "phone_heading"), Size.TITLE, bold=True)
    return [Rule(dashed=True), Qr(page_url, (heading, Text(_say(look, "phone_text"))))]


def _materials(look: Outlook, item_id: str | None) -> list[Block]:
    """Every material of the item: the list on a slip is complete."""
    item = look.configuration.items.get(item_id) if look.configuration and item_id else None
    if item is None:
        return []
    return [
        Rule(dashed=True),
        Text(_say(look, "bring"), Size.BODY, bold=True),
        Checklist(tuple(_material(look, material) for material in item.materials)),
    ]


def _material(look: Outlook, material: Material) -> str:
    forms = [_say(look, "original")] if material.original else []
    if material.copies:
        forms.append(_say(look, "copies" if material.copies != 1 else "copies_one", number=material.copies))
    if not material.essential:
        forms.append(_say(look, "later"))
    name = material.name.text(look.language)
    return _say(look, "material", name=name, forms=_say(look, "joint").join(forms)) if forms else name


def _missed(look: Outlook) -> list[Block]:
    if look.configuration is None:
        return []
    policy = look.configuration.policy
    key = "missed_text" if policy.missed_return_places else "missed_text_at_once"
    text = _say(look, key, minutes=policy.missed_return_s // 60, places=policy.missed_return_places)
    return [Rule(dashed=True), Text(text, lead=_say(look, "missed_lead"))]


def _foot(look: Outlook, ticket: TicketView) -> list[Block]:
    kiosk = look.station.name.text(look.language) if look.station else ""
    taken = _say(look, "taken", date=f"{look.day(ticket.issued_at_ms)}", clock=look.clock(ticket.issued_at_ms))
    return [
        Rule(),
        Columns(Text(taken, Size.FLOOR), Text(kiosk, Size.FLOOR)),
        Text(_say(look, "ask", phone=look.phone()), Size.FLOOR),
    ]
