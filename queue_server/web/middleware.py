"""What happens around every request: a name for it, headers that keep browsers careful, and refusals in one shape."""

import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from itertools import count
from typing import TypeAlias
from uuid import uuid4

import structlog
from aiohttp import web

from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.web.answers import refusal

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

CONTENT_SECURITY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

SLOW_MS = 500.0  # what takes longer is told of, whatever it was

REQUEST_ID = web.RequestKey("request_id", str)

_RUN = uuid4().hex[:6]  # tells the requests of this run of the server from those of another
_numbers = count(1)

log = structlog.get_logger(__name__)


@web.middleware
async def named(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Gives the request an id that all its log lines carry, and writes one line about it: never what was asked for by
    query, never a ticket's address, which is a key. What was done under a key of its own is in the journal, with who
    and when; of that only what was refused or slow is told here."""
    request_id = request[REQUEST_ID] = f"{_RUN}{next(_numbers):06x}"
    began = time.perf_counter()
    structlog.contextvars.bind_contextvars(request=request_id)  # until the connection's next request
    response = await handler(request)
    took_ms = (time.perf_counter() - began) * 1_000
    if response.status != HTTPStatus.OK or took_ms >= SLOW_MS or "Idempotency-Key" not in request.headers:
        resource = request.match_info.route.resource
        log.info(
            "answered",
            method=request.method,
            route=resource.canonical if resource is not None else "-",
            status=response.status,
            took_ms=round(took_ms, 1),
        )
    return response


async def protect(request: web.Request, response: web.StreamResponse) -> None:
    """Signal `on_response_prepare`: so that no answer of any kind goes out without these."""
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    if REQUEST_ID in request:
        response.headers["X-Request-Id"] = request[REQUEST_ID]
    response.headers.pop("Server", None)


@web.middleware
async def refusing(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every refusal in one shape; of the unexpected only the request's id goes out, the rest is in the log."""
    try:
        return await handler(request)
    except CommandRefused as refused:
        return refusal(refused)
    except web.HTTPRequestEntityTooLarge:
        return refusal(CommandRefused(RefusalCode.TOO_LARGE, limit_bytes=str(request.client_max_size)))
    except web.HTTPMethodNotAllowed as error:
        allowed = ",".join(sorted(error.allowed_methods))
        return refusal(
            CommandRefused(RefusalCode.NOT_FOUND, allow=allowed), HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": allowed}
        )
    except web.HTTPNotFound:
        return refusal(CommandRefused(RefusalCode.NOT_FOUND))
    except web.HTTPRedirection:
        raise
    except web.HTTPException as error:
        return refusal(CommandRefused(RefusalCode.MALFORMED, why=error.reason), error.status)
    except ConnectionResetError:
        raise  # the caller hung up: nobody to answer
    except Exception:
        log.exception("request_failed", method=request.method)
        return refusal(
            CommandRefused(RefusalCode.UNAVAILABLE, request=request[REQUEST_ID]), HTTPStatus.INTERNAL_SERVER_ERROR
        )
