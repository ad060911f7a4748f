"""The pages: templates filled with the texts of one language. What they show of the hall comes by socket."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection, select

from config.configuration import HallConfiguration
from config.i18n import LANGUAGES, Texts
from config.policy import Hours
from queue_server.contract.actors import Role
from queue_server.contract.refusals import CommandRefused, RefusalCode
from queue_server.contract.views import Label
from queue_server.storage import schema
from queue_server.web.access import Door, open_door, who
from queue_server.web.answers import status_of
from queue_server.web.caller import AT_WINDOWS_AND_DEVICES, WHOLE_HALL
from queue_server.web.calls import INSPECTORS
from queue_server.web.lockers import LOOKERS as KEEPERS
from queue_server.web.middleware import Handler
from queue_server.web.ratings_given import READERS as ANSWERABLE
from queue_server.web.reception import RECEPTION
from queue_server.web.reports import READERS
from queue_server.web.sign_in import home
from queue_server.web.tickets import LOOKERS

TEMPLATES = Path(__file__).parent / "templates"
STAFF_AREAS = ("common", "refusals", "console", "ratings", "indicators")
Language = Annotated[
    str, msgspec.Meta(description="zh or en; of others the first the browser speaks is taken", examples=["en"])
]
CONCERNED = frozenset({Role.CLERK, Role.GUIDE, Role.SUPERVISOR, Role.TECHNICIAN})  # by a poor rating, or asked about it
PUBLISHERS = frozenset({Role.SUPERVISOR, Role.TECHNICIAN})
REMEMBERED_S = 365 * 86_400  # the language somebody chose


def clock_face(time_zone: str) -> Callable[[int], str]:
    """Writes a moment in UTC milliseconds as the hall's clock shows it: "09:41"."""
    zone = ZoneInfo(time_zone)
    return lambda at_ms: datetime.fromtimestamp(at_ms / 1000, zone).strftime("%H:%M")


def day_and_clock(time_zone: str) -> Callable[[int], str]:
    """Writes a moment in UTC milliseconds with its day in the hall: "2026-11-23 09:41"."""
    zone = ZoneInfo(time_zone)
    return lambda at_ms: datetime.fromtimestamp(at_ms / 1000, zone).strftime("%Y-%m-%d %H:%M")


def moment_of(time_zone: str) -> Callable[[int], datetime]:
    """A moment in UTC milliseconds on the hall's calendar and clock."""
    zone = ZoneInfo(time_zone)
    return lambda at_ms: datetime.fromtimestamp(at_ms / 1000, zone)


@dataclass(frozen=True, slots=True)
class InForce:
    """The configuration in force, and since when it is."""

    content_hash: str
    since_ms: int
    items: int
    bundles: int
    departments: int

    @classmethod
    def of(cls, hall: HallConfiguration, content_hash: str, since_ms: int) -> "InForce":
        catalogue = hall.catalogue
        departments = len(hall.plan.departments)
        return cls(content_hash, since_ms, len(catalogue.items), len(catalogue.bundles), departments)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def told_to_every_page(
    texts: Texts, areas: tuple[str, ...], language: str, hall: Label, time_zone: str, hours: Hours, now_ms: int
) -> dict[str, object]:
    """What every template may use, whatever else it shows. `texts` in it: by area, then by key."""
    return {
        "texts": {area: texts.area(area, language) for area in areas},
        "language": language,
        "hall": hall,
        "time_zone": time_zone,
        "clock": clock_face(time_zone),
        "day_and_clock": day_and_clock(time_zone),
        "moment_of": moment_of(time_zone),
        "date_of": date.fromisoformat,
        "opens_at": hours.opens_at,
        "now_ms": now_ms,
    }


def render(
    request: web.Request, template: str, areas: tuple[str, ...], language: str | None, **values: object
) -> web.Response:
    """The page in `language` if there are texts in it, else in the first of all."""
    reception = request.app[RECEPTION]
    if language not in LANGUAGES:
        language = LANGUAGES[0]
    plan = reception.hall.plan
    told = told_to_every_page(
        reception.texts,
        areas,
        language,
        Label(plan.name.zh, plan.name.en),
        plan.time_zone,
        reception.hall.policy.hours,
        reception.now_ms(),
    )
    content = _templates().get_template(template).render(**told, **values)
    return web.Response(text=content, content_type="text/html", headers={"Content-Language": language})


async def front(request: web.Request) -> web.Response:
    """The sign-in page; whoever is signed in goes on to where their work is."""
    try:
        caller = await who(request)
    except CommandRefused as refused:
        if refused.code is not RefusalCode.NOT_SIGNED_IN:
            raise
        return _staff_page(request, "sign_in.html")
    raise web.HTTPSeeOther(home(caller))


def _page(template: str, words: str) -> Handler:
    async def show(request: web.Request) -> web.Response:
        return _staff_page(request, template)

    show.__doc__ = words
    return show


async def catalogue(request: web.Request) -> web.Response:
    """The catalogue: which configuration is in force, and publishing another."""
    reception = request.app[RECEPTION]
    state = reception.dispatcher.state
    since_ms = await reception.database.read(_published_at_ms, state.hall.plan.hall_id, state.configuration_hash)
    return _staff_page(request, "catalogue.html", in_force=InForce.of(state.hall, state.configuration_hash, since_ms))


def _published_at_ms(connection: Connection, hall_id: str, content_hash: str) -> int:
    known = schema.configurations.c
    mine = select(known.published_at_ms).where(known.hall_id == hall_id, known.content_hash == content_hash)
    at_ms: int = connection.execute(mine).scalar_one()
    return at_ms


def _staff_page(request: web.Request, template: str, **values: object) -> web.Response:
    response = render(request, template, STAFF_AREAS, _language(request), **values)
    if (chosen := request.query.get("language")) in LANGUAGES:
        response.set_cookie("language", str(chosen), max_age=REMEMBERED_S, httponly=True, samesite="Strict")
    return response


@web.middleware
async def for_people(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Where a person looks at a page, a refusal is a page too."""
    try:
        return await handler(request)
    except (CommandRefused, web.HTTPNotFound) as error:
        if request.method != "GET" or "text/html" not in request.headers.get("Accept", ""):
            raise
        code = error.code if isinstance(error, CommandRefused) else RefusalCode.NOT_FOUND
        response = render(request, "refusal.html", ("common", "refusals"), _language(request), code=code.value)
        response.set_status(status_of(code))
        return response


def _language(request: web.Request) -> str | None:
    """As chosen on a page and remembered by the browser, else as the first of the browser's languages we speak."""
    chosen = request.query.get("language") or request.cookies.get("language")
    if chosen in LANGUAGES:
        return chosen
    offered = (part.split(";")[0].strip()[:2].lower() for part in request.headers.get("Accept-Language", "").split(","))
    return next((language for language in offered if language in LANGUAGES), None)


_SHOWN = {200: "text/html", 303: None}  # 303: to the sign-in page, or from it to where somebody's work is


def _staff_door(path: str, handler: Handler, roles: frozenset[Role]) -> Door:
    return Door("GET", path, handler, roles, is_page=True, gives=_SHOWN, query={"language": Language})


DOORS = (
    open_door(
        "GET",
        "/",
        front,
        gives=_SHOWN,
        refuses=frozenset({RefusalCode.WRONG_CREDENTIALS}),
        query={"language": Language},
    ),
    _staff_door("/clerk", _page("clerk.html", "The clerk's page."), AT_WINDOWS_AND_DEVICES),
    _staff_door("/console", _page("console.html", "The console: the whole hall at a glance."), WHOLE_HALL),
    _staff_door(
        "/console/tickets",
        _page("tickets.html", "Tickets of the day: found, looked after, taken for somebody."),
        LOOKERS,
    ),
    _staff_door(
        "/console/appointments",
        _page("appointments.html", "The appointments of a day, checked in and booked for somebody."),
        LOOKERS,
    ),
    _staff_door("/console/calls", _page("calls.html", "The calls of a day, each with its reason."), INSPECTORS),
    _staff_door(
        "/console/pre-reviews",
        _page("pre_review_report.html", "The report of the pre-reviews: what the windows found of them."),
        READERS,
    ),
    _staff_door(
        "/console/notices", _page("notices.html", "What screens say: notices and the emergency message."), WHOLE_HALL
    ),
    _staff_door("/console/catalogue", catalogue, PUBLISHERS),
    _staff_door(
        "/console/ratings", _page("ratings.html", "The ratings of a period; entering one that was told."), ANSWERABLE
    ),
    _staff_door("/console/work-orders", _page("work_orders.html", "Work orders after poor ratings."), ANSWERABLE),
    _staff_door("/console/indicators", _page("indicators.html", "Indicators of the ratings."), ANSWERABLE),
    _staff_door(
        "/clerk/work-orders", _page("my_work_orders.html", "What a clerk is asked to say of a poor rating."), CONCERNED
    ),
    _staff_door("/console/lockers", _page("lockers.html", "The lockers: which cells are open."), KEEPERS),
    _staff_door(
        "/console/screens", _page("screens.html", "Live pictures of the hall's screens."), AT_WINDOWS_AND_DEVICES
    ),
)
