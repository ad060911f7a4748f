"""What the example pages look up: tickets of the day, their calls, classes of priority, items, the calls of a day."""

from typing import Any

from msgspec.structs import replace

from config.loading import SAMPLE, load
from queue_server.contract.commands import DeviceHealth
from queue_server.contract.refusals import RefusalCode
from queue_server.contract.views import (
    Action,
    AppointmentsFound,
    AppointmentState,
    AppointmentView,
    CallBrief,
    CallsFound,
    CallView,
    HeadLine,
    ItemFound,
    ItemsFound,
    Label,
    OvertakenLine,
    PriorityLine,
    ProfilePreview,
    ProofLine,
    QueueLoad,
    ReprintLine,
    ShownLine,
    SlotDay,
    SlotLine,
    SlotsView,
    TicketFile,
    TicketLine,
    TicketsFound,
    TicketState,
    Why,
    WindowLoad,
)
from queue_server.web.appointments import AppointmentList, SlotTaken
from queue_server.web.lockers import Locker, LockerBoard, Lockers, OpeningTold
from queue_server.web.posts import PostHolder, WindowPosts
from simulation.gallery.pages.examples import (
    ABROAD,
    FOOD,
    LICENCE,
    LONGEST_ITEM,
    QUEUES,
    TICKET,
    TRADER,
    WINDOW_3,
    WINDOW_6,
    WINDOW_24,
    minutes_ago,
)

ELDERLY = Label("老年人优先", "Older people")
DISABLED = Label("残疾人优先", "People with disabilities")
FIREFIGHTERS = Label("消防救援人员优先", "Firefighters")
CLASSES = tuple(
    PriorityLine(
        known.id,
        Label(known.name.zh, known.name.en),
        Label(known.paper.zh, known.paper.en) if known.paper is not None else None,
        known.basis,
        known.claimed,
        may_grant=True,
    )
    for known in load(SAMPLE).policy.priority.classes
)


def found(
    number: str,
    state: TicketState,
    item: Label | None,
    minutes: float,
    priority: Label | None = None,
    verified: bool = False,
) -> TicketLine:
    at_window = WINDOW_3 if state in (TicketState.CALLED, TicketState.SERVING) else None
    return TicketLine(
        f"2026-11-23.{number}", number, state, item, QUEUES[0].name, minutes_ago(minutes), at_window, priority, verified
    )


FOUND = TicketsFound(
    (
        found("A031", TicketState.WAITING, LICENCE, 0.5),
        found("A030", TicketState.WAITING, TRADER, 3, DISABLED, True),
        found("A029", TicketState.WAITING, FOOD, 7),
        found("A028", TicketState.WAITING, ABROAD, 9, ELDERLY),
        found("A012", TicketState.CALLED, FOOD, 24),
        found("A011", TicketState.SERVING, None, 31),
        found("A009", TicketState.NO_SHOW, FOOD, 38),
        found("A007", TicketState.PARKED, TRADER, 44),
        found("A006", TicketState.CANCELLED, LICENCE, 47),
        found("A005", TicketState.SERVED, TRADER, 52, FIREFIGHTERS, True),
    ),
    468,
)

CALL = CallView(
    call_id="2026-11-23.A028.c1",
    ticket_id="2026-11-23.A028",
    number="A028",
    queue_id="comprehensive",
    queue=QUEUES[0].name,
    window_id="w03",
    window=WINDOW_3,
    clerk_id="wang-min",
    clerk_name="王敏",
    called_at_ms=minutes_ago(2),
    times=2,
    outcome="no_show",
    why=Why("priority", 540, priority=ELDERLY, overtaken=3),
    rule_id=None,
    priority_id="elderly",
    heads=(
        HeadLine("comprehensive", None, "2026-11-23.A014", 1080, 1080, "A014", QUEUES[0].name, None),
        HeadLine("comprehensive", "elderly", "2026-11-23.A028", 540, 1080, "A028", QUEUES[0].name, ELDERLY),
        HeadLine("instant", None, "2026-11-23.B030", 360, 360, "B030", QUEUES[1].name, None),
    ),
    overtaken_first=(
        OvertakenLine("2026-11-23.A014", "priority", "A014"),
        OvertakenLine("2026-11-23.A015", "priority", "A015"),
        OvertakenLine("2026-11-23.A016", "not_here", "A016"),
    ),
    proofs=(
        ProofLine("2026-11-23.A028.c1", (), ()),
        ProofLine(
            "2026-11-23.A028.c2",
            (
                ShownLine("board-1", Label("大厅综合屏", "Hall call board"), None, minutes_ago(1.9)),
                ShownLine("bridge-1", Label("1 号设备接入机", "Device bridge 1"), "bar-3", minutes_ago(1.9)),
            ),
            ("panel-w03",),
        ),
    ),
)


def brief(
    number: str, minutes: float, why: Why, outcome: str | None = "started", times: int = 1, call: int = 1
) -> CallBrief:
    return CallBrief(
        f"2026-11-23.{number}.c{call}",
        f"2026-11-23.{number}",
        number,
        "comprehensive",
        QUEUES[0].name,
        "w03",
        WINDOW_3,
        "wang-min",
        "王敏",
        minutes_ago(minutes),
        times,
        outcome,
        why,
    )


CALLS = CallsFound(
    "2026-11-23",
    (
        brief("A012", 0.4, Why("longest_waiting", 1_440), None),
        brief("A028", 2, CALL.why, "no_show", 2),
        brief("A011", 8, Why("chosen", 300, overtaken=2, reason="elderly")),
        brief("A010", 12, Why("profile", 720, rule=Label("即办先办", "Quick ones first"), overtaken=1)),
        brief("A009", 19, Why("overdue", 2_400), "no_show", 3),
        brief("A008", 26, Why("resumed", 660), "parked"),
        brief("A007", 31, Why("longest_waiting", 900), "transferred"),
    ),
    "2026-11-23.A007.c1",
)

MAY = ("VerifyPriority", "WithdrawPriority", "GrantPriority", "ReprintSlip", "CancelTicket", "VoidTicket")
FILE = TicketFile(
    ticket=replace(
        TICKET,
        ticket_id="2026-11-23.A028",
        number="A028",
        state=TicketState.WAITING,
        window=None,
        called_at_ms=None,
        item=ABROAD,
        issued_at_ms=minutes_ago(9),
        ahead=4,
        range_min=(10, 25),
        priority=ELDERLY,
        page_path="/t/2026-11-23.A028.abcdefghijklmnop",
    ),
    applicant="person",
    priority_id="elderly",
    case_number="AH-2026-001724",
    calls=(brief("A028", 14, Why("longest_waiting", 300), "no_show", 2), brief("A028", 5, CALL.why, "parked", call=2)),
    actions=(
        *(Action(command, True) for command in MAY[:3]),
        Action("RequeueTicket", False, RefusalCode.WRONG_STATE),
        *(Action(command, True) for command in MAY[3:]),
        Action("GiveTag", True),
    ),
    by_station="kiosk-3",
    free_tags=(1, 2, 4, 5, 7, 8, 9, 10),
)
REPRINTING_FILE = replace(
    FILE,
    ticket=replace(FILE.ticket, ticket_id="2026-11-23.A029", number="A029", item=FOOD, priority=None),
    calls=(),
    reprint=ReprintLine("2026-11-23.A029.r1", "2026-11-23.A029", "kiosk-3"),
    actions=(*FILE.actions, Action("ReturnTag", True)),
    tag=12,
)
LONGEST_FILE = replace(
    FILE,
    ticket=replace(
        FILE.ticket,
        ticket_id="2026-11-23.A031",
        number="AB1012",
        state=TicketState.NO_SHOW,
        item=LONGEST_ITEM,
        language="en",
        priority=FIREFIGHTERS,
        verdict="ineligible",
        ahead=None,
        return_until_ms=minutes_ago(-20),
    ),
    applicant="organisation",
    reprint_failed=True,
    calls=(
        *(
            replace(FILE.calls[1], call_id=f"2026-11-23.AB1012.c{at}", clerk_name="欧阳娜仁花", times=3)
            for at in range(6)
        ),
        replace(
            FILE.calls[0],
            window=WINDOW_24,
            why=Why("chosen", 600, overtaken=12, reason="说明了情况，家里有急事，需要赶最近一班长途汽车回去"),
        ),
    ),
)


def item(item_id: str, number: str, name: Label, why: RefusalCode | None = None) -> ItemFound:
    return ItemFound(item_id, None, number, name, QUEUES[0].name, why)


ITEMS = ItemsFound(
    (
        item("food-licence-new", "0103", FOOD),
        ItemFound(
            None, "open-restaurant", None, Label("开办餐饮店一件事", "Opening a restaurant"), QUEUES[7].name, None
        ),
        item("trader", "0101", TRADER),
        item("licence", "0107", LICENCE, RefusalCode.ITEM_CLOSED),
        item("enrolment", "0403", LONGEST_ITEM, RefusalCode.QUEUE_FULL),
    ),
    None,
)
# --- appointments -----------------------------------------------------------------------------------------------------


def booked(
    at: str, ends: str, item: Label, state: AppointmentState = AppointmentState.BOOKED, number: str | None = None
) -> AppointmentView:
    hour, minute = map(int, at.split(":"))
    begins_at_ms = minutes_ago((10 - hour) * 60 + 5 - minute)
    return AppointmentView(
        appointment_id=f"a{hour}{minute}{item.en[:3].lower()}",
        item_id="food-licence-new",
        item=item,
        business_day="2026-11-23",
        begins_at=at,
        ends_at=ends,
        begins_at_ms=begins_at_ms,
        ends_at_ms=begins_at_ms + 30 * 60_000,
        check_in_from_ms=begins_at_ms - 30 * 60_000,
        check_in_until_ms=begins_at_ms + 45 * 60_000,
        state=state,
        language="zh",
        ticket_id=f"2026-11-23.{number}" if number else None,
        number=number,
    )


APPOINTMENTS = (
    booked("09:00", "09:30", FOOD, AppointmentState.CHECKED_IN, "A004"),
    booked("09:00", "09:30", ABROAD, AppointmentState.MISSED),
    booked("09:30", "10:00", TRADER, AppointmentState.CHECKED_IN, "A018"),
    booked("10:00", "10:30", FOOD),
    booked("10:00", "10:30", LONGEST_ITEM),
    booked("10:30", "11:00", LICENCE, AppointmentState.CANCELLED),
    booked("14:00", "14:30", FOOD),
)


def _half_an_hour_after(begins: str) -> str:
    hour, minute = map(int, begins.split(":"))
    return f"{hour + minute // 30:02d}:{(minute + 30) % 60:02d}"


HALF_HOURS = ("09:00", "09:30", "10:00", "10:30", "11:00", "14:00", "14:30", "15:00", "15:30", "16:00")
DAY = AppointmentList(
    "2026-11-23",
    tuple(
        SlotTaken(schedule, (), items, begins, _half_an_hour_after(begins), 4, taken)
        for schedule, items, took in (
            ("food", (FOOD, TRADER), (2, 4, 3, 1, 0, 4, 2, 0, 0, 1)),
            ("insurance", (LONGEST_ITEM, ABROAD), (1, 0, 2, 0, 0, 0, 1, 0, 4, 0)),
        )
        for begins, taken in zip(HALF_HOURS, took, strict=True)
    ),
    APPOINTMENTS,
)
SLOTS = SlotsView(
    "food-licence-new",
    tuple(
        SlotDay(
            day,
            tuple(
                SlotLine(begins, _half_an_hour_after(begins), 4, free)
                for begins, free in zip(HALF_HOURS, (0, 0, 1, 4, 4, 2, 0, 3, 4, 4), strict=True)
            ),
        )
        for day in ("2026-11-24", "2026-11-25", "2026-11-26")
    ),
)
FOUND_AGAIN = AppointmentsFound((replace(APPOINTMENTS[3], code="07KQ-M3XP-4T"),), "0123456789abcdef" * 2)

# --- other work for a window ------------------------------------------------------------------------------------------

PREVIEW = ProfilePreview(
    window=WINDOW_6,
    profile_id="real-estate",
    profile=Label("不动产登记", "Property registration"),
    profile_before=Label("综合", "General services"),
    why_not=None,
    queues_left=(),
    uncovered=("instant",),
    queues=(
        QueueLoad("comprehensive", QUEUES[0].name, 12, minutes_ago(22), 6, 5, 8, 7),
        QueueLoad("instant", QUEUES[1].name, 3, minutes_ago(6), 1, 0, 3, 2),
        QueueLoad("real-estate", QUEUES[3].name, 26, minutes_ago(47), 2, 3, 3, 4),
    ),
    windows=(
        WindowLoad(WINDOW_3, 2.5, 3.0),
        WindowLoad(WINDOW_6, 2.5, 8.7),
        WindowLoad(replace(WINDOW_3, window_id="w12", number=12), 13.0, 8.7),
        WindowLoad(replace(WINDOW_3, window_id="w13", number=13), 13.0, 8.7),
    ),
)
REFUSED_PREVIEW = replace(PREVIEW, why_not=RefusalCode.QUEUE_LEFT, queues_left=("instant",), uncovered=())

POSTS = (
    WindowPosts(WINDOW_3, (PostHolder("wang-min", "王敏", "primary"), PostHolder("chen-li", "陈立", "backup"))),
    WindowPosts(WINDOW_24, (PostHolder("ouyang", "欧阳娜仁花", "primary"),)),
)

BRIDGE = Label("1 号设备接入机", "Device bridge 1")


def opening(number: int, board: int, lock: int, reason: str, minutes: float, outcome: str | None) -> OpeningTold:
    by = ("方晴", "邹建")[number % 2]
    return OpeningTold(f"o{number}", "lockers-1", board, lock, reason, by, minutes_ago(minutes), outcome)


LOCKERS = Lockers(
    (
        Locker(
            "lockers-1",
            BRIDGE,
            True,
            (
                LockerBoard(1, DeviceHealth.OK, 24, (3, 11)),
                LockerBoard(2, DeviceHealth.OK, 8, (5,)),
                LockerBoard(3, DeviceHealth.NO_ANSWER, 8, ()),
            ),
        ),
    ),
    (
        opening(7, 1, 3, "deposit", 0.2, None),
        opening(6, 1, 11, "look", 3, "opened"),
        opening(5, 2, 5, "collect", 12, "opened"),
        opening(4, 2, 7, "repair", 31, "still_shut"),
        opening(3, 3, 1, "look", 40, "unknown"),
        opening(2, 3, 1, "look", 41, "not_sent"),
    ),
    ("deposit", "collect", "look", "repair"),
    may_open=True,
)
LOCKERS_ONLY_LOOKING = replace(
    LOCKERS, lockers=(replace(LOCKERS.lockers[0], online=False),), openings=(), may_open=False
)

LOOKED_UP: dict[str, Any] = {
    "priorities": CLASSES,
    "tickets": FOUND,
    "tickets/2026-11-23.A031": LONGEST_FILE,
    "tickets/2026-11-23.A028": FILE,
    "tickets/2026-11-23.A029": REPRINTING_FILE,
    "items": ITEMS,
    "appointments": DAY,
    "appointments/slots": SLOTS,
    "appointments/find": FOUND_AGAIN,
    "windows/w06/preview": PREVIEW,
    "lockers": LOCKERS,
    "windows": POSTS,
    "calls": CALLS,
    "calls/2026-11-23.A012.c1": replace(CALL, outcome=None),
    "calls/2026-11-23.A028.c1": CALL,
}
