"""The core as a queueing system: an independent simulator serves the same people alike, and theory agrees with both.

Everybody comes at the same moment and needs the same service in both, so that the waits are compared person by person,
not only in the mean. The means are then held against Erlang's formula and Kleinrock's recursion for accumulating
priority, within the confidence interval of replications with fixed seeds.
"""

import heapq
import math
import random
import statistics
from dataclasses import dataclass
from typing import Any

import ciw
import pytest

from queue_server.contract.actors import Actor, Role
from queue_server.contract.commands import CallNext, FinishServing, IssueTicket, OpenDay, OpenWindow, StartServing
from queue_server.domain.decide import decide
from queue_server.domain.events import Recorded, TicketCalled, TicketIssued
from queue_server.domain.evolve import evolve
from queue_server.domain.moment import Events
from queue_server.domain.state import HallState
from tests.domain.small_hall import DAY, GUS, NINE_MS, clerk, configuration, name, publication, tables, window

SERVICE_S = 300.0
WEIGHT = 4


@dataclass(frozen=True)
class Person:
    comes_s: float
    service_s: float
    urgent: bool


def people(seed: int, many: int, windows: int, load: float, urgent: float = 0.0) -> list[Person]:
    chance = random.Random(seed)
    now_s, found = 0.0, []
    for _ in range(many):
        now_s += chance.expovariate(load * windows / SERVICE_S)
        found.append(Person(now_s, chance.expovariate(1 / SERVICE_S), chance.random() < urgent))
    return found


class CoreHall:
    """One queue, some windows, simulated time."""

    def __init__(self, windows: int) -> None:
        changed = tables()
        changed["policy"] = {
            "waiting_limit": 5_000,
            "digits": 4,
            "misclick_s": 0,  # the next is called the moment a window is free
            "hours": {"always": True},  # nobody comes too late
            "priority": {
                "overtakes_at_most": 500,
                "classes": [{"id": "urgent", "name": name("急"), "basis": "规定", "weight": WEIGHT}],
            },
        }
        plan = changed["plan"]
        plan["queues"], plan["stations"] = plan["queues"][:1], []
        plan["profiles"] = plan["profiles"][:1]
        plan["windows"] = [window(number + 1, "east", "general") for number in range(windows)]
        plan["clerks"] = [clerk(f"c{n + 1}", ["clerk"], primary=[f"w{n + 1}"]) for n in range(windows)]
        changed["catalogue"]["items"] = [i for i in changed["catalogue"]["items"] if i["queue_id"] == "general"]
        self.state = HallState()
        self.now_s = 0.0
        self.keys = 0
        hall = configuration(changed)
        system = Actor("system", frozenset({Role.SYSTEM}))
        self.give(publication(hall), system)
        self.give(OpenDay(DAY), system)
        self.free = [(f"w{n + 1}", Actor(f"c{n + 1}", frozenset({Role.CLERK}))) for n in range(windows)]
        for window_id, by in self.free:
            self.give(OpenWindow(window_id), by)

    def give(self, command: Any, by: Actor) -> Events:
        self.keys += 1
        now_ms = NINE_MS + round(self.now_s * 1_000)
        events = decide(command, self.state, by, now_ms, f"key-{self.keys:06}")
        for event in events:
            evolve(self.state, Recorded(self.state.seq + 1, now_ms, DAY, by, event))
        return events

    def waits_s(self, coming: list[Person]) -> list[float]:
        """How long each waits to be called."""
        numbers: dict[str, int] = {}
        waits = [0.0] * len(coming)
        done: list[tuple[float, str, Actor, str]] = []
        for number, person in enumerate([*coming, None]):
            while done and (person is None or done[0][0] <= person.comes_s):
                self.now_s, window_id, by, ticket_id = heapq.heappop(done)
                self.give(FinishServing(window_id, ticket_id), by)
                self.free.append((window_id, by))
                self._call(coming, numbers, waits, done)
            if person is not None:
                self.now_s = person.comes_s
                (issued,) = self.give(
                    IssueTicket(queue_id="general", priority="urgent" if person.urgent else None), GUS
                )
                assert isinstance(issued, TicketIssued)
                numbers[issued.ticket_id] = number
                self._call(coming, numbers, waits, done)
        return waits

    def _call(self, coming: list[Person], numbers: dict[str, int], waits: list[float], done: list[Any]) -> None:
        while self.free and self.state.waiting["general"]:
            window_id, by = self.free.pop()
            (called,) = self.give(CallNext(window_id), by)
            assert isinstance(called, TicketCalled)
            number = numbers[called.ticket_id]
            waits[number] = self.now_s - coming[number].comes_s
            self.give(StartServing(window_id, called.ticket_id), by)
            heapq.heappush(done, (self.now_s + coming[number].service_s, window_id, by, called.ticket_id))


class _Service(ciw.dists.Distribution):  # type: ignore[misc]
    """Everybody's own, in the order in which they came."""

    def __init__(self, coming: list[Person]) -> None:
        self.coming = coming

    def sample(self, t: float | None = None, ind: Any = None) -> float:
        return self.coming[ind.id_number - 1].service_s


def _by_accumulated_priority(individuals: list[Any], t: float) -> Any:
    weight = {"urgent": WEIGHT, "ordinary": 1}
    return max(individuals, key=lambda one: (weight[one.customer_class] * (t - one.arrival_date), -one.id_number))


def waits_in_ciw_s(coming: list[Person], windows: int) -> list[float]:
    def gaps(urgent: bool) -> Any:
        times = [person.comes_s for person in coming if person.urgent is urgent]
        since = [after - before for before, after in zip([0.0, *times], times, strict=False)]
        return ciw.dists.Sequential([*since, math.inf]) if times else None

    classes = {"ordinary": False, "urgent": True}
    network = ciw.create_network(
        arrival_distributions={kind: [gaps(urgent)] for kind, urgent in classes.items()},
        service_distributions={kind: [_Service(coming)] for kind in classes},
        number_of_servers=[windows],
        service_disciplines=[_by_accumulated_priority],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(len(coming), method="Finish")
    records = {record.id_number: record.waiting_time for record in simulation.get_all_records()}
    return [records[number + 1] for number in range(len(coming))]


@pytest.mark.parametrize(("windows", "load", "urgent"), [(1, 0.8, 0.0), (4, 0.9, 0.0), (1, 0.9, 0.2), (10, 0.95, 0.2)])
def test_an_independent_simulator_lets_the_same_people_wait_as_long(windows: int, load: float, urgent: float) -> None:
    coming = people(7, 1_500, windows, load, urgent)
    here, there = CoreHall(windows).waits_s(coming), waits_in_ciw_s(coming, windows)
    differ = [number for number, (one, other) in enumerate(zip(here, there, strict=True)) if abs(one - other) > 1]
    assert len(differ) <= 8  # where two scores are equal but for the rounding to milliseconds
    for kind in (False, True) if urgent else (False,):
        mean, other = (
            statistics.fmean(wait for wait, person in zip(waits, coming, strict=True) if person.urgent is kind)
            for waits in (here, there)
        )
        assert mean == pytest.approx(other, rel=0.005)


def erlang_c(windows: int, load: float) -> float:
    """The mean wait of M/M/c, in lengths of service."""
    offered = windows * load
    blocked = 1.0
    for number in range(1, windows + 1):
        blocked = offered * blocked / (number + offered * blocked)
    return blocked / (1 - load * (1 - blocked)) / (windows * (1 - load))


def kleinrock(load: float, urgent: float) -> tuple[float, float]:
    """Mean waits of M/M/1 with accumulating priority, ordinary and urgent, in lengths of service (Kleinrock 1964)."""
    ratio = 1 / WEIGHT
    ordinary, prior = load * (1 - urgent), load * urgent
    first = load / (1 - load) / (1 - prior * (1 - ratio))
    return first, load / (1 - load) - ordinary * first * (1 - ratio)


def replicated(many: int, windows: int, load: float, urgent: float, kind: bool) -> tuple[float, float]:
    """Mean wait and half the 99 per cent interval of it, in lengths of service; the first third warms up."""
    means = []
    for seed in range(16):
        coming = people(seed, many, windows, load, urgent)
        waits = list(zip(CoreHall(windows).waits_s(coming), coming, strict=True))[many // 3 :]
        means.append(statistics.fmean(wait for wait, person in waits if person.urgent is kind) / SERVICE_S)
    return statistics.fmean(means), 2.95 * statistics.stdev(means) / math.sqrt(len(means))


def test_the_mean_wait_is_erlangs() -> None:
    assert erlang_c(5, 0.8) == pytest.approx(0.554, abs=0.001)
    mean, half = replicated(900, 3, 0.7, 0.0, kind=False)
    assert abs(mean - erlang_c(3, 0.7)) < half
    assert half < 0.35 * mean


def test_the_mean_waits_by_priority_are_kleinrocks() -> None:
    ordinary, urgent = kleinrock(0.9, 0.2)
    assert (round(ordinary, 1), round(urgent, 1)) == (10.4, 3.4)
    for kind, expected in zip((False, True), kleinrock(0.7, 0.2), strict=True):
        mean, half = replicated(900, 1, 0.7, 0.2, kind=kind)
        assert abs(mean - expected) < half
        assert half < 0.35 * mean
