"""The parts of the documents that are made from the code: the messages of the wire, the table of refusals, the open
routes. `python -m queue_server reference` writes them anew; tests hold that they are what they would become."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec

from queue_server.contract import commands, views, wire
from queue_server.contract.refusals import RefusalCode
from queue_server.web import doors, openapi
from queue_server.web.answers import status_of

WIRE = Path("docs/wire.md")
PARTS = {Path("docs/api.md"): "refusals", Path("ARCHITECTURE.md"): "open routes"}


def write(folder: Path) -> None:
    """Writes the pages below the project's `folder`."""
    (folder / WIRE).write_text(wire_page(), encoding="utf-8")
    for page, part in PARTS.items():
        text = (folder / page).read_text(encoding="utf-8")
        (folder / page).write_text(with_part(text, part), encoding="utf-8")


def with_part(text: str, part: str) -> str:
    """The page with its part between the two comments made anew. Raises ValueError where they are missing."""
    start, end = f"<!-- {part}: made by `python -m queue_server reference` -->\n", f"<!-- end of {part} -->\n"
    before, found, rest = text.partition(start)
    _, found_too, after = rest.partition(end)
    if not found or not found_too:
        raise ValueError(f"the page has no place for: {part}")
    made = {"refusals": refusals, "open routes": open_routes}[part]()
    return f"{before}{start}\n{made}\n{end}{after}"


def refusals() -> str:
    """Every refusal with its status over HTTP."""
    rows = (f"| `{code}` | {status_of(code).value} | {code.meaning} |\n" for code in RefusalCode)
    return "| code | status | meaning |\n| --- | --- | --- |\n" + "".join(rows)


def open_routes() -> str:
    """The routes for which nobody has to show anything."""
    rows = (
        f"| `{door.method} {openapi.plain_path(door)}` | {openapi.summary(door)} |\n"
        for door in doors.ALL
        if door.is_open
    )
    return "| route | what |\n| --- | --- |\n" + "".join(rows)


# --- the wire -------------------------------------------------------------------------------------------------------


def wire_page() -> str:
    """The messages, and the shape of everything in them."""
    return "\n".join(_wire_page())


def _wire_page() -> Iterator[str]:
    sent, received = get_args(wire.ToServer), get_args(wire.ToStation)
    given, shown = get_args(commands.AnyCommand), get_args(views.AnyView)
    chapters = {
        "Station to server": sent,
        "Server to station": received,
        "Commands": given,
        "Views": shown,
    }
    members = [member for chapter in chapters.values() for member in chapter]
    references, shapes = msgspec.json.schema_components(members, ref_template="{name}")
    names = {member: reference["$ref"] for member, reference in zip(members, references, strict=True)}
    yield "# The wire\n"
    yield "Made from the types by `python -m queue_server reference`; a test keeps it true.\n"
    yield (
        f"Protocol **{wire.PROTOCOL}** over `GET /api/v1/socket`. The server's heartbeat comes every "
        f"{wire.HEARTBEAT_S} s; a message to the server has at most {wire.FRAME_LIMIT_BYTES} bytes; whole numbers are "
        "written without a fraction. Pictures of screens go by HTTP.\n"
    )
    yield from _prose(wire.__doc__)
    for title, chapter in chapters.items():
        yield f"## {title}\n"
        for member in chapter:
            yield from _section(names[member], shapes.pop(names[member]))
            if member in commands.ALLOWED:
                yield f"From: {', '.join(sorted(commands.ALLOWED[member]))}.\n"
    yield "## Inside them\n"
    for name, shape in sorted(shapes.items()):
        yield from _section(name, shape)


def _prose(docstring: str | None) -> Iterator[str]:
    """The paragraphs of a docstring, what is set apart there as a block."""
    for paragraph in inspect.cleandoc(docstring or "").split("\n\n"):
        yield f"```\n{inspect.cleandoc(paragraph)}\n```\n" if paragraph.startswith(" ") else f"{paragraph}\n"


def _section(name: str, shape: dict[str, Any]) -> Iterator[str]:
    yield f"### {_heading(name)}\n"
    if words := shape.get("description"):
        yield openapi.plain_words(words) + "\n"
    if "enum" in shape:
        yield "One of: " + ", ".join(f"`{value}`" for value in shape["enum"]) + ".\n"
        return
    yield "| field | what | if missing |\n| --- | --- | --- |"
    needed = shape.get("required", [])
    for field, kind in shape["properties"].items():
        default = "" if field in needed else f"`{msgspec.json.encode(kind.get('default')).decode()}`"
        yield f"| `{field}` | {_kind(kind)} | {default} |"
    yield ""


def _heading(name: str) -> str:
    """Its name; where two are called the same, with the module it stands in."""
    module, _, plain = name.rpartition(".")
    return f"{plain} of {module.rpartition('.')[2]}" if module else plain


def _kind(kind: dict[str, Any]) -> str:
    """A JSON Schema in a few words."""
    if "$ref" in kind:
        heading = _heading(kind["$ref"])
        return f"[{heading}](#{heading.lower().replace(' ', '-')})"
    if "anyOf" in kind:
        names = {each.get("$ref") for each in kind["anyOf"]}
        for title, union in (("command", commands.AnyCommand), ("view", views.AnyView)):
            if names == {member.__name__ for member in get_args(union)}:
                return f"a [{title}](#{title}s)"
        return " or ".join(_kind(each) for each in kind["anyOf"])
    if "enum" in kind:
        return " or ".join(f"`{value}`" for value in kind["enum"])
    if "prefixItems" in kind:
        return f"pair of {_kind(kind['prefixItems'][0])}"
    if kind.get("type") == "array":
        return f"list of {_kind(kind['items'])}"
    if kind.get("type") == "object":
        return f"{_kind(kind['additionalProperties'])} by name"
    words: dict[str, str] = {
        "null": "nothing",
        "string": "text",
        "integer": "whole number",
        "number": "number",
        "boolean": "true or false",
    }
    told = words[kind["type"]]
    if "pattern" in kind:
        return f"{told} `{kind['pattern'].replace('|', chr(92) + '|')}`"
    return told
