"""Calls as a board's view brings them."""

from config.catalogue import Catalogue
from config.configuration import HallConfiguration
from config.hall import HallPlan, Queue, ServiceWindow, WindowKind, WorkProfile, Zone, ZoneKind
from config.model import Name
from config.policy import Policy
from config.voice import Voice
from queue_server.client.session import ViewArrived
from queue_server.contract.views import BoardView, CallLine, EmergencyLine, Label, QueueLine, WindowBrief

NOON_MS = 1_795_406_400_000  # 2026-11-23 12:00 in the hall
HALL = Name(zh="安和区政务服务大厅", en="Anhe Service Hall")
SERVICES = Name(zh="综合窗口", en="General services")


def configuration(**voice: object) -> HallConfiguration:
    """Windows 1 to 30 in one zone, one queue; the policy of the voice as it is said."""
    windows = tuple(
        ServiceWindow(
            id=f"w{n:02}", number=n, name=SERVICES, kind=WindowKind.COMPREHENSIVE, zone_id="b", profile_id="general"
        )
        for n in range(1, 31)
    )
    plan = HallPlan(
        hall_id="hall", name=HALL, address=HALL, phone="0000-1", supervision_phone="0000-2",
        zones=(Zone(id="b", letter="B", name=HALL, kind=ZoneKind.COMPREHENSIVE),), departments=(),
        queues=(Queue(id="general", name=SERVICES, series="A", kind=WindowKind.COMPREHENSIVE, zone_id="b"),),
        profiles=(WorkProfile(id="general", name=SERVICES, queue_ids=("general",)),), windows=windows, clerks=(),
        stations=(),
    )  # fmt: skip
    policy = Policy(voice=Voice.model_validate(voice))
    return HallConfiguration(plan=plan, catalogue=Catalogue(themes=(), items=()), policy=policy)


def call(
    number: str, at_ms: int = NOON_MS, *, window: int = 3, times: int = 1, language: str = "zh", over: bool = False
) -> CallLine:
    brief = WindowBrief(f"w{window:02}", window, Label(SERVICES.zh, SERVICES.en), "comprehensive")
    return CallLine(f"{number}.c{times}", number, brief, at_ms, times, language, over)


def view(*calls: CallLine, emergency: EmergencyLine | None = None, last: str | None = None) -> ViewArrived:
    """`calls` oldest first, as they were made; a board has them newest first."""
    queue = QueueLine(
        "general", Label(SERVICES.zh, SERVICES.en), "A", "comprehensive", 0, 1, accepts=True, last_number=last
    )
    board = BoardView(Label(HALL.zh, HALL.en), None, True, calls[::-1], (queue,), (), emergency=emergency)
    return ViewArrived("board", 1, board)


def message(emergency_id: str = "e1", *, calm: bool = False) -> EmergencyLine:
    heading, text = Label("请立即离开大厅", "Leave the hall now"), Label("请走安全出口。", "Use the nearest exit.")
    return EmergencyLine(emergency_id, "evacuate", heading, text, NOON_MS, calm)
