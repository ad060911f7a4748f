"""Coming again: the code of a pre-review sheet is typed (or scanned), and everything is filled in."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from kiosk.presenters.outlook import Outlook
from kiosk.presenters.pieces import Banner
from kiosk.presenters.presenter import Presenter
from kiosk.presenters.typing import typed
from kiosk.wish import WAY_OUT_AFTER_MS
from queue_server.contract.refusals import RefusalCode

SHORTEST, LONGEST = 7, 16  # letters of a code
GROUP = 4
LETTERS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTVWXYZ")  # Crockford's, and those it reads as another


class _Trouble(Enum):
    NOT_FOUND = "not_found"
    EXPIRED = "expired"
    TOO_MANY = "too_many"
    AWAY = "away"
    ITEM_GONE = "item_gone"


@dataclass(frozen=True)
class CodeState:
    """`groups` are the letters typed, in fours; `ready`: it can be looked up."""

    heading: str
    lead: str
    groups: tuple[str, ...]
    placeholder: str
    banner: Banner | None
    clear: str
    afresh: str
    key: str
    ready: bool


class CodePresenter(Presenter[CodeState]):
    def __init__(self, outlook: Outlook, look_up: Callable[[str], None], afresh: Callable[[], None]) -> None:
        """`look_up(code)` asks the hall; `afresh`: without a code, from the beginning."""
        self._look_up = look_up
        self.afresh = afresh
        self._typed = ""
        self._asked_at_ms: int | None = None
        self._trouble: _Trouble | None = None
        self._item = ""
        super().__init__(outlook)

    def begin(self) -> None:
        """Somebody comes with a code."""
        self.clear()

    def clear(self) -> None:
        """Nothing typed stays."""
        self._typed, self._asked_at_ms, self._trouble, self._item = "", None, None, ""
        self.renew()

    # --- touches and keys -----------------------------------------------------------------------------------------

    def type(self, key: str) -> None:
        """A key of the keyboard, or of a scanner that types."""
        if self._asked_at_ms is not None:
            return
        self._trouble = None
        self._typed = "".join(letter for letter in typed(self._typed, key, LONGEST).upper() if letter in LETTERS)
        self.renew()

    def key_pressed(self, character: str) -> None:
        """What a scanner types; its Enter asks at once."""
        if character in "\r\n":
            self.ask()
        else:
            self.type(character)

    def ask(self) -> None:
        """One touch, one question."""
        if self.state.ready:
            self._asked_at_ms = self.outlook.steady_ms
            self._look_up(self._typed)
            self.renew()

    # --- what comes -----------------------------------------------------------------------------------------------

    @property
    def resting(self) -> bool:
        """Nothing of anybody is here."""
        return not self._typed and not self.asking and self._trouble is None

    @property
    def asking(self) -> bool:
        return self._asked_at_ms is not None

    def found(self, code: str) -> bool:
        """Whether this code was asked for and is still waited for."""
        return self._asked_at_ms is not None and code == self._typed

    def not_found(self, code: str, why: RefusalCode) -> None:
        if self.found(code):
            self._asked_at_ms = None
            self._trouble = _TROUBLES.get(why, _Trouble.AWAY)
            self.renew()

    def item_gone(self, item: str) -> None:
        """The code is good, but its item is not offered any more."""
        self._asked_at_ms, self._trouble, self._item = None, _Trouble.ITEM_GONE, item
        self.renew()

    def look(self, outlook: Outlook) -> None:
        if self._asked_at_ms is not None and outlook.steady_ms - self._asked_at_ms >= WAY_OUT_AFTER_MS:
            self._asked_at_ms, self._trouble = None, _Trouble.AWAY
        super().look(outlook)

    # --- inside ---------------------------------------------------------------------------------------------------

    def compose(self) -> CodeState:
        look, letters = self.outlook, self._typed
        asking = self._asked_at_ms is not None
        return CodeState(
            heading=look.say("code.heading"),
            lead=look.say("code.lead"),
            groups=tuple(letters[at : at + GROUP] for at in range(0, len(letters), GROUP)),
            placeholder="" if letters else look.say("code.placeholder"),
            banner=self._banner(),
            clear=look.say("code.clear"),
            afresh=look.say("code.afresh"),
            key=look.say("code.asking" if asking else "code.key"),
            ready=look.linked and not asking and len(letters) >= SHORTEST,
        )

    def _banner(self) -> Banner | None:
        look = self.outlook
        trouble = self._trouble if look.linked else _Trouble.AWAY
        if trouble is None:
            return None
        days = look.configuration.policy.pre_review_days if look.configuration is not None else 0
        say = f"code.{trouble.value}"
        icon = "wifi-off" if trouble is _Trouble.AWAY else "alert-circle"
        return Banner(look.say(say, item=self._item), look.say(f"{say}_advice", days=days), icon)


_TROUBLES = {
    RefusalCode.NOT_FOUND: _Trouble.NOT_FOUND,
    RefusalCode.PRE_REVIEW_EXPIRED: _Trouble.EXPIRED,
    RefusalCode.TOO_MANY_ATTEMPTS: _Trouble.TOO_MANY,
}
