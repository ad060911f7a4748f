"""Servers in processes of their own on the server's core: the hall's as it is shipped, and the floors."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cores import Cores, cpu_s
from benchmarks.hall import KIOSK, BenchHall
from benchmarks.line import Unsound

START_S = 60
STOP_S = 30


@dataclass(frozen=True, slots=True)
class Server:
    process_id: int
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def cpu_s(self) -> float:
        """The time it has had of its core so far."""
        return cpu_s(self.process_id)


@contextmanager
def running(cores: Cores, logs: Path, *arguments: str) -> Iterator[Server]:
    """Starts `python -m ARGUMENTS`, which says its address in its first line, and ends it. Raises Unsound."""
    pinned = ["taskset", "-c", str(cores.server), sys.executable, "-m", *arguments]
    with logs.open("ab") as log, subprocess.Popen(pinned, stdout=subprocess.PIPE, stderr=log, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None  # noqa: S101  asked for above
            address = process.stdout.readline().strip()
            if not address:
                raise Unsound(f"{arguments[0]} did not start, see {logs}")
            yield Server(process.pid, int(address.rpartition(":")[2]))
        finally:
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def hall_server(cores: Cores, hall: BenchHall, data: Path) -> Iterator[Server]:
    """`python -m queue_server serve` as it is shipped, on `data`, with its day open."""
    with running(cores, data / "server.log", *serve(hall, data)) as server:
        _wait_for_the_day(server, hall)
        yield server


def serve(hall: BenchHall, data: Path) -> tuple[str, ...]:
    return "queue_server", "serve", "--hall", str(hall.folder), "--data", str(data), "--port", "0"


def _wait_for_the_day(server: Server, hall: BenchHall) -> None:
    deadline = time.monotonic() + START_S
    asked = urllib.request.Request(  # noqa: S310  our own server
        f"{server.url}/api/v1/views/hall", headers={"Authorization": hall.authorization(KIOSK)}
    )
    while time.monotonic() < deadline:
        with urllib.request.urlopen(asked, timeout=START_S) as answer:  # noqa: S310
            if json.load(answer)["day_open"]:
                return
        time.sleep(0.01)
    raise Unsound("the hall did not open its day")
