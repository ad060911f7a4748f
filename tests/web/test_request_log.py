"""The line a request leaves in the log: nothing that the journal tells anyway."""

from collections.abc import Iterator, MutableMapping
from math import inf
from typing import Any

import pytest
from structlog.testing import capture_logs

from queue_server.web import middleware
from tests.web.running_hall import RunningHall

Lines = list[MutableMapping[str, Any]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    with capture_logs() as captured:
        yield captured


def answered(lines: Lines) -> list[tuple[str, int]]:
    return [(line["route"], line["status"]) for line in lines if line["event"] == "answered"]


async def test_a_command_that_was_done_is_told_by_the_journal_alone(
    hall: RunningHall, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "SLOW_MS", inf)  # however busy this machine is
    kiosk = await hall.station("kiosk-1")
    assert (await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})).status == 200
    assert answered(lines) == []


async def test_a_command_that_was_refused_is_told(hall: RunningHall, lines: Lines) -> None:
    kiosk = await hall.station("kiosk-1")
    refused = await kiosk.give("issue-ticket", {"queue_id": "nowhere"})
    assert answered(lines) == [("/api/v1/commands/issue-ticket", refused.status)]


async def test_a_command_that_took_long_is_told(
    hall: RunningHall, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "SLOW_MS", 0.0)
    kiosk = await hall.station("kiosk-1")
    await kiosk.give("issue-ticket", {"queue_id": "comprehensive"})
    assert answered(lines) == [("/api/v1/commands/issue-ticket", 200)]


async def test_whoever_only_looks_is_told(hall: RunningHall, lines: Lines) -> None:
    await hall.nobody.ask("GET", "/health")
    assert answered(lines) == [("/health", 200)]
