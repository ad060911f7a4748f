"""What somebody reads of an item or a bundle, on A4: the list of papers (材料清单), the guide (办事指南). Pure."""

from collections.abc import Iterable
from unicodedata import east_asian_width

from config.catalogue import ServiceItem
from hardware.sheets.document import Block, Column, Heading, Note, Para, Sheet, Size, Table
from kiosk.presenters.guide import Section
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.papers import Paper, papers
from kiosk.sheets import frame


def compose_guide(look: Outlook, item: ServiceItem, sections: Iterable[Section]) -> Sheet:
    """The papers first, then every published element of the guide: its `sections`, without that of the papers."""
    foot = (
        frame.say(look, "asking_both", phone=item.phone, supervision=item.supervision),
        look.texts.text("slip.sheet.guide", look.language, number=item.number, version=item.version[:8]),
    )
    about = Table((Column("", 2), Column("", 7)), tuple(_row(section) for section in sections))
    blocks = (*_papers(look, papers(look, item)), Heading(frame.say(look, "about")), about)
    return frame.sheet(look, frame.say(look, "guide"), item.name.text(look.language), blocks, foot)


def compose_list(look: Outlook, title: str, all_papers: Iterable[Paper], phone: str) -> Sheet:
    """`title`: of the bundle; `phone`: whom to ask about it."""
    blocks = _papers(look, tuple(all_papers))
    return frame.sheet(look, frame.say(look, "list"), title, blocks, (frame.say(look, "asking", phone=phone),))


def _papers(look: Outlook, all_papers: tuple[Paper, ...]) -> tuple[Block, ...]:
    if not all_papers:
        return ()
    return (
        Heading(frame.counted(look, "bring", len(all_papers))),
        *frame.papers_tables(look, all_papers),
        Note((Para(frame.say(look, "advice"), Size.SMALL),)),
    )


_ONE_LINE = 58  # letters, a Hanzi being two


def _short_steps(section: Section) -> bool:
    """Whether all of it can stand in one line, as steps of one word each do."""
    words = "".join(line.mark + line.text for line in section.lines)
    reach = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in words) + 3 * len(section.lines)
    return (
        reach <= _ONE_LINE and len(section.lines) > 1 and all(line.mark and not line.details for line in section.lines)
    )


def _row(section: Section) -> tuple[tuple[Para, ...], ...]:
    heading = [Para(section.heading, Size.SMALL, bold=True)]
    if section.badge is not None:
        heading.append(Para(section.badge.text, Size.FLOOR))
    if _short_steps(section):
        steps = "\u2003".join(f"{line.mark}\u2002{line.text}" for line in section.lines)
        return tuple(heading), (Para(steps, Size.SMALL),)
    lines = [
        para
        for line in section.lines
        for para in (
            Para(line.text, Size.SMALL, mark=line.mark),
            *(Para(detail, Size.SMALL) for detail in line.details if detail),
        )
    ]
    return tuple(heading), tuple(lines)
