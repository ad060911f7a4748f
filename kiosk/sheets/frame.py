"""What all sheets have: the hall, when and where, whom to ask, and the table of papers. Pure."""

from collections.abc import Iterable

from hardware.sheets.document import Block, Cell, Column, Para, Sheet, Size, Table
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.papers import Paper

_LANGUAGES = {"zh": "zh-CN"}


def say(look: Outlook, key: str, **values: object) -> str:
    return look.texts.text(f"slip.a4.{key}", look.language, **values)


def counted(look: Outlook, key: str, number: int) -> str:
    return say(look, key if number != 1 else f"{key}_one", number=number)


def sheet(look: Outlook, title: str, subject: str, blocks: Iterable[Block], foot: Iterable[str]) -> Sheet:
    """In the language of the screen. Its time is the minute it is printed in."""
    kiosk = look.station.name.text(look.language) if look.station else ""
    return Sheet(
        hall=look.hall_name,
        at=say(look, "at", date=look.day(look.now_ms), clock=look.clock(), kiosk=kiosk).strip(),
        title=title,
        subject=subject,
        blocks=tuple(blocks),
        foot=tuple(foot),
        page_of=look.texts.text("slip.a4.page_of", look.language, page="{page}", pages="{pages}"),
        language=_LANGUAGES.get(look.language, look.language),
        made_at_ms=look.now_ms // 60_000 * 60_000,
    )


def columns(look: Outlook, papers: str = "") -> tuple[Column, ...]:
    """`papers`: what stands over the names of papers, if they are some of all."""
    name = papers or say(look, "material")
    return Column(name, 2.8), Column(say(look, "asked"), 5.2), Column(say(look, "source"), 2.8)


def paras(*texts: str) -> Cell:
    return tuple(Para(text, Size.SMALL) for text in texts if text)


def sample(look: Outlook, text: str) -> Cell:
    """What a paper looks like; nothing where nobody says."""
    return (Para(text, Size.SMALL, lead=say(look, "sample")),) if text else ()


def papers_tables(look: Outlook, papers: Iterable[Paper]) -> tuple[Table, ...]:
    """Each with a box to tick: in which form, what is asked of it and when, where it comes from.

    Those everybody has to bring stand before those only some have to.
    """
    papers = tuple(papers)
    always = tuple(paper for paper in papers if not paper.when)
    sometimes = tuple(paper for paper in papers if paper.when)
    if not (always and sometimes):
        return (_papers_table(look, papers),)
    return (
        _papers_table(look, always, counted(look, "always", len(always))),
        _papers_table(look, sometimes, counted(look, "sometimes", len(sometimes))),
    )


def _papers_table(look: Outlook, papers: tuple[Paper, ...], name: str = "") -> Table:
    rows = tuple(
        (
            (Para(paper.name, bold=True), *paras(paper.form, "" if paper.essential else say(look, "later"))),
            (
                *((Para(paper.when, Size.SMALL, lead=say(look, "when")),) if paper.when else ()),
                *paras(paper.must),
                *sample(look, paper.sample),
            ),
            paras(paper.source),
        )
        for paper in papers
    )
    return Table(columns(look, name), rows, ticks=True)
