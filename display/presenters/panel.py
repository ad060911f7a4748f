"""The panel over one window (窗口屏): its number and kind, who serves, who is called or served, who should get ready.

It never shows a number that is not called or served here. While the link is lost it goes on with what it has, at rest
and marked with the time of it; who should get ready is not said then.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from config.configuration import HallConfiguration
from config.hall import Station, StationKind
from config.i18n import Texts
from config.model import Name
from display.presenters import turned_away
from display.presenters.link import Link
from display.presenters.presenter import SPOKEN_MS, Calendar, Presenter, is_spoken, window_of
from display.presenters.turned_away import TurnedAway
from queue_server.contract.views import PanelView, TicketState, WindowState

ELSEWHERE_AT_MOST = 6


class PanelMode(StrEnum):
    TURNED_AWAY = "turned_away"
    CONNECTING = "connecting"
    OFFLINE = "offline"
    CLOSED = "closed"
    PAUSED = "paused"
    FREE = "free"
    CALLING = "calling"
    SERVING = "serving"


@dataclass(frozen=True)
class PanelState:
    mode: PanelMode
    window: str
    caption: str
    kind: str
    status: str  # beside the kind: 请到本窗口办理, 正在办理, 空闲
    number: str = ""  # called or served here
    blinking: bool = False
    call_id: str = ""  # of a call that stands
    emergency: str = ""  # for a bar: over everything else
    heading: str = ""  # in place of a number
    line: str = ""
    clerk: str = ""
    initial: str = ""  # of the clerk's name
    post: str = ""
    plate: str = ""  # 实习, with the name of who learns here beside it
    trainee: str = ""
    next_heading: str = ""
    next_number: str = ""
    turned_away: TurnedAway | None = None


class PanelPresenter(Presenter[PanelState, PanelView]):
    def __init__(
        self,
        configuration: HallConfiguration,
        station: Station,
        texts: Texts,
        language: str = "zh",
    ) -> None:
        self._window = window_of(station, configuration)
        self._calendar = Calendar(configuration.plan, texts)
        self._call_id: str | None = None
        self._called_at_ms = -SPOKEN_MS
        super().__init__("panel", Link(PanelView), station, texts, language)

    @property
    def wakes_at_ms(self) -> int | None:
        """When the call has been spoken to its end."""
        return self._called_at_ms + SPOKEN_MS if is_spoken(self._called_at_ms, self._now_ms) else None

    @property
    def showing(self) -> tuple[str, ...]:
        return (self.state.call_id,) if self.state.call_id else ()

    def _arrived(self, view: PanelView, now_ms: int) -> None:
        """A call that is new while the link stands blinks; what was called during an absence is shown at rest."""
        if view.call_id != self._call_id:
            self._call_id = view.call_id
            if view.call_id is not None and not self._link.returning:
                self._called_at_ms = now_ms

    def _connecting(self) -> PanelState:
        return PanelState(
            mode=PanelMode.CONNECTING,
            window=str(self._window.number),
            caption=self._words("caption"),
            kind=self._window.name.text(self._language),
            status="",
            heading=self._words("connecting"),
            line=self._words("connecting_line"),
        )

    def _dismissed(self, page: TurnedAway) -> PanelState:
        return replace(self._connecting(), mode=PanelMode.TURNED_AWAY, heading="", line="", turned_away=page)

    def _present(self, now_ms: int) -> PanelState:
        view = self._link.view
        if view is None:
            return self._connecting()
        known = self._known(view, now_ms)
        if view.emergency is not None:
            known = replace(known, emergency=(view.emergency.heading or view.emergency.text).text(self._language))
        return known if self._link.stands else self._old(known)

    def _old(self, known: PanelState) -> PanelState:
        """What was so when the link was lost."""
        lost_at_ms = self._link.lost_at_ms
        since = "" if lost_at_ms is None else self._words("offline_since", clock=self._calendar.clock(lost_at_ms))
        return replace(
            known,
            mode=PanelMode.OFFLINE,
            status=since or self._words("offline"),
            blinking=False,
            call_id="",
            line=self._words("offline_line"),
            next_heading="",
            next_number="",
        )

    def _known(self, view: PanelView, now_ms: int) -> PanelState:
        mode = self._mode(view)
        state = PanelState(
            mode=mode,
            window=str(view.window.number),
            caption=self._words("caption"),
            kind=view.window.name.text(self._language),
            status=self._words(mode.value),
        )
        if mode in (PanelMode.CLOSED, PanelMode.PAUSED):
            return replace(state, heading=state.status, line=self._instead(view), status=self._why(view))
        state = replace(
            state,
            clerk=view.clerk_name or "",
            initial=(view.clerk_name or "")[:1],
            post=self._post(view),
            plate=self._words("trainee") if view.trainee_name else "",
            trainee=self._trainee(view),
            next_heading=self._words("next") if view.next_number else "",
            next_number=view.next_number or "",
        )
        if mode is PanelMode.FREE:
            return replace(state, heading=state.status, line=self._words("free_line"), status="")
        return replace(
            state,
            number=view.number or "",
            call_id=view.call_id or "" if mode is PanelMode.CALLING else "",
            blinking=mode is PanelMode.CALLING and is_spoken(self._called_at_ms, now_ms),
        )

    def _mode(self, view: PanelView) -> PanelMode:
        if view.number is not None:  # whoever was called here is served here, whatever the window does next
            return PanelMode.SERVING if view.ticket_state is TicketState.SERVING else PanelMode.CALLING
        match view.state:
            case WindowState.CLOSED:
                return PanelMode.CLOSED
            case WindowState.PAUSED:
                return PanelMode.PAUSED
        return PanelMode.FREE

    def _why(self, view: PanelView) -> str:
        key = f"display.panel.paused_because.{view.paused_because}"
        return self._texts.text(key, self._language) if key in self._texts.keys(self._language) else ""

    def _instead(self, view: PanelView) -> str:
        """What to do at a window that does not serve now."""
        if view.elsewhere:
            separator = self._texts.text("common.list.separator", self._language)
            windows = separator.join(str(number) for number in view.elsewhere[:ELSEWHERE_AT_MOST])
            return self._words("elsewhere", windows=windows)
        return self._words("paused_line" if view.state is WindowState.PAUSED else "elsewhere_none")

    def _trainee(self, view: PanelView) -> str:
        if not view.trainee_name:
            return ""
        return self._words("trainee_name", name=view.trainee_name, number=view.trainee_number or "").strip()

    def _post(self, view: PanelView) -> str:
        if view.clerk_number is None:
            return ""
        if view.clerk_post is None:
            return self._words("staff_number", number=view.clerk_number)
        post = self._texts.text(f"common.post.{view.clerk_post}", self._language)
        return self._words("staff", post=post, number=view.clerk_number)


_CALLING = PanelState(
    mode=PanelMode.CALLING,
    window="3",
    caption="号窗口",
    kind="综合窗口",
    status="请到本窗口办理",
    number="A012",
    blinking=True,
    clerk="王敏",
    initial="王",
    post="A岗，工号 0317",
    next_heading="请准备",
    next_number="A014",
)
_FREE = replace(
    _CALLING,
    mode=PanelMode.FREE,
    status="",
    number="",
    blinking=False,
    heading="空闲",
    line="请在等候区等候，叫到再来",
    next_heading="",
    next_number="",
)
_CLOSED = PanelState(
    mode=PanelMode.CLOSED,
    window="3",
    caption="号窗口",
    kind="综合窗口",
    status="",
    heading="未开放",
    line="请到 1、2、4、5 号窗口办理",
)

EXAMPLES: dict[str, PanelState] = {
    "calling": _CALLING,
    "serving": replace(_CALLING, mode=PanelMode.SERVING, status="正在办理", blinking=False),
    "serving, nobody next": replace(
        _CALLING, mode=PanelMode.SERVING, status="正在办理", blinking=False, next_heading="", next_number=""
    ),
    "with a trainee": replace(_CALLING, plate="实习", trainee="李晓雨 0912"),
    "free": _FREE,
    "paused": replace(_CLOSED, mode=PanelMode.PAUSED, heading="暂停", status="工作人员短暂休息"),
    "closed": _CLOSED,
    "closed, no other": replace(_CLOSED, line="请到咨询台问一下"),
    "offline": replace(
        _CALLING,
        mode=PanelMode.OFFLINE,
        status="网络中断，09:58 的情况",
        blinking=False,
        line="请听工作人员招呼",
        next_heading="",
        next_number="",
    ),
    "offline, free": replace(_FREE, mode=PanelMode.OFFLINE, status="网络中断，09:58 的情况", line="请听工作人员招呼"),
    "connecting": replace(_CLOSED, mode=PanelMode.CONNECTING, heading="正在连接", line="请听工作人员招呼"),
    "longest text": replace(
        _CALLING,
        window="124",
        kind="“办不成事”反映窗口",
        number="LM1024",
        clerk="欧阳振华",
        initial="欧",
        post="B岗，工号 20261123",
        plate="实习",
        trainee="欧阳晓雨 20261124",
        next_number="DD8888",
    ),
    "longest paused": replace(
        _CLOSED,
        mode=PanelMode.PAUSED,
        window="188",
        kind="不动产登记和交易窗口",
        heading="暂停",
        status="设备正在检修",
        line="请到 101、102、103、104、105、106 号窗口办理",
    ),
}

_TURNED_AWAY = turned_away.examples(
    ("叫到您的号，工作人员会招呼您", "Staff will call you over when it is your turn"),
    Station(id="panel-w03", kind=StationKind.PANEL, name=Name(zh="3 号窗口屏", en="Panel of window 3")),
    Station(
        id="panel-unresolved-matters-east",
        kind=StationKind.PANEL,
        name=Name(
            zh="“办不成事”反映和不动产登记交易窗口屏", en="Panel of window 124, unresolved matters and real estate"
        ),
    ),
)
EXAMPLES |= {
    name: replace(EXAMPLES["connecting"], mode=PanelMode.TURNED_AWAY, heading="", line="", turned_away=page)
    for name, page in _TURNED_AWAY.items()
}
