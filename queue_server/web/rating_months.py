"""A month's ratings made public: signed by a supervisor, then on the boards, on an open page and for the portal.

四个月度评价的结果在网站和大厅公布 (R91): nothing of it is seen outside before it is signed. Where few rated, counts are
shown and nobody is compared.
"""

from datetime import date, timedelta

import msgspec
import structlog
from aiohttp import web

from config.configuration import HallConfiguration
from config.i18n import Texts
from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import (
    REFUSED,
    REFUSED_TO_ANY,
    Month,
    NoticeKind,
    PublicText,
    PublishIndicators,
    PublishNotice,
    WindowStanding,
)
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Label, RatingMonth
from queue_server.domain.business_day import business_day
from queue_server.domain.state import HallState
from queue_server.reports.ratings import By, Figures, RatingReport, report
from queue_server.web.access import Door, open_door
from queue_server.web.answers import answer, read_json
from queue_server.web.api import idempotency_key
from queue_server.web.pages import Language, render
from queue_server.web.reception import CALLER, RECEPTION

NOTICE_DAYS = 30  # on the boards: until the next month is told
UNSEEN = frozenset({RefusalCode.UNAVAILABLE})

log = structlog.get_logger(__name__)


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    month: Month


class SignedMonth(msgspec.Struct, frozen=True):
    """`on_boards`: a notice tells it in the hall; otherwise there is no room for one more."""

    month: RatingMonth
    on_boards: bool


class RatingMonths(msgspec.Struct, frozen=True):
    """The newest first, thirteen at most."""

    months: tuple[RatingMonth, ...]


async def sign(request: web.Request) -> web.Response:
    """The ratings of a month that is over become public as they are now, in the name of who signs.

    They stand on the open page `/published-ratings` and in `GET /api/v1/rating-months`, and a notice on the boards
    tells of them for thirty days. Signed once more, newer figures take their place, on the boards too. Header
    Idempotency-Key as for every command.
    """
    reception, caller, key = request.app[RECEPTION], request[CALLER], idempotency_key(request)
    asked = await read_json(request, Sign)
    first, last = _days(asked.month)
    reckoned = await reception.database.read(
        report, reception.hall, first.isoformat(), last.isoformat(), By.WINDOW, reception.now_ms()
    )
    by = Actor(caller.actor.id, frozenset({Role.SYSTEM}))
    before = await reception.dispatcher.look(lambda state, now_ms: state.rating_months.get(asked.month))
    await reception.dispatcher.submit(_command(asked.month, reckoned), key=key, by=by)
    month = await reception.dispatcher.look(lambda state, now_ms: state.rating_months[asked.month])
    log.info("ratings_published", by=caller.actor.id, month=asked.month)
    told = None
    if before is not None:
        text = _label(reception.texts, before)
        told = await reception.dispatcher.look(lambda state, now_ms: _standing(state, text))
    if before == month and told is not None:
        return answer(SignedMonth(month, on_boards=True))  # the same request once more
    notice = _notice(reception.hall, reception.texts, month, reception.now_ms(), told)
    try:
        await reception.dispatcher.submit(notice, key=f"{key}.notice", by=caller.actor)
    except CommandRefused as refused:
        log.warning("ratings_not_on_boards", code=refused.code.value)
        return answer(SignedMonth(month, on_boards=False))
    return answer(SignedMonth(month, on_boards=True))


def _days(month: str) -> tuple[date, date]:
    """The first and the last. Refuses MALFORMED."""
    try:
        first = date.fromisoformat(f"{month}-01")
        following = (first + timedelta(days=31)).replace(day=1)
    except (OverflowError, ValueError):
        raise CommandRefused(RefusalCode.MALFORMED, where="month", why="no such month") from None
    return first, following - timedelta(days=1)


def _command(month: str, reckoned: RatingReport) -> PublishIndicators:
    return PublishIndicators(
        month,
        reckoned.few,
        *_counts(reckoned.total),
        tuple(
            WindowStanding(line.key, *_counts(line.figures), line.rank)
            for line in reckoned.lines
            if line.key is not None
        ),
    )


def _counts(figures: Figures) -> tuple[int, int, int, int]:
    return figures.due, figures.rated, figures.good_of_rated.numerator, figures.stars.numerator


def _notice(
    hall: HallConfiguration, texts: Texts, month: RatingMonth, now_ms: int, in_place_of: str | None
) -> PublishNotice:
    """In place of the notice that tells the figures signed before: boards do not show two of one month."""
    today = date.fromisoformat(business_day(now_ms, hall.plan.time_zone))
    said = _label(texts, month)
    return PublishNotice(
        PublicText(said.zh, said.en),
        f"{today + timedelta(days=NOTICE_DAYS)}T18:00",
        kind=NoticeKind.DISCLOSURE,
        notice_id=in_place_of,
    )


def _standing(state: HallState, text: Label) -> str | None:
    """The notice that says this. One that somebody has rewritten since is theirs."""
    return next((notice_id for notice_id, notice in state.notices.items() if notice.text == text), None)


def _label(texts: Texts, month: RatingMonth) -> Label:
    return Label(_said(texts, month, "zh"), _said(texts, month, "en"))


def _said(texts: Texts, month: RatingMonth, language: str) -> str:
    year, number = month.month.split("-")
    values = {"year": year, "month": int(number), "due": month.due, "rated": month.rated}
    if month.rated < month.few:
        return texts.text("indicators.notice.few", language, **values)
    stars = f"{month.stars / month.rated:.1f}"
    values |= {"share": share(month.rated, month.due), "good": share(month.good, month.rated), "stars": stars}
    return texts.text("indicators.notice.text", language, **values)


def share(numerator: int, denominator: int) -> str:
    """Of a hundred, with one place: "97.5%"."""
    return f"{100 * numerator / denominator:.1f}%" if denominator else "–"


async def months(request: web.Request) -> web.Response:
    """The ratings of the months that were signed, for the portal and for everybody."""
    published = await request.app[RECEPTION].dispatcher.look(lambda state, now_ms: tuple(state.rating_months.values()))
    return answer(RatingMonths(published))


async def page(request: web.Request) -> web.Response:
    """The ratings of the months that were signed."""
    published = await request.app[RECEPTION].dispatcher.look(lambda state, now_ms: tuple(state.rating_months.values()))
    areas, language = ("common", "indicators"), request.query.get("language")
    return render(request, "rating_months.html", areas, language, months=published, share=share)


DOORS = (
    Door(
        "POST",
        "/api/v1/rating-months",
        sign,
        frozenset({Role.SUPERVISOR}),
        takes=Sign,
        gives={200: SignedMonth},
        refuses=REFUSED_TO_ANY | REFUSED[PublishIndicators],
        is_keyed=True,
    ),
    open_door("GET", "/api/v1/rating-months", months, gives={200: RatingMonths}, refuses=UNSEEN),
    open_door(
        "GET", "/published-ratings", page, gives={200: "text/html"}, refuses=UNSEEN, query={"language": Language}
    ),
)
