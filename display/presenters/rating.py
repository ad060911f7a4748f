"""The rating terminal (评价器) of one window: rests, asks when a service has ended, thanks, rests.

One rating per service. Whoever walks away has not rated; a rating given while the server is away is kept and sent once.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from config.configuration import HallConfiguration
from config.hall import Station, StationKind
from config.i18n import LANGUAGES, Texts
from config.model import Name
from display.presenters import turned_away
from display.presenters.link import Link
from display.presenters.presenter import Presenter, window_of
from display.presenters.turned_away import TurnedAway
from queue_server.contract.commands import AnyCommand, RateService, RatingChannel, RatingLevel
from queue_server.contract.views import Invitation, RatingView, WindowState

THANKS_MS = 4_000
# In the order of the screen and with the keys that choose them. The keys are this terminal's own: the level is stored
# by name, because the national and the provincial standards number these five in opposite directions.
LEVELS: tuple[tuple[RatingLevel, str], ...] = (
    (RatingLevel.VERY_SATISFIED, "5"),
    (RatingLevel.SATISFIED, "4"),
    (RatingLevel.FAIR, "3"),
    (RatingLevel.DISSATISFIED, "2"),
    (RatingLevel.VERY_DISSATISFIED, "1"),
)


class RatingMode(StrEnum):
    TURNED_AWAY = "turned_away"
    CONNECTING = "connecting"
    RESTING = "resting"
    ASKING = "asking"
    THANKING = "thanking"


@dataclass(frozen=True)
class LevelChoice:
    level: RatingLevel
    label: str
    key: str
    key_word: str  # 键


@dataclass(frozen=True)
class RatingState:
    mode: RatingMode
    language: str
    window: str
    caption: str
    window_name: str
    open: bool
    heading: str
    line: str
    clerk: str = ""
    initial: str = ""
    staff: str = ""
    serving: str = ""
    levels: tuple[LevelChoice, ...] = ()
    promise: str = ""
    left: str = ""
    left_share: float = 0.0  # of the time to answer
    other_language: str = ""
    offline: str = ""
    turned_away: TurnedAway | None = None


@dataclass(frozen=True)
class _Asked:
    """An invitation on the screen. Its time is counted here, so that a clock that is wrong shortens nobody's time."""

    invitation: Invitation
    until_ms: int


class RatingPresenter(Presenter[RatingState, RatingView]):
    def __init__(
        self,
        configuration: HallConfiguration,
        station: Station,
        texts: Texts,
        send: Callable[[AnyCommand], str],
        language: str = LANGUAGES[0],
    ) -> None:
        self._send = send
        self._first_language = language
        self._wait_ms = configuration.policy.rating_wait_s * 1_000
        self._window = window_of(station, configuration)
        self._asked: _Asked | None = None
        self._settled: str | None = None  # the service last rated or let pass: it is not asked about again
        self._thanks_until_ms: int | None = None
        super().__init__("rating", Link(RatingView), station, texts, language)

    @property
    def wakes_at_ms(self) -> int | None:
        """When thanks or an invitation end."""
        return self._thanks_until_ms or (self._asked.until_ms if self._asked else None)

    def _arrived(self, view: RatingView, now_ms: int) -> None:
        self._invited(view.invitation, now_ms)

    def _advance(self, now_ms: int) -> None:
        if self._thanks_until_ms is not None and now_ms >= self._thanks_until_ms:
            self._rest()
        if self._asked is not None and now_ms >= self._asked.until_ms:
            self._settled = self._asked.invitation.service_id
            self._rest()

    # touches and keys

    def rate(self, level: RatingLevel) -> None:
        """A level was chosen. Only the first choice counts."""
        if self._asked is None or self._link.dismissed is not None:
            return
        service_id = self._asked.invitation.service_id
        self._asked = None
        self._settled = service_id
        self._thanks_until_ms = self._now_ms + THANKS_MS
        self._send(RateService(service_id=service_id, level=level, channel=RatingChannel.TERMINAL))
        self._renew()

    def key_pressed(self, character: str) -> None:
        for level, key in LEVELS:
            if character == key:
                self.rate(level)

    def switch_language(self) -> None:
        at = LANGUAGES.index(self._language)
        self._language = LANGUAGES[(at + 1) % len(LANGUAGES)]
        self._renew()

    def touched(self, now_ms: int) -> None:
        """The moment of a touch, before what it touches is told."""
        self._now_ms = now_ms

    # inside

    def _invited(self, invitation: Invitation | None, now_ms: int) -> None:
        if invitation is None:
            self._asked = None
            return
        if invitation.service_id == self._settled:
            return
        if self._asked is not None and self._asked.invitation.service_id == invitation.service_id:
            return
        left_ms = invitation.until_ms - now_ms
        if not 0 < left_ms <= self._wait_ms:
            left_ms = self._wait_ms
        self._asked = _Asked(invitation, now_ms + left_ms)
        self._thanks_until_ms = None
        self._language = self._first_language

    def _rest(self) -> None:
        self._asked = None
        self._thanks_until_ms = None
        self._language = self._first_language

    def _connecting(self) -> RatingState:
        return RatingState(
            mode=RatingMode.CONNECTING,
            language=self._language,
            window=str(self._window.number),
            caption=self._words("caption"),
            window_name=self._window.name.text(self._language),
            open=False,
            heading=self._words("connecting"),
            line="",
        )

    def _dismissed(self, page: TurnedAway) -> RatingState:
        return replace(self._connecting(), mode=RatingMode.TURNED_AWAY, heading="", turned_away=page)

    def _present(self, now_ms: int) -> RatingState:
        view = self._link.view
        if view is None:
            return self._connecting()
        state = RatingState(
            mode=RatingMode.RESTING,
            language=self._language,
            window=str(view.window.number),
            caption=self._words("caption"),
            window_name=view.window.name.text(self._language),
            open=view.state is WindowState.OPEN,
            heading=self._words("resting" if view.state is WindowState.OPEN else "resting_closed"),
            line="",
            clerk=view.clerk_name or "",
            initial=(view.clerk_name or "")[:1],
            staff=self._words("staff_number", number=view.clerk_number) if view.clerk_number else "",
            serving=self._words("serving", number=view.number) if view.number else "",
            other_language=self._words("other_language"),
            offline="" if self._link.stands else self._words("offline"),
        )
        if self._thanks_until_ms is not None:
            return replace(
                state, mode=RatingMode.THANKING, heading=self._words("thanks"), line=self._words("thanks_line")
            )
        if self._asked is None:
            return state
        left_ms = max(self._asked.until_ms - now_ms, 0)
        return replace(
            state,
            mode=RatingMode.ASKING,
            heading=self._words("ask"),
            line=self._about(view, self._asked.invitation),
            levels=tuple(
                LevelChoice(level, self._words(f"level.{level.value}"), key, self._words("key"))
                for level, key in LEVELS
            ),
            promise=self._words("promise"),
            left=self._words("left", seconds=-(-left_ms // 1_000)),
            left_share=left_ms / self._wait_ms,
        )

    def _about(self, view: RatingView, invitation: Invitation) -> str:
        """What is rated: number, item, window, clerk, as far as known."""
        language = self._language
        window = self._words("window", number=view.window.number, name=view.window.name.text(language))
        values = {"number": invitation.number, "window": window}
        key = "about"
        if invitation.item is not None:
            key += "_item"
            values["item"] = invitation.item.text(language)
        if view.clerk_name:
            key += "_clerk"
            values["clerk"] = view.clerk_name
        return self._words(key, **values)


_RESTING = RatingState(
    mode=RatingMode.RESTING,
    language="zh",
    window="3",
    caption="号窗口",
    window_name="综合窗口",
    open=True,
    heading="办完事，请在这里评价",
    line="",
    clerk="王敏",
    initial="王",
    staff="工号 0317",
    serving="现在是 A012 号",
    other_language="English",
)
_ASKING = replace(
    _RESTING,
    mode=RatingMode.ASKING,
    heading="这次办得怎么样？",
    line="A012 号，食品经营许可（新办），3 号综合窗口，王敏",
    levels=(
        LevelChoice(RatingLevel.VERY_SATISFIED, "非常满意", "5", "键"),
        LevelChoice(RatingLevel.SATISFIED, "满意", "4", "键"),
        LevelChoice(RatingLevel.FAIR, "基本满意", "3", "键"),
        LevelChoice(RatingLevel.DISSATISFIED, "不满意", "2", "键"),
        LevelChoice(RatingLevel.VERY_DISSATISFIED, "非常不满意", "1", "键"),
    ),
    promise="评不评由您。窗口人员看不到这一页，也改不了您的评价。",
    left="42 秒后回到待机，离开就不计评价",
    left_share=0.7,
)
_ASKING_EN = replace(
    _ASKING,
    language="en",
    window_name="General services",
    heading="How did it go?",
    line="Number A012, Food business licence (new), window 3, General services, 王敏",
    levels=(
        LevelChoice(RatingLevel.VERY_SATISFIED, "Very good", "5", "key"),
        LevelChoice(RatingLevel.SATISFIED, "Good", "4", "key"),
        LevelChoice(RatingLevel.FAIR, "Fair", "3", "key"),
        LevelChoice(RatingLevel.DISSATISFIED, "Poor", "2", "key"),
        LevelChoice(RatingLevel.VERY_DISSATISFIED, "Very poor", "1", "key"),
    ),
    promise="It is up to you. Staff cannot see this page or change your rating.",
    left="Back to rest in 42 s. Walking away counts as no rating",
    other_language="中文",
)

EXAMPLES: dict[str, RatingState] = {
    "asking": _ASKING,
    "asking, English": _ASKING_EN,
    "asking, longest text": replace(
        _ASKING,
        line="LM1024 号，企业职工基本养老保险关系转移接续（跨省转入），124 号“办不成事”反映窗口，欧阳振华",
    ),
    "asking, longest English": replace(
        _ASKING_EN,
        line="Number LM1024, Transfer of basic pension insurance between provinces, window 124, Unresolved, 欧阳振华",
    ),
    "asking, offline": replace(_ASKING, offline="网络中断，评价会先存在这里，恢复后自动送出"),
    "thanks": replace(_RESTING, mode=RatingMode.THANKING, heading="谢谢您的评价", line="您的意见会帮我们改进"),
    "thanks, English": replace(
        _RESTING,
        mode=RatingMode.THANKING,
        language="en",
        heading="Thank you",
        line="Your opinion helps us improve",
    ),
    "resting": _RESTING,
    "resting, longest text": replace(
        _RESTING,
        window="124",
        window_name="“办不成事”反映窗口",
        clerk="欧阳振华",
        initial="欧",
        staff="工号 20261123",
        serving="现在是 LM1024 号",
    ),
    "closed": replace(_RESTING, open=False, heading="窗口现在没有开放", clerk="", initial="", staff="", serving=""),
    "offline": replace(_RESTING, serving="", offline="网络中断，评价会先存在这里，恢复后自动送出"),
    "connecting": replace(
        _RESTING,
        mode=RatingMode.CONNECTING,
        open=False,
        heading="正在连接",
        clerk="",
        initial="",
        staff="",
        serving="",
        other_language="",
    ),
}

_TURNED_AWAY = turned_away.examples(
    ("评价和意见，请到咨询台说一声", "To rate or comment, see the information desk"),
    Station(id="rating-w03", kind=StationKind.RATING, name=Name(zh="3 号窗口评价器", en="Rating terminal of window 3")),
    Station(
        id="rating-unresolved-matters-east",
        kind=StationKind.RATING,
        name=Name(
            zh="“办不成事”反映和不动产登记交易窗口评价器",
            en="Rating terminal of window 124, unresolved matters and real estate",
        ),
    ),
)
EXAMPLES |= {
    name: replace(EXAMPLES["connecting"], mode=RatingMode.TURNED_AWAY, heading="", line="", turned_away=page)
    for name, page in _TURNED_AWAY.items()
}
