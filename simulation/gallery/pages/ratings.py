"""Ratings as the pages' examples show them: on the phone, and to those who answer for them."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from config.loading import SAMPLE, load
from queue_server.contract.commands import RatingChannel, RatingLevel, RatingStage
from queue_server.contract.views import (
    Action,
    Label,
    RateableView,
    RatingReasonLine,
    TicketView,
    WindowBrief,
)
from queue_server.web.ratings_given import GivenAgain, OrderBrief, RatingLine, RatingsFound, RatingTable

DAY_MS = 86_400_000
MINUTE_MS = 60_000
NOW_MS = int(datetime(2026, 11, 23, 10, 5, 24, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1000)
WINDOW_3 = WindowBrief("w03", 3, Label("综合窗口", "General services"), "comprehensive")
FOOD = Label("食品经营许可（新办）", "Food business licence (new)")


def reasons(folder: Path = SAMPLE) -> tuple[RatingReasonLine, ...]:
    """Those of the sample hall."""
    levels = {level.stars: level for level in RatingLevel}
    return tuple(
        RatingReasonLine(
            reason.code, levels[reason.stars], reason.dimension.value, Label(reason.name.zh, reason.name.en)
        )
        for reason in load(folder).policy.ratings.reasons
    )


TO_RATE = RateableView(
    ticket_id="2026-11-23.A012",
    number="A012",
    business_day="2026-11-23",
    service_id="2026-11-23.A012.s1",
    window=WINDOW_3,
    item=FOOD,
    ended_at_ms=NOW_MS - 4 * MINUTE_MS,
    may_rate=True,
    until_ms=NOW_MS + 7 * DAY_MS - 4 * MINUTE_MS,
    stage=RatingStage.ACCEPTANCE,
    reasons=reasons(),
    stages=tuple(RatingStage),
)
YESTERDAYS = replace(
    TO_RATE,
    ticket_id="2026-11-20.A012",
    business_day="2026-11-20",
    ended_at_ms=NOW_MS - 3 * DAY_MS,
    until_ms=NOW_MS + 4 * DAY_MS,
)
LONGEST = replace(
    TO_RATE,
    number="AB1012",
    window=WindowBrief("w24", 24, Label("“办不成事”反映窗口", "Unresolved matters"), "unresolved"),
    item=Label(
        "城乡居民基本医疗保险参保登记（含新生儿、大学生及其他灵活就业人员）",
        "Enrolment in residents' basic medical insurance, including newborns and students",
    ),
)
RATED = replace(TO_RATE, rated=True, may_rate=False, may_rate_again=True, until_ms=NOW_MS + 30 * DAY_MS)
OVER = replace(YESTERDAYS, may_rate=False, until_ms=NOW_MS - DAY_MS)
TOO_EARLY = replace(
    TO_RATE, service_id=None, window=None, ended_at_ms=None, may_rate=False, until_ms=None, reasons=(), stages=()
)


def to_be_rated(ticket: TicketView) -> TicketView:
    """The ticket of a service that has ended and was not rated yet."""
    others = tuple(action for action in ticket.actions if action.command != "RateService")
    return replace(ticket, service_id="2026-11-23.A012.s1", actions=(*others, Action("RateService", True)))


# --- those who answer for them ----------------------------------------------------------------------------------------

WINDOWS = (
    WINDOW_3,
    WindowBrief("w12", 12, Label("不动产登记窗口", "Property registration"), "department"),
    WindowBrief("w24", 24, Label("“办不成事”反映窗口", "Unresolved matters"), "unresolved"),
)
PROPERTY = Label("不动产转移登记（二手房）", "Transfer of property (existing home)")


def line(at: int, called: str, level: RatingLevel, **others: Any) -> RatingLine:
    told: dict[str, Any] = {
        "rating_id": f"2026-11-23.{called}.s1",
        "business_day": "2026-11-23",
        "rated_at_ms": NOW_MS - at * MINUTE_MS,
        "level": level,
        "channel": RatingChannel.TERMINAL,
        "source": "active",
        "reasons": (),
        "stage": RatingStage.ACCEPTANCE,
        "has_words": False,
        "named": False,
        "ticket_id": f"2026-11-23.{called}",
        "number": called,
        "item": FOOD,
        "queue": Label("综合窗口", "General services"),
        "window": WINDOW_3,
        "clerk_name": "王敏",
    }
    return RatingLine(**(told | others))


SLOW, UNCLEAR = Label("等得太久", "A long wait"), Label("没有讲清楚", "Not well explained")
GIVEN = RatingsFound(
    "2026-11-17",
    "2026-11-23",
    (
        line(4, "A012", RatingLevel.VERY_SATISFIED, reasons=(Label("办得快", "It was quick"),)),
        line(
            31,
            "D056",
            RatingLevel.DISSATISFIED,
            reasons=(SLOW, UNCLEAR),
            item=PROPERTY,
            window=WINDOWS[1],
            clerk_name="郭琳",
            channel=RatingChannel.TICKET_PAGE,
            has_words=True,
            named=True,
            words="九点就到了，十点多才叫到，到了窗口又说要去打征信，来的时候没有人讲。",
            contact="13800000000",
            orders=(OrderBrief("WO7", False),),
            again=GivenAgain(NOW_MS - 9 * MINUTE_MS, RatingLevel.FAIR, (), True, "后来帮我联系好了，谢谢。"),
        ),
        line(52, "A007", RatingLevel.SATISFIED),
        line(
            75,
            "K1",
            RatingLevel.FAIR,
            rating_id="k-1",
            ticket_id=None,
            number=None,
            window=None,
            clerk_name=None,
            item=None,
            queue=None,
            errand="pre_review",
            station=Label("1 号自助机", "Kiosk 1"),
            channel=RatingChannel.KIOSK,
            stage=None,
        ),
        line(
            190,
            "W1",
            RatingLevel.VERY_DISSATISFIED,
            rating_id="w-1",
            ticket_id=None,
            number=None,
            item=None,
            queue=None,
            window=WINDOWS[2],
            clerk_name=None,
            channel=RatingChannel.SUGGESTION_BOX,
            has_words=True,
            words="<script>alert(1)</script> 中午没有人，门上也没写几点回来 😠",
            entered_by="顾平",
            stage=None,
        ),
        line(260, "A003", RatingLevel.FAIR, source="default", channel=None),
        line(300, "A002", RatingLevel.DISSATISFIED, has_words=True, named=True),
    ),
    "1.2026-11-23.A002.s1",
)
TABLE = RatingTable(WINDOWS, reasons())
LOOKED_UP: dict[str, Any] = {"ratings": GIVEN, "ratings/table": TABLE}
