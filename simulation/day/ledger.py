"""What people saw. Nobody here knows the server's state: a ledger is written from slips, screens, pages and answers."""

from collections import Counter
from dataclasses import dataclass, field


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
    rated: list[str] = field(default_factory=list)  # levels, each a touch that was thanked for
    came_ms: int = 0

    @property
    def has_ticket(self) -> bool:
        return bool(self.ticket_id)


@dataclass(frozen=True)
class Deed:
    """Something a clerk or guide did and was told is done."""

    kind: str  # event
    ticket_id: str
    window_id: str | None


@dataclass
class StaffLedger:
    deeds: Counter[Deed] = field(default_factory=Counter)
    called: list[tuple[int, str, str]] = field(default_factory=list)  # when, window id, ticket id
