"""Reports over the history, for those who run the hall and those who audit it."""

from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from aiohttp import web

from config.i18n import LANGUAGES
from queue_server.contract.actors import Role
from queue_server.contract.commands import BusinessDay
from queue_server.contract.refusals import RefusalCode
from queue_server.domain.business_day import business_day
from queue_server.reports import visits as visited
from queue_server.reports.pre_reviews import PreReviewReport, report
from queue_server.reports.ratings import By, RatingReport
from queue_server.reports.ratings import report as rating_report
from queue_server.web.access import Door
from queue_server.web.answers import answer, asked_for, day_asked
from queue_server.web.rating_csv import table
from queue_server.web.reception import RECEPTION

EARLIEST, LATEST = date(2000, 1, 1), date(2999, 12, 31)  # no hall has days beyond

READERS = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.GUIDE})
RATING_READERS = frozenset({Role.SUPERVISOR, Role.COMPLAINTS, Role.AUDITOR})

Language = Literal["zh", "en"]  # those of `config.i18n.LANGUAGES`


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


async def ratings(request: web.Request) -> web.Response:
    """The indicators of ratings over some days, by window, clerk, item, department, source or channel.

    Every rate comes with its numerator and denominator. `ranked` is false where fewer were rated than the policy's
    `ratings.few`: nobody is compared by a handful. `from` and `to` are days of the hall's calendar on which the
    services were, both counted; left out: today.
    """
    return answer(await _ratings(request))


async def ratings_table(request: web.Request) -> web.Response:
    """The same as a table for spreadsheets, the whole hall in its first row; in Chinese unless `language` says."""
    texts = request.app[RECEPTION].texts
    language = asked_for(request, "language", Language) or LANGUAGES[0]
    text = table(await _ratings(request), texts, language)
    return web.Response(body=text.encode(), content_type="text/csv", charset="utf-8", headers=_DOWNLOAD)


async def _ratings(request: web.Request) -> RatingReport:
    reception = request.app[RECEPTION]
    first, last = (day.isoformat() for day in _span(request))
    by = asked_for(request, "by", By) or By.WINDOW
    return await reception.database.read(rating_report, reception.hall, first, last, by, reception.now_ms())


def _span(request: web.Request) -> tuple[date, date]:
    reception = request.app[RECEPTION]
    today = business_day(reception.now_ms(), reception.hall.plan.time_zone)
    return _day(request, "from", today), _day(request, "to", today)


def _day(request: web.Request, name: str, otherwise: str) -> date:
    asked = date.fromisoformat(day_asked(request, name) or otherwise)
    return min(max(asked, EARLIEST), LATEST)


def _midnight_ms(day: date, zone: ZoneInfo) -> int:
    return round(datetime.combine(day, time(), zone).timestamp() * 1_000)


_DOWNLOAD = {"Content-Disposition": 'attachment; filename="ratings.csv"'}
_RATINGS_ASKED = {"from": BusinessDay, "to": BusinessDay, "by": By}

DOORS = (
    Door(
        "GET",
        "/api/v1/reports/ratings",
        ratings,
        RATING_READERS,
        gives={200: RatingReport},
        refuses=frozenset({RefusalCode.MALFORMED}),
        query=_RATINGS_ASKED,
    ),
    Door(
        "GET",
        "/api/v1/reports/ratings.csv",
        ratings_table,
        RATING_READERS,
        gives={200: "text/csv"},
        refuses=frozenset({RefusalCode.MALFORMED}),
        query={**_RATINGS_ASKED, "language": Language},
    ),
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
