"""Live pictures of the hall's screens, and touches from afar."""

from http import HTTPStatus
from typing import Annotated

import msgspec
import structlog
from aiohttp import web

from config.hall import Station, StationKind
from queue_server.contract import wire
from queue_server.contract.actors import PLACED_STATIONS, Role
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.web.access import Door
from queue_server.web.answers import answer, read_body, read_json
from queue_server.web.caller import AT_WINDOWS_AND_DEVICES, Caller
from queue_server.web.connections import Connection
from queue_server.web.pictures import PICTURE_LIMIT_BYTES, kind_of
from queue_server.web.reception import CALLER, RECEPTION, Reception

LOOKERS = frozenset({Role.TECHNICIAN, Role.SUPERVISOR})

_STATION = "/api/v1/stations/{station_id:(?!me/)[^/]+}"  # `me` has doors of its own

Fraction = Annotated[float, msgspec.Meta(ge=0.0, le=1.0)]

log = structlog.get_logger(__name__)


class TouchFromAfar(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In fractions of the screen's width and height, from the top left."""

    x: Fraction
    y: Fraction


class Passed(msgspec.Struct, frozen=True):
    """The touch was passed on to the station."""


async def look(request: web.Request) -> web.Response:
    """The newest picture of a station's screen, and the wish for a newer one. Header Picture-Age-Ms tells its age.

    Refuses NOT_FOUND while there is none yet, STATION_AWAY while the station is not connected.
    """
    reception, caller = request.app[RECEPTION], request[CALLER]
    station = _station(request)
    demonstration = reception.hall.plan.demonstration
    if not demonstration and not caller.actor.may_act_as(*LOOKERS):
        raise CommandRefused(RefusalCode.FORBIDDEN)
    connection = _connected(reception, station)
    now_ms = reception.now_ms()
    picture, ask = reception.pictures.look(station.id, now_ms)
    if ask:
        connection.tell(wire.PictureWanted(blank=not demonstration))
    if picture is None:
        raise CommandRefused(RefusalCode.NOT_FOUND, what="picture")
    age_ms = str(max(0, now_ms - picture.at_ms))
    return web.Response(body=picture.data, content_type=picture.kind, headers={"Picture-Age-Ms": age_ms})


async def put_picture(request: web.Request) -> web.Response:
    """A station gives its picture, PNG or JPEG."""
    reception = request.app[RECEPTION]
    data = await read_body(request, PICTURE_LIMIT_BYTES)
    kind = kind_of(data[:16])
    if kind is None:
        raise CommandRefused(RefusalCode.MALFORMED, where="body", why="PNG or JPEG is expected")
    reception.pictures.put(request[CALLER].actor.id, data, kind, reception.now_ms())
    return web.Response(status=HTTPStatus.NO_CONTENT)


async def touch(request: web.Request) -> web.Response:
    """Passes a touch on. In a real hall only technicians may, and only on a kiosk taken out of service."""
    reception, caller = request.app[RECEPTION], request[CALLER]
    asked = await read_json(request, TouchFromAfar)
    station = _station(request)
    await _refuse_touch(reception, caller, station)
    connection = _connected(reception, station)
    log.info("touched_from_afar", by=caller.actor.id, station=station.id)
    connection.tell(wire.Touch(asked.x, asked.y))
    return answer(Passed())


async def _refuse_touch(reception: Reception, caller: Caller, station: Station) -> None:
    if reception.hall.plan.demonstration:
        return
    if not caller.actor.may_act_as(Role.TECHNICIAN):
        raise CommandRefused(RefusalCode.FORBIDDEN)
    live = reception.dispatcher.state.stations.get(station.id)
    if station.kind is not StationKind.KIOSK or live is None or live.out_because is None:
        raise CommandRefused(RefusalCode.STATION_IN_SERVICE, station_id=station.id)


def _station(request: web.Request) -> Station:
    station_id = request.match_info["station_id"]
    station = request.app[RECEPTION].hall.stations.get(station_id)
    if station is None:
        raise CommandRefused(RefusalCode.STATION_UNKNOWN, station_id=station_id)
    return station


def _connected(reception: Reception, station: Station) -> Connection:
    connection = reception.connections.of_station(station.id)
    if connection is None:
        raise CommandRefused(RefusalCode.STATION_AWAY, station_id=station.id)
    return connection


DOORS = (
    Door(
        "PUT",
        "/api/v1/stations/me/picture",
        put_picture,
        PLACED_STATIONS,
        takes=("image/png", "image/jpeg"),
        gives={204: None},
    ),
    Door(
        "GET",
        _STATION + "/picture",
        look,
        AT_WINDOWS_AND_DEVICES,
        gives={200: ("image/png", "image/jpeg")},
        refuses=frozenset({RefusalCode.STATION_UNKNOWN, RefusalCode.STATION_AWAY, RefusalCode.NOT_FOUND}),
        told={"Picture-Age-Ms": "how old the picture is, in milliseconds"},
    ),
    Door(
        "POST",
        _STATION + "/touches",
        touch,
        AT_WINDOWS_AND_DEVICES,
        takes=TouchFromAfar,
        gives={200: Passed},
        refuses=frozenset({RefusalCode.STATION_UNKNOWN, RefusalCode.STATION_AWAY, RefusalCode.STATION_IN_SERVICE}),
    ),
)
