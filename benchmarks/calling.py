"""`call_100`, `call_1000`, `call_10000`: microseconds in which the core decides one CallNext, its trace included.

That many wait over 500 queues, a tenth of them in the eight that the calling window takes; every tenth claims priority.
Whoever is called is served at once and followed by somebody new, so that as many always wait. There is no floor:
nothing does less and still decides.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice, product

from benchmarks.line import WINDOWS, Line
from config.configuration import HallConfiguration
from config.hall import Queue, ServiceWindow, WorkProfile
from queue_server.contract.actors import SYSTEM, Actor, Role
from queue_server.contract.commands import (
    AnyCommand,
    CallNext,
    FinishServing,
    IssueTicket,
    OpenDay,
    OpenWindow,
    PublishConfiguration,
    StartServing,
)
from queue_server.domain.decide import decide
from queue_server.domain.events import AnyEvent, Recorded, TicketCalled
from queue_server.domain.evolve import evolve
from queue_server.domain.state import HallState

QUEUES, TAKEN = 500, 8
CALLS = 400  # measured in a window
PACE_MS = 1_000
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"

GUIDE = Actor("guide", frozenset({Role.GUIDE}))


def measure(sample: HallConfiguration, waiting: int, tell: Callable[[str], None]) -> Line:
    name = f"call_{waiting}"
    bench = BusyHall(large(sample), waiting)
    medians = []
    for number in range(1, WINDOWS + 1):
        medians.append(statistics.median(bench.call_us() for _ in range(CALLS)))
        tell(f"{name} {number}: {medians[-1]:.1f} µs")
    return Line.of_windows(name, medians)


class BusyHall:
    """One window calls, the others only keep people waiting."""

    def __init__(self, hall: HallConfiguration, waiting: int) -> None:
        self.state = HallState()
        self._now_ms = 0
        self._given = 0
        window = hall.plan.windows[0]
        clerk = next(clerk for clerk in hall.plan.clerks if window.id in clerk.primary)
        self._window_id, self._clerk = window.id, Actor(clerk.id, frozenset({Role.CLERK}))
        taken = hall.profiles[window.profile_id].queue_ids
        others = [queue.id for queue in hall.plan.queues if queue.id not in taken]
        classes = [priority.id for priority in hall.policy.priority.classes if priority.claimed]
        self._priorities = cycle(priority for one in classes for priority in (*[None] * 9, one))
        self._here = cycle(taken)
        self._give(PublishConfiguration(hall.content_hash, hall.content), SYSTEM)
        self._give(OpenDay("2026-11-23"), SYSTEM)
        self._give(OpenWindow(window.id), self._clerk)
        for number in range(waiting):
            self._come(next(self._here) if number % 10 == 0 else others[number % len(others)])

    def call_us(self) -> float:
        """Calls the next and lets somebody else come."""
        self._now_ms += PACE_MS
        command, key = CallNext(self._window_id), self._key()
        began = time.perf_counter()
        events = decide(command, self.state, self._clerk, self._now_ms, key)
        took_us = (time.perf_counter() - began) * 1e6
        (called,) = events
        assert isinstance(called, TicketCalled)  # noqa: S101
        assert called.trace is not None  # noqa: S101
        self._apply(events, self._clerk)
        self._give(StartServing(self._window_id, called.ticket_id), self._clerk)
        self._give(FinishServing(self._window_id, called.ticket_id), self._clerk)
        self._come(next(self._here))
        return took_us

    def _come(self, queue_id: str) -> None:
        self._give(IssueTicket(queue_id=queue_id, priority=next(self._priorities)), GUIDE)

    def _give(self, command: AnyCommand, by: Actor) -> None:
        self._now_ms += PACE_MS
        self._apply(decide(command, self.state, by, self._now_ms, self._key()), by)

    def _apply(self, events: tuple[AnyEvent, ...], by: Actor) -> None:
        for event in events:
            evolve(self.state, Recorded(self.state.seq + 1, self._now_ms, self.state.business_day, by, event))

    def _key(self) -> str:
        self._given += 1
        return f"calling.{self._given}"


def large(sample: HallConfiguration) -> HallConfiguration:
    """The sample with 500 queues: the first window takes eight of them, a second one all the others."""
    first, second, *_ = sample.plan.windows
    queues = tuple(islice(_queues(sample.plan.queues[0]), QUEUES))
    ids = tuple(queue.id for queue in queues)
    plan = sample.plan.model_copy(
        update={
            "queues": queues,
            "profiles": (_profile(sample, "eight", ids[:TAKEN]), _profile(sample, "others", ids[TAKEN:])),
            "windows": (_with(first, "eight"), _with(second, "others")),
            "clerks": tuple(
                clerk for clerk in sample.plan.clerks if {*clerk.primary, *clerk.backup} <= {first.id, second.id}
            ),
            "stations": (),
        }
    )
    policy = sample.policy.model_copy(update={"digits": 4})
    catalogue = sample.catalogue.model_copy(update={"items": (), "bundles": ()})
    return HallConfiguration(plan=plan, catalogue=catalogue, policy=policy)


def _queues(like: Queue) -> Iterator[Queue]:
    for number, letters in enumerate(product(LETTERS, repeat=2)):
        yield like.model_copy(update={"id": f"queue-{number}", "series": "".join(letters)})


def _profile(sample: HallConfiguration, profile_id: str, queue_ids: tuple[str, ...]) -> WorkProfile:
    return sample.plan.profiles[0].model_copy(update={"id": profile_id, "queue_ids": queue_ids, "rules": ()})


def _with(window: ServiceWindow, profile_id: str) -> ServiceWindow:
    return window.model_copy(update={"profile_id": profile_id})
