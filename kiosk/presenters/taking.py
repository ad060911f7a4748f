"""How a page shows that a number is being asked for: on its key, and above it when none can be had."""

from dataclasses import dataclass
from typing import Protocol

from kiosk.presenters.outlook import Outlook
from kiosk.presenters.pieces import Banner
from kiosk.wish import Asking, Wish
from queue_server.contract.commands import DeviceHealth
from queue_server.contract.refusals import RefusalCode

_WORDED = frozenset(
    {
        RefusalCode.APPOINTMENT_EARLY,
        RefusalCode.APPOINTMENT_OVER,
        RefusalCode.APPOINTMENT_UNKNOWN,
        RefusalCode.APPOINTMENT_USED,
        RefusalCode.BUNDLE_UNKNOWN,
        RefusalCode.DAY_CHANGED,
        RefusalCode.DAY_CLOSED,
        RefusalCode.DUPLICATE_TICKET,
        RefusalCode.ITEM_CLOSED,
        RefusalCode.ITEM_UNKNOWN,
        RefusalCode.QUEUE_FULL,
        RefusalCode.QUEUE_UNKNOWN,
        RefusalCode.NUMBERS_EXHAUSTED,
        RefusalCode.NUMBERS_OVER,
        RefusalCode.PRIORITY_UNKNOWN,
        RefusalCode.UNAVAILABLE,
    }
)


class Take(Protocol):
    """Asks for a number: for an item, a kind of window, or a bundle."""

    def __call__(
        self, item_id: str | None = None, queue_id: str | None = None, *, bundle_id: str | None = None
    ) -> None: ...


@dataclass(frozen=True)
class Claim:
    """The way to claim priority, or, once `made`, what was claimed."""

    text: str
    made: bool


@dataclass(frozen=True)
class Taking:
    """The 取号 key of a page. `moving` shows a bar that moves; `give_up` is the text of the key that takes it back.

    `banner` says why no number can be had, and what to do instead; or that a number will have no slip. `claim` None:
    nothing can be claimed now.
    """

    key: str
    enabled: bool
    moving: bool = False
    give_up: str = ""
    banner: Banner | None = None
    claim: Claim | None = None


def taking(outlook: Outlook, wish: Wish | None, why_not: RefusalCode | None, because: str = "") -> Taking:
    """The key for what cannot be ticketed because of `why_not`, or can. `because`: why, in the catalogue's words."""
    key = take_key(outlook)
    if wish is not None and (asking := wish.asking(outlook.steady_ms)) is not None:
        return Taking(
            key=key if asking is Asking.QUIET else outlook.say("taking.asking"),
            enabled=False,
            moving=asking in (Asking.LONG, Asking.WAY_OUT),
            give_up=outlook.say("taking.give_up") if asking is Asking.WAY_OUT else "",
            banner=None if outlook.linked else away(outlook),
        )
    if not outlook.linked:
        return Taking(key, enabled=False, banner=away(outlook))
    if why_not is None and not outlook.issues:
        why_not = RefusalCode.DAY_CLOSED
    if why_not is not None:
        return Taking(key, enabled=False, banner=refusal(outlook, why_not, because))
    if wish is not None and wish.refused is not None:
        refused = wish.refused
        if refused is RefusalCode.DAY_CLOSED:  # on the way to the server, and now there are numbers for another day
            refused = RefusalCode.DAY_CHANGED
        told = refusal(outlook, refused, because, wish.number)
        return Taking(key, enabled=True, banner=told, claim=_claim(outlook))
    return Taking(key, enabled=True, banner=None if outlook.prints else no_slip(outlook), claim=_claim(outlook))


def _claim(outlook: Outlook) -> Claim | None:
    if not outlook.claimable:
        return None
    claimed = outlook.claimed
    if claimed is None:
        return Claim(outlook.say("priority.entry"), made=False)
    return Claim(outlook.say("priority.claimed", priority=claimed.name.text(outlook.language)), made=True)


def take_key(outlook: Outlook) -> str:
    """What the key says: at night for which day the number is."""
    at = outlook.opens_next
    if outlook.for_day is None or at is None:
        return outlook.say("taking.key")
    return outlook.say("taking.key_for", day=outlook.day_named(at.date()))


def refusal(outlook: Outlook, code: RefusalCode, because: str = "", number: str = "") -> Banner:
    """Why no number can be had, and the way on. `because` is what the catalogue itself says of a closed item.

    `number`: of the ticket that stands.
    """
    code = code if code in _WORDED else RefusalCode.UNAVAILABLE
    if because and code is RefusalCode.ITEM_CLOSED:
        advice = because
    elif code is RefusalCode.DAY_CLOSED and outlook.windows_due:
        advice = outlook.say("why.day_closed_advice_unopened")
    else:
        advice = outlook.say(f"why.{code.value}_advice", opening=outlook.opening(), number=number)
    return Banner(outlook.say(f"why.{code.value}", number=number).rstrip(), advice, "alert-circle")


def no_slip(outlook: Outlook) -> Banner:
    """No printer prints: said before a number is taken, with what is the matter."""
    why = outlook.paper or DeviceHealth.NO_ANSWER
    return Banner(outlook.say(f"start.no_slip_{why.value}"), outlook.say("start.no_slip_advice"), "printer")


def away(outlook: Outlook) -> Banner:
    """The server is away; after hours nobody sits at the information desk either."""
    advice = "away.advice" if outlook.windows_open else "away.advice_closed"
    return Banner(outlook.say("away.text"), outlook.say(advice), "wifi-off")
