"""Checking in for an appointment (预约报到): found by its code, a phone or an identity number, and made a number.

What was typed of a person is gone as soon as the hall has answered. Who comes too early or too late gets a number too.
Where the kiosk has an ID card reader, the number need not be typed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from config.id_number import NotAnIdNumber
from kiosk.childhood import born_by
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.pieces import Badge, Banner, Choice, Tone
from kiosk.presenters.presenter import Presenter
from kiosk.presenters.taking import Taking, taking
from kiosk.presenters.typing import typed
from kiosk.wish import LONG_AFTER_MS, WAY_OUT_AFTER_MS
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import AppointmentState, AppointmentView

TOUCH_AGAIN_MS = 800  # the second tap of a double touch cancels nothing
ROWS = 6  # appointments there is room for; one person has fewer


class By(Enum):
    """What an appointment is found by."""

    CODE = "code"
    PHONE = "phone"
    ID = "id"


_LETTERS = {
    By.CODE: frozenset("0123456789ABCDEFGHIJKLMNOPQRSTVWXYZ"),  # Crockford's, and those it reads as another
    By.PHONE: frozenset("0123456789"),
    By.ID: frozenset("0123456789X"),
}
_LONGEST = {By.CODE: 16, By.PHONE: 15, By.ID: 18}
_GROUPS = {By.CODE: (4, 4, 4, 4), By.PHONE: (3, 4, 4, 4), By.ID: (6, 4, 4, 4)}


class _Trouble(Enum):
    NOT_FOUND = "not_found"
    TOO_MANY = "too_many"
    AWAY = "away"
    ITEM_GONE = "item_gone"
    WRONG_NUMBER = "wrong_number"


class _Standing(Enum):
    """How an appointment stands now."""

    NOW = "now"  # check-in is open
    EARLY = "early"
    OVER = "over"
    USED = "used"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Entry:
    """The field and its keyboard. `personal`: what stands there is not shown to whoever looks from afar."""

    tabs: tuple[Choice, ...]
    groups: tuple[str, ...]
    placeholder: str
    layout: str
    personal: bool
    clear: str


@dataclass(frozen=True)
class AppointmentRow:
    id: str
    item: str
    when: str
    badge: Badge
    selected: bool


@dataclass(frozen=True)
class CheckInState:
    """`entry` while something is typed, then `rows`. `beside` is the small key beside the one of `taking`.

    `card` leads to where an ID card is laid down instead; empty where none can be.
    """

    heading: str
    lead: str
    entry: Entry | None
    card: str
    rows: tuple[AppointmentRow, ...]
    beside: str
    taking: Taking


class CheckInPresenter(Presenter[CheckInState]):
    def __init__(
        self,
        outlook: Outlook,
        look_up: Callable[[By, str], None],
        check_in: Callable[[AppointmentView], None],
        cancel: Callable[[AppointmentView], None],
        walk_in: Callable[[str | None], None],
        give_up: Callable[[], None],
        claim: Callable[[], None],
        identify: Callable[[], None],
    ) -> None:
        """`look_up` asks the hall; `walk_in` leads to a number without an appointment, for an item if one is known.

        `give_up` takes a check-in back; `claim` leads to where priority is claimed, `identify` to the card reader.
        """
        self._look_up = look_up
        self._check_in = check_in
        self._cancel = cancel
        self._walk_in = walk_in
        self.give_up = give_up
        self.claim = claim
        self._identify = identify
        self._by = By.CODE
        self._by_card = False
        self._typed = ""
        self._asked_at_ms: int | None = None
        self._trouble: _Trouble | None = None
        self._found: tuple[AppointmentView, ...] = ()
        self._selected = ""
        self._cancelling_since_ms: int | None = None  # touched once: a second touch, not at once, cancels
        super().__init__(outlook)

    def begin(self) -> None:
        """Somebody comes to check in."""
        self._by = By.CODE
        self.clear()

    def clear(self) -> None:
        """Nothing typed and nothing found stays."""
        self._typed, self._asked_at_ms, self._trouble, self._by_card = "", None, None, False
        self._found, self._selected, self._cancelling_since_ms = (), "", None
        self.renew()

    def step_back(self) -> bool:
        """From what was found to the field."""
        if not self._found:
            return False
        self.clear()
        return True

    # --- touches and keys -----------------------------------------------------------------------------------------

    def choose_tab(self, by: str) -> None:
        if self._asked_at_ms is None:
            self._by = By(by)
            self.clear()

    def type(self, key: str) -> None:
        """A key of the keyboard, or of a scanner that types."""
        if self._asked_at_ms is not None or self._found:
            return
        self._trouble = None
        self._typed = _typed_for(self._by, self._typed, key)
        self.renew()

    def use_card(self) -> None:
        """With an ID card instead of typing."""
        if self.state.card and self._asked_at_ms is None:
            self._typed = ""
            self._identify()

    def key_pressed(self, character: str) -> None:
        """What a scanner types; its Enter asks at once."""
        if character not in "\r\n":
            self.type(character)
        elif self.state.entry is not None:
            self.press()

    @property
    def _checking_in(self) -> bool:
        return self.outlook.wish is not None and self.outlook.wish.refused is None

    def select(self, appointment_id: str) -> None:
        if not self._checking_in:
            self._selected, self._cancelling_since_ms = appointment_id, None
            self.renew()

    def press(self) -> None:
        """The large key: looks up what was typed, checks in, or leads to a number without an appointment."""
        if not self.state.taking.enabled:
            return
        chosen = self._chosen
        if not self._found:
            if self._by is By.ID and not self._plausible:
                self._trouble = _Trouble.WRONG_NUMBER
            else:
                self._asked_at_ms, typed_, self._trouble = self.outlook.steady_ms, self._typed, None
                self._look_up(self._by, typed_)
            self.renew()
        elif chosen is not None and self._standing(chosen) is _Standing.NOW:
            self._check_in(chosen)
        else:
            self._walk_in(chosen.item_id if chosen is not None else None)

    def press_beside(self) -> None:
        """The small key: without an appointment; of one that was found: to cancel it, touched twice."""
        chosen = self._chosen
        if not self._found:
            self._walk_in(None)
        elif chosen is not None and self.state.beside:
            since_ms, steady_ms = self._cancelling_since_ms, self.outlook.steady_ms
            if since_ms is None:
                self._cancelling_since_ms = steady_ms
            elif steady_ms - since_ms >= TOUCH_AGAIN_MS:
                self._cancelling_since_ms = None
                self._cancel(chosen)
            self.renew()

    # --- what comes -----------------------------------------------------------------------------------------------

    @property
    def entered(self) -> bool:
        """Something was typed, or found."""
        return bool(self._typed or self._found)

    @property
    def resting(self) -> bool:
        """Nothing of anybody is here, nor what became of it."""
        return not self.entered and not self.asking and not self._by_card and self._trouble is None

    @property
    def asking(self) -> bool:
        return self._asked_at_ms is not None

    @property
    def by_id(self) -> bool:
        """Whether somebody says who they are, rather than what they were given or where they are called."""
        return self._by is By.ID

    def put_off(self) -> None:
        """A guardian is asked first."""
        self._asked_at_ms, self._typed = None, ""
        self.renew()

    def looked_up(self, *, by_card: bool) -> None:
        """The hall has been asked for who said elsewhere who they are."""
        self.clear()
        self._by, self._by_card, self._asked_at_ms = By.ID, by_card, self.outlook.steady_ms
        self.renew()

    def found(self, appointments: tuple[AppointmentView, ...]) -> None:
        """What was typed has served, and is gone."""
        self._asked_at_ms, self._typed = None, ""
        self._found = appointments[:ROWS]
        first = next((each for each in self._found if self._standing(each) is _Standing.NOW), None)
        chosen = first or next(iter(self._found), None)
        self._selected = chosen.appointment_id if chosen is not None else ""
        self._trouble = None if self._found else _Trouble.NOT_FOUND
        self.renew()

    def not_found(self, why: RefusalCode) -> None:
        """What was typed of a person is gone all the same; a code stays, to be compared."""
        self._asked_at_ms = None
        if self._by is not By.CODE:
            self._typed = ""
        self._trouble = _TROUBLES.get(why, _Trouble.AWAY)
        self.renew()

    def item_gone(self) -> None:
        """The code is a pre-review's whose item is not offered any more."""
        self._asked_at_ms, self._trouble = None, _Trouble.ITEM_GONE
        self.renew()

    def changed(self, appointment: AppointmentView) -> None:
        """One of those found stands otherwise now."""
        same = appointment.appointment_id
        self._found = tuple(appointment if each.appointment_id == same else each for each in self._found)
        self._cancelling_since_ms = None
        self.renew()

    def look(self, outlook: Outlook) -> None:
        if self._asked_at_ms is not None and outlook.steady_ms - self._asked_at_ms >= WAY_OUT_AFTER_MS:
            self.outlook = outlook
            self.not_found(RefusalCode.UNAVAILABLE)
        super().look(outlook)

    # --- inside ---------------------------------------------------------------------------------------------------

    @property
    def _plausible(self) -> bool:
        try:
            born_by(self._typed, self.outlook.today)
        except NotAnIdNumber:
            return False
        return True

    @property
    def _chosen(self) -> AppointmentView | None:
        return next((each for each in self._found if each.appointment_id == self._selected), None)

    def _standing(self, appointment: AppointmentView) -> _Standing:
        match appointment.state:
            case AppointmentState.CHECKED_IN:
                return _Standing.USED
            case AppointmentState.CANCELLED:
                return _Standing.CANCELLED
            case AppointmentState.MISSED:
                return _Standing.OVER
        now_ms = self.outlook.now_ms
        if now_ms < appointment.check_in_from_ms:
            return _Standing.EARLY
        return _Standing.NOW if now_ms < appointment.check_in_until_ms else _Standing.OVER

    def compose(self) -> CheckInState:
        return self._list() if self._found else self._entry()

    def _entry(self) -> CheckInState:
        look, by, letters = self.outlook, self._by, self._typed
        asking = self._asked_at_ms is not None
        enough = len(letters) in (15, 18) if by is By.ID else len(letters) >= 7
        tabs = tuple(Choice(each.value, "", look.say(f"check_in.by_{each.value}"), selected=each is by) for each in By)
        card = by is By.ID and look.reads_cards and look.linked and not asking
        return CheckInState(
            heading=look.say("check_in.heading"),
            lead=look.say(f"check_in.lead_{by.value}"),
            entry=_entry(look, by, letters, tabs),
            card=look.say("check_in.card") if card else "",
            rows=(),
            beside=look.say("check_in.none"),
            taking=Taking(
                look.say("check_in.asking" if asking else "check_in.key"),
                enabled=look.linked and not asking and enough,
                moving=self._asked_at_ms is not None and look.steady_ms - self._asked_at_ms >= LONG_AFTER_MS,
                banner=self._trouble_banner(),
            ),
        )

    def _trouble_banner(self) -> Banner | None:
        look = self.outlook
        trouble = self._trouble if look.linked else _Trouble.AWAY
        if trouble is None:
            return None
        say = f"check_in.{trouble.value}"
        if self._by_card and trouble is _Trouble.NOT_FOUND:
            advice = look.say("check_in.not_found_advice_card")  # there is nothing to compare
        elif self._by_card:
            advice = look.say("check_in.and_your_card", advice=look.say(f"{say}_advice"))
        else:
            advice = look.say(f"{say}_advice")
        return Banner(look.say(say), advice, "wifi-off" if not look.linked else "alert-circle")

    def _list(self) -> CheckInState:
        look, chosen = self.outlook, self._chosen
        standing = self._standing(chosen) if chosen is not None else _Standing.OVER
        booked = standing in (_Standing.NOW, _Standing.EARLY)
        cancel = "check_in.cancel" if self._cancelling_since_ms is None else "check_in.cancel_sure"
        shown = self._taking(chosen, standing)
        if booked and self._cancelling_since_ms is not None:
            shown = replace(shown, banner=Banner(look.say("check_in.cancelling"), icon="info-circle"))
        return CheckInState(
            heading=look.say("check_in.found"),
            lead=look.say("check_in.found_lead_card" if self._by_card else "check_in.found_lead"),
            entry=None,
            card="",
            rows=tuple(self._row(each) for each in self._found),
            beside=look.say(cancel) if booked and look.linked and not self._checking_in else "",
            taking=shown,
        )

    def _taking(self, chosen: AppointmentView | None, standing: _Standing) -> Taking:
        look = self.outlook
        if chosen is None or standing is not _Standing.NOW:
            banner = self._told(chosen, standing) if chosen is not None else None
            return Taking(look.say("check_in.walk_in"), enabled=True, banner=banner)
        mine = look.wish if look.wish and look.wish.appointment_id == chosen.appointment_id else None
        shown = taking(look, mine, None)
        return replace(shown, key=look.say("check_in.press")) if shown.enabled else shown

    def _told(self, appointment: AppointmentView, standing: _Standing) -> Banner:
        """Why there is no check-in for it now, and the ways on."""
        look, say = self.outlook, f"check_in.{standing.value}"
        advice = look.say(f"{say}_advice", at=self._from(appointment), number=appointment.number or "")
        tone = Tone.DAI if standing in (_Standing.EARLY, _Standing.USED) else Tone.AMBER
        return Banner(look.say(say), advice, "clock" if standing is _Standing.EARLY else "info-circle", tone)

    def _from(self, appointment: AppointmentView) -> str:
        """From when on one may check in: "09:30", "明天 09:30"."""
        look, day = self.outlook, date.fromisoformat(appointment.business_day)
        clock = look.clock(appointment.check_in_from_ms)
        if look.day(look.now_ms) == appointment.business_day:
            return clock
        return look.say("frame.moment", day=look.day_named(day), clock=clock)

    def _row(self, appointment: AppointmentView) -> AppointmentRow:
        look, standing = self.outlook, self._standing(appointment)
        item = appointment.item.text(look.language) if appointment.item is not None else look.say("item.gone_title")
        day = look.day_named(date.fromisoformat(appointment.business_day))
        return AppointmentRow(
            appointment.appointment_id,
            item,
            look.say(
                "check_in.when",
                day=day[:1].upper() + day[1:],
                begins_at=appointment.begins_at,
                ends_at=appointment.ends_at,
            ),
            self._badge(appointment, standing),
            selected=appointment.appointment_id == self._selected,
        )

    def _badge(self, appointment: AppointmentView, standing: _Standing) -> Badge:
        tone = {_Standing.NOW: Tone.PINE, _Standing.OVER: Tone.AMBER}.get(standing, Tone.NEUTRAL)
        icon = {_Standing.NOW: "check", _Standing.EARLY: "clock"}.get(standing, "")
        values = {"at": self._from(appointment), "number": appointment.number or ""}
        return Badge(self.outlook.say(f"check_in.{standing.value}_badge", **values), tone, icon)


_TROUBLES = {
    RefusalCode.APPOINTMENT_UNKNOWN: _Trouble.NOT_FOUND,
    RefusalCode.NOT_FOUND: _Trouble.NOT_FOUND,
    RefusalCode.PRE_REVIEW_EXPIRED: _Trouble.NOT_FOUND,
    RefusalCode.MALFORMED: _Trouble.NOT_FOUND,
    RefusalCode.TOO_MANY_ATTEMPTS: _Trouble.TOO_MANY,
}


def id_entry(outlook: Outlook, letters: str) -> Entry:
    """The field for an identity number, by itself."""
    return _entry(outlook, By.ID, letters, ())


def id_typed(text: str, key: str) -> str:
    """What stands in it after a key."""
    return _typed_for(By.ID, text, key)


def _entry(look: Outlook, by: By, letters: str, tabs: tuple[Choice, ...]) -> Entry:
    return Entry(
        tabs=tabs,
        groups=_grouped(letters, _GROUPS[by]),
        placeholder="" if letters else look.say(f"check_in.placeholder_{by.value}"),
        layout=by.value,
        personal=by is not By.CODE,
        clear=look.say("check_in.clear"),
    )


def _typed_for(by: By, text: str, key: str) -> str:
    letters = typed(text, key, _LONGEST[by] + 4).upper()  # a scanner may type hyphens
    return "".join(letter for letter in letters if letter in _LETTERS[by])[: _LONGEST[by]]


def _grouped(letters: str, sizes: tuple[int, ...]) -> tuple[str, ...]:
    groups, at = [], 0
    for size in sizes:
        if letters[at : at + size]:
            groups.append(letters[at : at + size])
        at += size
    return tuple(groups)
