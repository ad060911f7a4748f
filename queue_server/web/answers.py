"""What the server says back over HTTP: JSON; for every refusal `{"code": …, "details": {…}}` with a fitting status."""

import asyncio
from collections.abc import Callable
from datetime import date
from functools import cache
from http import HTTPStatus
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from queue_server.contract.commands import BusinessDay
from queue_server.contract.refusals import CommandRefused, RefusalCode

T = TypeVar("T")

BODY_S = 30.0  # for the whole body of a request to come, a catalogue of many thousand items over a poor line included

_STATUS: dict[RefusalCode, HTTPStatus] = {
    RefusalCode.MALFORMED: HTTPStatus.BAD_REQUEST,
    RefusalCode.PROTOCOL_OUTDATED: HTTPStatus.BAD_REQUEST,
    RefusalCode.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    RefusalCode.UNAVAILABLE: HTTPStatus.SERVICE_UNAVAILABLE,
    RefusalCode.NOT_SIGNED_IN: HTTPStatus.UNAUTHORIZED,
    RefusalCode.WRONG_CREDENTIALS: HTTPStatus.UNAUTHORIZED,
    RefusalCode.TOO_MANY_ATTEMPTS: HTTPStatus.TOO_MANY_REQUESTS,
    RefusalCode.FORBIDDEN: HTTPStatus.FORBIDDEN,
    RefusalCode.WINDOW_NOT_YOURS: HTTPStatus.FORBIDDEN,
    RefusalCode.POST_NOT_HELD: HTTPStatus.FORBIDDEN,
    RefusalCode.NOT_FOUND: HTTPStatus.NOT_FOUND,
    RefusalCode.TICKET_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.ITEM_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.BUNDLE_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.QUEUE_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.PRE_REVIEW_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.LINE_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.PAPER_ROLL_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.REPRINT_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.TAG_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.TAG_CALL_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.CELL_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.OPENING_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.SLOT_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.APPOINTMENT_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.WINDOW_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.PROFILE_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.TRAINEE_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.REQUEST_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.CLERK_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.SERVICE_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.WORK_ORDER_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.ALARM_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.STATION_UNKNOWN: HTTPStatus.NOT_FOUND,
    RefusalCode.DEVICE_UNKNOWN: HTTPStatus.NOT_FOUND,
}


def status_of(code: RefusalCode) -> HTTPStatus:
    """The status of a refusal; 409 for all that only the state of the hall forbids."""
    return _STATUS.get(code, HTTPStatus.CONFLICT)


def answer(value: object, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(value), status=status, headers=headers, content_type="application/json"
    )


def refusal(refused: CommandRefused, status: int | None = None, headers: dict[str, str] | None = None) -> web.Response:
    headers = dict(headers or {})
    if refused.code is RefusalCode.TOO_MANY_ATTEMPTS and "wait_s" in refused.details:
        headers["Retry-After"] = refused.details["wait_s"]
    body = {"code": refused.code, "details": refused.details}
    return answer(body, status if status is not None else status_of(refused.code), headers)


_UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)


def read_message(decode: Callable[[bytes | str], T], message: bytes | str) -> T:
    """What `decode` makes of `message`. Refuses MALFORMED: not JSON, or JSON of another shape; says what and where."""
    try:
        return decode(message)
    except _UNREADABLE as error:
        why, _, where = str(error).partition(" - at ")
        raise CommandRefused(RefusalCode.MALFORMED, where=where.strip("`") or "$", why=why) from error


async def read_body(request: web.Request, limit_bytes: int) -> bytes:
    """The body as it came. Refuses TOO_LARGE. Raises HTTPRequestTimeout where it is not there in time: whoever sends it
    a byte at a time would keep a connection for ever, and there are only so many."""
    body = bytearray()
    try:
        async with asyncio.timeout(None if request.content.is_eof() else BODY_S):
            async for part in request.content.iter_any():
                body += part
                if len(body) > limit_bytes:
                    raise CommandRefused(RefusalCode.TOO_LARGE, limit_bytes=str(limit_bytes))
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    return bytes(body)


async def read_json(request: web.Request, shape: type[T]) -> T:
    """The body as a value of `shape`. Refuses MALFORMED, TOO_LARGE; for the rest see `read_body`."""
    read: T = read_message(_decoder(shape).decode, await read_body(request, request.client_max_size))
    return read


_decoder: Callable[[Any], msgspec.json.Decoder[Any]] = cache(msgspec.json.Decoder)  # made once for each shape


def day_asked(request: web.Request, name: str) -> str | None:
    """A day after the path, like "2026-11-23"; None if it is left out. Refuses MALFORMED, also for 30 February."""
    day: str | None = asked_for(request, name, BusinessDay)
    try:
        date.fromisoformat(day or "2000-01-01")
    except ValueError:
        raise CommandRefused(RefusalCode.MALFORMED, where=name, why="no such day") from None
    return day


def asked_for(request: web.Request, name: str, shape: Any) -> Any:
    """A parameter after the path as a value of `shape`; None if it is left out. Refuses MALFORMED."""
    if name not in request.query:
        return None
    try:
        return msgspec.convert(request.query[name], shape)
    except msgspec.ValidationError as error:
        raise CommandRefused(RefusalCode.MALFORMED, where=name, why=str(error)) from error
