"""For whoever watches the server: is it well, and its figures."""

import hmac
import ipaddress
from http import HTTPStatus

import msgspec
import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import Connection, text

from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.web.access import open_door
from queue_server.web.answers import answer
from queue_server.web.reception import RECEPTION

log = structlog.get_logger(__name__)


class Health(msgspec.Struct, frozen=True):
    """Whether commands are taken, whether the database answers, and whether ratings reach those who are told of them.

    A receiver that takes none for a while (`late_min`) makes nobody unwell: `exports` does not count for the status.
    """

    dispatcher: bool
    storage: bool
    exports: bool


async def health(request: web.Request) -> web.Response:
    """Is the server well: 200 while commands are taken and the database answers, else 503."""
    reception = request.app[RECEPTION]
    storage = True
    try:
        await reception.database.read(_ask)
    except Exception:
        log.exception("storage_does_not_answer")
        storage = False
    exports = reception.sending is None or not reception.sending.late
    found = Health(reception.dispatcher.available, storage, exports)
    well = found.dispatcher and found.storage
    return answer(found, HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE)


async def metrics(request: web.Request) -> web.Response:
    """Prometheus text, for this machine or with `Authorization: Bearer KEY`."""
    key = request.app[RECEPTION].settings.metrics_key
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    has_key = key is not None and hmac.compare_digest(shown.encode(errors="surrogateescape"), key.encode())
    if not has_key and not _from_this_machine(request):
        raise CommandRefused(RefusalCode.NOT_SIGNED_IN)
    sending = request.app[RECEPTION].sending
    if sending is not None:
        sending.measure()
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _from_this_machine(request: web.Request) -> bool:
    """By the connection itself; what a proxy on this machine passes on does not come from here."""
    if "Forwarded" in request.headers or "X-Forwarded-For" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


def _ask(connection: Connection) -> None:
    connection.execute(text("SELECT 1"))


DOORS = (
    open_door("GET", "/health", health, gives={200: Health, 503: Health}),
    open_door(
        "GET",
        "/metrics",
        metrics,
        gives={200: "text/plain"},
        refuses=frozenset({RefusalCode.NOT_SIGNED_IN}),
    ),
)
