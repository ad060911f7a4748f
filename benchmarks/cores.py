"""Two cores: one for the server that is measured, one for the load that measures it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from benchmarks.line import Unsound


@dataclass(frozen=True, slots=True)
class Cores:
    server: int
    load: int

    @classmethod
    def of_this_machine(cls) -> "Cores":
        """The first two this process may use. Raises Unsound where there is only one."""
        usable = sorted(os.sched_getaffinity(0))
        if len(usable) < 2:
            raise Unsound("two cores are needed: one for the server, one for the load")
        return cls(usable[0], usable[1])

    @contextmanager
    def as_load(self) -> Iterator[None]:
        """This process keeps to the load's core meanwhile."""
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {self.load})
        try:
            yield
        finally:
            os.sched_setaffinity(0, before)


def cpu_s(process_id: int) -> float:
    """The time the process, with all its threads, has had of a core, in seconds."""
    times = psutil.Process(process_id).cpu_times()
    return times.user + times.system
