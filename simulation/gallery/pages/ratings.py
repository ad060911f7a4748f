"""Ratings as the pages' examples show them: on the phone, and to those who answer for them."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from config.loading import SAMPLE, load
from queue_server.contract.commands import RatingLevel, RatingStage
from queue_server.contract.views import (
    Action,
    Label,
    RateableView,
    RatingReasonLine,
    TicketView,
    WindowBrief,
)

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
