"""The call board (综合屏): who is called now and where to, who was just called, how many wait.

A call is shown as "now" for at least `SPOKEN_MS`; two may stand at once, one above the other, and further ones wait
their turn, so that every call is seen. Whoever was shown once is not announced again; a recall is a new call.

While nobody is called, notices, the ways to ask or complain, and pictures and films of the hall's own have the large
card in turns; notices pass by at the foot also while somebody is. Turns follow the hall's clock, so that boards side by
side turn together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from config.configuration import HallConfiguration
from config.hall import Station, StationKind, WindowKind
from config.i18n import Texts
from config.loading import SAMPLE
from config.model import Name
from config.spots import FOLDER, is_film, is_time_for
from display.presenters import turned_away
from display.presenters.link import Link
from display.presenters.presenter import SPOKEN_MS, Calendar, Presenter, is_spoken
from display.presenters.turned_away import TurnedAway
from queue_server.contract.views import BoardView, CallLine, NoticeLine, QueueLine, SpotLine

CURRENT_MS = 60_000  # a call means "now"; older ones are recent, also after the link was lost
TURN_MS = 12_000  # notices, and pages of queues, are exchanged
ROWS_AT_ONCE = 2
RECENT_ROWS = 4
QUEUES_ON_A_PAGE = 5


class BoardMode(StrEnum):
    TURNED_AWAY = "turned_away"
    CONNECTING = "connecting"
    CLOSED = "closed"
    OFFLINE = "offline"
    LISTENING = "listening"  # open, nobody is called at the moment
    ONE = "one"
    TWO = "two"


@dataclass(frozen=True)
class NowCall:
    call_id: str
    number: str
    window: str
    caption: str  # in the seal, under the window's number
    who: str  # 请 A012 号
    where: str  # 到 3 号综合窗口办理
    spoken: str  # both in one sentence
    blinking: bool


@dataclass(frozen=True)
class RecentCall:
    number: str
    window: str
    name: str


@dataclass(frozen=True)
class QueueCell:
    name: str
    waiting: int
    people: str  # unit of the count
    wait: str  # how long, where the hall can say, else how many windows are open
    open: bool


@dataclass(frozen=True)
class BoardSpot:
    """A picture or film of the hall's own (公益宣传, 办事指南). `picture`: its path; of a film, the first."""

    file: str
    picture: str
    film: bool = False
    begun_ms: int = 0  # its turn, by the hall's clock: boards side by side show the same of a film


@dataclass(frozen=True)
class BoardPage:
    """On the large card while nobody is called: a notice, where to turn with questions and complaints, or a `spot`."""

    kind: str = ""  # 公告, 公示, 提示
    heading: str = ""
    text: str = ""
    spot: BoardSpot | None = None


@dataclass(frozen=True)
class BoardState:
    mode: BoardMode
    hall: str
    date: str
    clock: str
    heading: str
    line: str  # under a heading that is not a call
    recent_heading: str
    recent_none: str
    second: str = ""  # the heading that is no call, in the hall's second language
    now: tuple[NowCall, ...] = ()
    recent: tuple[RecentCall, ...] = ()
    queues: tuple[QueueCell, ...] = ()
    notice: str = ""
    page: BoardPage | None = None
    offline: bool = False
    turned_away: TurnedAway | None = None


@dataclass(frozen=True)
class _Shown:
    call: CallLine
    since_ms: int

    def is_spoken(self, now_ms: int) -> bool:
        return is_spoken(self.since_ms, now_ms)


class BoardPresenter(Presenter[BoardState, BoardView]):
    def __init__(
        self,
        configuration: HallConfiguration,
        station: Station,
        texts: Texts,
        language: str | None = None,
    ) -> None:
        """`language` left out: as the policy has it, a second one for headings included."""
        first, *others = configuration.policy.heading_languages
        self._second_language = next((other.value for other in others if other is not first), None)
        if language is not None:
            self._second_language = None
        self._plan = configuration.plan
        self._calendar = Calendar(configuration.plan, texts)
        self._hours = configuration.policy.hours
        self._known: frozenset[str] = frozenset()  # calls shown before, or too old to announce
        self._shown: tuple[_Shown, ...] = ()
        self._turn_at = 0  # by the hall's clock
        self._queues_at = 0
        self._pictures: Mapping[str, str] = {}
        super().__init__("board", Link(BoardView), station, texts, language or first.value)

    @property
    def wakes_at_ms(self) -> int | None:
        """When the next call has been spoken to its end."""
        now_ms = self._now_ms
        return min((shown.since_ms + SPOKEN_MS for shown in self._shown if shown.is_spoken(now_ms)), default=None)

    @property
    def showing(self) -> tuple[str, ...]:
        return tuple(call.call_id for call in self.state.now)

    def pictures_ready(self, pictures: Mapping[str, str]) -> None:
        """What can be shown of the hall's own pictures and films: by file, the path of the picture. The rest is left
        out."""
        self._pictures = pictures
        self._renew()

    def _arrived(self, view: BoardView, now_ms: int) -> None:
        if self._link.returning:
            self._forget_old_calls(view.calls, now_ms)

    def _advance(self, now_ms: int) -> None:
        if self._link.stands and self._link.view is not None:
            self._announce(self._link.view.calls, now_ms)
        self._turn(now_ms)

    # calls

    def _forget_old_calls(self, calls: Iterable[CallLine], now_ms: int) -> None:
        """After an absence: what was called longer ago than a minute is no news, and no longer "now"."""
        old = frozenset(call.call_id for call in calls if now_ms - call.called_at_ms > CURRENT_MS)
        self._known |= old
        self._shown = tuple(shown for shown in self._shown if shown.call.call_id not in old)

    def _announce(self, calls: tuple[CallLine, ...], now_ms: int) -> None:
        """Gives each call that was not shown yet a row, oldest first, as soon as a row is free."""
        shown = [entry for entry in self._shown if now_ms - entry.since_ms < CURRENT_MS]
        speaking = [entry for entry in shown if entry.is_spoken(now_ms)]
        waiting = [call for call in reversed(calls) if call.call_id not in self._known]
        for call in waiting:
            same = [entry for entry in speaking if _same_person(entry.call, call)]
            if not same and len(speaking) >= ROWS_AT_ONCE:
                break
            for entry in same:
                speaking.remove(entry)
            speaking.append(_Shown(call, now_ms))
            self._known |= {call.call_id}
            shown = speaking  # what has been spoken makes room for what is called now
        self._shown = tuple(shown[-ROWS_AT_ONCE:])
        kept = {call.call_id for call in calls} | {entry.call.call_id for entry in self._shown}
        self._known &= kept

    def _recent(self, calls: tuple[CallLine, ...], now: tuple[_Shown, ...]) -> Iterator[RecentCall]:
        """Newest first, each person once; not who is called now, nor who waits to be shown."""
        listed = {entry.call.number for entry in now}
        for call in calls:
            if call.number in listed or call.call_id not in self._known:
                continue
            listed.add(call.number)
            yield RecentCall(call.number, str(call.window.number), call.window.name.text(self._language))

    # the rest

    def _turn(self, now_ms: int) -> None:
        """Notices and queues are exchanged; queues stand still while somebody is called."""
        self._turn_at = now_ms // TURN_MS
        if not any(shown.is_spoken(now_ms) for shown in self._shown):
            self._queues_at = self._turn_at

    def _connecting(self) -> BoardState:
        words = self._words
        return BoardState(
            mode=BoardMode.CONNECTING,
            hall=self._plan.name.text(self._language),
            date="",
            clock="",
            heading=words("connecting"),
            line=words("connecting_line"),
            recent_heading=self._in_both("recent"),
            recent_none="",
            second=self._second("connecting"),
        )

    def _dismissed(self, page: TurnedAway) -> BoardState:
        empty = replace(self._connecting(), heading="", line="", second="")
        return replace(empty, mode=BoardMode.TURNED_AWAY, turned_away=page)

    def _present(self, now_ms: int) -> BoardState:
        view = self._link.view
        state = replace(
            self._connecting(),
            date=self._calendar.date(now_ms, self._language),
            clock=self._calendar.clock(now_ms),
            offline=not self._link.stands,
        )
        if view is None:
            return state
        now = self._shown if self._link.stands and view.day_open else ()
        mode = self._mode(view, now)
        heading, second, line = self._heading(mode)
        return replace(
            state,
            mode=mode,
            hall=view.hall.text(self._language),
            heading=heading,
            second=second,
            line=line,
            recent_none=self._words("recent_none"),
            now=tuple(self._now(shown, now_ms) for shown in now),
            recent=tuple(self._recent(view.calls, now))[:RECENT_ROWS],
            queues=tuple(self._queues(view.queues)),
            notice=self._notice(view),
            page=self._page(view, now_ms) if mode in (BoardMode.LISTENING, BoardMode.CLOSED) else None,
        )

    def _mode(self, view: BoardView, now: tuple[_Shown, ...]) -> BoardMode:
        if not self._link.stands:
            return BoardMode.OFFLINE
        if not view.day_open:
            return BoardMode.CLOSED
        return (BoardMode.LISTENING, BoardMode.ONE, BoardMode.TWO)[len(now)]

    def _heading(self, mode: BoardMode) -> tuple[str, str, str]:
        """The heading, the same in the second language, and the line below."""
        words = self._words
        match mode:
            case BoardMode.ONE | BoardMode.TWO:
                return self._in_both("now"), "", ""
            case BoardMode.OFFLINE:
                key, line = "offline_heading", words("offline_line")
            case BoardMode.CLOSED if self._hours.always:
                key, line = "closed", words("closed_line_always")
            case BoardMode.CLOSED:
                key, line = "closed", words("closed_line", opens=self._hours.opens_at, closes=self._hours.closes_at)
            case BoardMode.LISTENING:
                key, line = "listening", words("listening_line")
            case _:
                key, line = "connecting", words("connecting_line")
        return words(key), self._second(key), line

    def _second(self, key: str) -> str:
        """In the hall's second language, if it has one."""
        if self._second_language is None:
            return ""
        return self._texts.text(f"display.board.{key}", self._second_language)

    def _in_both(self, key: str) -> str:
        """Side by side on one line."""
        return "  ".join(filter(None, (self._words(key), self._second(key))))

    def _now(self, shown: _Shown, now_ms: int) -> NowCall:
        call = shown.call
        values = {
            "number": call.number,
            "window": call.window.number,
            "name": call.window.name.text(self._language),
        }
        return NowCall(
            call_id=call.call_id,
            number=call.number,
            window=str(call.window.number),
            caption=self._words("caption"),
            who=self._words("spoken_who", **values),
            where=self._words("spoken_where", **values),
            spoken=self._words("spoken", **values),
            blinking=shown.is_spoken(now_ms),
        )

    def _queues(self, queues: tuple[QueueLine, ...]) -> Iterator[QueueCell]:
        """One page of the queues that concern anybody here."""
        offered = [queue for queue in queues if queue.on_kiosk or queue.waiting or queue.windows_open]
        pages = max(-(-len(offered) // QUEUES_ON_A_PAGE), 1)
        first = self._queues_at % pages * QUEUES_ON_A_PAGE
        for queue in offered[first : first + QUEUES_ON_A_PAGE]:
            some = queue.windows_open > 0
            yield QueueCell(
                name=queue.name.text(self._language),
                waiting=queue.waiting,
                people=self._words("people"),
                wait=self._wait(queue) if some else self._words("windows_none"),
                open=some,
            )

    def _wait(self, queue: QueueLine) -> str:
        """A range is about who comes now; it is not kept while nobody knows how the hall goes on."""
        if queue.range_min is None or not self._link.stands:
            key = "windows_open" if queue.windows_open != 1 else "windows_open_one"
            return self._words(key, count=queue.windows_open)
        least, most = queue.range_min
        minutes = self._texts.text("common.unit.minutes_range", self._language, least=least, most=most)
        return self._words("wait", minutes=minutes)

    def _notice(self, view: BoardView) -> str:
        """One line for the foot; of a notice with a heading, the heading."""
        if not self._link.stands:
            if self._link.lost_at_ms is None:
                return self._words("offline")
            return self._words("offline_since", clock=self._calendar.clock(self._link.lost_at_ms))
        lines = [self._in_a_line(notice) for notice in view.published]
        lines += [notice.text(self._language) for notice in view.notices]
        lines.append(self._words("channels_line", phone=self._plan.phone, supervision=self._plan.supervision_phone))
        return lines[self._turn_at % len(lines)]

    def _in_a_line(self, notice: NoticeLine) -> str:
        words = (notice.heading or notice.text).text(self._language).replace("\n", " ")
        return self._words("notice_line", kind=self._words(f"notice_kind.{notice.kind}"), words=words)

    def _page(self, view: BoardView, now_ms: int) -> BoardPage | None:
        """Whose turn it is. None: the heading that calls are looked for here, or that the hall is closed."""
        turns = tuple(self._turns(view, now_ms))
        past_ms = now_ms % sum(length_ms for _, length_ms in turns)
        for page, length_ms in turns:
            if past_ms < length_ms:
                if page is not None and page.spot is not None:
                    return replace(page, spot=replace(page.spot, begun_ms=now_ms - past_ms))
                return page
            past_ms -= length_ms
        raise AssertionError("somebody's turn it always is")

    def _turns(self, view: BoardView, now_ms: int) -> Iterator[tuple[BoardPage | None, int]]:
        """Pages in turn, and how long each has."""
        yield None, TURN_MS
        for notice in view.published:
            heading = notice.heading.text(self._language) if notice.heading is not None else ""
            kind = self._words(f"notice_kind.{notice.kind}")
            yield BoardPage(kind, heading, notice.text.text(self._language)), TURN_MS
        yield self._channels(), TURN_MS
        day, minute = self._calendar.day_and_minute(now_ms)
        for spot in view.spots:
            picture = self._pictures.get(spot.file)
            if picture is not None and _is_time_for(spot, day, minute):
                shown = BoardSpot(spot.file, picture, is_film(spot.file))
                yield BoardPage(spot=shown), spot.length_s * 1_000

    def _channels(self) -> BoardPage:
        """Where to ask, complain and say what could not be got done (R83)."""
        lines = [
            self._words("channels.phone", phone=self._plan.phone),
            self._words("channels.supervision", phone=self._plan.supervision_phone),
        ]
        unresolved = [str(w.number) for w in self._plan.windows if w.kind is WindowKind.UNRESOLVED]
        if unresolved:
            separator = self._texts.text("common.list.separator", self._language)
            lines.append(self._words("channels.unresolved", windows=separator.join(unresolved)))
        return BoardPage("", self._words("channels.heading"), "\n".join(lines))


def _is_time_for(spot: SpotLine, day: str, minute: int) -> bool:
    if (spot.valid_from is not None and day < spot.valid_from) or (spot.valid_to is not None and day > spot.valid_to):
        return False
    return is_time_for(spot.begins_at, spot.ends_at, minute)


def _same_person(one: CallLine, other: CallLine) -> bool:
    return one.number == other.number


_NOW = NowCall(
    "e1", "A012", "3", "号窗口", "请 A012 号", "到 3 号综合窗口办理", "请 A012 号到 3 号综合窗口办理", blinking=True
)
_NORMAL = BoardState(
    mode=BoardMode.ONE,
    hall="安和区政务服务大厅",
    date="11 月 23 日 星期一",
    clock="09:58",
    heading="正在叫号",
    line="",
    recent_heading="刚叫过",
    recent_none="还没有叫号",
    now=(_NOW,),
    recent=(
        RecentCall("C107", "10", "社保医保窗口"),
        RecentCall("B031", "16", "即办窗口"),
        RecentCall("A011", "2", "综合窗口"),
        RecentCall("D057", "12", "不动产登记窗口"),
    ),
    queues=(
        QueueCell("综合窗口", 12, "人", "约 15–25 分钟", open=True),
        QueueCell("即办窗口", 3, "人", "约 5–10 分钟", open=True),
        QueueCell("社保医保", 8, "人", "约 10–20 分钟", open=True),
        QueueCell("不动产登记", 26, "人", "约 40–60 分钟", open=True),
        QueueCell("出件领证", 2, "人", "窗口 3 个", open=True),
    ),
    notice="不动产首次登记今日号已取完，可在自助机预约明天；急需办理请到咨询台。",
)

_ENGLISH = BoardState(
    mode=BoardMode.ONE,
    hall="Anhe District Government Service Hall",
    date="Monday, 23 November",
    clock="09:58",
    heading="Now calling",
    line="",
    recent_heading="Just called",
    recent_none="No calls yet",
    now=(
        NowCall(
            "e5",
            "A012",
            "3",
            "window",
            "Number A012",
            "Window 3, General services",
            "Number A012, go to window 3, General services",
            blinking=True,
        ),
    ),
    recent=(
        RecentCall("C107", "10", "Social and medical insurance"),
        RecentCall("B031", "16", "On-the-spot services"),
        RecentCall("A011", "2", "General services"),
        RecentCall("D057", "12", "Property registration"),
    ),
    queues=(
        QueueCell("General services", 12, "waiting", "15–25 min", open=True),
        QueueCell("On-the-spot services", 3, "waiting", "5–10 min", open=True),
        QueueCell("Social and medical insurance", 8, "waiting", "10–20 min", open=True),
        QueueCell("Property registration", 26, "waiting", "40–60 min", open=True),
        QueueCell("Residence and passports", 188, "waiting", "115–240 min", open=True),
    ),
    notice="Property registration has no numbers left today; book tomorrow at a kiosk.",
)

EXAMPLES: dict[str, BoardState] = {
    "one call": _NORMAL,
    "two calls": replace(
        _NORMAL,
        mode=BoardMode.TWO,
        now=(
            _NOW,
            NowCall(
                "e2",
                "B032",
                "16",
                "号窗口",
                "请 B032 号",
                "到 16 号即办窗口办理",
                "请 B032 号到 16 号即办窗口办理",
                blinking=True,
            ),
        ),
    ),
    "two languages": replace(
        _NORMAL,
        heading="正在叫号  Now calling",
        recent_heading="刚叫过  Just called",
    ),
    "two languages, nobody called": replace(
        _NORMAL,
        mode=BoardMode.LISTENING,
        heading="请留意叫号",
        second="Watch for your number",
        line="叫到您的号，这里显示号码和窗口",
        recent_heading="刚叫过  Just called",
        now=(),
    ),
    "in English": _ENGLISH,
    "two calls in English": replace(
        _ENGLISH,
        mode=BoardMode.TWO,
        now=(
            _ENGLISH.now[0],
            NowCall(
                "e6",
                "DD8888",
                "188",
                "window",
                "Number DD8888",
                "Window 188, Real estate registration",
                "Number DD8888, go to window 188, Real estate registration",
                blinking=True,
            ),
        ),
    ),
    "longest text": replace(
        _NORMAL,
        mode=BoardMode.TWO,
        hall="安和市高新技术产业开发区政务服务大厅",
        now=(
            NowCall(
                "e3",
                "LM1024",
                "124",
                "号窗口",
                "请 LM1024 号",
                "到 124 号“办不成事”反映窗口办理",
                "请 LM1024 号到 124 号“办不成事”反映窗口办理",
                blinking=True,
            ),
            NowCall(
                "e4",
                "DD8888",
                "188",
                "号窗口",
                "请 DD8888 号",
                "到 188 号不动产登记和交易窗口办理",
                "请 DD8888 号到 188 号不动产登记和交易窗口办理",
                blinking=False,
            ),
        ),
        recent=(
            RecentCall("LM1023", "124", "“办不成事”反映窗口"),
            RecentCall("DD8887", "188", "不动产登记和交易窗口"),
            RecentCall("AA4444", "200", "帮办代办窗口"),
            RecentCall("MM9999", "126", "户政出入境窗口"),
        ),
        queues=(
            QueueCell("“办不成事”反映", 188, "人", "暂未开放", open=False),
            QueueCell("不动产登记和交易", 500, "人", "约 115–240 分钟", open=True),
            QueueCell("户政出入境", 0, "人", "暂未开放", open=False),
            QueueCell("社会保险和医保", 44, "人", "窗口 3 个", open=True),
            QueueCell("帮办代办", 1, "人", "窗口 1 个", open=True),
        ),
        notice="今天下午 14:00 至 16:00 税务系统升级，涉税事项请到 7、8 号窗口咨询后再取号，已取的号仍然有效。",
    ),
    "one long call": replace(
        _NORMAL,
        now=(
            NowCall(
                "e3",
                "LM1024",
                "124",
                "号窗口",
                "请 LM1024 号",
                "到 124 号“办不成事”反映窗口办理",
                "请 LM1024 号到 124 号“办不成事”反映窗口办理",
                blinking=True,
            ),
        ),
    ),
    "nobody called": replace(
        _NORMAL,
        mode=BoardMode.LISTENING,
        heading="请留意叫号",
        line="叫到您的号，这里显示号码和窗口",
        now=(),
    ),
    "notice": replace(
        _NORMAL,
        mode=BoardMode.LISTENING,
        heading="请留意叫号",
        line="叫到您的号，这里显示号码和窗口",
        now=(),
        page=BoardPage(
            "公示",
            "三季度窗口服务考评结果",
            "实绩突出：3 号、7 号、12 号窗口。如有异议，请在 11 月 30 日前向大厅管理员提出。",
        ),
        notice="公示：三季度窗口服务考评结果",
    ),
    "notice in English": replace(
        _NORMAL,
        mode=BoardMode.LISTENING,
        heading="Watch for your number",
        line="Your number and window are shown here",
        now=(),
        page=BoardPage(
            "Notice",
            "Tax windows close early today",
            "Windows 7 and 8 close at 15:30 for an upgrade. Tickets already taken stay valid and go to window 9.",
        ),
        notice="Notice: Tax windows close early today",
    ),
    "longest notice": replace(
        _NORMAL,
        mode=BoardMode.LISTENING,
        heading="请留意叫号",
        line="叫到您的号，这里显示号码和窗口",
        now=(),
        page=BoardPage(
            "公告", "不动产登记和涉税事项窗口下半年业务调整安排", "税务和登记窗口下午调整，已取的号仍然有效。" * 9
        ),
        notice="公告：不动产登记和涉税事项窗口下半年业务调整安排",
    ),
    "channels": replace(
        _NORMAL,
        mode=BoardMode.LISTENING,
        heading="请留意叫号",
        line="叫到您的号，这里显示号码和窗口",
        now=(),
        page=BoardPage(
            "", "咨询、投诉和建议", "咨询电话 0000-6601 2300\n监督投诉电话 0000-12345\n反映“办不成事”请到 24 号窗口"
        ),
        notice="咨询 0000-6601 2300，监督投诉 0000-12345",
    ),
    "guidance": replace(
        _NORMAL,
        mode=BoardMode.LISTENING,
        heading="请留意叫号",
        line="叫到您的号，这里显示号码和窗口",
        now=(),
        page=BoardPage(spot=BoardSpot("before-you-come.png", str(SAMPLE / FOLDER / "before-you-come.png"))),
    ),
    "public service": replace(
        _NORMAL,
        mode=BoardMode.CLOSED,
        heading="现在没有开放",
        line="开放时间 09:00–17:00",
        now=(),
        page=BoardPage(spot=BoardSpot("hang-up-first.png", str(SAMPLE / FOLDER / "hang-up-first.png"))),
    ),
    "early morning": replace(
        _NORMAL,
        mode=BoardMode.LISTENING,
        clock="09:00",
        heading="请留意叫号",
        line="叫到您的号，这里显示号码和窗口",
        now=(),
        recent=(),
        queues=tuple(replace(cell, waiting=0, wait="窗口 3 个") for cell in _NORMAL.queues[:3]),
        notice="",
    ),
    "closed": replace(
        _NORMAL,
        mode=BoardMode.CLOSED,
        clock="18:20",
        heading="现在没有开放",
        line="开放时间 09:00–17:00",
        now=(),
        recent=(),
        queues=tuple(replace(cell, waiting=0, wait="暂未开放", open=False) for cell in _NORMAL.queues),
    ),
    "offline": replace(
        _NORMAL,
        mode=BoardMode.OFFLINE,
        heading="请看窗口屏",
        line="叫到您的号，窗口屏会显示，也有语音",
        now=(),
        recent=(RecentCall("A012", "3", "综合窗口"), *_NORMAL.recent[:3]),
        queues=tuple(replace(cell, wait="窗口 3 个") for cell in _NORMAL.queues),
        notice="网络中断，叫号以语音和窗口屏为准；排队人数是 09:58 的",
        offline=True,
    ),
    "connecting": replace(
        _NORMAL,
        mode=BoardMode.CONNECTING,
        heading="正在连接",
        line="请稍候，叫号以窗口屏为准",
        recent_none="",
        now=(),
        recent=(),
        queues=(),
        notice="",
        offline=True,
    ),
}

_TURNED_AWAY = turned_away.examples(
    ("叫号请看窗口屏，或听语音", "Watch the window panels, or listen to the voice"),
    Station(id="board-1", kind=StationKind.BOARD, name=Name(zh="大厅综合屏", en="Hall call board")),
    Station(
        id="board-unresolved-matters-east",
        kind=StationKind.BOARD,
        name=Name(
            zh="“办不成事”反映和不动产登记交易综合屏（东侧）",
            en="Call board of unresolved matters and real estate, second floor east",
        ),
    ),
)
EXAMPLES |= {
    name: replace(EXAMPLES["connecting"], mode=BoardMode.TURNED_AWAY, heading="", line="", turned_away=page)
    for name, page in _TURNED_AWAY.items()
}
