"""The indicators of ratings (评价指标): numerator and denominator of each, by whatever the hall is divided into.

Names: 国办发〔2019〕51号 and GB/T 39735-2020, which first fixed those of 好评率, 主动评价好评率 and 不评率.
The formulas are the customary ones, so both their parts are always told. What they count:

- **due** (应评数): services of those days that could be rated: somebody was invited, or rated uninvited. Ratings that
  were told of a window alone are a part of it, as of the rated ones. Errands at kiosks are told apart: nobody knows how
  many there were to rate.
- **rated** (主动评价): what somebody gave. A default rating is nobody's, and never one of them.
- A further rating (追评) is told by its number; the first one counts.
- What was left out after an appeal is in no figure but `excluded`.

A service counts for the day it was on, whenever it was rated, so that every figure is a part of what stands beside it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeAlias

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, Text, and_, case, func, literal, null, or_, select

from config.configuration import HallConfiguration
from queue_server.contract.commands import RatingLevel
from queue_server.contract.views import Label
from queue_server.domain.views.labels import label
from queue_server.domain.work_orders import AT_WORK
from queue_server.reports.rate import Rate
from queue_server.storage import schema
from queue_server.storage.history import ACTIVE, DEFAULT

GOOD_STARS: Final = 3  # 基本满意 and better are 好评

_ratings, _windows, _errands = schema.ratings.c, schema.window_ratings.c, schema.errand_ratings.c
_orders, _services = schema.work_orders.c, schema.services.c

_NOT_OVER: Final = ("parked", "undone")  # the person is, or may be, still there: nothing to rate yet
_EXPLAIN: Final = "explain"  # there is nothing to rectify


class By(StrEnum):
    """What a line of the report stands for."""

    WINDOW = "window"
    CLERK = "clerk"
    ITEM = "item"
    DEPARTMENT = "department"
    SOURCE = "source"
    CHANNEL = "channel"


RANKED: Final = frozenset({By.WINDOW, By.CLERK, By.ITEM, By.DEPARTMENT})


class Figures(msgspec.Struct, frozen=True):
    """`due`, `rated`, `defaulted`, `excluded` and `again` are counts; `levels`, `default_levels` how many of each.

    `with_trainee`: of those due, where a trainee worked with the clerk. `stars`: their sum by how many were rated.
    """

    due: int
    rated: int
    defaulted: int
    excluded: int
    again: int
    with_trainee: int
    levels: dict[str, int]
    default_levels: dict[str, int]
    rated_of_due: Rate  # 主动评价率
    unrated_of_due: Rate  # 不评率
    good_of_due: Rate  # 好评率, default ratings among the good ones
    good_of_rated: Rate  # 主动评价好评率
    poor_of_rated: Rate  # 差评率
    stars: Rate  # 平均分, of 5
    rectified: Rate  # 差评整改率: of poor ratings that were not left out or explained
    rectified_in_time: Rate  # 按期整改率: of those rectified or past their time
    called_back: Rate  # 实名差评回访率


class Line(msgspec.Struct, frozen=True):
    """`key`: the id, the source or the channel; None for what has none. `rank` only where enough was rated.

    `number`: of a window, an item, a clerk, as people know them.
    """

    key: str | None
    number: str | None
    name: Label | None  # None for sources and channels, and for what has no key
    figures: Figures
    ranked: bool
    rank: int | None


class ErrandLine(msgspec.Struct, frozen=True):
    """Errands at kiosks that were rated."""

    errand: str
    rated: int
    levels: dict[str, int]
    good_of_rated: Rate
    stars: Rate


class RatingReport(msgspec.Struct, frozen=True):
    """Of the days from `from_day` to `to_day`, both counted. `few`: with fewer rated, a line has no rank.

    By source and channel the rates of due are of all that was due in the hall, for who did not rate used none.
    """

    from_day: str
    to_day: str
    by: str
    few: int
    total: Figures
    lines: tuple[Line, ...]
    errands: tuple[ErrandLine, ...]


@dataclass(slots=True)
class _Tally:
    """What is counted before it is divided."""

    due: int = 0
    excluded: int = 0
    again: int = 0
    with_trainee: int = 0
    levels: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    default_levels: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    to_rectify: int = 0
    rectified: int = 0
    rectify_due: int = 0
    in_time: int = 0
    named: int = 0
    called_back: int = 0

    def figures(self, due_in_all: int | None = None) -> Figures:
        due = self.due if due_in_all is None else due_in_all
        rated = sum(self.levels.values())
        good, default_good = _good(self.levels), _good(self.default_levels)
        return Figures(
            due=self.due,
            rated=rated,
            defaulted=sum(self.default_levels.values()),
            excluded=self.excluded,
            again=self.again,
            with_trainee=self.with_trainee,
            levels=_each_level(self.levels),
            default_levels=_each_level(self.default_levels),
            rated_of_due=Rate.of(rated, due),
            unrated_of_due=Rate.of(self.due - rated, due),
            good_of_due=Rate.of(good + default_good, due),
            good_of_rated=Rate.of(good, rated),
            poor_of_rated=Rate.of(rated - good, rated),
            stars=Rate.of(_stars(self.levels), rated),
            rectified=Rate.of(self.rectified, self.to_rectify),
            rectified_in_time=Rate.of(self.in_time, self.rectify_due),
            called_back=Rate.of(self.called_back, self.named),
        )


_Key: TypeAlias = str | None
_Keyed: TypeAlias = Callable[[Any], _Key]  # of a row the key of its line


def report(
    connection: Connection, hall: HallConfiguration, from_day: str, to_day: str, by: By, now_ms: int
) -> RatingReport:
    """`now_ms`: what is due to be rectified by then and is not, is late."""
    hall_id = hall.plan.hall_id
    key_of = _keyed(hall, by)
    tallies: defaultdict[_Key, _Tally] = defaultdict(_Tally)
    total = _Tally()
    days = (hall_id, from_day, to_day)
    for row in connection.execute(_of_services(hall, by, from_day, to_day)):
        _count(row, (total, tallies[key_of(row)]))
    for row in connection.execute(_of_windows(*days)):
        _count(row, (total, tallies[key_of(row)]))
    for row in connection.execute(_of_orders(*days)):
        _count_order(row, now_ms, (total, tallies[key_of(row)]))
    due_in_all = None if by in RANKED else total.due
    few = hall.policy.ratings.few
    lines = [(key, tally.figures(due_in_all)) for key, tally in tallies.items()]
    return RatingReport(
        from_day,
        to_day,
        by.value,
        few,
        total.figures(),
        _placed(hall, by, few, lines),
        tuple(_errand_lines(connection.execute(_of_errands(*days)))),
    )


# --- counting -------------------------------------------------------------------------------------------------------


def _count(row: Any, tallies: Iterable[_Tally]) -> None:
    for tally in tallies:
        if row.excluded:
            tally.excluded += row.count
            continue
        tally.due += row.count
        tally.with_trainee += row.with_trainee
        tally.again += row.again
        if row.level is not None:
            (tally.default_levels if row.source == DEFAULT else tally.levels)[row.level] += row.count


def _count_order(row: Any, now_ms: int, tallies: Iterable[_Tally]) -> None:
    rectified = row.rectified_at_ms is not None and row.state not in AT_WORK
    late = not rectified and row.rectify_due_ms is not None and row.rectify_due_ms <= now_ms
    in_time = rectified and (row.rectify_due_ms is None or row.rectified_at_ms <= row.rectify_due_ms)
    for tally in tallies:
        if row.course != _EXPLAIN:
            tally.to_rectify += 1
            tally.rectified += rectified
            tally.rectify_due += rectified or late
            tally.in_time += in_time
        tally.named += row.named
        tally.called_back += bool(row.named and row.answered)


def _errand_lines(rows: Iterable[Any]) -> Iterable[ErrandLine]:
    levels: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for errand, level, count in rows:
        levels[errand][level] = count
    for errand, of_it in sorted(levels.items()):
        rated = sum(of_it.values())
        yield ErrandLine(errand, rated, _each_level(of_it), Rate.of(_good(of_it), rated), Rate.of(_stars(of_it), rated))


def _each_level(levels: Mapping[str, int]) -> dict[str, int]:
    return {level.value: levels.get(level.value, 0) for level in RatingLevel}


def _good(levels: Mapping[str, int]) -> int:
    return sum(count for level, count in levels.items() if RatingLevel(level).stars >= GOOD_STARS)


def _stars(levels: Mapping[str, int]) -> int:
    return sum(RatingLevel(level).stars * count for level, count in levels.items())


# --- lines ----------------------------------------------------------------------------------------------------------


def _keyed(hall: HallConfiguration, by: By) -> _Keyed:
    match by:
        case By.WINDOW:
            return lambda row: row.window_id
        case By.CLERK:
            return lambda row: row.clerk_id
        case By.ITEM:
            return lambda row: row.item_id
        case By.DEPARTMENT:
            return lambda row: department_of(hall, row.item_id, row.window_id)
        case By.SOURCE:
            return lambda row: row.source
        case By.CHANNEL:
            return lambda row: row.channel


def department_of(hall: HallConfiguration, item_id: str | None, window_id: str | None) -> str | None:
    """Whose matter it was: the item's department, else the window's."""
    item, window = hall.items.get(item_id or ""), hall.windows.get(window_id or "")
    if item is not None:
        return item.department_id
    return window.department_id if window is not None else None


def _placed(hall: HallConfiguration, by: By, few: int, lines: Iterable[tuple[_Key, Figures]]) -> tuple[Line, ...]:
    """In the order of the plan; equals share a rank. What belongs to nothing comes last."""
    ranked = [(key, figures) for key, figures in lines if by in RANKED and key is not None and figures.rated >= few]
    scores = sorted((_score(figures) for _, figures in ranked), reverse=True)
    ranks: dict[_Key, int] = {key: scores.index(_score(figures)) + 1 for key, figures in ranked}
    names = _names(hall, by)
    order = {key: place for place, key in enumerate(names)}

    def place(line: tuple[_Key, Figures]) -> tuple[bool, int, str]:
        key = line[0] or ""
        return line[0] is None, order.get(key, len(order)), key

    def line(key: _Key, figures: Figures) -> Line:
        known = names.get(key) if key is not None else None
        dropped = Label(key, key) if key is not None and by in RANKED else None
        number, name = known if known is not None else (None, dropped)
        return Line(key, number, name, figures, key in ranks, ranks.get(key))

    return tuple(line(key, figures) for key, figures in sorted(lines, key=place))


def _score(figures: Figures) -> tuple[float, float]:
    """Who has more good ratings of those given goes before, then who has more stars."""
    return figures.good_of_rated.rate or 0.0, figures.stars.rate or 0.0


def _names(hall: HallConfiguration, by: By) -> dict[str, tuple[str | None, Label]]:
    """Number and name of each by its id, in the order people look for them."""
    match by:
        case By.WINDOW:
            windows = sorted(hall.plan.windows, key=lambda window: window.number)
            return {window.id: (str(window.number), label(window.name)) for window in windows}
        case By.CLERK:
            return {clerk.id: (clerk.staff_number, Label(clerk.name, clerk.name)) for clerk in hall.plan.clerks}
        case By.ITEM:
            items = sorted(hall.catalogue.items, key=lambda item: item.number)
            return {item.id: (item.number, label(item.name)) for item in items}
        case By.DEPARTMENT:
            return {department.id: (None, label(department.name)) for department in hall.plan.departments}
        case _:
            return {}


# --- what is asked of the history -----------------------------------------------------------------------------------


def _of_services(hall: HallConfiguration, by: By, from_day: str, to_day: str) -> Select[Any]:
    """How many there are of each kind that the report tells apart."""
    days = (hall.plan.hall_id, from_day, to_day)
    going_on = (
        select(_services.service_id).where(*_on(_services, *days), _services.outcome.in_(_NOT_OVER)).scalar_subquery()
    )
    again_counts = _ratings.again_level.is_not(None) & (_is_excluded(_ratings.service_id, ("again",), *days) == 0)
    each = (
        select(
            *_parts(hall, by),
            _ratings.source,
            _ratings.level,
            _is_excluded(_ratings.service_id, ("service",), *days).label("excluded"),
            _ratings.trainee_id,
            case((again_counts, 1)).label("again"),
        )
        .where(*_on(_ratings, *days), or_(_ratings.level.is_not(None), _ratings.service_id.not_in(going_on)))
        .subquery()
        .c
    )
    told_apart = [column for column in each if column.name not in ("trainee_id", "again")]
    return select(
        *told_apart,
        func.count().label("count"),
        func.count(each.trainee_id).label("with_trainee"),
        func.count(each.again).label("again"),
    ).group_by(*told_apart)


def _parts(hall: HallConfiguration, by: By) -> tuple[ColumnElement[Any], ...]:
    """What must be told apart to know the line of a service.

    Of a department the item says it, and the window only where the item does not: to tell both apart everywhere would
    be thousands of rows a month.
    """
    match by:
        case By.WINDOW:
            return (_ratings.window_id,)
        case By.CLERK:
            return (_ratings.clerk_id,)
        case By.ITEM:
            return (_ratings.item_id,)
        case By.DEPARTMENT:
            known = _ratings.item_id.in_(tuple(hall.items))
            return _ratings.item_id, case((known, null()), else_=_ratings.window_id).label("window_id")
        case By.SOURCE:
            return ()
        case By.CHANNEL:
            return (_ratings.channel,)


def _of_windows(hall_id: str, from_day: str, to_day: str) -> Select[Any]:
    """Told of a window alone: nobody knows the service, so each is one that was due and was rated."""
    excluded = _is_excluded(_windows.rating_id, ("entered",), hall_id, from_day, to_day).label("excluded")
    nothing = func.nullif(_windows.window_id, _windows.window_id)
    return (
        select(
            _windows.window_id,
            nothing.label("clerk_id"),
            nothing.label("item_id"),
            _constant(ACTIVE).label("source"),
            _windows.channel,
            _windows.level,
            excluded,
            func.count().label("count"),
            func.count(nothing).label("with_trainee"),
            func.count(nothing).label("again"),
        )
        .where(*_on(_windows, hall_id, from_day, to_day))
        .group_by(_windows.window_id, _windows.channel, _windows.level, excluded)
    )


def _of_errands(hall_id: str, from_day: str, to_day: str) -> Select[Any]:
    days = (hall_id, from_day, to_day)
    return (
        select(_errands.errand, _errands.level, func.count())
        .where(*_on(_errands, *days), _is_excluded(_errands.rating_id, ("errand",), *days) == 0)
        .group_by(_errands.errand, _errands.level)
    )


def _of_orders(hall_id: str, from_day: str, to_day: str) -> Select[Any]:
    """Work orders that stand: one row each, with where the rating came from. Errands have no window to answer for."""
    of_service = and_(
        _ratings.hall_id == _orders.hall_id,
        _ratings.service_id == _orders.rating_id,
        _orders.rated_how.in_(("service", "again")),
    )
    of_window = and_(
        _windows.hall_id == _orders.hall_id, _windows.rating_id == _orders.rating_id, _orders.rated_how == "entered"
    )
    channel = case((_orders.rated_how == "again", _ratings.again_channel), else_=_ratings.channel)
    return (
        select(
            _orders.window_id,
            _orders.clerk_id,
            _orders.item_id,
            _constant(ACTIVE).label("source"),
            func.coalesce(channel, _windows.channel).label("channel"),
            _orders.state,
            _orders.course,
            _orders.named,
            _orders.answered,
            _orders.rectify_due_ms,
            _orders.rectified_at_ms,
        )
        .join_from(schema.work_orders, schema.ratings, of_service, isouter=True)
        .join(schema.window_ratings, of_window, isouter=True)
        .where(*_on(_orders, hall_id, from_day, to_day), _orders.excluded == 0, _orders.rated_how != "errand")
    )


def _on(columns: Any, hall_id: str, from_day: str, to_day: str) -> tuple[ColumnElement[bool], ...]:
    return columns.hall_id == hall_id, columns.business_day >= from_day, columns.business_day <= to_day


def _is_excluded(
    rating_id: ColumnElement[str], rated_how: tuple[str, ...], hall_id: str, from_day: str, to_day: str
) -> ColumnElement[int]:
    """0 or 1: whether that rating, of one of those days, was left out after an appeal."""
    left_out = select(_orders.rating_id).where(
        *_on(_orders, hall_id, from_day, to_day), _orders.excluded == 1, _orders.rated_how.in_(rated_how)
    )
    return case((rating_id.in_(left_out.scalar_subquery()), 1), else_=0)


def _constant(text: str) -> ColumnElement[str]:
    """The same in every row; PostgreSQL does not guess what a parameter alone is."""
    return literal(text, Text)
