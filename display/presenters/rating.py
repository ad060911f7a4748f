"""The rating terminal (评价器) of one window: rests, asks when a service has ended, asks why, thanks, rests.

One rating per service. Whoever walks away before a level has not rated; from the moment a level is pressed it is kept,
and it goes out with the reasons chosen by then, however the page is left. Where the table has no reasons for a level,
and at a keypad, the level goes out at once. After a poor one whoever likes can leave a telephone number, which goes out
with the rating when it is submitted, and of which nothing stays here however else the page ends.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from config.configuration import HallConfiguration
from config.hall import Station, StationKind
from config.i18n import LANGUAGES, Texts
from config.model import Name
from config.ratings import Dimension
from display.presenters import phone_number, turned_away
from display.presenters.link import Link
from display.presenters.presenter import Presenter, window_of
from display.presenters.turned_away import TurnedAway
from queue_server.client.session import AnyDelivery, Dismissed, WasRefused
from queue_server.contract.commands import RateService, RatingChannel, RatingLevel, RatingStage
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import Invitation, RatingReasonLine, RatingView, WindowState

THANKS_MS = 4_000
THANKS_TO_SCAN_MS = 15_000  # with an address to take along
REASONS_MS = 30_000  # from the last touch
TOUCH_AGAIN_MS = 800  # the second tap of a double touch on the way back sends nothing
COLUMN = 4  # reasons in a column
COLUMNS = 3  # on the screen at once
# In the order of the screen and with the keys that choose them. The keys are this terminal's own: the level is stored
# by name, because the national and the provincial standards number these five in opposite directions.
LEVELS: tuple[tuple[RatingLevel, str], ...] = (
    (RatingLevel.VERY_SATISFIED, "5"),
    (RatingLevel.SATISFIED, "4"),
    (RatingLevel.FAIR, "3"),
    (RatingLevel.DISSATISFIED, "2"),
    (RatingLevel.VERY_DISSATISFIED, "1"),
)


_ICONS = {Dimension.EFFICIENCY: "clock", Dimension.ABILITY: "book-2", Dimension.ATTITUDE: "heart-handshake"}


class RatingMode(StrEnum):
    TURNED_AWAY = "turned_away"
    CONNECTING = "connecting"
    RESTING = "resting"
    ASKING = "asking"
    REASONS = "reasons"
    PHONE = "phone"
    THANKING = "thanking"


@dataclass(frozen=True)
class LevelChoice:
    level: RatingLevel
    label: str
    key: str
    key_word: str  # 键


@dataclass(frozen=True)
class ReasonChoice:
    code: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class ReasonColumn:
    """Reasons of one dimension. `rows`: of the longest column beside it."""

    heading: str
    icon: str
    reasons: tuple[ReasonChoice, ...]
    rows: int = 1


@dataclass(frozen=True)
class PadKey:
    """A key of the digit pad, by what `type` is told. The one that takes a digit back has an icon and no label."""

    key: str
    label: str


@dataclass(frozen=True)
class PhonePage:
    """Where a telephone number is typed. `groups`, what there is of it, are in no log. `hint`: what is wanted.

    `wrong`: it was submitted and cannot be one.
    """

    groups: tuple[str, ...] = field(repr=False)
    placeholder: str
    hint: str
    wrong: bool
    keys: tuple[PadKey, ...]
    back: str
    submit: str


@dataclass(frozen=True)
class RatingState:
    """`columns`: as many as there is room for; `others` is the key to further ones. `page_url`: for the QR code.

    `leave_phone` is the key to the page for a telephone number.
    """

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
    level: LevelChoice | None = None  # the one pressed
    columns: tuple[ReasonColumn, ...] = ()
    others: str = ""
    stage: str = ""
    change: str = ""
    skip: str = ""
    submit: str = ""
    leave_phone: str = ""
    phone: PhonePage | None = None
    promise: str = ""
    left: str = ""
    left_share: float = 0.0  # of the time to answer
    page_url: str = ""
    page_words: str = ""
    other_language: str = ""
    contrast: bool = False
    other_contrast: str = ""
    offline: str = ""
    turned_away: TurnedAway | None = None


@dataclass(frozen=True)
class _Asked:
    """An invitation on the screen, and what was answered so far.

    Its time is counted here, so that a clock that is wrong shortens nobody's time. `level`: the one that counts, also
    while another one is looked for (`choosing`). `phone`: the digits typed, while its page is open.
    """

    invitation: Invitation
    until_ms: int
    level: RatingLevel | None = None
    choosing: bool = True
    reasons: frozenset[str] = frozenset()
    stage: RatingStage | None = None
    page: int = 0
    phone: str | None = field(default=None, repr=False)
    phone_wrong: bool = False
    back_at_ms: int | None = None  # from the page for the telephone number

    @property
    def at_reasons(self) -> bool:
        return self.level is not None and not self.choosing and self.phone is None


def _keep_nothing(_rating: RateService) -> None:
    pass


def _fetch_nothing(_service_id: str) -> None:
    pass


class RatingPresenter(Presenter[RatingState, RatingView]):
    """`keep` is told of a level as it is pressed, `send` of the whole rating, later and once.

    `fetch_page` asks for the address of the page on which the service can be rated by phone; `page_told` brings it.
    `steady`: milliseconds that only grow, by which people's time is counted; None: by the moments handed in.
    `asks_why` False: a terminal that cannot show reasons.
    """

    def __init__(
        self,
        configuration: HallConfiguration,
        station: Station,
        texts: Texts,
        send: Callable[[RateService], str],
        language: str = LANGUAGES[0],
        *,
        keep: Callable[[RateService], None] = _keep_nothing,
        fetch_page: Callable[[str], None] = _fetch_nothing,
        steady: Callable[[], int] | None = None,
        asks_why: bool = True,
    ) -> None:
        self._send = send
        self._keep = keep
        self._fetch_page = fetch_page
        self._steady = steady
        self._asks_why = asks_why
        self._first_language = language
        self._wait_ms = configuration.policy.rating_wait_s * 1_000
        self._kept_days = configuration.policy.ratings.words_kept_days
        self._call_days = configuration.policy.work_orders.contact_days
        self._window = window_of(station, configuration)
        self._asked: _Asked | None = None
        self._settled: str | None = None  # the service last rated or let pass: it is not asked about again
        self._sent: str | None = None  # key of the rating that is thanked for
        self._thanks_until_ms: int | None = None
        self._page_of = ""  # service
        self._page_url = ""
        self._contrast = False
        super().__init__("rating", Link(RatingView), station, texts, language)

    @property
    def wakes_at_ms(self) -> int | None:
        """When thanks, reasons or an invitation end."""
        until_ms = self._thanks_until_ms or (self._asked.until_ms if self._asked else None)
        return None if until_ms is None else self._now_ms + max(until_ms - self._at_ms, 0)

    def receive(self, message: AnyDelivery, now_ms: int) -> None:
        match message:
            case WasRefused(key=key, code=code) if code is not RefusalCode.REASONS_UNFIT and key == self._sent:
                self._now_ms = now_ms
                self._rest()  # it was not theirs to rate, or was rated elsewhere: nobody is thanked for it
            case Dismissed():
                self._forget_phone()
        super().receive(message, now_ms)

    def page_told(self, service_id: str, page_url: str) -> None:
        """The answer to `fetch_page`."""
        if service_id == self._page_of:
            self._page_url = page_url
            self._renew()

    def _arrived(self, view: RatingView, now_ms: int) -> None:
        self._now_ms = now_ms
        if view.emergency is not None:
            self._forget_phone()  # everybody leaves
        self._invited(view.invitation, now_ms)

    def _advance(self, now_ms: int) -> None:
        at_ms = self._at_ms
        if self._thanks_until_ms is not None and at_ms >= self._thanks_until_ms:
            self._rest()
        if self._asked is not None and at_ms >= self._asked.until_ms:
            self._time_is_over(self._asked)

    # touches and keys

    def rate(self, level: RatingLevel) -> None:
        """A level was chosen: from now on it counts."""
        asked = self._asked
        if asked is None or not asked.choosing or self._link.dismissed is not None:
            return
        given = replace(
            asked, level=level, choosing=False, reasons=frozenset(), page=0, until_ms=self._at_ms + REASONS_MS
        )
        self._settled = asked.invitation.service_id
        if not self._asks_why or not self._reasons(level):
            self._finish(given, level)
        else:
            self._take(given, level)

    def choose(self, code: str) -> None:
        """A reason was touched: chosen, or no longer."""
        asked = self._asked
        if asked is None or asked.level is None or not asked.at_reasons:
            return
        if code in {reason.code for reason in self._reasons(asked.level)}:
            chosen = replace(asked, reasons=asked.reasons ^ {code}, until_ms=self._at_ms + REASONS_MS)
            self._take(chosen, asked.level)

    def turn_page(self) -> None:
        """On to further reasons, after the last to the first."""
        asked = self._asked
        if asked is None or asked.level is None or not asked.at_reasons:
            return
        pages = len(_pages(self._columns(asked.level, asked.reasons)))
        self._asked = replace(asked, page=(asked.page + 1) % pages, until_ms=self._at_ms + REASONS_MS)
        self._renew()

    def switch_stage(self) -> None:
        """服务环节: the rating is about the next one of them."""
        asked, view = self._asked, self._link.view
        if asked is None or asked.level is None or not asked.at_reasons:
            return
        if view is None or asked.stage not in view.stages:
            return
        following = view.stages[(view.stages.index(asked.stage) + 1) % len(view.stages)]
        self._take(replace(asked, stage=following, until_ms=self._at_ms + REASONS_MS), asked.level)

    def change(self) -> None:
        """改选: the five levels once more. Until another one is pressed the first counts."""
        asked = self._asked
        if asked is not None and asked.at_reasons:
            self._asked = replace(asked, choosing=True, until_ms=self._at_ms + REASONS_MS)
            self._renew()

    def skip(self) -> None:
        """The level alone."""
        asked = self._asked
        if asked is not None and asked.level is not None and self._may_send(asked):
            self._finish(replace(asked, reasons=frozenset()), asked.level)

    def submit(self) -> None:
        """The level and what is chosen."""
        asked = self._asked
        if asked is not None and asked.level is not None and self._may_send(asked):
            self._finish(asked, asked.level)

    def open_phone(self) -> None:
        """To the page for a telephone number, after a poor level."""
        asked = self._asked
        if asked is not None and asked.level is not None and asked.level.poor and asked.at_reasons:
            self._asked = replace(asked, phone="", until_ms=self._at_ms + REASONS_MS)
            self._renew()

    def type(self, key: str) -> None:
        """A key of the digit pad: a digit, `phone_number.BACKSPACE` or `phone_number.CLEAR`."""
        asked = self._asked
        if asked is not None and asked.phone is not None:
            number = phone_number.typed(asked.phone, key)
            self._asked = replace(asked, phone=number, phone_wrong=False, until_ms=self._at_ms + REASONS_MS)
            self._renew()

    def close_phone(self) -> None:
        """Back to the reasons, without a number."""
        asked = self._asked
        if asked is not None and asked.phone is not None:
            self._forget_phone()
            self._renew()

    def submit_phone(self) -> None:
        """The level, what is chosen, and the number, if it can be one."""
        asked = self._asked
        if asked is None or asked.level is None or not asked.phone:
            return
        if phone_number.fits(asked.phone):
            self._finish(asked, asked.level, asked.phone)
        else:
            self._asked = replace(asked, phone_wrong=True, until_ms=self._at_ms + REASONS_MS)
            self._renew()

    def key_pressed(self, character: str) -> None:
        if self._asked is not None and self._asked.phone is not None:
            if character in ("\r", "\n"):
                self.submit_phone()
            else:
                self.type(character)
            return
        for level, key in LEVELS:
            if character == key:
                self.rate(level)

    def switch_language(self) -> None:
        at = LANGUAGES.index(self._language)
        self._language = LANGUAGES[(at + 1) % len(LANGUAGES)]
        self._renew()

    def switch_contrast(self) -> None:
        self._contrast = not self._contrast
        self._renew()

    def touched(self, now_ms: int) -> None:
        """The moment of a touch, before what it touches is told."""
        self._now_ms = now_ms

    # inside

    @property
    def _at_ms(self) -> int:
        return self._now_ms if self._steady is None else self._steady()

    def _invited(self, invitation: Invitation | None, now_ms: int) -> None:
        asked = self._asked
        if asked is not None and asked.level is not None:
            if invitation is None or invitation.service_id == asked.invitation.service_id:
                return  # whoever pressed a level has their time
            self._finish(asked, asked.level)  # the next one is here
        if invitation is None:
            self._asked = None
            return
        if invitation.service_id == self._settled:
            return
        if asked is not None and asked.invitation.service_id == invitation.service_id:
            sooner_ms = asked.invitation.until_ms - invitation.until_ms  # the next service has begun meanwhile
            self._asked = replace(asked, invitation=invitation, until_ms=asked.until_ms - sooner_ms)
            return
        left_ms = invitation.until_ms - now_ms
        if not 0 < left_ms <= self._wait_ms:
            left_ms = self._wait_ms
        self._rest()
        if invitation.language in LANGUAGES:
            self._language = invitation.language
        self._asked = _Asked(invitation, self._at_ms + left_ms, stage=invitation.stage)
        self._page_of = invitation.service_id
        self._fetch_page(invitation.service_id)

    def _take(self, given: _Asked, level: RatingLevel) -> None:
        self._asked = given
        self._keep(_rating(given, level))
        self._renew()

    def _may_send(self, asked: _Asked) -> bool:
        at_ms = asked.back_at_ms
        return asked.at_reasons and (at_ms is None or self._at_ms - at_ms >= TOUCH_AGAIN_MS)

    def _forget_phone(self) -> None:
        asked = self._asked
        if asked is not None and asked.phone is not None:
            at_ms = self._at_ms
            self._asked = replace(asked, phone=None, phone_wrong=False, back_at_ms=at_ms, until_ms=at_ms + REASONS_MS)

    def _finish(self, given: _Asked, level: RatingLevel, phone: str | None = None) -> None:
        """Sends what was given, and thanks."""
        self._asked = None
        self._thanks_until_ms = self._at_ms + (THANKS_TO_SCAN_MS if self._page_url else THANKS_MS)
        self._sent = self._send(_rating(given, level, phone))
        self._renew()

    def _time_is_over(self, asked: _Asked) -> None:
        if asked.level is not None:
            self._finish(asked, asked.level)
            return
        self._settled = asked.invitation.service_id
        self._rest()

    def _rest(self) -> None:
        self._asked = None
        self._thanks_until_ms = None
        self._sent = None
        self._page_of = self._page_url = ""
        self._language = self._first_language
        self._contrast = False

    def _reasons(self, level: RatingLevel) -> tuple[RatingReasonLine, ...]:
        """Those that fit, of the table in force."""
        table = self._link.view.reasons if self._link.view is not None else ()
        return tuple(reason for reason in table if reason.level is level)

    def _columns(self, level: RatingLevel, chosen: frozenset[str]) -> tuple[ReasonColumn, ...]:
        """By dimension; one with many reasons has several."""
        columns = []
        for dimension in Dimension:
            choices = [
                ReasonChoice(reason.code, reason.name.text(self._language), reason.code in chosen)
                for reason in self._reasons(level)
                if reason.dimension == dimension.value
            ]
            heading = self._words(f"dimension.{dimension.value}")
            columns += [
                ReasonColumn(heading, _ICONS[dimension], tuple(choices[at : at + COLUMN]))
                for at in range(0, len(choices), COLUMN)
            ]
        return tuple(columns)

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
            page_url=self._page_url,
            other_language=self._words("other_language"),
            contrast=self._contrast,
            other_contrast=self._words("contrast_off" if self._contrast else "contrast_on"),
            offline="" if self._link.stands else self._words("offline"),
        )
        asked = self._asked
        if asked is None:
            return state if self._thanks_until_ms is None else self._thanking(state)
        if asked.level is not None and not asked.choosing:
            why = self._asking_why(state, asked, asked.level, view)
            return why if asked.phone is None else self._asking_phone(why, asked, asked.phone)
        return self._asking(state, asked, view)

    def _thanking(self, state: RatingState) -> RatingState:
        return replace(
            state,
            mode=RatingMode.THANKING,
            heading=self._words("thanks"),
            line=self._words("thanks_line"),
            page_words=self._words("page_after") if self._page_url else "",
        )

    def _asking(self, state: RatingState, asked: _Asked, view: RatingView) -> RatingState:
        left_ms = max(asked.until_ms - self._at_ms, 0)
        kept = asked.level is not None
        return replace(
            state,
            mode=RatingMode.ASKING,
            heading=self._words("ask"),
            line=self._about(view, asked.invitation),
            levels=tuple(self._choice(level) for level, _ in LEVELS),
            promise=self._words("promise"),
            left=self._words("left_kept" if kept else "left", seconds=-(-left_ms // 1_000)),
            left_share=left_ms / (REASONS_MS if kept else self._wait_ms),
            page_words=self._words("page") if self._page_url else "",
        )

    def _asking_why(self, state: RatingState, asked: _Asked, level: RatingLevel, view: RatingView) -> RatingState:
        left_ms = max(asked.until_ms - self._at_ms, 0)
        pages = _pages(self._columns(level, asked.reasons))
        return replace(
            state,
            mode=RatingMode.REASONS,
            heading=self._words(f"why.{level.value}"),
            line=self._words("why_line"),
            level=self._choice(level),
            columns=pages[asked.page],
            others=self._words("others", page=asked.page + 1, pages=len(pages)) if len(pages) > 1 else "",
            stage=self._words(f"stage.{asked.stage.value}") if asked.stage in view.stages else "",
            change=self._words("change"),
            skip=self._words("skip"),
            submit=self._words("submit"),
            leave_phone=self._words("phone.offer") if level.poor else "",
            promise=self._words("kept"),
            left=self._words("left_kept", seconds=-(-left_ms // 1_000)),
            left_share=left_ms / REASONS_MS,
        )

    def _asking_phone(self, why: RatingState, asked: _Asked, number: str) -> RatingState:
        line = "line_one" if self._call_days == 1 else "line"
        left_ms = max(asked.until_ms - self._at_ms, 0)
        return replace(
            why,
            mode=RatingMode.PHONE,
            heading=self._words("phone.heading"),
            line=self._words(f"phone.{line}", days=self._call_days, kept_days=self._kept_days),
            level=None,
            columns=(),
            others="",
            stage="",
            change="",
            skip="",
            submit="",
            leave_phone="",
            phone=PhonePage(
                groups=phone_number.grouped(number),
                placeholder="" if number else self._words("phone.placeholder"),
                hint=self._words("phone.wrong" if asked.phone_wrong else "phone.hint"),
                wrong=asked.phone_wrong,
                keys=_pad(self._words("phone.clear")),
                back=self._words("phone.back"),
                submit=self._words("submit"),
            ),
            left=self._words("phone.left", seconds=-(-left_ms // 1_000)),
        )

    def _choice(self, level: RatingLevel) -> LevelChoice:
        return LevelChoice(level, self._words(f"level.{level.value}"), dict(LEVELS)[level], self._words("key"))

    def _about(self, view: RatingView, invitation: Invitation) -> str:
        """What is rated: number, item, window and who served there, as far as known."""
        language = self._language
        window = self._words("window", number=view.window.number, name=view.window.name.text(language))
        values = {"number": invitation.number, "window": window}
        key = "about"
        if invitation.item is not None:
            key += "_item"
            values["item"] = invitation.item.text(language)
        if invitation.clerk_name:
            key += "_clerk"
            values["clerk"] = invitation.clerk_name
        return self._words(key, **values)


def _rating(given: _Asked, level: RatingLevel, phone: str | None = None) -> RateService:
    return RateService(
        service_id=given.invitation.service_id,
        level=level,
        channel=RatingChannel.TERMINAL,
        reasons=tuple(sorted(given.reasons)),
        stage=given.stage,
        contact=phone,
    )


def _pad(clear: str) -> tuple[PadKey, ...]:
    labels = {phone_number.CLEAR: clear, phone_number.BACKSPACE: ""}
    return tuple(PadKey(key, labels.get(key, key)) for key in phone_number.KEYS)


def _pages(columns: tuple[ReasonColumn, ...]) -> tuple[tuple[ReasonColumn, ...], ...]:
    return tuple(_beside(columns[at : at + COLUMNS]) for at in range(0, len(columns), COLUMNS))


def _beside(columns: tuple[ReasonColumn, ...]) -> tuple[ReasonColumn, ...]:
    rows = max(len(column.reasons) for column in columns)
    return tuple(replace(column, rows=rows) for column in columns)


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
    other_contrast="高对比",
)
_PAGE = "https://hall.example/t/2026-11-23.A012.9f86d081884c7d659a2f"
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
    promise="评不评由您，窗口人员看不到，也改不了。",
    left="42 秒后回到待机，离开就不计评价",
    left_share=0.7,
    page_url=_PAGE,
    page_words="也可以用手机评价",
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
    promise="Up to you. Staff cannot see or change it.",
    left="Back to rest in 42 s. Walking away counts as no rating",
    page_words="Or rate by phone",
    other_language="中文",
    other_contrast="High contrast",
)


def _column(heading: str, icon: str, *labels: str, chosen: int | None = None) -> ReasonColumn:
    return ReasonColumn(
        heading, icon, tuple(ReasonChoice(f"2{at:02}", label, at == chosen) for at, label in enumerate(labels))
    )


_REASONS = replace(
    _ASKING,
    mode=RatingMode.REASONS,
    heading="哪里不满意？",
    line="可以选几项，也可以不选",
    level=_ASKING.levels[3],
    levels=(),
    columns=(
        _column("服务效率", "clock", "等得太久", chosen=0),
        _column("服务水平", "book-2", "没有讲清楚", "让我多跑了一趟", chosen=1),
        _column("服务态度", "heart-handshake", "态度冷淡"),
    ),
    stage="环节：申请受理",
    change="改选",
    skip="只评等级",
    submit="提交评价",
    leave_phone="留个电话，方便回访",
    promise="等级已经记下，现在离开也算数。",
    left="24 秒后按已选的送出",
    left_share=0.8,
    page_words="",
)
_REASONS_EN = replace(
    _REASONS,
    language="en",
    heading="What went wrong?",
    line="Choose any, or none",
    level=_ASKING_EN.levels[4],
    columns=(
        _column("Efficiency", "clock", "Later than promised"),
        _column("Ability", "book-2", "Asked for papers not on the list", "Not told everything at once", chosen=0),
        _column("Attitude", "heart-handshake", "Sent from one to another", "Rude"),
    ),
    stage="Stage: application",
    change="Change",
    skip="Rating only",
    submit="Send",
    leave_phone="Get a call back",
    promise="Your rating is noted. It counts if you leave now.",
    left="Sent as chosen in 24 s",
    other_language="中文",
    other_contrast="High contrast",
)
_NUMBER = PhonePage(
    groups=("138", "0000", "0000"),
    placeholder="",
    hint="手机号 11 位，座机请加区号",
    wrong=False,
    keys=_pad("清空"),
    back="不留了",
    submit="提交评价",
)
_PHONE = replace(
    _REASONS,
    mode=RatingMode.PHONE,
    heading="留个电话，方便回访",
    line="可以不留。1 个工作日内与您联系，只用来核实、告诉您结果，365 天后删掉。",
    level=None,
    columns=(),
    stage="",
    change="",
    skip="",
    submit="",
    leave_phone="",
    phone=_NUMBER,
    left="24 秒后只送出评价，不留电话",
)
_PHONE_EN = replace(
    _PHONE,
    language="en",
    window_name=_REASONS_EN.window_name,
    heading="A number to call you back",
    line="You may leave this out. We call you within 1 working day, only to ask about it and to tell you the result. "
    "The number is deleted after 365 days.",
    phone=PhonePage(
        groups=(),
        placeholder="Mobile or landline",
        hint="11 digits, or a landline with area code",
        wrong=False,
        keys=_pad("Clear"),
        back="No number",
        submit="Send",
    ),
    promise=_REASONS_EN.promise,
    left="Rating sent without a number in 24 s",
    other_language="中文",
    other_contrast="High contrast",
)
_WRONG = PhonePage(
    ("138", "0000", "000"), "", "号码不对：手机号 11 位，座机请加区号", True, _pad("清空"), "不留了", "提交评价"
)
_WRONG_EN = PhonePage(
    ("0371", "66"),
    "",
    "Check it: 11 digits, or landline with area code",
    True,
    _pad("Clear"),
    "No number",
    "Send",
)
_THANKS = replace(_RESTING, mode=RatingMode.THANKING, heading="谢谢您的评价", line="您的意见会帮我们改进")

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
    "asking, offline": replace(
        _ASKING, page_url="", page_words="", offline="网络中断，评价会先存在这里，恢复后自动送出"
    ),
    "asking, no phone page": replace(_ASKING, page_url="", page_words=""),
    "asking, high contrast": replace(_ASKING, contrast=True, other_contrast="恢复颜色"),
    "asking once more": replace(_ASKING, left="24 秒后按已选的送出", left_share=0.8),
    "reasons": _REASONS,
    "reasons, English": _REASONS_EN,
    "reasons, few": replace(
        _REASONS,
        heading="好在哪里？",
        level=_ASKING.levels[0],
        columns=(
            _column("服务效率", "clock", "办得快"),
            _column("服务水平", "book-2", "讲得清楚"),
            _column("服务态度", "heart-handshake", "热情耐心"),
        ),
    ),
    "reasons, longest text": replace(
        _REASONS,
        heading="哪里还可以更好？",
        level=_ASKING.levels[4],
        columns=(
            _column(
                "服务效率",
                "clock",
                "无正当理由超过法定办理时间",
                "等得太久",
                "同一件事排了三次队，换了四个窗口",
                "网上能办的，到现场还要再办一遍",
                chosen=2,
            ),
            _column(
                "服务水平",
                "book-2",
                "在办事指南之外增加新的审批条件",
                "需要提供办事指南之外的申报材料",
                "没有一次告知需要补正的材料",
                "办事指南提供的样本有错误",
                chosen=0,
            ),
            _column("服务态度", "heart-handshake", "推诿", "态度粗暴", "服务人员让我找别的部门，别的部门又让我找回来"),
        ),
        others="换一批（1/2）",
        offline="网络中断，评价会先存在这里，恢复后自动送出",
    ),
    "reasons, longest English": replace(
        _REASONS_EN,
        columns=(
            _column(
                "Efficiency",
                "clock",
                "Longer than the law allows, without a good reason",
                "A long wait",
                "I queued three times for one matter",
                "I had to do again what I had done online",
            ),
            _column(
                "Ability",
                "book-2",
                "New conditions that are not in the guide",
                "Asked for papers that are not in the guide",
                "Not told at once which papers were missing",
                "The sample in the guide was wrong",
                chosen=1,
            ),
            _column("Attitude", "heart-handshake", "Sent from one department to another and back", "Rude"),
        ),
        others="More (1/2)",
        offline="No connection. Your rating is kept here and sent later",
    ),
    "reasons, high contrast": replace(_REASONS, contrast=True, other_contrast="恢复颜色"),
    "phone": _PHONE,
    "phone, empty": replace(_PHONE, phone=replace(_NUMBER, groups=(), placeholder="手机号或座机")),
    "phone, wrong": replace(_PHONE, phone=_WRONG),
    "phone, longest text": replace(
        _PHONE,
        line="可以不留。90 个工作日内与您联系，只用来核实、告诉您结果，3650 天后删掉。",
        phone=replace(_NUMBER, groups=("0371", "6601", "0000")),
        offline="网络中断，评价会先存在这里，恢复后自动送出",
    ),
    "phone, high contrast": replace(_PHONE, contrast=True, other_contrast="恢复颜色", phone=_WRONG),
    "phone, English": _PHONE_EN,
    "phone, longest English": replace(
        _PHONE_EN,
        line="You may leave this out. We call you within 90 working days, only to ask about it and to tell you the "
        "result. The number is deleted after 3650 days.",
        phone=_WRONG_EN,
        offline="No connection. Your rating is kept here and sent later",
    ),
    "thanks": _THANKS,
    "thanks, phone page": replace(_THANKS, page_url=_PAGE, page_words="想多说几句，或者以后追评，请扫码"),
    "thanks, English": replace(
        _THANKS,
        language="en",
        heading="Thank you",
        line="Your opinion helps us improve",
        page_url=_PAGE,
        page_words="More to say, now or later? Scan this",
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
        other_contrast="",
    ),
}
EXAMPLES = {
    name: replace(state, columns=_beside(state.columns)) if state.columns else state for name, state in EXAMPLES.items()
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
