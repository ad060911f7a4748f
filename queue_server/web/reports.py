"""Reports over the history, for those who run the hall and those who audit it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from queue_server.contract.actors import Role
from queue_server.contract.commands import BusinessDay
from queue_server.contract.refusals import RefusalCode
from queue_server.domain.business_day import business_day
from queue_server.reports import visits as visited
from queue_server.reports.pre_reviews import PreReviewReport, report
from queue_server.web.access import Door
from queue_server.web.answers import answer, day_asked
from queue_server.web.reception import RECEPTION

EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)  # no hall has days beyond

READERS = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.GUIDE})


async def pre_reviews(request: web.Request) -> web.Response:
    """What became of the pre-reviews filed on some days: verdicts, tickets, and where clerks found otherwise.

    `from` and `to` are days of the hall's calendar, both counted; left out: today.
    """
    reception = request.app[RECEPTION]
    hall = reception.hall
    first, last = _span(request)
    zone = ZoneInfo(hall.plan.time_zone)
    from_ms, before_ms = _midnight_ms(first, zone), _midnight_ms(last + timedelta(days=1), zone)
    days = first.isoformat(), last.isoformat()
    return answer(await reception.database.read(report, hall, *days, from_ms, before_ms))


async def visits(request: web.Request) -> web.Response:
    """How many visits each case took of those on some days: counted where tickets were taken with a case number.

    `from` and `to` are days of the hall's calendar, both counted; left out: today.
    """
    reception = request.app[RECEPTION]
    first, last = (day.isoformat() for day in _span(request))
    return answer(await reception.database.read(visited.report, reception.hall.plan.hall_id, first, last))


def _span(request: web.Request) -> tuple[date, date]:
    reception = request.app[RECEPTION]
    today = business_day(reception.now_ms(), reception.hall.plan.time_zone)
    return _day(request, "from", today), _day(request, "to", today)


def _day(request: web.Request, name: str, otherwise: str) -> date:
    asked = date.fromisoformat(day_asked(request, name) or otherwise)
    return min(max(asked, EARLIEST), LATEST)


def _midnight_ms(day: date, zone: ZoneInfo) -> int:
    return round(datetime.combine(day, time(), zone).timestamp() * 1_000)


DOORS = (
    Door(
        "GET",
        "/api/v1/reports/visits",
        visits,
        READERS,
        gives={200: visited.VisitsReport},
        refuses=frozenset({RefusalCode.MALFORMED}),
        query={"from": BusinessDay, "to": BusinessDay},
    ),
    Door(
        "GET",
        "/api/v1/reports/pre-reviews",
        pre_reviews,
        READERS,
        gives={200: PreReviewReport},
        refuses=frozenset({RefusalCode.MALFORMED}),
        query={"from": BusinessDay, "to": BusinessDay},
    ),
)
