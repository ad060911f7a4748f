"""How often people had to come for one matter (最多跑一次): visits per case number, of the tickets taken on some days.

A visit is a business day on which a window called at least one ticket of the case; who left before that, or gave the
number back, did not get to a window. Cases are counted by what issued their tickets as their number, which means
nothing to the hall.
"""

from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, func, select

from queue_server.reports.rate import Rate
from queue_server.storage import schema

CASES_SHOWN: Final = 200

_tickets = schema.tickets.c


class CaseVisits(msgspec.Struct, frozen=True):
    case_number: str
    visits: int
    tickets: int
    first_day: str
    last_day: str


class VisitsReport(msgspec.Struct, frozen=True):
    """Of the days from `from_day` to `to_day`, both counted. `by_visits`: how many cases took so many visits.

    `once`: done in one visit, of all cases; `repeated`: those that took more, the most first, at most two hundred.
    """

    from_day: str
    to_day: str
    cases: int
    visits: int
    once: Rate
    by_visits: dict[int, int]
    repeated: tuple[CaseVisits, ...]


def report(connection: Connection, hall_id: str, from_day: str, to_day: str) -> VisitsReport:
    """Only days of the span are looked at: a case that began before it has had visits besides."""
    cases = [CaseVisits(*row) for row in connection.execute(_cases(hall_id, from_day, to_day))]
    by_visits: dict[int, int] = {}
    for case in cases:
        by_visits[case.visits] = by_visits.get(case.visits, 0) + 1
    repeated = sorted((case for case in cases if case.visits > 1), key=lambda case: (-case.visits, case.case_number))
    return VisitsReport(
        from_day,
        to_day,
        cases=len(cases),
        visits=sum(case.visits for case in cases),
        once=Rate.of(by_visits.get(1, 0), len(cases)),
        by_visits=dict(sorted(by_visits.items())),
        repeated=tuple(repeated[:CASES_SHOWN]),
    )


def _cases(hall_id: str, from_day: str, to_day: str) -> Select[Any]:
    return (
        select(
            _tickets.case_number,
            func.count(_tickets.business_day.distinct()),
            func.count(),
            func.min(_tickets.business_day),
            func.max(_tickets.business_day),
        )
        .where(
            _tickets.hall_id == hall_id,
            _tickets.case_number.is_not(None),
            _tickets.first_called_at_ms.is_not(None),
            _tickets.business_day >= from_day,
            _tickets.business_day <= to_day,
        )
        .group_by(_tickets.case_number)
    )
