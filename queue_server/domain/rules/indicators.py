"""A month's ratings become public (公布评价结果) when a supervisor has signed them, and not before."""

from datetime import date

from queue_server.contract.commands import PublishIndicators, WindowStanding
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Label
from queue_server.domain.business_day import business_day
from queue_server.domain.events import IndicatorsPublished, PublishedWindow
from queue_server.domain.moment import Events, Moment
from queue_server.domain.state import HallState


def publish(command: PublishIndicators, moment: Moment) -> Events:
    """The same figures again change nothing. Windows that the plan has no more are a part of the whole alone."""
    state = moment.state
    if command.month >= business_day(moment.now_ms, state.hall.plan.time_zone)[: len("2026-11")]:
        raise CommandRefused(RefusalCode.MONTH_OPEN, month=command.month)
    _demand_month(command.month)
    if not command.due and not command.rated:
        raise CommandRefused(RefusalCode.MONTH_EMPTY, month=command.month)
    windows = (_named(standing, state) for standing in command.windows if standing.window_id in state.hall.windows)
    published = IndicatorsPublished(
        month=command.month,
        few=command.few,
        due=command.due,
        rated=command.rated,
        good=command.good,
        stars=command.stars,
        windows=tuple(sorted(windows, key=lambda window: window.number)),
        by=moment.by.id,
    )
    return () if _is_known(published, state) else (published,)


def _demand_month(month: str) -> None:
    try:
        date.fromisoformat(f"{month}-01")
    except ValueError:
        raise CommandRefused(RefusalCode.MALFORMED, where="month", why="no such month") from None


def _named(standing: WindowStanding, state: HallState) -> PublishedWindow:
    window = state.hall.windows[standing.window_id]
    return PublishedWindow(
        window.number,
        Label(window.name.zh, window.name.en),
        standing.due,
        standing.rated,
        standing.good,
        standing.stars,
        standing.rank,
    )


def _is_known(published: IndicatorsPublished, state: HallState) -> bool:
    known = state.rating_months.get(published.month)
    if known is None:
        return False
    fields = ("few", "due", "rated", "good", "stars")
    windows = tuple(tuple(getattr(window, name) for name in window.__struct_fields__) for window in known.windows)
    coming = tuple(tuple(getattr(window, name) for name in window.__struct_fields__) for window in published.windows)
    return windows == coming and all(getattr(known, name) == getattr(published, name) for name in fields)
