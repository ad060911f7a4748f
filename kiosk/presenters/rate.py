"""Rating at the kiosk what was done at a window: found by the code on the slip, also some days later.

A level that was touched counts, however the page is left; reasons go with it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from kiosk.presenters.outlook import Outlook
from kiosk.presenters.pieces import Banner, Choice, Tone
from kiosk.presenters.presenter import Presenter
from kiosk.wish import WAY_OUT_AFTER_MS
from queue_server.contract.commands import RateService, RatingChannel, RatingLevel
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import RateableView

REASONS = 10  # there is room for; in the order of the table


class _Phase(Enum):
    LOOKING = "looking"
    NOT_FOUND = "not_found"
    NOTHING = "nothing"  # no service has ended, or it is too late
    RATED = "rated"  # before
    AWAY = "away"
    ASKING = "asking"
    THANKS = "thanks"


@dataclass(frozen=True)
class RateLevel:
    level: RatingLevel
    label: str
    selected: bool


@dataclass(frozen=True)
class RateState:
    """`levels` and `reasons` are empty where nothing is asked; of reasons `id` is the code.

    Where there is a `banner` there is nothing else: it says what became of it, `about` of which service.
    """

    heading: str
    lead: str
    banner: Banner | None
    about: str
    levels: tuple[RateLevel, ...]
    reasons_heading: str
    reasons: tuple[Choice, ...]
    key: str
    ready: bool


class RatePresenter(Presenter[RateState]):
    def __init__(
        self,
        outlook: Outlook,
        look_up: Callable[[str], None],
        send: Callable[[RateService], object],
        leave: Callable[[], None],
    ) -> None:
        """`look_up(code)` asks the hall; `leave`: done here."""
        self._look_up = look_up
        self._send = send
        self._leave = leave
        self._code = ""
        self._phase = _Phase.LOOKING
        self._asked_at_ms = 0
        self._found: RateableView | None = None
        self._level: RatingLevel | None = None
        self._reasons: frozenset[str] = frozenset()
        super().__init__(outlook)

    def begin(self, code: str) -> None:
        """A slip's code was scanned."""
        self.finish()
        self._code, self._asked_at_ms = code, self.outlook.steady_ms
        self._phase = _Phase.LOOKING if self.outlook.linked else _Phase.AWAY
        if self._phase is _Phase.LOOKING:
            self._look_up(code)
        self.renew()

    def finish(self) -> None:
        """Whichever way the page is left: what was touched goes out, and nothing of it stays here."""
        found, level = self._found, self._level
        if found is not None and found.service_id is not None and level is not None:
            chosen = tuple(reason.code for reason in found.reasons if reason.code in self._reasons)
            self._send(RateService(found.service_id, level, RatingChannel.KIOSK, chosen))
        self._code, self._found, self._level, self._reasons = "", None, None, frozenset()

    # --- touches --------------------------------------------------------------------------------------------------

    def choose(self, level: RatingLevel) -> None:
        if self._phase is _Phase.ASKING and level is not self._level:
            self._level, self._reasons = level, frozenset()
            self.renew()

    def choose_reason(self, code: str) -> None:
        if self._phase is _Phase.ASKING:
            self._reasons ^= {code}
            self.renew()

    def press(self) -> None:
        """The large key: 提交评价, or done."""
        if self._phase is not _Phase.ASKING:
            self._leave()
        elif self._level is not None:
            self.finish()
            self._phase = _Phase.THANKS
            self.renew()

    # --- what comes -----------------------------------------------------------------------------------------------

    def found(self, code: str, view: RateableView) -> None:
        if code == self._code and self._phase is _Phase.LOOKING:
            self._found = view
            self._phase = _Phase.ASKING if view.may_rate else _Phase.RATED if view.rated else _Phase.NOTHING
            self.renew()

    def not_found(self, code: str, why: RefusalCode) -> None:
        if code == self._code and self._phase is _Phase.LOOKING:
            self._phase = _Phase.AWAY if why is RefusalCode.UNAVAILABLE else _Phase.NOT_FOUND
            self.renew()

    def look(self, outlook: Outlook) -> None:
        if self._phase is _Phase.LOOKING and outlook.steady_ms - self._asked_at_ms >= WAY_OUT_AFTER_MS:
            self._phase = _Phase.AWAY
            self._is_old = True
        super().look(outlook)

    # --- inside ---------------------------------------------------------------------------------------------------

    def compose(self) -> RateState:
        look, phase = self.outlook, self._phase
        asking, banner = phase is _Phase.ASKING, self._banner()
        reasons = self._fitting() if asking else ()
        return RateState(
            heading="" if banner else look.say("rate.heading"),
            lead="" if banner else self._lead(),
            banner=banner,
            about=self._lead() if banner else "",
            levels=tuple(
                RateLevel(level, look.say(f"errand_rating.{level.value}"), level is self._level)
                for level in sorted(RatingLevel, key=lambda each: -each.stars)
            )
            if asking
            else (),
            reasons_heading=look.say("rate.reasons") if reasons else "",
            reasons=reasons,
            key=look.say("rate.submit" if asking else "rate.done"),
            ready=not asking or self._level is not None,
        )

    def _fitting(self) -> tuple[Choice, ...]:
        found = self._found
        fitting = [reason for reason in found.reasons if reason.level is self._level] if found is not None else []
        return tuple(
            Choice(
                reason.code,
                "square-check" if reason.code in self._reasons else "square",
                reason.name.text(self.outlook.language),
                selected=reason.code in self._reasons,
            )
            for reason in fitting[:REASONS]
        )

    def _lead(self) -> str:
        look, found = self.outlook, self._found
        if self._phase is _Phase.LOOKING:
            return look.say("rate.looking")
        if found is None or found.window is None:
            return ""
        key = "rate.about" if found.item is None else "rate.about_item"
        values = {"number": found.number, "window": found.window.number, "name": found.window.name.text(look.language)}
        return look.say(key, **values, item=found.item.text(look.language) if found.item is not None else "")

    def _banner(self) -> Banner | None:
        look, phase = self.outlook, self._phase
        if phase in (_Phase.LOOKING, _Phase.ASKING):
            return None
        if phase is _Phase.THANKS:
            return Banner(look.say("rate.thanks"), look.say("rate.thanks_line"), "circle-check", Tone.PINE)
        icon = "wifi-off" if phase is _Phase.AWAY else "info-circle"
        tone = Tone.DAI if phase in (_Phase.RATED, _Phase.NOTHING) else Tone.AMBER
        return Banner(look.say(f"rate.{phase.value}"), look.say(f"rate.{phase.value}_advice"), icon, tone)
