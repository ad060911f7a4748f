"""`make run` as the tests use it: the real premises, with real processes, on ports and folders of their own."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import psutil

from config.loading import SAMPLE
from tests.free_ports import free_ports

ROOT = Path(__file__).parent.parent.parent
T = TypeVar("T")
PATIENCE_S = 240  # only ends a test that has failed: on a busy machine ten programs draw slowly


def until(look: Callable[[], T | None], what: str, pause_s: float = 0.05) -> T:
    """What `look` finds, as soon as it finds something; `pause_s` between two looks."""
    ends_at = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends_at:
        if found := look():
            return found
        time.sleep(pause_s)
    raise AssertionError(f"waited {PATIENCE_S} s for {what}")


class HallOnOneMachine:
    """`with HallOnOneMachine(folder) as hall:` opens it; leaving it is the Ctrl-C that closes it."""

    def __init__(self, folder: Path) -> None:
        self.hall, self.data = folder / "hall", folder / "data"
        self.port, self.control_port, receivers_port, *device_ports = free_ports(11)
        self.url = f"http://127.0.0.1:{self.port}"
        if not self.hall.exists():
            plan = shutil.copytree(SAMPLE, self.hall) / "hall.toml"
            text = plan.read_text(encoding="utf-8")
            for known, free in zip((9101, 9111, 9112, 9113, 9114, 9115, 9121, 9131), device_ports, strict=True):
                text = text.replace(f":{known}", f":{free}")
            plan.write_text(text, encoding="utf-8")
            exports = self.hall / "exports.toml"
            told = exports.read_text(encoding="utf-8").replace(":9191/", f":{receivers_port}/")
            exports.write_text(told, encoding="utf-8")
        self._said = folder / "said.txt"

    def __enter__(self) -> Self:
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "simulation.premises", "--hall", self.hall, "--data", self.data),
                    *("--port", str(self.port), "--control-port", str(self.control_port)),
                ],
                cwd=ROOT,
                env={key: value for key, value in os.environ.items() if key != "DISPLAY"},
                stdout=said,
                stderr=said,
            )
        until(self._open, "the hall to open")
        return self

    def _open(self) -> bool:
        assert self.process.poll() is None, self.said
        return "Ctrl-C" in self.said

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if error is not None:
            self.tell()
        self.close()

    def close(self) -> int:
        """Ctrl-C. Returns the exit status; nothing of the hall is left running."""
        programs = self.programs
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            status = self.process.wait(PATIENCE_S)
        finally:
            for program in programs:
                if program.is_running():
                    program.kill()
        return status

    def tell(self) -> None:
        """Prints what every program said, for whoever reads a failed test."""
        print(self.said)
        for log in sorted((self.data / "logs").glob("*.log")):
            print(f"--- {log.name}", log.read_text(encoding="utf-8")[-4_000:], sep="\n")

    @property
    def said(self) -> str:
        return self._said.read_text(encoding="utf-8")

    @property
    def password(self) -> str:
        found = re.search(r"password (\S+)", self.said)
        assert found, self.said
        return found[1]

    @property
    def programs(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True) if self.process.poll() is None else []

    def program(self, *words: str) -> psutil.Process:
        """The running program whose command line has these words."""
        return next(p for p in self.programs if set(words) <= set(p.cmdline()))

    @property
    def slips(self) -> list[Path]:
        """Pictures of the slips that came out whole, oldest first."""
        return sorted(p for p in (self.data / "slips").rglob("*.png") if "incomplete" not in p.name)

    def printer(self, **change: Any) -> dict[str, Any]:
        """The first printer's state, after a change at its control."""
        base = f"http://127.0.0.1:{self.control_port}/printers"
        name = self.ask(base)["printers"][0]["name"] if change else None
        if change:
            return self.ask(f"{base}/{name}", change)
        return self.ask(base)

    @staticmethod
    def ask(url: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())
