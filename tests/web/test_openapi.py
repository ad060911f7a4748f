"""The API's document: as complete as the table of doors, valid, and true about what may be refused."""

import re
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31

from queue_server.__main__ import main
from queue_server.contract.commands import ALLOWED, REFUSED, REFUSED_TO_ANY, Command
from queue_server.contract.refusals import RefusalCode
from queue_server.domain.decide import RULES
from queue_server.domain.state import HallState
from queue_server.web import doors, openapi
from tests.web.running_hall import RunningHall

ROOT = Path(__file__).parent.parent.parent
METHODS = {"get", "put", "post", "delete", "patch", "head", "options", "trace"}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi.document(doors.ALL, "hall")


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


async def test_every_route_of_the_server_is_in_the_document_and_nothing_else(
    hall: RunningHall, document: dict[str, Any]
) -> None:
    routes = set()
    for route in doors.create(hall.server.reception).router.routes():
        assert route.resource is not None
        routes.add((route.method, route.resource.canonical))
    assert len(routes) > 45
    named = {(method, re.sub(r"\{(\w+)\}", r"{\1}", path)) for method, path in operations(document)}
    assert named == {(method, without_patterns(path)) for method, path in routes}


def without_patterns(path: str) -> str:
    """The path as aiohttp tells it, with no more than the names of its parts."""
    return re.sub(r"\{(\w+):.*?\}(?=/|$)", r"{\1}", path)


def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    errors = [str(error) for error in jsonschema_rs.validator_for(OPENAPI_31).iter_errors(document)]
    assert errors == []


def test_every_reference_leads_to_a_shape_and_every_shape_is_a_schema(document: dict[str, Any]) -> None:
    shapes = document["components"]["schemas"]
    references = re.findall(r'"\$ref":"#/components/schemas/([^"]+)"', msgspec.json.encode(document).decode())
    assert len(references) > 100
    assert set(references) <= set(shapes)
    for name, shape in shapes.items():
        assert jsonschema_rs.Draft202012Validator(
            {"$ref": f"#/components/schemas/{name}", "components": {"schemas": shapes}}
        ), shape


def test_every_refusal_is_explained_and_answered_by_some_operation(document: dict[str, Any]) -> None:
    explained = {
        each["const"]: each["description"] for each in document["components"]["schemas"]["RefusalCode"]["oneOf"]
    }
    assert set(explained) == set(RefusalCode)
    assert all(explained.values())
    answered = "\n".join(
        response["description"]
        for operation in operations(document).values()
        for response in operation["responses"].values()
    )
    on_the_wire_only = {RefusalCode.PROTOCOL_OUTDATED}
    for code in set(RefusalCode) - on_the_wire_only:
        assert f"- `{code}`: {code.meaning}" in answered


def test_every_operation_has_a_name_of_its_own_and_words(document: dict[str, Any]) -> None:
    found = operations(document).values()
    assert len({operation["operationId"] for operation in found}) == len(found)
    for operation in found:
        assert operation["summary"], operation["operationId"]
        assert set(operation["tags"]) <= {tag["name"] for tag in document["tags"]}
    assert all(tag["description"] for tag in document["tags"])


def test_only_open_routes_ask_for_nothing(document: dict[str, Any]) -> None:
    by_place = {(door.method, openapi.plain_path(door)): door for door in doors.ALL}
    for place, operation in operations(document).items():
        assert (operation["security"] == []) == by_place[place].is_open, place


def test_bodies_know_no_whole_numbers(document: dict[str, Any]) -> None:
    """So that nobody has to know whether 1.0 is one: JSON Schema says it is, the decoder says it is not."""
    for operation in operations(document).values():
        body = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if body is not None:
            shape = document["components"]["schemas"][body["schema"]["$ref"].rpartition("/")[2]]
            assert "integer" not in str(shape)
            assert shape["additionalProperties"] is False


async def test_the_document_is_for_those_who_may_come_in(hall: RunningHall) -> None:
    for who in (await hall.station("board-1"), await hall.clerk("li-juan")):
        answer = await who.ask("GET", openapi.PATH)
        assert answer.text == openapi.encode(doors.ALL, "hall")
    assert (await hall.nobody.ask("GET", openapi.PATH)).refused == (401, "not_signed_in")


# --- what the rules refuse, read from their code --------------------------------------------------------------------


@pytest.mark.parametrize("command", ALLOWED, ids=lambda command: command.__name__)
def test_what_a_command_may_be_refused_is_what_its_rule_can_refuse(command: type[Command]) -> None:
    assert refusals_within(RULES[command], set()) - REFUSED_TO_ANY == REFUSED[command]


def refusals_within(function: FunctionType, seen: set[FunctionType]) -> set[RefusalCode]:
    """The codes named in a function of the domain and in all it can call there."""
    seen.add(function)
    names = names_in(function.__code__)
    found = {RefusalCode[name] for name in names if name in RefusalCode.__members__ and "RefusalCode" in names}
    modules = [each for name in names if isinstance(each := function.__globals__.get(name), ModuleType)]
    for space in (function.__globals__, *map(vars, modules), vars(HallState)):
        for name in names:
            called = space.get(name)
            called = called.fget if isinstance(called, property) else called
            of_the_domain = isinstance(called, FunctionType) and called.__module__.startswith("queue_server.domain")
            if of_the_domain and called not in seen:
                found |= refusals_within(called, seen)
    return found


def names_in(code: CodeType) -> set[str]:
    inner = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    return set(code.co_names).union(*map(names_in, inner))


def test_the_document_is_printed_without_a_server(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queue_server.logs.set_up", lambda: None)
    monkeypatch.setattr("os.umask", lambda mask: mask)
    assert main(["openapi"]) == 0
    assert msgspec.json.decode(capsys.readouterr().out) == msgspec.json.decode(openapi.encode(doors.ALL, "hall"))
