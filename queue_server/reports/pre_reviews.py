"""How often the clerk found what the machine had said: of the pre-reviews filed on some days, per item and per line.

All figures are about the same pre-reviews, whenever their tickets were taken and their lines were checked, so that
every rate is a part of what stands beside it.
"""

from collections import defaultdict
from functools import partial
from typing import Any, TypeAlias

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from config.catalogue import ServiceItem
from config.configuration import HallConfiguration
from config.pre_review import Verdict
from queue_server.contract.views import Label
from queue_server.domain.state import ANSWER, KINDS
from queue_server.domain.views.labels import label
from queue_server.reports.rate import Rate
from queue_server.storage import schema

_filed, _lines, _tickets = schema.pre_reviews.c, schema.pre_review_lines.c, schema.tickets.c


class LineReport(msgspec.Struct, frozen=True):
    """A line of an item: in how many pre-reviews it stood, how often it was checked and found otherwise."""

    about: str
    kind: str  # answer, material
    name: Label
    filed: int
    checked: int
    differing: int
    differed: Rate  # of the lines checked


class ItemReport(msgspec.Struct, frozen=True):
    """`number` is None for an item the catalogue in force has no more. `verdicts`: how many of each."""

    item_id: str
    number: str | None
    name: Label
    filed: int
    verdicts: dict[str, int]
    tickets: int
    checked: int  # lines
    differing: int  # lines
    differed: Rate  # of the lines checked
    lines: tuple[LineReport, ...]


class PreReviewReport(msgspec.Struct, frozen=True):
    """Of the days from `from_day` to `to_day`, both counted. Items by number."""

    from_day: str
    to_day: str
    filed: int
    tickets: int
    checked: int
    differing: int
    differed: Rate
    items: tuple[ItemReport, ...]


def report(
    connection: Connection, hall: HallConfiguration, from_day: str, to_day: str, from_ms: int, before_ms: int
) -> PreReviewReport:
    """Of what was filed from `from_ms` until before `before_ms`, the beginning and the end of those days."""
    hall_id = hall.plan.hall_id
    meant = (_filed.hall_id == hall_id, _filed.filed_at_ms >= from_ms, _filed.filed_at_ms < before_ms)
    verdicts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for item_id, verdict, count in connection.execute(_verdicts(meant)):
        verdicts[item_id][verdict] = count
    tickets: defaultdict[str, int] = defaultdict(int)
    for item_id, count in connection.execute(_ticket_counts(meant)):
        tickets[item_id] = count
    lines: defaultdict[str, list[LineReport]] = defaultdict(list)
    for item_id, kind, about, filed, checked, differing in connection.execute(_line_counts(meant)):
        named = _line_name(hall.items.get(item_id), kind, about)
        lines[item_id].append(LineReport(about, kind, named, filed, checked, differing, Rate.of(differing, checked)))
    items = [_item(hall.items.get(id_), id_, verdicts[id_], tickets[id_], lines[id_]) for id_ in verdicts]
    items.sort(key=lambda item: (item.number is None, item.number, item.item_id))
    checked, differing = sum(item.checked for item in items), sum(item.differing for item in items)
    return PreReviewReport(
        from_day,
        to_day,
        filed=sum(item.filed for item in items),
        tickets=sum(item.tickets for item in items),
        checked=checked,
        differing=differing,
        differed=Rate.of(differing, checked),
        items=tuple(items),
    )


def _item(
    item: ServiceItem | None, item_id: str, verdicts: dict[str, int], tickets: int, lines: list[LineReport]
) -> ItemReport:
    checked, differing = sum(line.checked for line in lines), sum(line.differing for line in lines)
    return ItemReport(
        item_id=item_id,
        number=item.number if item is not None else None,
        name=label(item.name) if item is not None else Label(item_id, item_id),
        filed=sum(verdicts.values()),
        verdicts={verdict.value: verdicts.get(verdict, 0) for verdict in Verdict},
        tickets=tickets,
        checked=checked,
        differing=differing,
        differed=Rate.of(differing, checked),
        lines=tuple(sorted(lines, key=partial(_place, item))),
    )


def _place(item: ServiceItem | None, line: LineReport) -> tuple[int, int, str]:
    """As in the guide: the questions, then the materials; last what the guide in force has no more."""
    known = [*(item.situation if line.kind == ANSWER else item.material)] if item is not None else []
    place = known.index(line.about) if line.about in known else len(known)
    return KINDS.index(line.kind), place, line.about


def _line_name(item: ServiceItem | None, kind: str, about: str) -> Label:
    if item is not None and kind == ANSWER and about in item.situation:
        return label(item.situation[about].question)
    if item is not None and kind != ANSWER and about in item.material:
        return label(item.material[about].name)
    return Label(about, about)


_Meant: TypeAlias = tuple[ColumnElement[bool], ...]


def _verdicts(meant: _Meant) -> Select[Any]:
    return select(_filed.item_id, _filed.verdict, func.count()).where(*meant).group_by(_filed.item_id, _filed.verdict)


def _ticket_counts(meant: _Meant) -> Select[Any]:
    taken_with = (_tickets.hall_id == _filed.hall_id) & (_tickets.pre_review_id == _filed.pre_review_id)
    return (
        select(_filed.item_id, func.count())
        .join_from(schema.pre_reviews, schema.tickets, taken_with)
        .where(*meant)
        .group_by(_filed.item_id)
    )


def _line_counts(meant: _Meant) -> Select[Any]:
    """Of each line how many there are, how many were checked, and how many of those were found otherwise."""
    of_it = (_lines.hall_id == _filed.hall_id) & (_lines.pre_review_id == _filed.pre_review_id)
    otherwise = case((_lines.clerk_finding != _lines.finding, 1))
    return (
        select(
            _filed.item_id,
            _lines.kind,
            _lines.about,
            func.count(),
            func.count(_lines.clerk_finding),
            func.count(otherwise),
        )
        .join_from(schema.pre_reviews, schema.pre_review_lines, of_it)
        .where(*meant)
        .group_by(_filed.item_id, _lines.kind, _lines.about)
    )
