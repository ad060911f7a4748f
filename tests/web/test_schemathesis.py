"""The API's document against the running server: whatever the document allows is answered as it says, whatever it
forbids is refused, and nothing breaks the server. Every check of schemathesis is on."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
import schemathesis
from hypothesis import strategies
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from queue_server.web import doors, openapi
from queue_server.web.access import Door
from tests.engine.sample_hall import review
from tests.web.running_hall import RunningHall, Somebody, new_key
from tests.web.test_api_pre_reviews import body
from tests.web.test_api_screens import JPEG, PNG

SEED = 20261123
EXAMPLES = 2  # generated requests for each operation, beside those that cover each rule of its shapes

CALLERS = ("kiosk-1", "li-juan", "fang-qing", "nobody")  # each operation is tried by the first who may
SIGNS_OUT = "zou-jian"

NOT_REQUESTS = {"/api/v1/socket", "/t/{address}/live"}  # WebSockets have no answer; see test_socket.py

FIT = re.compile("[A-Za-z0-9._:-]{8,64}")

Place = tuple[str, str]


@dataclass
class Report:
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    failures: dict[tuple[str, str, str], str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def take(self, event: events.EngineEvent) -> None:
        if isinstance(event, events.NonFatalError | events.FatalError):
            self.errors.append(str(event.value if isinstance(event, events.NonFatalError) else event.exception))
        if not isinstance(event, events.ScenarioFinished):
            return
        for interaction in event.recorder.interactions.values():
            if interaction.response is not None:
                self.statuses[event.label or "", interaction.response.status_code] += 1
        for checks in event.recorder.checks.values():
            for check in checks:
                if check.failure_info is not None:
                    failure = check.failure_info.failure
                    about = (check.name, event.label or "", failure.title)
                    self.failures.setdefault(about, f"{failure.message}\n{check.failure_info.code_sample}")


@pytest.fixture(scope="module", autouse=True)
def beyond_the_document() -> Iterator[None]:
    """What a document cannot say: how pictures begin, and that every wish has a key of its own."""
    schemathesis.hook("before_call")(give_a_new_key)
    for kind, picture in (("image/png", PNG), ("image/jpeg", JPEG)):
        schemathesis.openapi.media_type(kind, strategies.just(picture))
    yield
    schemathesis.hooks.GLOBAL_HOOK_DISPATCHER.unregister(give_a_new_key)


def configuration(who: Somebody) -> SchemathesisConfig:
    # a page leads whom it does not know to the sign-in page instead of refusing
    refused = ["303", "400", "401", "403", "404", "405", "406", "409", "413"]
    shown = {"session": who.headers.get("Cookie", "").partition("=")[2], "station": who.headers.get("Authorization")}
    auth = {scheme: {"api_key": value} for scheme, value in shown.items() if value}
    return SchemathesisConfig.from_dict(
        {
            "base-url": who.url,
            "seed": SEED,
            "headers": {"Origin": who.url},
            **({"auth": {"openapi": auth}} if auth else {}),
            "workers": 1,
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none", "no-shrink": True},
            "checks": {"negative_data_rejection": {"expected-statuses": refused}},
            # no operation links to another: what follows what is played by the domain's state machine
            "phases": {"stateful": {"enabled": False}},
        }
    )


def tried_by(door: Door) -> str:
    if (door.method, door.path) == ("DELETE", "/api/v1/session"):
        return SIGNS_OUT
    if door.is_open:
        return "nobody"
    roles = {role.value for role in door.roles}
    if "kiosk" in roles:
        return "kiosk-1"
    return "li-juan" if "clerk" in roles else "fang-qing"


def with_examples(document: dict[str, Any], known: dict[str, list[str]]) -> dict[str, Any]:
    """The document with things that exist in this hall as examples, so that requests get further than their names."""
    for shape in document["components"]["schemas"].values():
        for name, fields in shape.get("properties", {}).items():
            if name in known and isinstance(fields, dict):
                fields["examples"] = known[name]
    for item in document["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", []):
                if parameter["name"] in known:
                    parameter["schema"] = {**parameter["schema"], "examples": known[parameter["name"]]}
    return document


def give_a_new_key(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Another fit key instead of a fit one: the same few for all would only ever be refused as used already."""
    if FIT.fullmatch(str(case.headers.get("Idempotency-Key", ""))):
        case.headers["Idempotency-Key"] = new_key()


def run(document: dict[str, Any], who: Somebody, places: set[Place]) -> Report:
    report = Report()
    schema = schemathesis.openapi.from_dict(document, config=configuration(who)).include(
        lambda context: (context.operation.method.upper(), context.operation.path) in places
    )
    for event in from_schema(schema).execute():
        report.take(event)
    return report


async def busy(hall: RunningHall) -> dict[str, list[str]]:
    """Some work in the hall: what there is of each, by the name of its id."""
    kiosk, clerk = await hall.station("kiosk-1"), await hall.clerk("li-juan")
    await clerk.give("open-window", {"window_id": "w01"})
    tickets = [(await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})).json["ticket"] for _ in range(9)]
    filed = (await kiosk.give("file-pre-review", body(review()))).json["pre_review"]
    called = (await clerk.give("call-next", {"window_id": "w01"})).json["ticket"]
    await kiosk.give("rate-errand", {"errand_id": "sheet-1", "errand": "sheet", "level": "very_dissatisfied"})
    (order_id,) = hall.server.reception.dispatcher.state.work_orders.by_id
    responsible = {"order_id": order_id, "clerk_id": "li-juan", "text": "请说明情况"}
    await (await hall.clerk("fang-qing")).give("assign-work-order", responsible)
    await kiosk.give("call-for-help")
    (alarm,) = hall.server.reception.dispatcher.state.alarms.values()
    return {
        "ticket_id": [called["ticket_id"], *(ticket["ticket_id"] for ticket in tickets[-3:])],
        "address": [ticket["page_path"].removeprefix("/t/") for ticket in tickets[3:5]],
        "window_id": ["w01"],
        "queue_id": ["comprehensive", "instant"],
        "item_id": [filed["item_id"]],
        "guide_version": [filed["guide_version"]],
        "pre_review_id": [filed["pre_review_id"]],
        "code": [filed["code"]],
        "station_id": ["kiosk-1"],
        "device_id": ["printer-1"],
        "alarm_id": [alarm.alarm_id],
        "order_id": [order_id],
        "language": ["zh"],
    }


async def test_the_server_keeps_its_document(hall: RunningHall) -> None:
    known = await busy(hall)
    people = {
        "kiosk-1": await hall.station("kiosk-1"),
        "li-juan": await hall.clerk("li-juan"),
        "fang-qing": await hall.clerk("fang-qing"),
        "zou-jian": await hall.clerk("zou-jian"),
        "nobody": hall.nobody,
    }
    served = await people["fang-qing"].ask("GET", openapi.PATH)
    statuses: Counter[tuple[str, int]] = Counter()
    tried: set[Place] = set()
    async with people["kiosk-1"].talk("hall"):
        for name in (*CALLERS, SIGNS_OUT):
            places = {
                (door.method, openapi.plain_path(door))
                for door in doors.ALL
                if tried_by(door) == name and openapi.plain_path(door) not in NOT_REQUESTS
            }
            document = with_examples(msgspec.json.decode(served.text), known)
            report = await asyncio.to_thread(run, document, people[name], places)
            assert report.errors == []
            assert not report.failures, "\n\n".join(f"{about}: {words}" for about, words in report.failures.items())
            statuses += report.statuses
            tried |= places
    assert len(tried) == len(doors.ALL) - len(NOT_REQUESTS)
    accepted = {label for label, status in statuses if status == 200 and "/commands/" in label}
    assert len(accepted) >= 15, sorted(accepted)


async def test_an_answer_unlike_the_document_is_found(hall: RunningHall) -> None:
    document = openapi.document(doors.ALL, "hall")
    document["components"]["schemas"]["Person"]["required"].append("height_cm")
    del document["paths"]["/api/v1/commands/close-day"]["post"]["responses"]["409"]
    places = {("GET", "/api/v1/session"), ("POST", "/api/v1/commands/close-day")}
    supervisor = await hall.clerk("fang-qing")
    report = await asyncio.to_thread(run, msgspec.json.decode(msgspec.json.encode(document)), supervisor, places)
    assert {(check, label) for check, label, _ in report.failures} == {
        ("response_schema_conformance", "GET /api/v1/session"),
        ("status_code_conformance", "POST /api/v1/commands/close-day"),
    }
