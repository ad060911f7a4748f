"""What people saw. Nobody here knows the server's state: a ledger is written from slips, screens, pages and answers."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class PageLook:
    """The page behind the QR code, as it was at that moment."""

    at_ms: int
    state: str
    window_id: str | None


@dataclass(frozen=True)
class Notice:
    """Somebody saw their number on a screen."""

    at_ms: int
    where: str  # board, panel
    window: str  # its number


@dataclass(frozen=True)
class Advice:
    """A verdict as it stood on a screen. `lacks` are the names of what was missing, or why it is not possible at all.

    `pre_review_id` is that of the code beside it; empty: there was none, the hall had not answered yet.
    """

    at_ms: int
    item_id: str
    language: str
    pre_review_id: str
    verdict: str
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The words of a pre-review sheet, and the pre-review its code stands for; empty: it had no code."""

    pre_review_id: str
    words: str


@dataclass(frozen=True)
class Press:
    """A key of a keypad, pressed at a window. `seen`: what came of it was seen soon after."""

    at_ms: int
    window_id: str
    key: str
    seen: bool


class Told(StrEnum):
    """What whoever gave something heard of it."""

    TAKEN = "taken"
    REFUSED = "refused"
    NOTHING = "nothing"  # the day or the line ended before


@dataclass
class Given:
    """A rating as it was touched. `service_id`: as the phone's page named it. `stage`: None where none was shown.

    `again`: a further one (追评). `words`, `contact`: as written, "" for none.
    """

    at_ms: int
    channel: str
    window_id: str
    level: str
    reasons: tuple[str, ...] = ()
    stage: str | None = None
    words: str = ""
    contact: str = ""
    service_id: str = ""
    again: bool = False
    told: Told = Told.NOTHING


@dataclass
class Booked:
    """An appointment as it was confirmed. `given_back`: so was that it is cancelled."""

    appointment_id: str
    item_id: str
    business_day: str
    begins_at: str
    code: str
    given_back: bool = False


@dataclass
class VisitorLedger:
    """`number` and `ticket_id` as read from the slip, or from the kiosk's screen where no slip came out."""

    visitor: int
    number: str = ""
    ticket_id: str = ""
    from_slip: bool = False
    screen_number: str = ""
    looks: list[PageLook] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    served_at: list[tuple[int, str]] = field(default_factory=list)  # when, window id: sat down there
    renounced: str = ""  # ticket id of a number without a slip that was left at the kiosk
    cancelled: bool = False  # the page said so
    finished: bool = False  # the clerk said: done
    given: list[Given] = field(default_factory=list)  # ratings, but those by key
    pressed: list[Press] = field(default_factory=list)  # levels, on a rating pad; seen: its lamp went out
    came_ms: int = 0
    language: str = "zh"
    slip: str = ""  # its words
    took_ms: int = 0  # the number
    caption: str = ""  # above the number on the screen
    advice: list[Advice] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    claimed: str | None = None  # the priority class said at the kiosk
    sent_away: list[tuple[int, str]] = field(default_factory=list)  # when, by which window: to another and back
    stages: int = 0  # of a bundle, how often they were led on
    booked: Booked | None = None
    checked_in: bool = False  # with what was booked: a number was given for it
    reviewed: str = ""  # the pre-review whose verdict the number was taken with, as far as it had a code

    @property
    def has_ticket(self) -> bool:
        return bool(self.ticket_id)


@dataclass(frozen=True)
class Deed:
    """Something a clerk or guide did and was told is done."""

    kind: str  # event
    ticket_id: str
    window_id: str | None


@dataclass(frozen=True)
class Floor:
    """Something somebody did about a window and was told is done."""

    kind: str  # event
    window_id: str
    by: str  # who sits there, who asked, who decided; or the profile that was given


@dataclass(frozen=True)
class Check:
    """A line of a pre-review a clerk looked at: what the machine had said, and what they found. `seq` orders them."""

    seq: int
    pre_review_id: str
    item_id: str
    kind: str  # answer, material
    about: str
    machine: str
    clerk: str


@dataclass
class OrderStep:
    """Something somebody did about a work order. `what`: as on its key; `text`: what they wrote."""

    order_id: str
    what: str
    text: str = ""
    told: Told = Told.NOTHING


@dataclass(frozen=True)
class OrderRead:
    """The rating behind a work order, as its page shows it. `words`, `contact`: "" for none."""

    order_id: str
    level: str
    words: str
    contact: str


@dataclass
class StaffLedger:
    deeds: Counter[Deed] = field(default_factory=Counter)
    checks: list[Check] = field(default_factory=list)
    floor: Counter[Floor] = field(default_factory=Counter)
    trained: Counter[tuple[str, str, str | None]] = field(default_factory=Counter)  # ticket, window, trainee beside
    nobody: list[tuple[int, str]] = field(default_factory=list)  # when, window id: told that nobody waits
    called: list[tuple[int, str, str]] = field(default_factory=list)  # when, window id, ticket id
    pressed: list[Press] = field(default_factory=list)  # on a call pad
    tags: Counter[tuple[str, int]] = field(default_factory=Counter)  # ticket id, tag: given
    steps: list[OrderStep] = field(default_factory=list)
    read: dict[str, OrderRead] = field(default_factory=dict)  # order id → as first seen
    told_of: dict[str, str] = field(default_factory=dict)  # order id → what there was to read for whom it concerns
    refused_though_offered: list[str] = field(default_factory=list)
