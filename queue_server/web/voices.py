"""What loudspeakers have said and could not say, as their stations tell it: figures for whoever watches the server."""

from http import HTTPStatus
from typing import Annotated

import msgspec
from aiohttp import web
from prometheus_client import Gauge

from config.hall import DeviceKind
from queue_server.contract.actors import Role
from queue_server.contract.commands import Id
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.web.access import Door
from queue_server.web.answers import read_json
from queue_server.web.reception import CALLER

Count = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,9}$(?!\n)")]

_FIGURES = {
    "announced": Gauge("hall_voice_announced", "Calls and messages said aloud to their end", ["device"]),
    "missed": Gauge(
        "hall_voice_phrases_missed", "Phrases that were not prepared when they were to be said", ["device"]
    ),
    "unheard": Gauge("hall_voice_unheard", "Calls and messages there was no sound for", ["device"]),
    "prepared": Gauge("hall_voice_phrases_prepared", "Phrases prepared ahead", ["device"]),
}


class VoiceTold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of one loudspeaker, since its station's program began."""

    device_id: Id
    announced: Count
    missed: Count
    unheard: Count
    prepared: Count


async def put_voice(request: web.Request) -> web.Response:
    """A station tells what its loudspeaker has said, and what it could not say."""
    told = await read_json(request, VoiceTold)
    station = request[CALLER].station
    devices = station.devices if station is not None else ()
    if not any(device.id == told.device_id and device.kind is DeviceKind.LOUDSPEAKER for device in devices):
        raise CommandRefused(RefusalCode.DEVICE_UNKNOWN, device_id=told.device_id)
    for name, gauge in _FIGURES.items():
        gauge.labels(told.device_id).set(int(getattr(told, name)))
    return web.Response(status=HTTPStatus.NO_CONTENT)


DOORS = (
    Door(
        "PUT",
        "/api/v1/stations/me/voice",
        put_voice,
        frozenset({Role.BOARD, Role.BRIDGE}),
        takes=VoiceTold,
        gives={204: None},
        refuses=frozenset({RefusalCode.DEVICE_UNKNOWN}),
    ),
)
