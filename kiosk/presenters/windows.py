"""Choosing a kind of window: for those who know where to go, and for what is no item (advice, collection)."""

from collections.abc import Callable
from dataclasses import dataclass

from config.hall import WindowKind
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.paged import PagedPresenter, pager
from kiosk.presenters.pieces import Badge, Pager, Tone
from kiosk.presenters.taking import Take, Taking, refusal, taking
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import QueueLine

CELLS = 10
ICONS = {
    WindowKind.COMPREHENSIVE: "building-community",
    WindowKind.INSTANT: "circle-check",
    WindowKind.DEPARTMENT: "briefcase",
    WindowKind.CONSULTATION: "help-circle",
    WindowKind.DELIVERY: "package-export",
    WindowKind.CASHIER: "credit-card",
    WindowKind.UNRESOLVED: "message-report",
    WindowKind.ASSISTED: "heart-handshake",
    WindowKind.ONE_THING: "layout-grid",
    WindowKind.CROSS_PROVINCE: "world",
    WindowKind.IN_PROVINCE: "map-pin",
    WindowKind.ENTERPRISE_POLICY: "building-store",
    WindowKind.OPENNESS: "info-circle",
}


@dataclass(frozen=True)
class QueueCell:
    """A kind of window. `wait`: how long, where the hall can say. `shut`: no number can be had for it now."""

    queue_id: str
    icon: str
    name: str
    waiting: int
    count: str
    wait: str
    badge: Badge | None
    shut: bool
    selected: bool


@dataclass(frozen=True)
class WindowsState:
    heading: str
    lead: str
    cells: tuple[QueueCell, ...]
    empty: str
    pager: Pager
    taking: Taking


class WindowsPresenter(PagedPresenter[WindowsState]):
    def __init__(self, outlook: Outlook, take: Take, give_up: Callable[[], None], claim: Callable[[], None]) -> None:
        """`take` asks for a number, `give_up` takes that back; `claim` leads to where priority is claimed."""
        self._take = take
        self.give_up = give_up
        self.claim = claim
        self._selected: str | None = None
        super().__init__(outlook)

    def begin(self, kind: WindowKind | None = None) -> None:
        """Somebody comes to choose; a `kind` touched before is chosen already."""
        lines = self._lines()
        at = next((at for at, line in enumerate(lines) if line.kind == kind), None)
        self._selected = None if at is None else lines[at].queue_id
        self._page = 0 if at is None else at // CELLS
        self.renew()

    def select(self, queue_id: str) -> None:
        if self.outlook.wish is None or self.outlook.wish.refused is not None:
            self._selected = queue_id
            self.renew()

    def take(self) -> None:
        if self.state.taking.enabled:
            self._take(queue_id=self._selected)

    def compose(self) -> WindowsState:
        look, lines = self.outlook, self._lines()
        first, pages = self._turned(len(lines), CELLS)
        return WindowsState(
            heading=look.say("windows.heading"),
            lead=look.say("windows.lead"),
            cells=tuple(self._cell(line) for line in lines[first : first + CELLS]),
            empty="" if lines else look.say("windows.empty"),
            pager=pager(look, self._page, pages),
            taking=self._taking(),
        )

    def _lines(self) -> list[QueueLine]:
        return [line for line in self.outlook.lines if line.on_kiosk]

    def _taking(self) -> Taking:
        look, selected = self.outlook, self._selected
        if selected is None:
            shown = taking(look, None, None)
            return Taking(shown.key, enabled=False, banner=shown.banner, claim=shown.claim)
        wish = look.wish if look.wish and look.wish.queue_id == selected else None
        return taking(look, wish, look.why_no_queue(selected))

    def _cell(self, line: QueueLine) -> QueueCell:
        look = self.outlook
        kind = WindowKind(line.kind)
        why_not = look.why_no_queue(line.queue_id) if look.linked else None
        return QueueCell(
            queue_id=line.queue_id,
            icon=ICONS[kind],
            name=line.name.text(look.language),
            waiting=line.waiting,
            count=look.say("start.people_one" if line.waiting == 1 else "start.people", number=line.waiting),
            wait=look.say("windows.wait", wait=wait) if (wait := look.wait(line)) else "",
            badge=self._badge(line, why_not),
            shut=why_not is not None,
            selected=line.queue_id == self._selected,
        )

    def _badge(self, line: QueueLine, why_not: RefusalCode | None) -> Badge | None:
        look = self.outlook
        if why_not is not None:
            return Badge(refusal(look, why_not).text, Tone.AMBER)
        if line.windows_open or look.doors_open:
            return None
        return Badge(look.say("start.no_window"), Tone.AMBER, "clock-pause")
