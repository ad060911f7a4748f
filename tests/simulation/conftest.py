import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from queue_server.contract.commands import AnyCommand, RateAgain, RateService
from queue_server.contract.refusals import CommandRefused
from queue_server.contract.views import Accepted
from queue_server.web.caller import Caller
from simulation.day.hall import Outcome
from simulation.day.server import Edges
from tests.simulation.sample_day import played


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> Iterator[None]:
    """A day in which lines break and servers are cut off writes thousands of warnings."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


class _Asked(Edges):
    """Counts how often each rating was asked for, and how many were refused."""

    def __init__(self) -> None:
        self.ratings: Counter[tuple[str, str]] = Counter()
        self.refused = 0

    def answer(
        self, command: AnyCommand, caller: Caller, answered: Callable[[], "asyncio.Future[Accepted]"]
    ) -> "asyncio.Future[Accepted]":
        future = answered()
        if isinstance(command, RateService | RateAgain):
            self.ratings[type(command).__name__, command.service_id] += 1
            future.add_done_callback(self._look)
        return future

    def _look(self, done: "asyncio.Future[Accepted]") -> None:
        self.refused += not done.cancelled() and isinstance(done.exception(), CommandRefused)


@dataclass(frozen=True)
class RatedDay:
    outcome: Outcome
    folder: Path
    asked: _Asked


@pytest.fixture(scope="session")
def rated_day(tmp_path_factory: pytest.TempPathFactory) -> RatedDay:
    """A day long enough for people to rate once more, and for somebody to see to what they found poor."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    folder, asked = tmp_path_factory.mktemp("rated"), _Asked()
    return RatedDay(played(folder, "21", 160, asked, open_hours=2.5), folder, asked)
