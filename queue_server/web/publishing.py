"""Publishing: plan, catalogue and policy sent as the files of a hall's folder, checked whole, and in force at once."""

import asyncio
import re
from collections.abc import Iterator
from typing import Annotated
from uuid import uuid4

import msgspec
import structlog
from aiohttp import web

from config import consistency, loading, toml_file
from config.configuration import HallConfiguration
from config.findings import Finding
from config.loading import ConfigurationError
from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import PublishConfiguration
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.domain.needed import Needed, needed
from queue_server.web.access import Door
from queue_server.web.answers import answer, read_body, read_message, status_of
from queue_server.web.reception import CALLER, RECEPTION, Reception

LIMIT_BYTES = 32 * 1024 * 1024  # a catalogue of five thousand items

_PART = re.compile(rf"{consistency.PARTS}/[a-z0-9]+(-[a-z0-9]+)*\.toml")

log = structlog.get_logger(__name__)


class Publication(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The texts of hall.toml, catalogue.toml and policy.toml, by these names, and of appointments.toml, exports.toml
    and any of catalogue/*.toml where there are such."""

    files: Annotated[dict[str, str], msgspec.Meta(max_length=200)]


class Published(msgspec.Struct, frozen=True):
    """What is in force now. `business_day`: the day it came in the middle of, if one is open."""

    content_hash: str
    business_day: str | None


async def publish(request: web.Request) -> web.Response:
    """Puts a configuration in force. With any fault in it all faults are told, and the hall keeps the one it has.

    So it does with one that would lose somebody who waits or works there now.
    """
    reception, caller = request.app[RECEPTION], request[CALLER]
    asked = read_message(msgspec.json.Decoder(Publication).decode, await read_body(request, LIMIT_BYTES))
    try:
        coming = await asyncio.to_thread(read_files, asked.files)
        if coming.plan.hall_id != reception.hall.plan.hall_id:
            raise ConfigurationError((Finding(consistency.HALL, "hall_id", "is the id of another hall"),))
        await _put_in_force(reception, coming, caller.actor)
    except ConfigurationError as error:
        log.warning("configuration_refused", by=caller.actor.id, findings=len(error.findings))
        code = RefusalCode.CONFIGURATION_UNFIT
        return answer({"code": code, "details": {"findings": error.findings}}, status_of(code))
    log.info("configuration_published", by=caller.actor.id, content_hash=coming.content_hash)
    return answer(Published(coming.content_hash, reception.dispatcher.state.business_day))


def read_files(files: dict[str, str]) -> HallConfiguration:
    """As `config.loading` reads a folder. Raises ConfigurationError."""
    return loading.configuration(dict(_tables(files)))


def _tables(files: dict[str, str]) -> Iterator[tuple[str, toml_file.Table | Finding]]:
    for name in loading.FILES:
        missing = Finding(name, "", "is missing")
        yield name, toml_file.parse(files[name].encode(), name) if name in files else missing
    for name in sorted(files.keys() - set(loading.FILES)):
        known = name in (consistency.APPOINTMENTS, consistency.EXPORTS) or _PART.fullmatch(name) is not None
        yield name, toml_file.parse(files[name].encode(), name) if known else Finding(name, "", "is no file of a hall")


async def _put_in_force(reception: Reception, coming: HallConfiguration, by: Actor) -> None:
    """The server does it in the name of who asked. Raises ConfigurationError for what would lose somebody."""
    command = PublishConfiguration(coming.content_hash, coming.content)
    try:
        await reception.dispatcher.submit(command, key=uuid4().hex, by=Actor(by.id, frozenset({Role.SYSTEM})))
    except CommandRefused as refused:
        if refused.code is not RefusalCode.MALFORMED:
            raise
        told = [*needed(reception.dispatcher.state, coming)] or [Needed(**refused.details)]
        raise ConfigurationError(tuple(_finding(*one) for one in told)) from refused


def _finding(where: str, why: str) -> Finding:
    """The domain speaks of "content.plan.queues": that is hall.toml, queues."""
    _, _, place = where.partition("content.")
    part, _, key = place.partition(".")
    file = {"plan": consistency.HALL, "catalogue": consistency.CATALOGUE, "policy": consistency.POLICY}.get(part)
    if (part, key) == ("policy", "appointments"):
        return Finding(consistency.APPOINTMENTS, "", why)
    return Finding(file, key, why) if file is not None else Finding(consistency.HALL, where, why)


DOORS = (
    Door(
        "POST",
        "/api/v1/configuration",
        publish,
        frozenset({Role.TECHNICIAN, Role.SUPERVISOR}),
        takes=Publication,
        gives={200: Published},
        refuses=frozenset({RefusalCode.CONFIGURATION_UNFIT}),
    ),
)
