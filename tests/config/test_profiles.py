"""Work profiles and priority: what can never work is found when it is read, all of it at once, with its place."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from config import consistency
from config.consistency import CATALOGUE, HALL, POLICY
from config.loading import SAMPLE, load

QUEUES = ({"id": "general"}, {"id": "instant"})
ITEMS = (
    {"id": "licence", "queue_id": "general", "department_id": "market", "theme_ids": ["life"]},
    {"id": "stamp", "queue_id": "instant", "department_id": "police", "theme_ids": ["life", "work"]},
)
STAMPS = {"id": "stamps", "queue_ids": ["instant"], "item_ids": ["stamp"]}
REST = {"id": "rest", "queue_ids": ["general", "instant"]}


def findings(*rules: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    """Key and first words of what is found of rules and priority, at a comprehensive and an instant window."""
    queue_ids = ["general", "instant"]
    hall = {
        "departments": [{"id": "market"}, {"id": "police"}],
        "queues": list(QUEUES),
        "profiles": [
            {"id": "mixed", "queue_ids": queue_ids, "rules": list(rules), "strict": more.get("strict", False)}
        ],
        "windows": [
            {"id": "w1", "number": 1, "profile_id": "mixed", "kind": "comprehensive"},
            {"id": "w2", "number": 2, "profile_id": "mixed", "kind": "instant"},
        ],
    }
    tables = {
        HALL: hall,
        CATALOGUE: {"themes": [{"id": "life"}, {"id": "work"}], "items": list(ITEMS)},
        POLICY: {"priority": more.get("priority", {})},
    }
    places = ("profiles", "queues", "priority")
    found = consistency.findings(deepcopy(tables))
    return [
        (finding.key, finding.reason)
        for finding in found
        if finding.key.startswith(places) or finding.reason.startswith("no window is left")
    ]


def test_sound_rules_are_passed() -> None:
    help_out = {"id": "help", "queue_ids": ["general"], "wait_over_min": 20, "watched_queue_ids": ["general"]}
    assert findings(STAMPS, help_out, REST) == []
    assert findings(STAMPS, REST, strict=True) == []


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "a queue of another profile": ({"queue_ids": ["cashier"]}, "queue_ids[0]", '"cashier" is not among the queue_ids'),
    "a queue twice": ({"queue_ids": ["general", "general"]}, "queue_ids[1]", '"general" is named twice'),
    "an unknown item": ({"item_ids": ["stamp", "stanp"]}, "item_ids[1]", '"stanp" is not the id of any of the items'),
    "an unknown theme": ({"theme_ids": ["life", "home"]}, "theme_ids[1]", '"home" is not the id of any of the themes'),
    "an unknown department": (
        {"department_ids": ["police", "fire"]},
        "department_ids[1]",
        '"fire" is not the id of any of the departments',
    ),
    "an unknown watched queue": (
        {"watched_queue_ids": ["nowhere"], "waiting_over": 3},
        "watched_queue_ids[0]",
        '"nowhere" is not the id of any of the queues',
    ),
    "nothing watched for": ({"watched_queue_ids": ["general"]}, "watched_queue_ids", "nothing is looked at there"),
    "an item that waits elsewhere": (
        {"queue_ids": ["general"], "item_ids": ["stamp"]},
        "item_ids",
        "no such item waits in these queues",
    ),
    "a department whose items wait elsewhere": (
        {"queue_ids": ["general"], "department_ids": ["police"]},
        "department_ids",
        "no such item waits in these queues",
    ),
    "a kind no window has": ({"window_kinds": ["cashier"]}, "window_kinds", "no window of that kind has this profile"),
    "a season that ends before it begins": (
        {"valid_from": date(2026, 9, 1), "valid_to": date(2026, 8, 1)},
        "valid_to",
        '"2026-08-01" is before valid_from',
    ),
}


@pytest.mark.parametrize(("change", "key", "reason"), WRONG.values(), ids=WRONG)
def test_a_rule_that_cannot_be_meant_is_found(change: dict[str, Any], key: str, reason: str) -> None:
    wrong = {"id": "wrong", "queue_ids": ["instant"], **change}
    ((found_key, found_reason),) = findings(wrong)
    assert found_key == f"profiles[0].rules[0].{key}"
    assert found_reason.startswith(reason)


def test_a_rule_behind_one_that_takes_everybody_is_found() -> None:
    late = {"id": "late", "queue_ids": ["instant"], "languages": ["en"]}
    ((key, reason),) = findings(REST, late)
    assert key == "profiles[0].rules[1].queue_ids"
    assert reason == 'never comes to apply: "rest" before it takes everybody there, in "late"'
    assert findings({**REST, "waiting_over": 5}, late) == []
    assert findings({**REST, "window_kinds": ["instant"]}, late) == []


def test_two_rules_of_one_name_are_found() -> None:
    assert [key for key, _ in findings(STAMPS, STAMPS)] == ["profiles[0].rules[1].id"]


def test_strict_profiles_that_leave_items_to_nobody_are_found_all_at_once() -> None:
    found = findings(STAMPS, {"id": "late", "queue_ids": ["general"], "wait_over_min": 20}, strict=True)
    assert [key for key, _ in found] == ["queues[0].id", "items[0].queue_id", "queues[1].id"]


def test_a_strict_profile_without_rules_is_found() -> None:
    assert "profiles[0].strict" in [key for key, _ in findings(strict=True)]


def test_priority_that_helps_nobody_and_classes_of_one_name_are_found() -> None:
    elderly = {"id": "elderly", "weight": 2}
    found = findings(priority={"classes": [elderly, elderly, {"id": "idle"}]})
    assert [key for key, _ in found] == ["priority.classes[1].id", "priority.classes[2].weight"]


def test_the_sample_knows_the_groups_the_law_names() -> None:
    assert {"elderly", "disabled", "soldier", "veteran", "firefighter"} <= load(SAMPLE).priorities.keys()
