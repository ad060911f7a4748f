"""The API's own document, OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1), made from the doors and their types.

Nothing is written twice: paths, roles and refusals come from the table of doors, words from docstrings, shapes from the
types that are decoded and encoded, the meaning of a refusal from its code.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any, TypeAlias

import msgspec
from aiohttp import web
from pydantic import BaseModel

from config.i18n import LANGUAGES
from queue_server.contract.actors import STATION_ROLES
from queue_server.contract.commands import (
    Command,
    EnterPaperTicket,
    EnterRating,
    Id,
    IssueTicket,
    Key,
    RaiseEmergency,
    TransferTicket,
)
from queue_server.contract.refusals import RefusalCode
from queue_server.web.access import Door
from queue_server.web.answers import status_of
from queue_server.web.caller import STAFF
from queue_server.web.files import FONTS
from queue_server.web.ticket_address import PATTERN

Json: TypeAlias = dict[str, Any]

PATH = "/api/v1/openapi.json"
JSON = "application/json"
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_REF = "#/components/schemas/{name}"
_PART = re.compile(r"\{([a-z_]+)(?::[^{}]*(?:\{[^{}]*\}[^{}]*)*)?\}")  # of a path: its name, and a pattern perhaps

TopicName = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=160,
        pattern=r"^[A-Za-z0-9._:-]+$(?!\n)",
        description="hall, board, board:ZONE, panel:WINDOW, rating:WINDOW, clerk:WINDOW, ticket:TICKET, bridge:STATION "
        "or floor",
        examples=["hall", "board", "clerk:w01", "floor"],
    ),
]
_PARTS: dict[str, tuple[Any, str]] = {
    "topic": (TopicName, "what is looked at"),
    "station_id": (Id, "a station of the plan"),
    "ticket_id": (Annotated[Id, msgspec.Meta(examples=["2026-11-23.A012"])], "a ticket of the day"),
    "window_id": (Annotated[Id, msgspec.Meta(examples=["w01"])], "a window of the plan"),
    "call_id": (Annotated[Id, msgspec.Meta(examples=["2026-11-23.A012.c1"])], "a call, of any day"),
    "order_id": (Annotated[Id, msgspec.Meta(examples=["WO12"])], "a work order"),
    "address": (
        Annotated[str, msgspec.Meta(pattern=f"^{PATTERN}$(?!\\n)", examples=["2026-11-23.A012.abcdefgh234567ab"])],
        "as in the code on the slip: the ticket's id, and what only the hall can have written",
    ),
    "code": (
        Annotated[str, msgspec.Meta(min_length=1, max_length=80, examples=["03RJ-K7M2-QX"])],
        "as on the pre-review's sheet; case, spaces and hyphens do not matter",
    ),
    "language": (Annotated[str, msgspec.Meta(examples=list(LANGUAGES))], f"one of: {', '.join(LANGUAGES)}"),
    "name": (Annotated[str, msgspec.Meta(examples=list(FONTS))], f"one of: {', '.join(FONTS)}"),
    "file": (
        Annotated[Id, msgspec.Meta(examples=["before-you-come.png"])],
        "a picture or film, as the policy names it",
    ),
    "path": (Annotated[str, msgspec.Meta(min_length=1, examples=["hall.css"])], "below the folder of static files"),
}
_EXAMPLES = {
    "window_id": "w01",
    "queue_id": "comprehensive",
    "ticket_id": "2026-11-23.A012",
    "service_id": "2026-11-23.A012.s1",
    "station_id": "kiosk-1",
    "device_id": "printer-1",
    "business_day": "2026-11-24",
    "pre_review_id": "p1024",
    "appointment_id": "a1024",
    "begins_at": "10:00",
    "guide_version": "0123456789abcdef",
    "request_key": "7f9c2b1e4d",
}


# of these groups of fields one is given, and nothing of the others; the fields of a group that may be left out
_EXACTLY_ONE: dict[type[Command], dict[str, tuple[str, ...]]] = {
    IssueTicket: {"item_id": (), "queue_id": (), "bundle_id": (), "pre_review_id": ("item_id",)},
    EnterPaperTicket: {"item_id": (), "queue_id": ()},
    EnterRating: {"number": (), "window_id": ()},
    RaiseEmergency: {"message_id": (), "text": ()},
    TransferTicket: {"queue_id": (), "to_window_id": (), "to_clerk_id": ()},
}


class Fault(msgspec.Struct, frozen=True):
    """One fault of a configuration: in which file, at which key, what, and perhaps what was meant."""

    file: str
    key: str
    reason: str
    suggestion: str | None


class Refused(msgspec.Struct, frozen=True):
    """Why it was not done: nothing has changed. `details` are plain words and ids, and `findings` a list."""

    code: RefusalCode
    details: dict[str, str | list[Fault]]


DOCUMENT: web.AppKey[Callable[[], bytes]] = web.AppKey("document")


async def show(request: web.Request) -> web.Response:
    """This document."""
    return web.Response(body=request.app[DOCUMENT](), content_type=JSON)


DOORS = (Door("GET", PATH, show, STAFF | STATION_ROLES, gives={200: dict[str, Any]}),)


def document(doors: Iterable[Door], cookie: str) -> Json:
    """The whole document. `cookie`: the name of the session's cookie."""
    doors = tuple(doors)
    shapes = _Shapes(doors)
    paths: Json = {}
    for door in doors:
        paths.setdefault(plain_path(door), {})[door.method.lower()] = _operation(door, shapes)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Service hall (政务服务中心)",
            "summary": "Tickets, queues, windows and screens of a government service hall",
            "description": "How to sign in, repeat a request safely and read refusals: docs/api.md. Times are UTC "
            "milliseconds; names are in both languages; ids are as in the hall plan.",
            "version": _version(),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": list(_tags(doors)),
        "paths": paths,
        "components": {"schemas": shapes.components, "securitySchemes": _security_schemes(cookie)},
    }


def plain_path(door: Door) -> str:
    """The door's path without the patterns of its parts."""
    return _PART.sub(r"{\1}", door.path)


def refusals_of(door: Door) -> frozenset[RefusalCode]:
    """Every code with which somebody at this door may be refused."""
    codes = set(door.refuses)
    if not door.is_open:
        codes |= {RefusalCode.WRONG_CREDENTIALS, RefusalCode.UNAVAILABLE}
    if not door.is_open and not door.is_page:
        codes |= {RefusalCode.NOT_SIGNED_IN, RefusalCode.FORBIDDEN}
    if door.takes is not None:
        codes |= {RefusalCode.MALFORMED, RefusalCode.TOO_LARGE}
    return frozenset(codes)


# --- one operation --------------------------------------------------------------------------------------------------


def _operation(door: Door, shapes: "_Shapes") -> Json:
    words = plain_words(door.handler.__doc__)
    roles = [] if door.is_open else sorted(role.value for role in door.roles)
    description = f"{words}\n\nFor: {', '.join(roles)}." if roles else f"{words}\n\nOpen without signing in."
    operation: Json = {
        "operationId": _operation_id(door),
        "tags": [_tag(door)],
        "summary": summary(door),
        "description": description,
        "security": list(_security(door)),
        "responses": _responses(door, shapes),
    }
    if parameters := [*_path_parameters(door, shapes), *_other_parameters(door, shapes)]:
        operation["parameters"] = parameters
    if isinstance(door.takes, tuple):
        operation["requestBody"] = {"required": True, "content": dict.fromkeys(door.takes, _BYTES)}
    elif door.takes is not None:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": shapes.of(door.takes)}}}
    return operation


def summary(door: Door) -> str:
    """The first sentence of what its handler says of itself."""
    return re.split(r"\.(?:\s|$)", plain_words(door.handler.__doc__))[0]


def plain_words(docstring: str | None) -> str:
    """A docstring without its indentation."""
    return "\n".join(line.strip() for line in (docstring or "").strip().splitlines())


def _is_command(door: Door) -> bool:
    """The door of a command itself; pages behind an address of their own take some of them too."""
    return isinstance(door.takes, type) and issubclass(door.takes, Command) and "/commands/" in door.path


def _operation_id(door: Door) -> str:
    if _is_command(door):
        name: str = door.takes.__name__
        return name[0].lower() + name[1:]
    words = re.findall(r"[a-z0-9]+", plain_path(door).removeprefix("/api/v1")) or ["front"]
    if "text/html" in door.gives.values():
        words.append("page")  # of what has a door of the API by the same name too
    return door.method.lower() + "".join(word.capitalize() for word in words)


def _tag(door: Door) -> str:
    if _is_command(door):
        return "commands"
    return door.handler.__module__.rpartition(".")[2].replace("_", " ")


def _tags(doors: Iterable[Door]) -> Iterator[Json]:
    modules = {_tag(door): door.handler.__module__ for door in doors}
    for tag, module in sorted(modules.items()):
        about = sys.modules[Command.__module__ if tag == "commands" else module].__doc__
        yield {"name": tag, "description": plain_words(about).partition("\n\n")[0]}


def _security(door: Door) -> Iterator[Mapping[str, list[str]]]:
    if door.is_open:
        return
    if not door.roles.isdisjoint(STATION_ROLES):
        yield {"station": []}
    if not door.roles.isdisjoint(STAFF):
        yield {"session": []}


def _security_schemes(cookie: str) -> Json:
    return {
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": cookie,
            "description": "Given by POST /api/v1/session. What changes something, and a socket, also needs the header "
            "Origin with the server's own address: browsers send it by themselves.",
        },
        "station": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Station ID:KEY`, the key as told by `python -m queue_server enrol ID`.",
        },
    }


def _path_parameters(door: Door, shapes: "_Shapes") -> Iterator[Json]:
    for match in _PART.finditer(door.path):
        shape, words = _PARTS[match[1]]
        yield {"name": match[1], "in": "path", "required": True, "description": words, "schema": shapes.of(shape)}


def _other_parameters(door: Door, shapes: "_Shapes") -> Iterator[Json]:
    for name, shape in door.query.items():
        parameter = {"name": name, "in": "query", "schema": shapes.of(shape)}
        yield parameter | {"required": True} if name in door.needs else parameter
    if door.is_keyed:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "Of the sender's choosing, new for every wish. The same request again with the same key "
            "gets the first answer and changes nothing.",
            "schema": shapes.of(Key),
        }


def _responses(door: Door, shapes: "_Shapes") -> Json:
    responses: Json = {}
    for status, given in door.gives.items():
        response: Json = {"description": HTTPStatus(status).phrase}
        responses[str(status)] = response
        if given is not None:
            response["content"] = _content(given, shapes)
        if door.told and status < HTTPStatus.MULTIPLE_CHOICES:
            response["headers"] = {
                name: {"description": words, "schema": {"type": "string"}} for name, words in door.told.items()
            }
    by_status: dict[int, list[RefusalCode]] = {}
    for code in sorted(refusals_of(door)):
        by_status.setdefault(status_of(code), []).append(code)
    for status, codes in sorted(by_status.items()):
        responses[str(status)] = _refusing(codes, shapes)
    if RefusalCode.TOO_MANY_ATTEMPTS in refusals_of(door):
        after = {"description": "seconds to wait", "schema": {"type": "string", "pattern": "^[0-9]+$"}}
        responses[str(status_of(RefusalCode.TOO_MANY_ATTEMPTS))]["headers"] = {"Retry-After": after}
    unexpected = _refusing([RefusalCode.UNAVAILABLE], shapes)
    unexpected["description"] = "Something unexpected happened; details: request, its number in the server's log"
    responses.setdefault(str(HTTPStatus.INTERNAL_SERVER_ERROR.value), unexpected)
    return dict(sorted(responses.items()))


def _content(given: Any, shapes: "_Shapes") -> Json:
    if isinstance(given, str | tuple):
        return {media: {} for media in ([given] if isinstance(given, str) else given)}
    return {JSON: {"schema": shapes.of(given)}}


def _refusing(codes: Iterable[RefusalCode], shapes: "_Shapes") -> Json:
    codes = list(codes)
    narrowed = {"properties": {"code": {"enum": [code.value for code in codes]}}}
    return {
        "description": "\n".join(f"- `{code}`: {code.meaning}" for code in codes),
        "content": {JSON: {"schema": {"allOf": [shapes.of(Refused), narrowed]}}},
    }


# --- shapes ---------------------------------------------------------------------------------------------------------


class _Shapes:
    """JSON Schemas of all types the doors take and give; those with a name stand once, in `components`."""

    def __init__(self, doors: Iterable[Door]) -> None:
        asked = [Refused, Key, *(shape for shape, _ in _PARTS.values())]
        for door in doors:
            asked += [door.takes, *door.gives.values(), *door.query.values()]
        types = [each for each in asked if each is not None and not isinstance(each, str | tuple)]
        self._models = [each for each in types if _is_model(each)]
        self._types = [each for each in types if not _is_model(each)]
        self._schemas, self.components = msgspec.json.schema_components(self._types, ref_template=_REF)
        for each in self._types:
            if isinstance(each, type) and issubclass(each, Command):
                _as_body(self.components[each.__name__], _EXACTLY_ONE.get(each, {}))
        self.components["RefusalCode"] = {
            "title": "RefusalCode",
            "oneOf": [{"const": code.value, "description": code.meaning} for code in RefusalCode],
        }
        for model in self._models:
            self._add(model)
        self.components = dict(sorted(self.components.items()))

    def of(self, shape: Any) -> Json:
        if _is_model(shape):
            return {"$ref": _REF.format(name=shape.__name__)}
        return self._schemas[self._types.index(shape)]

    def _add(self, model: type[BaseModel]) -> None:
        made = model.model_json_schema(ref_template=_REF.replace("{name}", "{model}"), mode="serialization")
        for name, schema in {**made.pop("$defs", {}), model.__name__: made}.items():
            known = self.components.setdefault(name, schema)
            if known != schema and not _same_choice(known, schema):
                raise ValueError(f"two shapes are called {name}")


def _same_choice(one: Json, other: Json) -> bool:
    """Whether both are the same few words, which the two makers of schemas write down differently."""
    return "enum" in one and "enum" in other and sorted(one["enum"]) == sorted(other["enum"])


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)


def _as_body(schema: Json, exactly_one: Mapping[str, tuple[str, ...]]) -> None:
    """A command has its own door, so that its body need not name it; it may, as over the socket."""
    schema["required"] = [name for name in schema["required"] if name != "type"]
    for name, field in schema["properties"].items():
        if name in _EXAMPLES:
            field["examples"] = [_EXAMPLES[name]]
    if exactly_one:
        schema["oneOf"] = [
            {
                "required": [given],
                "properties": {given: {"type": "string"}}
                | {name: {"type": "null"} for name in exactly_one if name not in (given, *besides)},
            }
            for given, besides in exactly_one.items()
        ]


def _version() -> str:
    try:
        return version("service-hall")
    except PackageNotFoundError:  # run from its folder, not installed
        return "0"


def encode(doors: Iterable[Door], cookie: str) -> bytes:
    """The document as it is served and printed."""
    return msgspec.json.format(msgspec.json.encode(document(doors, cookie)), indent=2)
