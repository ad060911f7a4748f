"""Pre-reviews brought back by the code on their sheet: from the kiosk, from the city's portal, from the day before."""

from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from aiohttp import web

from config.configuration import HallConfiguration
from queue_server.contract.actors import Role
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import PreReviewView
from queue_server.domain.views import pre_review_view
from queue_server.storage.database import Database
from queue_server.storage.pre_reviews import pre_review
from queue_server.web.access import Door
from queue_server.web.answers import answer
from queue_server.web.reception import CALLER, RECEPTION

log = structlog.get_logger(__name__)


async def bring_back(request: web.Request) -> web.Response:
    """The pre-review of a sheet's code, of today or of any day within the time the policy grants.

    Whoever tries many codes that nobody was given has to wait.
    """
    reception, caller = request.app[RECEPTION], request[CALLER]
    now_ms = reception.now_ms()
    reception.codes_tried.check(caller.actor.id, now_ms)
    pre_review_id = reception.intake.codes.id_of(request.match_info["code"])
    try:
        shown = await brought_back(pre_review_id, reception.database, reception.hall, now_ms)
    except CommandRefused as refused:
        if refused.code is RefusalCode.NOT_FOUND:
            reception.codes_tried.failed(caller.actor.id, now_ms)
            log.info("sheet_code_unknown", by=caller.actor.id)
        raise
    return answer(reception.intake.with_code(shown, caller))


async def brought_back(
    pre_review_id: str | None, database: Database, hall: HallConfiguration, now_ms: int
) -> PreReviewView:
    """As it was filed. Refuses NOT_FOUND, PRE_REVIEW_EXPIRED."""
    filed = None
    if pre_review_id is not None:
        filed = await database.read(pre_review, hall.plan.hall_id, pre_review_id, hall)
    if filed is None:
        raise CommandRefused(RefusalCode.NOT_FOUND, what="code")
    shown = pre_review_view(filed, hall.policy.pre_review_days)
    if now_ms > shown.until_ms:
        filed_on = datetime.fromtimestamp(filed.filed_at_ms / 1_000, ZoneInfo(hall.plan.time_zone)).date()
        raise CommandRefused(RefusalCode.PRE_REVIEW_EXPIRED, filed_on=filed_on.isoformat())
    return shown


DOORS = (
    Door(
        "GET",
        "/api/v1/pre-reviews/{code}",
        bring_back,
        frozenset({Role.KIOSK, Role.PORTAL, Role.GUIDE, Role.CLERK, Role.SUPERVISOR}),
        gives={200: PreReviewView},
        refuses=frozenset({RefusalCode.NOT_FOUND, RefusalCode.PRE_REVIEW_EXPIRED, RefusalCode.TOO_MANY_ATTEMPTS}),
    ),
)
