"""The slip (号单): everything the applicant carries away, composed from the ticket, the catalogue and the policy."""

from collections.abc import Iterable
from datetime import date

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
from kiosk.errand import Errand, lacking
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.papers import Paper, in_brackets, papers, papers_needed, papers_of_bundle
from kiosk.presenters.ticket import appointed, priority_note
from queue_server.contract.views import TicketView

QR_LIMIT = 250  # characters of an address a slip's code holds


def compose_slip(
    outlook: Outlook,
    ticket: TicketView,
    item_id: str | None,
    page_url: str,
    bundle_id: str | None = None,
    errand: Errand | None = None,
    *,
    again: bool = False,
) -> Document:
    """The slip of `ticket` in the language it was taken in. `page_url` is its page on the phone, empty without one.

    `errand`: the pre-review it was taken with; then the list has what its answers ask for. `again`: printed once more,
    and marked so.
    """
    look = outlook if outlook.language == ticket.language else outlook.in_language(ticket.language)
    blocks: list[Block] = [*_number(look, ticket, again), *_place(look, ticket), *_stages(look, ticket)]
    if 0 < len(page_url) <= QR_LIMIT and page_url.isascii():
        blocks += _phone(look, page_url)
    blocks += _materials(look, item_id, bundle_id) if errand is None else _papers_of_errand(look, errand)
    blocks += _missed(look)
    blocks += _foot(look, ticket)
    return Document(tuple(blocks))


def _say(look: Outlook, key: str, **values: object) -> str:
    return look.texts.text(f"slip.{key}", look.language, **values)


def _number(look: Outlook, ticket: TicketView, again: bool) -> list[Block]:
    language = look.language
    mark = [Text(_say(look, "again"), Size.TITLE, bold=True, align=Align.CENTRE)] if again else []
    blocks: list[Block] = [
        Masthead(ticket.hall.text(language)),
        Rule(),
        *mark,
        Text(_say(look, "caption"), align=Align.CENTRE),
        Text(ticket.number, Size.NUMBER, bold=True, align=Align.CENTRE),
    ]
    subject = ticket.bundle or ticket.item or ticket.queue
    blocks.append(Text(subject.text(language), Size.TITLE, bold=True, align=Align.CENTRE))
    if ticket.verdict is not None:
        blocks.append(Text(_say(look, f"verdict_{ticket.verdict}"), align=Align.CENTRE))
    if ticket.appointment is not None:
        blocks.append(Text(appointed(look, ticket.appointment, "slip"), align=Align.CENTRE))
    if ticket.one_day:
        blocks.append(Text(_say(look, "one_day"), align=Align.CENTRE))
    if ticket.priority is not None:
        note = priority_note(look, ticket.priority, "slip")
        blocks += [
            Text(_say(look, "claimed", priority=ticket.priority.text(language)), bold=True, align=Align.CENTRE),
            Text(note, Size.SMALL, align=Align.CENTRE),
        ]
    if ticket.for_day is not None:
        blocks += _day(look, date.fromisoformat(ticket.for_day))
    return blocks


def _day(look: Outlook, day: date) -> list[Block]:
    """A number taken while windows are closed: which day it is for, and from when."""
    opens_at = look.hall.opens_at if look.hall is not None else ""
    return [
        Text(_say(look, "for_day", day=look.date(day)), Size.HEADING, bold=True, align=Align.CENTRE),
        Text(_say(look, "for_day_line", opens_at=opens_at), align=Align.CENTRE),
    ]


def _place(look: Outlook, ticket: TicketView) -> list[Block]:
    queue = ticket.queue.text(look.language)
    windows = _say(look, "windows", queue=queue, windows=look.windows(ticket.windows)) if ticket.windows else queue
    go = Text(
        _say(look, "go" if ticket.for_day is None else "go_for_day", letter=ticket.zone_letter), Size.HEADING, bold=True
    )
    blocks: list[Block] = [
        Rule(dashed=True),
        Seal(ticket.zone_letter, _say(look, "zone"), (go, Text(windows), Text(_say(look, "listen")))),
    ]
    if ticket.ahead is not None:
        none = "ahead_none" if ticket.for_day is None else "ahead_none_for_day"
        key = {0: none, 1: "ahead_one"}.get(ticket.ahead, "ahead")
        ahead = Text(_say(look, key, number=ticket.ahead))
        wait = ticket.range_min if ticket.for_day is None else None
        if wait is None:
            you = Columns(ahead, Text(_say(look, "you"), Size.SMALL)) if ticket.ahead else ahead
            blocks += [Space(20), you, Dots(ticket.ahead)]
        else:
            minutes = Text(look.minutes(wait), Size.HEADING, bold=True)
            blocks += [Space(20), Columns(ahead, Text(_say(look, "wait"))), Dots(ticket.ahead, minutes)]
    return blocks


def _stages(look: Outlook, ticket: TicketView) -> list[Block]:
    """Where first and where next, and that nobody queues again on the way; which department answers for all of it."""
    language, number = look.language, len(ticket.stages)
    if number < 2:
        return []
    blocks: list[Block] = [Rule(dashed=True), Text(_say(look, "stages", number=number), bold=True)]
    for at, stage in enumerate(ticket.stages, start=1):
        zone = look.zone_of_queue_named(stage.queue)
        place = _say(look, "stage_zone", letter=zone.letter) if zone is not None else ""
        blocks.append(
            Text(
                _say(look, "stage", at=at, name=stage.name.text(language), queue=stage.queue.text(language), zone=place)
            )
        )
    if ticket.lead is not None:
        blocks.append(Text(_say(look, "lead", department=ticket.lead.text(language)), Size.SMALL))
    return blocks


def _phone(look: Outlook, page_url: str) -> list[Block]:
    heading = Text(_say(look, "phone_heading"), Size.TITLE, bold=True)
    return [Rule(dashed=True), Qr(page_url, (heading, Text(_say(look, "phone_text"))))]


def _materials(look: Outlook, item_id: str | None, bundle_id: str | None) -> list[Block]:
    """Every material of the item, or every paper of the bundle once: the list on a slip is complete."""
    item = look.configuration.items.get(item_id) if look.configuration and item_id else None
    bundle = look.bundle(bundle_id)
    if bundle is not None:
        wanted = papers_of_bundle(look, bundle)
    elif item is not None:
        wanted = papers(look, item)
    else:
        return []
    return [Rule(dashed=True), Text(_say(look, "bring"), Size.BODY, bold=True), *papers_to_tick(look, wanted)]


def _papers_of_errand(look: Outlook, errand: Errand) -> list[Block]:
    """Everything the answers ask for, what is still missing first; nothing where nobody is eligible."""
    if errand.barred_by is not None:
        return []
    result = errand.verdict
    blocks: list[Block] = []
    for key, missing in (("still", True), ("bring", False)):
        about = [errand.item.material[line.about] for line in result.materials if lacking(line.finding) is missing]
        if about:
            papers_ = tuple(paper_text(look, paper) for paper in papers_needed(look, about))
            blocks += [Rule(dashed=True), Text(_say(look, key), Size.BODY, bold=True), Checklist(papers_)]
    return blocks


def papers_to_tick(look: Outlook, papers_: Iterable[Paper]) -> list[Block]:
    """What everybody brings, then what only some answers ask for, under words that say so."""
    papers_ = tuple(papers_)
    always, sometimes = (
        tuple(paper_text(look, paper) for paper in papers_ if bool(paper.when) is only_sometimes)
        for only_sometimes in (False, True)
    )
    blocks: list[Block] = [Checklist(always)] if always else []
    if sometimes:
        blocks += [Space(8), Text(_say(look, "sometimes"), Size.BODY, bold=True), Checklist(sometimes)]
    return blocks


def paper_text(look: Outlook, paper: Paper) -> str:
    """A paper in a list to tick: its name, and in which form."""
    forms = [in_brackets(paper.form)] if paper.form else []
    if not paper.essential:
        forms.append(_say(look, "later"))
    return _say(look, "material", name=paper.name, forms=_say(look, "joint").join(forms)) if forms else paper.name


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
    if ticket.for_day is None:
        ask = _say(look, "ask", phone=look.phone())
    else:
        ask = _say(look, "ask_for_day", phone=look.phone(), day=ticket.for_day)
    return [Rule(), Columns(Text(taken, Size.FLOOR), Text(kiosk, Size.FLOOR)), Text(ask, Size.FLOOR)]
