"""`decide`: commands a second of the pure core. Each is decided and its events applied; nothing is written or shown.

The commands are those of busy days (`busy_days`). There is no floor: nothing does less and still decides. Memory is
kept as the server keeps it.
"""

import time
from collections.abc import Sequence

from benchmarks.busy_days import Given
from benchmarks.line import WINDOWS, Line
from queue_server import memory
from queue_server.domain.decide import decide
from queue_server.domain.events import Recorded
from queue_server.domain.evolve import evolve
from queue_server.domain.state import HallState


def measure(given: Sequence[Given]) -> Line:
    memory.settle()
    return Line.of_windows("decide", [_per_second(given) for _ in range(WINDOWS)])


def _per_second(given: Sequence[Given]) -> float:
    state = HallState()
    began = time.perf_counter()
    for one in given:
        for event in decide(one.command, state, one.by, one.at_ms, one.key):
            evolve(state, Recorded(state.seq + 1, one.at_ms, state.business_day, one.by, event))
    return len(given) / (time.perf_counter() - began)
