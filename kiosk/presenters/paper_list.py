"""The list of papers (材料清单) to take home from a guide or a bundle: complete, and where to get each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from hardware.slip_document import Align, Block, Checklist, Columns, Document, Masthead, Rule, Size, Space, Text
from kiosk.messages import SlipAdvanced, SlipFailed, SlipPrinted, SlipStage
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.papers import Paper, in_brackets


class Printing(Enum):
    NONE = "none"
    SENT = "sent"  # the printer has it, and has not begun
    UNDER_WAY = "under_way"
    DONE = "done"
    SHORT = "short"  # as a slip, for the A4 printer could not
    FAILED = "failed"
    PARTLY = "partly"  # likewise, but for a piece of it
    UNKNOWN = "unknown"  # the printer cannot say whether it came out


def became(message: SlipAdvanced | SlipPrinted | SlipFailed) -> Printing:
    """What a printer's word says of a list or a sheet."""
    match message:
        case SlipAdvanced(stage=SlipStage.SENT):
            return Printing.SENT
        case SlipAdvanced():
            return Printing.UNDER_WAY
        case SlipPrinted(short=short):
            return Printing.SHORT if short else Printing.DONE
        case SlipFailed(unknown=True):
            return Printing.UNKNOWN
        case _:
            return Printing.PARTLY if message.partly else Printing.FAILED


@dataclass(frozen=True)
class PrintKey:
    """The key that prints the list: one touch, one list; then it says what became of it."""

    text: str
    icon: str
    enabled: bool


def print_key(look: Outlook, printing: Printing, *, guide: bool = False) -> PrintKey:
    """`guide`: on A4 the whole guide is printed."""
    if printing is Printing.NONE and not look.prints_sheets:
        return PrintKey(look.say("papers.print_no_paper"), "printer", enabled=False)
    if printing is Printing.NONE and guide and look.prints_a4:
        return PrintKey(look.say("papers.print_guide"), "printer", enabled=True)
    icon = _ICONS.get(printing, "printer")
    enabled = printing in (Printing.NONE, Printing.FAILED, Printing.PARTLY)
    return PrintKey(look.say(f"papers.print_{printing.value}"), icon, enabled)


_ICONS = {
    Printing.DONE: "circle-check",
    Printing.SHORT: "circle-check",
    Printing.FAILED: "alert-circle",
    Printing.PARTLY: "alert-circle",
    Printing.UNKNOWN: "help-circle",
}
UNDER_WAY = (Printing.SENT, Printing.UNDER_WAY)


def compose_list(look: Outlook, title: str, number: str, papers: Iterable[Paper], phone: str) -> Document:
    """`number`: of the item, empty for a bundle; `phone`: whom to ask about it."""
    papers = tuple(papers)
    blocks: list[Block] = [
        Masthead(look.hall_name),
        Rule(),
        Text(_say(look, "caption"), align=Align.CENTRE),
        Text(title, Size.TITLE, bold=True, align=Align.CENTRE),
    ]
    if number:
        blocks.append(Text(_say(look, "number", number=number), Size.SMALL, align=Align.CENTRE))
    count = _say(look, "count" if len(papers) != 1 else "count_one", number=len(papers))
    blocks += [Rule(dashed=True), Text(count, bold=True), Space(8)]
    for paper in papers:
        blocks += _blocks(look, paper)
    blocks += [
        Rule(dashed=True),
        Text(_say(look, "advice")),
        Rule(),
        Columns(
            Text(_say(look, "printed", date=look.day(look.now_ms), clock=look.clock()), Size.FLOOR),
            Text(_say(look, "ask", phone=phone), Size.FLOOR),
        ),
    ]
    return Document(tuple(blocks))


def _blocks(look: Outlook, paper: Paper) -> Iterator[Block]:
    yield Checklist((_say(look, "paper", name=paper.name, form=in_brackets(paper.form)),))
    for key, said in (("when", paper.when), ("must", paper.must), ("sample", paper.sample), ("source", paper.source)):
        if said:
            yield Text(_say(look, key, text=said), Size.SMALL)
    if not paper.essential:
        yield Text(_say(look, "later"), Size.SMALL)
    yield Space(10)


def _say(look: Outlook, key: str, **values: object) -> str:
    return look.texts.text(f"slip.list_{key}", look.language, **values)
