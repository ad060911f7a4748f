"""Indicators of ratings, and their receivers, as the pages' examples show them."""

from queue_server.contract.commands import RatingLevel
from queue_server.contract.views import RatingMonth
from queue_server.reports.rate import Rate
from queue_server.reports.ratings import ErrandLine, Figures, Line, RatingReport
from queue_server.storage.exports import Delivery
from queue_server.web.exports import ExportsView, ReceiverLine
from queue_server.web.rating_months import RatingMonths
from simulation.gallery.pages.ratings import MINUTE_MS, NOW_MS, WINDOWS


def levels(*counts: int) -> dict[str, int]:
    return dict(zip((level.value for level in RatingLevel), counts, strict=True))


def figures(due: int, *counts: int, defaulted: int = 0, excluded: int = 0, trainee: int = 0) -> Figures:
    """`counts`: of each level, the best first."""
    rated, good = sum(counts), sum(counts[:3])
    stars = sum((5 - at) * count for at, count in enumerate(counts))
    poor = rated - good
    return Figures(
        due=due,
        rated=rated,
        defaulted=defaulted,
        excluded=excluded,
        again=0,
        with_trainee=trainee,
        levels=levels(*counts),
        default_levels=levels(0, 0, defaulted, 0, 0),
        rated_of_due=Rate.of(rated, due),
        unrated_of_due=Rate.of(due - rated, due),
        good_of_due=Rate.of(good + defaulted, due),
        good_of_rated=Rate.of(good, rated),
        poor_of_rated=Rate.of(poor, rated),
        stars=Rate.of(stars, rated),
        rectified=Rate.of(max(poor - 1, 0), poor),
        rectified_in_time=Rate.of(max(poor - 1, 0), poor),
        called_back=Rate.of(min(poor, 1), min(poor, 1)),
    )


def window(at: int, counted: Figures, rank: int | None) -> Line:
    brief = WINDOWS[at]
    return Line(brief.window_id, str(brief.number), brief.name, counted, rank is not None, rank)


BY_WINDOW = RatingReport(
    "2026-10-25",
    "2026-11-23",
    "window",
    10,
    figures(612, 201, 24, 9, 3, 1, defaulted=2, excluded=1, trainee=12),
    (
        window(0, figures(402, 150, 14, 4, 1, 0), 1),
        window(1, figures(206, 51, 10, 5, 2, 1, excluded=1, trainee=12), 2),
        window(2, figures(4, 0, 0, 0, 0, 0), None),
    ),
    (ErrandLine("pre_review", 12, levels(9, 2, 1, 0, 0), Rate.of(12, 12), Rate.of(56, 12)),),
)
BY_CHANNEL = RatingReport(
    "2026-10-25",
    "2026-11-23",
    "channel",
    10,
    BY_WINDOW.total,
    (
        Line("terminal", None, None, figures(612, 180, 20, 8, 2, 1), False, None),
        Line("suggestion_box", None, None, figures(612, 0, 0, 0, 1, 0), False, None),
        Line(None, None, None, figures(374, 0, 0, 0, 0, 0), False, None),
    ),
    (),
)
NOTHING_YET = RatingReport("2026-10-25", "2026-11-23", "window", 10, figures(0, 0, 0, 0, 0, 0), (), ())
EXPORTS = ExportsView(
    (
        ReceiverLine("national", "gbt39046", 0, 238, 0, 0, 0, None, None, False),
        ReceiverLine("province", "zhejiang", 14, 221, 2, 1, 0, NOW_MS - 75 * MINUTE_MS, "no_answer", True),
    ),
    (
        Delivery("province", "2026-11-20.D056.s1", "first", "refused", 1, 422, "taskCode", NOW_MS - 200 * MINUTE_MS),
        Delivery("province", "w-1", "first", "unfit", 0, None, "task_code", NOW_MS - 90 * MINUTE_MS),
    ),
)
NO_EXPORTS = ExportsView((), ())
MONTHS = RatingMonths(
    (RatingMonth("2026-09", NOW_MS - 50 * 86_400_000, 10, 590, 231, 228, 1_102, ()),),
)
