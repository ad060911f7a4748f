"""`issue_c16`, `issue_c64`: tickets taken a second over HTTP by 16 and 64 connections, each durable when answered.

Server: `serve` as shipped, with its log written to a file. Load: wrk on the other core, one thread, a fresh
idempotency key each and the station's key. No clerk has sat down yet, as before opening time, and the queues are long
enough for all who come.

Floor: an empty aiohttp handler that decodes the same command and encodes the same answer. Value ÷ floor: how much of
what this machine can do with HTTP is left when the ticket is decided, chained, written and synchronised.
"""

import os
import sqlite3
import subprocess
import urllib.request
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import msgspec

from benchmarks.cores import Cores
from benchmarks.hall import KIOSK, BenchHall
from benchmarks.line import WINDOWS, Line, Unsound
from benchmarks.server import Server, hall_server, running

WARMING_S = 1
WINDOW_S = 3

PATH = "/api/v1/commands/issue-ticket"
SCRIPT = Path(__file__).with_name("issue.lua")

Tell = Callable[[str], None]


class Counted(msgspec.Struct, frozen=True):
    """What wrk says at its end."""

    answered: int
    duration_s: float
    refused: int
    broken: int
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Window:
    """`server_busy`, `load_busy`: the part of the time each had its core."""

    counted: Counted
    server_busy: float
    load_busy: float
    server_cpu_s: float

    @property
    def per_second(self) -> float:
        return self.counted.answered / self.counted.duration_s

    @property
    def cpu_us(self) -> float:
        """Of the server for one answer."""
        return self.server_cpu_s / self.counted.answered * 1_000_000

    def __str__(self) -> str:
        return (
            f"{self.per_second:.0f}/s, {self.cpu_us:.0f} us of CPU each, p50 {self.counted.p50_ms:.1f} ms, "
            f"p99 {self.counted.p99_ms:.1f} ms; server's core {self.server_busy:.0%}, load's {self.load_busy:.0%}"
        )


def measure(cores: Cores, hall: BenchHall, connections: int, tell: Tell) -> Line:
    """Product and floor in turns."""
    name = f"issue_c{connections}"
    values: list[float] = []
    floors: list[float] = []
    for number in range(1, WINDOWS + 1):
        data = hall.fresh_data(f"{name}-{number}")
        with hall_server(cores, hall, data) as server:
            answer = _one_ticket(server, hall)
            window = load(cores, server, hall, PATH, connections)
        _check_journal(data, window)
        tell(f"{name} {number}: {window}")
        values.append(window.per_second)
        with running(cores, hall.data.with_name("floors.log"), "benchmarks.floors") as floor:
            _put(floor, "/empty", answer)
            window = load(cores, floor, hall, "/empty", connections)
        tell(f"{name} {number}, floor: {window}")
        floors.append(window.per_second)
    return Line.of_windows(name, values, floors)


def load(cores: Cores, server: Server, hall: BenchHall, path: str, connections: int) -> Window:
    """One window, after a short one that warms up. Raises Unsound."""
    _wrk(cores, server, hall, path, connections, WARMING_S)
    before_s = server.cpu_s
    counted, load_cpu_s = _wrk(cores, server, hall, path, connections, WINDOW_S)
    server_cpu_s = server.cpu_s - before_s
    window = Window(counted, server_cpu_s / counted.duration_s, load_cpu_s / counted.duration_s, server_cpu_s)
    check(window)
    return window


def check(window: Window) -> None:
    """Raises Unsound for a window that does not count."""
    counted = window.counted
    if counted.refused or counted.broken or not counted.answered:
        raise Unsound(f"{counted.refused} of {counted.answered} were refused, {counted.broken} got no answer")
    if window.load_busy > window.server_busy:
        raise Unsound(f"the load's core was the busier one: {window}")


def _wrk(
    cores: Cores, server: Server, hall: BenchHall, path: str, connections: int, seconds: int
) -> tuple[Counted, float]:
    """What it counted, and the time it had of its core, in seconds."""
    told = (path, hall.authorization(KIOSK), f"{uuid4().hex[:16]}.", *hall.kiosk_queues)
    ran = ("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(SCRIPT), server.url)
    before = os.times()
    with cores.as_load():
        done = subprocess.run([*ran, "--", *told], capture_output=True, text=True, check=True)  # noqa: S603
    after = os.times()
    used_s = after.children_user + after.children_system - before.children_user - before.children_system
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Counted), used_s


def _one_ticket(server: Server, hall: BenchHall) -> bytes:
    """The answer to a kiosk that takes a ticket."""
    request = urllib.request.Request(  # noqa: S310  our own server
        server.url + PATH,
        method="POST",
        data=b'{"queue_id":"%s"}' % hall.kiosk_queues[0].encode(),
        headers={"Authorization": hall.authorization(KIOSK), "Idempotency-Key": uuid4().hex},
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        body: bytes = answer.read()
    return body


def _put(server: Server, path: str, body: bytes) -> None:
    request = urllib.request.Request(server.url + path, method="PUT", data=body)  # noqa: S310
    with urllib.request.urlopen(request):  # noqa: S310
        pass


def _check_journal(data: Path, window: Window) -> None:
    """What was answered is in the journal. Raises Unsound."""
    with closing(sqlite3.connect(data / "hall.sqlite")) as database:
        (written,) = database.execute("SELECT count(*) FROM journal WHERE type = 'TicketIssued'").fetchone()
    if written < window.counted.answered:
        raise Unsound(f"{window.counted.answered} tickets were answered, {written} are in the journal")
