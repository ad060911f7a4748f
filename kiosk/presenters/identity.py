"""Saying who one is with an ID card, or by typing its number: what is taken, what for and how long is said first.

Nobody has to. Of a child under fourteen nothing is used unless the guardian agrees. Sources: 个人信息保护法 (PIPL)
articles 17 and 35 for the notice, 31 for the guardian.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from config.id_number import NotAnIdNumber
from hardware.protocols.id_card import Kind
from kiosk.childhood import born_by, is_child
from kiosk.held_number import HeldNumber
from kiosk.messages import CardLaid, CardTrouble
from kiosk.presenters.check_in import Entry, id_entry, id_typed
from kiosk.presenters.outlook import Outlook
from kiosk.presenters.pieces import Banner, Tone
from kiosk.presenters.presenter import Presenter
from kiosk.presenters.taking import Taking, away

TOUCH_AGAIN_MS = 800  # the second tap of a double touch is no guardian's consent

_DATE = re.compile(r"[0-9]{8}")


class Purpose(Enum):
    """What somebody says who they are for."""

    CHECK_IN = "check_in"
    BOOK = "book"


class _Step(Enum):
    NOTICE = "notice"
    LAYING = "laying"
    TYPING = "typing"
    GUARDIAN = "guardian"


@dataclass(frozen=True)
class Fact:
    """One thing that is to be known beforehand."""

    icon: str
    label: str
    text: str


@dataclass(frozen=True)
class CardPlace:
    """Where the card belongs, and what to mind."""

    icon: str
    text: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class IdentityState:
    """`facts` before anything is read; then the `card` to be laid down, or the `entry` to be typed into.

    `beside` is the small key beside the one of `taking`.
    """

    heading: str
    lead: str
    facts: tuple[Fact, ...]
    card: CardPlace | None
    entry: Entry | None
    beside: str
    taking: Taking


class IdentityPresenter(Presenter[IdentityState]):
    def __init__(
        self,
        outlook: Outlook,
        read: Callable[[], None],
        stop: Callable[[], None],
        given: Callable[[Purpose, str, bool], None],
        leave: Callable[[], None],
    ) -> None:
        """`read` waits for a card, `stop` for none any more. `leave`: without one.

        `given` is told what for, the number, once, and whether it was on a card.
        """
        self._read = read
        self._stop = stop
        self._given = given
        self._leave = leave
        self._purpose = Purpose.CHECK_IN
        self._step = _Step.NOTICE
        self._typed = ""
        self._by_card = False
        self._held = HeldNumber()  # while a guardian is asked
        self._guardian_since_ms = 0
        self._trouble = ""  # its words in the language files
        super().__init__(outlook)

    def begin(self, purpose: Purpose) -> None:
        """Somebody comes to say who they are."""
        self.clear()
        self._purpose = purpose
        self.renew()

    def ask_guardian(self, purpose: Purpose, number: str) -> None:
        """A child's number was typed: for the guardian to decide."""
        self.clear()
        self._purpose, self._by_card = purpose, False
        self._hold(number)

    def clear(self) -> None:
        """Nothing read and nothing typed stays, and no card is waited for."""
        self._held.wipe()
        self._typed = ""
        self._go(_Step.NOTICE)

    def step_back(self) -> bool:
        """From card or keyboard to what is to be known before."""
        if self._step not in (_Step.LAYING, _Step.TYPING):
            return False
        self.clear()
        return True

    @property
    def entered(self) -> bool:
        """Something of somebody is here."""
        return bool(self._typed or self._held)

    @property
    def resting(self) -> bool:
        """Nothing of anybody is here, and no card is waited for."""
        return self._step is _Step.NOTICE and not self.entered

    # --- touches and keys -----------------------------------------------------------------------------------------

    def press(self) -> None:
        """The large key."""
        if not self.state.taking.enabled:
            return
        match self._step:
            case _Step.NOTICE if self.outlook.reads_cards:
                self._await_card()
            case _Step.NOTICE:
                self._go(_Step.TYPING)
            case _Step.TYPING:
                self._take_typed()
            case _Step.GUARDIAN if self.outlook.steady_ms - self._guardian_since_ms >= TOUCH_AGAIN_MS:
                self._give(self._held.take())
            case _:
                pass

    def press_beside(self) -> None:
        """The small key: to the keyboard, to the card, or on without either."""
        match self._step:
            case _ if not self.state.beside:
                return
            case _Step.GUARDIAN:
                self.clear()
                self._leave()
            case _Step.TYPING:
                self._typed = ""
                self._await_card()
            case _:
                self._go(_Step.TYPING)

    def type(self, key: str) -> None:
        """A key of the keyboard."""
        if self._step is _Step.TYPING:
            self._typed, self._trouble = id_typed(self._typed, key), ""
            self.renew()

    def key_pressed(self, character: str) -> None:
        """Likewise, of a keyboard that is plugged in."""
        if character not in "\r\n":
            self.type(character)
        elif self._step is _Step.TYPING:
            self.press()

    # --- what comes -----------------------------------------------------------------------------------------------

    def awaited(self, trouble: CardTrouble | None) -> None:
        """No card counted yet. One that has run out is told as that, though it still lies there."""
        run_out = self._trouble.startswith("expired_")
        if self._step is _Step.LAYING and not (run_out and trouble is CardTrouble.NOT_LIFTED):
            self._trouble = trouble.value if trouble is not None else ""
            self.renew()

    def laid(self, card: CardLaid) -> None:
        """A card that has run out is not used, and another may be laid down."""
        if self._step is not _Step.LAYING:
            return
        self._by_card = True
        valid_to, today = _day(card.valid_to), self.outlook.today
        if valid_to is not None and valid_to < today:
            self._trouble = f"expired_{_WORD[card.kind]}"
            self._read()
            self.renew()
        else:
            self._use(card.number, child=is_child(_day(card.born), today))

    def look(self, outlook: Outlook) -> None:
        if self._step is _Step.LAYING and not outlook.linked:
            self.outlook = outlook
            self._go(_Step.NOTICE)  # a card that leads to nothing is not read
        super().look(outlook)

    # --- inside ---------------------------------------------------------------------------------------------------

    def _await_card(self) -> None:
        self._go(_Step.LAYING)
        self._read()

    def _take_typed(self) -> None:
        typed_, self._typed, self._by_card = self._typed, "", False
        try:
            born = born_by(typed_, self.outlook.today)
        except NotAnIdNumber:
            self._typed, self._trouble = typed_, "wrong_number"  # to be compared
            self.renew()
            return
        self._use(typed_, child=is_child(born, self.outlook.today))

    def _use(self, number: str, *, child: bool) -> None:
        if child:
            self._hold(number)
        else:
            self._give(number)

    def _give(self, number: str) -> None:
        self.clear()
        self._given(self._purpose, number, self._by_card)

    def _hold(self, number: str) -> None:
        self._held.hold(number)
        self._guardian_since_ms = self.outlook.steady_ms
        self._go(_Step.GUARDIAN)

    def _go(self, step: _Step) -> None:
        if self._step is _Step.LAYING:
            self._stop()
        self._step, self._trouble = step, ""
        self.renew()

    def compose(self) -> IdentityState:
        look, step = self.outlook, self._step
        told = step in (_Step.NOTICE, _Step.GUARDIAN)
        return IdentityState(
            heading=look.say(f"identity.heading_{self._purpose.value}"),
            lead=look.say("identity.lead_typing" if step is _Step.TYPING else "identity.lead"),
            facts=self._facts() if told else (),
            card=self._card_place() if step is _Step.LAYING else None,
            entry=id_entry(look, self._typed) if step is _Step.TYPING else None,
            beside=self._beside(),
            taking=self._taking(),
        )

    def _facts(self) -> tuple[Fact, ...]:
        look, purpose = self.outlook, self._purpose.value
        return tuple(
            Fact(icon, look.say(f"identity.{what}"), look.say(f"identity.{what}_{words}"))
            for what, icon, words in (
                ("what", "id", "text"),
                ("why", "checklist", purpose),
                ("kept", "clock", "text"),
                ("child", "users", "text"),
            )
        )

    def _card_place(self) -> CardPlace:
        say = self.outlook.say
        return CardPlace(
            "id",
            say("identity.place"),
            (say("identity.place_hold"), say("identity.place_cards"), say("identity.place_found")),
        )

    def _beside(self) -> str:
        look = self.outlook
        match self._step:
            case _Step.GUARDIAN:
                return look.say("identity.without")
            case _Step.NOTICE | _Step.TYPING if not look.reads_cards:
                return ""
            case _Step.TYPING:
                return look.say("identity.lay")
            case _:
                return look.say("identity.type")

    def _taking(self) -> Taking:
        look = self.outlook
        banner, enabled = None, look.linked
        match self._step:
            case _Step.NOTICE:
                key = look.say("identity.read_lay" if look.reads_cards else "identity.read_type")
                if look.reader is not None and not look.reads_cards:
                    banner = self._told("reader")
            case _Step.LAYING:
                key, enabled = look.say("identity.awaiting"), False
                if self._trouble:
                    banner = self._told(self._trouble)
            case _Step.TYPING:
                key, enabled = look.say("identity.typed"), enabled and len(self._typed) in (15, 18)
                if self._trouble:
                    banner = self._told(self._trouble)
            case _Step.GUARDIAN:
                key, banner = look.say("identity.agree"), self._told("guardian", "users", Tone.DAI)
        return Taking(
            key,
            enabled=enabled,
            moving=self._step is _Step.LAYING,
            banner=banner if look.linked else away(look),
        )

    def _told(self, what: str, icon: str = "alert-circle", tone: Tone = Tone.AMBER) -> Banner:
        say = self.outlook.say
        return Banner(say(f"identity.{what}"), say(f"identity.{what}_advice"), icon, tone)


_WORD = {Kind.RESIDENT: "resident", Kind.RESIDENCE_PERMIT: "permit", Kind.PERMANENT_RESIDENT: "foreigner"}


def _day(written: str) -> date | None:
    """A date as it stands on a card; None for 长期 and whatever else is none."""
    if not _DATE.fullmatch(written):
        return None
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return None
