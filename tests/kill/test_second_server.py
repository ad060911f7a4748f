"""Two servers on one hall: the second does not start; if the lock is got round, the one left behind stops itself."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import make_url

from queue_server.reports.verification import verify
from queue_server.storage import station_keys
from queue_server.storage.database import Database
from tests.engine.sample_hall import HALL

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 30


class Server:
    """`python -m queue_server serve` on the hall's database."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        self._process = process
        self._url = process.stdout.readline().strip()

    @classmethod
    @contextmanager
    def started(cls, database_url: str, folder: Path) -> Iterator["Server"]:
        command = [sys.executable, "-m", "queue_server", "serve", "--port", "0", "--database", database_url]
        command += ["--anchors", str(folder / "anchors.jsonl")]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            try:
                yield cls(process)
            finally:
                process.kill()

    def issue(self, station_key: str) -> str:
        """The number of a new ticket, or the code of the refusal; waits for the day to begin."""
        deadline_s = time.monotonic() + PATIENCE_S
        while (told := self._issue(station_key)) == "day_closed":
            assert time.monotonic() < deadline_s
            time.sleep(0.02)
        return told

    def _issue(self, station_key: str) -> str:
        headers = {"Authorization": f"Station kiosk-1:{station_key}", "Idempotency-Key": f"key-{time.time_ns()}"}
        asked = Request(self._url + "/api/v1/commands/issue-ticket", b'{"queue_id": "comprehensive"}', headers)
        try:
            with urlopen(asked, timeout=PATIENCE_S) as answer:
                return str(json.load(answer)["ticket"]["number"])
        except HTTPError as error:
            with error:
                return str(json.load(error)["code"])

    def ended(self) -> tuple[int, str]:
        """Exit code, and the last line of what it said."""
        _, said = self._process.communicate(timeout=PATIENCE_S)
        assert "Traceback" not in said
        return self._process.returncode, said.splitlines()[-1]


@pytest.fixture
def station_key(database_url: str) -> str:
    async def enrol() -> str:
        async with await Database.open(database_url) as database:
            return await station_keys.enrol(database, HALL, "kiosk-1", 1)

    return asyncio.run(enrol())


def get_round_the_lock(database_url: str) -> None:
    """What also happens by itself: somebody tidies the folder up, or the network drops the connection with the lock."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        Path(f"{url.database}.{HALL}.lock").unlink()
        return

    async def drop() -> int | None:
        async with await Database.open(database_url) as database:
            return await database.write(
                lambda connection: connection.exec_driver_sql(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_locks JOIN pg_database ON oid = database"
                    " WHERE locktype = 'advisory' AND datname = current_database()"
                ).scalar()
            )

    assert asyncio.run(drop()) == 1


def test_a_second_server_on_the_same_hall_ends_with_a_message(
    database_url: str, station_key: str, tmp_path: Path
) -> None:
    with Server.started(database_url, tmp_path) as first:
        assert first.issue(station_key) == "A001"
        with Server.started(database_url, tmp_path) as second:
            code, said = second.ended()
        assert (code, "nother server already runs the hall 'anhe'" in said) == (1, True)
        assert first.issue(station_key) == "A002"


def test_a_server_that_was_overtaken_ends_with_a_message_and_doubles_nothing(
    database_url: str, station_key: str, tmp_path: Path
) -> None:
    with Server.started(database_url, tmp_path) as first:
        assert first.issue(station_key) == "A001"
        get_round_the_lock(database_url)
        with Server.started(database_url, tmp_path) as second:
            assert second.issue(station_key) == "A002"
            assert first.issue(station_key) == "unavailable"
            code, said = first.ended()
            assert (code, "another server writes to it" in said) == (1, True)
            assert second.issue(station_key) == "A003"

    async def findings() -> tuple[str, ...]:
        async with await Database.open(database_url) as database:
            return (await verify(database, HALL)).findings

    assert asyncio.run(findings()) == ()
