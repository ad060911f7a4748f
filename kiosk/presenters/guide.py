"""What the guides of an item and of a bundle share: their elements in lines, and the list of papers to take home."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from kiosk.presenters.outlook import Outlook
from kiosk.presenters.paper_list import UNDER_WAY, Printing, PrintKey, print_key
from kiosk.presenters.papers import Paper
from kiosk.presenters.pieces import Badge, Figure, Tone
from kiosk.presenters.presenter import Presenter
from kiosk.printout import Printout

S = TypeVar("S")


@dataclass(frozen=True)
class Line:
    """One line of a section: a mark before it (a step's number), further texts below, a badge at its end."""

    text: str
    details: tuple[str, ...] = ()
    mark: str = ""
    badge: Badge | None = None


@dataclass(frozen=True)
class Section:
    """One element of the guide. `badge`: it is still to be confirmed (待核实)."""

    heading: str
    lines: tuple[Line, ...]
    note: str = ""
    badge: Badge | None = None


class GuidePresenter(Presenter[S]):
    """Its list of papers can be printed: `print_list` is given it, and `list_told` is told what becomes of it."""

    def __init__(self, outlook: Outlook, print_list: Callable[[Printout], None]) -> None:
        self._print_papers = print_list
        self._printing = Printing.NONE
        super().__init__(outlook)

    def compose_list(self) -> Printout | None:
        """The list of the guide in front; None where there is no guide."""
        raise NotImplementedError

    def print_list(self) -> None:
        """打印材料清单: one touch, one list."""
        papers = self.compose_list()
        if papers is None or not self._print_key.enabled:
            return
        self._printing = Printing.UNDER_WAY
        self._print_papers(papers)
        self.renew()

    def list_told(self, printing: Printing) -> None:
        if self._printing in UNDER_WAY:  # else it is that of a guide somebody has left
            self._printing = printing
            self.renew()

    def in_another_language(self) -> None:
        """A list can be had in each language."""
        if self._printing in (Printing.DONE, Printing.SHORT):
            self._printing = Printing.NONE

    @property
    def _print_key(self) -> PrintKey:
        return print_key(self.outlook, self._printing)


def paper_line(look: Outlook, paper: Paper) -> Line:
    """A paper in a list: what it is, in which form, where to get it, and when it is not always needed."""
    details = [
        look.say("item.material_detail", form=paper.form, source=paper.source),
        look.say("item.material_when", when=paper.when) if paper.when else "",
        look.say("item.material_must", must=paper.must) if paper.must else "",
        look.say("item.material_sample", sample=paper.sample) if paper.sample else "",
    ]
    badge = None if paper.essential else Badge(look.say("item.deferrable"), Tone.AMBER)
    return Line(paper.name, tuple(filter(None, details)), badge=badge)


def papers_note(look: Outlook, all_papers: tuple[Paper, ...]) -> str:
    """How many papers, and how many of them only sometimes or later."""
    number = len(all_papers)
    note = look.say("item.materials_number" if number != 1 else "item.materials_number_one", number=number)
    later = sum(not paper.essential for paper in all_papers)
    return note + look.say("item.materials_later", number=later) if later else note


def waiting_figure(look: Outlook, queue_id: str) -> Figure:
    """Who waits in that queue now; when windows are closed, when they open."""
    line = look.queue_lines.get(queue_id)
    label = look.say("item.waiting")
    if not look.windows_open:
        at = look.opens_next
        if look.windows_due or at is None:
            return Figure(label, look.say("item.not_open"), look.say("item.not_open_note", hours=look.hours()))
        opening = look.opening()
        return Figure(look.say("item.opens"), opening[:1].upper() + opening[1:], look.date(at.date()))
    if line is None or look.hall_is_old:
        return Figure(label, look.say("item.ask_desk"))
    count = look.say("start.people_one" if line.waiting == 1 else "start.people", number=line.waiting)
    windows = (
        look.say("start.windows_one" if line.windows_open == 1 else "start.windows", number=line.windows_open)
        if line.windows_open
        else look.say("start.no_window")
    )
    wait = look.say("item.waiting_about", wait=wait) if (wait := look.wait(line)) else windows
    note = wait if look.linked else look.say("start.queues_old", clock=look.clock(look.seen_at_ms))
    return Figure(label, count, note)
