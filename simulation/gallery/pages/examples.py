"""The pages' example states: named views that the gallery and the tests render through the real templates.

    async with ScriptedHall(EXAMPLES["clerk serving"]) as hall:
        await page.goto(hall.address)

Each example is a page of one person in one language at the size it is drawn for, with the view it shows.
"""

from dataclasses import dataclass, field
from dataclasses import replace as replaced
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from config.loading import SAMPLE
from queue_server.contract.commands import AnyCommand, DeviceHealth, EnterPaperTicket
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import (
    Action,
    AlarmLine,
    AlarmState,
    AnyView,
    AppointmentCounts,
    AppointmentSlot,
    ClerkView,
    DayCounts,
    DeviceLine,
    EmergencyLine,
    EmergencyOffer,
    FloorView,
    FloorWindow,
    Label,
    PreReviewView,
    ProfileLine,
    PublishedNotice,
    QueueLine,
    RateableView,
    RatingMonth,
    RequestLine,
    SlipState,
    StageLine,
    StationLine,
    TicketState,
    TicketView,
    TraineeLine,
    TransferWindow,
    UncoveredLine,
    UndoLine,
    WaitingLine,
    Why,
    WindowBrief,
    WindowState,
)
from queue_server.reports.pre_reviews import PreReviewReport
from queue_server.reports.ratings import RatingReport
from queue_server.web.pages import InForce
from simulation.gallery.pages import indicators as indicator_examples
from simulation.gallery.pages import pre_reviews, published_ratings, ratings, reports, work_orders

HALL = Label("安和区政务服务大厅", "An'he District Government Service Hall")
NOW_MS = int(datetime(2026, 11, 23, 10, 5, 24, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1000)
MINUTE_MS = 60_000

DESK = (1366, 768)
FLOOR = (1920, 1080)
PHONE = (390, 844)


@dataclass(frozen=True)
class Person:
    """As GET /api/v1/session tells it."""

    id: str = "wang-min"
    name: str = "王敏"
    staff_number: str = "1003"
    roles: tuple[str, ...] = ("clerk",)
    posts: tuple[dict[str, Any], ...] = ()
    home: str = "/clerk"


@dataclass(frozen=True)
class Example:
    """`keys` are pressed once the page stands; `away`: then the link is cut; `ripe`: what is there once it is drawn."""

    path: str
    size: tuple[int, int]
    view: AnyView | None = None
    language: str = "zh"
    person: Person | None = None
    keys: tuple[str, ...] = ()
    away: bool = False
    sign_in_answer: tuple[int, dict[str, Any]] | None = None
    pictures: dict[str, tuple[int, int]] = field(default_factory=dict)  # station → size of its picture
    report_answer: tuple[int, PreReviewReport | dict[str, Any]] = (200, reports.USUAL)
    publish_answer: tuple[int, dict[str, Any]] = (200, {"content_hash": "b3" * 32, "business_day": "2026-11-23"})
    folder: Path | None = None  # chosen on the catalogue page
    clicks: tuple[str, ...] = ()  # selectors, after the keys
    ripe: str = "main"
    rateable: RateableView | None = None  # what the rating page shows
    months: tuple[RatingMonth, ...] = ()  # what the page of published ratings shows
    at_its_time: bool = False  # also in tests the browser's clock begins at NOW_MS
    lookups: dict[str, Any] = field(default_factory=dict)  # path below /api/v1, perhaps with a query → the answer
    typed: tuple[tuple[str, str], ...] = ()  # selector, words; after the keys
    selected: tuple[tuple[str, str], ...] = ()  # selector, value; after the clicks
    refused: tuple[tuple[AnyCommand, RefusalCode], ...] = ()  # of all that is asked for


LINKED = "#link[data-link=linked]"  # with the first view: keys that give commands listen


def all_of(shown: str, *others: str) -> str:
    """`shown`, once all the others are there too: what comes over HTTP and what comes over the link keep no order."""
    return "body" + "".join(f":has({other})" for other in others) + f" {shown}"


def minutes_ago(minutes: float) -> int:
    return NOW_MS - int(minutes * MINUTE_MS)


# --- names ------------------------------------------------------------------------------------------------------------

COMPREHENSIVE = Label("综合窗口", "General services")
SOCIAL = Label("社保医保窗口", "Social and medical insurance")
UNRESOLVED = Label("“办不成事”反映窗口", "Unresolved matters")

FOOD = Label("食品经营许可（新办）", "Food business licence (new)")
TRADER = Label("个体工商户设立登记", "Sole trader registration")
LICENCE = Label("营业执照遗失补领", "Replacement of a lost business licence")
ABROAD = Label("跨省异地就医备案", "Registration for treatment in another province")
LONGEST_ITEM = Label(
    "城乡居民基本医疗保险参保登记（含新生儿、大学生及其他灵活就业人员）",
    "Enrolment in residents' basic medical insurance, including newborns and students",
)

BUNDLE = Label("新生儿出生一件事", "A child is born")

WINDOW_3 = WindowBrief("w03", 3, COMPREHENSIVE, "comprehensive")
WINDOW_6 = WindowBrief("w06", 6, COMPREHENSIVE, "comprehensive")
WINDOW_24 = WindowBrief("w24", 24, UNRESOLVED, "unresolved")


def queue(
    queue_id: str, zh: str, en: str, series: str, waiting: int, open_windows: int, longest: float | None
) -> QueueLine:
    return QueueLine(
        queue_id=queue_id,
        name=Label(zh, en),
        series=series,
        kind="department",
        waiting=waiting,
        windows_open=open_windows,
        accepts=True,
        longest_since_ms=None if longest is None else minutes_ago(longest),
    )


QUEUES = (
    queue("comprehensive", "综合窗口", "General services", "A", 12, 5, 22),
    queue("instant", "即办窗口", "On-the-spot services", "B", 3, 2, 6),
    queue("social-security", "社保医保", "Social and medical insurance", "C", 8, 3, 16),
    queue("real-estate", "不动产登记", "Property registration", "D", 26, 2, 47),
    queue("public-security", "户政出入境", "Residence and passports", "E", 4, 1, 9),
    queue("delivery", "出件领证", "Document pick-up", "F", 2, 1, 4),
    queue("cashier", "收费", "Cashier", "G", 0, 1, None),
    queue("enterprise", "企业开办", "Starting a business", "H", 1, 1, 2),
    queue("consultation", "咨询", "Advice", "K", 0, 1, None),
    queue("unresolved", "“办不成事”反映", "Unresolved matters", "L", 1, 0, 11),
    queue("assisted", "帮办代办", "Assisted service", "M", 0, 1, None),
)

# --- the clerk's window ---------------------------------------------------------------------------------------------

AT_THE_WINDOW = (
    "OpenWindow",
    "CallNext",
    "RecallTicket",
    "StartServing",
    "FinishServing",
    "MarkNoShow",
    "ParkTicket",
    "TransferTicket",
    "BreakOff",
    "CheckPreReview",
    "PauseWindow",
    "CloseWindow",
)


NEED_A_FREE_WINDOW = ("CallNext", "PauseWindow", "CloseWindow")


def actions(*allowed: str, why: RefusalCode | None = None) -> tuple[Action, ...]:
    """What is open; the rest is refused for `why`, or because there is a ticket or none."""

    def reason(command: str) -> RefusalCode:
        return why or (RefusalCode.WINDOW_BUSY if command in NEED_A_FREE_WINDOW else RefusalCode.WRONG_STATE)

    return tuple(
        Action(command, command in allowed, None if command in allowed else reason(command))
        for command in AT_THE_WINDOW
    )


def line(
    number: str,
    item: Label | None,
    minutes: float,
    command: str,
    state: TicketState = TicketState.WAITING,
    allowed: bool = True,
    why: str | None = None,
    verdict: str | None = None,
) -> WaitingLine:
    return WaitingLine(
        ticket_id=f"2026-11-23.{number}",
        number=number,
        item=item,
        queue=QUEUES[0].name,
        state=state,
        since_ms=minutes_ago(minutes),
        why=why,
        actions=(Action(command, allowed, None if allowed else RefusalCode.WINDOW_BUSY),),
        verdict=verdict,
    )


def waiting(allowed: bool) -> tuple[WaitingLine, ...]:
    items = (
        (FOOD, 18, "ready"),
        (TRADER, 16, None),
        (LICENCE, 15, "deferrable"),
        (None, 12, None),
        (ABROAD, 9, "ineligible"),
        (FOOD, 7, "incomplete"),
        (TRADER, 3, "ready"),
        (LICENCE, 0.5, None),
    )
    return tuple(
        line(
            f"A{14 + place:03d}",
            item,
            minutes,
            "CallTicket",
            allowed=allowed,
            why=None if place else "longest_waiting",
            verdict=verdict,
        )
        for place, (item, minutes, verdict) in enumerate(items)
    )


class SetAside(TypedDict):
    parked: tuple[WaitingLine, ...]
    missed: tuple[WaitingLine, ...]


def set_aside(allowed: bool) -> SetAside:
    parked, missed = TicketState.PARKED, TicketState.NO_SHOW
    return {
        "parked": (line("A007", TRADER, 11, "ResumeTicket", parked, allowed),),
        "missed": (
            line("A009", FOOD, 8, "RequeueTicket", missed),
            line("A003", None, 21, "RequeueTicket", missed),
        ),
    }


FREE = ClerkView(
    hall=HALL,
    window=WINDOW_3,
    state=WindowState.OPEN,
    paused_because=None,
    clerk_id="wang-min",
    clerk_name="王敏",
    clerk_post="primary",
    queues=QUEUES[:2],
    transfer_queues=QUEUES[1:],
    ticket=None,
    called_at_ms=None,
    started_at_ms=None,
    calls=0,
    waiting=waiting(True),
    waiting_count=8,
    longest_since_ms=minutes_ago(18),
    **set_aside(True),
    actions=actions("CallNext", "PauseWindow", "CloseWindow"),
    pause_reasons=("rest", "meeting", "equipment", "handover"),
    break_off_reasons=("applicant_left", "system_down", "materials_missing", "applicant_asked"),
    alarms=0,
)

TICKET = TicketView(
    ticket_id="2026-11-23.A012",
    number="A012",
    state=TicketState.CALLED,
    slip=SlipState.PRINTED,
    hall=HALL,
    queue=QUEUES[0].name,
    queue_kind="comprehensive",
    zone_letter="B",
    zone=Label("综合服务区", "General services"),
    windows=(1, 2, 3, 4, 5, 6, 7, 8),
    item=FOOD,
    issued_at_ms=minutes_ago(24),
    language="zh",
    window=WINDOW_3,
    called_at_ms=minutes_ago(0.4),
)

CALLED = replace(
    FREE,
    ticket=TICKET,
    called_at_ms=minutes_ago(0.4),
    calls=1,
    waiting=waiting(False),
    **set_aside(False),
    actions=actions("RecallTicket", "StartServing", "MarkNoShow", "ParkTicket", "TransferTicket"),
)

SERVING_TICKET = replace(TICKET, state=TicketState.SERVING, called_at_ms=minutes_ago(7))
SERVING = replace(
    CALLED,
    ticket=SERVING_TICKET,
    called_at_ms=minutes_ago(7),
    started_at_ms=minutes_ago(6.4),
    actions=actions("FinishServing", "ParkTicket", "TransferTicket", "BreakOff"),
)

LONGEST = replace(
    SERVING,
    window=WINDOW_24,
    clerk_name="欧阳娜仁花",
    clerk_post="backup",
    ticket=replace(SERVING_TICKET, number="AB1012", item=LONGEST_ITEM, slip=SlipState.ON_SCREEN, language="en"),
    calls=3,
    waiting=tuple(
        replace(one, number=f"AB10{14 + at}", item=LONGEST_ITEM, verdict="ineligible")
        for at, one in enumerate(waiting(False))
    ),
    waiting_count=127,
    longest_since_ms=minutes_ago(134),
    parked=tuple(
        line(f"AB10{at:02d}", LONGEST_ITEM, 64 + at, "ResumeTicket", TicketState.PARKED, False) for at in range(6)
    ),
    missed=tuple(line(f"AB09{at:02d}", LONGEST_ITEM, 25 + at, "RequeueTicket", TicketState.NO_SHOW) for at in range(6)),
    alarms=12,
)


def with_pre_review(view: ClerkView, review: PreReviewView) -> ClerkView:
    """The same window, its ticket taken with that pre-review; its lines may be checked."""
    may_check = Action("CheckPreReview", True)
    return replace(
        view,
        ticket=replace(view.ticket or TICKET, pre_review=review, verdict=review.verdict),
        actions=tuple(may_check if action.command == may_check.command else action for action in view.actions),
    )


CHECKING = with_pre_review(SERVING, pre_reviews.HALF_CHECKED)
CHECKING_LONGEST = with_pre_review(LONGEST, pre_reviews.LONGEST)

CLOSED = replace(
    FREE,
    state=WindowState.CLOSED,
    clerk_id=None,
    clerk_name=None,
    clerk_post=None,
    waiting=waiting(False),
    parked=(),
    missed=(),
    actions=actions("OpenWindow", why=RefusalCode.WINDOW_NOT_OPEN),
)

PAUSED = replace(
    CLOSED,
    state=WindowState.PAUSED,
    paused_because="meeting",
    clerk_id="wang-min",
    clerk_name="王敏",
    clerk_post="primary",
    actions=actions("OpenWindow", "CloseWindow", why=RefusalCode.WINDOW_NOT_OPEN),
)

EMPTY = replace(
    FREE,
    waiting=(),
    waiting_count=0,
    longest_since_ms=None,
    parked=(),
    missed=(),
    actions=(Action("CallNext", False, RefusalCode.NOBODY_WAITING), *actions("PauseWindow", "CloseWindow")),
)

# --- every kind of waiting ------------------------------------------------------------------------------------------

ELDERLY = Label("老年人优先", "Older people")
DISABLED = Label("残疾人优先", "People with disabilities")
CASHIER_WINDOW = WindowBrief("w19", 19, Label("收费窗口", "Cashier"), "cashier")
TRANSFER_WINDOWS = (
    TransferWindow(WINDOW_6, "sun-lei", "孙蕾"),
    TransferWindow(CASHIER_WINDOW, "liang-fang", "梁芳"),
    TransferWindow(WINDOW_24, "ouyang", "欧阳娜仁花"),
)
STAGES = (
    StageLine(Label("受理", "Acceptance"), QUEUES[0].name, (FOOD, TRADER), "done"),
    StageLine(Label("缴费", "Payment"), QUEUES[6].name, (TRADER,), "now"),
    StageLine(Label("领件", "Pick-up"), QUEUES[5].name, (FOOD, TRADER), "next"),
)


def allowing(view: ClerkView, *commands: str) -> ClerkView:
    """The same window, those commands open besides."""
    others = tuple(action for action in view.actions if action.command not in commands)
    return replace(view, actions=(*others, *(Action(command, True) for command in commands)))


def ranged(view: ClerkView) -> ClerkView:
    """The same window, its queues seen for long enough to say how long one may wait."""
    ranges = ((10, 25), (5, 10))
    queues = tuple(replace(one, range_min=range_min) for one, range_min in zip(view.queues, ranges, strict=False))
    moved = tuple(replace(one, range_min=(10, 25)) for one in view.transfer_queues[:4])
    return replace(view, queues=queues, transfer_queues=(*moved, *view.transfer_queues[4:]))


_MARKS: tuple[dict[str, Any], ...] = (
    {"returned": True, "why": "returned", "window": 3},
    {"priority": ELDERLY},
    {"priority": DISABLED, "priority_verified": True},
    {"appointment": AppointmentSlot("10:00", "10:30"), "verdict": "ready"},
    {"window": 3},
    {},
    {"priority": ELDERLY, "appointment": AppointmentSlot("10:30", "11:00")},
    {},
)
MARKED = tuple(replace(one, **marks) for one, marks in zip(waiting(True), _MARKS, strict=True))
BUSY_DAY = replace(
    ranged(FREE),
    waiting=MARKED,
    transfer_windows=TRANSFER_WINDOWS,
    undo=UndoLine("TicketMissed", "2026-11-23.A009", "A009", NOW_MS + 9_000),
    trainee_name="何苗",
    parked=(
        replace(FREE.parked[0], window=3, remind_at_ms=NOW_MS - 60_000),
        line("A002", FOOD, 3, "ResumeTicket", TicketState.PARKED),
    ),
)
CLAIMED = allowing(
    replace(
        CALLED,
        ticket=replace(TICKET, priority=ELDERLY, why=Why("priority", 540, priority=ELDERLY, overtaken=3)),
        waiting=MARKED,
        recalls_left=2,
        tag=12,
        tag_silent=True,
    ),
    "VerifyPriority",
    "WithdrawPriority",
    "ReturnTag",
)
IN_STAGES = allowing(
    replace(
        ranged(SERVING),
        transfer_windows=TRANSFER_WINDOWS,
        ticket=replace(
            SERVING_TICKET,
            item=BUNDLE,
            bundle=BUNDLE,
            stages=STAGES,
            lead=Label("市场监督管理局", "Market Supervision Bureau"),
            one_day=True,
            first_asked="苏文",
            priority=DISABLED,
            priority_verified=True,
            appointment=AppointmentSlot("09:30", "10:00"),
        ),
        undo=UndoLine("ServingStarted", "2026-11-23.A012", "A012", NOW_MS + 9_000),
    ),
    "SendAway",
    "NextStage",
    "WithdrawPriority",
)
AWAY_HERE = replace(
    SERVING, ticket=replace(SERVING_TICKET, goes_back_to=WINDOW_6, kept_for=None, why=Why("longest_waiting", 300))
)
UNRELIEVED = replace(FREE, leave_reasons=("unwell", "emergency", "equipment", "people_told"), backup_name="陈立")
ALONE = replace(UNRELIEVED, backup_name=None)
TO_SIT_DOWN = replace(
    CLOSED,
    trainees=(TraineeLine("he-miao", "何苗", "2001"), TraineeLine("gu-yu", "顾雨", "2002")),
    take_over=Action("TakeOver", False, RefusalCode.WRONG_STATE),
)
ANOTHERS = replace(SERVING, clerk_id="chen-li", clerk_name="陈立", take_over=Action("TakeOver", True), ticket=None)
WITHDRAWN = replace(CLOSED, withdrawn=True, actions=actions(why=RefusalCode.WINDOW_WITHDRAWN))

CLERK = Person(
    posts=(
        {"window_id": "w03", "number": 3, "name": {"zh": "综合窗口", "en": "General services"}, "post": "primary"},
        {"window_id": "w04", "number": 4, "name": {"zh": "综合窗口", "en": "General services"}, "post": "backup"},
        {"window_id": "w24", "number": 24, "name": {"zh": UNRESOLVED.zh, "en": UNRESOLVED.en}, "post": "backup"},
    )
)
SUPERVISOR = Person("fang-qing", "方晴", "1041", ("supervisor",), (), "/console")
SUPERVISOR_AND_CLERK = Person("fang-qing", "欧阳娜仁花", "1041", ("supervisor", "clerk"), CLERK.posts, "/console")
TECHNICIAN = Person("zou-jian", "邹建", "1051", ("technician",), (), "/console")
GUIDE_AND_CLERK = Person("su-wen", "苏文", "1023", ("clerk", "guide"), CLERK.posts, "/console")

# --- the floor ------------------------------------------------------------------------------------------------------

ZONES = {
    "A": Label("咨询服务区", "Advice"),
    "B": Label("综合服务区", "General services"),
    "C": Label("专业服务区", "Specialist services"),
    "D": Label("便民服务区", "Quick services"),
    "E": Label("企业开办与项目审批区", "Business and projects"),
}


def floor_window(
    number: int,
    zone: str,
    name: Label,
    clerk: str | None,
    state: WindowState = WindowState.OPEN,
    ticket: str | None = None,
    ticket_state: TicketState | None = TicketState.SERVING,
    minutes: float = 0,
) -> FloorWindow:
    return FloorWindow(
        window=WindowBrief(f"w{number:02d}", number, name, "department"),
        state=state,
        clerk_name=clerk,
        number=ticket,
        ticket_state=ticket_state if ticket else None,
        since_ms=minutes_ago(minutes) if clerk else None,
        zone_letter=zone,
        zone=ZONES[zone],
    )


PROPERTY = Label("不动产登记窗口", "Property registration")
POLICE = Label("户政出入境窗口", "Residence and passports")
INSTANT = Label("即办窗口", "On-the-spot services")
PICK_UP = Label("出件窗口", "Document pick-up")
CASHIER = Label("收费窗口", "Cashier")
ADVICE = Label("咨询窗口", "Advice")
ASSISTED = Label("帮办代办窗口", "Assisted service")
ENTERPRISE = Label("企业开办窗口", "Starting a business")
NOBODY = WindowState.CLOSED

FLOOR_WINDOWS = (
    floor_window(1, "B", COMPREHENSIVE, "李娟", ticket="A008", minutes=12),
    floor_window(2, "B", COMPREHENSIVE, "陈立", ticket="A011", minutes=8),
    floor_window(3, "B", COMPREHENSIVE, "王敏", ticket="A012", ticket_state=TicketState.CALLED, minutes=0.3),
    floor_window(4, "B", COMPREHENSIVE, "赵岩", ticket="A009", minutes=11),
    floor_window(5, "B", COMPREHENSIVE, "何静", ticket="A010", minutes=4),
    floor_window(6, "B", COMPREHENSIVE, "孙蕾", minutes=2),
    floor_window(7, "B", COMPREHENSIVE, "吴昊", WindowState.PAUSED, minutes=3),
    floor_window(8, "B", COMPREHENSIVE, None, NOBODY),
    floor_window(9, "C", SOCIAL, "周敏", ticket="C105", minutes=6),
    floor_window(10, "C", SOCIAL, "许蓉", ticket="C107", minutes=3),
    floor_window(11, "C", SOCIAL, "罗成", ticket="C104", minutes=14),
    floor_window(12, "C", PROPERTY, "郭琳", ticket="D057", minutes=19),
    floor_window(13, "C", PROPERTY, "林浩", ticket="D056", minutes=38),
    floor_window(14, "C", PROPERTY, "高峰", WindowState.PAUSED, minutes=6),
    floor_window(15, "D", INSTANT, "田甜", ticket="B030", minutes=2),
    floor_window(16, "D", INSTANT, "汪洁", ticket="B031", ticket_state=TicketState.CALLED, minutes=1),
    floor_window(17, "D", PICK_UP, "石磊", ticket="F012", minutes=3),
    floor_window(18, "D", PICK_UP, None, NOBODY),
    floor_window(19, "D", CASHIER, "梁芳", minutes=5),
    floor_window(20, "D", CASHIER, None, NOBODY),
    floor_window(21, "C", POLICE, "沈洁", ticket="E009", minutes=1),
    floor_window(22, "C", POLICE, None, NOBODY),
    floor_window(23, "A", ADVICE, "苏文", minutes=9),
    floor_window(24, "A", UNRESOLVED, None, NOBODY),
    floor_window(25, "A", ASSISTED, "叶青", minutes=1),
    floor_window(26, "E", ENTERPRISE, "潘越", ticket="H002", minutes=7),
)


def kiosk(number: int, health: DeviceHealth | None, online: bool = True, out: bool = False) -> StationLine:
    name = Label(f"{number} 号自助机", f"Kiosk {number}")
    device = DeviceLine(f"printer-{number}", "ticket_printer", health)
    return StationLine(f"kiosk-{number}", "kiosk", name, online, out, (device,))


def station(station_id: str, kind: str, zh: str, en: str, online: bool = True) -> StationLine:
    return StationLine(station_id, kind, Label(zh, en), online, False, ())


BY_WINDOW = (1, 2, 3, 4, 9, 12, 15)
STATIONS = (
    kiosk(1, DeviceHealth.OK),
    kiosk(2, DeviceHealth.PAPER_OUT),
    kiosk(3, DeviceHealth.PAPER_LOW),
    station("board-1", "board", "大厅综合屏", "Hall call board"),
    station("board-2", "board", "C 区综合屏", "Zone C call board", online=False),
    *(station(f"panel-w{n:02d}", "panel", f"{n} 号窗口屏", f"Panel of window {n}") for n in BY_WINDOW),
    *(station(f"rating-w{n:02d}", "rating", f"{n} 号窗口评价器", f"Rating terminal of window {n}") for n in BY_WINDOW),
)


def alarm(kind: str, about: str, station: StationLine, minutes: float, by: str | None = None) -> AlarmLine:
    state = AlarmState.ACKNOWLEDGED if by else AlarmState.RAISED
    return AlarmLine(f"{kind}.{about}.1", kind, about, station.name, state, minutes_ago(minutes), by)


ALARMS = (
    alarm("device_paper_out", "printer-2", STATIONS[1], 4),
    alarm("help_called", "kiosk-1", STATIONS[0], 1),
    alarm("station_offline", "board-2", STATIONS[4], 20, "ding-qian"),
    alarm("device_paper_low", "printer-3", STATIONS[2], 32, "fang-qing"),
)

FLOOR_OPEN = FloorView(
    hall=HALL,
    day_open=True,
    business_day="2026-11-23",
    demonstration=True,
    counts=DayCounts(
        issued=468, waiting=57, called=2, serving=13, parked=1, served=386, no_show=12, cancelled=7, expired=0, void=1
    ),
    queues=QUEUES,
    windows=FLOOR_WINDOWS,
    alarms=ALARMS,
    stations=STATIONS,
    actions=(Action("OpenDay", False, RefusalCode.DAY_OPEN), Action("CloseDay", True)),
    paper_series="Z",
)
FLOOR_EMPTY = replace(
    FLOOR_OPEN,
    day_open=False,
    business_day=None,
    counts=DayCounts(*(0 for _ in range(10))),
    queues=tuple(replace(one, waiting=0, windows_open=0, longest_since_ms=None) for one in QUEUES),
    windows=tuple(
        replace(one, state=NOBODY, clerk_name=None, number=None, ticket_state=None, since_ms=None)
        for one in FLOOR_WINDOWS
    ),
    alarms=(),
    stations=tuple(
        replace(one, online=True, devices=tuple(replace(device, health=DeviceHealth.OK) for device in one.devices))
        for one in STATIONS
    ),
    actions=(Action("OpenDay", True), Action("CloseDay", False, RefusalCode.DAY_CLOSED)),
)
FLOOR_LONGEST = replace(
    FLOOR_OPEN,
    windows=tuple(
        replace(
            one,
            clerk_name=one.clerk_name and "欧阳娜仁花",
            number=one.number and "AB1012",
            since_ms=one.since_ms and minutes_ago(134),
        )
        for one in FLOOR_WINDOWS
    ),
    queues=tuple(replace(one, waiting=499, longest_since_ms=minutes_ago(134)) for one in QUEUES),
    alarms=tuple(replace(one, alarm_id=f"{one.alarm_id}-{at}") for at in range(4) for one in ALARMS),
    counts=replace(FLOOR_OPEN.counts, issued=2468, waiting=1499, served=1386, no_show=112, cancelled=71, void=11),
)
FLOOR_ASKED = replace(
    FLOOR_OPEN,
    windows=tuple(
        replace(
            one,
            profile_id="general",
            profile=Label("综合", "General services"),
            withdrawn=one.window.number == 8,
            trainee_name="何苗" if one.window.number == 3 else None,
        )
        for one in FLOOR_WINDOWS
    ),
    queues=tuple(
        replace(
            one,
            range_min=(10, 25) if one.waiting > 3 else None,
            numbers_over=one.queue_id == "real-estate",
            last_ticket_at_ms=minutes_ago(-360) if one.queue_id == "public-security" else None,
        )
        for one in QUEUES
    ),
    alarms=(
        AlarmLine(
            "post_uncovered.unresolved.1",
            "post_uncovered",
            "unresolved",
            UNRESOLVED,
            AlarmState.RAISED,
            minutes_ago(6),
        ),
        AlarmLine(
            "hoarding_suspected.x.1",
            "hoarding_suspected",
            "2026-11-23.A021",
            Label("A021", "A021"),
            AlarmState.RAISED,
            minutes_ago(9),
        ),
        *ALARMS[2:],
    ),
    uncovered=(UncoveredLine("unresolved", UNRESOLVED, 1, minutes_ago(11), (24,)),),
    requests=tuple(
        RequestLine(
            request_id=f"r{at}",
            window=window,
            change=change,
            reason=reason,
            requested_by=by,
            requested_by_name=name,
            requested_at_ms=minutes_ago(7 + at),
            actions=(
                Action("ApproveWindow", at == 0, None if at == 0 else RefusalCode.QUEUE_LEFT),
                Action("RejectWindow", True),
            ),
        )
        for at, (window, change, reason, by, name) in enumerate(
            (
                (WINDOW_6, "withdraw", "few_people", "sun-lei", "孙蕾"),
                (WINDOW_24, "withdraw", "这个窗口的电脑今天送修，下午四点前拿不回来", "su-wen", "欧阳娜仁花"),
                (WINDOW_3, "open", "many_people", "fang-qing", "方晴"),
            )
        )
    ),
    profiles=(
        ProfileLine("general", Label("综合", "General services"), ("comprehensive", "instant")),
        ProfileLine("real-estate", Label("不动产登记", "Property registration"), ("real-estate",)),
        ProfileLine("social", Label("社保医保", "Social and medical insurance"), ("social-security",)),
    ),
    appointments=AppointmentCounts(booked=13, checked_in=31, cancelled=4, missed=2),
)
REAL_HALL = replace(
    FLOOR_OPEN, demonstration=False, stations=(replace(STATIONS[0], out_of_service=True), *STATIONS[1:])
)

PICTURES = {"kiosk-1": (1080, 1920), "board-1": (1920, 1080), "panel-w01": (1920, 540), "rating-w01": (1280, 800)}

# --- the report and the catalogue -----------------------------------------------------------------------------------

COMPLAINTS = Person("gu-ping", "顾平", "1071", ("complaints",), (), "/console/work-orders")
AUDITOR = Person("mei-lan", "梅兰", "1061", ("auditor",), (), "/console")
IN_FORCE = InForce("5e0c1f2a9b7d4e63" * 4, minutes_ago(3 * 24 * 60 + 65), 73, 8, 15)
UNFIT: dict[str, Any] = {
    "code": "configuration_unfit",
    "details": {
        "findings": [
            {
                "file": "catalogue/police.toml",
                "key": "items[3].situations[1].answers[0].leads_to",
                "reason": '"wher" is no question of this item',
                "suggestion": 'did you mean "where"?',
            },
            {
                "file": "catalogue/police.toml",
                "key": "items[7].materials[2].needed_when",
                "reason": "no way of answering leads to this material, so that nobody needs it",
                "suggestion": None,
            },
            {
                "file": "hall.toml",
                "key": "windows[11].profile_id",
                "reason": '"social" is not among the profiles',
                "suggestion": 'did you mean "social-security"?',
            },
        ]
    },
}


def report(body: PreReviewReport, **others: Any) -> Example:
    usual = Example(
        "/console/pre-reviews",
        FLOOR,
        person=SUPERVISOR,
        report_answer=(200, body),
        ripe=".figures",
        at_its_time=True,
    )
    return replaced(usual, **others)


def publishing(**others: Any) -> Example:
    usual = Example("/console/catalogue", FLOOR, person=SUPERVISOR, folder=SAMPLE, clicks=("#send",), ripe="#send")
    return replaced(usual, **others)


# --- the ticket page ------------------------------------------------------------------------------------------------

TICKET_PATH = "/t/2026-11-23.A012.abcdefghijklmnop"
CANCEL = (Action("CancelTicket", True), Action("RateService", False, RefusalCode.SERVICE_UNKNOWN))
OVER = (
    Action("CancelTicket", False, RefusalCode.WRONG_STATE),
    Action("RateService", False, RefusalCode.SERVICE_UNKNOWN),
)
WAITING = replace(TICKET, state=TicketState.WAITING, window=None, called_at_ms=None, ahead=5, actions=CANCEL)
MISSED = replace(
    TICKET,
    state=TicketState.NO_SHOW,
    window=None,
    missed_at_ms=minutes_ago(3),
    return_until_ms=minutes_ago(-27),
    return_places=3,
    actions=OVER,
)


def in_state(state: TicketState) -> TicketView:
    return replace(TICKET, state=state, window=None, actions=OVER)


def phone(ticket: TicketView, **others: Any) -> Example:
    return Example(TICKET_PATH, PHONE, ticket, ticket.language, **others)


LONGEST_LIST = replace(pre_reviews.LONGEST, verdict="incomplete")


def tall(ticket: TicketView) -> Example:
    """All of a page that is longer than a phone."""
    return replaced(phone(ticket), size=(PHONE[0], 1900))


def reviewed(ticket: TicketView, review: PreReviewView) -> TicketView:
    """The ticket taken with that pre-review, as its holder sees it."""
    amiss = ("missing", "unfit", "deferred")
    return replace(
        ticket, verdict=review.verdict, to_bring=tuple(line.name for line in review.lines if line.finding in amiss)
    )


def at_window(view: ClerkView, **others: Any) -> Example:
    return Example("/clerk?window=w03", DESK, view, person=CLERK, ripe=LINKED, **others)


# two of the roll are entered; one was before, one comes when the day is over
ROLL_KEYS = (
    *("F1", "0", "0", "7", "Enter", "Enter"),
    *("Enter", "Enter"),
    *("Enter", "ArrowDown", "ArrowDown", "Enter"),
    *("0", "1", "2", "Enter", "ArrowUp", "Enter"),
)
ROLL_REFUSED = (
    (EnterPaperTicket("008", queue_id="comprehensive"), RefusalCode.PAPER_NUMBER_USED),
    (EnterPaperTicket("012", queue_id="instant"), RefusalCode.DAY_CLOSED),
)


LOCKER_BRIDGE = StationLine(
    "bridge-1",
    "bridge",
    Label("1 号设备接入机", "Device bridge 1"),
    online=True,
    out_of_service=False,
    devices=(DeviceLine("lockers-1", "lock_boards", DeviceHealth.OK),),
)
FLOOR_LOCKERS = replace(
    FLOOR_OPEN,
    stations=(*FLOOR_OPEN.stations, LOCKER_BRIDGE),
    alarms=(
        *FLOOR_OPEN.alarms,
        AlarmLine(
            "cell_left_open.lockers-1:2:5.9",
            "cell_left_open",
            "lockers-1:2:5",
            Label("1 号设备接入机 2-05", "Device bridge 1 2-05"),
            AlarmState.RAISED,
            minutes_ago(9),
        ),
    ),
)


FLOOR_NOTICES = replace(
    FLOOR_OPEN,
    emergency_messages=(
        EmergencyOffer(
            "evacuate",
            Label("请立即离开大厅", "Leave the hall now"),
            Label("请跟随工作人员，从最近的安全出口离开。", "Follow the staff to the nearest exit."),
            calm=False,
        ),
        EmergencyOffer(
            "power",
            Label("停电，请稍候", "Power failure, please wait"),
            Label("请留在原位，您的号码会保留。", "Stay where you are. Your number is kept."),
            calm=False,
        ),
        EmergencyOffer(
            "all-clear", Label("警报解除", "All clear"), Label("请回到等候区。", "Please return."), calm=True
        ),
    ),
    notices=(
        PublishedNotice(
            "n1",
            "disclosure",
            Label("三季度窗口服务考评结果", "Results of the third quarter"),
            Label("实绩突出：3 号、7 号、12 号窗口。", "Outstanding: windows 3, 7 and 12."),
            minutes_ago(-9_000),
            places=("boards",),
            rank="first",
            from_ms=minutes_ago(300),
            by_name="方晴",
        ),
        PublishedNotice(
            "n2",
            "announcement",
            None,
            Label("税务窗口明天下午 15:30 停止叫号。", "Tax windows close at 15:30 tomorrow."),
            minutes_ago(-2_000),
            places=("boards", "kiosks"),
            zone_id="departments",
            from_ms=minutes_ago(-900),
            standing=False,
            by_name="方晴",
        ),
    ),
)
FLOOR_EMERGENCY = replace(
    FLOOR_NOTICES,
    emergency=EmergencyLine(
        "e1",
        "evacuate",
        Label("请立即离开大厅", "Leave the hall now"),
        Label("请跟随工作人员，从最近的安全出口离开。", "Follow the staff to the nearest exit."),
        minutes_ago(2),
    ),
)


def notices(**others: Any) -> Example:
    usual = Example("/console/notices", FLOOR, FLOOR_NOTICES, person=SUPERVISOR, ripe="#list li")
    return replaced(usual, **others)


def lobby(**others: Any) -> Example:
    ripe = all_of(".count:not(:text('…'))", LINKED)  # whoever is found, nothing is being looked up any more
    usual = Example("/console/tickets", FLOOR, FLOOR_OPEN, person=SUPERVISOR, ripe=ripe)
    return replaced(usual, **others)


def lockers(**others: Any) -> Example:
    usual = Example("/console/lockers", FLOOR, FLOOR_LOCKERS, person=TECHNICIAN, ripe=all_of(".cells", LINKED))
    return replaced(usual, **others)


def inspection(**others: Any) -> Example:
    usual = Example("/console/calls", FLOOR, FLOOR_OPEN, person=SUPERVISOR, ripe="[data-call]")
    return replaced(usual, **others)


def appointments(**others: Any) -> Example:
    usual = Example("/console/appointments", FLOOR, FLOOR_OPEN, person=SUPERVISOR, ripe=all_of(".schedules", LINKED))
    return replaced(usual, **others)


def given(**others: Any) -> Example:
    usual = Example(
        "/console/ratings", FLOOR, person=COMPLAINTS, ripe="[data-rating]", lookups=ratings.LOOKED_UP, at_its_time=True
    )
    return replaced(usual, **others)


def orders(order_id: str | None, **others: Any) -> Example:
    path = "/console/work-orders" + (f"?order={order_id}" if order_id else "")
    ripe = all_of("#order .told", "[data-order]") if order_id else "[data-order]"
    usual = Example(path, FLOOR, person=COMPLAINTS, ripe=ripe, lookups=work_orders.LOOKED_UP, at_its_time=True)
    return replaced(usual, **others)


def indicators(report_: RatingReport = indicator_examples.BY_WINDOW, **others: Any) -> Example:
    lookups = {"reports/ratings": report_, "exports": indicator_examples.EXPORTS, "exports/again": {"count": 2}}
    lookups["rating-months"] = indicator_examples.MONTHS
    ripe = all_of("[data-line]", "[data-receiver]")
    usual = Example("/console/indicators", FLOOR, person=COMPLAINTS, ripe=ripe, lookups=lookups, at_its_time=True)
    return replaced(usual, **others)


def my_orders(**others: Any) -> Example:
    lookups = {"my-work-orders": work_orders.MINE}
    usual = Example("/clerk/work-orders", DESK, person=CLERK, ripe="#mine .told", lookups=lookups)
    return replaced(usual, **others)


def rating(rateable: RateableView, **others: Any) -> Example:
    usual = Example(f"{TICKET_PATH}/rate", PHONE, rateable=rateable, ripe="main[data-part]")
    return replaced(usual, **others)


def published(size: tuple[int, int], months: tuple[RatingMonth, ...], **others: Any) -> Example:
    return replaced(Example("/published-ratings", size, months=months), **others)


def rating_whole(rateable: RateableView, **others: Any) -> Example:
    """All of the page once a level is chosen, which is longer than a phone."""
    return rating(rateable, **{"size": (PHONE[0], 1900), **others})


ENGLISH_WAITING = replace(WAITING, language="en")

RANGED = replace(WAITING, range_min=(10, 25), priority=ELDERLY, appointment=AppointmentSlot("10:00", "10:30"))
STAGED = replace(
    WAITING,
    item=BUNDLE,
    bundle=BUNDLE,
    stages=STAGES,
    lead=Label("市场监督管理局", "Market Supervision Bureau"),
    one_day=True,
    range_min=(5, 5),
    priority=DISABLED,
    priority_verified=True,
)

EXAMPLES: dict[str, Example] = {
    "sign in": Example("/", DESK),
    "sign in, English": Example("/", DESK, language="en"),
    "sign in, wrong": Example("/", DESK, sign_in_answer=(401, {"code": "wrong_credentials", "details": {}})),
    "sign in, too many": Example(
        "/", DESK, sign_in_answer=(429, {"code": "too_many_attempts", "details": {"wait_s": "300"}})
    ),
    "clerk, posts": Example("/clerk", DESK, FREE, person=CLERK, ripe=".posts"),
    "clerk, posts, English": Example("/clerk", DESK, FREE, "en", CLERK, ripe=".posts"),
    "clerk, free": at_window(FREE),
    "clerk, called": at_window(CALLED),
    "clerk, nobody could see it": at_window(replace(CALLED, call_shown=False), keys=("F10",)),
    "clerk, emergency": at_window(replace(CALLED, emergency=FLOOR_EMERGENCY.emergency)),
    "ticket, emergency": phone(replace(WAITING, emergency=FLOOR_EMERGENCY.emergency)),
    "ticket, emergency, English": phone(replace(WAITING, language="en", emergency=FLOOR_EMERGENCY.emergency)),
    "clerk, serving": at_window(SERVING),
    "clerk, serving, English": at_window(SERVING, language="en"),
    "clerk, longest": at_window(LONGEST),
    "clerk, longest, English": at_window(LONGEST, language="en"),
    "clerk, pre-review": at_window(CHECKING),
    "clerk, pre-review, English": at_window(CHECKING, language="en"),
    "clerk, pre-review, large": replaced(at_window(CHECKING), size=FLOOR),
    "clerk, pre-review, called": at_window(with_pre_review(CALLED, pre_reviews.READY)),
    "clerk, pre-review, incomplete": at_window(with_pre_review(SERVING, pre_reviews.INCOMPLETE), keys=("j",) * 5),
    "clerk, pre-review, ineligible": at_window(with_pre_review(SERVING, pre_reviews.INELIGIBLE), keys=("j",)),
    "clerk, pre-review, ineligible, English": at_window(
        with_pre_review(SERVING, pre_reviews.INELIGIBLE), language="en", keys=("j",)
    ),
    "clerk, pre-review, all checked": at_window(with_pre_review(SERVING, pre_reviews.ALL_CHECKED)),
    "clerk, pre-review, longest": at_window(CHECKING_LONGEST, keys=("j", "j", "j")),
    "clerk, pre-review, longest, English": at_window(CHECKING_LONGEST, language="en", keys=("j", "j", "j")),
    "clerk, pre-review, longest, large": replaced(at_window(CHECKING_LONGEST, language="en"), size=FLOOR),
    "clerk, pre-review, offline": at_window(CHECKING, away=True),
    "clerk, empty": at_window(EMPTY),
    "clerk, closed": at_window(CLOSED),
    "clerk, paused": at_window(PAUSED),
    "clerk, paused, English": at_window(PAUSED, language="en"),
    "clerk, offline": at_window(SERVING, away=True),
    "clerk, offline, English": at_window(SERVING, language="en", away=True),
    "clerk, refused": at_window(SERVING, keys=("F2",)),
    "clerk, choosing": at_window(FREE, keys=("F5",)),
    "clerk, transferring": at_window(SERVING, keys=("F9",)),
    "clerk, transferring, English": at_window(SERVING, language="en", keys=("F9",)),
    "clerk, breaking off": at_window(SERVING, keys=("Delete",)),
    "clerk, keys": at_window(SERVING, keys=("F1",)),
    "clerk, keys, English": at_window(SERVING, language="en", keys=("F1",)),
    "clerk, busy day": at_window(BUSY_DAY),
    "clerk, busy day, English": at_window(BUSY_DAY, language="en"),
    "clerk, claimed": at_window(CLAIMED),
    "clerk, claimed, English": at_window(CLAIMED, language="en"),
    "clerk, withdrawing priority": at_window(CLAIMED, keys=("d",)),
    "clerk, own words": at_window(CLAIMED, keys=("d", "5")),
    "clerk, own words, English": at_window(CLAIMED, language="en", keys=("d", "5")),
    "clerk, stages": at_window(IN_STAGES),
    "clerk, stages, English": at_window(IN_STAGES, language="en"),
    "clerk, stages, pre-review": at_window(with_pre_review(IN_STAGES, pre_reviews.HALF_CHECKED)),
    "clerk, goes back": at_window(AWAY_HERE),
    "clerk, sending out": at_window(IN_STAGES, keys=("s",)),
    "clerk, transferring to a window": at_window(IN_STAGES, keys=("F9", "ArrowUp", "ArrowUp", "Enter")),
    "clerk, transferring to somebody, English": at_window(
        IN_STAGES, language="en", keys=("F9", "ArrowUp", "Enter", "2")
    ),
    "clerk, leaving": at_window(UNRELIEVED, keys=("x",)),
    "clerk, leaving, English": at_window(ALONE, language="en", keys=("p",)),
    "clerk, to sit down": at_window(TO_SIT_DOWN),
    "clerk, to sit down, English": at_window(TO_SIT_DOWN, language="en"),
    "clerk, with a trainee": at_window(TO_SIT_DOWN, keys=("i",)),
    "clerk, another's": at_window(ANOTHERS),
    "clerk, another's, English": at_window(ANOTHERS, language="en"),
    "clerk, withdrawn": at_window(WITHDRAWN),
    "clerk, asking": at_window(FREE, keys=("r",)),
    "floor, asked": Example("/console", FLOOR, FLOOR_ASKED, person=SUPERVISOR, ripe=".figures"),
    "floor, asked, English": Example("/console", FLOOR, FLOOR_ASKED, "en", SUPERVISOR, ripe=".figures"),
    "floor, asked, small": Example("/console", DESK, FLOOR_ASKED, "en", SUPERVISOR, ripe=".figures"),
    "floor, other work": Example(
        "/console", FLOOR, FLOOR_ASKED, person=SUPERVISOR, ripe=".figures", clicks=("[data-window=w06]",)
    ),
    "floor, other work, seen": Example(
        "/console",
        FLOOR,
        FLOOR_ASKED,
        person=SUPERVISOR,
        ripe=".figures",
        clicks=("[data-window=w06]",),
        selected=(("#profile", "real-estate"),),
    ),
    "floor, other work, seen, English": Example(
        "/console",
        DESK,
        FLOOR_ASKED,
        "en",
        SUPERVISOR,
        ripe=".figures",
        clicks=("[data-window=w06]",),
        selected=(("#profile", "real-estate"),),
    ),
    "appointments": appointments(),
    "appointments, English": appointments(language="en", size=DESK),
    "appointments, chosen": appointments(size=DESK, keys=("ArrowDown",) * 4),
    "appointments, cancelling, English": appointments(language="en", size=DESK, keys=(*("ArrowDown",) * 4, "F8")),
    "appointments, booking": appointments(keys=("F3",)),
    "appointments, slots": appointments(
        keys=("F3",), typed=(("#words", "food"),), clicks=("[data-act=item]",), size=DESK
    ),
    "appointments, slots, English": appointments(
        language="en", keys=("F3",), typed=(("#words", "food"),), clicks=("[data-act=item]",), size=DESK
    ),
    "appointments, person, English": appointments(
        language="en",
        keys=("F3",),
        typed=(("#words", "food"),),
        clicks=("[data-act=item]", "[data-act=slot]:not([aria-disabled])"),
        size=DESK,
    ),
    "appointments, auditor": appointments(person=AUDITOR, keys=("ArrowDown",)),
    "floor": Example("/console", FLOOR, FLOOR_OPEN, person=SUPERVISOR, ripe=".figures"),
    "floor, English": Example("/console", FLOOR, FLOOR_OPEN, "en", SUPERVISOR, ripe=".figures"),
    "floor, small": Example("/console", DESK, FLOOR_OPEN, person=SUPERVISOR, ripe=".figures"),
    "floor, longest": Example("/console", FLOOR, FLOOR_LONGEST, person=GUIDE_AND_CLERK, ripe=".figures"),
    "floor, longest, English": Example("/console", FLOOR, FLOOR_LONGEST, "en", GUIDE_AND_CLERK, ripe=".figures"),
    "floor, before opening": Example("/console", FLOOR, FLOOR_EMPTY, person=SUPERVISOR, ripe=".figures"),
    "floor, offline": Example("/console", FLOOR, FLOOR_OPEN, person=SUPERVISOR, away=True, ripe=".figures"),
    "tickets": lobby(),
    "tickets, English": lobby(language="en"),
    "tickets, found": lobby(keys=("ArrowDown",) * 4, clicks=("#number-chosen",)),
    "tickets, found, English": lobby(language="en", size=DESK, keys=("ArrowDown",) * 4, clicks=("#number-chosen",)),
    "tickets, granting": lobby(
        size=DESK, keys=("ArrowDown",) * 4, clicks=("#number-chosen", "[data-act=grant_priority]")
    ),
    "tickets, withdrawing, English": lobby(
        language="en",
        size=DESK,
        keys=("ArrowDown",) * 4,
        clicks=("#number-chosen", "[data-act=withdraw_priority]", ".options li:last-child button"),
    ),
    "tickets, for somebody": lobby(person=GUIDE_AND_CLERK, keys=("F3",)),
    "tickets, for somebody, items": lobby(
        language="en", size=DESK, keys=("F3",), typed=(("#words", "food"),), clicks=(".options [data-act=wish]",)
    ),
    "tickets, printing where": lobby(
        size=DESK, keys=("ArrowDown",) * 4, clicks=("#number-chosen", "[data-act=reprint_slip]")
    ),
    "tickets, printing where, English": lobby(
        language="en", size=DESK, keys=("ArrowDown",) * 4, clicks=("#number-chosen", "[data-act=reprint_slip]")
    ),
    "tickets, printing again": lobby(size=DESK, keys=("ArrowDown",) * 3, clicks=("#number-chosen",)),
    "tickets, giving a tag": lobby(
        size=DESK, keys=("ArrowDown",) * 4, clicks=("#number-chosen", "[data-act=give_tag]")
    ),
    "tickets, taking a tag back, English": lobby(
        language="en", size=DESK, keys=("ArrowDown",) * 3, clicks=("#number-chosen", "[data-act=give_tag]")
    ),
    "tickets, paper roll": lobby(keys=("F1",), clicks=("#paper-number",)),
    "tickets, paper roll, served by hand": lobby(
        size=DESK,
        keys=("F1", "0", "0", "7", "Tab", "Tab", "9", "1", "2", "Tab", "3", "Enter", "Enter"),
        clicks=("#paper-taken-at",),
    ),
    "tickets, paper roll, entered": lobby(size=DESK, keys=ROLL_KEYS, refused=ROLL_REFUSED),
    "tickets, paper roll, entered, English": lobby(language="en", size=DESK, keys=ROLL_KEYS, refused=ROLL_REFUSED),
    "tickets, longest": lobby(keys=("ArrowDown",), clicks=("#number-chosen",), size=DESK),
    "tickets, longest, English": lobby(keys=("ArrowDown",), clicks=("#number-chosen",), size=DESK, language="en"),
    "tickets, auditor": lobby(person=AUDITOR, keys=("ArrowDown",)),
    "tickets, offline": lobby(away=True),
    "calls": inspection(clicks=("[data-call='2026-11-23.A028.c1']",)),
    "calls, English": inspection(language="en", clicks=("[data-call='2026-11-23.A028.c1']",)),
    "calls, small": inspection(person=AUDITOR, size=DESK, clicks=("[data-call='2026-11-23.A028.c1']",)),
    "screens": Example(
        "/console/screens",
        FLOOR,
        FLOOR_OPEN,
        person=SUPERVISOR,
        pictures=PICTURES,
        ripe="[data-kind=rating] canvas:not([hidden])",
    ),
    "screens, English": Example(
        "/console/screens",
        FLOOR,
        FLOOR_OPEN,
        "en",
        SUPERVISOR,
        pictures=PICTURES,
        ripe="[data-kind=rating] canvas:not([hidden])",
    ),
    "screens, small": Example(
        "/console/screens",
        DESK,
        FLOOR_OPEN,
        person=SUPERVISOR,
        pictures=PICTURES,
        ripe="[data-kind=rating] canvas:not([hidden])",
    ),
    "screens, none yet": Example("/console/screens", FLOOR, FLOOR_LOCKERS, person=SUPERVISOR, ripe=".screen"),
    "screens, real hall": Example(
        "/console/screens",
        FLOOR,
        REAL_HALL,
        person=TECHNICIAN,
        pictures=PICTURES,
        ripe="[data-kind=rating] canvas:not([hidden])",
    ),
    "notices": notices(),
    "notices, English": notices(language="en"),
    "notices, is it meant": notices(size=DESK, clicks=("[data-act='ask'][data-message='evacuate']",)),
    "notices, emergency": notices(view=FLOOR_EMERGENCY),
    "notices, emergency, English": notices(view=FLOOR_EMERGENCY, language="en", size=DESK),
    "notices, nothing published": notices(view=FLOOR_OPEN, person=TECHNICIAN, ripe="#list .nothing"),
    "lockers": lockers(),
    "lockers, English": lockers(language="en"),
    "lockers, opening": lockers(size=DESK, clicks=("[data-board='1'][data-lock='6']",)),
    "lockers, opening, English": lockers(language="en", size=DESK, clicks=("[data-board='1'][data-lock='6']",)),
    "report": report(reports.USUAL, clicks=("[data-item=item-0103] button",)),
    "report, English": report(reports.USUAL, language="en", clicks=("[data-item=item-0103] button",)),
    "report, small": report(reports.USUAL, size=DESK, clicks=("[data-item=item-1201] button",)),
    "report, longest": report(reports.LONGEST, person=AUDITOR, clicks=("[data-item=item-0401] button",)),
    "report, longest, English": report(
        reports.LONGEST, language="en", size=DESK, person=SUPERVISOR_AND_CLERK, clicks=("[data-item=item-0401] button",)
    ),
    "report, none": report(reports.NONE, ripe=".nothing"),
    "report, refused": replaced(
        report(reports.NONE, ripe=".nothing"), report_answer=(503, {"code": "unavailable", "details": {}})
    ),
    "catalogue": publishing(folder=None, clicks=()),
    "catalogue, English": publishing(language="en", size=DESK, folder=None, clicks=()),
    "catalogue, chosen": publishing(clicks=()),
    "catalogue, published": publishing(),
    "catalogue, refused": publishing(publish_answer=(422, UNFIT)),
    "catalogue, refused, English": publishing(language="en", size=DESK, publish_answer=(422, UNFIT)),
    "ticket, waiting": phone(WAITING),
    "ticket, next": phone(replace(WAITING, ahead=0)),
    "ticket, many ahead": phone(replace(WAITING, ahead=137)),
    "ticket, longest": phone(replace(WAITING, number="AB1012", item=LONGEST_ITEM, ahead=24, zone=ZONES["E"])),
    "ticket, waiting, English": phone(ENGLISH_WAITING),
    "ticket, longest, English": phone(replace(ENGLISH_WAITING, number="AB1012", item=LONGEST_ITEM, ahead=24)),
    "ticket, pre-review, ready": phone(reviewed(WAITING, pre_reviews.READY)),
    "ticket, pre-review, deferrable": phone(reviewed(WAITING, pre_reviews.DEFERRABLE)),
    "ticket, pre-review, incomplete": phone(reviewed(WAITING, pre_reviews.INCOMPLETE)),
    "ticket, pre-review, incomplete, English": phone(reviewed(ENGLISH_WAITING, pre_reviews.INCOMPLETE)),
    "ticket, pre-review, ineligible": phone(reviewed(WAITING, pre_reviews.INELIGIBLE)),
    "ticket, pre-review, called": phone(reviewed(replace(TICKET, actions=CANCEL), pre_reviews.DEFERRABLE)),
    "ticket, pre-review, longest": tall(reviewed(WAITING, LONGEST_LIST)),
    "ticket, pre-review, longest, English": tall(reviewed(ENGLISH_WAITING, LONGEST_LIST)),
    "ticket, bundle": phone(replace(WAITING, item=BUNDLE, bundle=BUNDLE)),
    "ticket, night": phone(replace(reviewed(WAITING, pre_reviews.DEFERRABLE), for_day="2026-11-24")),
    "ticket, night, English": phone(replace(reviewed(ENGLISH_WAITING, pre_reviews.DEFERRABLE), for_day="2026-11-24")),
    "ticket, night, bundle, English": phone(
        replace(ENGLISH_WAITING, item=BUNDLE, bundle=BUNDLE, ahead=0, for_day="2026-11-25")
    ),
    "ticket, range": phone(RANGED),
    "ticket, range, English": phone(replace(RANGED, language="en")),
    "ticket, stages": tall(STAGED),
    "ticket, stages, English": tall(replace(STAGED, language="en")),
    "ticket, goes back": phone(replace(WAITING, kept_for=WINDOW_3, goes_back_to=WINDOW_6)),
    "ticket, called": phone(replace(TICKET, actions=CANCEL)),
    "ticket, called, English": phone(replace(TICKET, language="en", window=WINDOW_24, actions=CANCEL)),
    "ticket, serving": phone(replace(TICKET, state=TicketState.SERVING, actions=OVER)),
    "ticket, parked": phone(replace(in_state(TicketState.PARKED), actions=CANCEL)),
    "ticket, missed": phone(MISSED),
    "ticket, missed, English": phone(replace(MISSED, language="en")),
    "ticket, too late": phone(replace(MISSED, return_until_ms=minutes_ago(5))),
    "ticket, served": phone(in_state(TicketState.SERVED)),
    "ticket, cancelled": phone(in_state(TicketState.CANCELLED)),
    "ticket, expired": phone(in_state(TicketState.EXPIRED)),
    "ticket, void": phone(in_state(TicketState.VOID)),
    "ticket, offline": phone(WAITING, away=True),
    "ratings": given(clicks=("[data-rating='2026-11-23.D056.s1']",)),
    "ratings, English": given(language="en", size=DESK, clicks=("[data-rating='2026-11-23.D056.s1']",)),
    "ratings, markup": given(person=SUPERVISOR, size=DESK, clicks=("[data-rating=w-1]",)),
    "ratings, entering": given(clicks=("[data-act=enter]", "[name=level][value=dissatisfied]")),
    "ratings, entering, English": given(
        language="en",
        size=DESK,
        clicks=("[data-act=enter]", "[name=about][value=window]", "[name=level][value=very_dissatisfied]"),
    ),
    "ratings, none": given(
        person=AUDITOR, lookups={"ratings": replace(ratings.GIVEN, ratings=(), older=None)}, ripe=".nothing"
    ),
    "work orders": orders(None),
    "work orders, to contact": orders("WO7"),
    "work orders, to contact, English": orders("WO7", language="en", size=DESK),
    "work orders, appeal": orders("WO5", size=DESK, person=SUPERVISOR),
    "work orders, late": orders("WO3"),
    "work orders, late, English": orders("WO3", language="en"),
    "work orders, choosing": orders("WO3", size=DESK, clicks=("[data-do=ReportRectified]",)),
    "work orders, auditor": orders("WO4", person=AUDITOR),
    "work orders, closed": orders("WO1", size=DESK),
    "indicators": indicators(),
    "indicators, English": indicators(language="en"),
    "indicators, small": indicators(size=DESK, person=SUPERVISOR, clicks=(".aside summary",)),
    "indicators, small, English": indicators(size=DESK, language="en", person=AUDITOR),
    "indicators, signing": indicators(person=SUPERVISOR, clicks=("[data-act=sign][data-month='2026-10']",)),
    "indicators, signing, English": indicators(
        size=DESK, language="en", person=SUPERVISOR, clicks=("[data-act=sign][data-month='2026-10']",)
    ),
    "indicators, by channel": indicators(indicator_examples.BY_CHANNEL, selected=(("#by", "channel"),)),
    "indicators, nothing yet": indicators(
        lookups={"reports/ratings": indicator_examples.NOTHING_YET, "exports": indicator_examples.NO_EXPORTS},
        ripe=".receivers",
    ),
    "my work orders": my_orders(),
    "my work orders, English": my_orders(language="en"),
    "my work orders, none": my_orders(lookups={"my-work-orders": work_orders.NOT_MINE}, ripe=".nothing"),
    "clerk, to explain": replaced(
        at_window(SERVING), lookups={"my-work-orders": work_orders.MINE}, ripe=all_of("[data-act=to_explain]", LINKED)
    ),
    "clerk, to explain, English": replaced(
        at_window(SERVING),
        language="en",
        lookups={"my-work-orders": work_orders.MINE},
        ripe=all_of("[data-act=to_explain]", LINKED),
    ),
    "ticket, to be rated": phone(ratings.to_be_rated(in_state(TicketState.SERVED))),
    "ticket, to be rated, English": phone(replace(ratings.to_be_rated(in_state(TicketState.SERVED)), language="en")),
    "rating": rating(ratings.TO_RATE),
    "rating, English": rating(ratings.TO_RATE, language="en"),
    "rating, poor": rating_whole(ratings.TO_RATE, clicks=("[value=dissatisfied]", "[value='202']"), typed=()),
    "rating, poor, English": rating_whole(
        ratings.TO_RATE, language="en", clicks=("[value=very_dissatisfied]", "[value='102']")
    ),
    "rating, longest": rating_whole(ratings.LONGEST, size=(320, 2200), clicks=("[value=very_satisfied]",)),
    "rating, none chosen": rating_whole(ratings.TO_RATE, clicks=("[type=submit]",)),
    "rating, another day": rating(ratings.YESTERDAYS),
    "rating, another day, English": rating(ratings.YESTERDAYS, language="en"),
    "rating, thanks": rating(ratings.RATED),
    "rating, thanks, English": rating(ratings.RATED, language="en"),
    "rating, again": rating_whole(ratings.RATED, clicks=("summary", "[value=fair]")),
    "rating, again, English": rating_whole(ratings.RATED, language="en", clicks=("summary", "[value=fair]")),
    "rating, over": rating(ratings.OVER),
    "rating, over, English": rating(ratings.OVER, language="en"),
    "rating, too early": rating(ratings.TOO_EARLY),
    "published ratings": published((1280, 1000), published_ratings.PUBLISHED),
    "published ratings, English": published((1280, 1000), published_ratings.PUBLISHED, language="en"),
    "published ratings, phone": published(PHONE, published_ratings.PUBLISHED),
    "published ratings, phone, English": published(PHONE, published_ratings.PUBLISHED, language="en"),
    "published ratings, none yet": published(PHONE, ()),
}
