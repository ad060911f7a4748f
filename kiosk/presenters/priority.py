"""Claiming priority (优先办理) before the number is taken: which classes there are, and what is shown for each."""

from collections.abc import Callable
from dataclasses import dataclass

from config.policy import PriorityClass
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.paged import PagedPresenter, pager
from kiosk.presenters.pieces import Banner, Pager, Tone

ROWS, ROWS_BESIDE_PAGER = 8, 7


@dataclass(frozen=True)
class PriorityRow:
    """A class: for whom, the paper that is shown for it, and its ground."""

    id: str
    name: str
    paper: str
    basis: str
    selected: bool


@dataclass(frozen=True)
class PriorityState:
    """`none` is the key that takes a claim back, empty while there is none."""

    heading: str
    promise: Banner
    rows: tuple[PriorityRow, ...]
    pager: Pager
    none: str


class PriorityPresenter(PagedPresenter[PriorityState]):
    def __init__(self, outlook: Outlook, claim: Callable[[str | None], None]) -> None:
        """`claim` is told the class, or None for no priority; both end the page."""
        self._claim = claim
        super().__init__(outlook)

    def begin(self) -> None:
        """Somebody comes to claim."""
        self._page = 0
        self.renew()

    def claim(self, priority_id: str) -> None:
        self._claim(priority_id)

    def claim_none(self) -> None:
        self._claim(None)

    def compose(self) -> PriorityState:
        look, classes = self.outlook, self.outlook.claimable
        room = ROWS if len(classes) <= ROWS else ROWS_BESIDE_PAGER
        first, pages = self._turned(len(classes), room)
        return PriorityState(
            heading=look.say("priority.heading"),
            promise=Banner(look.say("priority.sooner"), look.say("priority.verified"), "info-circle", Tone.DAI),
            rows=tuple(self._row(each) for each in classes[first : first + room]),
            pager=pager(look, self._page, pages),
            none=look.say("priority.none") if look.claimed else "",
        )

    def _row(self, each: PriorityClass) -> PriorityRow:
        look = self.outlook
        return PriorityRow(
            each.id,
            each.name.text(look.language),
            look.say("priority.paper", paper=each.paper.text(look.language)) if each.paper else "",
            look.say("priority.basis", basis=each.basis),
            selected=each.id == look.claim,
        )
