"""For whoever watches the server: is it well, and its figures."""

import hmac
import ipaddress
from http import HTTPStatus

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import Connection, text

from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.web.access import open_door
from queue_server.web.answers import answer
from queue_server.web.reception import RECEPTION

log = structlog.get_logger(__name__)


async def health(request: web.Request) -> web.Response:
    """200 while commands are taken and the database answers, else 503; `{"dispatcher": bool, "storage": bool}`."""
    reception = request.app[RECEPTION]
    state = {"dispatcher": reception.dispatcher.available, "storage": True}
    try:
        await reception.database.read(_ask)
    except Exception:
        log.exception("storage_does_not_answer")
        state["storage"] = False
    return answer(state, HTTPStatus.OK if all(state.values()) else HTTPStatus.SERVICE_UNAVAILABLE)


async def metrics(request: web.Request) -> web.Response:
    """Prometheus text, for this machine or with `Authorization: Bearer KEY`."""
    key = request.app[RECEPTION].settings.metrics_key
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    has_key = key is not None and hmac.compare_digest(shown.encode(), key.encode())
    if not has_key and not _from_this_machine(request):
        raise CommandRefused(RefusalCode.NOT_SIGNED_IN)
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


DOORS = (open_door("GET", "/health", health), open_door("GET", "/metrics", metrics))
